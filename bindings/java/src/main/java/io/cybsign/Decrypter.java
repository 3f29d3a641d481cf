package io.cybsign;

/** Decrypts with a private key that lives elsewhere; see {@link Signer}. */
@FunctionalInterface
public interface Decrypter {
    /** What a {@link Decrypter} is asked for. */
    enum Algorithm {
        /** RSAES-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017, section 7.1). */
        RSA_OAEP_SHA1,
        /** RSAES-PKCS1-v1_5 (RFC 8017, section 7.2). */
        RSA_PKCS1
    }

    /**
     * Decrypts an RSA cipher text.
     *
     * @param algorithm the key transport algorithm
     * @param ciphertext the cipher text
     * @return the plain text
     * @throws Exception for any failure; it becomes the cause of the exception that the caller gets
     */
    byte[] decrypt(Algorithm algorithm, byte[] ciphertext) throws Exception;
}
