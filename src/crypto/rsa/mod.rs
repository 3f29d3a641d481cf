//! RSA (RFC 8017): the one list of algorithms, and the keys that use them.

mod algorithm;
mod private;
mod public;

pub use algorithm::RsaAlgorithm;
pub use private::SigningKey;
pub use public::PublicKey;

pub(super) use private::load;
pub(super) use public::{is_public_half, spki};
