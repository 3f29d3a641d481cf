//! The C functions: a thin boundary, with no logic of its own.
//!
//! There is one file for each noun of the header. Each function is one call of a shell of [`output`], which empties the
//! outputs, turns errors and panics into a status, and fills the outputs; its closure borrows the arguments by [`arg`] and
//! calls one function of the core.
//!
//! # Safety
//! The contract of every C function is that of the header: a buffer that is not NULL holds as many bytes as its length says
//! and doesn't change during the call; a handle that is not NULL came from this library, was not freed, and, where the
//! comment says "one at a time", is used by no other thread; an output that is not NULL may be written. That is what "the
//! caller of the C function keeps the contract" means in the `SAFETY` comments.
#![allow(unsafe_code, non_camel_case_types, clippy::missing_safety_doc)]

mod arg;
pub mod bytes;
pub mod callbacks;
pub mod credential;
pub mod error;
pub mod expiry;
pub mod field;
mod guard;
pub mod inspect;
pub mod mask;
mod output;
pub mod request;
pub mod scmp;
pub mod simple_order;
pub mod status;
pub mod stream;
pub mod verify;
pub mod version;
