package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static String header(String name) throws Exception {
        return new String(
                Files.readAllBytes(Paths.get(System.getProperty("basedir", "."), "../../include/" + name)), StandardCharsets.UTF_8);
    }

    @Test
    void theConstantsAreThoseOfTheHeader() throws Exception {
        Map<String, Integer> declared = new TreeMap<>();
        Matcher lines = Pattern.compile("^#define CYBSIGN_(OK|E_\\w+) (\\d+)$", Pattern.MULTILINE).matcher(header("cybsign_status.h"));
        while (lines.find()) {
            declared.put(lines.group(1), Integer.valueOf(lines.group(2)));
        }
        Map<String, Integer> ours = new TreeMap<>();
        for (Field field : Status.class.getFields()) {
            ours.put(field.getName(), field.getInt(null));
        }
        assertTrue(declared.size() > 30);
        assertEquals(declared, ours);
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
            CybsignException exception = CybsignException.of((int) row[0], "m", "{}", null, null);
            assertEquals(row[1], exception.category());
            assertEquals(row[2], exception.getClass());
        }
        assertEquals("ok", Status.category(0));
    }

    @Test
    void theExpiryStatesAreThoseOfTheHeader() throws Exception {
        Matcher lines = Pattern.compile("^#define CYBSIGN_EXPIRY_(\\w+) (\\d+)$", Pattern.MULTILINE).matcher(header("cybsign.h"));
        int count = 0;
        while (lines.find()) {
            assertEquals(Integer.parseInt(lines.group(2)), Expiry.State.valueOf(lines.group(1)).ordinal());
            count++;
        }
        assertEquals(Expiry.State.values().length, count);
    }

    @Test
    void theRsaAlgorithmsAreThoseOfTheHeader() throws Exception {
        Matcher lines = Pattern.compile("^#define CYBSIGN_(RSA\\w+) (\\d+)$", Pattern.MULTILINE).matcher(header());
        int count = 0;
        while (lines.find()) {
            assertEquals(Integer.parseInt(lines.group(2)), RsaAlgorithm.valueOf(lines.group(1)).number());
            assertEquals(lines.group(1), RsaAlgorithm.of(Integer.parseInt(lines.group(2))).name());
            count++;
        }
        assertEquals(RsaAlgorithm.values().length, count);
        assertThrows(IllegalArgumentException.class, () -> RsaAlgorithm.of(0));
    }

    @Test
    void theKindsOfContentAreThoseOfTheHeader() throws Exception {
        Matcher lines = Pattern.compile("^#define (CYBSIGN_CONTENT_\\w+) (\\d+)$", Pattern.MULTILINE).matcher(header());
        Map<String, Integer> declared = new TreeMap<>();
        while (lines.find()) {
            declared.put(lines.group(1), Integer.valueOf(lines.group(2)));
        }
        Map<String, Integer> ours = new TreeMap<>();
        for (Field field : Native.class.getDeclaredFields()) {
            if (field.getName().startsWith("CONTENT_")) {
                ours.put("CYBSIGN_" + field.getName(), field.getInt(null));
            }
        }
        assertEquals(declared, ours);
    }
}
