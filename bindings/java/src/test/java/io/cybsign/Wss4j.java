package io.cybsign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.security.auth.callback.Callback;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.wss4j.common.WSEncryptionPart;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.wss4j.common.util.KeyUtils;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.apache.wss4j.dom.message.WSSecEncrypt;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Apache WSS4J, which shares no code with us, as signer and as verifier. */
final class Wss4j {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    static {
        // WSS4J would switch the line breaks of base64 off for the whole machine; CyberSource's SDK has them.
        System.setProperty("org.apache.xml.security.ignoreLineBreaks", "false");
        WSSConfig.init();
    }

    /** Looking these up takes longer than using them. */
    private static final DocumentBuilderFactory PARSERS = parsers();
    private static final TransformerFactory TRANSFORMERS = TransformerFactory.newInstance();
    private static final Merlin MERCHANT = crypto(Keys.keyStore());
    private static final Merlin SERVER = crypto(Keys.serverKeyStore());

    private Wss4j() {
    }

    private static DocumentBuilderFactory parsers() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        return factory;
    }

    private static Merlin crypto(KeyStore store) {
        Merlin crypto = new Merlin();
        crypto.setKeyStore(store);
        return crypto;
    }

    /** How to sign; the defaults are those of CyberSource's Java SDK. */
    static final class Settings {
        boolean inclusivePrefixes = true;
        boolean singleCertificate = true;
        boolean timestamp;
        int keyIdentifier = WSConstants.BST_DIRECT_REFERENCE;
        String signature = WSConstants.RSA_SHA256;
        String digest = WSConstants.SHA256;
        String canonicalization = WSConstants.C14N_EXCL_OMIT_COMMENTS;
        String mode = "Content";
    }

    static Document sign(Document document, Settings settings) throws Exception {
        WSSecHeader header = new WSSecHeader(document);
        header.insertSecurityHeader();
        WSSecSignature signature = new WSSecSignature(header);
        signature.setUserInfo("merchant", Keys.PASSWORD);
        signature.setKeyIdentifierType(settings.keyIdentifier);
        signature.setUseSingleCertificate(settings.singleCertificate);
        signature.setSignatureAlgorithm(settings.signature);
        signature.setDigestAlgo(settings.digest);
        signature.setSigCanonicalization(settings.canonicalization);
        signature.setAddInclusivePrefixes(settings.inclusivePrefixes);
        signature.getParts().add(new WSEncryptionPart(WSConstants.ELEM_BODY, SOAP, settings.mode));
        return signature.build(MERCHANT);
    }

    /** Encrypts a signed message as CyberSource's Java SDK does, with its key transport or another. */
    static Document encrypt(Document signed, String keyTransport) throws Exception {
        WSSecHeader header = new WSSecHeader(signed);
        header.insertSecurityHeader();
        WSSecEncrypt encryption = new WSSecEncrypt(header);
        encryption.setUserInfo("server");
        encryption.setKeyIdentifierType(WSConstants.X509_KEY_IDENTIFIER);
        encryption.setSymmetricEncAlgorithm(WSConstants.AES_256);
        encryption.setKeyEncAlgo(keyTransport);
        encryption.getParts().add(new WSEncryptionPart(WSConstants.ELEM_BODY, SOAP, "Content"));
        return encryption.build(MERCHANT, KeyUtils.getKeyGenerator(WSConstants.AES_256).generateKey());
    }

    /** Verifies with the engine's own checks, that the signer is the expected one, and that the Envelope's Body is what is signed. */
    static void verify(byte[] message, X509Certificate expected) throws Exception {
        verify(parse(message), new RequestData(), expected);
    }

    /** Decrypts with the server's key and then verifies; gives the message with the Body's content in clear. */
    static Document decryptAndVerify(byte[] message, X509Certificate expected) throws Exception {
        Document document = parse(message);
        RequestData request = new RequestData();
        request.setDecCrypto(SERVER);
        request.setAllowRSA15KeyTransportAlgorithm(true);
        request.setCallbackHandler(callbacks -> {
            for (Callback callback : callbacks) {
                ((WSPasswordCallback) callback).setPassword(Keys.PASSWORD);
            }
        });
        WSHandlerResult result = verify(document, request, expected);
        if (!result.getActionResults().containsKey(WSConstants.ENCR)) {
            throw new AssertionError("nothing was encrypted");
        }
        return document;
    }

    private static WSHandlerResult verify(Document document, RequestData request, X509Certificate expected) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setCertificateEntry("expected", expected);
        request.setSigVerCrypto(crypto(store));
        request.setWssConfig(WSSConfig.getNewInstance());
        WSHandlerResult result = new WSSecurityEngine().processSecurityHeader(document, request);
        if (result == null) {
            throw new AssertionError("there is no Security header");
        }
        List<WSSecurityEngineResult> signed = result.getActionResults().getOrDefault(WSConstants.SIGN, Collections.emptyList());
        if (signed.size() != 1) {
            throw new AssertionError(signed.size() + " signatures");
        }
        if (!expected.equals(signed.get(0).get(WSSecurityEngineResult.TAG_X509_CERTIFICATE))) {
            throw new AssertionError("another signer");
        }
        @SuppressWarnings("unchecked")
        List<WSDataRef> references = (List<WSDataRef>) signed.get(0).get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
        if (references.size() != 1 || references.get(0).getProtectedElement() != body(document)) {
            throw new AssertionError("the Body is not what is signed");
        }
        return result;
    }

    static Element body(Document document) {
        for (Node child = document.getDocumentElement().getFirstChild(); child != null; child = child.getNextSibling()) {
            if (SOAP.equals(child.getNamespaceURI()) && "Body".equals(child.getLocalName())) {
                return (Element) child;
            }
        }
        throw new AssertionError("there is no Body");
    }

    static Document parse(byte[] xml) throws Exception {
        DocumentBuilder builder = PARSERS.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new ByteArrayInputStream(xml));
    }

    static byte[] serialize(Document document, boolean declaration) throws Exception {
        Transformer transformer = TRANSFORMERS.newTransformer();
        if (!declaration) {
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        transformer.transform(new DOMSource(document), new StreamResult(bytes));
        return bytes.toByteArray();
    }
}
