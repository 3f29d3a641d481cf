package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimpleOrderTest {
    private static int status(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(CybsignException.class, call).status();
    }

    @Test
    void fieldsAndTextGiveTheSameMessage() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder("profile", "cpp")) {
            Map<String, String> fields = Keys.fields("a", "1", "b", "x=y", "c", "\uD83D\uDE00");
            byte[] message = simpleOrder.signFields(fields);
            assertArrayEquals(message, simpleOrder.signNvp("a=1\nb=x=y\nc=\uD83D\uDE00\n"));
            assertArrayEquals(message, simpleOrder.signNvp("a=1\nb=x=y\nc=\uD83D\uDE00".getBytes(StandardCharsets.UTF_8)));
            assertTrue(SimpleOrder.verify(message, Keys.expected()).isOk());
        }
    }

    @Test
    void optionsMayBeJson() {
        try (Credential credential = Keys.credential(Keys.LEAF);
                SimpleOrder plain = new SimpleOrder(credential);
                SimpleOrder map = new SimpleOrder(credential, Keys.map("api_version", "1.200"));
                SimpleOrder json = new SimpleOrder(credential, "{\"api_version\":\"1.200\"}")) {
            byte[] message = json.signFields(Keys.sampleFields());
            assertArrayEquals(message, map.signFields(Keys.sampleFields()));
            assertFalse(Arrays.equals(message, plain.signFields(Keys.sampleFields())));
            assertEquals(Status.E_JSON, status(() -> new SimpleOrder(credential, "{")));
            assertEquals(Status.E_OPTION, status(() -> new SimpleOrder(credential, Keys.map("profile", "cobol"))));
            assertEquals(Status.E_OPTION, status(() -> new SimpleOrder(credential, Keys.map("profil", "cpp"))));
        }
    }

    @Test
    void aFieldThatCannotBeSentIsRefused() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            for (String bad : new String[] {"a\nb", "a\rb", "a\u0000b", "\u0001", "\uFFFE", "\uD83D", "x\uDE00"}) {
                UsageException e = assertThrows(UsageException.class, () -> simpleOrder.signFields(Keys.fields("name", bad)));
                assertEquals(Status.E_FIELD, e.status(), e.getMessage());
                assertEquals(Status.E_FIELD, status(() -> simpleOrder.signFields(Keys.fields(bad, "value"))));
            }
            for (String bad : new String[] {"", "a=b", "\u0000"}) {
                assertEquals(Status.E_FIELD, status(() -> simpleOrder.signFields(Keys.fields(bad, "value"))));
            }
            assertThrows(UsageException.class, () -> simpleOrder.signFields(Collections.emptyMap()));
            assertEquals(Status.E_FIELD, status(() -> simpleOrder.signNvp("a=1\na=2\n")));
            assertThrows(CybsignException.class, () -> simpleOrder.signNvp(""));
            assertThrows(CybsignException.class, () -> simpleOrder.signNvp(new byte[] {'a', '=', (byte) 0xFF}));
            assertThrows(NullPointerException.class, () -> simpleOrder.signNvp((byte[]) null));
            assertThrows(NullPointerException.class, () -> simpleOrder.signXml(null));
        }
    }

    @Test
    void xmlThatCannotBeSentIsRefused() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            Object[][] rows = {
                {"<a", Status.E_XML}, {"", Status.E_XML}, {"<a/><b/>", Status.E_XML}, {"<a>&nbsp;</a>", Status.E_XML},
                {"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", Status.E_XML}, {"<a>\u0001</a>", Status.E_XML},
                {"<?xml version='1.0' encoding='ISO-8859-1'?><requestMessage xmlns='" + XmlGenerator.NAMESPACE + "'/>", Status.E_ENCODING},
                {"<s:Envelope xmlns:s='" + Wss4j.SOAP + "'><s:Body/></s:Envelope>", Status.E_MESSAGE},
            };
            for (Object[] row : rows) {
                byte[] xml = ((String) row[0]).getBytes(StandardCharsets.UTF_8);
                CybsignException e = assertThrows(EncodingException.class, () -> simpleOrder.signXml(xml), (String) row[0]);
                assertEquals(row[1], e.status(), row[0] + ": " + e.getMessage());
            }
            byte[] bad = "<requestMessage>x</requestMessage>".getBytes(StandardCharsets.UTF_8);
            bad[16] = (byte) 0xC0;
            assertEquals(Status.E_ENCODING, status(() -> simpleOrder.signXml(bad)));
        }
    }

    @Test
    void limitsHold() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder("limits", Keys.map("max_bytes", 1000, "max_depth", 5))) {
            char[] long1 = new char[2000];
            Arrays.fill(long1, 'x');
            assertEquals(Status.E_LIMIT, status(() -> simpleOrder.signFields(Keys.fields("a", new String(long1)))));
            String deep = "<requestMessage xmlns='" + XmlGenerator.NAMESPACE + "'><a><a><a><a><a><a/></a></a></a></a></a></requestMessage>";
            assertEquals(Status.E_LIMIT, status(() -> simpleOrder.signXml(deep.getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void anExpiredCertificateDoesNotSign() {
        try (Credential credential = Keys.credential(Keys.EXPIRED);
                SimpleOrder strict = new SimpleOrder(credential);
                SimpleOrder lax = new SimpleOrder(credential, Keys.map("allow_expired", true))) {
            CertificateStateException e = assertThrows(CertificateStateException.class, () -> strict.signFields(Keys.sampleFields()));
            assertEquals(Status.E_EXPIRED, e.status());
            byte[] message = lax.signFields(Keys.sampleFields());
            VerificationException late = assertThrows(VerificationException.class,
                    () -> SimpleOrder.verify(message, Keys.map("any_certificate", true)));
            assertEquals(Status.E_VERIFY_DATE, late.status());
            assertTrue(SimpleOrder.verify(message, Keys.map("any_certificate", true, "allow_expired", true)).isOk());
        }
        try (SimpleOrder young = Keys.simpleOrder("testing", Keys.map("now", 0))) {
            assertEquals(Status.E_NOT_YET_VALID, status(() -> young.signFields(Keys.sampleFields())));
        }
    }

    @Test
    void aVerificationSaysWhoseItIs() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            byte[] message = simpleOrder.signFields(Keys.sampleFields());
            VerificationReport report = SimpleOrder.verify(message, Keys.expected());
            assertTrue(report.isOk());
            assertTrue(report.json().startsWith("{\"ok\":true"), report.json());
            assertEquals(report.json(), report.toString());
            assertTrue(SimpleOrder.verify(message, Keys.map("any_certificate", true)).json().contains("not authenticated"));
            VerificationException untrusted = assertThrows(VerificationException.class, () -> SimpleOrder.verify(message, null));
            assertEquals(Status.E_VERIFY_UNTRUSTED, untrusted.status());
            assertNotNull(untrusted.report());
            assertFalse(untrusted.report().isOk());
            assertTrue(untrusted.report().json().startsWith("{\"ok\":false"), untrusted.report().json());
            VerificationException other = assertThrows(VerificationException.class, () -> SimpleOrder.verify(message,
                    Keys.map("expected_certificate", new String(Keys.read("cert_resp.pem"), StandardCharsets.US_ASCII))));
            assertEquals(Status.E_VERIFY_SIGNER, other.status());
            assertTrue(SimpleOrder.verify(message,
                    Keys.map("expected_certificate", new String(Keys.read("cert_leaf.pem"), StandardCharsets.US_ASCII))).isOk());
            assertThrows(EncodingException.class, () -> SimpleOrder.verify("<x".getBytes(StandardCharsets.UTF_8), Keys.expected()));
            assertThrows(UsageException.class, () -> SimpleOrder.verify(message, Keys.map("expected", "x")));
            assertThrows(NullPointerException.class, () -> SimpleOrder.verify(null, null));
        }
    }

    @Test
    void noPayloadIsTold() {
        String number = "4111111111111111";
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            CybsignException[] thrown = {
                assertThrows(CybsignException.class, () -> simpleOrder.signFields(Keys.fields("card", number + "\n"))),
                assertThrows(CybsignException.class, () -> simpleOrder.signNvp("card=" + number + "\n\n")),
                assertThrows(CybsignException.class, () -> simpleOrder.signXml(("<a>" + number + "</b>").getBytes(StandardCharsets.UTF_8))),
                assertThrows(CybsignException.class, () -> simpleOrder.signXml(("<a x='" + number).getBytes(StandardCharsets.UTF_8))),
                assertThrows(CybsignException.class, () -> SimpleOrder.verify(number.getBytes(StandardCharsets.UTF_8), null)),
            };
            for (CybsignException e : thrown) {
                assertFalse((e + e.detailJson()).contains(number), e + e.detailJson());
                assertNull(e.getCause());
            }
            assertEquals("SimpleOrder", simpleOrder.toString());
        }
    }
}
