//! DER, and the BER that key files really hold.

pub mod oid;
mod reader;

mod string;
mod writer;

pub use reader::*;
pub use string::string_text;
pub use writer::Writer;
