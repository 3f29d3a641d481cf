package io.cybsign;

/** The bytes are not what they should be: DER, PEM, P12, XML or JSON (2xxx). */
public final class EncodingException extends CybsignException {
    private static final long serialVersionUID = 1L;

    EncodingException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
