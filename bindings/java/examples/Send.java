import io.cybsign.Credential;
import io.cybsign.Reply;
import io.cybsign.Request;
import io.cybsign.SimpleOrder;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Signs, encrypts and sends: CYBSIGN_PASSWORD=… java -cp cybsign.jar Send.java key.p12 https://… [trusted.pem] */
public class Send {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("merchantID", "testmid");
        fields.put("merchantReferenceCode", "order-1");
        fields.put("ccAuthService_run", "true");
        Map<String, Object> options = new HashMap<>();
        options.put("environment", "test");
        options.put("endpoint", arguments[1]);
        options.put("encrypt", true);
        try (Credential key = Credential.fromP12File(Paths.get(arguments[0]), System.getenv("CYBSIGN_PASSWORD"), null);
                SimpleOrder simpleOrder = new SimpleOrder(key, options)) {
            Request request = simpleOrder.request(fields);
            HttpsURLConnection connection = (HttpsURLConnection) new URL(request.url()).openConnection();
            if (arguments.length > 2) {
                connection.setSSLSocketFactory(trusting(arguments[2]));
            }
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(120_000);
            connection.setDoOutput(true);
            request.headers().forEach(connection::setRequestProperty);
            connection.getOutputStream().write(request.body());
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                Reply reply = SimpleOrder.parseReply(bytes(body), Collections.singletonMap("http_status", status));
                System.out.println("decision: " + reply.decision() + "\nreason: " + reply.reason());
                System.out.println("may be sent again: " + reply.mayResend());
            }
        }
    }

    private static SSLSocketFactory trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(Paths.get(pem))) {
            store.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static byte[] bytes(InputStream stream) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
            bytes.write(buffer, 0, length);
        }
        return bytes.toByteArray();
    }
}
