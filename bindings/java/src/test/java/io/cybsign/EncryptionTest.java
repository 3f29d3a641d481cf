package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** Apache WSS4J opens what we encrypt, and we open what it encrypts. */
class EncryptionTest {
    private static byte[] open(byte[] message) {
        try (Credential server = Keys.server()) {
            return SimpleOrder.open(server, message, Keys.expected());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"cpp,rsa-oaep", "cpp,rsa-1_5", "java,rsa-oaep", "java,rsa-1_5"})
    void wss4jOpensAndVerifiesWhatWeEncrypt(String profile, String keyTransport) throws Exception {
        try (SimpleOrder simpleOrder = Keys.simpleOrder("profile", profile, "encrypt", true, "key_transport", keyTransport)) {
            byte[] nvp = simpleOrder.signFields(Keys.sampleFields());
            assertFalse(text(nvp).contains("merchantReferenceCode"));
            assertTrue(text(nvp).contains(keyTransport.equals("rsa-oaep") ? WSConstants.KEYTRANSPORT_RSAOAEP : WSConstants.KEYTRANSPORT_RSA15));
            String clear = Wss4j.body(Wss4j.decryptAndVerify(nvp, Keys.certificate())).getTextContent();
            Keys.sampleFields().forEach((name, value) -> assertTrue(clear.contains(name + "=" + value + "\n"), clear));
            assertTrue(text(open(nvp)).contains("merchantReferenceCode=ref1\n"));
            for (long seed = 7000; seed < 7015; seed++) {
                byte[] request = XmlGenerator.generate(seed);
                byte[] message = simpleOrder.signXml(request);
                Document decrypted = Wss4j.decryptAndVerify(message, Keys.certificate());
                Wss4jTest.assertSameContent(request, decrypted);
                byte[] opened = open(message);
                Wss4j.verify(opened, Keys.certificate());
                Wss4jTest.assertSameContent(request, Wss4j.parse(opened));
            }
        }
    }

    /** The oracle itself must be able to refuse. */
    @Test
    void wss4jRefusesWhatWasChanged() throws Exception {
        try (SimpleOrder simpleOrder = Keys.simpleOrder("encrypt", true); SimpleOrder clear = Keys.simpleOrder()) {
            byte[] message = simpleOrder.signFields(Keys.sampleFields());
            Wss4j.decryptAndVerify(message, Keys.certificate());
            byte[] changed = bytes(withCipherValue(text(message), 1, data -> {
                data[20] ^= 1;
                return data;
            }));
            assertThrows(WSSecurityException.class, () -> Wss4j.decryptAndVerify(changed, Keys.certificate()));
            byte[] plain = clear.signFields(Keys.sampleFields());
            assertThrows(AssertionError.class, () -> Wss4j.decryptAndVerify(plain, Keys.certificate()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WSConstants.KEYTRANSPORT_RSAOAEP, WSConstants.KEYTRANSPORT_RSA15})
    void weOpenWhatWss4jEncrypts(String keyTransport) throws Exception {
        for (long seed = 8000; seed < 8015; seed++) {
            byte[] request = XmlGenerator.generate(seed);
            Document document = Wss4jTest.envelope(request, seed);
            byte[] message = Wss4j.serialize(Wss4j.encrypt(Wss4j.sign(document, new Wss4j.Settings()), keyTransport), seed % 2 == 0);
            assertFalse(text(message).contains("requestMessage"));
            Wss4jTest.assertSameContent(request, Wss4j.decryptAndVerify(message, Keys.certificate()));
            byte[] opened = open(message);
            assertTrue(SimpleOrder.verify(opened, Keys.expected()).isOk());
            Wss4j.verify(opened, Keys.certificate());
            Wss4jTest.assertSameContent(request, Wss4j.parse(opened));
        }
    }

    /** Changes the bytes of a CipherValue: the key's is number 0, the data's number 1. */
    private static String withCipherValue(String message, int which, UnaryOperator<byte[]> change) {
        Matcher value = Pattern.compile("<xenc:CipherValue>([^<]*)<").matcher(message);
        for (int i = 0; i <= which; i++) {
            assertTrue(value.find());
        }
        byte[] changed = change.apply(Base64.getMimeDecoder().decode(value.group(1).replace("&#13;", "")));
        return message.substring(0, value.start(1)) + Base64.getEncoder().encodeToString(changed) + message.substring(value.end(1));
    }
}
