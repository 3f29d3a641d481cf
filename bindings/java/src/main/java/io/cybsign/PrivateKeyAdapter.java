package io.cybsign;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Signs and decrypts with a key of the Java Cryptography Architecture, wherever its provider keeps it. */
final class PrivateKeyAdapter implements Signer, Decrypter {
    /** The DER of id-sha256's OID but for its last number, which tells the digests of SHA-2 apart (RFC 8017, appendix B.1). */
    private static final byte[] SHA_2 = {0x60, (byte) 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02};

    private final PrivateKey key;

    PrivateKeyAdapter(PrivateKey key) {
        this.key = key;
    }

    @Override
    public byte[] sign(RsaAlgorithm algorithm, byte[] digest) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("NONEwithRSA");
        signature.initSign(key);
        signature.update(digestInfo(sha2Number(algorithm), digest));
        return signature.sign();
    }

    private static int sha2Number(RsaAlgorithm algorithm) {
        switch (algorithm) {
            case RSASSA_PKCS1_SHA256:
                return 1;
            case RSASSA_PKCS1_SHA384:
                return 2;
            case RSASSA_PKCS1_SHA512:
                return 3;
            default:
                // The JCA's PSS takes the message, of which only the digest is here.
                throw new UnsupportedOperationException("a PrivateKey can't make " + algorithm + "; give a Signer that can");
        }
    }

    /** The DER of a DigestInfo (RFC 8017, section 9.2, note 1). */
    private static byte[] digestInfo(int sha2Number, byte[] digest) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        write(der, 0x30, 17 + digest.length, 0x30, 13, 0x06, SHA_2.length + 1);
        der.write(SHA_2, 0, SHA_2.length);
        write(der, sha2Number, 0x05, 0, 0x04, digest.length);
        der.write(digest, 0, digest.length);
        return der.toByteArray();
    }

    private static void write(ByteArrayOutputStream der, int... bytes) {
        for (int b : bytes) {
            der.write(b);
        }
    }

    @Override
    public byte[] decrypt(RsaAlgorithm algorithm, byte[] ciphertext) throws GeneralSecurityException {
        switch (algorithm) {
            case RSAES_PKCS1:
                return decrypted(Cipher.getInstance("RSA/ECB/PKCS1Padding"), null, ciphertext);
            case RSAES_OAEP_SHA1:
                return decrypted(Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding"), oaep(MGF1ParameterSpec.SHA1), ciphertext);
            case RSAES_OAEP_SHA256:
                return decrypted(Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding"), oaep(MGF1ParameterSpec.SHA256), ciphertext);
            default:
                throw new UnsupportedOperationException(algorithm + " does not decrypt");
        }
    }

    /** With nothing said, the JDK takes MGF1 with SHA-1 whatever the digest is. */
    private static OAEPParameterSpec oaep(MGF1ParameterSpec digest) {
        return new OAEPParameterSpec(digest.getDigestAlgorithm(), "MGF1", digest, PSource.PSpecified.DEFAULT);
    }

    private byte[] decrypted(Cipher cipher, OAEPParameterSpec parameters, byte[] ciphertext) throws GeneralSecurityException {
        if (parameters == null) {
            cipher.init(Cipher.DECRYPT_MODE, key);
        } else {
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
        }
        return cipher.doFinal(ciphertext);
    }
}
