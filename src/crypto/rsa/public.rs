//! RSA public keys: verifying, encrypting.

use openssl::bn::{BigNum, BigNumRef};
use openssl::pkey::{PKey, Private, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Rsa;

use super::algorithm::{RsaAlgorithm, MAX_BITS};
use crate::crypto::library::{failed, init, ErrorMark};
use crate::der::{oid, strip_zeros, tag, Reader, Writer};
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_KEY_KIND};

/// An RSA public key.
pub struct PublicKey {
    key: PKey<Public>,
    size: usize,
}

impl PublicKey {
    /// From a SubjectPublicKeyInfo in DER, as it stands in a certificate. A key of another kind, or of over 8192 bits, is
    /// `CYBSIGN_E_KEY_KIND`.
    pub fn from_spki(spki: &[u8]) -> Result<PublicKey> {
        init()?;
        let _errors = ErrorMark::new();
        let (n, e) = numbers(spki).ok_or_else(|| Error::new(CYBSIGN_E_KEY_KIND, "the public key is not an RSA key"))?;
        let number = |bytes: &[u8]| BigNum::from_slice(bytes);
        let build = || PKey::from_rsa(Rsa::from_public_components(number(n).ok()?, number(e).ok()?).ok()?).ok();
        let key = build().ok_or_else(|| Error::new(CYBSIGN_E_DER, "the public key can't be read"))?;
        if key.bits() > MAX_BITS {
            let message = format!("the RSA key has {} bits; keys up to {MAX_BITS} bits are supported", key.bits());
            return Err(Error::new(CYBSIGN_E_KEY_KIND, message));
        }
        Ok(PublicKey { size: key.size(), key })
    }

    /// Bytes of the modulus, and of every signature.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the signature over this digest is good. A digest or a signature of another length than it must have is not,
    /// nor is an algorithm that signs nothing.
    pub fn verify(&self, algorithm: RsaAlgorithm, digest: &[u8], signature: &[u8]) -> bool {
        let has_length = algorithm.signed_digest().is_some_and(|signed| digest.len() == signed.output_len());
        if !has_length || signature.len() != self.size {
            return false;
        }
        let _errors = ErrorMark::new();
        let run = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.verify_init().ok()?;
            algorithm.set_up(&mut context)?;
            context.verify(digest, signature).ok()
        };
        run() == Some(true)
    }

    /// Encrypts a content key, or anything else that is short enough. An algorithm that signs is `CYBSIGN_E_UNSUPPORTED`.
    pub fn encrypt(&self, algorithm: RsaAlgorithm, plain: &[u8]) -> Result<Vec<u8>> {
        if algorithm.signed_digest().is_some() {
            return Err(algorithm.refuse("encrypt"));
        }
        let _errors = ErrorMark::new();
        let run = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.encrypt_init().ok()?;
            algorithm.set_up(&mut context)?;
            let mut encrypted = Vec::new();
            context.encrypt_to_vec(plain, &mut encrypted).ok()?;
            Some(encrypted)
        };
        run().ok_or_else(|| failed("a content key could not be encrypted"))
    }
}

/// The SubjectPublicKeyInfo of an RSA key (RFC 3279, section 2.3.1).
pub(in crate::crypto) fn spki(key: &PKey<Private>) -> Result<Vec<u8>> {
    let rsa = key.rsa().map_err(|_| failed("a public key could not be written"))?;
    let mut writer = Writer::new();
    writer.sequence(|info| {
        info.sequence(|algorithm| {
            algorithm.oid(oid::RSA_ENCRYPTION);
            algorithm.null();
        });
        info.bit_string(|bits| {
            bits.sequence(|numbers| {
                numbers.integer(&rsa.n().to_vec());
                numbers.integer(&rsa.e().to_vec());
            });
        });
    });
    Ok(writer.finish().to_vec())
}

/// Whether this SubjectPublicKeyInfo is the public half of an RSA key.
pub(in crate::crypto) fn is_public_half(key: &PKey<Private>, spki: &[u8]) -> bool {
    let is = |number: &BigNumRef, bytes: &[u8]| number.to_vec() == strip_zeros(bytes);
    numbers(spki).is_some_and(|(n, e)| key.rsa().is_ok_and(|rsa| is(rsa.n(), n) && is(rsa.e(), e)))
}

/// Modulus and exponent of an RSA SubjectPublicKeyInfo.
fn numbers(spki: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut info = Reader::new(spki).sequence().ok()?;
    if info.sequence().ok()?.expect(tag::OID).ok()?.body != oid::RSA_ENCRYPTION {
        return None;
    }
    let bits = info.expect(tag::BIT_STRING).ok()?.body;
    let mut numbers = Reader::new(bits.strip_prefix(&[0])?).sequence().ok()?;
    let n = numbers.expect(tag::INTEGER).ok()?.body;
    let e = numbers.expect(tag::INTEGER).ok()?.body;
    Some((n, e))
}
