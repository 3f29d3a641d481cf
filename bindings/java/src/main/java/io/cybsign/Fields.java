package io.cybsign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Fields as the native side takes them: all names and values in turn as one UTF-8 text, and the length of each. */
final class Fields {
    final int[] lengths;
    final byte[] text;

    private Fields(int[] lengths, byte[] text) {
        this.lengths = lengths;
        this.text = text;
    }

    static Fields of(Map<String, String> fields) {
        Objects.requireNonNull(fields, "fields must not be null");
        // Its size is not relied on: another thread may be changing the map.
        List<String> parts = new ArrayList<>(2 * fields.size());
        int chars = 0;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String name = field.getKey();
            String value = field.getValue();
            if (name == null || value == null) {
                throw new IllegalArgumentException(
                        name == null ? "the name of a field is null" : "the value of " + shown(name) + " is null; leave the field out instead");
            }
            parts.add(name);
            parts.add(value);
            chars += name.length() + value.length();
        }
        int[] lengths = new int[parts.size()];
        StringBuilder joined = new StringBuilder(Math.max(chars, 0));
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = parts.get(i).length();
            joined.append(parts.get(i));
        }
        String all = joined.toString();
        byte[] text = all.getBytes(StandardCharsets.UTF_8);
        // For ASCII, which is nearly always what it is, the lengths in chars are those in bytes.
        return Utf8.isSame(text, all) ? new Fields(lengths, text) : encodeEach(parts);
    }

    private static Fields encodeEach(List<String> parts) {
        int[] lengths = new int[parts.size()];
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < lengths.length; i++) {
            String part = parts.get(i);
            if (Utf8.halfPair(part) >= 0) {
                throw CybsignException.of(Status.E_FIELD, (i % 2 == 0 ? "the name of a field" : "the value of " + shown(parts.get(i - 1)))
                        + " holds half of a surrogate pair, which is no character");
            }
            byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
            lengths[i] = utf8.length;
            text.write(utf8, 0, utf8.length);
        }
        return new Fields(lengths, text.toByteArray());
    }

    /** A field's name for an error, if it looks like one and not like payload that came into the wrong place. */
    private static String shown(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]{0,39}") ? "the field " + name : "a field";
    }
}
