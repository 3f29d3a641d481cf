//! What a verification tells, whether it succeeded or not.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::time::rfc3339;
use crate::x509::{Certificate, Date};

/// The outcome of a verification, check by check.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// Whether every check passed and the signer is the expected one, or any signer was allowed.
    pub ok: bool,
    /// The checks in the order in which they were made; what stands behind the first failure may be missing.
    pub checks: Vec<Check>,
    /// Who signed; nobody unless `ok`.
    pub signer: Option<Signer>,
    /// What the message's token says, which proves nothing by itself.
    pub certificate: Option<Particulars>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// Whether it passed.
    pub ok: bool,
    /// What was wrong, or what was found.
    pub detail: String,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Signer {
    /// The signer that was expected.
    Authenticated(Particulars),
    /// Somebody: written as `not authenticated`.
    Unauthenticated(NotAuthenticated),
}

/// The text `not authenticated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NotAuthenticated {
    /// Any certificate was allowed.
    #[serde(rename = "not authenticated")]
    AnyCertificate,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Particulars {
    /// The subject, as RFC 4514 writes it.
    pub subject: String,
    /// The issuer.
    pub issuer: String,
    /// The serial number's bytes.
    pub serial_hex: String,
    /// The fingerprint: SHA-256 of the DER.
    pub sha256: String,
    /// RFC 3339; absent where it can't be read.
    pub not_before: Option<String>,
    /// RFC 3339; absent where it can't be read.
    pub not_after: Option<String>,
    /// The length of the key, where it is known.
    pub key_bits: Option<u32>,
}

impl Report {
    /// The report as a JSON object.
    pub fn to_json(&self) -> String {
        // There is nothing in it that JSON could not write: the names of all members are texts.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Notes the outcome of a check, and hands it on.
    pub(super) fn check<T>(&mut self, name: impl Into<String>, outcome: Result<T>) -> Result<T> {
        let detail = outcome.as_ref().err().map_or(String::new(), |error: &Error| error.message().to_owned());
        self.checks.push(Check { name: name.into(), ok: outcome.is_ok(), detail });
        outcome
    }
}

impl Particulars {
    pub(super) fn of(certificate: &Certificate) -> Particulars {
        let text = |date: Date| date.time().map(rfc3339);
        Particulars {
            subject: certificate.subject(),
            issuer: certificate.issuer(),
            serial_hex: certificate.serial_hex(),
            sha256: certificate.sha256().iter().map(|byte| format!("{byte:02x}")).collect(),
            not_before: text(certificate.validity().not_before),
            not_after: text(certificate.validity().not_after),
            key_bits: certificate.public_key().bits,
        }
    }
}
