//! Signs, encrypts and checks CyberSource messages with CyberSource security keys.
#![deny(unsafe_code)]

pub mod clock;
pub mod error;
pub mod options;
pub mod secret;
pub mod xml;
