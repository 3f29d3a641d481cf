package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The numbers that Java has are those of the C headers. */
class StatusTest {
    /** The constants of a header whose names begin with CYBSIGN_ and match, without that beginning. */
    private static Map<String, Integer> declared(String header, String names) throws IOException {
        byte[] text = Files.readAllBytes(Paths.get(System.getProperty("basedir", "."), "../../include", header));
        Matcher lines = Pattern.compile("^#define CYBSIGN_(" + names + ") (\\d+)$", Pattern.MULTILINE)
                .matcher(new String(text, StandardCharsets.UTF_8));
        Map<String, Integer> declared = new TreeMap<>();
        while (lines.find()) {
            declared.put(lines.group(1), Integer.valueOf(lines.group(2)));
        }
        assertTrue(declared.size() > 1, names);
        return declared;
    }

    @Test
    void theConstantsAreThoseOfTheHeader() throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        for (Field field : Status.class.getFields()) {
            ours.put(field.getName(), field.getInt(null));
        }
        assertEquals(declared("cybsign_status.h", "OK|E_\\w+"), ours);
        ours.forEach((name, status) -> assertEquals("CYBSIGN_" + name, Status.name(status)));
        assertEquals("CYBSIGN_E_UNKNOWN", Status.name(7777));
    }

    @Test
    void eachCategoryHasItsClass() {
        Object[][] rows = {
            {1003, "usage", UsageException.class}, {2005, "encoding", EncodingException.class},
            {3001, "credential", CredentialException.class}, {4001, "certificate", CertificateStateException.class},
            {5001, "crypto", CryptoException.class}, {6004, "verification", VerificationException.class},
            {8001, "io", FileException.class}, {9001, "internal", InternalException.class},
            {7777, "unknown", InternalException.class}, {-1, "unknown", InternalException.class},
        };
        for (Object[] row : rows) {
            CybsignException exception = CybsignException.of((int) row[0], "m");
            assertEquals(row[1], exception.category());
            assertEquals(row[2], exception.getClass());
        }
        assertEquals("ok", Status.category(0));
    }

    @Test
    void theRsaAlgorithmsAreThoseOfTheHeader() throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        for (RsaAlgorithm algorithm : RsaAlgorithm.values()) {
            ours.put(algorithm.name(), algorithm.number());
            assertEquals(algorithm, RsaAlgorithm.of(algorithm.number()));
        }
        assertEquals(declared("cybsign.h", "RSA\\w+"), ours);
        assertThrows(IllegalArgumentException.class, () -> RsaAlgorithm.of(0));
    }

    @Test
    void theKindsOfContentAreThoseOfTheHeader() throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        ours.put("CONTENT_NVP", Native.CONTENT_NVP);
        ours.put("CONTENT_XML", Native.CONTENT_XML);
        ours.put("CONTENT_ENVELOPE", Native.CONTENT_ENVELOPE);
        assertEquals(declared("cybsign.h", "CONTENT_\\w+"), ours);
    }

    @Test
    void theStatesOfExpiryAreThoseOfTheHeader() throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        for (Expiry.State state : Expiry.State.values()) {
            ours.put("EXPIRY_" + state.name(), state.ordinal());
        }
        assertEquals(declared("cybsign.h", "EXPIRY_\\w+"), ours);
    }
}
