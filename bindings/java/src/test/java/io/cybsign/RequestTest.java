package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Envelopes, whole requests, configuration files, and the header of old. */
class RequestTest {
    private static final String TEST_URL = "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor";

    @TempDir
    Path folder;

    private static byte[] data(String name) throws IOException {
        return Files.readAllBytes(Paths.get(System.getProperty("basedir", "."), "../../tests/data", name));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Test
    void anEnvelopeOfTheSoapToolkitIsSignedInPlace() throws Exception {
        byte[] envelope = data("guide_soap_request.xml");
        try (SimpleOrder strict = Keys.simpleOrder();
                SimpleOrder lax = Keys.simpleOrder("allow_other_username", true);
                SimpleOrder encrypting = Keys.simpleOrder("allow_other_username", true, "encrypt", true)) {
            CredentialException e = assertThrows(CredentialException.class, () -> strict.signEnvelope(envelope));
            assertEquals(Status.E_MERCHANT, e.status());
            SignedEnvelope signed = lax.signEnvelope(envelope);
            assertEquals("portfolioabc", signed.username());
            assertTrue(signed.metaKey());
            assertEquals("SignedEnvelope", signed.toString());
            Wss4j.verify(signed.message(), Keys.certificate());
            assertFalse(text(signed.message()).contains("Password"));
            assertNotSame(signed.message(), signed.message());
            Wss4j.decryptAndVerify(encrypting.signEnvelope(envelope).message(), Keys.certificate());
            String bare = "<e:Envelope xmlns:e='" + Wss4j.SOAP + "'><e:Body><requestMessage xmlns='" + XmlGenerator.NAMESPACE
                    + "'><merchantID>m</merchantID></requestMessage></e:Body></e:Envelope>";
            SignedEnvelope other = strict.signEnvelope(bare.getBytes(StandardCharsets.UTF_8));
            assertNull(other.username());
            assertFalse(other.metaKey());
            Wss4j.verify(other.message(), Keys.certificate());
            assertEquals(Status.E_MESSAGE, assertThrows(EncodingException.class, () -> strict.signEnvelope(other.message())).status());
        }
    }

    @Test
    void aRequestSaysWhereItGoes() throws Exception {
        try (SimpleOrder simpleOrder = Keys.simpleOrder("environment", "test", "allow_other_username", true)) {
            Request fields = simpleOrder.request(Keys.sampleFields());
            assertArrayEquals(simpleOrder.signFields(Keys.sampleFields()), fields.body());
            Request lines = simpleOrder.requestNvp("a=1\n");
            assertArrayEquals(simpleOrder.signNvp("a=1\n"), lines.body());
            Request xml = simpleOrder.requestXml(data("guide_request.xml"));
            assertArrayEquals(simpleOrder.signXml(data("guide_request.xml")), xml.body());
            Request envelope = simpleOrder.requestEnvelope(data("guide_soap_request.xml"));
            assertArrayEquals(simpleOrder.signEnvelope(data("guide_soap_request.xml")).message(), envelope.body());
            for (Request request : new Request[] {fields, lines, xml, envelope, simpleOrder.requestNvp(new byte[] {'a', '=', '\n'})}) {
                assertEquals("POST", request.method());
                assertEquals(TEST_URL, request.url());
                assertEquals(Keys.fields("Content-Type", "text/xml; charset=utf-8", "SOAPAction", "\"runTransaction\""), request.headers());
                assertEquals("Request (POST " + TEST_URL + ")", request.toString());
                Wss4j.verify(request.body(), Keys.certificate());
            }
            assertThrows(UnsupportedOperationException.class, () -> fields.headers().clear());
        }
        try (SimpleOrder nowhere = Keys.simpleOrder(); SimpleOrder local = Keys.simpleOrder("endpoint", "https://localhost:8443/x")) {
            assertEquals("https://localhost:8443/x", local.requestNvp("a=1\n").url());
            UsageException e = assertThrows(UsageException.class, () -> nowhere.request(Keys.sampleFields()));
            assertEquals(Status.E_OPTION, e.status());
        }
    }

    private Path config(String name, String lines) throws IOException {
        Files.copy(Keys.path(Keys.LEAF), folder.resolve("m1.p12"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return Files.write(folder.resolve(name), ("merchantID=m1\nkeysDirectory=" + folder + "\n" + lines).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void configurationFilesOfTheSdks() throws Exception {
        Path ini = config("cybs.ini", "password=Chang3it\nsendToProduction=false\n");
        Path properties = config("c\u00fcbs.properties", "keyPassword=Chang3it\ntargetAPIVersion=1.164\nuseSignAndEncrypted=true\n");
        try (SimpleOrder cpp = SimpleOrder.fromConfig(ini, null);
                SimpleOrder java = SimpleOrder.fromConfig(properties, Keys.map("environment", "test"));
                SimpleOrder none = Keys.simpleOrder()) {
            Request request = cpp.request(Keys.fields("merchantID", "m1"));
            assertEquals(TEST_URL, request.url());
            Wss4j.verify(request.body(), Keys.certificate());
            assertEquals("ini", cpp.configReport().format());
            assertEquals("m1", cpp.configReport().merchantId());
            assertEquals(folder.resolve("m1.p12").toString(), cpp.configReport().keyFile());
            assertEquals("properties", java.configReport().format());
            Wss4j.decryptAndVerify(java.requestNvp("merchantID=m1\n").body(), Keys.certificate());
            assertNull(none.configReport());
            cpp.close();
            assertThrows(IllegalStateException.class, cpp::configReport);
        }
        try (SimpleOrder memory = SimpleOrder.fromConfigText(Files.readAllBytes(ini), Keys.map("format", "ini"))) {
            assertEquals("m1", memory.configReport().merchantId());
            assertEquals(TEST_URL, memory.requestNvp("merchantID=m1\n").url());
        }
        UsageException format = assertThrows(UsageException.class, () -> SimpleOrder.fromConfigText(new byte[0], null));
        assertEquals(Status.E_OPTION, format.status());
        CredentialTest.assertNamed("text", () -> SimpleOrder.fromConfigText(null, null));
        FileException missing = assertThrows(FileException.class, () -> SimpleOrder.fromConfig(folder.resolve("no.ini"), null));
        assertEquals(Status.E_FILE_NOT_FOUND, missing.status());
        Path wrong = config("wrong.ini", "password=Wrong1\n");
        CredentialException password = assertThrows(CredentialException.class, () -> SimpleOrder.fromConfig(wrong, null));
        assertEquals(Status.E_WRONG_PASSWORD, password.status());
        CybsignException iterations = assertThrows(CybsignException.class,
                () -> SimpleOrder.fromConfig(ini, Keys.map("credential", Keys.map("max_iterations", 1))));
        assertEquals(Status.E_ITERATIONS, iterations.status());
        assertThrows(UsageException.class, () -> SimpleOrder.fromConfig(ini, Keys.map("formt", "ini")));
    }

    @Test
    void passwordsOfTheSoapToolkitAreRetired() {
        char[] password = {'s', '&', '\u00fc'};
        UsageException e = assertThrows(UsageException.class, () -> SimpleOrder.usernameToken("m1", password, null));
        assertEquals(Status.E_RETIRED, e.status());
        assertFalse(e.getMessage().contains("\u00fc"));
        String header = text(SimpleOrder.usernameToken("m1", password, Keys.map("allow_retired", true)));
        assertTrue(header.contains(">m1</wsse:Username>") && header.contains(">s&amp;\u00fc</wsse:Password>"), header);
        assertArrayEquals(new char[] {'s', '&', '\u00fc'}, password, "the caller's own is left alone");
        assertThrows(UsageException.class, () -> SimpleOrder.usernameToken("", password, Keys.map("allow_retired", true)));
        assertThrows(EncodingException.class,
                () -> SimpleOrder.usernameToken("m1", new char[] {'\uD83D'}, Keys.map("allow_retired", true)));
        assertThrows(NullPointerException.class, () -> SimpleOrder.usernameToken(null, password, null));
        assertThrows(NullPointerException.class, () -> SimpleOrder.usernameToken("m1", null, null));
    }
}
