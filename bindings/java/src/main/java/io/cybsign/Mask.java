package io.cybsign;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * Masks messages so that they may be logged: whatever is not on the list of names that CyberSource's SDKs log, and card
 * numbers wherever they stand. What can't be understood is masked, so that no content is an error.
 *
 * <p>Options: {@code format} ("auto", the default, "nvp", "scmp", "xml", "json" or "text"), {@code rule} ("sdk", the default, or
 * "strict").
 *
 * @see MaskStream
 */
public final class Mask {
    private Mask() {
    }

    /**
     * Masks a text by the default options.
     *
     * @param text the message
     * @return the text as it may be logged
     */
    public static String text(String text) {
        return text(text, null);
    }

    /**
     * Masks a text.
     *
     * @param text the message
     * @param options as above; null for none
     * @return the text as it may be logged
     */
    public static String text(String text, Map<String, ?> options) {
        Objects.requireNonNull(text, "text must not be null");
        // Half of a surrogate pair becomes a question mark: no content is an error here.
        return Native.text(text(text.getBytes(StandardCharsets.UTF_8), options));
    }

    /**
     * Masks a text by the default options.
     *
     * @param text the message, in any bytes
     * @return the text as it may be logged
     */
    public static byte[] text(byte[] text) {
        return text(text, null);
    }

    /**
     * Masks a text.
     *
     * @param text the message, in any bytes
     * @param options as above; null for none
     * @return the text as it may be logged
     */
    public static byte[] text(byte[] text, Map<String, ?> options) {
        Objects.requireNonNull(text, "text must not be null");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return Native.maskText(text, json);
    }
}
