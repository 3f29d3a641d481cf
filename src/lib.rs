//! Signs, encrypts and checks CyberSource messages with CyberSource security keys.
#![deny(unsafe_code)]

pub mod clock;
pub mod credential;
pub mod der;
pub mod error;
pub mod native;
pub mod options;
pub mod secret;
pub mod simple_order;
pub mod xml;
