//! The ciphers and digests that key files are protected with, many of them outdated: OpenSSL's, which knows them all, and
//! wiped after use, since they work on passwords and keys.
//!
//! Messages and signatures have digests of their own ([`super::digest`]).

mod cipher;
mod digest;

pub use cipher::Cipher;
pub use digest::Digest;
