//! RSA private keys: loading, signing, decrypting.

use foreign_types::ForeignType;
use once_cell::sync::OnceCell;
use openssl::bn::BigNumRef;
use openssl::pkey::{PKey, Private};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Rsa, RsaPrivateKeyBuilder, RsaRef};
use zeroize::Zeroizing;

use super::algorithm::{RsaAlgorithm, MAX_BITS};
use super::public::{spki, PublicKey};
use crate::crypto::library::{unreadable_key, ErrorMark};
use crate::crypto::sys;
use crate::der::{tag, Reader};
use crate::error::{Error, Result, CYBSIGN_E_KEY_KIND, CYBSIGN_E_MESSAGE, CYBSIGN_E_SIGN, CYBSIGN_E_UNSUPPORTED};
use crate::secret::SecretBytes;

/// Loads an RSAPrivateKey (PKCS #1, RFC 8017, appendix A.1.2).
pub(in crate::crypto) fn load(der: &[u8]) -> Result<PKey<Private>> {
    let _errors = ErrorMark::new();
    if Reader::new(der).sequence()?.expect(tag::INTEGER)?.unsigned()? != 0 {
        return Err(Error::new(CYBSIGN_E_KEY_KIND, "RSA keys with more than two primes are not supported"));
    }
    let rsa = Rsa::private_key_from_der(der).map_err(|_| unreadable_key())?;
    // A number that is longer than the modulus is no part of a key, but it could keep us busy for hours.
    let bits = rsa.n().num_bits();
    let fits = |number: Option<&BigNumRef>| number.is_none_or(|number| number.num_bits() <= bits);
    let parts = [rsa.p(), rsa.q(), rsa.dmp1(), rsa.dmq1(), rsa.iqmp(), Some(rsa.d()), Some(rsa.e())];
    if !parts.into_iter().all(fits) {
        return Err(unreadable_key());
    }
    let rsa = if has_primes(&rsa) { Some(rsa) } else { without_primes(&rsa) };
    rsa.and_then(|rsa| PKey::from_rsa(rsa).ok()).ok_or_else(unreadable_key)
}

/// Some programs write zeros where the primes belong, and what is computed from them.
fn has_primes(rsa: &RsaRef<Private>) -> bool {
    rsa.p().is_some_and(|prime| prime.num_bits() > 0)
}

/// The key by modulus and exponents alone, which is all that it takes: it works, three to four times slower.
fn without_primes(rsa: &RsaRef<Private>) -> Option<Rsa<Private>> {
    let number = |number: &BigNumRef| number.to_owned().ok();
    Some(RsaPrivateKeyBuilder::new(number(rsa.n())?, number(rsa.e())?, number(rsa.d())?).ok()?.build())
}

/// The signature that is made in advance when a key is loaded: that of Simple Order, SCMP and JWTs.
const USUAL: RsaAlgorithm = RsaAlgorithm::RsassaPkcs1Sha256;

/// An RSA private key, ready to sign and decrypt. Any thread may use it; after an algorithm's first use there is no lock.
pub struct SigningKey {
    key: PKey<Private>,
    /// Bytes of the modulus.
    size: usize,
    /// What every signature works on a copy of, for each of [`RsaAlgorithm::SIGNING`] that has been used.
    templates: [OnceCell<PkeyCtx<Private>>; 6],
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<SigningKey>()
};

impl SigningKey {
    /// Makes the key ready. A key's first signature is slower than the others, so it is made here.
    pub(in crate::crypto) fn new(key: PKey<Private>) -> Result<SigningKey> {
        if key.bits() > MAX_BITS {
            let message = format!("the RSA key has {} bits; keys up to {MAX_BITS} bits are supported", key.bits());
            return Err(Error::new(CYBSIGN_E_KEY_KIND, message));
        }
        let key = SigningKey { size: key.size(), key, templates: Default::default() };
        let signature = key.sign(USUAL, &[0; 32]).map_err(|_| unreadable_key())?;
        // Signatures that are computed by primes are checked by OpenSSL; without them nothing has checked the exponent yet.
        let is_checked = key.key.rsa().is_ok_and(|rsa| has_primes(&rsa));
        if !is_checked && !PublicKey::from_spki(&spki(&key.key)?)?.verify(USUAL, &[0; 32], &signature) {
            return Err(unreadable_key());
        }
        Ok(key)
    }

    /// Signs a digest. The result has the length of the modulus.
    ///
    /// Errors: those of [`RsaAlgorithm::check_signing`]; `CYBSIGN_E_SIGN` if the key can't make the signature (PSS with a
    /// long digest needs a longer key than 1024 bits).
    pub fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        algorithm.check_signing(digest)?;
        let template = self.template(algorithm)?;
        let mut signature = Vec::new();
        signature.try_reserve_exact(self.size).map_err(|_| sign_failed())?;
        signature.resize(self.size, 0);
        // SAFETY: the template is live and set up, and is only read: the function takes it const and counts references
        // atomically.
        let copy = unsafe { sys::EVP_PKEY_CTX_dup(template.as_ptr()) };
        if copy.is_null() {
            return Err(sign_failed());
        }
        // SAFETY: `copy` is a fresh context that nobody else owns.
        let mut copy: PkeyCtx<Private> = unsafe { PkeyCtx::from_ptr(copy) };
        match copy.sign(digest, Some(&mut signature)) {
            Ok(written) if written == self.size => Ok(signature),
            _ => Err(sign_failed()),
        }
    }

    fn template(&self, algorithm: RsaAlgorithm) -> Result<&PkeyCtx<Private>> {
        let at = RsaAlgorithm::SIGNING.iter().position(|one| *one == algorithm);
        let template = at.and_then(|at| self.templates.get(at)).ok_or_else(sign_failed)?;
        template.get_or_try_init(|| {
            let _errors = ErrorMark::new();
            let prepare = || {
                let mut context = PkeyCtx::new(&self.key).ok()?;
                context.sign_init().ok()?;
                algorithm.set_up(&mut context)?;
                Some(context)
            };
            prepare().ok_or_else(sign_failed)
        })
    }

    /// Decrypts what was encrypted to the key, such as a content key.
    ///
    /// RSAES-PKCS1-v1_5 with a wrong padding gives random bytes and no error, so that nobody can ask it questions; where
    /// OpenSSL is too old for that, it is `CYBSIGN_E_UNSUPPORTED`, as is an algorithm that signs. What can't be decrypted
    /// otherwise is `CYBSIGN_E_MESSAGE`.
    pub fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes> {
        if algorithm.signed_digest().is_some() {
            return Err(algorithm.refuse("decrypt"));
        }
        let _errors = ErrorMark::new();
        if algorithm == RsaAlgorithm::RsaesPkcs1 && !rejects_implicitly() {
            return Err(Error::new(
                CYBSIGN_E_UNSUPPORTED,
                "RSA 1.5 decryption needs OpenSSL 3.2 or later: use a build with the feature vendored",
            ));
        }
        let run = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.decrypt_init().ok()?;
            algorithm.set_up(&mut context)?;
            let mut plain = Zeroizing::new(vec![0u8; self.size]);
            let written = context.decrypt(ciphertext, Some(&mut plain)).ok()?;
            plain.truncate(written);
            Some(SecretBytes::new(std::mem::take(&mut *plain)))
        };
        run().ok_or_else(|| {
            Error::new(
                CYBSIGN_E_MESSAGE,
                "the content key can't be decrypted: it was encrypted to another certificate, or changed",
            )
        })
    }
}

fn sign_failed() -> Error {
    Error::new(CYBSIGN_E_SIGN, "the private key could not make the signature")
}

/// Whether RSA 1.5 decryption gives random bytes for a wrong padding.
fn rejects_implicitly() -> bool {
    openssl::version::number() >= 0x3020_0000
}
