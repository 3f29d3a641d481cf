//! Reads key files: P12, PEM, DER and PKCS #7, with their passwords.

mod armour;
mod container;
mod explain;
mod found;
mod mac;
mod p12;
mod password;
mod pbe;
mod pbkdf2;
mod pem;
mod pkcs7;
mod session;
mod sniff;
mod structure;
mod unsupported;

pub use container::{read, read_p12};
pub use explain::Wanted;
pub use session::{ReadOptions, DEFAULT_MAX_ITERATIONS};
