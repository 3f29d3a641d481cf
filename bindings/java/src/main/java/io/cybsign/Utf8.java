package io.cybsign;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 from Java's text.
 *
 * <p>Java's own encoder puts a question mark in place of half a surrogate pair. Here it is written as three bytes that are
 * not UTF-8, so that the library sees and refuses it; a password with one is refused at once.
 */
final class Utf8 {
    private Utf8() {
    }

    /** A text as UTF-8. */
    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (isSame(bytes, text)) {
            return bytes;
        }
        byte[] room = new byte[Math.multiplyExact(text.length(), 3)];
        return Arrays.copyOf(room, encode(text, room, 0));
    }

    /** Whether each byte is the char in its place, which for UTF-8 means that the text is ASCII. */
    static boolean isSame(byte[] utf8, String text) {
        return utf8.length == text.length() && new String(utf8, StandardCharsets.ISO_8859_1).equals(text);
    }

    /** Writes a text to an array that has three bytes for each char; returns where it ends. */
    static int encode(CharSequence text, byte[] room, int start) {
        int at = start;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (Character.isHighSurrogate((char) c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                c = Character.toCodePoint((char) c, text.charAt(++i));
            }
            at = put(c, room, at);
        }
        return at;
    }

    /** A password as UTF-8, or null for null. The caller wipes it. */
    static byte[] encode(char[] password) {
        if (password == null) {
            return null;
        }
        byte[] room = new byte[Math.multiplyExact(password.length, 3)];
        int at = 0;
        for (int i = 0; i < password.length; i++) {
            int c = password[i];
            if (Character.isSurrogate(password[i])) {
                if (i + 1 == password.length || !Character.isSurrogatePair(password[i], password[i + 1])) {
                    wipe(room);
                    throw new IllegalArgumentException("the password holds half of a surrogate pair");
                }
                c = Character.toCodePoint(password[i], password[++i]);
            }
            at = put(c, room, at);
        }
        byte[] bytes = Arrays.copyOf(room, at);
        wipe(room);
        return bytes;
    }

    static void wipe(byte[] bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static int put(int c, byte[] room, int start) {
        int at = start;
        if (c < 0x80) {
            room[at++] = (byte) c;
        } else if (c < 0x800) {
            room[at++] = (byte) (0xC0 | c >> 6);
            room[at++] = (byte) (0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            room[at++] = (byte) (0xE0 | c >> 12);
            room[at++] = (byte) (0x80 | c >> 6 & 0x3F);
            room[at++] = (byte) (0x80 | c & 0x3F);
        } else {
            room[at++] = (byte) (0xF0 | c >> 18);
            room[at++] = (byte) (0x80 | c >> 12 & 0x3F);
            room[at++] = (byte) (0x80 | c >> 6 & 0x3F);
            room[at++] = (byte) (0x80 | c & 0x3F);
        }
        return at;
    }
}
