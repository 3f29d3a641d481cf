package io.cybsign;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import javax.crypto.Cipher;

/** Signs and decrypts with a key of the Java Cryptography Architecture, wherever its provider keeps it. */
final class PrivateKeyAdapter implements Signer, Decrypter {
    /** The DER of a DigestInfo for SHA-256 up to the digest (RFC 8017, section 9.2, note 1). */
    private static final byte[] DIGEST_INFO_SHA256 = {
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, (byte) 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20
    };

    private final PrivateKey key;

    PrivateKeyAdapter(PrivateKey key) {
        this.key = key;
    }

    @Override
    public byte[] sign(Signer.Algorithm algorithm, byte[] digest) throws GeneralSecurityException {
        ByteArrayOutputStream digestInfo = new ByteArrayOutputStream();
        digestInfo.write(DIGEST_INFO_SHA256, 0, DIGEST_INFO_SHA256.length);
        digestInfo.write(digest, 0, digest.length);
        Signature signature = Signature.getInstance("NONEwithRSA");
        signature.initSign(key);
        signature.update(digestInfo.toByteArray());
        return signature.sign();
    }

    @Override
    public byte[] decrypt(Decrypter.Algorithm algorithm, byte[] ciphertext) throws GeneralSecurityException {
        boolean oaep = algorithm == Decrypter.Algorithm.RSA_OAEP_SHA1;
        Cipher cipher = Cipher.getInstance(oaep ? "RSA/ECB/OAEPWithSHA-1AndMGF1Padding" : "RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(ciphertext);
    }
}
