"""The RSA operations that a key which lives elsewhere is asked for."""

import enum


class RsaAlgorithm(enum.IntEnum):
    """An RSA operation, by its name in RFC 8017. MGF1 uses the same digest, and a PSS salt is as long as the digest."""

    #: Signing a digest, section 8.2. Simple Order asks for this one.
    RSASSA_PKCS1_SHA256 = 1
    RSASSA_PKCS1_SHA384 = 2
    RSASSA_PKCS1_SHA512 = 3
    #: Signing a digest, section 8.1.
    RSASSA_PSS_SHA256 = 4
    RSASSA_PSS_SHA384 = 5
    RSASSA_PSS_SHA512 = 6
    #: Decrypting, section 7.2.
    RSAES_PKCS1 = 11
    #: Decrypting, section 7.1.
    RSAES_OAEP_SHA1 = 12
    RSAES_OAEP_SHA256 = 13
