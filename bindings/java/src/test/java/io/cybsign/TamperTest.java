package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.wss4j.dom.WSConstants;
import org.apache.xml.security.c14n.Canonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** What is changed after signing is refused, with the status that says what was changed. */
class TamperTest {
    private static final String EXC = "http://www.w3.org/2001/10/xml-exc-c14n#";

    private static String signed() {
        try (SimpleOrder simpleOrder = Keys.simpleOrder()) {
            return new String(simpleOrder.signFields(Keys.sampleFields()), StandardCharsets.UTF_8);
        }
    }

    private static String resp() {
        try (Credential credential = Keys.credential("resp_gen2.p12");
                SimpleOrder simpleOrder = new SimpleOrder(credential)) {
            return new String(simpleOrder.signFields(Keys.sampleFields()), StandardCharsets.UTF_8);
        }
    }

    private static String part(String message, String start, String end) {
        int from = message.indexOf(start);
        int to = message.indexOf(end, from) + end.length();
        assertTrue(from >= 0 && to > from, start);
        return message.substring(from, to);
    }

    private static UnaryOperator<String> replace(String what, String with) {
        return message -> {
            assertTrue(message.contains(what), what);
            return message.replace(what, with);
        };
    }

    /** Replaces the text from one mark to another, both included. */
    private static UnaryOperator<String> cut(String start, String end, UnaryOperator<String> change) {
        return message -> {
            String part = part(message, start, end);
            return message.replace(part, change.apply(part));
        };
    }

    private static String body(String message) {
        return part(message, "<SOAP-ENV:Body", "</SOAP-ENV:Body>");
    }

    private static String flip(String value, int at) {
        return value.substring(0, at) + (value.charAt(at) == 'A' ? 'B' : 'A') + value.substring(at + 1);
    }

    /** What an attacker without the key can do: change the Body and give its digest anew. */
    private static String withNewDigest(String message) {
        try {
            String changed = message.replace("ref1", "ref2");
            Document document = Wss4j.parse(changed.getBytes(StandardCharsets.UTF_8));
            java.io.ByteArrayOutputStream canonical = new java.io.ByteArrayOutputStream();
            Wss4j.parse("<a/>".getBytes(StandardCharsets.UTF_8));
            Canonicalizer.getInstance(WSConstants.C14N_EXCL_OMIT_COMMENTS).canonicalizeSubtree(Wss4j.body(document), canonical);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.toByteArray());
            return changed.replaceFirst("<ds:DigestValue>[^<]+", "<ds:DigestValue>" + Base64.getEncoder().encodeToString(digest));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String wrapped(String message) {
        String body = body(message);
        String evil = body.replace("ref1", "evil").replace("wsu:Id=\"Body\"", "wsu:Id=\"Other\"");
        return message.replace(body, evil).replace("</SOAP-ENV:Header>", "<w:w xmlns:w=\"urn:w\">" + body + "</w:w></SOAP-ENV:Header>");
    }

    static List<Arguments> kinds() {
        List<Arguments> kinds = new ArrayList<>();
        add(kinds, "a value changed", Status.E_VERIFY_DIGEST, replace("ref1", "ref2"));
        add(kinds, "a field added", Status.E_VERIFY_DIGEST, replace("ccAuthService_run=true\n", "ccAuthService_run=true\ncomments=x\n"));
        add(kinds, "a field removed", Status.E_VERIFY_DIGEST, replace("ccAuthService_run=true\n", ""));
        add(kinds, "white space added to the request", Status.E_VERIFY_DIGEST, replace("</ns2:nvpRequest>", " </ns2:nvpRequest>"));
        add(kinds, "white space added to the Body", Status.E_VERIFY_DIGEST, replace("</SOAP-ENV:Body>", "\n</SOAP-ENV:Body>"));
        add(kinds, "the request renamed", Status.E_VERIFY_DIGEST, replace("ns2:nvpRequest", "ns2:nvpRequests"));
        add(kinds, "the request's namespace changed", Status.E_VERIFY_DIGEST, replace("transaction-data-1.224", "transaction-data-1.223"));
        add(kinds, "the request's prefix changed", Status.E_VERIFY_DIGEST, message -> message.replace("ns2", "ns3"));
        add(kinds, "an attribute added to the Body", Status.E_VERIFY_DIGEST, replace("wsu:Id=\"Body\"", "wsu:Id=\"Body\" id=\"x\""));
        add(kinds, "an element added to the Body", Status.E_VERIFY_DIGEST, replace("</SOAP-ENV:Body>", "<x/></SOAP-ENV:Body>"));
        add(kinds, "the digest changed", Status.E_VERIFY_DIGEST,
                cut("<ds:DigestValue>", "</ds:DigestValue>", part -> flip(part, 20)));
        add(kinds, "the digest emptied", Status.E_VERIFY_STRUCTURE, cut("<ds:DigestValue>", "</ds:DigestValue>", part -> "<ds:DigestValue></ds:DigestValue>"));
        add(kinds, "Body and digest changed", Status.E_VERIFY_SIGNATURE, TamperTest::withNewDigest);
        add(kinds, "the signature value changed", Status.E_VERIFY_SIGNATURE,
                cut("<ds:SignatureValue>", "</ds:SignatureValue>", part -> flip(part, 30)));
        add(kinds, "the signature value cut", Status.E_VERIFY_SIGNATURE,
                cut("<ds:SignatureValue>", "</ds:SignatureValue>", part -> part.substring(0, 59) + "</ds:SignatureValue>"));
        add(kinds, "the signature value emptied", Status.E_VERIFY_STRUCTURE,
                cut("<ds:SignatureValue>", "</ds:SignatureValue>", part -> "<ds:SignatureValue></ds:SignatureValue>"));
        add(kinds, "the signature value not base64", Status.E_VERIFY_STRUCTURE,
                cut("<ds:SignatureValue>", "</ds:SignatureValue>", part -> "<ds:SignatureValue>*</ds:SignatureValue>"));
        add(kinds, "the signature value of another message", Status.E_VERIFY_SIGNATURE, message -> message.replace(
                part(message, "<ds:SignatureValue>", "</ds:SignatureValue>"), part(resp(), "<ds:SignatureValue>", "</ds:SignatureValue>")));
        add(kinds, "another certificate", Status.E_VERIFY_SIGNATURE, message -> message.replace(
                part(message, "wsu:Id=\"X509Token\">", "<"), part(resp(), "wsu:Id=\"X509Token\">", "<")));
        add(kinds, "signed by somebody else", Status.E_VERIFY_SIGNER, message -> resp());
        add(kinds, "no certificate", Status.E_VERIFY_STRUCTURE,
                cut("<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>", part -> ""));
        add(kinds, "the certificate cut", Status.E_VERIFY_STRUCTURE,
                cut("wsu:Id=\"X509Token\">", "<", part -> part.substring(0, 200) + "<"));
        add(kinds, "the token of another type", Status.E_VERIFY_STRUCTURE,
                cut("<wsse:BinarySecurityToken", ">", part -> part.replace("#X509v3", "#X509PKIPathv1")));
        add(kinds, "the token's reference leads nowhere", Status.E_VERIFY_REFERENCE, replace("URI=\"#X509Token\"", "URI=\"#X509Tokem\""));
        add(kinds, "no KeyInfo", Status.E_VERIFY_STRUCTURE, cut("<ds:KeyInfo>", "</ds:KeyInfo>", part -> ""));
        add(kinds, "no Signature", Status.E_VERIFY_STRUCTURE, cut("<ds:Signature ", "</ds:Signature>", part -> ""));
        add(kinds, "two Signatures", Status.E_VERIFY_STRUCTURE, cut("<ds:Signature ", "</ds:Signature>", part -> part + part));
        add(kinds, "no Security header", Status.E_VERIFY_STRUCTURE, cut("<wsse:Security ", "</wsse:Security>", part -> ""));
        add(kinds, "two Security headers", Status.E_VERIFY_STRUCTURE,
                cut("<wsse:Security ", "</wsse:Security>", part -> part + part.replace("wsu:Id=\"X509Token\"", "wsu:Id=\"T2\"")));
        add(kinds, "no Header", Status.E_VERIFY_STRUCTURE, cut("<SOAP-ENV:Header>", "</SOAP-ENV:Header>", part -> ""));
        add(kinds, "no Body", Status.E_VERIFY_STRUCTURE, message -> message.replace(body(message), ""));
        add(kinds, "two Bodies", Status.E_VERIFY_STRUCTURE,
                message -> message.replace(body(message), body(message).replace("\"Body\"", "\"B2\"").replace("ref1", "evil") + body(message)));
        add(kinds, "an Envelope of SOAP 1.2", Status.E_VERIFY_STRUCTURE,
                replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"));
        add(kinds, "the signed Body wrapped away", Status.E_VERIFY_STRUCTURE, TamperTest::wrapped);
        add(kinds, "the Id twice", Status.E_VERIFY_REFERENCE, message -> message.replace("</SOAP-ENV:Header>",
                body(message).replace("SOAP-ENV:Body", "SOAP-ENV:Copy") + "</SOAP-ENV:Header>"));
        add(kinds, "the Body without its Id", Status.E_VERIFY_REFERENCE, replace(" wsu:Id=\"Body\"", ""));
        add(kinds, "the Id renamed", Status.E_VERIFY_REFERENCE, replace("wsu:Id=\"Body\"", "wsu:Id=\"Bodi\""));
        add(kinds, "the Reference leads nowhere", Status.E_VERIFY_REFERENCE, replace("URI=\"#Body\"", "URI=\"#Bodi\""));
        add(kinds, "the Reference to the whole document", Status.E_VERIFY_REFERENCE, replace("URI=\"#Body\"", "URI=\"\""));
        add(kinds, "the Reference to the token", Status.E_VERIFY_REFERENCE, replace("URI=\"#Body\"", "URI=\"#X509Token\""));
        add(kinds, "the Reference to another document", Status.E_VERIFY_REFERENCE, replace("URI=\"#Body\"", "URI=\"http://127.0.0.1/#Body\""));
        add(kinds, "no Reference", Status.E_VERIFY_STRUCTURE, cut("<ds:Reference ", "</ds:Reference>", part -> ""));
        add(kinds, "rsa-sha1 claimed", Status.E_VERIFY_ALGORITHM,
                replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"));
        add(kinds, "hmac-sha256 claimed", Status.E_VERIFY_ALGORITHM, replace("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"));
        add(kinds, "sha1 claimed", Status.E_VERIFY_ALGORITHM,
                replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"));
        add(kinds, "inclusive canonicalization claimed", Status.E_VERIFY_ALGORITHM,
                replace("<ds:CanonicalizationMethod Algorithm=\"" + EXC, "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315"));
        add(kinds, "canonicalization with comments claimed", Status.E_VERIFY_ALGORITHM,
                replace("<ds:CanonicalizationMethod Algorithm=\"" + EXC, "<ds:CanonicalizationMethod Algorithm=\"" + EXC + "WithComments"));
        add(kinds, "another transform", Status.E_VERIFY_ALGORITHM,
                replace("<ds:Transform Algorithm=\"" + EXC, "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116"));
        add(kinds, "a prefix list added to SignedInfo's canonicalization", Status.E_VERIFY_SIGNATURE,
                replace("<ds:CanonicalizationMethod Algorithm=\"" + EXC + "\">", "<ds:CanonicalizationMethod Algorithm=\"" + EXC
                        + "\"><ec:InclusiveNamespaces xmlns:ec=\"" + EXC + "\" PrefixList=\"SOAP-ENV\"/>"));
        add(kinds, "white space added to SignedInfo", Status.E_VERIFY_SIGNATURE, replace("</ds:SignedInfo>", "\n</ds:SignedInfo>"));
        add(kinds, "a DTD", Status.E_XML, message -> "<!DOCTYPE x>" + message);
        add(kinds, "an end cut off", Status.E_XML, message -> message.substring(0, message.length() - 5));
        add(kinds, "something after the end", Status.E_XML, message -> message + "<x/>");
        add(kinds, "another encoding claimed", Status.E_ENCODING, message -> "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + message);
        return kinds;
    }

    private static void add(List<Arguments> kinds, String what, int status, UnaryOperator<String> change) {
        kinds.add(Arguments.of(what, status, change));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void whatWasChangedIsRefused(String what, int status, UnaryOperator<String> change) {
        String message = signed();
        assertTrue(SimpleOrder.verify(message.getBytes(StandardCharsets.UTF_8), Keys.expected()).isOk());
        String changed = change.apply(message);
        assertNotEquals(message, changed);
        CybsignException e = assertThrows(CybsignException.class,
                () -> SimpleOrder.verify(changed.getBytes(StandardCharsets.UTF_8), Keys.expected()));
        assertEquals(Status.name(status), e.name(), e.getMessage());
        if (e instanceof VerificationException) {
            assertTrue(((VerificationException) e).report().json().startsWith("{\"ok\":false"));
            assertFalse(((VerificationException) e).report().json().contains("ref1"));
        }
    }

    /** Other bytes with the same canonical content are the same message. */
    @Test
    void whatCanonicalizationEvensOutIsAccepted() {
        String message = signed();
        List<UnaryOperator<String>> changes = List.of(
                text -> "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text,
                text -> "\uFEFF" + text,
                text -> text + "\n<!-- after -->\n",
                replace("<SOAP-ENV:Body ", "<SOAP-ENV:Body  \n"),
                replace("</SOAP-ENV:Body>", "<!-- dropped --></SOAP-ENV:Body>"),
                replace("ref1", "<![CDATA[ref1]]>"),
                replace("&amp;", "&#38;"),
                replace("wsu:Id=\"Body\"", "wsu:Id='Body'"),
                replace("<SOAP-ENV:Header>", "<SOAP-ENV:Header xmlns:unused=\"urn:u\">\n<o:other xmlns:o=\"urn:o\"/>"));
        for (UnaryOperator<String> change : changes) {
            String changed = change.apply(message);
            assertNotEquals(message, changed);
            assertTrue(SimpleOrder.verify(changed.getBytes(StandardCharsets.UTF_8), Keys.expected()).isOk(), changed);
        }
    }
}
