//! Cryptographic Message Syntax (CMS, RFC 5652): SignedData with one RSA signer, and EnvelopedData with RSA key transport.
//!
//! The structures are written and read here; only their RSA and AES are a library's. So keys that live elsewhere can sign
//! and open, strength is judged by us, and nothing is accepted by default. What is written is DER, what is read may be BER,
//! as programs that write in a stream make it.

mod algorithm;
mod enveloped;
mod id;
mod signed;

pub use enveloped::{envelop, ContentCipher, EnvelopedData, Recipient};
pub use id::IssuerAndSerial;
pub use signed::{sign, SignedData, Signer};
