package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.wss4j.dom.WSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The profile java gives the bytes of CyberSource's Java SDK: its envelope, parsed with the JDK, signed with WSS4J as the SDK
 * does, and serialized by the JDK's Transformer; our message with the same Ids must be the same.
 */
class JavaProfileTest {
    private static final String NAMESPACE = "urn:schemas-cybersource-com:transaction-data-1.224";

    private static byte[] sdkNvp(Map<String, String> fields) throws Exception {
        StringBuilder lines = new StringBuilder();
        fields.forEach((name, value) -> lines.append(escape(name)).append('=').append(escape(value)).append('\n'));
        String envelope = "<soap:Envelope xmlns:soap=\"" + Wss4j.SOAP + "\">\n<soap:Body id=\"body1\">\n<nvpRequest xmlns=\"" + NAMESPACE + "\">\n"
                + lines + "</nvpRequest>\n</soap:Body>\n</soap:Envelope>";
        return sign(Wss4j.parse(envelope.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sdkXml(byte[] request) throws Exception {
        String envelope = "<soap:Envelope xmlns:soap=\"" + Wss4j.SOAP + "\"><soap:Body></soap:Body></soap:Envelope>";
        Document document = Wss4j.parse(envelope.getBytes(StandardCharsets.UTF_8));
        Element root = Wss4j.parse(request).getDocumentElement();
        Wss4j.body(document).appendChild(document.importNode(root, true));
        return sign(document);
    }

    private static byte[] sign(Document document) throws Exception {
        return Wss4j.serialize(Wss4j.sign(document, new Wss4j.Settings()), true);
    }

    /** Characters that XML would not keep as they are stand as references, which the parser resolves. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || c < 0x20 || c >= 0x7F && c < 0xA0) {
                escaped.append("&#").append(c).append(';');
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private static Map<String, Object> options(byte[] sdkMessage) {
        String message = new String(sdkMessage, StandardCharsets.UTF_8);
        return Keys.map("profile", "java", "testing", Keys.map("ids", Keys.map(
                "token", find("<wsse:BinarySecurityToken [^>]*wsu:Id=\"([^\"]+)\"", message),
                "signature", find("<ds:Signature [^>]*Id=\"([^\"]+)\"", message),
                "body", find("<ds:Reference URI=\"#([^\"]+)\"", message),
                "key_info", find("<ds:KeyInfo Id=\"([^\"]+)\"", message),
                "reference", find("<wsse:SecurityTokenReference [^>]*wsu:Id=\"([^\"]+)\"", message))));
    }

    /** The options for an encrypted message, with the Ids of that. */
    private static Map<String, Object> encryptingOptions(byte[] sdkMessage, String keyTransport) {
        String message = new String(sdkMessage, StandardCharsets.UTF_8);
        Map<String, Object> options = options(sdkMessage);
        @SuppressWarnings("unchecked")
        Map<String, Object> ids = (Map<String, Object>) ((Map<String, Object>) options.get("testing")).get("ids");
        ids.put("encrypted_key", find("<xenc:EncryptedKey [^>]*Id=\"([^\"]+)\"", message));
        ids.put("encrypted_data", find("<xenc:EncryptedData [^>]*Id=\"([^\"]+)\"", message));
        options.put("encrypt", true);
        options.put("key_transport", keyTransport);
        return options;
    }

    /** Cipher values are random; that they are base64 in lines of 76 characters, as the SDK has them, is looked at. */
    private static byte[] withoutCipherValues(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        String line = "[A-Za-z0-9+/]{76}&#13;\n";
        Matcher matcher = Pattern.compile("<xenc:CipherValue>(" + line + ")*[A-Za-z0-9+/]{1,76}={0,2}</xenc:CipherValue>").matcher(text);
        String normalized = matcher.replaceAll("<xenc:CipherValue/>");
        assertEquals(3, normalized.split("<xenc:CipherValue/>").length);
        return normalized.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> encryptedRequests() {
        return requests().flatMap(fields -> Stream.of(
                Arguments.of(fields, "rsa-oaep", WSConstants.KEYTRANSPORT_RSAOAEP), Arguments.of(fields, "rsa-1_5", WSConstants.KEYTRANSPORT_RSA15)));
    }

    /**
     * Everything but the cipher values is the same. What stands in them is the same XML; where a message in clear has a control
     * or an astral character as a reference, the SDK encrypts the bare character, and we the reference.
     */
    @ParameterizedTest
    @MethodSource("encryptedRequests")
    void whatIsEncryptedHasTheBytesOfTheSdk(Map<String, String> fields, String keyTransport, String algorithm) throws Exception {
        byte[] theirs = Wss4j.serialize(Wss4j.encrypt(Wss4j.parse(sdkNvp(fields)), algorithm), true);
        try (Credential credential = Keys.credential(Keys.LEAF);
                Credential server = Keys.server();
                SimpleOrder simpleOrder = new SimpleOrder(credential, encryptingOptions(theirs, keyTransport))) {
            byte[] ours = simpleOrder.signFields(fields);
            assertSameText(withoutCipherValues(theirs), withoutCipherValues(ours));
            byte[] theirClear = SimpleOrder.open(server, theirs, Keys.expected());
            byte[] ourClear = SimpleOrder.open(server, ours, Keys.expected());
            assertSameText(Wss4jTest.canonical(theirClear), Wss4jTest.canonical(ourClear));
            if (fields.toString().chars().noneMatch(c -> c >= 0x7F && c < 0xA0 || Character.isSurrogate((char) c))) {
                assertSameText(theirClear, ourClear);
            }
        }
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }

    private static void assertSameNvp(Map<String, String> fields) throws Exception {
        byte[] theirs = sdkNvp(fields);
        Wss4j.verify(theirs, Keys.certificate());
        try (Credential credential = Keys.credential(Keys.LEAF);
                SimpleOrder simpleOrder = new SimpleOrder(credential, options(theirs))) {
            assertSameText(theirs, simpleOrder.signFields(fields));
        }
    }

    /** Shows what stands around the first difference. */
    private static void assertSameText(byte[] expected, byte[] actual) {
        int at = Arrays.mismatch(expected, actual);
        if (at >= 0) {
            assertEquals(around(expected, at), around(actual, at), "at byte " + at);
        }
    }

    private static String around(byte[] bytes, int at) {
        int from = Math.max(0, Math.min(at, bytes.length) - 60);
        return new String(bytes, from, Math.min(bytes.length - from, 120), StandardCharsets.ISO_8859_1);
    }

    static Stream<Map<String, String>> requests() {
        StringBuilder controls = new StringBuilder("\t");
        for (char c = 0x7F; c < 0xA0; c++) {
            controls.append(c);
        }
        return Stream.of(
                Keys.fields("merchantID", "testmid", "billTo_firstName", "J&J", "ccAuthService_run", "true"),
                Keys.sampleFields(),
                Keys.fields("empty", "", "space", " ", "equals", "a=b=c"),
                Keys.fields("quotes", "\"'`", "markup", "<a b='c'>&amp;&#13;</a>", "cdata", "<![CDATA[x]]>"),
                Keys.fields("controls", controls.toString(), "nel", "a\u0085b", "ls", "a\u2028b\u2029c"),
                Keys.fields("latin", "\u00a0\u00e9\u00ff", "bmp", "\u0100\u4e2d\u6587\uE000\uFEFF\uFFFD", "astral", "\uD83D\uDE00x\uD800\uDC00\uDBFF\uDFFD"),
                Keys.fields("n\u00e4me\uD83D\uDE00", "x"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void nvpHasTheBytesOfTheSdk(Map<String, String> fields) throws Exception {
        assertSameNvp(fields);
    }

    @Test
    void everyCharacterOfTheBasicPlaneHasTheBytesOfTheSdk() throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int start = 0x20; start < 0xFFFE; start += 0x400) {
            StringBuilder value = new StringBuilder();
            for (int c = start; c < Math.min(start + 0x400, 0xFFFE); c++) {
                if (!Character.isSurrogate((char) c)) {
                    value.append((char) c);
                }
            }
            fields.put("from" + start, value.toString());
        }
        assertSameNvp(fields);
    }

    @Test
    void randomFieldsHaveTheBytesOfTheSdk() throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 25; round++) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < 1 + random.nextInt(30); i++) {
                StringBuilder value = new StringBuilder();
                for (int n = random.nextInt(40); n > 0; n--) {
                    int kind = random.nextInt(6);
                    value.appendCodePoint(kind < 3 ? 0x20 + random.nextInt(0x5F) : kind == 3 ? 0x7F + random.nextInt(0x30)
                            : kind == 4 ? 0x2000 + random.nextInt(0x100) : 0x10000 + random.nextInt(0xFFFFE));
                }
                fields.put("field_" + i, value.toString());
            }
            assertSameNvp(fields);
        }
    }

    static LongStream seeds() {
        return LongStream.range(5000, 5060);
    }

    /** For XML the caller's bytes are kept, so they have to be in the Transformer's form to begin with. */
    @ParameterizedTest
    @MethodSource("seeds")
    void xmlHasTheBytesOfTheSdk(long seed) throws Exception {
        byte[] request = transformed(XmlGenerator.generate(seed));
        byte[] theirs = sdkXml(request);
        try (Credential credential = Keys.credential(Keys.LEAF);
                SimpleOrder simpleOrder = new SimpleOrder(credential, options(theirs))) {
            assertSameText(theirs, simpleOrder.signXml(request));
        }
    }

    /**
     * The document's element as the Transformer writes it; what stands around it never reaches the SDK's message. Some of it,
     * such as a CDATA section that begins with an astral character, is written in another way when it is read again.
     */
    private static byte[] transformed(byte[] xml) throws Exception {
        byte[] before = xml;
        for (int i = 0; i < 4; i++) {
            byte[] after = serializedElement(before);
            if (Arrays.equals(before, after)) {
                return after;
            }
            before = after;
        }
        throw new AssertionError("the Transformer comes to no end");
    }

    private static byte[] serializedElement(byte[] xml) throws Exception {
        Document document = Wss4j.parse(xml);
        while (document.getFirstChild() != document.getDocumentElement()) {
            document.removeChild(document.getFirstChild());
        }
        while (document.getLastChild() != document.getDocumentElement()) {
            document.removeChild(document.getLastChild());
        }
        return Wss4j.serialize(document, false);
    }
}
