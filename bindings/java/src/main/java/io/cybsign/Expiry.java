package io.cybsign;

import java.util.Locale;

/** Whether a certificate has expired or soon will. */
public final class Expiry extends Document {
    private static final long serialVersionUID = 1L;

    /** What can be said of the dates. */
    public enum State {
        /** The certificate is valid and does not expire within the days asked about. */
        OK,
        /** The certificate expires within the days asked about. Make its successor now. */
        WARNING,
        /** The certificate has expired. */
        EXPIRED,
        /** A date of the certificate can't be read, which is never good news. */
        UNREADABLE,
        /** The certificate is not valid yet. */
        NOT_YET_VALID
    }

    private Expiry(String json) {
        super(json);
    }

    /**
     * Makes one from its JSON, such as {@code {"state":"warning","days_left":7}}: for tests of what a program does with it. It needs
     * no native library.
     *
     * @param json an object with the members {@code state}, {@code days_left}, {@code certificate} and {@code server}
     * @return the expiry
     * @throws IllegalArgumentException for what is no JSON object
     */
    public static Expiry of(String json) {
        return new Expiry(json);
    }

    /**
     * The state.
     *
     * @return never null
     */
    public State state() {
        return state(members());
    }

    private static State state(Json expiry) {
        return State.valueOf(expiry.requiredText("state").toUpperCase(Locale.ROOT));
    }

    /**
     * How many whole days the certificate is still valid, rounded down.
     *
     * @return 0 on the last day, negative after it, and 0 if a date is unreadable
     */
    public long daysLeft() {
        return members().number("days_left");
    }

    /**
     * Which certificate it is about: of a {@link SimpleOrder}, the one that fails first.
     *
     * @return "signer", or "recipient" for the one that messages are encrypted to
     */
    public String certificate() {
        return members().text("certificate");
    }

    /**
     * How the certificate stands that came along to encrypt messages to.
     *
     * @return the state; null if none came along, and for a {@link SimpleOrder}
     */
    public State serverState() {
        Json server = members().object("server");
        return server == null ? null : state(server);
    }

    /**
     * How many whole days the certificate is still valid that came along to encrypt messages to.
     *
     * @return as {@link #daysLeft()}; null if none came along, and for a {@link SimpleOrder}
     */
    public Long serverDaysLeft() {
        Json server = members().object("server");
        return server == null ? null : server.number("days_left");
    }

    @Override
    public String toString() {
        return state() + ", days left: " + daysLeft();
    }
}
