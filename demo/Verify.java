import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.w3c.dom.Document;

/** Has Apache WSS4J verify messages: Verify CERTIFICATE.pem MESSAGE…; prints the name of each that is good. */
public class Verify {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    public static void main(String[] arguments) throws Exception {
        byte[] pem = Files.readAllBytes(Paths.get(arguments[0]));
        X509Certificate certificate =
                (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("merchant", certificate);
        Merlin crypto = new Merlin();
        crypto.setKeyStore(trusted);
        for (int i = 1; i < arguments.length; i++) {
            if (isGood(Files.readAllBytes(Paths.get(arguments[i])), crypto, certificate)) {
                System.out.println(arguments[i]);
            }
        }
    }

    private static boolean isGood(byte[] message, Merlin crypto, X509Certificate certificate) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(message));
            RequestData data = new RequestData();
            data.setSigVerCrypto(crypto);
            data.setDisableBSPEnforcement(false);
            WSHandlerResult result = new WSSecurityEngine().processSecurityHeader(document, data);
            for (WSSecurityEngineResult signature : result.getActionResults().get(WSConstants.SIGN)) {
                Object signer = signature.get(WSSecurityEngineResult.TAG_X509_CERTIFICATE);
                for (Object each : (Iterable<?>) signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS)) {
                    boolean body = ((WSDataRef) each).getName().getLocalPart().equals("Body");
                    boolean ours = ((WSDataRef) each).getProtectedElement().getParentNode() == document.getDocumentElement();
                    if (body && ours && SOAP.equals(((WSDataRef) each).getName().getNamespaceURI()) && certificate.equals(signer)) {
                        return true;
                    }
                }
            }
        } catch (Exception refused) {
            System.err.println(refused);
        }
        return false;
    }
}
