//! DER, and the BER that key files really hold.

pub mod oid;
mod reader;

pub use reader::*;
