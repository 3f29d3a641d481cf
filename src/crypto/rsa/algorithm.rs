//! What an RSA key is asked to do: scheme and digest.

use openssl::md::{Md, MdRef};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::sign::RsaPssSaltlen;

use crate::crypto::digest::Digest;
use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_UNSUPPORTED};

/// A signature with a longer key takes seconds: whoever makes us load one wants our time.
pub(super) const MAX_BITS: u32 = 8192;

/// An RSA algorithm: the scheme (RFC 8017, sections 7 and 8) and its digest.
///
/// A mask generation function (MGF1) has the same digest, and a PSS salt has the digest's length: nobody uses them otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-1: old signatures are verified, none are made.
    RsassaPkcs1Sha1,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (JOSE: RS256).
    RsassaPkcs1Sha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384 (JOSE: RS384).
    RsassaPkcs1Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512 (JOSE: RS512).
    RsassaPkcs1Sha512,
    /// RSASSA-PSS with SHA-256 (JOSE: PS256).
    RsassaPssSha256,
    /// RSASSA-PSS with SHA-384 (JOSE: PS384).
    RsassaPssSha384,
    /// RSASSA-PSS with SHA-512 (JOSE: PS512).
    RsassaPssSha512,
    /// RSAES-PKCS1-v1_5.
    RsaesPkcs1,
    /// RSAES-OAEP with SHA-1.
    RsaesOaepSha1,
    /// RSAES-OAEP with SHA-256.
    RsaesOaepSha256,
}

use RsaAlgorithm::*;

impl RsaAlgorithm {
    /// Those that a private key signs with, in the order of their numbers.
    pub const SIGNING: [RsaAlgorithm; 6] =
        [RsassaPkcs1Sha256, RsassaPkcs1Sha384, RsassaPkcs1Sha512, RsassaPssSha256, RsassaPssSha384, RsassaPssSha512];

    /// Those that a private key decrypts with, in the order of their numbers.
    pub const DECRYPTING: [RsaAlgorithm; 3] = [RsaesPkcs1, RsaesOaepSha1, RsaesOaepSha256];

    /// The number by which callbacks know it (`CYBSIGN_RSA…` of the header): 1 to 6 sign, 11 to 13 decrypt. SHA-1
    /// signatures, which no callback is asked for, have 0.
    pub fn number(self) -> i32 {
        match self {
            RsassaPkcs1Sha1 => 0,
            RsassaPkcs1Sha256 => 1,
            RsassaPkcs1Sha384 => 2,
            RsassaPkcs1Sha512 => 3,
            RsassaPssSha256 => 4,
            RsassaPssSha384 => 5,
            RsassaPssSha512 => 6,
            RsaesPkcs1 => 11,
            RsaesOaepSha1 => 12,
            RsaesOaepSha256 => 13,
        }
    }

    /// The algorithm of a callback's number; `None` for 0 and every other that is none.
    pub fn from_number(number: i32) -> Option<RsaAlgorithm> {
        let mut all = RsaAlgorithm::SIGNING.into_iter().chain(RsaAlgorithm::DECRYPTING);
        all.find(|algorithm| algorithm.number() == number)
    }

    /// Its name in the words of RFC 8017.
    pub fn name(self) -> &'static str {
        match self {
            RsassaPkcs1Sha1 => "RSASSA-PKCS1-v1_5 with SHA-1",
            RsassaPkcs1Sha256 => "RSASSA-PKCS1-v1_5 with SHA-256",
            RsassaPkcs1Sha384 => "RSASSA-PKCS1-v1_5 with SHA-384",
            RsassaPkcs1Sha512 => "RSASSA-PKCS1-v1_5 with SHA-512",
            RsassaPssSha256 => "RSASSA-PSS with SHA-256",
            RsassaPssSha384 => "RSASSA-PSS with SHA-384",
            RsassaPssSha512 => "RSASSA-PSS with SHA-512",
            RsaesPkcs1 => "RSAES-PKCS1-v1_5",
            RsaesOaepSha1 => "RSAES-OAEP with SHA-1",
            RsaesOaepSha256 => "RSAES-OAEP with SHA-256",
        }
    }

    /// The digest that is signed; `None` of an algorithm that encrypts.
    pub fn signed_digest(self) -> Option<Digest> {
        match self {
            RsassaPkcs1Sha1 => Some(Digest::Sha1),
            RsassaPkcs1Sha256 | RsassaPssSha256 => Some(Digest::Sha256),
            RsassaPkcs1Sha384 | RsassaPssSha384 => Some(Digest::Sha384),
            RsassaPkcs1Sha512 | RsassaPssSha512 => Some(Digest::Sha512),
            RsaesPkcs1 | RsaesOaepSha1 | RsaesOaepSha256 => None,
        }
    }

    /// Refuses what can't be signed: an algorithm that only encrypts or verifies is `CYBSIGN_E_UNSUPPORTED`, a digest of
    /// another length than the algorithm's is `CYBSIGN_E_ARGUMENT`.
    pub fn check_signing(self, digest: &[u8]) -> Result<()> {
        let wanted = match self.signed_digest() {
            Some(Digest::Sha1) | None => return Err(self.refuse("make signatures")),
            Some(wanted) => wanted.output_len(),
        };
        if digest.len() == wanted {
            return Ok(());
        }
        let message = format!("{} signs a digest of {wanted} bytes, not of {}", self.name(), digest.len());
        Err(Error::new(CYBSIGN_E_ARGUMENT, message))
    }

    /// The error for an algorithm that is asked for something else than it does.
    pub(super) fn refuse(self, what: &str) -> Error {
        Error::new(CYBSIGN_E_UNSUPPORTED, format!("{} is not used to {what}", self.name()))
            .with("algorithm", self.name())
    }

    /// Sets up a context that has been told what it is for; `None` where OpenSSL refuses.
    pub(super) fn set_up<T>(self, context: &mut PkeyCtx<T>) -> Option<()> {
        match self {
            RsassaPkcs1Sha1 | RsassaPkcs1Sha256 | RsassaPkcs1Sha384 | RsassaPkcs1Sha512 => {
                context.set_rsa_padding(Padding::PKCS1).ok()?;
                context.set_signature_md(md(self.signed_digest()?)).ok()
            }
            RsassaPssSha256 | RsassaPssSha384 | RsassaPssSha512 => {
                let md = md(self.signed_digest()?);
                context.set_rsa_padding(Padding::PKCS1_PSS).ok()?;
                context.set_signature_md(md).ok()?;
                context.set_rsa_mgf1_md(md).ok()?;
                context.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).ok()
            }
            RsaesPkcs1 => context.set_rsa_padding(Padding::PKCS1).ok(),
            RsaesOaepSha1 => set_up_oaep(context, Md::sha1()),
            RsaesOaepSha256 => set_up_oaep(context, Md::sha256()),
        }
    }
}

fn set_up_oaep<T>(context: &mut PkeyCtx<T>, md: &MdRef) -> Option<()> {
    context.set_rsa_padding(Padding::PKCS1_OAEP).ok()?;
    context.set_rsa_oaep_md(md).ok()?;
    context.set_rsa_mgf1_md(md).ok()
}

fn md(digest: Digest) -> &'static MdRef {
    match digest {
        Digest::Sha1 => Md::sha1(),
        Digest::Sha256 => Md::sha256(),
        Digest::Sha384 => Md::sha384(),
        Digest::Sha512 => Md::sha512(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_both_ways() {
        assert_eq!(RsaAlgorithm::SIGNING.map(RsaAlgorithm::number), [1, 2, 3, 4, 5, 6]);
        assert_eq!(RsaAlgorithm::DECRYPTING.map(RsaAlgorithm::number), [11, 12, 13]);
        for algorithm in RsaAlgorithm::SIGNING.into_iter().chain(RsaAlgorithm::DECRYPTING) {
            assert_eq!(RsaAlgorithm::from_number(algorithm.number()), Some(algorithm));
        }
        for number in [i32::MIN, -1, RsassaPkcs1Sha1.number(), 7, 10, 14, i32::MAX] {
            assert_eq!(RsaAlgorithm::from_number(number), None);
        }
    }

    #[test]
    fn only_signatures_of_whole_digests_are_made() {
        assert_eq!(RsassaPssSha384.check_signing(&[0; 48]), Ok(()));
        for (algorithm, len, status) in [
            (RsassaPssSha384, 32, CYBSIGN_E_ARGUMENT),
            (RsassaPkcs1Sha256, 0, CYBSIGN_E_ARGUMENT),
            (RsassaPkcs1Sha256, 33, CYBSIGN_E_ARGUMENT),
            (RsassaPkcs1Sha1, 20, CYBSIGN_E_UNSUPPORTED),
            (RsaesOaepSha256, 32, CYBSIGN_E_UNSUPPORTED),
        ] {
            let error = algorithm.check_signing(&vec![0; len]).unwrap_err();
            assert_eq!(error.status(), status);
            assert!(error.message().starts_with(algorithm.name()), "{error}");
        }
    }
}
