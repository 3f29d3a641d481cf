//! X.509 certificates (RFC 5280): what they say, and how they stand in time.

mod algorithm;
mod certificate;
mod date;
mod name;
mod role;
mod validity;

pub use algorithm::{key_algorithm, PublicKeyInfo};
pub use certificate::{validity, Certificate};
pub use date::Date;
pub use role::Role;
pub use validity::{Expiry, ExpiryState, Standing, Validity};
