package io.cybsign;

/** The message does not verify, or the signer is not the expected one (6xxx). */
public final class VerificationException extends CybsignException {
    private static final long serialVersionUID = 1L;

    private final VerificationReport report;

    VerificationException(int status, String message, String detailJson, Throwable cause, VerificationReport report) {
        super(status, message, detailJson, cause);
        this.report = report;
    }

    /**
     * What was checked, and how each check came out.
     *
     * @return the report, or null if there is none
     */
    public VerificationReport report() {
        return report;
    }
}
