package io.cybsign;

/** An envelope that was signed in place, and what was removed from it. */
public final class SignedEnvelope {
    private final byte[] message;
    private final String username;
    private final boolean metaKey;

    /** Takes what {@link Native#signEnvelope} gives. */
    SignedEnvelope(Parts parts) {
        message = parts.bytes("message");
        Json report = Json.read(parts.text("report"));
        username = report.text("username");
        metaKey = report.isTrue("meta_key");
    }

    /**
     * The signed envelope.
     *
     * @return a copy, ready to be sent
     */
    public byte[] message() {
        return message.clone();
    }

    /**
     * The Username of the wsse:UsernameToken that was removed.
     *
     * @return the name; or null if there was none
     */
    public String username() {
        return username;
    }

    /**
     * Whether that Username differs from the Body's merchantID, as a meta key's does.
     *
     * @return true for a meta key
     */
    public boolean metaKey() {
        return metaKey;
    }

    @Override
    public String toString() {
        return "SignedEnvelope";
    }
}
