package io.cybsign;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What a verification checked. */
public final class VerificationReport extends Document {
    private static final long serialVersionUID = 1L;

    private VerificationReport(String json) {
        super(json);
    }

    /**
     * Makes a report from its JSON, such as {@code {"ok":true,"checks":[],"signer":"not authenticated"}}: for tests of what a
     * program does with one. It needs no native library.
     *
     * @param json an object with the members {@code ok}, {@code checks}, {@code signer} and {@code certificate}
     * @return the report
     * @throws IllegalArgumentException for what is no JSON object
     */
    public static VerificationReport of(String json) {
        return new VerificationReport(json);
    }

    /**
     * Whether the verification succeeded.
     *
     * @return true only if every check passed and the signer is the expected one, or any signer was allowed
     */
    public boolean isOk() {
        return members().isTrue("ok");
    }

    /**
     * The checks in the order in which they were made. What stands behind the first that failed may be missing.
     *
     * @return an unmodifiable list
     */
    public List<Check> checks() {
        return Collections.unmodifiableList(members().objects("checks").stream().map(Check::new).collect(Collectors.toList()));
    }

    /**
     * Whether somebody vouches for the signer: the certificate was an expected one.
     *
     * @return false if the verification failed, or if any signer was allowed
     */
    public boolean isAuthenticated() {
        return isOk() && !members().isText("signer");
    }

    /**
     * The certificate that the message came with, which proves nothing by itself: see {@link #isAuthenticated()}.
     *
     * @return its particulars; null if the message has none that can be read
     */
    public Certificate certificate() {
        Json certificate = members().object("certificate");
        return certificate == null ? null : new Certificate(certificate);
    }

    /** One check. */
    public static final class Check {
        private final Json members;

        private Check(Json members) {
            this.members = members;
        }

        /**
         * What was checked.
         *
         * @return a word such as "digest"
         */
        public String name() {
            return members.text("name");
        }

        /**
         * How it came out.
         *
         * @return true if it passed
         */
        public boolean isOk() {
            return members.isTrue("ok");
        }

        /**
         * What was found.
         *
         * @return a line of English
         */
        public String detail() {
            return members.text("detail");
        }

        @Override
        public String toString() {
            return name() + (isOk() ? ": ok" : ": failed: " + detail());
        }
    }

    /** A certificate's particulars. */
    public static final class Certificate extends CertificateDocument {
        private Certificate(Json members) {
            super(members);
        }

        /**
         * How long its RSA key is.
         *
         * @return the bits; null for a key of another kind
         */
        public Integer keyBits() {
            return members().integer("key_bits");
        }
    }
}
