//! The digests of key files, and HMAC with any of them.

use openssl::hash::{Hasher, MessageDigest};
use zeroize::Zeroizing;

use crate::crypto::library::{failed, init, ErrorMark};
use crate::error::Result;

/// A digest that key files use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    name: &'static str,
    openssl: &'static str,
    len: usize,
}

macro_rules! digests {
    ($($(#[$doc:meta])* $constant:ident: $name:literal, $openssl:literal, $len:literal;)*) => {
        impl Digest {
            $($(#[$doc])* pub const $constant: Digest = Digest { name: $name, openssl: $openssl, len: $len };)*
        }
    };
}

digests! {
    /// MD5, of traditional PEM encryption and PBES1.
    MD5: "MD5", "MD5", 16;
    /// SHA-1.
    SHA1: "SHA-1", "SHA1", 20;
    /// SHA-224.
    SHA224: "SHA-224", "SHA224", 28;
    /// SHA-256.
    SHA256: "SHA-256", "SHA256", 32;
    /// SHA-384.
    SHA384: "SHA-384", "SHA384", 48;
    /// SHA-512.
    SHA512: "SHA-512", "SHA512", 64;
    /// SHA-512/224.
    SHA512_224: "SHA-512/224", "SHA512-224", 28;
    /// SHA-512/256.
    SHA512_256: "SHA-512/256", "SHA512-256", 32;
    /// SHA3-224.
    SHA3_224: "SHA3-224", "SHA3-224", 28;
    /// SHA3-256.
    SHA3_256: "SHA3-256", "SHA3-256", 32;
    /// SHA3-384.
    SHA3_384: "SHA3-384", "SHA3-384", 48;
    /// SHA3-512.
    SHA3_512: "SHA3-512", "SHA3-512", 64;
    /// BLAKE2s-256.
    BLAKE2S_256: "BLAKE2s-256", "BLAKE2S-256", 32;
    /// BLAKE2b-512.
    BLAKE2B_512: "BLAKE2b-512", "BLAKE2B-512", 64;
}

impl Digest {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The length of its output.
    pub fn output_len(self) -> usize {
        self.len
    }

    pub(in crate::crypto) fn openssl(self) -> Result<MessageDigest> {
        init()?;
        MessageDigest::from_name(self.openssl).ok_or_else(|| failed(&format!("OpenSSL has no {}", self.name)))
    }

    /// The digest of some parts, one after another.
    pub fn hash(self, parts: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>> {
        let _errors = ErrorMark::new();
        let run = || {
            let mut hasher = Hasher::new(self.openssl().ok()?).ok()?;
            parts.iter().try_for_each(|part| hasher.update(part)).ok()?;
            Some(Zeroizing::new(hasher.finish().ok()?.to_vec()))
        };
        run().ok_or_else(|| failed("a digest could not be made"))
    }

    /// HMAC (RFC 2104).
    pub fn hmac(self, key: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let block = self.openssl()?.block_size();
        let mut padded = Zeroizing::new(vec![0u8; block]);
        if key.len() > block {
            let hashed = self.hash(&[key])?;
            padded[..hashed.len()].copy_from_slice(&hashed);
        } else {
            padded[..key.len()].copy_from_slice(key);
        }
        let pad = |byte: u8| Zeroizing::new(padded.iter().map(|key| key ^ byte).collect::<Vec<u8>>());
        let inner = self.hash(&[&pad(0x36), data])?;
        self.hash(&[&pad(0x5c), &inner])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digest_is_there_and_has_its_length() {
        for digest in [
            Digest::MD5,
            Digest::SHA1,
            Digest::SHA224,
            Digest::SHA256,
            Digest::SHA384,
            Digest::SHA512,
            Digest::SHA512_224,
            Digest::SHA512_256,
            Digest::SHA3_224,
            Digest::SHA3_256,
            Digest::SHA3_384,
            Digest::SHA3_512,
            Digest::BLAKE2S_256,
            Digest::BLAKE2B_512,
        ] {
            assert_eq!(digest.hash(&[b"a", b"b"]).unwrap().len(), digest.output_len(), "{}", digest.name());
        }
    }

    #[test]
    fn hmac_agrees_with_ring() {
        for length in [0, 1, 63, 64, 65, 200] {
            let key = vec![7u8; length];
            let expected = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key), b"data");
            assert_eq!(Digest::SHA256.hmac(&key, b"data").unwrap().as_slice(), expected.as_ref());
        }
    }
}
