package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static final String NUMBER = "4111111111111111";
    private static final String NVP = "merchantID=m1\ncard_accountNumber=" + NUMBER + "\nbillTo_lastName=M\u00fcller\n";

    private static byte[] masked(byte[] text, int length, Map<String, ?> options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MaskStream stream = new MaskStream(options)) {
            for (int from = 0; from < text.length; from += length) {
                byte[] ready = stream.update(Arrays.copyOfRange(text, from, Math.min(text.length, from + length)));
                out.write(ready, 0, ready.length);
            }
            byte[] rest = stream.finish();
            out.write(rest, 0, rest.length);
        }
        return out.toByteArray();
    }

    @Test
    void textMayBeLogged() {
        for (Map<String, ?> options : Arrays.<Map<String, ?>>asList(null, Keys.map("format", "nvp"), Keys.map("rule", "strict"))) {
            String masked = Mask.text(NVP, options);
            assertTrue(masked.contains("merchantID=m1\n"), masked);
            assertFalse(masked.contains(NUMBER) || masked.contains("M\u00fcller"), masked);
            assertArrayEquals(masked.getBytes(StandardCharsets.UTF_8), Mask.text(NVP.getBytes(StandardCharsets.UTF_8), options));
        }
        assertTrue(Mask.text(NVP, null).contains("card_accountNumber=4111xxxxxxxx1111\n"), Mask.text(NVP, null));
        assertFalse(Mask.text(NVP, Keys.map("rule", "strict")).contains("4111"));
        assertEquals("", Mask.text(""));
        assertEquals("x?y", Mask.text("x\uD83Dy"), "no content is an error");
        assertFalse(Mask.text(new byte[] {(byte) 0xFF, '4'}, null).length == 0);
        assertThrows(UsageException.class, () -> Mask.text(NVP, Keys.map("rule", "lax")));
        assertThrows(NullPointerException.class, () -> Mask.text((String) null, null));
        assertThrows(NullPointerException.class, () -> Mask.text((byte[]) null, null));
    }

    @Test
    void piecesGiveWhatTheWholeGives() {
        byte[] text = NVP.getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length <= text.length; length++) {
            assertArrayEquals(Mask.text(text), masked(text, length, null), "pieces of " + length);
        }
        Map<String, Object> strict = Keys.map("rule", "strict", "format", "nvp");
        assertArrayEquals(Mask.text(text, strict), masked(text, 3, strict));
    }

    @Test
    void aStreamEndsOnce() {
        int open = Handle.open();
        MaskStream stream = new MaskStream(null);
        assertEquals("MaskStream", stream.toString());
        stream.finish();
        assertEquals(Status.E_ARGUMENT, assertThrows(UsageException.class, () -> stream.update(new byte[1])).status());
        assertEquals(Status.E_ARGUMENT, assertThrows(UsageException.class, stream::finish).status());
        stream.close();
        stream.close();
        assertEquals("MaskStream (closed)", stream.toString());
        assertThrows(IllegalStateException.class, () -> stream.update(new byte[1]));
        assertThrows(IllegalStateException.class, stream::finish);
        assertTrue(Handle.open() <= open);
        assertThrows(UsageException.class, () -> new MaskStream(Keys.map("x", 1)));
        try (MaskStream other = new MaskStream()) {
            assertThrows(NullPointerException.class, () -> other.update(null));
        }
    }

    /** It is not allowed, and the text makes no sense then; but no number gets out and nothing breaks. */
    @Test
    void severalThreadsAtOnceBreakNothing() throws Exception {
        byte[] text = ("x=" + NUMBER + "\n").getBytes(StandardCharsets.UTF_8);
        try (MaskStream stream = new MaskStream(null)) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> thrown = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        for (int round = 0; round < 500; round++) {
                            assertFalse(new String(stream.update(text), StandardCharsets.UTF_8).contains(NUMBER));
                        }
                    } catch (Throwable e) {
                        thrown.add(e);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(new ArrayList<>(), thrown);
        }
    }
}
