package io.cybsign;

import java.util.Map;

/** An SCMP request that was signed as a Simple Order message, and what does not stand in it. */
public final class SignedScmp {
    private final byte[] message;
    private final Map<String, String> unmapped;

    /** Takes what {@link Native#signScmp} gives. */
    SignedScmp(Parts parts) {
        message = parts.bytes("message");
        unmapped = ScmpConversion.unmapped(Json.read(parts.text("report")));
    }

    /**
     * The signed message.
     *
     * @return a copy of the SOAP envelope, ready to be sent
     */
    public byte[] message() {
        return message.clone();
    }

    /**
     * The SCMP fields that do not stand in the message.
     *
     * @return an unmodifiable map of names to reasons
     */
    public Map<String, String> unmapped() {
        return unmapped;
    }

    @Override
    public String toString() {
        return "SignedScmp";
    }
}
