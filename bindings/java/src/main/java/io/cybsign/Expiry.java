package io.cybsign;

/** Whether a certificate has expired or soon will. */
public final class Expiry {
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

    private final State state;
    private final long daysLeft;

    Expiry(State state, long daysLeft) {
        this.state = state;
        this.daysLeft = daysLeft;
    }

    /** Takes what {@link Native#credentialExpiry} gives. */
    static Expiry of(byte[] json) {
        Json expiry = Json.read(Native.text(json));
        return new Expiry(State.valueOf(expiry.requiredText("state")), expiry.number("days_left"));
    }

    /**
     * The state.
     *
     * @return never null
     */
    public State state() {
        return state;
    }

    /**
     * How many whole days the certificate is still valid, rounded down.
     *
     * @return 0 on the last day, negative after it, and 0 if a date is unreadable
     */
    public long daysLeft() {
        return daysLeft;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expiry && ((Expiry) other).state == state && ((Expiry) other).daysLeft == daysLeft;
    }

    @Override
    public int hashCode() {
        return 31 * state.hashCode() + Long.hashCode(daysLeft);
    }

    @Override
    public String toString() {
        return state + ", days left: " + daysLeft;
    }
}
