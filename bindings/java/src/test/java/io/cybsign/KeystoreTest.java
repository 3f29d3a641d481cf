package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that an error names for a keystore is run on that keystore: keytool and Bouncy Castle are here, and not in the core's tests. */
class KeystoreTest {
    @ParameterizedTest
    @ValueSource(strings = {"jks", "jceks", "bks", "uber", "bcfks"})
    void aKeystoreBecomesAP12(String kind, @TempDir Path folder) throws Exception {
        Path keystore = folder.resolve("FILE");
        Files.copy(Keys.path("../keystores/shop." + kind), keystore);
        byte[] bytes = Files.readAllBytes(keystore);
        EncodingException refused = assertThrows(EncodingException.class, () -> Credential.fromP12(bytes, Keys.password()));
        assertEquals(Status.E_NOT_P12, refused.status());
        String message = refused.getMessage();
        Path provider = Paths.get(Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")
                .getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> command = new ArrayList<>();
        for (String word : message.substring(message.indexOf("keytool ")).split(" ")) {
            command.add(word.equals("bcprov.jar") ? provider.toString() : word);
        }
        command.set(0, Paths.get(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList("-srcstorepass", Keys.PASSWORD, "-deststorepass", Keys.PASSWORD, "-noprompt"));
        Process keytool = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile()).start();
        assertEquals(0, keytool.waitFor(), () -> command + ": " + message);
        Inspection p12 = Credential.inspect(Files.readAllBytes(folder.resolve("NEW.p12")), Keys.password());
        assertEquals("CN=shop", p12.certificates().get(0).subject());
    }
}
