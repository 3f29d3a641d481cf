//! Encryption with passwords: PKCS #12's own schemes, PBES1, PBES2, and the MACs of a P12.

use zeroize::Zeroizing;

use crate::crypto::equal;
use crate::crypto::kdf::{self, Purpose};
use crate::crypto::legacy::{Cipher, Digest};
use crate::der::{broken, oid, tag, Element, Reader};
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
pub(crate) fn unsupported(what: &str, identifier: &[u8]) -> Error {
    let dotted = oid::dotted(identifier);
    let shown = oid::name(identifier).map_or_else(|| dotted.clone(), |name| format!("{name} ({dotted})"));
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
