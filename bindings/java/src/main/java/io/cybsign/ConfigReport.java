package io.cybsign;

import java.util.List;

/** What {@link SimpleOrder#fromConfig} did with a configuration file. */
public final class ConfigReport extends Document {
    private static final long serialVersionUID = 1L;

    private ConfigReport(String json) {
        super(json);
    }

    /**
     * Makes a report from its JSON: for tests of what a program does with one. It needs no native library.
     *
     * @param json an object with the members {@code format}, {@code merchant_id}, {@code key_file} and {@code warnings}
     * @return the report
     * @throws IllegalArgumentException for what is no JSON object
     */
    public static ConfigReport of(String json) {
        return new ConfigReport(json);
    }

    /**
     * Which client's file it is.
     *
     * @return "ini" or "properties"
     */
    public String format() {
        return members().text("format");
    }

    /**
     * Whose key was loaded.
     *
     * @return the merchant id; null if neither the file nor an option names one
     */
    public String merchantId() {
        return members().text("merchant_id");
    }

    /**
     * Which P12 was loaded.
     *
     * @return its path
     */
    public String keyFile() {
        return members().text("key_file");
    }

    /**
     * What differs from what the client would have done.
     *
     * @return an unmodifiable list
     */
    public List<Finding> warnings() {
        return Finding.all(members());
    }
}
