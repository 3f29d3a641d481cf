package io.cybsign;

/** A file could not be read or written, the native library among them (8xxx). */
public final class FileException extends CybsignException {
    private static final long serialVersionUID = 1L;

    FileException(int status, String message, String detailJson, Throwable cause) {
        super(status, message, detailJson, cause);
    }

    /**
     * Which file it was.
     *
     * @return its path, shortened in the middle where it is long; null if no file of the caller's is to blame
     */
    public String path() {
        return detail("path");
    }
}
