package io.cybsign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The key files of the tests. */
final class Keys {
    static final String PASSWORD = "Chang3it";
    static final String EXPIRED = "leaf_expired_gen2.p12";
    static final String LEAF = "leaf_gen2.p12";

    private Keys() {
    }

    static Path path(String name) {
        return Paths.get(System.getProperty("basedir", "."), "../../tests/data/keys", name).normalize();
    }

    static byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static char[] password() {
        return PASSWORD.toCharArray();
    }

    static Credential credential(String name) {
        return Credential.fromP12(read(name), password());
    }

    static SimpleOrder simpleOrder(Object... options) {
        try (Credential credential = credential(LEAF)) {
            return new SimpleOrder(credential, map(options));
        }
    }

    static X509Certificate certificate() {
        return certificate("cert_leaf.pem");
    }

    static X509Certificate certificate(String name) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(read(name)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] keyDer() {
        return keyDer("key_leaf.pem");
    }

    private static byte[] keyDer(String name) {
        String pem = new String(read(name), java.nio.charset.StandardCharsets.US_ASCII);
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    static PrivateKey key() {
        return key("key_leaf.pem");
    }

    static PrivateKey serverKey() {
        return key("key_sjc.pem");
    }

    private static PrivateKey key(String name) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(keyDer(name)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What messages are encrypted to, with the private key that only CyberSource would have. */
    static Credential server() {
        return Credential.fromPem(read("key_sjc.pem"), read("cert_sjc.pem"), null, null);
    }

    /** A key store with the merchant's key under the alias "merchant" and the server's certificate under "server". */
    static KeyStore keyStore() {
        KeyStore store = keyStore("merchant", key(), certificate());
        try {
            store.setCertificateEntry("server", certificate("cert_sjc.pem"));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key store with the server's private key. */
    static KeyStore serverKeyStore() {
        return keyStore("server", serverKey(), certificate("cert_sjc.pem"));
    }

    /** A JKS: a PKCS #12 takes thousands of rounds of key derivation each time that its key is used. */
    private static KeyStore keyStore(String alias, PrivateKey key, X509Certificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry(alias, key, password(), new X509Certificate[] {certificate});
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A P12 whose private key has a password of its own. */
    static byte[] p12WithKeyPassword(String keyPassword) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("merchant", key(), keyPassword.toCharArray(), new X509Certificate[] {certificate()});
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a verification has to be told. */
    static Map<String, Object> expected(Object... more) {
        try {
            Map<String, Object> options = map(more);
            options.put("expected_certificate", Base64.getEncoder().encodeToString(certificate().getEncoded()));
            return options;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    static Map<String, String> fields(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    static Map<String, String> sampleFields() {
        return fields("merchantID", "testmid_oracle", "merchantReferenceCode", "ref1", "ccAuthService_run", "true",
                "billTo_firstName", "J\u00f6rg & <Co>", "purchaseTotals_grandTotalAmount", "10.00");
    }
}
