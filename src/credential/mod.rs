//! What you sign with: a private key, its certificate, and what came with them.

mod alias;
pub mod container;
mod from_text;
mod handle;
mod inspect;
mod key;
mod load;
mod options;
mod pairs;
pub mod read;
mod select;
pub mod signer;
mod trust;

pub use crate::crypto::rsa::RsaAlgorithm;
pub use crate::x509::{Certificate, Date, Expiry, ExpiryState, Role};
pub use from_text::{certificate_from, CertificateUse};
pub use handle::Credential;
pub use inspect::inspect_json;
pub use signer::{Decrypter, Signer};
pub use trust::Trust;
