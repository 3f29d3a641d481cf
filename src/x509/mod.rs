//! X.509 certificates (RFC 5280): what they say, and how they stand in time.

pub mod certificate;

pub use certificate::{Certificate, Date, Role};
