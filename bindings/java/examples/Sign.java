import io.cybsign.Credential;
import io.cybsign.SimpleOrder;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs a request: CYBSIGN_PASSWORD=… java -cp cybsign.jar Sign.java key.p12 > message.xml */
public class Sign {
    public static void main(String[] arguments) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("merchantID", "testmid");
        request.put("merchantReferenceCode", "order-1");
        request.put("ccAuthService_run", "true");
        try (Credential key = Credential.fromP12File(Paths.get(arguments[0]), System.getenv("CYBSIGN_PASSWORD"));
                SimpleOrder simpleOrder = new SimpleOrder(key)) {
            System.err.println("valid until " + key.notAfter() + " (" + key.expiry(30) + ")");
            byte[] message = simpleOrder.signFields(request);
            System.out.write(message, 0, message.length);
            System.out.flush();
        }
    }
}
