//! X.509 certificates (RFC 5280): what they say, and how they stand in time.

pub mod certificate;
mod text;

pub use certificate::{Certificate, Date, Role};
pub use text::certificate_from_text;
