package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** JSON documents, and what a user's own tests can make of them without the native library. */
class DocumentTest {
    private static Json value(String json) {
        return Json.read("{\"v\":" + json + "}");
    }

    @Test
    void everyKindOfValueIsRead() {
        assertEquals("", value("\"\"").text("v"));
        assertEquals("\"\\/\b\f\n\r\t\u00e9\uD83D\uDE00", value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\uDE00\"").text("v"));
        assertEquals("\u00fc\uD83D\uDE00", value("\"\u00fc\uD83D\uDE00\"").text("v"));
        assertEquals(Long.valueOf(-12), value("-12").number("v"));
        assertEquals(0, value(" 0\n").integer("v"));
        assertEquals(999_999_999_999_999_999L, value("999999999999999999").number("v"));
        assertEquals(true, value("true").bool("v"));
        assertTrue(value("true").isTrue("v"));
        assertFalse(value("false").isTrue("v"));
        assertEquals(Arrays.asList("a", "b"), value("[ \"a\" , \"b\" ]").texts("v"));
        assertEquals("c", value("[{\"a\":\"c\"},{}]").objects("v").get(0).text("a"));
        assertEquals("{a=b, c=null}", value("{\"a\":\"b\",\"c\":null}").textMap("v").toString());
        assertEquals("x", value("{\"w\":{\"y\":\"x\"}}").object("v").object("w").text("y"));
        assertEquals(Collections.emptyList(), value("[]").texts("v"));
    }

    @Test
    void whatIsNotThereIsNull() {
        for (Json json : new Json[] {Json.read("{}"), value("null"), Json.read(" { } ")}) {
            assertNull(json.text("v"));
            assertNull(json.number("v"));
            assertNull(json.integer("v"));
            assertNull(json.bool("v"));
            assertNull(json.object("v"));
            assertFalse(json.isTrue("v"));
            assertTrue(json.texts("v").isEmpty() && json.objects("v").isEmpty() && json.textMap("v").isEmpty());
            assertThrows(IllegalArgumentException.class, () -> json.requiredText("v"));
        }
    }

    @Test
    void anotherTypeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> value("1").text("v"));
        assertThrows(IllegalArgumentException.class, () -> value("\"1\"").number("v"));
        assertThrows(IllegalArgumentException.class, () -> value("1.5").number("v"));
        assertThrows(IllegalArgumentException.class, () -> value("1e3").number("v"));
        assertThrows(ArithmeticException.class, () -> value("3000000000").integer("v"));
        assertThrows(IllegalArgumentException.class, () -> value("[1]").texts("v"));
        assertThrows(IllegalArgumentException.class, () -> value("[null]").objects("v"));
        assertThrows(IllegalArgumentException.class, () -> value("{\"a\":1}").textMap("v"));
        assertThrows(IllegalArgumentException.class, () -> value("[]").object("v"));
    }

    @Test
    void whatIsNoJsonIsRefused() {
        String[] bad = {"", " ", "{", "}", "[]", "\"a\"", "1", "null", "{}x", "{}{}", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
            "{,\"a\":1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":1}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":01}", "{\"a\":+1}",
            "{\"a\":1.}", "{\"a\":.5}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":True}", "{\"a\":nul}", "{\"a\":NaN}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"\\u12\"}", "{\"a\":\"\n\"}", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":1}//", "\uFEFF{}"};
        for (String text : bad) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Json.read(text), text);
            assertTrue(e.getMessage().startsWith("the JSON can't be read: "), e.getMessage());
        }
    }

    @Test
    void nestingIsBounded() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 63; i++) {
            deep.append('[');
        }
        String closing = deep.toString().replace('[', ']');
        assertEquals(1, Json.read("{\"v\":" + deep + closing + ",\"w\":1}").integer("w"));
        assertThrows(IllegalArgumentException.class, () -> value("[" + deep + closing + "]"));
    }

    @Test
    void whatAUserTestsCanBeMade() throws Exception {
        Reply reply = Reply.of("{\"kind\":\"nvp\",\"state\":\"known\",\"decision\":\"ACCEPT\",\"fields\":{\"a\":\"b\"}}");
        assertEquals("ACCEPT", reply.decision());
        assertTrue(reply.stateIsKnown());
        assertEquals("b", reply.fields().get("a"));
        assertFalse(Reply.of("{\"kind\":\"fault\"}").stateIsKnown(), "what nothing is said of is not known");
        assertThrows(IllegalArgumentException.class, () -> Reply.of("{}"));
        VerificationReport report = VerificationReport.of("{\"ok\":true,\"signer\":\"not authenticated\"}");
        assertTrue(report.isOk() && !report.isAuthenticated());
        assertNull(report.certificate());
        assertEquals("k", ConfigReport.of("{\"warnings\":[{\"code\":\"unknown\",\"key\":\"k\",\"line\":3}]}").warnings().get(0).detail("key"));
        Inspection inspection = Inspection.of("{\"certificates\":[{\"role\":\"ca\"},{\"role\":\"merchant\"}],\"selected\":1}");
        assertEquals("merchant", inspection.selected().role());
        assertEquals(report.json(), ((VerificationReport) copy(report)).json());
        assertTrue(((VerificationReport) copy(report)).isOk());
    }

    @Test
    void anExceptionCanBeMadeAndSent() throws Exception {
        CybsignException expired = CybsignException.of(Status.E_EXPIRED, "late");
        assertEquals(CertificateStateException.class, expired.getClass());
        assertEquals("CYBSIGN_E_EXPIRED", expired.name());
        assertEquals("certificate", expired.category());
        assertEquals("{}", expired.detailJson());
        VerificationReport report = VerificationReport.of("{\"ok\":false}");
        CybsignException sent = (CybsignException) copy(CybsignException.of(Status.E_VERIFY_DATE, "m", "{}", report, null));
        assertEquals(Status.E_VERIFY_DATE, sent.status());
        assertEquals("{\"ok\":false}", ((VerificationException) sent).report().json());
        assertNull(((FileException) CybsignException.of(Status.E_FILE, "m")).path());
        CybsignException detailed = CybsignException.of(Status.E_XML, "m", "{\"a\":17,\"b\":true,\"c\":\"d\",\"e\":{},\"f\":[]}", null, null);
        assertEquals("17 true d null null null", String.join(" ", detailed.detail("a"), detailed.detail("b"), detailed.detail("c"),
                detailed.detail("e"), detailed.detail("f"), detailed.detail("g")));
    }

    private static Object copy(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(object);
        return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
