//! DER, and the BER that key files really hold.

mod reader;

pub use reader::*;
