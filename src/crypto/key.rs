//! Private keys of any kind, as key files hold them.

use std::ffi::CStr;

use foreign_types::ForeignType;
use openssl::pkey::{Id, PKey, Private};

use super::library::{failed, init, unreadable_key, ErrorMark};
use super::rsa::{self, SigningKey};
use super::sys;
use crate::der::{oid, tag, Reader};
use crate::error::{Error, Result, CYBSIGN_E_KEY_KIND};

/// No key of another kind than RSA needs more.
const MAX_OTHER_KEY: usize = 8 << 10;

/// Loading a DSA or DH key computes its public half, so theirs are shorter.
const MAX_DSA_KEY: usize = 2 << 10;
const COMPUTED: [&[u8]; 3] = [oid::DSA, oid::DH_KEY_AGREEMENT, oid::DH_PUBLIC_NUMBER];

/// A private key of any kind that OpenSSL knows.
pub struct PrivateKey {
    key: PKey<Private>,
    algorithm: String,
}

impl PrivateKey {
    /// From a PrivateKeyInfo (PKCS #8, RFC 5958).
    pub fn from_pkcs8(der: &[u8]) -> Result<PrivateKey> {
        init()?;
        let mut info = Reader::new(der).sequence()?;
        info.expect(tag::INTEGER)?;
        let algorithm = info.sequence()?.expect(tag::OID)?;
        let inner = info.expect(tag::OCTET_STRING)?;
        if algorithm.body == oid::RSA_ENCRYPTION {
            return PrivateKey::from_rsa(inner.body);
        }
        let limit = if COMPUTED.contains(&algorithm.body) { MAX_DSA_KEY } else { MAX_OTHER_KEY };
        if der.len() > limit {
            return Err(unreadable_key());
        }
        let _errors = ErrorMark::new();
        PrivateKey::wrap(PKey::private_key_from_pkcs8(der).map_err(|_| unreadable_key())?)
    }

    /// From an RSAPrivateKey (PKCS #1, RFC 8017, appendix A.1.2).
    pub fn from_rsa(der: &[u8]) -> Result<PrivateKey> {
        init()?;
        PrivateKey::wrap(rsa::load(der)?)
    }

    /// From an ECPrivateKey (SEC 1, RFC 5915), a DSA key or any other form of DER that says what it is.
    pub fn from_traditional(der: &[u8]) -> Result<PrivateKey> {
        init()?;
        if der.len() > MAX_DSA_KEY {
            return Err(unreadable_key());
        }
        let _errors = ErrorMark::new();
        PrivateKey::wrap(PKey::private_key_from_der(der).map_err(|_| unreadable_key())?)
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
        if self.is_rsa() {
            return rsa::spki(&self.key);
        }
        self.key.public_key_to_der().map_err(|_| failed("a public key could not be written"))
    }

    /// Whether this SubjectPublicKeyInfo is the public half.
    pub fn matches(&self, spki: &[u8]) -> bool {
        let _errors = ErrorMark::new();
        if self.is_rsa() {
            return rsa::is_public_half(&self.key, spki);
        }
        spki.len() <= MAX_OTHER_KEY && PKey::public_key_from_der(spki).is_ok_and(|public| self.key.public_eq(&public))
    }

    /// The key made ready to sign and decrypt; `CYBSIGN_E_KEY_KIND` if it is no RSA key or has over 8192 bits.
    pub fn into_signing_key(self) -> Result<SigningKey> {
        if self.is_rsa() {
            return SigningKey::new(self.key);
        }
        let message = format!("CyberSource signatures need an RSA key, this one is {}", self.algorithm);
        Err(Error::new(CYBSIGN_E_KEY_KIND, message).with("algorithm", self.algorithm))
    }
}
