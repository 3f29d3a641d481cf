//! Signs, encrypts and checks CyberSource messages with CyberSource security keys.
//!
//! The library is used through its C functions (`include/cybsign.h`, module `ffi`), or from Python and Java, whose packages
//! stand in `bindings/`. The modules here are what those are made of: [`credential`] loads keys and looks at them,
//! [`simple_order`] signs, encrypts and verifies Simple Order messages, [`xml`] reads and canonicalizes, and [`error`] has the
//! one table of status.
#![deny(unsafe_code)]

pub mod boundary;
pub mod credential;
pub mod crypto;
pub mod der;
pub mod error;
#[cfg(feature = "capi")]
pub mod ffi;
pub mod file;
pub mod http;
pub mod mask;
pub mod options;
pub mod report;
pub mod scmp;
pub mod secret;
pub mod simple_order;
pub mod text;
pub mod time;
pub mod version;
pub mod x509;
pub mod xml;
