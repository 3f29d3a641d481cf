//! The one list of object identifiers, with the names by which reports and messages know them.
//!
//! They stand here as their specifications write them; the compiler makes their DER of it.

/// Declares for each identifier a constant with the content of its DER element, and a row of [`LIST`].
macro_rules! identifiers {
    ($($constant:ident $dotted:literal $name:literal;)*) => {
        $(
            #[doc = concat!("`", $dotted, "`: ", $name, ".")]
            pub const $constant: &[u8] = &encoded::<{ encoded_len($dotted) }>($dotted);
        )*

        /// Every identifier: content of its element, dotted numbers, name.
        pub const LIST: &[(&[u8], &str, &str)] = &[$(($constant, $dotted, $name),)*];
    };
}

identifiers! {
    // Attribute types of names (X.520; RFC 4519), named as in RFC 4514, section 3.
    COMMON_NAME "2.5.4.3" "CN";
    SURNAME "2.5.4.4" "SN";
    SERIAL_NUMBER "2.5.4.5" "serialNumber";
    COUNTRY "2.5.4.6" "C";
    LOCALITY "2.5.4.7" "L";
    STATE_OR_PROVINCE "2.5.4.8" "ST";
    STREET "2.5.4.9" "STREET";
    ORGANIZATION "2.5.4.10" "O";
    ORGANIZATIONAL_UNIT "2.5.4.11" "OU";
    TITLE "2.5.4.12" "title";
    GIVEN_NAME "2.5.4.42" "GN";
    USER_ID "0.9.2342.19200300.100.1.1" "UID";
    DOMAIN_COMPONENT "0.9.2342.19200300.100.1.25" "DC";
    EMAIL_ADDRESS "1.2.840.113549.1.9.1" "emailAddress";

    // Extensions (RFC 5280, section 4.2.1).
    BASIC_CONSTRAINTS "2.5.29.19" "basicConstraints";

    // Kinds of keys (RFC 3279, RFC 5480, RFC 8410, RFC 9881, RFC 9935), and a curve.
    RSA_ENCRYPTION "1.2.840.113549.1.1.1" "rsaEncryption";
    EC_PUBLIC_KEY "1.2.840.10045.2.1" "id-ecPublicKey";
    DSA "1.2.840.10040.4.1" "id-dsa";
    DH_KEY_AGREEMENT "1.2.840.113549.1.3.1" "dhKeyAgreement";
    DH_PUBLIC_NUMBER "1.2.840.10046.2.1" "dhpublicnumber";
    X25519 "1.3.101.110" "X25519";
    X448 "1.3.101.111" "X448";
    ED25519 "1.3.101.112" "Ed25519";
    ED448 "1.3.101.113" "Ed448";
    ML_DSA_44 "2.16.840.1.101.3.4.3.17" "ML-DSA-44";
    ML_DSA_65 "2.16.840.1.101.3.4.3.18" "ML-DSA-65";
    ML_DSA_87 "2.16.840.1.101.3.4.3.19" "ML-DSA-87";
    ML_KEM_512 "2.16.840.1.101.3.4.4.1" "ML-KEM-512";
    ML_KEM_768 "2.16.840.1.101.3.4.4.2" "ML-KEM-768";
    ML_KEM_1024 "2.16.840.1.101.3.4.4.3" "ML-KEM-1024";
    SECP521R1 "1.3.132.0.35" "secp521r1";

    // Signatures (RFC 8017, appendix C; RFC 3279; RFC 5758; OIW).
    MD2_WITH_RSA "1.2.840.113549.1.1.2" "md2WithRSAEncryption";
    MD5_WITH_RSA "1.2.840.113549.1.1.4" "md5WithRSAEncryption";
    SHA1_WITH_RSA "1.2.840.113549.1.1.5" "sha1WithRSAEncryption";
    SHA1_WITH_RSA_OIW "1.3.14.3.2.29" "sha1WithRSAEncryption";
    RSASSA_PSS "1.2.840.113549.1.1.10" "RSASSA-PSS";
    SHA256_WITH_RSA "1.2.840.113549.1.1.11" "sha256WithRSAEncryption";
    SHA384_WITH_RSA "1.2.840.113549.1.1.12" "sha384WithRSAEncryption";
    SHA512_WITH_RSA "1.2.840.113549.1.1.13" "sha512WithRSAEncryption";
    SHA224_WITH_RSA "1.2.840.113549.1.1.14" "sha224WithRSAEncryption";
    DSA_WITH_SHA1 "1.2.840.10040.4.3" "dsa-with-SHA1";
    DSA_WITH_SHA256 "2.16.840.1.101.3.4.3.2" "dsa-with-SHA256";
    ECDSA_WITH_SHA1 "1.2.840.10045.4.1" "ecdsa-with-SHA1";
    ECDSA_WITH_SHA256 "1.2.840.10045.4.3.2" "ecdsa-with-SHA256";
    ECDSA_WITH_SHA384 "1.2.840.10045.4.3.3" "ecdsa-with-SHA384";
    ECDSA_WITH_SHA512 "1.2.840.10045.4.3.4" "ecdsa-with-SHA512";

    // Digests (RFC 8017, appendix B.1; NIST; BLAKE2's own).
    MD5 "1.2.840.113549.2.5" "MD5";
    SHA1 "1.3.14.3.2.26" "SHA-1";
    SHA256 "2.16.840.1.101.3.4.2.1" "SHA-256";
    SHA384 "2.16.840.1.101.3.4.2.2" "SHA-384";
    SHA512 "2.16.840.1.101.3.4.2.3" "SHA-512";
    SHA224 "2.16.840.1.101.3.4.2.4" "SHA-224";
    SHA512_224 "2.16.840.1.101.3.4.2.5" "SHA-512/224";
    SHA512_256 "2.16.840.1.101.3.4.2.6" "SHA-512/256";
    SHA3_224 "2.16.840.1.101.3.4.2.7" "SHA3-224";
    SHA3_256 "2.16.840.1.101.3.4.2.8" "SHA3-256";
    SHA3_384 "2.16.840.1.101.3.4.2.9" "SHA3-384";
    SHA3_512 "2.16.840.1.101.3.4.2.10" "SHA3-512";
    BLAKE2B_512 "1.3.6.1.4.1.1722.12.2.1.16" "BLAKE2b-512";
    BLAKE2S_256 "1.3.6.1.4.1.1722.12.2.2.8" "BLAKE2s-256";
    GOST_R3411_94 "1.2.643.2.2.9" "GOST R 34.11-94";
    GOST_R3411_2012_256 "1.2.643.7.1.1.2.2" "GOST R 34.11-2012 (256)";
    GOST_R3411_2012_512 "1.2.643.7.1.1.2.3" "GOST R 34.11-2012 (512)";

    // HMAC as a pseudo-random function (RFC 8018, appendix B.1; NIST; those of IPsec).
    HMAC_SHA1 "1.2.840.113549.2.7" "HMAC-SHA-1";
    HMAC_SHA224 "1.2.840.113549.2.8" "HMAC-SHA-224";
    HMAC_SHA256 "1.2.840.113549.2.9" "HMAC-SHA-256";
    HMAC_SHA384 "1.2.840.113549.2.10" "HMAC-SHA-384";
    HMAC_SHA512 "1.2.840.113549.2.11" "HMAC-SHA-512";
    HMAC_SHA512_224 "1.2.840.113549.2.12" "HMAC-SHA-512/224";
    HMAC_SHA512_256 "1.2.840.113549.2.13" "HMAC-SHA-512/256";
    HMAC_SHA3_224 "2.16.840.1.101.3.4.2.13" "HMAC-SHA3-224";
    HMAC_SHA3_256 "2.16.840.1.101.3.4.2.14" "HMAC-SHA3-256";
    HMAC_SHA3_384 "2.16.840.1.101.3.4.2.15" "HMAC-SHA3-384";
    HMAC_SHA3_512 "2.16.840.1.101.3.4.2.16" "HMAC-SHA3-512";
    HMAC_MD5_IPSEC "1.3.6.1.5.5.8.1.1" "HMAC-MD5";
    HMAC_SHA1_IPSEC "1.3.6.1.5.5.8.1.2" "HMAC-SHA-1";
    HMAC_GOST_R3411_94 "1.2.643.2.2.10" "HMAC-GOST R 34.11-94";

    // Ciphers (RFC 8018, appendix B.2; NIST; NTT; GOST).
    AES_128_CBC "2.16.840.1.101.3.4.1.2" "AES-128-CBC";
    AES_192_CBC "2.16.840.1.101.3.4.1.22" "AES-192-CBC";
    AES_256_CBC "2.16.840.1.101.3.4.1.42" "AES-256-CBC";
    AES_128_GCM "2.16.840.1.101.3.4.1.6" "AES-GCM";
    AES_192_GCM "2.16.840.1.101.3.4.1.26" "AES-GCM";
    AES_256_GCM "2.16.840.1.101.3.4.1.46" "AES-GCM";
    DES_CBC "1.3.14.3.2.7" "DES-CBC";
    DES_EDE3_CBC "1.2.840.113549.3.7" "3DES-CBC";
    RC2_CBC "1.2.840.113549.3.2" "RC2-CBC";
    RC5_CBC "1.2.840.113549.3.9" "RC5-CBC";
    CAMELLIA_128_CBC "1.2.392.200011.61.1.1.1.2" "Camellia-128-CBC";
    CAMELLIA_192_CBC "1.2.392.200011.61.1.1.1.3" "Camellia-192-CBC";
    CAMELLIA_256_CBC "1.2.392.200011.61.1.1.1.4" "Camellia-256-CBC";
    GOST_28147_89 "1.2.643.2.2.21" "GOST 28147-89";

    // Encryption with passwords (RFC 8018, appendix A; RFC 7292, appendix C; RFC 7914; RFC 9579).
    PBE_MD2_DES "1.2.840.113549.1.5.1" "PBE-MD2-DES";
    PBE_MD5_DES "1.2.840.113549.1.5.3" "PBE-MD5-DES";
    PBE_MD2_RC2 "1.2.840.113549.1.5.4" "PBE-MD2-RC2";
    PBE_MD5_RC2 "1.2.840.113549.1.5.6" "PBE-MD5-RC2";
    PBE_SHA1_DES "1.2.840.113549.1.5.10" "PBE-SHA1-DES";
    PBE_SHA1_RC2 "1.2.840.113549.1.5.11" "PBE-SHA1-RC2";
    PBKDF2 "1.2.840.113549.1.5.12" "PBKDF2";
    PBES2 "1.2.840.113549.1.5.13" "PBES2";
    PBMAC1 "1.2.840.113549.1.5.14" "PBMAC1";
    SCRYPT "1.3.6.1.4.1.11591.4.11" "scrypt";
    PKCS12_RC4_128 "1.2.840.113549.1.12.1.1" "PBE-SHA1-RC4-128";
    PKCS12_RC4_40 "1.2.840.113549.1.12.1.2" "PBE-SHA1-RC4-40";
    PKCS12_3DES "1.2.840.113549.1.12.1.3" "PBE-SHA1-3DES";
    PKCS12_2DES "1.2.840.113549.1.12.1.4" "PBE-SHA1-2-key 3DES";
    PKCS12_RC2_128 "1.2.840.113549.1.12.1.5" "PBE-SHA1-RC2-128";
    PKCS12_RC2_40 "1.2.840.113549.1.12.1.6" "PBE-SHA1-RC2-40";

    // Content types of PKCS #7 (RFC 2315) and CMS (RFC 5652).
    DATA "1.2.840.113549.1.7.1" "data";
    SIGNED_DATA "1.2.840.113549.1.7.2" "signedData";
    ENVELOPED_DATA "1.2.840.113549.1.7.3" "envelopedData";
    ENCRYPTED_DATA "1.2.840.113549.1.7.6" "encryptedData";

    // Signed attributes (RFC 5652, section 11) and RSAES-OAEP (RFC 8017, appendix A.2.1).
    CONTENT_TYPE "1.2.840.113549.1.9.3" "contentType";
    MESSAGE_DIGEST "1.2.840.113549.1.9.4" "messageDigest";
    SIGNING_TIME "1.2.840.113549.1.9.5" "signingTime";
    RSAES_OAEP "1.2.840.113549.1.1.7" "RSAES-OAEP";
    MGF1 "1.2.840.113549.1.1.8" "MGF1";

    // Bags of PKCS #12 (RFC 7292, appendix D), and the attributes and types in them (RFC 2985).
    KEY_BAG "1.2.840.113549.1.12.10.1.1" "keyBag";
    SHROUDED_KEY_BAG "1.2.840.113549.1.12.10.1.2" "pkcs8ShroudedKeyBag";
    CERTIFICATE_BAG "1.2.840.113549.1.12.10.1.3" "certBag";
    SAFE_CONTENTS_BAG "1.2.840.113549.1.12.10.1.6" "safeContentsBag";
    FRIENDLY_NAME "1.2.840.113549.1.9.20" "friendlyName";
    LOCAL_KEY_ID "1.2.840.113549.1.9.21" "localKeyID";
    X509_CERTIFICATE "1.2.840.113549.1.9.22.1" "x509Certificate";
}

/// The name of an identifier; `None` if it is not in the list. The body is the content of the DER element.
pub fn name(body: &[u8]) -> Option<&'static str> {
    LIST.iter().find(|(content, _, _)| *content == body).map(|(_, _, name)| *name)
}

/// The name of an identifier, or its dotted numbers.
pub fn shown(body: &[u8]) -> String {
    name(body).map_or_else(|| dotted(body), str::to_owned)
}

/// An object identifier as dotted numbers; an arc over 128 bits is written as `?`.
pub fn dotted(body: &[u8]) -> String {
    let mut text = String::new();
    let mut arc: Option<u128> = Some(0);
    for byte in body.iter().take(256) {
        arc = arc.and_then(|arc| arc.checked_mul(128)).map(|arc| arc | u128::from(byte & 0x7f));
        if byte & 0x80 != 0 {
            continue;
        }
        match arc {
            Some(arc) if text.is_empty() => {
                let first = (arc / 40).min(2);
                text.push_str(&format!("{first}.{}", arc - first * 40));
            }
            Some(arc) => text.push_str(&format!(".{arc}")),
            None => text.push_str(".?"),
        }
        arc = Some(0);
    }
    text
}

/// Bytes of an encoded identifier.
const fn encoded_len(dotted: &str) -> usize {
    let (mut at, mut len) = (0, 0);
    while at < dotted.len() {
        let (arc, next) = next_arc(dotted.as_bytes(), at);
        len += digits(arc);
        at = next;
    }
    len
}

/// The content of an identifier's element (X.690, section 8.19): the first two arcs are one number, and every number is
/// written to the base 128.
const fn encoded<const LEN: usize>(dotted: &str) -> [u8; LEN] {
    let mut content = [0; LEN];
    let (mut at, mut len) = (0, 0);
    while at < dotted.len() {
        let (arc, next) = next_arc(dotted.as_bytes(), at);
        let count = digits(arc);
        let mut digit = 0;
        while digit < count {
            let more = if digit + 1 < count { 0x80 } else { 0 };
            content[len + digit] = more | (arc >> (7 * (count - 1 - digit))) as u8 & 0x7f;
            digit += 1;
        }
        len += count;
        at = next;
    }
    content
}

/// The number that starts here, and where the next one does.
const fn next_arc(dotted: &[u8], at: usize) -> (u32, usize) {
    let (first, next) = number(dotted, at);
    if at > 0 {
        return (first, next);
    }
    let (second, next) = number(dotted, next);
    (40 * first + second, next)
}

const fn number(dotted: &[u8], at: usize) -> (u32, usize) {
    let (mut value, mut end) = (0, at);
    while end < dotted.len() && dotted[end] != b'.' {
        value = value * 10 + (dotted[end] - b'0') as u32;
        end += 1;
    }
    (value, end + 1)
}

/// Digits to the base 128.
const fn digits(arc: u32) -> usize {
    match arc {
        0..=0x7f => 1,
        0x80..=0x3fff => 2,
        0x4000..=0x1f_ffff => 3,
        0x20_0000..=0xfff_ffff => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_arcs_are_one_number_and_large_ones_take_more_bytes() {
        assert_eq!(encoded::<{ encoded_len("2.999") }>("2.999"), [0x88, 0x37]);
        let largest = "1.2.4294967255";
        assert_eq!(dotted(&encoded::<{ encoded_len("1.2.4294967255") }>(largest)), largest);
    }

    #[test]
    fn what_is_not_in_the_list_is_shown_in_numbers() {
        assert_eq!(name(&[0x88, 0x37]), None);
        assert_eq!(shown(&[0x88, 0x37]), "2.999");
        assert_eq!(dotted(&[0x2a, 0x83, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), "1.2.288230376151711743");
        assert_eq!(dotted(&[&[0x2a][..], &[0xff; 20], &[0x7f, 3]].concat()), "1.2.?.3");
    }
}
