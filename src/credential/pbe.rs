//! Encryption with passwords: PKCS #12's own schemes, PBES1, PBES2, and the MACs of a P12.

use zeroize::Zeroizing;

use crate::crypto::equal;
use crate::crypto::kdf::{self, Purpose};
use crate::crypto::legacy::{Cipher, Digest};
use crate::der::{broken, oid_text, tag, Element, Reader};
use crate::error::{Error, Result, CYBSIGN_E_ITERATIONS, CYBSIGN_E_LIMIT, CYBSIGN_E_UNSUPPORTED};
use crate::secret::SecretBytes;

/// What is allowed to a file whose option `max_iterations` is not given.
pub(crate) const DEFAULT_MAX_ITERATIONS: u64 = 5_000_000;

/// No password is longer.
const MAX_PASSWORD: usize = 1 << 16;

/// A password in the forms that key files use, the right one first.
///
/// PKCS #12's key derivation takes a BMPString with two zeros at its end, PBES2 takes UTF-8. Old programs expanded every
/// byte as if it were Latin-1, or gave PBES2 the BMPString or Latin-1 bytes; those forms are tried after the right one.
pub(crate) struct Password {
    /// For PKCS #12's key derivation.
    pub(crate) bmp: Vec<SecretBytes>,
    /// For PBES2 and PBMAC1.
    pub(crate) plain: Vec<SecretBytes>,
    pub(crate) is_empty: bool,
}

impl Password {
    pub(crate) fn new(password: &[u8]) -> Result<Password> {
        if password.len() > MAX_PASSWORD {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the password is longer than 64 KiB"));
        }
        if password.is_empty() {
            // Windows and Azure write the MAC with no password at all, others with the empty one.
            let bmp = vec![SecretBytes::new(vec![0, 0]), SecretBytes::new(Vec::new())];
            return Ok(Password { bmp, plain: vec![SecretBytes::new(Vec::new())], is_empty: true });
        }
        let expanded = SecretBytes::new(password.iter().flat_map(|byte| [0, *byte]).chain([0, 0]).collect());
        let plain = SecretBytes::new(password.to_vec());
        let text = std::str::from_utf8(password).ok();
        let (bmp, plain) = match text {
            Some(text) => {
                let bmp = Zeroizing::new(text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
                let terminated = SecretBytes::new([&bmp[..], &[0, 0]].concat());
                let mut bmps = vec![terminated];
                let mut plains = vec![plain];
                if !text.is_ascii() {
                    bmps.push(expanded);
                    let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
                    plains.extend(latin.map(SecretBytes::new));
                }
                plains.push(SecretBytes::new([&bmp[..], &[0, 0]].concat()));
                (bmps, plains)
            }
            None => {
                let utf8: String = password.iter().map(|byte| char::from(*byte)).collect();
                (vec![expanded], vec![plain, SecretBytes::new(utf8.into_bytes())])
            }
        };
        Ok(Password { bmp, plain, is_empty: false })
    }
}

/// What a file may still cost.
pub(crate) struct Budget {
    limit: u64,
    spent: u64,
}

impl Budget {
    pub(crate) fn new(limit: u64) -> Budget {
        Budget { limit, spent: 0 }
    }

    /// Books iterations before they are done.
    pub(crate) fn charge(&mut self, iterations: u64) -> Result<()> {
        self.spent = self.spent.saturating_add(iterations);
        if self.spent <= self.limit {
            return Ok(());
        }
        let message = format!(
            "the file asks for more than {} key derivation iterations; if it can be trusted, raise the option max_iterations",
            self.limit
        );
        Err(Error::new(CYBSIGN_E_ITERATIONS, message).with("max_iterations", self.limit))
    }
}

/// The error for an algorithm that nothing here can do.
pub(crate) fn unsupported(what: &str, oid: &[u8]) -> Error {
    let dotted = oid_text(oid);
    let name = match dotted.as_str() {
        "1.2.840.113549.1.5.1" => "PBE-MD2-DES",
        "1.2.840.113549.1.5.4" => "PBE-MD2-RC2",
        "1.2.643.7.1.1.2.2" => "GOST R 34.11-2012 (256)",
        "1.2.643.7.1.1.2.3" => "GOST R 34.11-2012 (512)",
        "1.2.643.2.2.9" => "GOST R 34.11-94",
        "1.2.643.2.2.10" => "HMAC-GOST R 34.11-94",
        "1.2.643.2.2.21" => "GOST 28147-89",
        "1.2.392.200011.61.1.1.1.2" => "Camellia-128-CBC",
        "1.2.392.200011.61.1.1.1.3" => "Camellia-192-CBC",
        "1.2.392.200011.61.1.1.1.4" => "Camellia-256-CBC",
        "1.2.840.113549.3.9" => "RC5-CBC",
        "2.16.840.1.101.3.4.1.6" | "2.16.840.1.101.3.4.1.26" | "2.16.840.1.101.3.4.1.46" => "AES-GCM",
        _ => "",
    };
    let shown = if name.is_empty() { dotted.clone() } else { format!("{name} ({dotted})") };
    let message = format!("{what} {shown} is not supported; export the file again with AES-256 and SHA-256");
    Error::new(CYBSIGN_E_UNSUPPORTED, message).with("oid", dotted)
}

/// An algorithm that encrypts with a password.
pub(crate) struct Pbe {
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

struct Pbkdf2 {
    salt: Vec<u8>,
    iterations: u64,
    key_len: Option<u64>,
    prf: Digest,
}

impl Pbe {
    /// From an AlgorithmIdentifier.
    pub(crate) fn parse(algorithm: &Element<'_>) -> Result<Pbe> {
        let mut reader = algorithm.children();
        let oid = reader.expect(tag::OID)?;
        if let Some(cipher) = pkcs12_cipher(oid.body) {
            let (salt, iterations) = salt_and_iterations(reader.sequence()?)?;
            return Ok(Pbe { scheme: Scheme::Pkcs12 { salt, iterations }, cipher });
        }
        if let Some((digest, cipher)) = pbes1(oid.body) {
            let (salt, iterations) = salt_and_iterations(reader.sequence()?)?;
            return Ok(Pbe { scheme: Scheme::Pbes1 { digest, salt, iterations }, cipher });
        }
        if oid.body != PBES2 {
            return Err(unsupported("the encryption algorithm", oid.body));
        }
        let mut parameters = reader.sequence()?;
        let kdf = Kdf::parse(&parameters.expect(tag::SEQUENCE)?)?;
        let (cipher, iv) = parse_cipher(&parameters.expect(tag::SEQUENCE)?, kdf.key_len())?;
        Ok(Pbe { scheme: Scheme::Pbes2 { kdf, iv }, cipher })
    }

    /// Its name, as reports show it.
    pub(crate) fn name(&self) -> String {
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
    pub(crate) fn iterations(&self) -> u64 {
        match &self.scheme {
            Scheme::Pkcs12 { iterations, .. } | Scheme::Pbes1 { iterations, .. } => *iterations,
            Scheme::Pbes2 { kdf: Kdf::Pbkdf2(kdf), .. } => kdf.iterations,
            Scheme::Pbes2 { kdf: Kdf::Scrypt { n, r, p, .. }, .. } => n.saturating_mul(*r).saturating_mul(*p),
        }
    }

    /// Decrypts with each form of the password until the result is one DER element; `None` if it never is.
    pub(crate) fn open(&self, password: &Password, data: &[u8]) -> Result<Option<SecretBytes>> {
        let forms = match &self.scheme {
            Scheme::Pkcs12 { .. } => &password.bmp,
            _ => &password.plain,
        };
        for form in forms {
            let Some(plain) = self.decrypt(form, data)? else { continue };
            let mut reader = Reader::new(&plain);
            if reader.expect(tag::SEQUENCE).is_ok() && reader.is_empty() {
                return Ok(Some(plain));
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

const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0e];
const SCRYPT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];

/// pkcs-12PbeIds, 1.2.840.113549.1.12.1.n (RFC 7292, appendix C).
fn pkcs12_cipher(oid: &[u8]) -> Option<Cipher> {
    match oid.strip_prefix(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01])? {
        [1] => Some(Cipher::Rc4(16)),
        [2] => Some(Cipher::Rc4(5)),
        [3] => Some(Cipher::TripleDes3),
        [4] => Some(Cipher::TripleDes2),
        [5] => Some(Cipher::Rc2 { bits: 128, key_len: 16 }),
        [6] => Some(Cipher::Rc2 { bits: 40, key_len: 5 }),
        _ => None,
    }
}

/// 1.2.840.113549.1.5.n (RFC 8018, appendix A.3); those with MD2 are left out.
fn pbes1(oid: &[u8]) -> Option<(Digest, Cipher)> {
    let rc2 = Cipher::Rc2 { bits: 64, key_len: 8 };
    match oid.strip_prefix(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05])? {
        [3] => Some((Digest::MD5, Cipher::Des)),
        [6] => Some((Digest::MD5, rc2)),
        [10] => Some((Digest::SHA1, Cipher::Des)),
        [11] => Some((Digest::SHA1, rc2)),
        _ => None,
    }
}

fn salt_and_iterations(mut parameters: Reader<'_>) -> Result<(Vec<u8>, u64)> {
    let salt = parameters.element()?;
    if salt.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
        return Err(broken(salt.offset, "a salt is no OCTET STRING"));
    }
    Ok((salt.octets()?.into_owned(), iteration_count(&parameters.expect(tag::INTEGER)?)?))
}

/// From 1. More than OpenSSL can count is left to the budget, which refuses it before.
fn iteration_count(count: &Element<'_>) -> Result<u64> {
    match count.unsigned()? {
        0 => Err(broken(count.offset, "an iteration count is 0")),
        count => Ok(count),
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
        let oid = reader.expect(tag::OID)?;
        match oid.body {
            PBKDF2 => Ok(Kdf::Pbkdf2(Pbkdf2::parse(reader.sequence()?)?)),
            SCRYPT => {
                let mut parameters = reader.sequence()?;
                let salt = parameters.expect(tag::OCTET_STRING)?.octets()?.into_owned();
                let mut number = || parameters.expect(tag::INTEGER)?.unsigned();
                Ok(Kdf::Scrypt { salt, n: number()?, r: number()?, p: number()? })
            }
            other => Err(unsupported("the key derivation", other)),
        }
    }
}

impl Pbkdf2 {
    /// PBKDF2-params (RFC 8018, appendix A.2).
    fn parse(mut parameters: Reader<'_>) -> Result<Pbkdf2> {
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

    fn derive(&self, password: &[u8], len: usize) -> Result<SecretBytes> {
        kdf::pbkdf2(self.prf, password, &self.salt, self.iterations, len)
    }
}

fn hmac_digest(algorithm: &Element<'_>) -> Result<Digest> {
    let oid = algorithm.children().expect(tag::OID)?.body;
    let digest = match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, last] => match last {
            7 => Some(Digest::SHA1),
            8 => Some(Digest::SHA224),
            9 => Some(Digest::SHA256),
            10 => Some(Digest::SHA384),
            11 => Some(Digest::SHA512),
            12 => Some(Digest::SHA512_224),
            13 => Some(Digest::SHA512_256),
            _ => None,
        },
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last] => match last {
            13 => Some(Digest::SHA3_224),
            14 => Some(Digest::SHA3_256),
            15 => Some(Digest::SHA3_384),
            16 => Some(Digest::SHA3_512),
            _ => None,
        },
        // 1.3.6.1.5.5.8.1: the identifiers of IPsec.
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x08, 0x01, 1] => Some(Digest::MD5),
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x08, 0x01, 2] => Some(Digest::SHA1),
        _ => None,
    };
    digest.ok_or_else(|| unsupported("the pseudo-random function", oid))
}

fn plain_digest(oid: &[u8]) -> Result<Digest> {
    let digest = match oid {
        [0x2b, 0x0e, 0x03, 0x02, 0x1a] => Some(Digest::SHA1),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05] => Some(Digest::MD5),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last] => match last {
            1 => Some(Digest::SHA256),
            2 => Some(Digest::SHA384),
            3 => Some(Digest::SHA512),
            4 => Some(Digest::SHA224),
            5 => Some(Digest::SHA512_224),
            6 => Some(Digest::SHA512_256),
            7 => Some(Digest::SHA3_224),
            8 => Some(Digest::SHA3_256),
            9 => Some(Digest::SHA3_384),
            10 => Some(Digest::SHA3_512),
            _ => None,
        },
        [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8d, 0x3a, 0x0c, 0x02, 0x01, 0x10] => Some(Digest::BLAKE2B_512),
        [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8d, 0x3a, 0x0c, 0x02, 0x02, 0x08] => Some(Digest::BLAKE2S_256),
        _ => None,
    };
    digest.ok_or_else(|| unsupported("the MAC's digest", oid))
}

fn parse_cipher(algorithm: &Element<'_>, key_len: Option<u64>) -> Result<(Cipher, Vec<u8>)> {
    let mut reader = algorithm.children();
    let oid = reader.expect(tag::OID)?;
    let cipher = match oid.body {
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 2] => Cipher::Aes(16),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 22] => Cipher::Aes(24),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 42] => Cipher::Aes(32),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x07] => Cipher::TripleDes3,
        [0x2b, 0x0e, 0x03, 0x02, 0x07] => Cipher::Des,
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x02] => return parse_rc2(&mut reader, key_len),
        other => return Err(unsupported("the cipher", other)),
    };
    if key_len.is_some_and(|len| len != cipher.key_len() as u64) {
        return Err(broken(oid.offset, "the key length is not the cipher's"));
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

/// The MAC of a P12: PKCS #12's own HMAC, or PBMAC1 (RFC 9579).
pub(crate) struct Mac {
    scheme: MacScheme,
    value: Vec<u8>,
}

enum MacScheme {
    Pkcs12 { digest: Digest, salt: Vec<u8>, iterations: u64 },
    Pbmac1 { kdf: Pbkdf2, key_len: usize, digest: Digest },
}

impl Mac {
    /// From a MacData (RFC 7292, section 4).
    pub(crate) fn parse(mac_data: &Element<'_>) -> Result<Mac> {
        let mut reader = mac_data.children();
        let mut digest_info = reader.sequence()?;
        let mut algorithm = digest_info.sequence()?;
        let value = digest_info.element()?;
        if value.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
            return Err(broken(value.offset, "the MAC is no OCTET STRING"));
        }
        let value_bytes = value.octets()?.into_owned();
        let oid = algorithm.expect(tag::OID)?;
        let (scheme, len) = if oid.body == PBMAC1 {
            let scheme = parse_pbmac1(algorithm.sequence()?)?;
            let len = match &scheme {
                MacScheme::Pbmac1 { digest, .. } | MacScheme::Pkcs12 { digest, .. } => digest.output_len(),
            };
            (scheme, len)
        } else {
            let digest = plain_digest(oid.body)?;
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
    pub(crate) fn name(&self) -> String {
        match &self.scheme {
            MacScheme::Pkcs12 { digest, .. } => format!("HMAC-{}", digest.name()),
            MacScheme::Pbmac1 { kdf, digest, .. } => {
                format!("PBMAC1-PBKDF2-HMAC-{}-HMAC-{}", kdf.prf.name(), digest.name())
            }
        }
    }

    /// Iterations, as the file states them.
    pub(crate) fn iterations(&self) -> u64 {
        match &self.scheme {
            MacScheme::Pkcs12 { iterations, .. } => *iterations,
            MacScheme::Pbmac1 { kdf, .. } => kdf.iterations,
        }
    }

    /// Whether one form of the password makes this MAC.
    pub(crate) fn verify(&self, password: &Password, data: &[u8]) -> Result<bool> {
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
    let oid = reader.expect(tag::OID)?;
    if oid.body != PBKDF2 {
        return Err(unsupported("the MAC's key derivation", oid.body));
    }
    let kdf = Pbkdf2::parse(reader.sequence()?)?;
    let digest = hmac_digest(&parameters.expect(tag::SEQUENCE)?)?;
    // A short key could be guessed and the file then be changed (RFC 9579, section 5).
    match kdf.key_len {
        Some(len @ 20..=64) => Ok(MacScheme::Pbmac1 { key_len: len as usize, kdf, digest }),
        _ => Err(broken(algorithm.offset, "PBMAC1 needs a key length from 20 to 64")),
    }
}
