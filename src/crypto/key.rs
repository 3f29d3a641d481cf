//! Private and public keys.

use std::ffi::CStr;

use foreign_types::ForeignType;
use openssl::bn::{BigNum, BigNumRef};
use openssl::md::Md;
use openssl::pkey::{Id, PKey, Private, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};

use super::{failed, init, sys, ErrorMark};
use crate::der::{tag, Reader};
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_KEY_KIND, CYBSIGN_E_MESSAGE, CYBSIGN_E_SIGN};
use crate::secret::SecretBytes;

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// A signature with a longer key takes seconds: whoever makes us load one wants our time.
const MAX_RSA_BITS: u32 = 8192;

/// No key of another kind than RSA needs more.
const MAX_OTHER_KEY: usize = 8 << 10;

/// Loading a DSA or DH key computes its public half, so theirs are shorter.
const MAX_DSA_KEY: usize = 2 << 10;
/// DSA, PKCS #3 DH, X9.42 DH.
const COMPUTED: [&[u8]; 3] = [
    &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01],
    &[0x2a, 0x86, 0x48, 0xce, 0x3e, 0x02, 0x01],
];

/// A private key of any kind that OpenSSL knows.
pub struct PrivateKey {
    key: PKey<Private>,
    algorithm: String,
}

/// How the key that signed was asked to: the digest under the PKCS #1 v1.5 signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaDigest {
    /// SHA-1, for old messages only.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// How a content key is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaPadding {
    /// OAEP with SHA-1 and MGF1-SHA-1.
    OaepSha1,
    /// PKCS #1 v1.5.
    Pkcs1,
}

fn unreadable() -> Error {
    Error::new(CYBSIGN_E_DER, "the private key can't be read: it is damaged; export the key again")
}

impl PrivateKey {
    /// From a PrivateKeyInfo (PKCS #8, RFC 5958).
    pub fn from_pkcs8(der: &[u8]) -> Result<PrivateKey> {
        init()?;
        let mut info = Reader::new(der).sequence()?;
        info.expect(tag::INTEGER)?;
        let algorithm = info.sequence()?.expect(tag::OID)?;
        let inner = info.expect(tag::OCTET_STRING)?;
        if algorithm.body == RSA_ENCRYPTION {
            return PrivateKey::from_rsa(inner.body);
        }
        let limit = if COMPUTED.contains(&algorithm.body) { MAX_DSA_KEY } else { MAX_OTHER_KEY };
        if der.len() > limit {
            return Err(unreadable());
        }
        let _errors = ErrorMark::new();
        PrivateKey::wrap(PKey::private_key_from_pkcs8(der).map_err(|_| unreadable())?)
    }

    /// From an RSAPrivateKey (PKCS #1, RFC 8017, appendix A.1.2).
    pub fn from_rsa(der: &[u8]) -> Result<PrivateKey> {
        init()?;
        let _errors = ErrorMark::new();
        if Reader::new(der).sequence()?.expect(tag::INTEGER)?.unsigned()? != 0 {
            return Err(Error::new(CYBSIGN_E_KEY_KIND, "RSA keys with more than two primes are not supported"));
        }
        let rsa = Rsa::private_key_from_der(der).map_err(|_| unreadable())?;
        // A number that is longer than the modulus is no part of a key, but it could keep us busy for hours.
        let bits = rsa.n().num_bits();
        let fits = |number: Option<&BigNumRef>| number.is_none_or(|number| number.num_bits() <= bits);
        let parts = [rsa.p(), rsa.q(), rsa.dmp1(), rsa.dmq1(), rsa.iqmp(), Some(rsa.d()), Some(rsa.e())];
        if !parts.into_iter().all(fits) {
            return Err(unreadable());
        }
        PrivateKey::wrap(PKey::from_rsa(rsa).map_err(|_| unreadable())?)
    }

    /// From an ECPrivateKey (SEC 1, RFC 5915), a DSA key or any other form of DER that says what it is.
    pub fn from_traditional(der: &[u8]) -> Result<PrivateKey> {
        init()?;
        if der.len() > MAX_DSA_KEY {
            return Err(unreadable());
        }
        let _errors = ErrorMark::new();
        PrivateKey::wrap(PKey::private_key_from_der(der).map_err(|_| unreadable())?)
    }

    fn wrap(key: PKey<Private>) -> Result<PrivateKey> {
        // SAFETY: the key is live, and the name that is returned lives as long as it.
        let name = unsafe {
            let name = sys::EVP_PKEY_get0_type_name(key.as_ptr());
            if name.is_null() {
                None
            } else {
                CStr::from_ptr(name).to_str().ok()
            }
        };
        let algorithm = match (key.id(), name) {
            (Id::RSA, _) => "RSA",
            (Id::EC, _) => "EC",
            (Id::DSA, _) => "DSA",
            (_, Some("ED25519")) => "Ed25519",
            (_, Some("ED448")) => "Ed448",
            (_, Some(name)) => name,
            (_, None) => "unknown",
        };
        let algorithm = algorithm.to_owned();
        Ok(PrivateKey { key, algorithm })
    }

    /// The kind of key: `RSA`, `EC`, `Ed25519`…
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// The length of the key.
    pub fn bits(&self) -> u32 {
        self.key.bits()
    }

    /// Whether it is a plain RSA key.
    pub fn is_rsa(&self) -> bool {
        self.key.id() == Id::RSA
    }

    /// The public half as a SubjectPublicKeyInfo in DER.
    pub fn spki(&self) -> Result<Vec<u8>> {
        let _errors = ErrorMark::new();
        self.key.public_key_to_der().map_err(|_| failed("a public key could not be written"))
    }

    /// Whether this SubjectPublicKeyInfo is the public half.
    pub fn matches(&self, spki: &[u8]) -> bool {
        let _errors = ErrorMark::new();
        match (self.is_rsa(), rsa_numbers(spki)) {
            (true, Some((n, e))) => self.key.rsa().is_ok_and(|rsa| is(rsa.n(), n) && is(rsa.e(), e)),
            (true, None) => false,
            _ => {
                spki.len() <= MAX_OTHER_KEY
                    && PKey::public_key_from_der(spki).is_ok_and(|public| self.key.public_eq(&public))
            }
        }
    }

    /// The key made ready to sign and decrypt. The first signature is slower than the others, so it is made here.
    pub fn into_signing_key(self) -> Result<SigningKey> {
        if !self.is_rsa() {
            let message = format!("CyberSource signatures need an RSA key, this one is {}", self.algorithm);
            return Err(Error::new(CYBSIGN_E_KEY_KIND, message).with("algorithm", self.algorithm));
        }
        if self.bits() > MAX_RSA_BITS {
            let message = format!("the RSA key has {} bits; keys up to {MAX_RSA_BITS} bits are supported", self.bits());
            return Err(Error::new(CYBSIGN_E_KEY_KIND, message));
        }
        let _errors = ErrorMark::new();
        let prepare = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.sign_init().ok()?;
            context.set_rsa_padding(Padding::PKCS1).ok()?;
            context.set_signature_md(Md::sha256()).ok()?;
            Some(context)
        };
        let context = prepare().ok_or_else(unreadable)?;
        let key = SigningKey { context, size: self.key.size(), key: self.key };
        key.sign_sha256(&[0; 32]).map_err(|_| unreadable())?;
        Ok(key)
    }
}

/// An RSA private key that is set up to sign with PKCS #1 v1.5 and SHA-256.
pub struct SigningKey {
    /// A template: every signature works on a copy of it.
    context: PkeyCtx<Private>,
    key: PKey<Private>,
    size: usize,
}

// SAFETY: after construction the template is only read (EVP_PKEY_CTX_dup takes it const, and counts references
// atomically), and OpenSSL's keys may be used from several threads at once.
unsafe impl Send for SigningKey {}
// SAFETY: as above.
unsafe impl Sync for SigningKey {}

impl SigningKey {
    /// Signs a SHA-256 digest.
    pub fn sign_sha256(&self, digest: &[u8; 32]) -> Result<Vec<u8>> {
        let mut signature = Vec::new();
        signature.try_reserve_exact(self.size).map_err(|_| sign_failed())?;
        signature.resize(self.size, 0);
        // SAFETY: the template is live and set up; the copy belongs to us, and `from_ptr` takes it over.
        let copy = unsafe { sys::EVP_PKEY_CTX_dup(self.context.as_ptr()) };
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

    /// Decrypts a content key.
    pub fn decrypt(&self, padding: RsaPadding, ciphertext: &[u8]) -> Result<SecretBytes> {
        let _errors = ErrorMark::new();
        if padding == RsaPadding::Pkcs1 && !rejects_implicitly() {
            return Err(Error::new(
                crate::error::CYBSIGN_E_UNSUPPORTED,
                "RSA 1.5 decryption needs OpenSSL 3.2 or later: use a build with the feature vendored",
            ));
        }
        let run = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.decrypt_init().ok()?;
            match padding {
                RsaPadding::Pkcs1 => context.set_rsa_padding(Padding::PKCS1).ok()?,
                RsaPadding::OaepSha1 => {
                    context.set_rsa_padding(Padding::PKCS1_OAEP).ok()?;
                    context.set_rsa_oaep_md(Md::sha1()).ok()?;
                    context.set_rsa_mgf1_md(Md::sha1()).ok()?;
                }
            }
            let mut plain = zeroize::Zeroizing::new(vec![0u8; self.size]);
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

/// Whether RSA 1.5 decryption gives random bytes for a wrong padding, so that nobody can ask it questions.
fn rejects_implicitly() -> bool {
    openssl::version::number() >= 0x3020_0000
}

/// An RSA public key.
pub struct PublicKey {
    key: PKey<Public>,
    size: usize,
}

impl PublicKey {
    /// From a SubjectPublicKeyInfo in DER, as it stands in a certificate. Only RSA keys are taken.
    pub fn from_spki(spki: &[u8]) -> Result<PublicKey> {
        init()?;
        let _errors = ErrorMark::new();
        let (n, e) =
            rsa_numbers(spki).ok_or_else(|| Error::new(CYBSIGN_E_KEY_KIND, "the public key is not an RSA key"))?;
        let number = |bytes: &[u8]| BigNum::from_slice(bytes);
        let build = || PKey::from_rsa(Rsa::from_public_components(number(n).ok()?, number(e).ok()?).ok()?).ok();
        let key = build().ok_or_else(|| Error::new(CYBSIGN_E_DER, "the public key can't be read"))?;
        if key.bits() > MAX_RSA_BITS {
            let message = format!("the RSA key has {} bits; keys up to {MAX_RSA_BITS} bits are supported", key.bits());
            return Err(Error::new(CYBSIGN_E_KEY_KIND, message));
        }
        Ok(PublicKey { size: key.size(), key })
    }

    /// Bytes of the modulus, and of every signature.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the signature (RSASSA-PKCS1-v1_5) over this digest is good.
    pub fn verify(&self, algorithm: RsaDigest, digest: &[u8], signature: &[u8]) -> bool {
        let _errors = ErrorMark::new();
        let (md, len) = match algorithm {
            RsaDigest::Sha1 => (Md::sha1(), 20),
            RsaDigest::Sha256 => (Md::sha256(), 32),
        };
        let run = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.verify_init().ok()?;
            context.set_rsa_padding(Padding::PKCS1).ok()?;
            context.set_signature_md(md).ok()?;
            context.verify(digest, signature).ok()
        };
        digest.len() == len && signature.len() == self.size && run() == Some(true)
    }

    /// Encrypts a content key.
    pub fn encrypt(&self, padding: RsaPadding, plain: &[u8]) -> Result<Vec<u8>> {
        let _errors = ErrorMark::new();
        let run = || {
            let mut context = PkeyCtx::new(&self.key).ok()?;
            context.encrypt_init().ok()?;
            match padding {
                RsaPadding::Pkcs1 => context.set_rsa_padding(Padding::PKCS1).ok()?,
                RsaPadding::OaepSha1 => {
                    context.set_rsa_padding(Padding::PKCS1_OAEP).ok()?;
                    context.set_rsa_oaep_md(Md::sha1()).ok()?;
                    context.set_rsa_mgf1_md(Md::sha1()).ok()?;
                }
            }
            let mut encrypted = Vec::new();
            context.encrypt_to_vec(plain, &mut encrypted).ok()?;
            Some(encrypted)
        };
        run().ok_or_else(|| failed("a content key could not be encrypted"))
    }
}

/// Modulus and exponent of an RSA SubjectPublicKeyInfo.
fn rsa_numbers(spki: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut info = Reader::new(spki).sequence().ok()?;
    if info.sequence().ok()?.expect(tag::OID).ok()?.body != RSA_ENCRYPTION {
        return None;
    }
    let bits = info.expect(tag::BIT_STRING).ok()?.body;
    let mut numbers = Reader::new(bits.strip_prefix(&[0])?).sequence().ok()?;
    let n = numbers.expect(tag::INTEGER).ok()?.body;
    let e = numbers.expect(tag::INTEGER).ok()?.body;
    Some((n, e))
}

fn is(number: &BigNumRef, bytes: &[u8]) -> bool {
    number.to_vec() == crate::der::strip_zeros(bytes)
}
