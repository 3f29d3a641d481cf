package io.cybsign;

/** A defect of the library, or no memory (9xxx). */
public final class InternalException extends CybsignException {
    private static final long serialVersionUID = 1L;

    InternalException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
