package io.cybsign;

/** A file could not be read, the native library among them (8xxx). */
public final class StorageException extends CybsignException {
    private static final long serialVersionUID = 1L;

    StorageException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }
}
