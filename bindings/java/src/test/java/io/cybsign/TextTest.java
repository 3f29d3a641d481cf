package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What happens to text on its way to the native side. */
class TextTest {
    @Test
    void optionsBecomeJson() {
        Map<String, Object> options = Keys.map("s", "a\"\\\n\u0001\u00e9/", "i", 7, "l", Long.MIN_VALUE, "b", true, "d", 1.5,
                "big", new BigInteger("12345678901234567890"), "dec", new BigDecimal("0.10"), "list", Arrays.asList("x", 1, false),
                "none", Collections.emptyList(), "map", Keys.map("k", Collections.emptyMap()));
        assertEquals("{\"s\":\"a\\\"\\\\\\u000a\\u0001\u00e9/\",\"i\":7,\"l\":-9223372036854775808,\"b\":true,\"d\":1.5,"
                + "\"big\":12345678901234567890,\"dec\":0.10,\"list\":[\"x\",1,false],\"none\":[],\"map\":{\"k\":{}}}", Options.toJson(options));
        assertEquals("{\"b\":{}}", Options.toJson(Keys.map("a", null, "b", Keys.map("c", null))), "null counts as not given");
        assertNull(Options.encode(null));
    }

    @Test
    void whatIsNoOptionIsRefused() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        for (Object bad : new Object[] {'c', new Object(), new int[0], Double.NaN, Double.POSITIVE_INFINITY, Float.NaN, cyclic,
            Collections.singletonList(null), Collections.singletonMap(1, 2)}) {
            assertThrows(IllegalArgumentException.class, () -> Options.toJson(Collections.singletonMap("x", bad)));
        }
    }

    @Test
    void textIsUtf8() {
        for (String text : new String[] {"", "ascii", "p\u00e4ss", "\u20ac\u4e2d", "\uD83D\uDE00x", "\u007f\u0080\u07ff\u0800\uffff\uDBFF\uDFFF"}) {
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), Utf8.encode(text.toCharArray()));
            assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), Utf8.encode(text, "text"));
        }
        assertNull(Utf8.encode((char[]) null));
        for (String half : new String[] {"\uD83D", "a\uDE00", "\uD83Dx", "\uDE00\uD83D", "\uD83D\uD83D\uDE00", "?\uDE00"}) {
            assertThrows(EncodingException.class, () -> Utf8.encode(half.toCharArray()));
            assertThrows(EncodingException.class, () -> Utf8.encode(half, "text"));
        }
    }

    @Test
    void fieldsKeepTheirBoundaries() {
        Random random = new Random(7);
        String[] pieces = {"", "a", "=\n", "\u00e9", "\u4e2d\u6587", "\uD83D\uDE00", "plain text"};
        for (int round = 0; round < 500; round++) {
            Map<String, String> fields = new HashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                fields.put(pieces[random.nextInt(pieces.length)] + i, pieces[random.nextInt(pieces.length)]);
            }
            Fields packed = Fields.of(fields);
            int at = 0;
            int index = 0;
            for (Map.Entry<String, String> field : fields.entrySet()) {
                for (String part : new String[] {field.getKey(), field.getValue()}) {
                    int length = packed.lengths[index++];
                    assertEquals(part, new String(packed.text, at, length, StandardCharsets.UTF_8));
                    at += length;
                }
            }
            assertEquals(packed.text.length, at);
            assertEquals(packed.lengths.length, index);
        }
    }

    @Test
    void aNullInTheFieldsIsRefused() {
        IllegalArgumentException value = assertThrows(IllegalArgumentException.class, () -> Fields.of(Keys.fields("b", "", "a", null)));
        assertEquals("the value of the field a is null; leave the field out instead", value.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Fields.of(Keys.fields(null, "a")));
    }

    @Test
    void platformsHaveOneNameEach() {
        assertEquals("linux-x86_64", NativeLibrary.platform("Linux", "amd64"));
        assertEquals("macos-aarch64", NativeLibrary.platform("Mac OS X", "aarch64"));
        assertEquals("windows-x86_64", NativeLibrary.platform("Windows Server 2022", "amd64"));
        assertTrue(NativeLibrary.VERSION.matches("\\d+\\.\\d+\\.\\d+"));
    }
}
