//! DER, and the BER that key files really hold.

pub mod oid;
mod reader;

mod writer;

pub use reader::*;
pub use writer::Writer;
