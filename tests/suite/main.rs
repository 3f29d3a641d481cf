//! Every test of the library's Rust side in one program, a folder for each room of `src`.

mod credential;
mod crypto;
mod der;
mod file;
mod mask;
mod project;
mod scmp;
mod simple_order;
mod soak;
mod support;
mod x509;
mod xml;
