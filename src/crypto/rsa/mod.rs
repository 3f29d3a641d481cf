//! RSA (RFC 8017): the one list of algorithms, and the keys that use them.

mod algorithm;
mod private;
mod public;

pub use algorithm::RsaAlgorithm;
pub use private::SigningKey;
pub use public::PublicKey;

pub(super) use private::load;
pub(super) use public::is_public_half;

/// rsaEncryption, 1.2.840.113549.1.1.1.
pub(super) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// A signature with a longer key takes seconds: whoever makes us load one wants our time.
const MAX_BITS: u32 = 8192;
