package io.cybsign;

/** Decrypts with a private key that lives elsewhere; see {@link Signer}. */
@FunctionalInterface
public interface Decrypter {
    /**
     * Decrypts an RSA cipher text.
     *
     * @param algorithm one of {@code RSAES_…}. Throw for one that you do not know
     * @param ciphertext the cipher text
     * @return the plain text
     * @throws Exception for any failure; it becomes the cause of the exception that the caller gets
     */
    byte[] decrypt(RsaAlgorithm algorithm, byte[] ciphertext) throws Exception;
}
