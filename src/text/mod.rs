//! How bytes are written as text, and which text may be shown.

pub mod base64;
pub mod decimal;
pub mod fields;
pub mod fold;
pub mod hex;
pub mod shown;
