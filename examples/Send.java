import io.cybsign.Credential;
import io.cybsign.Reply;
import io.cybsign.Request;
import io.cybsign.SimpleOrder;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Sends a Simple Order request, signed and encrypted: CYBSIGN_PASSWORD=… java -cp cybsign.jar Send.java key.p12 URL ca.pem */
public class Send {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> fields = Map.of("merchantID", "testmid", "merchantReferenceCode", "order-1", "ccAuthService_run", "true");
        Map<String, Object> options = Map.of("environment", "test", "endpoint", arguments[1], "encrypt", true);
        try (Credential key = Credential.fromP12File(Paths.get(arguments[0]), System.getenv("CYBSIGN_PASSWORD"));
                SimpleOrder simpleOrder = new SimpleOrder(key, options)) {
            Request request = simpleOrder.request(fields);
            byte[] body = request.body();
            HttpsURLConnection connection = (HttpsURLConnection) URI.create(request.url()).toURL().openConnection();
            connection.setSSLSocketFactory(trusting(arguments[2]));
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(120_000);
            connection.setDoOutput(true);
            // Without a fixed length Java would send a POST again by itself when the connection breaks.
            connection.setFixedLengthStreamingMode(body.length);
            request.headers().forEach(connection::setRequestProperty);
            connection.getOutputStream().write(body);
            int status = connection.getResponseCode();
            try (InputStream answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                byte[] received = answer == null ? new byte[0] : answer.readAllBytes();
                Reply reply = SimpleOrder.parseReply(received, Map.of("http_status", status));
                System.out.println("decision: " + reply.decision());
                System.out.println("reason: " + reply.reason());
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
}
