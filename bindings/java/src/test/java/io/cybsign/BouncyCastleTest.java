package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;

/** Bouncy Castle's CMS, which shares no code with this library's, opens SCMP messages that are sealed here, and makes some. */
class BouncyCastleTest {
    private static final String ID = "4803124484286005701019";

    private static Scmp server() {
        try (Credential key = Keys.server()) {
            return new Scmp(key, Keys.read("cert_leaf.pem"), Collections.singletonMap("role", "server"));
        }
    }

    private static byte[] body(byte[] entity) {
        String text = new String(entity, StandardCharsets.ISO_8859_1);
        return Base64.getMimeDecoder().decode(text.substring(text.indexOf("\r\n\r\n") + 4));
    }

    private static String entity(String headers, byte[] der) {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        return headers + "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64 + "\r\n";
    }

    @Test
    void itOpensWhatIsSealedHere() throws Exception {
        byte[] sealed;
        try (Credential key = Keys.credential("leaf_gen2.p12"); Scmp client = new Scmp(key, null, null)) {
            sealed = client.seal("merchant_id=testmid_oracle\n".getBytes(StandardCharsets.US_ASCII)).mime();
        }
        PrivateKey key = Keys.serverKey();
        byte[] inner = new CMSEnvelopedData(body(sealed)).getRecipientInfos().getRecipients().iterator().next()
                .getContent(new JceKeyTransEnvelopedRecipient(key));
        CMSSignedData signed = new CMSSignedData(body(inner));
        assertEquals(1, signed.getSignerInfos().size());
        SignerInformation signer = signed.getSignerInfos().getSigners().iterator().next();
        assertTrue(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(Keys.certificate("cert_leaf.pem"))));
        String payload = new String((byte[]) signed.getSignedContent().getContent(), StandardCharsets.UTF_8);
        assertTrue(payload.endsWith("\r\n\r\nmerchant_id=testmid_oracle\r\n"), payload);
    }

    @Test
    void whatItMakesIsOpenedHere() throws Exception {
        X509Certificate recipient = Keys.certificate("cert_sjc.pem");
        byte[] fingerprint = java.security.MessageDigest.getInstance("SHA-256").digest(recipient.getEncoded());
        StringBuilder hex = new StringBuilder();
        for (byte one : fingerprint) {
            hex.append(String.format("%02x", one));
        }
        String headers = "SCMP-request-time-to-live: 90\r\nSCMP-message-type: private-CYBSCommerceService/2.0\r\n"
                + "SCMP-request-id: " + ID + "\r\n";
        String payload = "Content-Type: text/plain; charset=UTF-8\r\nSCMP-protocol-version: 2.0\r\n" + headers
                + "SCMP-X-Recipient: sha256=" + hex + "\r\n\r\nmerchant_id=testmid_oracle\r\n";
        CMSSignedDataGenerator signing = new CMSSignedDataGenerator();
        X509Certificate own = Keys.certificate("cert_leaf.pem");
        signing.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .build(new JcaContentSignerBuilder("SHA512withRSA").build(Keys.key()), own));
        signing.addCertificates(new JcaCertStore(Collections.singletonList(own)));
        byte[] signed = signing.generate(new CMSProcessableByteArray(payload.getBytes(StandardCharsets.UTF_8)), true).getEncoded();
        CMSEnvelopedDataGenerator enveloping = new CMSEnvelopedDataGenerator();
        enveloping.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(recipient));
        byte[] inner = entity(headers, signed).getBytes(StandardCharsets.US_ASCII);
        byte[] enveloped = enveloping.generate(new CMSProcessableByteArray(inner),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build()).getEncoded();
        byte[] message = entity("SCMP-protocol-version: 2.0\r\n", enveloped).getBytes(StandardCharsets.US_ASCII);
        try (Scmp server = server()) {
            ScmpOpened opened = server.open(null, message);
            Map<String, String> expected = Collections.singletonMap("merchant_id", "testmid_oracle");
            assertEquals(expected, opened.fields());
            assertTrue(opened.headersAuthenticated());
            message[message.length - 40] ^= 1;
            assertThrows(CybsignException.class, () -> server.open(null, message));
        }
    }
}
