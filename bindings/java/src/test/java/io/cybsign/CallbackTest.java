package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;

/** Private keys that live on the Java side. */
class CallbackTest {
    private static CryptoException failure(Signer signer) {
        try (Credential credential = Credential.fromCallbacks(Keys.read("cert_leaf.pem"), signer);
                SimpleOrder simpleOrder = new SimpleOrder(credential)) {
            CryptoException e = assertThrows(CryptoException.class, () -> simpleOrder.signFields(Keys.sampleFields()));
            assertEquals(Status.E_SIGN, e.status());
            return e;
        }
    }

    @Test
    void aKeyOfAProviderSigns() {
        try (Credential credential = Credential.fromPrivateKey(Keys.key(), Keys.certificate());
                SimpleOrder theirs = new SimpleOrder(credential);
                SimpleOrder ours = Keys.simpleOrder()) {
            assertArrayEquals(ours.signFields(Keys.sampleFields()), theirs.signFields(Keys.sampleFields()));
            assertEquals("callbacks", credential.inspect().kind());
        }
    }

    @Test
    void whatACallbackThrowsIsTheCause() {
        IOException reason = new IOException("the HSM is away");
        CryptoException e = failure((algorithm, digest) -> {
            throw reason;
        });
        assertSame(reason, e.getCause());
        assertFalse(e.getMessage().contains("HSM"));
        Error error = new StackOverflowError();
        assertSame(error, failure((algorithm, digest) -> {
            throw error;
        }).getCause());
    }

    @Test
    void aWrongSignatureOfACallbackIsNotUsed() {
        for (byte[] signature : new byte[][] {null, {}, new byte[256], new byte[255], new byte[100_000]}) {
            AtomicInteger calls = new AtomicInteger();
            CryptoException e = failure((algorithm, digest) -> {
                assertSame(RsaAlgorithm.RSASSA_PKCS1_SHA256, algorithm);
                assertEquals(32, digest.length);
                calls.incrementAndGet();
                return signature;
            });
            assertNull(e.getCause());
            assertTrue(calls.get() > 0);
        }
    }

    /** The native side has but a weak reference to a callback; the credential and what is made of it keep it. */
    @Test
    void aCallbackStaysAsLongAsItIsNeeded() throws Exception {
        SimpleOrder simpleOrder;
        try (Credential credential = Credential.fromPrivateKey(Keys.key(), Keys.certificate())) {
            simpleOrder = new SimpleOrder(credential);
        }
        try {
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(20);
                assertTrue(simpleOrder.signNvp("a=b\n").length > 0);
            }
        } finally {
            simpleOrder.close();
        }
    }

    @Test
    void aKeyElsewhereDecryptsToo() {
        PrivateKeyAdapter key = new PrivateKeyAdapter(Keys.serverKey());
        try (Credential server = Credential.fromCallbacks(Keys.read("cert_sjc.pem"), key, key, null);
                Credential blind = Credential.fromCallbacks(Keys.read("cert_sjc.pem"), key)) {
            for (String keyTransport : new String[] {"rsa-oaep", "rsa-1_5"}) {
                try (SimpleOrder simpleOrder = Keys.simpleOrder("encrypt", true, "key_transport", keyTransport)) {
                    byte[] message = simpleOrder.signFields(Keys.sampleFields());
                    String opened = new String(SimpleOrder.open(server, message, Keys.expected()), StandardCharsets.UTF_8);
                    assertTrue(opened.contains("merchantReferenceCode=ref1\n"), opened);
                    CryptoException e = assertThrows(CryptoException.class, () -> SimpleOrder.open(blind, message, Keys.expected()));
                    assertEquals(Status.E_KEY_KIND, e.status());
                }
            }
        }
    }

    /** The JCA itself is the judge of what the adapter makes of a key of the JCA. */
    @Test
    void theAdapterKnowsTheSignaturesOfPkcs1() throws Exception {
        PrivateKeyAdapter adapter = new PrivateKeyAdapter(Keys.key());
        byte[] text = {1, 2, 3};
        for (String bits : new String[] {"256", "384", "512"}) {
            byte[] digest = MessageDigest.getInstance("SHA-" + bits).digest(text);
            Signature verifier = Signature.getInstance("SHA" + bits + "withRSA");
            verifier.initVerify(Keys.certificate());
            verifier.update(text);
            assertTrue(verifier.verify(adapter.sign(RsaAlgorithm.valueOf("RSASSA_PKCS1_SHA" + bits), digest)), bits);
            assertThrows(UnsupportedOperationException.class, () -> adapter.sign(RsaAlgorithm.valueOf("RSASSA_PSS_SHA" + bits), digest));
        }
    }

    @Test
    void theAdapterKnowsEveryDecryption() throws Exception {
        PrivateKeyAdapter adapter = new PrivateKeyAdapter(Keys.key());
        byte[] text = {1, 2, 3};
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, Keys.certificate());
        assertArrayEquals(text, adapter.decrypt(RsaAlgorithm.RSAES_PKCS1, cipher.doFinal(text)));
        for (MGF1ParameterSpec digest : new MGF1ParameterSpec[] {MGF1ParameterSpec.SHA1, MGF1ParameterSpec.SHA256}) {
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(Cipher.ENCRYPT_MODE, Keys.certificate().getPublicKey(),
                    new OAEPParameterSpec(digest.getDigestAlgorithm(), "MGF1", digest, PSource.PSpecified.DEFAULT));
            RsaAlgorithm algorithm = digest == MGF1ParameterSpec.SHA1 ? RsaAlgorithm.RSAES_OAEP_SHA1 : RsaAlgorithm.RSAES_OAEP_SHA256;
            assertArrayEquals(text, adapter.decrypt(algorithm, oaep.doFinal(text)));
        }
        assertThrows(UnsupportedOperationException.class, () -> adapter.decrypt(RsaAlgorithm.RSASSA_PKCS1_SHA256, new byte[256]));
    }
}
