//! Replies: name-value pairs, XML, and SOAP faults.
//!
//! A reply is neither signed nor encrypted: what vouches for it is the TLS connection that it came over. What stands in its
//! SOAP header, such as an unsigned `wsse:Security/wsu:Timestamp`, is not looked at. Elements are told by namespace and
//! local name, never by prefix.

mod document;
mod encoding;
mod fault;
mod fields;
mod flatten;
mod judge;
mod read;
mod reason_codes;
mod unread;

pub use document::{Fault, OrderState, Reply, ReplyField, ReplyKind, ReplyWarning};
pub use read::parse_reply;
pub use reason_codes::{reason_code, ReasonCode, REASON_CODES};
