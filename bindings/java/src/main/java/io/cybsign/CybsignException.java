package io.cybsign;

/**
 * What went wrong. There is one subclass for each category of status.
 *
 * <p>The message is one line that says what is wrong and what to do. It never holds a secret, a card number or a payload.
 */
public class CybsignException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detailJson;

    CybsignException(int status, String message, String detailJson, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.detailJson = detailJson;
    }

    /**
     * Makes an exception of the status's class: for tests of what a program does with one.
     *
     * @param status one of the numbers in {@link Status}
     * @param message the message
     * @return a {@link UsageException} for 1xxx and so on, with the detail <code>{}</code>
     */
    public static CybsignException of(int status, String message) {
        return of(status, message, "{}", null, null);
    }

    /**
     * The status.
     *
     * @return one of the numbers in {@link Status}
     */
    public int status() {
        return status;
    }

    /**
     * The name of the status.
     *
     * @return a name such as "CYBSIGN_E_EXPIRED"
     */
    public String name() {
        return Status.name(status);
    }

    /**
     * The category of the status.
     *
     * @return a word such as "certificate"
     */
    public String category() {
        return Status.category(status);
    }

    /**
     * Particulars for programs, such as {@code {"offset":17}}; the names depend on the status.
     *
     * @return a JSON object
     */
    public String detailJson() {
        return detailJson;
    }

    /**
     * One particular, such as the {@code state} of an order after {@link SimpleOrder#parseReply} failed.
     *
     * @param name its name in {@link #detailJson()}
     * @return its value as text: "known", "true", "17"; null if there is none
     */
    public String detail(String name) {
        return Json.read(detailJson).scalar(name);
    }

    static CybsignException of(int status, String message, String detailJson, VerificationReport report, Throwable cause) {
        switch (Status.category(status)) {
            case "usage":
                return new UsageException(status, message, detailJson, cause);
            case "encoding":
                return new EncodingException(status, message, detailJson, cause);
            case "credential":
                return new CredentialException(status, message, detailJson, cause);
            case "certificate":
                return new CertificateStateException(status, message, detailJson, cause);
            case "crypto":
                return new CryptoException(status, message, detailJson, cause);
            case "verification":
                return new VerificationException(status, message, detailJson, cause, report);
            case "io":
                return new FileException(status, message, detailJson, cause);
            default:
                return new InternalException(status, message, detailJson, cause);
        }
    }
}
