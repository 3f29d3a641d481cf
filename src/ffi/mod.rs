//! The C functions: a thin boundary, with no logic of its own.
//!
//! Each function borrows its arguments, calls one function of the core and writes the outputs, inside
//! [`guard`](guard::guard), which turns errors and panics into a status.
#![allow(unsafe_code, non_camel_case_types, clippy::missing_safety_doc)]

mod arg;
mod bytes;
mod credential;
mod error;
mod guard;
mod simple_order;
mod status;
mod version;
