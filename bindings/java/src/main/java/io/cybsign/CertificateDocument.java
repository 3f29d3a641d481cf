package io.cybsign;

import java.time.Instant;

/** What the library's documents say of every certificate. */
abstract class CertificateDocument {
    private final Json members;

    CertificateDocument(Json members) {
        this.members = members;
    }

    Json members() {
        return members;
    }

    /**
     * The subject.
     *
     * @return a distinguished name (RFC 4514)
     */
    public String subject() {
        return members.text("subject");
    }

    /**
     * The issuer.
     *
     * @return a distinguished name (RFC 4514)
     */
    public String issuer() {
        return members.text("issuer");
    }

    /**
     * The serial number.
     *
     * @return hexadecimal digits
     */
    public String serialHex() {
        return members.text("serial_hex");
    }

    /**
     * The fingerprint: the SHA-256 of the DER.
     *
     * @return 64 hexadecimal digits
     */
    public String sha256() {
        return members.text("sha256");
    }

    /**
     * When it begins to be valid.
     *
     * @return the time; null if it can't be read
     */
    public Instant notBefore() {
        return time(members.text("not_before"));
    }

    /**
     * The last second at which it is valid.
     *
     * @return the time; null if it can't be read
     */
    public Instant notAfter() {
        return time(members.text("not_after"));
    }

    private static Instant time(String rfc3339) {
        return rfc3339 == null ? null : Instant.parse(rfc3339);
    }

    @Override
    public String toString() {
        return subject();
    }
}
