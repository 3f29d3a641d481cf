package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** That the numbers are those of the header is checked by scripts/api.py. */
class StatusTest {
    @Test
    void eachConstantHasItsName() throws Exception {
        int count = 0;
        for (Field field : Status.class.getFields()) {
            assertEquals("CYBSIGN_" + field.getName(), Status.name(field.getInt(null)));
            count++;
        }
        assertTrue(count > 30);
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
    void anRsaAlgorithmIsFoundByItsNumber() {
        for (RsaAlgorithm algorithm : RsaAlgorithm.values()) {
            assertEquals(algorithm, RsaAlgorithm.of(algorithm.number()));
        }
        assertThrows(IllegalArgumentException.class, () -> RsaAlgorithm.of(0));
    }
}
