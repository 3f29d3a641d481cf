//! The private key, wherever it lives.

use crate::error::Result;
use crate::secret::SecretBytes;

/// A signature algorithm that a [`Signer`] is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2).
    RsaPkcs1Sha256 = 1,
}

/// A key transport algorithm that a [`Decrypter`] is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum DecryptionAlgorithm {
    /// RSAES-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017, section 7.1), as `xmlenc#rsa-oaep-mgf1p` has it.
    RsaOaepSha1 = 1,
    /// RSAES-PKCS1-v1_5 (RFC 8017, section 7.2).
    RsaPkcs1 = 2,
}

/// Makes signatures with one private key.
pub trait Signer: Send + Sync {
    /// Signs a digest. The result is the bare signature, as long as the modulus.
    fn sign(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>>;
}

/// Unwraps content keys with one private key.
pub trait Decrypter: Send + Sync {
    /// Decrypts an RSA cipher text.
    fn decrypt(&self, algorithm: DecryptionAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes>;
}
