//! The private key, wherever it lives.

use crate::crypto::rsa::{RsaAlgorithm, SigningKey};
use crate::error::Result;
use crate::secret::SecretBytes;

/// Makes signatures with one private key.
pub trait Signer: Send + Sync {
    /// Signs a digest of the algorithm's length. The result is the bare signature, as long as the modulus.
    fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>>;
}

/// Unwraps content keys with one private key.
pub trait Decrypter: Send + Sync {
    /// Decrypts an RSA cipher text.
    fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes>;
}

impl Decrypter for SigningKey {
    fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes> {
        SigningKey::decrypt(self, algorithm, ciphertext)
    }
}
