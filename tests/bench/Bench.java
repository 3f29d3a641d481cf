import io.cybsign.Credential;
import io.cybsign.SimpleOrder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;

/** Microseconds of thread CPU time that one signature takes from Java: Bench KEY.p12 OPTIONS nvp|xml REQUEST */
public class Bench {
    private static final int COUNT = 300;

    public static void main(String[] arguments) throws Exception {
        byte[] request = Files.readAllBytes(Paths.get(arguments[3]));
        boolean xml = arguments[2].equals("xml");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (Credential credential = Credential.fromP12File(Paths.get(arguments[0]), "Chang3it");
                SimpleOrder order = SimpleOrder.fromJson(credential, arguments[1])) {
            double[] rounds = new double[9];
            for (int round = -3; round < rounds.length; round++) {
                long start = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < COUNT; i++) {
                    if (xml) {
                        order.signXml(request);
                    } else {
                        order.signNvp(request);
                    }
                }
                // The first rounds are the compiler's.
                rounds[Math.max(round, 0)] = (threads.getCurrentThreadCpuTime() - start) / 1e3 / COUNT;
            }
            Arrays.sort(rounds);
            System.out.printf("%.3f%n", rounds[4]);
        }
    }
}
