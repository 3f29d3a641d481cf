//! The only user of OpenSSL and of ring: initialisation, error queue, keys, digests, ciphers, key derivation, random
//! bytes.
#![allow(unsafe_code)]

pub mod aes;
pub mod cms;
pub mod digest;
mod equal;
pub mod kdf;
pub mod key;
pub mod legacy;
mod library;
mod random;
pub mod rsa;
mod sys;

pub use equal::equal;
pub use library::{failed, init, openssl_version};
pub use random::random;
