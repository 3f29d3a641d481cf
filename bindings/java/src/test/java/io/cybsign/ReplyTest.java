package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static Reply parse(String reply, Object... options) {
        return SimpleOrder.parseReply(reply.getBytes(StandardCharsets.UTF_8), Keys.map(options));
    }

    private static String envelope(String body) {
        return "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"" + Wss4j.SOAP + "\"><s:Header><t:Timestamp xmlns:t=\"urn:t\"/></s:Header><s:Body>"
                + body + "</s:Body></s:Envelope>";
    }

    private static String fault(String code) {
        return envelope("<s:Fault><faultcode xmlns:c=\"urn:c\">" + code + "</faultcode><faultstring>No \u00fc</faultstring><detail>"
                + "<x:faultDetails xmlns:x=\"" + XmlGenerator.NAMESPACE + "\"><x:requestID>17</x:requestID></x:faultDetails></detail></s:Fault>");
    }

    @Test
    void nvp() {
        Reply reply = parse(envelope("<c:nvpReply xmlns:c=\"" + XmlGenerator.NAMESPACE + "\">decision=ACCEPT\nreasonCode=100\nrequestID=12\n"
                + "requestToken=Ab+/=\nmerchantReferenceCode=\u00fc&amp;\uD83D\uDE00\nempty=\nbare\n</c:nvpReply>"));
        assertEquals("nvp", reply.kind());
        assertEquals("ACCEPT", reply.decision());
        assertEquals(100, reply.reasonCode());
        assertFalse(reply.reason().isEmpty());
        assertEquals(false, reply.mayResend());
        assertTrue(reply.stateIsKnown());
        assertEquals("12", reply.requestId());
        assertEquals("Ab+/=", reply.requestToken());
        assertEquals("\u00fc&\uD83D\uDE00", reply.merchantReferenceCode());
        assertEquals(Arrays.asList("decision", "reasonCode", "requestID", "requestToken", "merchantReferenceCode", "empty", "bare"),
                new ArrayList<>(reply.fields().keySet()));
        assertEquals("", reply.fields().get("empty"));
        assertTrue(reply.fields().containsKey("bare"));
        assertNull(reply.fields().get("bare"));
        assertThrows(UnsupportedOperationException.class, () -> reply.fields().put("a", "b"));
        assertFalse(reply.isFault());
        assertFalse(reply.isCritical());
        assertNull(reply.faultCode());
        assertNull(reply.faultString());
        assertTrue(reply.json().startsWith("{\"kind\":\"nvp\",\"decision\":\"ACCEPT\",\"reason_code\":100,"), reply.json());
        assertEquals("Reply (nvp)", reply.toString());
    }

    @Test
    void xml() {
        Reply reply = parse(envelope("<c:replyMessage xmlns:c=\"" + XmlGenerator.NAMESPACE + "\"><c:decision>REJECT</c:decision>"
                + "<c:reasonCode>101</c:reasonCode><c:missingField>billTo/city</c:missingField><c:missingField>card</c:missingField>"
                + "<c:invalidField>email</c:invalidField><c:ccAuthReply><c:reasonCode>101</c:reasonCode></c:ccAuthReply></c:replyMessage>"));
        assertEquals("xml", reply.kind());
        assertEquals("REJECT", reply.decision());
        assertEquals(101, reply.reasonCode());
        assertEquals("101", reply.fields().get("ccAuthReply_reasonCode"));
        assertEquals(Arrays.asList("billTo/city", "card"), reply.missingFields());
        assertEquals(Collections.singletonList("email"), reply.invalidFields());
        assertNull(reply.requestId());
        assertNull(reply.requestToken());
        assertNull(reply.merchantReferenceCode());
    }

    @Test
    void whatIsNotKnownIsNull() {
        Reply reply = parse("reasonCode=99999\n");
        assertEquals(99999, reply.reasonCode());
        assertNull(reply.decision());
        assertEquals(false, reply.mayResend(), "what an unknown code means is not known");
        assertEquals(Collections.singletonMap("reasonCode", "99999"), reply.fields());
    }

    @Test
    void aDoubledFieldIsNamed() {
        Reply reply = parse("decision=ACCEPT\na=1\na=2\n");
        assertEquals("ACCEPT", reply.decision());
        assertEquals("2", reply.fields().get("a"));
        assertEquals("a", reply.warnings().get(0).detail("field"));
        assertEquals("repeated", reply.warnings().get(0).code());
    }

    @Test
    void faults() {
        Reply reply = parse(fault("c:FailedCheck"));
        assertTrue(reply.isFault());
        assertFalse(reply.isCritical());
        assertTrue(reply.stateIsKnown());
        assertNull(reply.mayResend());
        assertNull(reply.decision());
        assertNull(reply.reasonCode());
        assertEquals("c:FailedCheck", reply.faultCode());
        assertEquals("No \u00fc", reply.faultString());
        assertEquals("17", reply.requestId());
        assertTrue(reply.fields().isEmpty());
        for (Reply critical : new Reply[] {parse(fault("c:CriticalServerError")), parse(fault("c:Other"), "http_status", 504)}) {
            assertTrue(critical.isFault() && critical.isCritical());
            assertFalse(critical.stateIsKnown());
            assertEquals(false, critical.mayResend());
        }
        assertFalse(parse(fault("c:Other"), "http_status", 500).isCritical());
    }

    @Test
    void manyFieldsCross() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append("field_").append(i).append('=').append(i).append('\n');
        }
        Reply reply = parse(lines.toString());
        assertEquals(20_000, reply.fields().size());
        assertEquals("19999", reply.fields().get("field_19999"));
    }

    @Test
    void whatIsNoReplyIsRefused() {
        for (String text : new String[] {"", "<html/>", "<a", "no reply"}) {
            assertThrows(EncodingException.class, () -> parse(text), text);
        }
        assertEquals(Status.E_MESSAGE, assertThrows(CybsignException.class, () -> parse("<html/>")).status());
        CybsignException refused = assertThrows(EncodingException.class, () -> parse("<html/>", "http_status", 403));
        assertEquals("known true 403", String.join(" ", refused.detail("state"), refused.detail("may_resend"), refused.detail("http_status")));
        assertEquals("unknown", assertThrows(EncodingException.class, () -> parse("<html/>")).detail("state"));
        assertThrows(UsageException.class, () -> parse("a=b\n", "http", 1));
        assertThrows(NullPointerException.class, () -> SimpleOrder.parseReply(null));
        assertEquals("b", SimpleOrder.parseReply(new byte[] {'a', '=', 'b', '\n'}).fields().get("a"));
    }
}
