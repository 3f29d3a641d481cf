package io.cybsign;

/**
 * Signs with a private key that lives elsewhere: in an HSM, a key service, another process or a JCA provider.
 *
 * <p>It may be called from several threads at once, on whatever thread signs a message.
 */
@FunctionalInterface
public interface Signer {
    /**
     * Signs a digest.
     *
     * @param algorithm one of {@code RSASSA_…}: Simple Order asks for {@link RsaAlgorithm#RSASSA_PKCS1_SHA256}. Throw for one that you
     *        do not know
     * @param digest the digest, around which a DigestInfo has still to be put for {@code RSASSA_PKCS1_…}
     * @return the bare signature, as long as the key's modulus
     * @throws Exception for any failure; it becomes the cause of the {@link CryptoException} that the caller gets
     */
    byte[] sign(RsaAlgorithm algorithm, byte[] digest) throws Exception;
}
