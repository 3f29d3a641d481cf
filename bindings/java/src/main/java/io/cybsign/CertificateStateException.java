package io.cybsign;

/** The certificate has expired, is not valid yet, or its dates can't be read (4xxx). */
public final class CertificateStateException extends CybsignException {
    private static final long serialVersionUID = 1L;

    CertificateStateException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
