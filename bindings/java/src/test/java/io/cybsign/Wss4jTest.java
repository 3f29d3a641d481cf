package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** Apache WSS4J accepts what we sign, and we accept what it signs. */
class Wss4jTest {
    private static final int DOCUMENTS = 100;

    static LongStream seeds() {
        return LongStream.range(0, DOCUMENTS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void wss4jVerifiesTheXmlThatWeSign(long seed) throws Exception {
        byte[] request = XmlGenerator.generate(seed);
        for (String profile : new String[] {"cpp", "java"}) {
            try (SimpleOrder simpleOrder = Keys.simpleOrder("profile", profile)) {
                byte[] message = simpleOrder.signXml(request);
                Wss4j.verify(message, Keys.certificate());
                assertTrue(SimpleOrder.verify(message, Keys.expected()).isOk());
                assertSameContent(request, Wss4j.parse(message));
            }
        }
    }

    /** What arrives is what was given: the same canonical request. */
    static void assertSameContent(byte[] request, Document sent) throws Exception {
        org.w3c.dom.NodeList all = Wss4j.body(sent).getElementsByTagNameNS(XmlGenerator.NAMESPACE, "requestMessage");
        assertEquals(1, all.getLength());
        assertArrayEquals(canonical(Wss4j.parse(request).getDocumentElement()), canonical(all.item(0)));
    }

    static byte[] canonical(byte[] message) throws Exception {
        return canonical(Wss4j.parse(message).getDocumentElement());
    }

    private static byte[] canonical(org.w3c.dom.Node node) throws Exception {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        org.apache.xml.security.c14n.Canonicalizer.getInstance(WSConstants.C14N_EXCL_OMIT_COMMENTS)
                .canonicalizeSubtree(node, bytes);
        return bytes.toByteArray();
    }

    @Test
    void theGeneratorExercisesWhatItShould() {
        StringBuilder all = new StringBuilder();
        seeds().forEach(seed -> all.append(new String(XmlGenerator.generate(seed), StandardCharsets.UTF_8)));
        for (String feature : new String[] {"<![CDATA[", "<!--", "<?pi", "&#13;", "&#x1F600;", "\uD83D\uDE00", "xmlns=\"\"", "xmlns:unused",
            "xml:lang", "xml:space", "\r\n", "a\tb", "/>", "<d><d>", "\uFEFF<", "&quot;", "xmlns=\"urn:default\"", "='"}) {
            assertTrue(all.indexOf(feature) >= 0, feature);
        }
        assertEquals(DOCUMENTS, seeds().mapToObj(seed -> new String(XmlGenerator.generate(seed), StandardCharsets.UTF_8)).distinct().count());
    }

    @ParameterizedTest
    @CsvSource({"cpp", "java"})
    void wss4jVerifiesTheNvpThatWeSign(String profile) throws Exception {
        try (SimpleOrder simpleOrder = Keys.simpleOrder("profile", profile)) {
            for (String value : new String[] {"", "plain", " a  b ", "<&>\"'", "\t", "\u007f\u0080\u0085\u009f", "\u2028\u00e9\uFFFD", "\uD83D\uDE00", "]]>"}) {
                byte[] message = simpleOrder.signFields(Keys.fields("merchantID", "m", "x", value));
                Wss4j.verify(message, Keys.certificate());
                String text = Wss4j.body(Wss4j.parse(message)).getTextContent();
                assertEquals("merchantID=m\nx=" + value + "\n", profile.equals("java") ? text.substring(2, text.length() - 1) : text);
            }
        }
    }

    /** The oracle itself must be able to refuse. */
    @Test
    void wss4jRefusesWhatWasChanged() throws Exception {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            byte[] message = simpleOrder.signFields(Keys.sampleFields());
            Wss4j.verify(message, Keys.certificate());
            byte[] changed = new String(message, StandardCharsets.UTF_8).replace("ref1", "ref2").getBytes(StandardCharsets.UTF_8);
            assertThrows(WSSecurityException.class, () -> Wss4j.verify(changed, Keys.certificate()));
            assertThrows(WSSecurityException.class, () -> Wss4j.verify(message, Keys.certificate("cert_resp.pem")));
        }
    }

    static Stream<Wss4j.Settings> wss4jSettings() {
        List<Wss4j.Settings> all = new ArrayList<>();
        for (boolean inclusive : new boolean[] {true, false}) {
            for (String mode : new String[] {"Content", "Element", ""}) {
                Wss4j.Settings settings = new Wss4j.Settings();
                settings.inclusivePrefixes = inclusive;
                settings.mode = mode;
                all.add(settings);
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("wss4jSettings")
    void weVerifyWhatWss4jSigns(Wss4j.Settings settings) throws Exception {
        for (long seed = 1000; seed < 1010; seed++) {
            byte[] message = Wss4j.serialize(Wss4j.sign(envelope(XmlGenerator.generate(seed), seed), settings), seed % 2 == 0);
            Wss4j.verify(message, Keys.certificate());
            assertTrue(SimpleOrder.verify(message, Keys.expected()).isOk());
            String changed = new String(message, StandardCharsets.UTF_8).replace("requestMessage", "requestMassage");
            VerificationException e = assertThrows(VerificationException.class,
                    () -> SimpleOrder.verify(changed.getBytes(StandardCharsets.UTF_8), Keys.expected()));
            assertEquals(Status.E_VERIFY_DIGEST, e.status());
        }
    }

    @Test
    void sha1FromWss4jNeedsTheOption() throws Exception {
        Wss4j.Settings settings = new Wss4j.Settings();
        settings.signature = WSConstants.RSA_SHA1;
        settings.digest = WSConstants.SHA1;
        byte[] message = Wss4j.serialize(Wss4j.sign(envelope(XmlGenerator.generate(1), 1), settings), false);
        VerificationException e = assertThrows(VerificationException.class, () -> SimpleOrder.verify(message, Keys.expected()));
        assertEquals(Status.E_VERIFY_ALGORITHM, e.status());
        assertTrue(SimpleOrder.verify(message, Keys.expected("allow_sha1", true)).isOk());
    }

    @Test
    void otherAlgorithmsOfWss4jAreRefused() throws Exception {
        Wss4j.Settings inclusive = new Wss4j.Settings();
        inclusive.canonicalization = WSConstants.C14N_OMIT_COMMENTS;
        Wss4j.Settings comments = new Wss4j.Settings();
        comments.canonicalization = WSConstants.C14N_EXCL_WITH_COMMENTS;
        Wss4j.Settings sha512 = new Wss4j.Settings();
        sha512.digest = WSConstants.SHA512;
        Wss4j.Settings rsaSha512 = new Wss4j.Settings();
        rsaSha512.signature = WSConstants.RSA_SHA512;
        for (Wss4j.Settings settings : Arrays.asList(inclusive, comments, sha512, rsaSha512)) {
            byte[] message = Wss4j.serialize(Wss4j.sign(envelope(XmlGenerator.generate(2), 2), settings), false);
            VerificationException e = assertThrows(VerificationException.class, () -> SimpleOrder.verify(message, Keys.expected()));
            assertEquals(Status.E_VERIFY_ALGORITHM, e.status(), e.getMessage());
            assertFalse(e.report().isOk());
        }
    }

    /** A SOAP envelope of one of several shapes around a request. */
    static Document envelope(byte[] request, long seed) throws Exception {
        String prefix = seed % 3 == 0 ? "soap" : seed % 3 == 1 ? "SOAP-ENV" : "";
        String colon = prefix.isEmpty() ? "" : prefix + ":";
        String start = "<" + colon + "Envelope xmlns" + (prefix.isEmpty() ? "" : ":" + prefix) + "=\"" + Wss4j.SOAP + "\" xmlns:x=\"urn:x\">\n";
        Document document = Wss4j.parse((start + "<" + colon + "Body> </" + colon + "Body></" + colon + "Envelope>").getBytes(StandardCharsets.UTF_8));
        Wss4j.body(document).appendChild(document.importNode(Wss4j.parse(request).getDocumentElement(), true));
        // Nodes that are moved keep no namespace declaration of where they come from; text has what it says.
        return Wss4j.parse(Wss4j.serialize(document, false));
    }
}
