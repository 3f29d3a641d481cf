package io.cybsign;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/** Writes options as JSON. */
final class Options {
    private static final int MAX_DEPTH = 16;

    private Options() {
    }

    /** Options as JSON in UTF-8; null stands for none. */
    static byte[] encode(Map<String, ?> options) {
        return options == null ? null : Utf8.encode(toJson(options), "options");
    }

    static String toJson(Map<String, ?> options) {
        StringBuilder json = new StringBuilder();
        writeMap(options, json, 1);
        return json.toString();
    }

    private static void write(Object value, StringBuilder json, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("the options are nested too deeply");
        }
        if (value instanceof String) {
            writeString((String) value, json);
        } else if (value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof Number) {
            writeNumber((Number) value, json);
        } else if (value instanceof Map) {
            writeMap((Map<?, ?>) value, json, depth);
        } else if (value instanceof Collection) {
            char before = '[';
            for (Object item : (Collection<?>) value) {
                json.append(before);
                write(item, json, depth + 1);
                before = ',';
            }
            json.append(before == '[' ? "[]" : "]");
        } else if (value instanceof Certificate) {
            writeString(Base64.getEncoder().encodeToString(encoded((Certificate) value)), json);
        } else {
            throw new IllegalArgumentException(
                    "an option must be a String, Number, Boolean, Certificate, Map or Collection, not "
                            + (value == null ? "null" : value.getClass().getName()));
        }
    }

    private static void writeMap(Map<?, ?> map, StringBuilder json, int depth) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String)) {
                throw new IllegalArgumentException("the name of an option must be a String");
            }
            if (entry.getValue() == null) {
                // As if it had not been given.
                continue;
            }
            json.append(before);
            writeString((String) entry.getKey(), json);
            json.append(':');
            write(entry.getValue(), json, depth + 1);
            before = ',';
        }
        json.append(before == '{' ? "{}" : "}");
    }

    private static byte[] encoded(Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate in the options can't be encoded", e);
        }
    }

    private static void writeNumber(Number number, StringBuilder json) {
        boolean whole = number instanceof Byte || number instanceof Short || number instanceof Integer
                || number instanceof Long || number instanceof BigInteger;
        boolean finite = number instanceof BigDecimal
                || (number instanceof Double || number instanceof Float) && Double.isFinite(number.doubleValue());
        if (!whole && !finite) {
            throw new IllegalArgumentException("a number in the options must be finite and of one of Java's own types");
        }
        json.append(number);
    }

    private static void writeString(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
