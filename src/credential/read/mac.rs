//! The MACs of a P12: PKCS #12's own HMAC, and PBMAC1 (RFC 9579).

use super::password::Password;
use super::pbkdf2::{hmac_digest, iteration_count, Pbkdf2};
use super::unsupported::unsupported;
use crate::crypto::equal;
use crate::crypto::kdf::{self, Purpose};
use crate::crypto::legacy::Digest;
use crate::der::{broken, oid, tag, Element, Reader};
use crate::error::Result;

/// The MAC of a P12: PKCS #12's own HMAC, or PBMAC1 (RFC 9579).
pub(super) struct Mac {
    scheme: MacScheme,
    value: Vec<u8>,
}

enum MacScheme {
    Pkcs12 { digest: Digest, salt: Vec<u8>, iterations: u64 },
    Pbmac1 { kdf: Pbkdf2, key_len: usize, digest: Digest },
}

impl Mac {
    /// From a MacData (RFC 7292, section 4).
    pub(super) fn parse(mac_data: &Element<'_>) -> Result<Mac> {
        let mut reader = mac_data.children();
        let mut digest_info = reader.sequence()?;
        let mut algorithm = digest_info.sequence()?;
        let value = digest_info.element()?;
        if value.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
            return Err(broken(value.offset, "the MAC is no OCTET STRING"));
        }
        let value_bytes = value.octets()?.into_owned();
        let identifier = algorithm.expect(tag::OID)?.body;
        let (scheme, len) = if identifier == oid::PBMAC1 {
            let scheme = parse_pbmac1(algorithm.sequence()?)?;
            let len = match &scheme {
                MacScheme::Pbmac1 { digest, .. } | MacScheme::Pkcs12 { digest, .. } => digest.output_len(),
            };
            (scheme, len)
        } else {
            let digest = plain_digest(identifier)?;
            let salt = reader.element()?;
            if salt.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
                return Err(broken(salt.offset, "a salt is no OCTET STRING"));
            }
            let iterations = match reader.optional(tag::INTEGER)? {
                Some(count) => iteration_count(&count)?,
                None => 1,
            };
            (MacScheme::Pkcs12 { digest, salt: salt.octets()?.into_owned(), iterations }, digest.output_len())
        };
        if value_bytes.len() != len {
            return Err(broken(value.offset, "the MAC has the wrong length"));
        }
        Ok(Mac { scheme, value: value_bytes })
    }

    /// Its name, as reports show it.
    pub(super) fn name(&self) -> String {
        match &self.scheme {
            MacScheme::Pkcs12 { digest, .. } => format!("HMAC-{}", digest.name()),
            MacScheme::Pbmac1 { kdf, digest, .. } => {
                format!("PBMAC1-PBKDF2-HMAC-{}-HMAC-{}", kdf.prf.name(), digest.name())
            }
        }
    }

    /// Iterations, as the file states them.
    pub(super) fn iterations(&self) -> u64 {
        match &self.scheme {
            MacScheme::Pkcs12 { iterations, .. } => *iterations,
            MacScheme::Pbmac1 { kdf, .. } => kdf.iterations,
        }
    }

    /// Whether one form of the password makes this MAC.
    pub(super) fn verify(&self, password: &Password, data: &[u8]) -> Result<bool> {
        let forms = match &self.scheme {
            MacScheme::Pkcs12 { .. } => &password.bmp,
            MacScheme::Pbmac1 { .. } => &password.plain,
        };
        for form in forms {
            let computed = match &self.scheme {
                MacScheme::Pkcs12 { digest, salt, iterations } => {
                    let key = kdf::pkcs12(*digest, form, salt, Purpose::Mac, *iterations, digest.output_len())?;
                    digest.hmac(&key, data)?
                }
                MacScheme::Pbmac1 { kdf, key_len, digest } => digest.hmac(&kdf.derive(form, *key_len)?, data)?,
            };
            if equal(&computed, &self.value) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn parse_pbmac1(mut parameters: Reader<'_>) -> Result<MacScheme> {
    let algorithm = parameters.expect(tag::SEQUENCE)?;
    let mut reader = algorithm.children();
    let derivation = reader.expect(tag::OID)?.body;
    if derivation != oid::PBKDF2 {
        return Err(unsupported("the MAC's key derivation", derivation));
    }
    let kdf = Pbkdf2::parse(reader.sequence()?)?;
    let digest = hmac_digest(&parameters.expect(tag::SEQUENCE)?)?;
    // A short key could be guessed and the file then be changed (RFC 9579, section 5).
    match kdf.key_len {
        Some(len @ 20..=64) => Ok(MacScheme::Pbmac1 { key_len: len as usize, kdf, digest }),
        _ => Err(broken(algorithm.offset, "PBMAC1 needs a key length from 20 to 64")),
    }
}

fn plain_digest(identifier: &[u8]) -> Result<Digest> {
    match identifier {
        oid::MD5 => Ok(Digest::MD5),
        oid::SHA1 => Ok(Digest::SHA1),
        oid::SHA224 => Ok(Digest::SHA224),
        oid::SHA256 => Ok(Digest::SHA256),
        oid::SHA384 => Ok(Digest::SHA384),
        oid::SHA512 => Ok(Digest::SHA512),
        oid::SHA512_224 => Ok(Digest::SHA512_224),
        oid::SHA512_256 => Ok(Digest::SHA512_256),
        oid::SHA3_224 => Ok(Digest::SHA3_224),
        oid::SHA3_256 => Ok(Digest::SHA3_256),
        oid::SHA3_384 => Ok(Digest::SHA3_384),
        oid::SHA3_512 => Ok(Digest::SHA3_512),
        oid::BLAKE2B_512 => Ok(Digest::BLAKE2B_512),
        oid::BLAKE2S_256 => Ok(Digest::BLAKE2S_256),
        other => Err(unsupported("the MAC's digest", other)),
    }
}
