//! The digests of messages and signatures, by ring: OpenSSL's share a counter between threads, so that two threads are no
//! faster than one.
//!
//! Key files have digests of their own ([`super::legacy::Digest`]).

use std::ops::Deref;

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};

/// A digest (FIPS 180-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// SHA-1, for what is old or no signature.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// The output of a [`Digest`]; it allocates nothing.
#[derive(Clone, Copy)]
pub struct Hash(ring::digest::Digest);

impl Digest {
    /// Bytes of the output.
    pub fn output_len(self) -> usize {
        self.ring().output_len()
    }

    /// The digest of some parts, one after another.
    pub fn hash(self, parts: &[&[u8]]) -> Hash {
        let mut context = Context::new(self.ring());
        parts.iter().for_each(|part| context.update(part));
        Hash(context.finish())
    }

    fn ring(self) -> &'static ring::digest::Algorithm {
        match self {
            Digest::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
            Digest::Sha256 => &SHA256,
            Digest::Sha384 => &SHA384,
            Digest::Sha512 => &SHA512,
        }
    }
}

impl Deref for Hash {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

/// SHA-256 of some parts, one after another.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = [0; 32];
    digest.copy_from_slice(&Digest::Sha256.hash(parts));
    digest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hex::hex;

    /// The examples "abc" of FIPS 180-4 (csrc.nist.gov, Example Algorithms).
    #[test]
    fn they_give_the_published_values() {
        for (digest, value) in [
            (Digest::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (Digest::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                Digest::Sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            ),
            (
                Digest::Sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ] {
            assert_eq!(hex(&digest.hash(&[b"a", b"", b"bc"])), value);
            assert_eq!(digest.output_len(), value.len() / 2);
        }
        assert_eq!(sha256(&[b"ab", b"c"])[..], *Digest::Sha256.hash(&[b"abc"]));
    }
}
