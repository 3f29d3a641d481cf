package user;

import io.cybsign.Credential;
import io.cybsign.SimpleOrder;
import java.nio.file.Paths;

/** A program that a runtime image of jlink runs: Linked KEY.p12 PASSWORD. */
public final class Linked {
    private Linked() {
    }

    /**
     * Signs.
     *
     * @param arguments the P12 and its password
     */
    public static void main(String[] arguments) {
        try (Credential key = Credential.fromP12File(Paths.get(arguments[0]), arguments[1]);
                SimpleOrder simpleOrder = new SimpleOrder(key)) {
            String message = simpleOrder.signNvp("merchantID=m\n").length > 0 ? "signed" : "nothing";
            System.out.println(key.merchantId() + " " + message + " by " + SimpleOrder.class.getModule());
        }
    }
}
