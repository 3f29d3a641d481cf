package io.cybsign;

/** The password is wrong, or the file does not hold the key and certificate that are needed (3xxx). */
public final class CredentialException extends CybsignException {
    private static final long serialVersionUID = 1L;

    CredentialException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
