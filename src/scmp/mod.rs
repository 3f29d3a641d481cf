//! SCMP, the Simple Commerce Messaging Protocol: payloads of `name=value` lines in signed and encrypted messages.
//!
//! [`Payload`] and [`Offer`] are what a request says; [`Scmp`] seals it into a message and opens what comes back;
//! [`parse_reply`] reads a reply; [`convert`] is the way to the Simple Order and REST APIs. The profile is that of draft-arnold-scmp-08 over CMS (RFC 5652) and S/MIME (RFC 8551). The
//! format that CyberSource's server takes is not public, so that nothing here was tried with it.

pub mod convert;
mod flags;
mod handle;
mod header;
mod message_type;
mod mime;
mod offers;
mod open;
mod payload;
mod reply;
mod request_id;
mod seal;
mod settings;

pub use flags::{flag, Flag, FLAGS};
pub use handle::Scmp;
pub use offers::{total, Offer};
pub use open::{ErrorLine, Info, Opened, SignerInfo};
pub use payload::{Limits, Payload};
pub use reply::{parse_reply, Reply, ServiceResult};
pub use request_id::RequestId;
pub use seal::Sealed;
