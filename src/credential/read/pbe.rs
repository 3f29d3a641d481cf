//! Encryption with passwords: PKCS #12's own schemes, PBES1 and PBES2.

use super::password::Password;
use super::pbkdf2::{salt_and_iterations, Pbkdf2};
use super::unsupported::unsupported;
use crate::crypto::kdf::{self, Purpose};
use crate::crypto::legacy::{Cipher, Digest};
use crate::der::{broken, oid, tag, Element, Reader};
use crate::error::{Error, Result, CYBSIGN_E_UNSUPPORTED};
use crate::secret::SecretBytes;

/// An algorithm that encrypts with a password.
pub(super) struct Pbe {
    scheme: Scheme,
    cipher: Cipher,
}

enum Scheme {
    Pkcs12 { salt: Vec<u8>, iterations: u64 },
    Pbes1 { digest: Digest, salt: Vec<u8>, iterations: u64 },
    Pbes2 { kdf: Kdf, iv: Vec<u8> },
}

enum Kdf {
    Pbkdf2(Pbkdf2),
    Scrypt { salt: Vec<u8>, n: u64, r: u64, p: u64 },
}

impl Pbe {
    /// From an AlgorithmIdentifier.
    pub(super) fn parse(algorithm: &Element<'_>) -> Result<Pbe> {
        let mut reader = algorithm.children();
        let identifier = reader.expect(tag::OID)?;
        if let Some(cipher) = pkcs12_cipher(identifier.body) {
            let (salt, iterations) = salt_and_iterations(reader.sequence()?)?;
            return Ok(Pbe { scheme: Scheme::Pkcs12 { salt, iterations }, cipher });
        }
        if let Some((digest, cipher)) = pbes1(identifier.body) {
            let (salt, iterations) = salt_and_iterations(reader.sequence()?)?;
            return Ok(Pbe { scheme: Scheme::Pbes1 { digest, salt, iterations }, cipher });
        }
        if identifier.body != oid::PBES2 {
            return Err(unsupported("the encryption algorithm", identifier.body));
        }
        let mut parameters = reader.sequence()?;
        let kdf = Kdf::parse(&parameters.expect(tag::SEQUENCE)?)?;
        let (cipher, iv) = parse_cipher(&parameters.expect(tag::SEQUENCE)?, kdf.key_len())?;
        Ok(Pbe { scheme: Scheme::Pbes2 { kdf, iv }, cipher })
    }

    /// Its name, as reports show it.
    pub(super) fn name(&self) -> String {
        match &self.scheme {
            Scheme::Pkcs12 { .. } => format!("PBE-SHA1-{}", self.cipher.name().trim_end_matches("-CBC")),
            Scheme::Pbes1 { digest, .. } => {
                format!(
                    "PBE-{}-{}",
                    digest.name().replace("SHA-1", "SHA1"),
                    self.cipher.name().trim_end_matches("-CBC")
                )
            }
            Scheme::Pbes2 { kdf: Kdf::Pbkdf2(kdf), .. } => {
                format!("PBES2-{}-PBKDF2-HMAC-{}", self.cipher.name(), kdf.prf.name())
            }
            Scheme::Pbes2 { kdf: Kdf::Scrypt { .. }, .. } => format!("PBES2-{}-scrypt", self.cipher.name()),
        }
    }

    /// Iterations, as the file states them; for scrypt the product of its parameters.
    pub(super) fn iterations(&self) -> u64 {
        match &self.scheme {
            Scheme::Pkcs12 { iterations, .. } | Scheme::Pbes1 { iterations, .. } => *iterations,
            Scheme::Pbes2 { kdf: Kdf::Pbkdf2(kdf), .. } => kdf.iterations,
            Scheme::Pbes2 { kdf: Kdf::Scrypt { n, r, p, .. }, .. } => n.saturating_mul(*r).saturating_mul(*p),
        }
    }

    /// Decrypts with each form of the password until the result is one DER element; `None` if it never is. Bytes after it are
    /// left out where the element is what `is_it` knows: some programs write them, and a wrong password makes no such element.
    pub(super) fn open(
        &self,
        password: &Password,
        data: &[u8],
        is_it: fn(&Element<'_>) -> bool,
    ) -> Result<Option<SecretBytes>> {
        let forms = match &self.scheme {
            Scheme::Pkcs12 { .. } => &password.bmp,
            _ => &password.plain,
        };
        for form in forms {
            let Some(plain) = self.decrypt(form, data)? else { continue };
            let mut reader = Reader::new(&plain);
            let Ok(element) = reader.expect(tag::SEQUENCE) else { continue };
            if reader.is_empty() {
                return Ok(Some(plain));
            }
            if is_it(&element) {
                return Ok(Some(SecretBytes::new(element.raw.to_vec())));
            }
        }
        Ok(None)
    }

    fn decrypt(&self, password: &[u8], data: &[u8]) -> Result<Option<SecretBytes>> {
        let (key_len, iv_len) = (self.cipher.key_len(), self.cipher.iv_len());
        match &self.scheme {
            Scheme::Pkcs12 { salt, iterations } => {
                let derive = |purpose, len| kdf::pkcs12(Digest::SHA1, password, salt, purpose, *iterations, len);
                let key = derive(Purpose::Key, key_len)?;
                let iv = if iv_len > 0 { derive(Purpose::Iv, iv_len)? } else { SecretBytes::new(Vec::new()) };
                self.cipher.decrypt(&key, &iv, data)
            }
            Scheme::Pbes1 { digest, salt, iterations } => {
                let Some(both) = kdf::pbkdf1(*digest, password, salt, *iterations, 16)? else { return Ok(None) };
                self.cipher.decrypt(&both[..8], &both[8..], data)
            }
            Scheme::Pbes2 { kdf: Kdf::Pbkdf2(kdf), iv } => {
                self.cipher.decrypt(&kdf.derive(password, key_len)?, iv, data)
            }
            Scheme::Pbes2 { kdf: Kdf::Scrypt { salt, n, r, p }, iv } => {
                match kdf::scrypt(password, salt, *n, *r, *p, key_len)? {
                    Some(key) => self.cipher.decrypt(&key, iv, data),
                    None => Err(Error::new(
                        CYBSIGN_E_UNSUPPORTED,
                        "the parameters of scrypt are not allowed, or ask for over 64 MiB; export the file again",
                    )),
                }
            }
        }
    }
}

/// The ciphers of PKCS #12's own schemes (RFC 7292, appendix C).
fn pkcs12_cipher(identifier: &[u8]) -> Option<Cipher> {
    match identifier {
        oid::PKCS12_RC4_128 => Some(Cipher::Rc4(16)),
        oid::PKCS12_RC4_40 => Some(Cipher::Rc4(5)),
        oid::PKCS12_3DES => Some(Cipher::TripleDes3),
        oid::PKCS12_2DES => Some(Cipher::TripleDes2),
        oid::PKCS12_RC2_128 => Some(Cipher::Rc2 { bits: 128, key_len: 16 }),
        oid::PKCS12_RC2_40 => Some(Cipher::Rc2 { bits: 40, key_len: 5 }),
        _ => None,
    }
}

/// The parts of PBES1 (RFC 8018, appendix A.3); the schemes with MD2 are left out.
fn pbes1(identifier: &[u8]) -> Option<(Digest, Cipher)> {
    let rc2 = Cipher::Rc2 { bits: 64, key_len: 8 };
    match identifier {
        oid::PBE_MD5_DES => Some((Digest::MD5, Cipher::Des)),
        oid::PBE_MD5_RC2 => Some((Digest::MD5, rc2)),
        oid::PBE_SHA1_DES => Some((Digest::SHA1, Cipher::Des)),
        oid::PBE_SHA1_RC2 => Some((Digest::SHA1, rc2)),
        _ => None,
    }
}

impl Kdf {
    fn key_len(&self) -> Option<u64> {
        match self {
            Kdf::Pbkdf2(kdf) => kdf.key_len,
            Kdf::Scrypt { .. } => None,
        }
    }

    fn parse(algorithm: &Element<'_>) -> Result<Kdf> {
        let mut reader = algorithm.children();
        match reader.expect(tag::OID)?.body {
            oid::PBKDF2 => Ok(Kdf::Pbkdf2(Pbkdf2::parse(reader.sequence()?)?)),
            oid::SCRYPT => {
                let mut parameters = reader.sequence()?;
                let salt = parameters.expect(tag::OCTET_STRING)?.octets()?.into_owned();
                let mut number = || parameters.expect(tag::INTEGER)?.unsigned();
                Ok(Kdf::Scrypt { salt, n: number()?, r: number()?, p: number()? })
            }
            other => Err(unsupported("the key derivation", other)),
        }
    }
}

fn parse_cipher(algorithm: &Element<'_>, key_len: Option<u64>) -> Result<(Cipher, Vec<u8>)> {
    let mut reader = algorithm.children();
    let identifier = reader.expect(tag::OID)?;
    let cipher = match identifier.body {
        oid::AES_128_CBC => Cipher::Aes(16),
        oid::AES_192_CBC => Cipher::Aes(24),
        oid::AES_256_CBC => Cipher::Aes(32),
        oid::DES_EDE3_CBC => Cipher::TripleDes3,
        oid::DES_CBC => Cipher::Des,
        oid::RC2_CBC => return parse_rc2(&mut reader, key_len),
        other => return Err(unsupported("the cipher", other)),
    };
    if key_len.is_some_and(|len| len != cipher.key_len() as u64) {
        return Err(broken(identifier.offset, "the key length is not the cipher's"));
    }
    let iv = reader.expect(tag::OCTET_STRING)?;
    if iv.body.len() != cipher.iv_len() {
        return Err(broken(iv.offset, "the initialisation vector has the wrong length"));
    }
    Ok((cipher, iv.body.to_vec()))
}

/// RC2-CBC-Parameter (RFC 8018, appendix B.2.3). The effective bits stand there as a number of RC2's own table.
fn parse_rc2(reader: &mut Reader<'_>, key_len: Option<u64>) -> Result<(Cipher, Vec<u8>)> {
    let mut parameters = reader.sequence()?;
    let version = parameters.optional(tag::INTEGER)?.map(|version| version.unsigned()).transpose()?;
    let bits = match version {
        None => 32,
        Some(160) => 40,
        Some(120) => 64,
        Some(58) => 128,
        Some(bits @ 256..=1024) => bits as u32,
        Some(_) => return Err(broken(reader.offset(), "RC2's effective key bits are not known")),
    };
    let iv = parameters.expect(tag::OCTET_STRING)?;
    let key_len = match key_len {
        None => (bits as usize).div_ceil(8),
        Some(len @ 1..=128) => len as usize,
        Some(_) => return Err(broken(iv.offset, "the key length is not the cipher's")),
    };
    if iv.body.len() != 8 {
        return Err(broken(iv.offset, "the initialisation vector has the wrong length"));
    }
    Ok((Cipher::Rc2 { bits, key_len }, iv.body.to_vec()))
}
