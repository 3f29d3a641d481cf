package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    private static int status(org.junit.jupiter.api.function.Executable call, Class<? extends CybsignException> type) {
        CybsignException exception = assertThrows(CybsignException.class, call);
        assertSame(type, exception.getClass(), exception.toString());
        assertFalse(exception.getMessage().isEmpty());
        assertFalse(exception.getMessage().contains("\n"));
        assertTrue(exception.detailJson().startsWith("{"), exception.detailJson());
        assertEquals(Status.name(exception.status()), exception.name());
        return exception.status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaf_gen1.p12", "leaf_gen2.p12", "leaf_expired_gen2.p12", "leaf_nosjc_gen2.p12", "meta_gen1.p12",
        "meta_gen2.p12", "resp_gen1.p12", "resp_gen2.p12"})
    void everyP12Loads(String name) {
        try (Credential fromBytes = Credential.fromP12(Keys.read(name), Keys.password());
                Credential fromString = Credential.fromP12(Keys.read(name), Keys.PASSWORD, null);
                Credential fromFile = Credential.fromP12File(Keys.path(name), Keys.password());
                Credential fromFileString = Credential.fromP12File(Keys.path(name), Keys.PASSWORD, null)) {
            assertTrue(fromBytes.inspectJson().contains("\"p12\""), fromBytes.inspectJson());
            assertEquals(fromBytes.notAfter(), fromFile.notAfter());
            assertEquals(fromString.notAfter(), fromFileString.notAfter());
        }
    }

    @Test
    void theEmptyPasswordAndNoneAreTheSame() {
        byte[] p12 = Keys.read("leaf_emptypw_gen2.p12");
        Credential.fromP12(p12, new char[0]).close();
        Credential.fromP12(p12, (char[]) null).close();
        assertEquals(Status.E_WRONG_PASSWORD, status(() -> Credential.fromP12(p12, Keys.password()), CredentialException.class));
    }

    @Test
    void thePasswordOfTheCallerIsLeftAlone() {
        char[] password = Keys.password();
        Credential.fromP12(Keys.read(Keys.LEAF), password).close();
        assertEquals(Keys.PASSWORD, new String(password));
    }

    @Test
    void pemAndDerLoad() {
        byte[] keyPem = Keys.read("key_leaf.pem");
        byte[] certificatePem = Keys.read("cert_leaf.pem");
        byte[] both = Arrays.copyOf(keyPem, keyPem.length + certificatePem.length);
        System.arraycopy(certificatePem, 0, both, keyPem.length, certificatePem.length);
        Credential.fromPem(keyPem, certificatePem, null, null).close();
        Credential.fromPem(both, null, null, null).close();
        Credential.fromPem(Keys.read("resp_pkcs8_enc.pem"), Keys.read("cert_resp.pem"), Keys.password(), null).close();
        Credential.fromPem(Keys.read("resp_pkcs1_enc.pem"), Keys.read("cert_resp.pem"), Keys.password(), null).close();
        byte[] certificate = assertDoesNotThrow(() -> Keys.certificate().getEncoded());
        Credential.fromDer(Keys.keyDer(), certificate, null, null).close();
        assertEquals(Status.E_KEY_MISMATCH,
                status(() -> Credential.fromPem(keyPem, Keys.read("cert_resp.pem"), null, null), CredentialException.class));
        assertEquals(Status.E_DER,
                status(() -> Credential.fromDer(new byte[] {1, 2, 3}, certificate, null, null), EncodingException.class));
    }

    @Test
    void everyFailureHasItsStatus() {
        byte[] p12 = Keys.read(Keys.LEAF);
        assertEquals(Status.E_WRONG_PASSWORD, status(() -> Credential.fromP12(p12, "wrong".toCharArray()), CredentialException.class));
        assertEquals(Status.E_WRONG_PASSWORD, status(() -> Credential.fromP12(p12, new char[0]), CredentialException.class));
        assertEquals(Status.E_NOT_P12, status(() -> Credential.fromP12(Keys.read("cert_leaf.pem"), Keys.password()), EncodingException.class));
        assertEquals(Status.E_NOT_P12, status(() -> Credential.fromP12(new byte[0], Keys.password()), EncodingException.class));
        assertEquals(Status.E_P12_DAMAGED,
                status(() -> Credential.fromP12(Arrays.copyOf(p12, p12.length - 9), Keys.password()), EncodingException.class));
        assertEquals(Status.E_ALIAS,
                status(() -> Credential.fromP12(p12, Keys.password(), Keys.map("alias", "nobody")), CredentialException.class));
        assertEquals(Status.E_OPTION,
                status(() -> Credential.fromP12(p12, Keys.password(), Keys.map("alais", "x")), UsageException.class));
        assertEquals(Status.E_FILE_NOT_FOUND,
                status(() -> Credential.fromP12File(Paths.get("no-such-file.p12"), Keys.password()), StorageException.class));
        assertEquals(Status.E_FILE, status(() -> Credential.fromP12File(Paths.get("."), Keys.password()), StorageException.class));
        assertEquals(Status.E_ARGUMENT, status(() -> {
            try (Credential credential = Keys.credential(Keys.LEAF)) {
                credential.expiryCheck(null, -1);
            }
        }, UsageException.class));
    }

    @Test
    void aKeyMayHaveAPasswordOfItsOwn(@TempDir Path folder) throws IOException {
        byte[] p12 = Keys.p12WithKeyPassword("K3yPassw0rd");
        char[] right = "K3yPassw0rd".toCharArray();
        Path file = Files.write(folder.resolve("two.p12"), p12);
        Credential.fromP12(p12, Keys.password(), right, null).close();
        Credential.fromP12File(file, Keys.password(), right, null).close();
        char[] wrong = "wrong".toCharArray();
        assertEquals(Status.E_KEY_PASSWORD, status(() -> Credential.fromP12(p12, Keys.password(), wrong, null), CredentialException.class));
        assertEquals(Status.E_KEY_PASSWORD, status(() -> Credential.fromP12File(file, Keys.password(), wrong, null), CredentialException.class));
        assertEquals(Status.E_KEY_PASSWORD, status(() -> Credential.fromP12(p12, Keys.password()), CredentialException.class));
        assertEquals(Status.E_WRONG_PASSWORD, status(() -> Credential.fromP12(p12, wrong, right, null), CredentialException.class));
    }

    @Test
    void nullsAreRefused() {
        assertThrows(NullPointerException.class, () -> Credential.fromP12(null, Keys.password()));
        assertThrows(NullPointerException.class, () -> Credential.fromP12File(null, Keys.password()));
        assertThrows(NullPointerException.class, () -> Credential.fromPem(null, null, null, null));
        assertThrows(NullPointerException.class, () -> Credential.fromDer(new byte[0], null, null, null));
        assertThrows(NullPointerException.class, () -> Credential.fromSigner(new byte[0], null, null, null));
        assertThrows(NullPointerException.class, () -> Credential.inspectJson(null, null));
    }

    @Test
    void aPathNeedNotBeAscii(@TempDir Path folder) throws IOException {
        for (String name : new String[] {"plain.p12", "with space & %41.p12", "?#;+.p12"}) {
            Path file = folder.resolve(name);
            Files.write(file, Keys.read(Keys.LEAF));
            Credential.fromP12File(file, Keys.password()).close();
        }
    }

    @Test
    void theDatesAreThoseOfTheCertificate() {
        Instant notAfter = Keys.certificate().getNotAfter().toInstant();
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            assertEquals(notAfter, credential.notAfter());
            assertEquals(0, credential.daysLeft(notAfter));
            assertEquals(10, credential.daysLeft(notAfter.minus(10, ChronoUnit.DAYS)));
            assertEquals(-1, credential.daysLeft(notAfter.plusSeconds(1)));
            assertTrue(credential.daysLeft() > 0);
            assertEquals(new Expiry(Expiry.State.OK, 31), credential.expiryCheck(notAfter.minus(31, ChronoUnit.DAYS), 30));
            assertEquals(Expiry.State.WARNING, credential.expiryCheck(notAfter.minus(29, ChronoUnit.DAYS), 30).state());
            assertEquals(Expiry.State.EXPIRED, credential.expiryCheck(notAfter.plus(2, ChronoUnit.DAYS), 30).state());
            assertEquals(Expiry.State.NOT_YET_VALID, credential.expiryCheck(Instant.EPOCH, 30).state());
            assertEquals(Expiry.State.OK, credential.expiryCheck(null, 0).state());
            assertEquals("OK, days left: 31", credential.expiryCheck(notAfter.minus(31, ChronoUnit.DAYS), 30).toString());
            assertNotEquals(new Expiry(Expiry.State.OK, 30), new Expiry(Expiry.State.OK, 31));
        }
        try (Credential expired = Keys.credential(Keys.EXPIRED)) {
            assertTrue(expired.daysLeft() < 0);
            assertEquals(Expiry.State.EXPIRED, expired.expiryCheck(null, 30).state());
        }
    }

    @Test
    void inspectionShowsTheFile() {
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            String json = credential.inspectJson();
            for (String part : new String[] {"testmid_oracle", "\"selected\"", "\"certificates\"", "\"private_keys\"", "CyberSource_SJC_US"}) {
                assertTrue(json.contains(part), part);
            }
            assertFalse(json.contains(Keys.PASSWORD));
            assertNotEquals(json, credential.inspectJson(Instant.EPOCH));
        }
        String file = Credential.inspectJson(Keys.read(Keys.LEAF), Keys.password());
        assertTrue(file.contains("testmid_oracle") && !file.contains("\"selected\""), file);
        assertTrue(Credential.inspectJson(Keys.read("cert_leaf.pem"), null).contains("testmid_oracle"));
        assertThrows(EncodingException.class, () -> Credential.inspectJson(new byte[] {0}, null));
    }

    @Test
    void aKeyOfAProviderSigns() {
        try (Credential credential = Credential.fromPrivateKey(Keys.key(), Keys.certificate(), null);
                SimpleOrder theirs = new SimpleOrder(credential);
                SimpleOrder ours = Keys.simpleOrder()) {
            org.junit.jupiter.api.Assertions.assertArrayEquals(ours.signFields(Keys.sampleFields()), theirs.signFields(Keys.sampleFields()));
        }
    }

    @Test
    void whatACallbackThrowsIsTheCause() {
        IOException reason = new IOException("the HSM is away");
        byte[] certificate = Keys.read("cert_leaf.pem");
        Signer throwing = (algorithm, digest) -> {
            throw reason;
        };
        try (Credential credential = Credential.fromSigner(certificate, throwing, null, null);
                SimpleOrder simpleOrder = new SimpleOrder(credential)) {
            CryptoException e = assertThrows(CryptoException.class, () -> simpleOrder.signFields(Keys.sampleFields()));
            assertEquals(Status.E_SIGN, e.status());
            assertSame(reason, e.getCause());
            assertFalse(e.getMessage().contains("HSM"));
        }
        Error error = new StackOverflowError();
        Signer failing = (algorithm, digest) -> {
            throw error;
        };
        try (Credential credential = Credential.fromSigner(certificate, failing, null, null);
                SimpleOrder simpleOrder = new SimpleOrder(credential)) {
            assertSame(error, assertThrows(CryptoException.class, () -> simpleOrder.signFields(Keys.sampleFields())).getCause());
        }
    }

    @Test
    void aWrongSignatureOfACallbackIsNotUsed() {
        byte[][] wrong = {null, {}, new byte[256], new byte[255], new byte[100_000]};
        for (byte[] signature : wrong) {
            AtomicInteger calls = new AtomicInteger();
            Signer signer = (algorithm, digest) -> {
                assertSame(Signer.Algorithm.RSA_PKCS1_SHA256, algorithm);
                assertEquals(32, digest.length);
                calls.incrementAndGet();
                return signature;
            };
            try (Credential credential = Credential.fromSigner(Keys.read("cert_leaf.pem"), signer, null, null);
                    SimpleOrder simpleOrder = new SimpleOrder(credential)) {
                CryptoException e = assertThrows(CryptoException.class, () -> simpleOrder.signFields(Keys.sampleFields()));
                assertEquals(Status.E_SIGN, e.status());
                assertEquals(null, e.getCause());
            }
            assertTrue(calls.get() > 0);
        }
    }

    @Test
    void noSecretIsTold() {
        String secret = "Sup3rSecretPassw0rd";
        byte[] p12 = Keys.read(Keys.LEAF);
        CybsignException e = assertThrows(CybsignException.class, () -> Credential.fromP12(p12, secret.toCharArray()));
        CybsignException k = assertThrows(CybsignException.class, 
                () -> Credential.fromP12(Keys.p12WithKeyPassword("other"), Keys.password(), secret.toCharArray(), null));
        CybsignException o = assertThrows(CybsignException.class,
                () -> Credential.fromP12(p12, Keys.password(), Keys.map("password", secret)));
        IllegalArgumentException s = assertThrows(IllegalArgumentException.class,
                () -> Credential.fromP12(p12, (secret + "\uD800").toCharArray()));
        for (Throwable thrown : new Throwable[] {e, k, o, s}) {
            assertFalse(thrown.toString().contains(secret) || String.valueOf(thrown.getCause()).contains(secret), thrown.toString());
        }
        for (CybsignException thrown : new CybsignException[] {e, k, o}) {
            assertFalse(thrown.detailJson().contains(secret));
        }
        try (Credential credential = Keys.credential(Keys.LEAF)) {
            assertEquals("Credential", credential.toString());
        }
    }

    @Test
    void aClosedCredentialIsOfNoUse() {
        Credential credential = Keys.credential(Keys.LEAF);
        SimpleOrder simpleOrder = new SimpleOrder(credential);
        credential.close();
        credential.close();
        assertEquals("Credential (closed)", credential.toString());
        assertThrows(IllegalStateException.class, credential::daysLeft);
        assertThrows(IllegalStateException.class, credential::notAfter);
        assertThrows(IllegalStateException.class, credential::inspectJson);
        assertThrows(IllegalStateException.class, () -> credential.expiryCheck(null, 1));
        assertThrows(IllegalStateException.class, () -> new SimpleOrder(credential));
        assertTrue(simpleOrder.signFields(Keys.sampleFields()).length > 0);
        simpleOrder.close();
        simpleOrder.close();
        assertThrows(IllegalStateException.class, () -> simpleOrder.signFields(Keys.sampleFields()));
        assertThrows(IllegalStateException.class, () -> simpleOrder.signNvp("a=b\n"));
        assertThrows(IllegalStateException.class, () -> simpleOrder.signXml(new byte[1]));
        assertEquals("SimpleOrder (closed)", simpleOrder.toString());
    }
}
