package io.cybsign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/**
 * A private key with its certificate: what you sign with.
 *
 * <p>Immutable, and usable from any thread at once. What is made from a credential keeps its own reference, so the credential
 * may be closed first. Closing neither waits for calls in flight nor disturbs them; later calls throw
 * {@link IllegalStateException}. A credential that is never closed is freed some time after it has been collected.
 *
 * <p>Passwords are best given as {@code char[]}, which the caller can wipe afterwards; copies made here are wiped.
 *
 * <p>Options are a map of the names that the project's docs/options.md lists, such as {@code alias} or {@code environment}, with values of
 * type String, Number, Boolean, Certificate, Map or Collection. A value that is null counts as not given.
 *
 * <p>Every failure of the library is a {@link CybsignException} of the category's class; {@link io.cybsign} says which errors are
 * Java's own.
 */
public final class Credential implements AutoCloseable {
    private final Handle handle;

    private Credential(long pointer, Object... callbacks) {
        handle = new Handle(this, pointer, Native::credentialFree, callbacks);
    }

    /**
     * Loads a credential from the bytes of a P12 (PKCS #12, RFC 7292).
     *
     * @param p12 the file's bytes
     * @param password its password, which stays in memory as long as the String does
     * @return the credential
     */
    public static Credential fromP12(byte[] p12, String password) {
        return fromP12(p12, chars(password), null, null);
    }

    /**
     * Loads a credential from the bytes of a P12.
     *
     * @param p12 the file's bytes
     * @param password its password; null and an empty one are the same
     * @return the credential
     */
    public static Credential fromP12(byte[] p12, char[] password) {
        return fromP12(p12, password, null, null);
    }

    /**
     * Loads a credential from the bytes of a P12.
     *
     * @param p12 the file's bytes
     * @param password its password; null and an empty one are the same
     * @param options {@code alias}, {@code environment}, {@code max_iterations}, {@code allow_no_mac}; null for none
     * @return the credential
     */
    public static Credential fromP12(byte[] p12, char[] password, Map<String, ?> options) {
        return fromP12(p12, password, null, options);
    }

    /**
     * Loads a credential from the bytes of a P12 whose private key has a password of its own.
     *
     * @param p12 the file's bytes
     * @param password the P12's password
     * @param keyPassword the key's password; null if it is the same
     * @param options as for {@link #fromP12(byte[], char[], Map)}
     * @return the credential
     */
    public static Credential fromP12(byte[] p12, char[] password, char[] keyPassword, Map<String, ?> options) {
        require(p12, "p12");
        byte[] json = Options.encode(options);
        return withPasswords(password, keyPassword, (first, second) -> Native.credentialFromP12(p12, first, second, json));
    }

    /**
     * Loads a credential from a P12 file. No other file is opened.
     *
     * @param p12 the file
     * @param password its password, which stays in memory as long as the String does
     * @return the credential
     */
    public static Credential fromP12File(Path p12, String password) {
        return fromP12File(p12, chars(password), null, null);
    }

    /**
     * Loads a credential from a P12 file. No other file is opened.
     *
     * @param p12 the file
     * @param password its password; null and an empty one are the same
     * @return the credential
     */
    public static Credential fromP12File(Path p12, char[] password) {
        return fromP12File(p12, password, null, null);
    }

    /**
     * Loads a credential from a P12 file.
     *
     * @param p12 the file
     * @param password its password; null and an empty one are the same
     * @param options as for {@link #fromP12(byte[], char[], Map)}
     * @return the credential
     */
    public static Credential fromP12File(Path p12, char[] password, Map<String, ?> options) {
        return fromP12File(p12, password, null, options);
    }

    /**
     * Loads a credential from a P12 file whose private key has a password of its own.
     *
     * @param p12 the file
     * @param password the P12's password
     * @param keyPassword the key's password; null if it is the same
     * @param options as for {@link #fromP12(byte[], char[], Map)}
     * @return the credential
     */
    public static Credential fromP12File(Path p12, char[] password, char[] keyPassword, Map<String, ?> options) {
        byte[] path = pathBytes(require(p12, "p12"));
        byte[] json = Options.encode(options);
        return withPasswords(password, keyPassword, (first, second) -> Native.credentialFromP12File(path, first, second, json));
    }

    /**
     * Loads a credential from PEM that holds both: a private key without a password, and its certificate.
     *
     * @param pem the text, not the name of a file
     * @return the credential
     */
    public static Credential fromPem(byte[] pem) {
        return fromPem(pem, null, null, null);
    }

    /**
     * Loads a credential from PEM (RFC 7468, and the encrypted keys of old OpenSSL).
     *
     * @param keyPem the private key, and the certificates if they stand in the same text
     * @param certificatePem the certificates; null if they stand in keyPem
     * @param password the key's password; null if it has none
     * @param options {@code environment}; null for none
     * @return the credential
     */
    public static Credential fromPem(byte[] keyPem, byte[] certificatePem, char[] password, Map<String, ?> options) {
        require(keyPem, "keyPem");
        byte[] json = Options.encode(options);
        return withPasswords(
                password, null, (first, none) -> Native.credentialFromPem(keyPem, certificatePem, first, json));
    }

    /**
     * Loads a credential from DER.
     *
     * @param key a private key as PKCS #8 or PKCS #1, without a password
     * @param certificate an X.509 certificate
     * @return the credential
     */
    public static Credential fromDer(byte[] key, byte[] certificate) {
        return fromDer(key, certificate, null, null);
    }

    /**
     * Loads a credential from DER.
     *
     * @param key a private key as PKCS #8 (encrypted or not) or PKCS #1
     * @param certificate an X.509 certificate
     * @param password the key's password; null if it has none
     * @param options {@code environment}; null for none
     * @return the credential
     */
    public static Credential fromDer(byte[] key, byte[] certificate, char[] password, Map<String, ?> options) {
        require(key, "key");
        require(certificate, "certificate");
        byte[] json = Options.encode(options);
        return withPasswords(password, null, (first, none) -> Native.credentialFromDer(key, certificate, first, json));
    }

    /**
     * Makes a credential that signs, and never decrypts, with a private key that lives elsewhere.
     *
     * @param certificate as for {@link #fromCallbacks(byte[], Signer, Decrypter, Map)}
     * @param signer signs
     * @return the credential
     */
    public static Credential fromCallbacks(byte[] certificate, Signer signer) {
        return fromCallbacks(certificate, signer, null, null);
    }

    /**
     * Makes a credential whose private key lives elsewhere. Each signature is verified with the certificate before it is used.
     *
     * @param certificate the key's certificate, DER or PEM
     * @param signer signs
     * @param decrypter decrypts; null if nothing is ever decrypted
     * @param options {@code environment}; null for none
     * @return the credential, which keeps the callbacks reachable
     */
    public static Credential fromCallbacks(byte[] certificate, Signer signer, Decrypter decrypter, Map<String, ?> options) {
        require(certificate, "certificate");
        require(signer, "signer");
        byte[] json = Options.encode(options);
        NativeLibrary.load();
        return new Credential(Native.credentialFromCallbacks(certificate, signer, decrypter, json), signer, decrypter);
    }

    /**
     * Makes a credential from a private key of the Java Cryptography Architecture, such as one in a PKCS #11 token.
     *
     * @param key an RSA key
     * @param certificate its certificate
     * @return the credential
     */
    public static Credential fromPrivateKey(PrivateKey key, X509Certificate certificate) {
        return fromPrivateKey(key, certificate, null);
    }

    /**
     * Makes a credential from a private key of the Java Cryptography Architecture, such as one in a PKCS #11 token.
     *
     * @param key an RSA key
     * @param certificate its certificate
     * @param options {@code environment}; null for none
     * @return the credential
     */
    public static Credential fromPrivateKey(PrivateKey key, X509Certificate certificate, Map<String, ?> options) {
        PrivateKeyAdapter adapter = new PrivateKeyAdapter(require(key, "key"));
        try {
            return fromCallbacks(require(certificate, "certificate").getEncoded(), adapter, adapter, options);
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate can't be encoded", e);
        }
    }

    /**
     * Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes, judging dates now.
     *
     * @param data the bytes
     * @param password the password; null if it is not known: a P12 whose certificates stand in clear is described all the same
     * @return what the file holds, without {@link Inspection#environment()} and {@link Inspection#selected()}
     */
    public static Inspection inspect(byte[] data, char[] password) {
        return inspect(data, password, null);
    }

    /**
     * Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes.
     *
     * @param data the bytes
     * @param password as for {@link #inspect(byte[], char[])}
     * @param now the time to judge dates at; null for the present
     * @return as for {@link #inspect(byte[], char[])}
     */
    public static Inspection inspect(byte[] data, char[] password, Instant now) {
        require(data, "data");
        NativeLibrary.load();
        byte[] utf8 = Utf8.encode(password);
        try {
            return Inspection.of(Native.text(Native.inspect(data, utf8, seconds(now))));
        } finally {
            Utf8.wipe(utf8);
        }
    }

    /**
     * Describes the credential and everything else in the file it came from, judging dates now.
     *
     * @return what it holds, which is no secret
     */
    public Inspection inspect() {
        return inspect(null);
    }

    /**
     * Describes the credential and everything else in the file it came from.
     *
     * @param now the time to judge dates at; null for the present
     * @return as {@link #inspect()}
     */
    public Inspection inspect(Instant now) {
        return handle.call(pointer -> Inspection.of(Native.text(Native.credentialInspect(pointer, seconds(now)))));
    }

    /**
     * Whose the certificate is.
     *
     * @return the merchant id; null if it names none
     */
    public String merchantId() {
        return Native.text(handle.call(Native::credentialMerchantId));
    }

    /**
     * The key's serial number, as the Business Center shows it.
     *
     * @return digits; null if the certificate names none
     */
    public String keySerial() {
        return Native.text(handle.call(Native::credentialKeySerial));
    }

    /**
     * The environment that the options name.
     *
     * @return "test" or "production"; null if they name none
     */
    public String environment() {
        return Native.text(handle.call(Native::credentialEnvironment));
    }

    /**
     * The first second at which the certificate is valid (RFC 5280, section 4.1.2.5).
     *
     * @return the time
     */
    public Instant notBefore() {
        return Instant.ofEpochSecond(handle.call(Native::credentialNotBefore));
    }

    /**
     * The last second at which the certificate is valid (RFC 5280, section 4.1.2.5).
     *
     * @return the time
     */
    public Instant notAfter() {
        return handle.call(pointer -> Instant.ofEpochSecond(Native.credentialNotAfter(pointer)));
    }

    /**
     * How many whole days the certificate is still valid.
     *
     * @return the days, rounded down: 0 on its last day, negative once it has expired
     */
    public long daysLeft() {
        return daysLeft(null);
    }

    /**
     * How many whole days the certificate is still valid at a time.
     *
     * @param now the time; null for the present
     * @return as {@link #daysLeft()}
     */
    public long daysLeft(Instant now) {
        return handle.call(pointer -> Native.credentialDaysLeft(pointer, seconds(now)));
    }

    /**
     * Says whether the certificate has expired or soon will.
     *
     * @param warnDays how many days ahead to warn; from 0
     * @return the state and the days left
     */
    public Expiry expiry(int warnDays) {
        return expiry(warnDays, null);
    }

    /**
     * Says whether the certificate has expired at a time or soon will.
     *
     * @param warnDays how many days ahead to warn; from 0
     * @param now the time to judge at; null for the present
     * @return the state and the days left
     */
    public Expiry expiry(int warnDays, Instant now) {
        return handle.call(pointer -> Expiry.of(Native.text(Native.credentialExpiry(pointer, seconds(now), warnDays))));
    }

    /** Frees the key once no call uses it any more. It may be called again. */
    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.isClosed() ? "Credential (closed)" : "Credential";
    }

    /** For what uses the credential in a call, or is made from it. */
    Handle handle() {
        return handle;
    }

    private interface Loader {
        long load(byte[] password, byte[] keyPassword);
    }

    private static Credential withPasswords(char[] password, char[] keyPassword, Loader loader) {
        NativeLibrary.load();
        byte[] first = null;
        byte[] second = null;
        try {
            first = Utf8.encode(password);
            second = Utf8.encode(keyPassword);
            return new Credential(loader.load(first, second));
        } finally {
            Utf8.wipe(first);
            Utf8.wipe(second);
        }
    }

    private static char[] chars(String password) {
        return password == null ? null : password.toCharArray();
    }

    static long seconds(Instant time) {
        return time == null ? Native.NOW : time.getEpochSecond();
    }

    /** The bytes of a path as the system has them, which need not be UTF-8: a URI keeps them, a String may not. */
    static byte[] pathBytes(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException("the file is not in the default file system, from which alone files are read");
        }
        if (path.getFileSystem().getSeparator().equals("\\")) {
            return path.toString().getBytes(StandardCharsets.UTF_8);
        }
        String escaped = path.toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static <T> T require(T argument, String name) {
        if (argument == null) {
            throw new NullPointerException(name + " must not be null");
        }
        return argument;
    }
}
