package io.cybsign;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Fields as the native side takes them: all names and values in turn as one UTF-8 text, and the length of each. */
final class Fields {
    final int[] lengths;
    final byte[] text;

    private Fields(int[] lengths, byte[] text) {
        this.lengths = lengths;
        this.text = text;
    }

    static Fields of(Map<String, String> fields) {
        int[] lengths = new int[2 * fields.size()];
        StringBuilder joined = new StringBuilder(chars(fields));
        int count = 0;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String name = field.getKey();
            String value = field.getValue();
            if (name == null || value == null) {
                throw new IllegalArgumentException("a name or a value is null; leave the field out instead");
            }
            if (count == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * count + 2);
            }
            lengths[count++] = name.length();
            lengths[count++] = value.length();
            joined.append(name).append(value);
        }
        lengths = count == lengths.length ? lengths : Arrays.copyOf(lengths, count);
        String all = joined.toString();
        byte[] text = all.getBytes(StandardCharsets.UTF_8);
        // For ASCII, which is nearly always what it is, the lengths in chars are those in bytes.
        return Utf8.isSame(text, all) ? new Fields(lengths, text) : encodeEach(lengths, all);
    }

    private static int chars(Map<String, String> fields) {
        int chars = 16;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            chars += field.getKey() == null || field.getValue() == null ? 0 : field.getKey().length() + field.getValue().length();
        }
        return Math.max(chars, 16);
    }

    private static Fields encodeEach(int[] charLengths, String all) {
        int[] lengths = new int[charLengths.length];
        byte[] room = new byte[Math.multiplyExact(all.length(), 3)];
        int from = 0;
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            int end = Utf8.encode(all.substring(from, from + charLengths[i]), room, at);
            lengths[i] = end - at;
            from += charLengths[i];
            at = end;
        }
        return new Fields(lengths, Arrays.copyOf(room, at));
    }
}
