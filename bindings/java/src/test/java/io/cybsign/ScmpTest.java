package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SCMP messages: what crosses between Java and the library. */
class ScmpTest {
    private static Map<String, String> request() {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("merchant_id", "testmid_oracle");
        request.put("ics_applications", "ics_auth,ics_bill");
        request.put("offer0", "amount:10.00^quantity:2");
        request.put("my_own", "1");
        return request;
    }

    private static Scmp server() {
        try (Credential key = Keys.server()) {
            return new Scmp(key, Keys.read("cert_leaf.pem"), Collections.singletonMap("role", "server"));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRequestAndItsReply() {
        try (Credential key = Keys.credential("leaf_gen2.p12"); Scmp client = new Scmp(key, null, null); Scmp server = server()) {
            ScmpSealed sealed = client.sealFields(request());
            assertEquals("", sealed.request().url());
            ScmpOpened opened = server.open(null, sealed.mime());
            assertEquals(request(), opened.fields());
            assertTrue(opened.headersAuthenticated());
            assertEquals("20.00", opened.total());
            assertEquals(sealed.requestId(), opened.requestId());
            assertTrue(opened.replayKey().endsWith(sealed.requestId()));
            assertFalse(opened.isError());
            assertNull(opened.errorText());
            assertFalse(opened.toString().contains("10.00"));
            ScmpSealed reply = server.seal(utf8("request_id=" + sealed.requestId() + "\nics_rcode=1\n"));
            assertEquals("1", client.open(sealed.requestId(), reply.mime()).fields().get("ics_rcode"));
            EncodingException other = assertThrows(EncodingException.class, () -> client.open("0000000000000000000000", reply.mime()));
            assertEquals(Status.E_MESSAGE, other.status());
            assertThrows(CybsignException.class, () -> server.open(null, reply.mime()));
            UsageException refused = assertThrows(UsageException.class,
                    () -> client.sealFields(Collections.singletonMap("merchant_id", "a\nb=c")));
            assertEquals(Status.E_FIELD, refused.status());
        }
    }

    @Test
    void anErrorIsNoReply() {
        try (Credential key = Keys.credential("leaf_gen2.p12"); Scmp client = new Scmp(key, null, null); Scmp server = server()) {
            Request error = server.error("0000000000000000000000", 409, "duplicate");
            StringBuilder lines = new StringBuilder();
            error.headers().forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
            ScmpOpened opened = client.open("0000000000000000000000", lines.toString(), error.body());
            assertTrue(opened.isError() && opened.fields().isEmpty());
            assertEquals(409, opened.errorNumber());
            assertEquals("duplicate", opened.errorText());
        }
    }

    @Test
    void theWayOut() {
        ScmpConversion converted = Scmp.convert(request(), null);
        assertEquals("true", converted.fields().get("ccCaptureService_run"));
        assertEquals(Collections.singleton("my_own"), converted.unmapped().keySet());
        ScmpConversion rest = Scmp.convert(request(), Collections.singletonMap("to", "rest"));
        assertEquals("/pts/v2/payments", rest.path());
        assertEquals("testmid_oracle", rest.merchantId());
        assertNull(rest.portfolioId());
        assertTrue(rest.json().contains("\"unitPrice\":\"10.00\"") && rest.fields().isEmpty());
        try (Credential key = Keys.credential("leaf_gen2.p12"); SimpleOrder order = new SimpleOrder(key)) {
            SignedScmp signed = order.signScmp(request());
            assertArrayEquals(order.signFields(converted.fields()), signed.message());
            assertEquals(converted.unmapped(), signed.unmapped());
        }
    }

    @Test
    void replies() {
        ScmpReply reply = Scmp.parseReply(utf8("ics_rcode=-1\nics_rflag=ETIMEOUT\n"));
        assertEquals(-1, reply.rcode());
        assertEquals("ERROR", reply.decision());
        assertEquals(Boolean.FALSE, reply.mayResend());
        assertFalse(reply.stateIsKnown());
        ScmpReply converted = Scmp.replyFromSimpleOrder(utf8("decision=REJECT\nreasonCode=200\n"), null);
        assertEquals("DAVSNO", converted.rflag());
        assertEquals("0", converted.fields().get("ics_rcode"));
        assertThrows(EncodingException.class, () -> Scmp.parseReply(utf8("<html>")));
    }
}
