package io.cybsign;

/**
 * Signs with a private key that lives elsewhere: in an HSM, a key service, another process or a JCA provider.
 *
 * <p>It may be called from several threads at once, on whatever thread signs a message.
 */
@FunctionalInterface
public interface Signer {
    /** What a {@link Signer} is asked for. */
    enum Algorithm {
        /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2). */
        RSA_PKCS1_SHA256
    }

    /**
     * Signs a digest.
     *
     * @param algorithm the signature algorithm
     * @param digest the digest: 32 bytes for SHA-256. The DigestInfo has still to be put around it
     * @return the bare signature, as long as the key's modulus
     * @throws Exception for any failure; it becomes the cause of the {@link CryptoException} that the caller gets
     */
    byte[] sign(Algorithm algorithm, byte[] digest) throws Exception;
}
