package io.cybsign;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Something that was found and should be known: in a key file, in a configuration file, or in a reply. */
public final class Finding implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String level;
    private final String code;
    private final String subject;
    private final String message;
    private final String key;
    private final String field;
    private final Integer line;
    private final Integer certificate;

    private Finding(Json finding) {
        level = finding.text("level");
        code = finding.text("code");
        subject = finding.text("subject");
        message = finding.text("message");
        key = finding.text("key");
        field = finding.text("field");
        line = finding.integer("line");
        certificate = finding.integer("certificate");
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
        return level;
    }

    /**
     * What it is, for programs.
     *
     * @return a word such as "expired"
     */
    public String code() {
        return code;
    }

    /**
     * What it is about: a file, a certificate, a line.
     *
     * @return one line; null in a reply
     */
    public String subject() {
        return subject;
    }

    /**
     * What it is, for people.
     *
     * @return a line of English that says what to do
     */
    public String message() {
        return message;
    }

    /**
     * Which key of a configuration file it is about.
     *
     * @return its name; or null
     */
    public String key() {
        return key;
    }

    /**
     * Which field of a reply it is about.
     *
     * @return its name; or null
     */
    public String field() {
        return field;
    }

    /**
     * Which line of a configuration file it is about.
     *
     * @return the number, from 1; or null
     */
    public Integer line() {
        return line;
    }

    /**
     * Which certificate of a key file it is about.
     *
     * @return its place in {@link Inspection#certificates()}, from 0; or null
     */
    public Integer certificate() {
        return certificate;
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
