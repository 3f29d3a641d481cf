//! The way out of SCMP: requests become those of the Simple Order API or of the REST API, and Simple Order replies become
//! SCMP replies, so that what reads them need not change at once.
//!
//! What stands for what is data: the files `services.txt`, `fields.txt`, `offers.txt` and `replies.txt` beside this one. A
//! service that can't be asked for is an error, since a request without it would be another one. A field that has no
//! equivalent is listed in the result, and none is dropped in silence.

mod options;
mod reply;
mod request;
mod rest;
mod simple_order;
mod table;

pub use options::{convert_json, sign_simple_order_json};
pub use reply::{reply_from_simple_order, ConvertedReply};
pub use request::Unmapped;
pub use rest::{to_rest, RestRequest};
pub use simple_order::{sign_simple_order, to_simple_order, SimpleOrderRequest};
