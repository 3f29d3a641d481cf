package io.cybsign;

/** The library was called in a way that it does not allow: an option, an argument, a field or a limit (1xxx). */
public final class UsageException extends CybsignException {
    private static final long serialVersionUID = 1L;

    UsageException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
