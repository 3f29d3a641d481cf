import io.cybsign.Credential;
import io.cybsign.CybsignException;
import io.cybsign.SimpleOrder;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs a Simple Order request: CYBSIGN_PASSWORD=… java -cp cybsign.jar Sign.java key.p12 > message.xml */
public class Sign {
    public static void main(String[] arguments) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("merchantID", "testmid");
        request.put("merchantReferenceCode", "order-1");
        request.put("ccAuthService_run", "true");
        try {
            byte[] message = sign(Paths.get(arguments[0]), System.getenv("CYBSIGN_PASSWORD"), request);
            System.out.write(message, 0, message.length);
            System.out.flush();
        } catch (CybsignException e) {
            System.err.println(e.name() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static byte[] sign(Path path, String password, Map<String, String> request) {
        try (Credential credential = Credential.fromP12File(path, password);
                SimpleOrder order = new SimpleOrder(credential)) {
            System.err.println(credential.merchantId() + ": valid until " + credential.notAfter());
            return order.signFields(request);
        }
    }
}
