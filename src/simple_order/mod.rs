//! Simple Order messages: SOAP 1.1 with WS-Security.
//!
//! [`SimpleOrder`] signs requests and whole envelopes, and says where to send them; [`parse_reply`] reads what comes back;
//! [`verify`](verify::verify) checks signed messages and [`open`](open::open) encrypted ones; [`username_token`] is the header
//! of the retired SOAP toolkit keys. Specifications: SOAP 1.1 (W3C Note), Web Services Security: SOAP Message Security 1.0
//! and X.509 Certificate Token Profile 1.0 (OASIS), XML Signature and XML Encryption Syntax and Processing (W3C), Exclusive
//! XML Canonicalization 1.0 (W3C).

mod client;
mod config;
mod draft;
mod encrypt;
mod endpoint;
mod envelope;
mod expiry;
mod handle;
mod ids;
mod key_transport;
mod names;
mod nvp;
mod open;
mod options;
mod profile;
mod reply;
mod request;
mod request_element;
mod security_header;
mod sign;
mod sign_envelope;
mod username_token;
mod verify;

pub use config::ConfigReport;
pub use expiry::{HandleCertificate, HandleExpiry};
pub use handle::SimpleOrder;
pub use open::open;
pub use profile::Profile;
pub use reply::{
    parse_reply, reason_code, Fault, OrderState, ReasonCode, Reply, ReplyField, ReplyKind, ReplyWarning, REASON_CODES,
};
pub use request::RequestContent;
pub use sign_envelope::SignedEnvelope;
pub use username_token::username_token;
pub use verify::{verify, NotAuthenticated, Particulars, Report, Signer, VerifyFailure};
