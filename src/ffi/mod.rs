//! The C functions: a thin boundary, with no logic of its own.
//!
//! Each function borrows its arguments, calls one function of the core and writes the outputs, inside
//! [`guard`](guard::guard), which turns errors and panics into a status.
#![allow(unsafe_code, non_camel_case_types, clippy::missing_safety_doc)]

mod arg;
pub mod bytes;
pub mod credential;
pub mod error;
mod guard;
pub mod mask;
pub mod request;
pub mod simple_order;
pub mod status;
pub mod version;
