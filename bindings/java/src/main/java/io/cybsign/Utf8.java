package io.cybsign;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * UTF-8 from Java's text. Java's own encoder puts a question mark in place of half a surrogate pair, and another text would be
 * signed than was given; here that is refused.
 */
final class Utf8 {
    private Utf8() {
    }

    /**
     * A text as UTF-8.
     *
     * @throws NullPointerException with the argument's name
     * @throws EncodingException for half of a surrogate pair
     */
    static byte[] encode(String text, String name) {
        byte[] utf8 = Objects.requireNonNull(text, name + " must not be null").getBytes(StandardCharsets.UTF_8);
        int half = isSame(utf8, text) ? -1 : halfPair(text);
        if (half >= 0) {
            throw CybsignException.of(Status.E_ENCODING, name + " holds half of a surrogate pair at index " + half + ", which is no character");
        }
        return utf8;
    }

    /** Whether each byte is the char in its place, which for UTF-8 means that the text is ASCII. */
    static boolean isSame(byte[] utf8, String text) {
        return utf8.length == text.length() && new String(utf8, StandardCharsets.ISO_8859_1).equals(text);
    }

    /** Where half of a surrogate pair stands alone; -1 if none does. */
    static int halfPair(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    /** A password as UTF-8, or null for null. The caller wipes it; no other copy is left. */
    static byte[] encode(char[] password) {
        if (password == null) {
            return null;
        }
        // With room for the longest, the encoder makes no array of its own.
        ByteBuffer room = ByteBuffer.allocate(Math.multiplyExact(password.length, 3));
        try {
            if (StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(password), room, true).isError()) {
                throw CybsignException.of(Status.E_ENCODING, "the password holds half of a surrogate pair, which is no character");
            }
            return Arrays.copyOf(room.array(), room.position());
        } finally {
            wipe(room.array());
        }
    }

    static void wipe(byte[] bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
