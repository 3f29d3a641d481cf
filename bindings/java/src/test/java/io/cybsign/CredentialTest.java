package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Credentials: what Java gives is what arrives, and what comes back is what Java says. */
class CredentialTest {
    private static int status(Executable call) {
        return assertThrows(CybsignException.class, call).status();
    }

    @Test
    void aP12LoadsFromBytesAndFromAFile() {
        byte[] p12 = Keys.read(Keys.LEAF);
        Path file = Keys.path(Keys.LEAF);
        try (Credential bytes = Credential.fromP12(p12, Keys.password());
                Credential text = Credential.fromP12(p12, Keys.PASSWORD);
                Credential options = Credential.fromP12(p12, Keys.password(), Keys.map("environment", "test"));
                Credential path = Credential.fromP12File(file, Keys.password());
                Credential pathAndText = Credential.fromP12File(file, Keys.PASSWORD);
                Credential pathAndOptions = Credential.fromP12File(file, Keys.password(), Keys.map("environment", "production"))) {
            Instant notAfter = Keys.certificate().getNotAfter().toInstant();
            for (Credential credential : new Credential[] {bytes, text, options, path, pathAndText, pathAndOptions}) {
                assertEquals(notAfter, credential.notAfter());
            }
            assertNull(bytes.environment());
            assertEquals("test", options.environment());
            assertEquals("production", pathAndOptions.environment());
        }
    }

    @Test
    void theEmptyPasswordAndNoneAreTheSame() {
        byte[] p12 = Keys.read("leaf_emptypw_gen2.p12");
        Credential.fromP12(p12, new char[0]).close();
        Credential.fromP12(p12, (char[]) null).close();
        Credential.fromP12(p12, "").close();
        assertEquals(Status.E_WRONG_PASSWORD, status(() -> Credential.fromP12(p12, Keys.password())));
    }

    @Test
    void thePasswordOfTheCallerIsLeftAlone() {
        char[] password = Keys.password();
        Credential.fromP12(Keys.read(Keys.LEAF), password).close();
        assertEquals(Keys.PASSWORD, new String(password));
    }

    @Test
    void aKeyMayHaveAPasswordOfItsOwn(@TempDir Path folder) throws IOException {
        byte[] p12 = Keys.p12WithKeyPassword("K3yPassw0rd");
        char[] right = "K3yPassw0rd".toCharArray();
        Path file = Files.write(folder.resolve("two.p12"), p12);
        Credential.fromP12(p12, Keys.password(), right, null).close();
        Credential.fromP12File(file, Keys.password(), right, null).close();
        assertEquals(Status.E_KEY_PASSWORD, status(() -> Credential.fromP12(p12, Keys.password())));
        assertEquals(Status.E_WRONG_PASSWORD, status(() -> Credential.fromP12File(file, right, Keys.password(), null)));
    }

    @Test
    void pemAndDerLoad() throws Exception {
        byte[] keyPem = Keys.read("key_leaf.pem");
        byte[] certificatePem = Keys.read("cert_leaf.pem");
        byte[] both = Arrays.copyOf(keyPem, keyPem.length + certificatePem.length);
        System.arraycopy(certificatePem, 0, both, keyPem.length, certificatePem.length);
        byte[] certificate = Keys.certificate().getEncoded();
        Credential.fromPem(both).close();
        Credential.fromPem(keyPem, certificatePem, null, null).close();
        Credential.fromPem(Keys.read("resp_pkcs8_enc.pem"), Keys.read("cert_resp.pem"), Keys.password(), null).close();
        Credential.fromDer(Keys.keyDer(), certificate).close();
        Credential.fromDer(Keys.keyDer(), certificate, null, Keys.map("environment", "test")).close();
        assertEquals(Status.E_KEY_MISMATCH, status(() -> Credential.fromPem(keyPem, Keys.read("cert_resp.pem"), null, null)));
        assertEquals(Status.E_DER, status(() -> Credential.fromDer(new byte[] {1, 2, 3}, certificate)));
    }

    @Test
    void aFailureTellsWhichFile(@TempDir Path folder) throws IOException {
        FileException missing = assertThrows(FileException.class, () -> Credential.fromP12File(folder.resolve("none.p12"), ""));
        assertEquals(Status.E_FILE_NOT_FOUND, missing.status());
        assertEquals(folder.resolve("none.p12").toString(), missing.path());
        assertEquals(Status.E_FILE, assertThrows(FileException.class, () -> Credential.fromP12File(folder, "")).status());
    }

    @Test
    void aNullIsRefusedByName() {
        assertNamed("p12", () -> Credential.fromP12(null, Keys.password()));
        assertNamed("p12", () -> Credential.fromP12File(null, Keys.password()));
        assertNamed("keyPem", () -> Credential.fromPem(null));
        assertNamed("certificate", () -> Credential.fromDer(new byte[0], null));
        assertNamed("signer", () -> Credential.fromCallbacks(new byte[0], null));
        assertNamed("key", () -> Credential.fromPrivateKey(null, Keys.certificate()));
        assertNamed("data", () -> Credential.inspect(null, null));
    }

    static void assertNamed(String argument, Executable call) {
        assertEquals(argument + " must not be null", assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void aPathNeedNotBeAscii(@TempDir Path folder) throws IOException {
        for (String name : new String[] {"plain.p12", "with space & %41.p12", "?#;+.p12"}) {
            Path file = folder.resolve(name);
            Files.write(file, Keys.read(Keys.LEAF));
            Credential.fromP12File(file, Keys.password()).close();
        }
        assertThrows(IllegalArgumentException.class,
                () -> Credential.fromP12File(Paths.get(java.net.URI.create("jrt:/java.base")), Keys.password()));
    }

    @Test
    void theDatesAreThoseOfTheCertificate() {
        Instant notAfter = Keys.certificate().getNotAfter().toInstant();
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            assertEquals(notAfter, credential.notAfter());
            assertEquals(Keys.certificate().getNotBefore().toInstant(), credential.notBefore());
            assertEquals(10, credential.daysLeft(notAfter.minus(10, ChronoUnit.DAYS)));
            assertEquals(-1, credential.daysLeft(notAfter.plusSeconds(1)));
            assertTrue(credential.daysLeft() > 0);
            Expiry in31 = credential.expiry(30, notAfter.minus(31, ChronoUnit.DAYS));
            assertEquals("OK, days left: 31", in31.toString());
            assertEquals("signer", in31.certificate());
            Instant serverEnds = Keys.certificate("cert_sjc.pem").getNotAfter().toInstant();
            Expiry server = credential.expiry(30, serverEnds.minus(5, ChronoUnit.DAYS));
            assertEquals(Expiry.State.WARNING, server.serverState());
            assertEquals(5, server.serverDaysLeft());
            assertEquals(Expiry.State.WARNING, credential.expiry(30, notAfter.minus(29, ChronoUnit.DAYS)).state());
            assertEquals(Expiry.State.EXPIRED, credential.expiry(30, notAfter.plus(2, ChronoUnit.DAYS)).state());
            assertEquals(Expiry.State.NOT_YET_VALID, credential.expiry(30, Instant.EPOCH).state());
            assertEquals(Expiry.State.OK, credential.expiry(0).state());
            assertEquals(Expiry.State.UNREADABLE, Expiry.of("{\"state\":\"unreadable\"}").state());
            assertEquals(Status.E_ARGUMENT, status(() -> credential.expiry(-1)));
        }
    }

    @Test
    void inspectionShowsTheFile() {
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            Inspection all = credential.inspect();
            assertEquals("p12", all.kind());
            assertEquals("verified", all.mac());
            assertNull(all.environment());
            assertEquals("read", all.contents());
            assertEquals("server", all.server().role());
            Inspection.Certificate own = all.selected();
            assertEquals("merchant", own.role());
            assertEquals("testmid_oracle", own.merchantId());
            assertEquals("testmid_oracle", credential.merchantId());
            assertEquals(own.keySerial(), credential.keySerial());
            assertTrue(own.keySerial().matches("\\d+"), own.keySerial());
            assertTrue(own.hasPrivateKey());
            assertEquals(Keys.certificate().getNotAfter().toInstant(), own.notAfter());
            assertEquals(Keys.certificate().getNotBefore().toInstant(), own.notBefore());
            assertEquals("ok", own.dateStatus());
            assertEquals(credential.daysLeft(), own.daysLeft());
            assertTrue(own.subject().contains("testmid_oracle") && own.issuer().contains("="), own.subject() + own.issuer());
            assertEquals(own.subject(), own.toString());
            assertTrue(own.sha256().matches("[0-9a-f]{64}") && own.serialHex().matches("[0-9a-f]+"));
            assertEquals("RSA 2048", own.keyAlgorithm() + " " + own.keyBits());
            assertFalse(own.signatureAlgorithm().isEmpty() || own.friendlyName().isEmpty());
            assertEquals(1, all.privateKeys().size());
            Inspection.PrivateKey key = all.privateKeys().get(0);
            assertEquals("RSA 2048", key.toString());
            assertEquals(own.sha256(), all.certificates().get(key.certificate()).sha256());
            assertFalse(key.friendlyName().isEmpty());
            assertTrue(all.certificates().stream().anyMatch(certificate -> certificate.role().equals("server")));
            assertFalse(all.json().contains(Keys.PASSWORD));
            assertEquals("not_yet_valid", credential.inspect(Instant.EPOCH).selected().dateStatus());
        }
    }

    @Test
    void anyFileIsInspected() {
        Inspection file = Credential.inspect(Keys.read(Keys.EXPIRED), Keys.password());
        assertNull(file.selected());
        assertTrue(file.warnings().stream().anyMatch(finding -> finding.code().equals("expired")), file.warnings().toString());
        Finding expired = file.warnings().get(0);
        assertEquals(expired.code() + ": " + expired.message(), expired.toString());
        Inspection early = Credential.inspect(Keys.read("cert_leaf.pem"), null, Instant.EPOCH);
        assertEquals("pem", early.kind());
        assertNull(early.mac());
        assertEquals("not_yet_valid", early.certificates().get(0).dateStatus());
        assertEquals("read", early.contents());
        Inspection sealed = Credential.inspect(Keys.read("leaf_gen1.p12"), null);
        assertEquals("encrypted", sealed.contents());
        assertNull(sealed.certificates());
        assertThrows(EncodingException.class, () -> Credential.inspect(new byte[] {0}, null));
    }

    @Test
    void noSecretIsTold() {
        String secret = "Sup3rSecretPassw0rd";
        byte[] p12 = Keys.read(Keys.LEAF);
        CybsignException[] all = {
            assertThrows(CybsignException.class, () -> Credential.fromP12(p12, secret)),
            assertThrows(CybsignException.class, () -> Credential.fromP12(p12, Keys.password(), Keys.map("password", secret))),
            assertThrows(EncodingException.class, () -> Credential.fromP12(p12, secret + "\uD800")),
        };
        for (CybsignException thrown : all) {
            assertFalse((thrown + thrown.detailJson() + thrown.getCause()).contains(secret), thrown.toString());
        }
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            assertEquals("Credential", credential.toString());
        }
    }

    @Test
    void aClosedCredentialIsOfNoUse() {
        Credential credential = Keys.credential(Keys.LEAF);
        SimpleOrder simpleOrder = new SimpleOrder(credential);
        byte[] message = simpleOrder.signFields(Keys.sampleFields());
        credential.close();
        credential.close();
        assertEquals("Credential (closed)", credential.toString());
        Executable[] calls = {
            credential::daysLeft, credential::notAfter, credential::notBefore, credential::inspect, credential::merchantId,
            credential::keySerial, credential::environment, () -> credential.expiry(1), () -> new SimpleOrder(credential),
        };
        for (Executable call : calls) {
            assertThrows(IllegalStateException.class, call);
        }
        assertArrayEquals(message, simpleOrder.signFields(Keys.sampleFields()), "what was made from it keeps the key");
        simpleOrder.close();
        simpleOrder.close();
        assertThrows(IllegalStateException.class, () -> simpleOrder.signFields(Keys.sampleFields()));
        assertEquals("SimpleOrder (closed)", simpleOrder.toString());
    }
}
