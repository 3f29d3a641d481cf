import io.cybsign.Credential;
import io.cybsign.SimpleOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** One row of the demo: Sign KEY.p12 OPTIONS nvp|xml REQUEST OUTPUT COUNT, with the password in CYBSIGN_PASSWORD. */
public class Sign {
    public static void main(String[] arguments) throws Exception {
        Path key = Paths.get(arguments[0]);
        byte[] request = Files.readAllBytes(Paths.get(arguments[3]));
        boolean xml = arguments[2].equals("xml");
        int count = Integer.parseInt(arguments[5]);
        try (Credential credential = Credential.fromP12File(key, System.getenv("CYBSIGN_PASSWORD"));
                SimpleOrder order = SimpleOrder.fromJson(credential, arguments[1])) {
            byte[] message = new byte[0];
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                message = xml ? order.signXml(request) : order.signNvp(request);
            }
            double spent = (System.nanoTime() - start) / 1e3;
            System.out.printf("%.1f %d%n", spent / count, credential.daysLeft());
            Files.write(Paths.get(arguments[4]), message);
        }
    }
}
