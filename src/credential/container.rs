//! What a key file holds: certificates and private keys in the order of the file, and how they were protected.

use crate::credential::pbe::{Budget, Password, Pbe, DEFAULT_MAX_ITERATIONS};
use crate::credential::sniff::{self, DerKind};
use crate::credential::{p12, pem, pkcs7};
use crate::crypto::key::PrivateKey;
use crate::der::{broken, tag, Element, Reader};
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_LIMIT, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_WRONG_PASSWORD};
use crate::x509::certificate::{key_algorithm, Certificate};

/// No key file is larger.
pub const MAX_INPUT: usize = 16 << 20;

/// No key file holds more certificates, nor more keys, nor a P12 more bags.
pub const MAX_ENTRIES: usize = 10_000;

/// Keys of other kinds than RSA that are loaded and not only listed.
const MAX_OTHER_KEYS: usize = 100;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerKind {
    /// PKCS #12 (RFC 7292).
    P12,
    /// PEM (RFC 7468), or bare base64.
    Pem,
    /// One or more DER structures.
    Der,
    /// PKCS #7 (RFC 2315), with armour or without.
    Pkcs7,
    /// No file: a certificate, and a key that the caller keeps.
    Callbacks,
}

/// What is known of a P12's MAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MacState {
    /// The password makes it.
    Verified,
    /// There was no password to check it with.
    NotChecked,
    /// There is none.
    Absent,
}

/// A P12's MAC.
#[derive(Debug, Clone)]
pub struct MacInfo {
    /// Whether it was checked.
    pub state: MacState,
    /// Its algorithm.
    pub algorithm: Option<String>,
    /// The iterations of its key derivation.
    pub iterations: Option<u64>,
}

/// A way in which something in the file is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encryption {
    /// The algorithm.
    pub algorithm: String,
    /// The iterations of its key derivation.
    pub iterations: Option<u64>,
}

/// A certificate and what the file says of it.
#[derive(Debug, Clone)]
pub struct CertificateEntry {
    /// The certificate.
    pub certificate: Certificate,
    /// friendlyName.
    pub friendly_name: Option<String>,
    /// localKeyID; it is shown and never trusted.
    pub local_key_id: Option<Vec<u8>>,
}

/// A private key and what the file says of it.
pub struct KeyEntry {
    /// The kind of key; `None` if it could not be decrypted.
    pub algorithm: Option<String>,
    /// Its length, where it is known.
    pub bits: Option<u32>,
    /// friendlyName.
    pub friendly_name: Option<String>,
    /// localKeyID; it is shown and never trusted.
    pub local_key_id: Option<Vec<u8>>,
    /// The key, unless it could not be decrypted or its kind is unknown.
    pub key: Option<PrivateKey>,
}

/// Something about the file that its owner should know.
#[derive(Debug, Clone)]
pub struct Warning {
    /// A word for programs.
    pub code: &'static str,
    /// One line for people.
    pub message: String,
}

/// A key file that was read.
pub struct Container {
    /// The kind of file.
    pub kind: ContainerKind,
    /// The MAC, of a P12.
    pub mac: Option<MacInfo>,
    /// How its parts are encrypted; each way once.
    pub encryption: Vec<Encryption>,
    /// Certificates in the order of the file.
    pub certificates: Vec<CertificateEntry>,
    /// Private keys in the order of the file.
    pub keys: Vec<KeyEntry>,
    /// What its owner should know.
    pub warnings: Vec<Warning>,
}

/// How a key file is read.
pub struct ReadOptions<'a> {
    /// The password; `None` if none is known.
    pub password: Option<&'a [u8]>,
    /// The private key's own password.
    pub key_password: Option<&'a [u8]>,
    /// Iterations that the file may cost in all.
    pub max_iterations: u64,
    /// Whether what can't be decrypted is listed as such: an inspection, not a use.
    pub inspect: bool,
}

impl<'a> ReadOptions<'a> {
    /// For use, with this password.
    pub fn new(password: &'a [u8]) -> ReadOptions<'a> {
        let max_iterations = DEFAULT_MAX_ITERATIONS;
        ReadOptions { password: Some(password), key_password: None, max_iterations, inspect: false }
    }

    /// For an inspection, with a password or without.
    pub fn inspect(password: Option<&'a [u8]>) -> ReadOptions<'a> {
        let max_iterations = DEFAULT_MAX_ITERATIONS;
        ReadOptions { password, key_password: None, max_iterations, inspect: true }
    }
}

/// The passwords at hand while a file is read, and what it may still cost.
pub(crate) struct Session {
    pub(crate) password: Password,
    pub(crate) key_password: Option<Password>,
    pub(crate) budget: Budget,
    pub(crate) inspect: bool,
}

impl Session {
    pub(crate) fn new(options: &ReadOptions<'_>) -> Result<Session> {
        Ok(Session {
            password: Password::new(options.password.unwrap_or_default())?,
            key_password: options.key_password.map(Password::new).transpose()?,
            budget: Budget::new(options.max_iterations),
            inspect: options.inspect,
        })
    }

    /// Whether what can't be read without a password is passed over.
    pub(crate) fn without_password(&self) -> bool {
        self.inspect && self.password.is_empty
    }
}

/// Reads a key file of any kind.
pub fn read(data: &[u8], options: &ReadOptions<'_>) -> Result<Container> {
    check_size(data)?;
    let mut session = Session::new(options)?;
    if let Some(kind) = sniff::der_kind(data) {
        return match kind {
            DerKind::P12 => p12::read(data, &mut session).map_err(|error| sniff::explain(data, error)),
            _ => read_der(data, &mut session),
        };
    }
    if let Some(text) = pem::normalise(data) {
        if pem::has_armour(&text) {
            return pem::read(&text, &mut session);
        }
        if let Some(decoded) = pem::bare_base64(&text) {
            return match sniff::der_kind(&decoded) {
                Some(DerKind::P12) => p12::read(&decoded, &mut session),
                Some(_) => {
                    let container = read_der(&decoded, &mut session)?;
                    let kind = if container.kind == ContainerKind::Der { ContainerKind::Pem } else { container.kind };
                    Ok(Container { kind, ..container })
                }
                None => Err(sniff::not_a_key_file(data)),
            };
        }
    }
    Err(sniff::not_a_key_file(data))
}

/// Reads a P12 and nothing else.
pub fn read_p12(data: &[u8], options: &ReadOptions<'_>) -> Result<Container> {
    check_size(data)?;
    if sniff::der_kind(data) != Some(DerKind::P12) {
        return Err(sniff::not_a_p12(data));
    }
    p12::read(data, &mut Session::new(options)?).map_err(|error| sniff::explain(data, error))
}

pub(crate) fn check_size(data: &[u8]) -> Result<()> {
    if data.len() > MAX_INPUT {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the key file is larger than 16 MiB: it is not what it should be"));
    }
    Ok(())
}

impl Container {
    pub(crate) fn new(kind: ContainerKind) -> Container {
        Container {
            kind,
            mac: None,
            encryption: Vec::new(),
            certificates: Vec::new(),
            keys: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn add_certificate(&mut self, der: &[u8]) -> Result<&mut CertificateEntry> {
        let certificate = Certificate::from_der(der)?;
        self.certificates.push(CertificateEntry { certificate, friendly_name: None, local_key_id: None });
        self.check_count()?;
        let last = self.certificates.len() - 1;
        Ok(&mut self.certificates[last])
    }

    /// Adds a PrivateKeyInfo (PKCS #8).
    pub(crate) fn add_pkcs8(&mut self, der: &[u8]) -> Result<&mut KeyEntry> {
        let mut info = Reader::new(der).sequence()?;
        info.expect(tag::INTEGER)?;
        let algorithm = key_algorithm(info.sequence()?.expect(tag::OID)?.body);
        info.expect(tag::OCTET_STRING)?;
        let loaded = if algorithm == "RSA" || self.may_load_other_key() {
            PrivateKey::from_pkcs8(der)
        } else {
            Err(broken(0, "there are too many keys that are not RSA"))
        };
        match loaded {
            Ok(key) => self.add_key(key),
            // Only RSA keys can be used: of another one that OpenSSL can't read it is enough to say what it is.
            Err(_) if algorithm != "RSA" => self.add_key_entry(KeyEntry {
                algorithm: Some(algorithm),
                bits: None,
                friendly_name: None,
                local_key_id: None,
                key: None,
            }),
            Err(error) => Err(error),
        }
    }

    /// Loading a DSA or DH key takes a computation, so not thousands of them are loaded.
    fn may_load_other_key(&self) -> bool {
        let is_other = |entry: &&KeyEntry| entry.algorithm.as_deref().is_some_and(|algorithm| algorithm != "RSA");
        self.keys.iter().filter(is_other).take(MAX_OTHER_KEYS).count() < MAX_OTHER_KEYS
    }

    /// Adds an ECPrivateKey or a traditional DSA key.
    pub(crate) fn add_traditional(&mut self, der: &[u8]) -> Result<&mut KeyEntry> {
        if !self.may_load_other_key() {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the key file holds more than 100 keys that are not RSA"));
        }
        self.add_key(PrivateKey::from_traditional(der)?)
    }

    pub(crate) fn add_key(&mut self, key: PrivateKey) -> Result<&mut KeyEntry> {
        self.add_key_entry(KeyEntry {
            algorithm: Some(key.algorithm().to_owned()),
            bits: Some(key.bits()),
            friendly_name: None,
            local_key_id: None,
            key: Some(key),
        })
    }

    /// Adds a key that stays closed.
    pub(crate) fn add_closed_key(&mut self) -> Result<&mut KeyEntry> {
        self.add_key_entry(KeyEntry { algorithm: None, bits: None, friendly_name: None, local_key_id: None, key: None })
    }

    fn add_key_entry(&mut self, entry: KeyEntry) -> Result<&mut KeyEntry> {
        self.keys.push(entry);
        self.check_count()?;
        let last = self.keys.len() - 1;
        Ok(&mut self.keys[last])
    }

    pub(crate) fn note_encryption(&mut self, algorithm: String, iterations: Option<u64>) {
        let encryption = Encryption { algorithm, iterations };
        // Bounded, so that a file with thousands of them is not compared thousands of times with itself.
        if self.encryption.len() < 100 && !self.encryption.contains(&encryption) {
            self.encryption.push(encryption);
        }
    }

    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        if !self.warnings.iter().any(|warning| warning.code == code) {
            self.warnings.push(Warning { code, message: message.into() });
        }
    }

    fn check_count(&self) -> Result<()> {
        if self.certificates.len() > MAX_ENTRIES || self.keys.len() > MAX_ENTRIES {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the key file holds more than 10,000 certificates or keys"));
        }
        Ok(())
    }

    /// Adds one DER structure, whichever it is.
    pub(crate) fn add_der(&mut self, element: &Element<'_>, session: &mut Session) -> Result<()> {
        match sniff::element_kind(element) {
            Some(DerKind::Certificate) => self.add_certificate(element.raw).map(|_| ()),
            Some(DerKind::Pkcs7) => pkcs7::add_certificates(element, self),
            Some(DerKind::Pkcs8) => self.add_pkcs8(element.raw).map(|_| ()),
            Some(DerKind::RsaKey) => self.add_key(PrivateKey::from_rsa(element.raw)?).map(|_| ()),
            Some(DerKind::EcKey) => self.add_traditional(element.raw).map(|_| ()),
            Some(DerKind::EncryptedPkcs8) => self.add_encrypted_pkcs8(element, session),
            Some(DerKind::Crl | DerKind::PublicKey) => Ok(()),
            Some(DerKind::Csr) => Err(Error::new(
                CYBSIGN_E_DER,
                "this is a certificate request (CSR), not a certificate: take the certificate that was issued for it",
            )),
            Some(DerKind::P12) => Err(broken(element.offset, "a P12 stands among other structures")),
            None => Err(broken(element.offset, "this is neither a certificate nor a key")),
        }
    }

    /// Adds an EncryptedPrivateKeyInfo (PKCS #8).
    pub(crate) fn add_encrypted_pkcs8(&mut self, element: &Element<'_>, session: &mut Session) -> Result<()> {
        let mut reader = element.children();
        let pbe = Pbe::parse(&reader.expect(tag::SEQUENCE)?)?;
        let data = reader.expect(tag::OCTET_STRING)?;
        self.note_encryption(pbe.name(), Some(pbe.iterations()));
        if session.without_password() {
            self.add_closed_key()?;
            return Ok(());
        }
        session.budget.charge(pbe.iterations())?;
        let password = session.key_password.as_ref().unwrap_or(&session.password);
        match pbe.open(password, data.body)? {
            Some(plain) => self.add_pkcs8(&plain).map(|_| ()),
            None => Err(wrong_password("private key", password)),
        }
    }
}

fn read_der(data: &[u8], session: &mut Session) -> Result<Container> {
    let mut container = Container::new(ContainerKind::Der);
    let mut reader = Reader::new(data);
    while !is_padding(reader.rest()) {
        let element = reader.element()?;
        if sniff::element_kind(&element) == Some(DerKind::Pkcs7) && container.certificates.is_empty() {
            container.kind = ContainerKind::Pkcs7;
        }
        container.add_der(&element, session)?;
    }
    Ok(container)
}

/// What copying and padding leave at the end of a file.
pub(crate) fn is_padding(rest: &[u8]) -> bool {
    rest.iter().all(|byte| *byte == 0 || byte.is_ascii_whitespace())
}

pub(crate) fn wrong_password(what: &str, password: &Password) -> Error {
    if password.is_empty {
        return Error::new(CYBSIGN_E_WRONG_PASSWORD, format!("the {what} needs a password, and none was given"));
    }
    let message = format!("the password of the {what} is wrong (or the file was changed after it was written)");
    Error::new(CYBSIGN_E_WRONG_PASSWORD, message)
}

/// An OpenSSH key and the like: known, and not for us.
pub(crate) fn unsupported_label(label: &str) -> Error {
    let message =
        format!("a block {label} is not a key that can be used here; write it as PKCS #8 (openssl pkcs8 -topk8)");
    Error::new(CYBSIGN_E_UNSUPPORTED, message)
}
