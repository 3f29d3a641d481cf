package io.cybsign;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/**
 * The statuses of the library. A band of a thousand is a category: 1 usage, 2 encoding, 3 credential, 4 certificate,
 * 5 crypto, 6 verification, 8 io, 9 internal. A number is never used again.
 */
public final class Status {
    /** A call succeeded. For a verification: every check passed and the signer is the expected one. */
    public static final int OK = 0;
    /** A pointer that must not be NULL is NULL. */
    public static final int E_NULL = 1001;
    /** A length is larger than any object can be. */
    public static final int E_LENGTH = 1002;
    /** The options text holds an unknown name, a wrong type or a value that is not allowed. */
    public static final int E_OPTION = 1003;
    /** An argument has a value that is not allowed. */
    public static final int E_ARGUMENT = 1004;
    /** A field can't be sent as it is: a line break, {@code =} in a name, an empty or repeated name, or a character XML can't hold. */
    public static final int E_FIELD = 1005;
    /** The input is larger or deeper than the limits allow. */
    public static final int E_LIMIT = 1006;
    /** What is asked for is retired; the message gives the dates. An option allows it all the same. */
    public static final int E_RETIRED = 1007;
    /** The bytes are not the DER structure they should be. */
    public static final int E_DER = 2001;
    /** The text is not PEM, or one of its blocks is broken or cut. */
    public static final int E_PEM = 2002;
    /** The P12 is damaged. */
    public static final int E_P12_DAMAGED = 2003;
    /** The bytes are not a P12 at all; the message names what they are. */
    public static final int E_NOT_P12 = 2004;
    /** The XML is not well-formed, or holds what is never read (a DTD, an entity that is not XML's own). */
    public static final int E_XML = 2005;
    /** The JSON text can't be read. */
    public static final int E_JSON = 2006;
    /** The text is not in the encoding it must have, which is UTF-8. */
    public static final int E_ENCODING = 2007;
    /** The XML is well-formed, but not the message that this function takes. */
    public static final int E_MESSAGE = 2008;
    /** The password is wrong, or one is needed and none was given. */
    public static final int E_WRONG_PASSWORD = 3001;
    /** The P12's password is right, but the private key in it has another one. */
    public static final int E_KEY_PASSWORD = 3002;
    /** There is no private key. */
    public static final int E_NO_KEY = 3003;
    /** There is no certificate where one is needed: none belongs to the key. */
    public static final int E_NO_CERTIFICATE = 3004;
    /** There are several keys: choose one with the option alias. */
    public static final int E_SEVERAL_KEYS = 3005;
    /** No key has the alias that was asked for, or keys of several names have it. */
    public static final int E_ALIAS = 3006;
    /** The private key and the certificate do not belong together. */
    public static final int E_KEY_MISMATCH = 3007;
    /** The P12 has no MAC, so nothing vouches for its contents. */
    public static final int E_NO_MAC = 3008;
    /** The credential is for the other environment (test or production). */
    public static final int E_ENVIRONMENT = 3009;
    /** Encryption is asked for and there is no certificate to encrypt to, or a message is encrypted to another certificate. */
    public static final int E_NO_RECIPIENT = 3010;
    /** The credential is not that of the merchant or portfolio that the message names. */
    public static final int E_MERCHANT = 3011;
    /** The certificate has expired. */
    public static final int E_EXPIRED = 4001;
    /** The certificate is not valid yet. */
    public static final int E_NOT_YET_VALID = 4002;
    /** A date of the certificate can't be read. */
    public static final int E_DATE_UNREADABLE = 4003;
    /** The certificate that messages are encrypted to is out of date. */
    public static final int E_RECIPIENT_DATE = 4004;
    /** An algorithm or key type is not supported; the message names it. */
    public static final int E_UNSUPPORTED = 5001;
    /** The file asks for more key derivation iterations than the limit allows. */
    public static final int E_ITERATIONS = 5002;
    /** The key is of a kind that can't do this. */
    public static final int E_KEY_KIND = 5003;
    /** The signature could not be made. */
    public static final int E_SIGN = 5004;
    /** The message can't be opened. There is one text for every reason. */
    public static final int E_DECRYPT = 5005;
    /** The message has not the structure of a signed Simple Order message. */
    public static final int E_VERIFY_STRUCTURE = 6001;
    /** The message uses an algorithm that is not allowed. */
    public static final int E_VERIFY_ALGORITHM = 6002;
    /** A reference does not lead to exactly one element, or the Body is not signed. */
    public static final int E_VERIFY_REFERENCE = 6003;
    /** A digest does not match: the message was changed after it was signed. */
    public static final int E_VERIFY_DIGEST = 6004;
    /** The signature value does not match. */
    public static final int E_VERIFY_SIGNATURE = 6005;
    /** The signer's certificate is expired, not valid yet, or its dates can't be read. */
    public static final int E_VERIFY_DATE = 6006;
    /** The signature is good, but nothing says whose it should be. */
    public static final int E_VERIFY_UNTRUSTED = 6007;
    /** The signature is good, but the signer is not the expected one. */
    public static final int E_VERIFY_SIGNER = 6008;
    /** The file does not exist. */
    public static final int E_FILE_NOT_FOUND = 8001;
    /** The file may not be read or written. */
    public static final int E_FILE_PERMISSION = 8002;
    /** The file could not be read or written, or is no regular file. */
    public static final int E_FILE = 8003;
    /** The file exists already, and was not to be replaced. */
    public static final int E_FILE_EXISTS = 8004;
    /** A defect of the library was caught. Please report it with the message. */
    public static final int E_PANIC = 9001;
    /** There is not enough memory. */
    public static final int E_MEMORY = 9002;
    /** The cryptographic library failed where it should not. */
    public static final int E_CRYPTO = 9003;

    private static final Map<Integer, String> NAMES = names();

    private Status() {
    }

    /**
     * The name of a status, as C has it.
     *
     * @param status a status
     * @return a name such as "CYBSIGN_E_EXPIRED"; "CYBSIGN_E_UNKNOWN" for a number that is no status
     */
    public static String name(int status) {
        return NAMES.getOrDefault(status, "CYBSIGN_E_UNKNOWN");
    }

    /**
     * The category of a status.
     *
     * @param status a status
     * @return "ok", "usage", "encoding", "credential", "certificate", "crypto", "verification", "io", "internal", or
     *         "unknown"
     */
    public static String category(int status) {
        if (status == OK) {
            return "ok";
        }
        switch (Math.floorDiv(status, 1000)) {
            case 1:
                return "usage";
            case 2:
                return "encoding";
            case 3:
                return "credential";
            case 4:
                return "certificate";
            case 5:
                return "crypto";
            case 6:
                return "verification";
            case 8:
                return "io";
            case 9:
                return "internal";
            default:
                return "unknown";
        }
    }

    private static Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        for (Field constant : Status.class.getFields()) {
            try {
                names.put(constant.getInt(null), "CYBSIGN_" + constant.getName());
            } catch (IllegalAccessException e) {
                throw new AssertionError("a public constant can be read", e);
            }
        }
        return names;
    }
}
