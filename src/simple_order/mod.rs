//! Simple Order messages: SOAP 1.1 with WS-Security.
//!
//! [`SimpleOrder`] signs requests; [`verify`](verify::verify) checks signed messages. Specifications: SOAP 1.1 (W3C Note),
//! Web Services Security: SOAP Message Security 1.0 and X.509 Certificate Token Profile 1.0 (OASIS), XML Signature Syntax
//! and Processing (W3C), Exclusive XML Canonicalization 1.0 (W3C).

mod certificate_text;
mod client;
mod encrypt;
mod envelope;
mod names;
mod nvp;
mod open;
mod settings;
mod sign;
mod verify;

pub use open::open;
pub use settings::Profile;
pub use sign::SimpleOrder;
pub use verify::{verify, Check, NotAuthenticated, Particulars, Report, Signer, VerifyFailure};
