package io.cybsign;

/**
 * What a {@link Signer} or a {@link Decrypter} is asked for, by the names of RFC 8017. A mask generation function (MGF1) has the
 * same digest.
 */
public enum RsaAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256 (section 8.2). The digest has 32 bytes. */
    RSASSA_PKCS1_SHA256(1),
    /** RSASSA-PKCS1-v1_5 with SHA-384 (section 8.2). The digest has 48 bytes. */
    RSASSA_PKCS1_SHA384(2),
    /** RSASSA-PKCS1-v1_5 with SHA-512 (section 8.2). The digest has 64 bytes. */
    RSASSA_PKCS1_SHA512(3),
    /** RSASSA-PSS with SHA-256 and a salt of 32 bytes (section 8.1). The digest has 32 bytes. */
    RSASSA_PSS_SHA256(4),
    /** RSASSA-PSS with SHA-384 and a salt of 48 bytes (section 8.1). The digest has 48 bytes. */
    RSASSA_PSS_SHA384(5),
    /** RSASSA-PSS with SHA-512 and a salt of 64 bytes (section 8.1). The digest has 64 bytes. */
    RSASSA_PSS_SHA512(6),
    /** RSAES-PKCS1-v1_5 (section 7.2). */
    RSAES_PKCS1(11),
    /** RSAES-OAEP with SHA-1 (section 7.1). */
    RSAES_OAEP_SHA1(12),
    /** RSAES-OAEP with SHA-256 (section 7.1). */
    RSAES_OAEP_SHA256(13);

    private final int number;

    RsaAlgorithm(int number) {
        this.number = number;
    }

    /** The number by which the native side knows it. */
    int number() {
        return number;
    }

    static RsaAlgorithm of(int number) {
        for (RsaAlgorithm algorithm : values()) {
            if (algorithm.number == number) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("there is no RSA algorithm " + number);
    }
}
