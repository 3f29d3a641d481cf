//! What a key file holds: certificates and private keys in the order of the file, and how they were protected.

use crate::crypto::key::PrivateKey;
use crate::error::{Error, Result, CYBSIGN_E_LIMIT};
use crate::report::Finding;
use crate::x509::Certificate;

/// No key file is larger.
pub const MAX_INPUT: usize = 16 << 20;

/// No key file holds more certificates, nor more keys, nor a P12 more bags.
pub const MAX_ENTRIES: usize = 10_000;

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
    /// Why it is closed, where it was to be opened. Whether that matters depends on which key is chosen.
    pub refusal: Option<Error>,
}

/// A key file that was read.
pub struct Container {
    /// The kind of file.
    pub kind: ContainerKind,
    /// The MAC, of a P12.
    pub mac: Option<MacInfo>,
    /// How its parts are encrypted; each way once.
    pub encryption: Vec<Encryption>,
    /// Whether parts of it are encrypted, and were not looked at: then the lists are not the whole truth.
    pub is_sealed: bool,
    /// Certificates in the order of the file.
    pub certificates: Vec<CertificateEntry>,
    /// Private keys in the order of the file.
    pub keys: Vec<KeyEntry>,
    /// What its owner should know.
    pub warnings: Vec<Finding>,
}

impl Container {
    pub(crate) fn new(kind: ContainerKind) -> Container {
        Container {
            kind,
            mac: None,
            encryption: Vec::new(),
            is_sealed: false,
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

    pub(crate) fn add_key(&mut self, key: PrivateKey) -> Result<&mut KeyEntry> {
        self.add_key_entry(KeyEntry {
            algorithm: Some(key.algorithm().to_owned()),
            bits: Some(key.bits()),
            friendly_name: None,
            local_key_id: None,
            key: Some(key),
            refusal: None,
        })
    }

    /// Adds a key that stays closed; its algorithm is known where only the key itself could not be read.
    pub(crate) fn add_closed_key(&mut self, algorithm: Option<String>) -> Result<&mut KeyEntry> {
        self.add_key_entry(KeyEntry {
            algorithm,
            bits: None,
            friendly_name: None,
            local_key_id: None,
            key: None,
            refusal: None,
        })
    }

    /// Adds a key that could not be opened, and why.
    pub(crate) fn add_refused_key(&mut self, refusal: Error) -> Result<&mut KeyEntry> {
        let entry = self.add_closed_key(None)?;
        entry.refusal = Some(refusal);
        Ok(entry)
    }

    /// Why the first key is closed that was to be opened.
    pub(crate) fn refusal(&self) -> Option<Error> {
        self.keys.iter().find_map(|entry| entry.refusal.clone())
    }

    fn add_key_entry(&mut self, entry: KeyEntry) -> Result<&mut KeyEntry> {
        self.keys.push(entry);
        self.check_count()?;
        let last = self.keys.len() - 1;
        Ok(&mut self.keys[last])
    }

    /// Whether there is neither a certificate nor a private key.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.keys.is_empty()
    }

    pub(crate) fn note_encryption(&mut self, algorithm: String, iterations: Option<u64>) {
        let encryption = Encryption { algorithm, iterations };
        // Bounded, so that a file with thousands of them is not compared thousands of times with itself.
        if self.encryption.len() < 100 && !self.encryption.contains(&encryption) {
            self.encryption.push(encryption);
        }
    }

    /// Notes what its owner should know, once.
    pub(crate) fn warn(&mut self, finding: Finding) {
        if !self.warnings.iter().any(|warning| warning.code == finding.code) {
            self.warnings.push(finding);
        }
    }

    fn check_count(&self) -> Result<()> {
        if self.certificates.len() > MAX_ENTRIES || self.keys.len() > MAX_ENTRIES {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the key file holds more than 10,000 certificates or keys"));
        }
        Ok(())
    }
}
