//! PBKDF2 (RFC 8018, section 5.2), which both encryption and MACs derive keys with.

use super::unsupported::unsupported;
use crate::crypto::kdf;
use crate::crypto::legacy::Digest;
use crate::der::{broken, oid, tag, Element, Reader};
use crate::error::Result;
use crate::secret::SecretBytes;

/// Its parameters.
pub(super) struct Pbkdf2 {
    salt: Vec<u8>,
    pub(super) iterations: u64,
    pub(super) key_len: Option<u64>,
    pub(super) prf: Digest,
}

impl Pbkdf2 {
    /// PBKDF2-params (RFC 8018, appendix A.2).
    pub(super) fn parse(mut parameters: Reader<'_>) -> Result<Pbkdf2> {
        let (salt, iterations) = salt_and_iterations(parameters)?;
        parameters.element()?;
        parameters.element()?;
        let key_len = parameters.optional(tag::INTEGER)?.map(|len| len.unsigned()).transpose()?;
        let prf = match parameters.optional(tag::SEQUENCE)? {
            Some(algorithm) => hmac_digest(&algorithm)?,
            None => Digest::SHA1,
        };
        Ok(Pbkdf2 { salt, iterations, key_len, prf })
    }

    pub(super) fn derive(&self, password: &[u8], len: usize) -> Result<SecretBytes> {
        kdf::pbkdf2(self.prf, password, &self.salt, self.iterations, len)
    }
}

/// The digest under an HMAC.
pub(super) fn hmac_digest(algorithm: &Element<'_>) -> Result<Digest> {
    match algorithm.children().expect(tag::OID)?.body {
        oid::HMAC_SHA1 | oid::HMAC_SHA1_IPSEC => Ok(Digest::SHA1),
        oid::HMAC_SHA224 => Ok(Digest::SHA224),
        oid::HMAC_SHA256 => Ok(Digest::SHA256),
        oid::HMAC_SHA384 => Ok(Digest::SHA384),
        oid::HMAC_SHA512 => Ok(Digest::SHA512),
        oid::HMAC_SHA512_224 => Ok(Digest::SHA512_224),
        oid::HMAC_SHA512_256 => Ok(Digest::SHA512_256),
        oid::HMAC_SHA3_224 => Ok(Digest::SHA3_224),
        oid::HMAC_SHA3_256 => Ok(Digest::SHA3_256),
        oid::HMAC_SHA3_384 => Ok(Digest::SHA3_384),
        oid::HMAC_SHA3_512 => Ok(Digest::SHA3_512),
        oid::HMAC_MD5_IPSEC => Ok(Digest::MD5),
        other => Err(unsupported("the pseudo-random function", other)),
    }
}

/// The two parameters that all schemes begin with.
pub(super) fn salt_and_iterations(mut parameters: Reader<'_>) -> Result<(Vec<u8>, u64)> {
    let salt = parameters.element()?;
    if salt.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
        return Err(broken(salt.offset, "a salt is no OCTET STRING"));
    }
    Ok((salt.octets()?.into_owned(), iteration_count(&parameters.expect(tag::INTEGER)?)?))
}

/// From 1. More than OpenSSL can count is left to the budget, which refuses it before.
pub(super) fn iteration_count(count: &Element<'_>) -> Result<u64> {
    match count.unsigned()? {
        0 => Err(broken(count.offset, "an iteration count is 0")),
        count => Ok(count),
    }
}
