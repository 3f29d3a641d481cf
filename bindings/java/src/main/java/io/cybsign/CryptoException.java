package io.cybsign;

/** An algorithm is not supported or not allowed, or a signature could not be made (5xxx). */
public final class CryptoException extends CybsignException {
    private static final long serialVersionUID = 1L;

    CryptoException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
