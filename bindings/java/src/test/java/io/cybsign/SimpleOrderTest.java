package io.cybsign;

import static io.cybsign.CredentialTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Signing, opening and verifying: what Java gives is what is signed, and each failure is an exception of its class. */
class SimpleOrderTest {
    private static final String XML = "<requestMessage xmlns='" + XmlGenerator.NAMESPACE + "'><merchantID>\u00fc</merchantID></requestMessage>";

    private static void assertFails(Class<? extends CybsignException> type, int status, Executable call) {
        CybsignException e = assertThrows(CybsignException.class, call);
        assertSame(type, e.getClass(), e.toString());
        assertEquals(status, e.status(), e.getMessage());
        assertEquals(Status.name(status), e.name());
        assertFalse(e.getMessage().isEmpty() || e.getMessage().contains("\n"), e.getMessage());
        assertTrue(e.detailJson().startsWith("{"), e.detailJson());
    }

    @Test
    void fieldsAndTextGiveTheSameMessage() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            Map<String, String> fields = Keys.fields("a", "1", "b", "x=y", "c", "\uD83D\uDE00");
            byte[] message = simpleOrder.signFields(fields);
            assertArrayEquals(message, simpleOrder.signNvp("a=1\nb=x=y\nc=\uD83D\uDE00\n"));
            assertArrayEquals(message, simpleOrder.signNvp("a=1\nb=x=y\nc=\uD83D\uDE00".getBytes(StandardCharsets.UTF_8)));
            assertArrayEquals(simpleOrder.signXml(XML), simpleOrder.signXml(XML.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void optionsMayBeAMapOrJson() {
        try (Credential credential = Keys.credential(Keys.LEAF);
                SimpleOrder plain = new SimpleOrder(credential);
                SimpleOrder none = new SimpleOrder(credential, null);
                SimpleOrder map = new SimpleOrder(credential, Keys.map("api_version", "1.200", "profile", null));
                SimpleOrder json = SimpleOrder.fromJson(credential, "{\"api_version\":\"1.200\"}")) {
            byte[] message = json.signFields(Keys.sampleFields());
            assertArrayEquals(message, map.signFields(Keys.sampleFields()));
            assertFalse(Arrays.equals(message, plain.signFields(Keys.sampleFields())));
            assertArrayEquals(none.signFields(Keys.sampleFields()), plain.signFields(Keys.sampleFields()));
            assertFails(EncodingException.class, Status.E_JSON, () -> SimpleOrder.fromJson(credential, "{"));
            assertFails(UsageException.class, Status.E_OPTION, () -> new SimpleOrder(credential, Keys.map("profil", "cpp")));
            assertNamed("optionsJson", () -> SimpleOrder.fromJson(credential, null));
        }
    }

    @Test
    void aNullIsRefusedByName() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder(); Credential server = Keys.server()) {
            assertNamed("fields", () -> simpleOrder.signFields(null));
            assertNamed("nvp", () -> simpleOrder.signNvp((String) null));
            assertNamed("nvp", () -> simpleOrder.signNvp((byte[]) null));
            assertNamed("xml", () -> simpleOrder.signXml((String) null));
            assertNamed("xml", () -> simpleOrder.signXml((byte[]) null));
            assertNamed("envelope", () -> simpleOrder.signEnvelope(null));
            assertNamed("fields", () -> simpleOrder.request(null));
            assertNamed("nvp", () -> simpleOrder.requestNvp((byte[]) null));
            assertNamed("xml", () -> simpleOrder.requestXml((byte[]) null));
            assertNamed("envelope", () -> simpleOrder.requestEnvelope(null));
            assertNamed("message", () -> SimpleOrder.verify(null));
            assertNamed("message", () -> SimpleOrder.open(server, null, null));
            assertNamed("credential", () -> SimpleOrder.open(null, new byte[0], null));
            assertNamed("credential", () -> new SimpleOrder(null));
            assertNamed("reply", () -> SimpleOrder.parseReply(null));
            assertNamed("file", () -> SimpleOrder.fromConfig(null));
        }
    }

    @Test
    void halfOfASurrogatePairIsRefusedByName() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            UsageException field = assertThrows(UsageException.class, () -> simpleOrder.signFields(Keys.fields("card_name", "x\uDE00")));
            assertEquals(Status.E_FIELD, field.status());
            assertEquals("the value of the field card_name holds half of a surrogate pair, which is no character", field.getMessage());
            assertFails(UsageException.class, Status.E_FIELD, () -> simpleOrder.signFields(Keys.fields("\uD83D", "x")));
            EncodingException text = assertThrows(EncodingException.class, () -> simpleOrder.signNvp("a=\uD83Db\n"));
            assertEquals(Status.E_ENCODING, text.status());
            assertEquals("nvp holds half of a surrogate pair at index 2, which is no character", text.getMessage());
            assertFails(EncodingException.class, Status.E_ENCODING, () -> simpleOrder.signXml("<a>\uD83D</a>"));
            assertFails(EncodingException.class, Status.E_ENCODING, () -> new SimpleOrder(Keys.credential(Keys.LEAF), Keys.map("client", "\uD83D")));
        }
    }

    @Test
    void eachKindOfFailureHasItsClass() {
        try (Credential expired = Keys.credential(Keys.EXPIRED);
                SimpleOrder late = new SimpleOrder(expired);
                SimpleOrder simpleOrder = Keys.simpleOrder()) {
            assertFails(UsageException.class, Status.E_FIELD, () -> simpleOrder.signFields(Keys.fields("name", "a\nb")));
            assertFails(EncodingException.class, Status.E_XML, () -> simpleOrder.signXml("<a"));
            assertFails(CredentialException.class, Status.E_WRONG_PASSWORD, () -> Credential.fromP12(Keys.read(Keys.LEAF), "wrong"));
            assertFails(CertificateStateException.class, Status.E_EXPIRED, () -> late.signFields(Keys.sampleFields()));
        }
    }

    @Test
    void expiryIsThatOfTheCertificateThatFailsFirst() {
        X509Certificate late = Keys.certificate("cert_sjc_expired.pem");
        Instant yesterday = late.getNotAfter().toInstant().plusSeconds(1);
        try (SimpleOrder clear = Keys.simpleOrder(); SimpleOrder encrypting = Keys.simpleOrder("encrypt", true, "server_certificate", late)) {
            assertEquals("signer", clear.expiry(30).certificate());
            assertEquals(Expiry.State.OK, clear.expiry(30).state());
            assertEquals("recipient", encrypting.expiry(30).certificate());
            assertEquals(Expiry.State.EXPIRED, encrypting.expiry(30).state());
            assertEquals(-1, encrypting.expiry(30, yesterday).daysLeft());
            assertNull(encrypting.expiry(30).serverState());
            assertFails(UsageException.class, Status.E_ARGUMENT, () -> clear.expiry(-1));
        }
    }

    @Test
    void aMessageIsOpenedByItsRecipientOnly() {
        try (Credential merchant = Keys.credential(Keys.LEAF);
                Credential server = Keys.server();
                SimpleOrder encrypting = Keys.simpleOrder("encrypt", true)) {
            byte[] message = encrypting.signFields(Keys.sampleFields());
            String opened = new String(SimpleOrder.open(server, message, Keys.expected()), StandardCharsets.UTF_8);
            assertTrue(opened.contains("merchantReferenceCode=ref1\n"), opened);
            assertFails(CredentialException.class, Status.E_NO_RECIPIENT, () -> SimpleOrder.open(merchant, message, Keys.expected()));
            server.close();
            assertThrows(IllegalStateException.class, () -> SimpleOrder.open(server, message, Keys.expected()));
        }
    }

    @Test
    void aVerificationSaysWhoseItIs() throws Exception {
        byte[] message;
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            message = simpleOrder.signFields(Keys.sampleFields());
        }
        VerificationReport report = SimpleOrder.verify(message, Keys.map("expected_certificate", Keys.certificate()));
        assertTrue(report.isOk() && report.isAuthenticated());
        assertTrue(report.checks().stream().allMatch(VerificationReport.Check::isOk), report.checks().toString());
        assertFalse(report.checks().isEmpty());
        VerificationReport.Certificate certificate = report.certificate();
        assertTrue(certificate.subject().contains("testmid_oracle") && certificate.issuer().contains("="), certificate.toString());
        assertEquals(Keys.certificate().getNotAfter().toInstant(), certificate.notAfter());
        assertEquals(Keys.certificate().getNotBefore().toInstant(), certificate.notBefore());
        assertEquals(2048, certificate.keyBits());
        assertTrue(certificate.sha256().matches("[0-9a-f]{64}") && certificate.serialHex().matches("[0-9a-f]+"));
        VerificationReport anybody = SimpleOrder.verify(message, Keys.map("any_certificate", true));
        assertTrue(anybody.isOk());
        assertFalse(anybody.isAuthenticated());
    }

    @Test
    void aFailedVerificationHasTheReport() {
        byte[] message;
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            message = simpleOrder.signFields(Keys.sampleFields());
        }
        VerificationException untrusted = assertThrows(VerificationException.class, () -> SimpleOrder.verify(message));
        assertEquals(Status.E_VERIFY_UNTRUSTED, untrusted.status());
        assertFalse(untrusted.report().isOk() || untrusted.report().isAuthenticated());
        byte[] changed = new String(message, StandardCharsets.UTF_8).replace("ref1", "ref2").getBytes(StandardCharsets.UTF_8);
        VerificationException digest = assertThrows(VerificationException.class, () -> SimpleOrder.verify(changed, Keys.expected()));
        assertEquals(Status.E_VERIFY_DIGEST, digest.status());
        VerificationReport.Check failed = digest.report().checks().stream().filter(check -> !check.isOk()).findFirst().get();
        assertEquals(failed.name() + ": failed: " + failed.detail(), failed.toString());
        assertFails(EncodingException.class, Status.E_XML, () -> SimpleOrder.verify(new byte[] {'<'}, Keys.expected()));
        assertFails(UsageException.class, Status.E_OPTION, () -> SimpleOrder.verify(message, Keys.map("expected", "x")));
    }

    @Test
    void noPayloadIsTold() {
        String number = "4111111111111111";
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            CybsignException[] all = {
                assertThrows(CybsignException.class, () -> simpleOrder.signFields(Keys.fields("card", number + "\n"))),
                assertThrows(CybsignException.class, () -> simpleOrder.signFields(Keys.fields(number, "\uD800"))),
                assertThrows(CybsignException.class, () -> simpleOrder.signNvp("card=" + number + "\uD800\n")),
                assertThrows(CybsignException.class, () -> simpleOrder.signXml("<a x='" + number)),
            };
            for (CybsignException e : all) {
                assertFalse((e + e.detailJson()).contains(number), e + e.detailJson());
                assertNull(e.getCause());
            }
            IllegalArgumentException none = assertThrows(IllegalArgumentException.class, () -> simpleOrder.signFields(Keys.fields(number, null)));
            assertFalse(none.getMessage().contains(number), none.getMessage());
            assertEquals("SimpleOrder", simpleOrder.toString());
        }
    }
}
