package io.cybsign;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Something that was found and should be known: in a key file, in a configuration file, or in a reply. */
public final class Finding implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Json members;

    private Finding(Json members) {
        this.members = members;
    }

    /** The warnings of a document. */
    static List<Finding> all(Json document) {
        return Collections.unmodifiableList(document.objects("warnings").stream().map(Finding::new).collect(Collectors.toList()));
    }

    /**
     * How much it matters.
     *
     * @return "warning" for what should be seen to, "error" for what fails; null in a reply
     */
    public String level() {
        return members.text("level");
    }

    /**
     * What it is, for programs.
     *
     * @return a word such as "expired"
     */
    public String code() {
        return members.text("code");
    }

    /**
     * What it is about: a file, a certificate, a line.
     *
     * @return one line; null in a reply
     */
    public String subject() {
        return members.text("subject");
    }

    /**
     * What it is, for people.
     *
     * @return a line of English that says what to do
     */
    public String message() {
        return members.text("message");
    }

    /**
     * One particular: {@code key} and {@code line} of a configuration file, {@code field} of a reply, {@code certificate} (its place in
     * {@link Inspection#certificates()}, from 0), {@code role}, {@code not_after}, {@code days_left}.
     *
     * @param name its name
     * @return its value as text; null if there is none
     */
    public String detail(String name) {
        return members.scalar(name);
    }

    @Override
    public String toString() {
        return code() + ": " + message();
    }
}
