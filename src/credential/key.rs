//! The key of a credential: here, or wherever the caller keeps it.

use super::signer::{Decrypter, Signer};
use crate::crypto::rsa::{PublicKey, RsaAlgorithm, SigningKey};
use crate::error::{Error, Result, CYBSIGN_E_SIGN};

/// Where the private key lives.
pub(super) enum Key {
    /// In this process.
    Native(SigningKey),
    /// The caller's; what it signs is checked against the certificate.
    Caller {
        /// Makes the signatures.
        signer: Box<dyn Signer>,
        /// Unwraps content keys, if it can.
        decrypter: Option<Box<dyn Decrypter>>,
        /// The certificate's public key.
        public: PublicKey,
    },
}

impl Key {
    pub(super) fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        match self {
            Key::Native(key) => key.sign(algorithm, digest),
            Key::Caller { signer, public, .. } => {
                algorithm.check_signing(digest)?;
                let signature = signer.sign(algorithm, digest)?;
                if public.verify(algorithm, digest, &signature) {
                    return Ok(signature);
                }
                let message = format!(
                    "the signature that the signer gave does not fit the certificate: use the key that belongs to it, and {}",
                    algorithm.name()
                );
                Err(Error::new(CYBSIGN_E_SIGN, message))
            }
        }
    }

    pub(super) fn decrypter(&self) -> Option<&dyn Decrypter> {
        match self {
            Key::Native(key) => Some(key),
            Key::Caller { decrypter, .. } => decrypter.as_deref(),
        }
    }
}
