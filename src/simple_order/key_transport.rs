//! How the key of an encrypted content is wrapped.

use crate::crypto::rsa::RsaAlgorithm;
use crate::simple_order::names::{RSA_1_5, RSA_OAEP_MGF1P};

/// A key transport of XML Encryption (sections 5.4.1 and 5.4.2).
#[derive(Debug)]
pub(super) struct KeyTransport {
    /// The word of the option `key_transport`.
    pub(super) name: &'static str,
    /// The identifier in EncryptionMethod.
    pub(super) uri: &'static str,
    /// What an RSA key does for it.
    pub(super) algorithm: RsaAlgorithm,
}

/// As the Java SDK wraps keys; the default.
pub(super) const OAEP: &KeyTransport =
    &KeyTransport { name: "rsa-oaep", uri: RSA_OAEP_MGF1P, algorithm: RsaAlgorithm::RsaesOaepSha1 };

/// As the C/C++ SDK wraps keys.
pub(super) const PKCS1: &KeyTransport =
    &KeyTransport { name: "rsa-1_5", uri: RSA_1_5, algorithm: RsaAlgorithm::RsaesPkcs1 };

/// Those that are known.
pub(super) const ALL: [&KeyTransport; 2] = [OAEP, PKCS1];
