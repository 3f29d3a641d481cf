//! What a verification tells, whether it succeeded or not.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::error::Result;
use crate::report::{Finding, Level};
use crate::text::hex::hex;
use crate::time::rfc3339;
use crate::x509::{Certificate, Date};

/// The outcome of a verification, check by check.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// Whether every check passed and the signer is the expected one, or any signer was allowed.
    pub ok: bool,
    /// The checks in the order in which they were made; what stands behind the first failure may be missing.
    /// The subject is what was checked, and the message what was wrong with it.
    #[serde(serialize_with = "write_checks")]
    pub checks: Vec<Finding>,
    /// Who signed; nobody unless `ok`.
    pub signer: Option<Signer>,
    /// What the message's token says, which proves nothing by itself.
    pub certificate: Option<Particulars>,
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

    /// Notes the outcome of a check, and hands it on. The code says which check it is, for programs.
    pub(super) fn check<T>(
        &mut self,
        code: &'static str,
        subject: impl Into<Cow<'static, str>>,
        outcome: Result<T>,
    ) -> Result<T> {
        self.checks.push(match &outcome {
            Ok(_) => Finding::new(Level::Ok, code, subject, ""),
            Err(error) => Finding::new(Level::Error, code, subject, error.message().to_owned()),
        });
        outcome
    }
}

/// Checks are written as `name`, `ok`, `detail` and `code`.
fn write_checks<S: Serializer>(checks: &[Finding], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Check<'a> {
        name: &'a str,
        ok: bool,
        detail: &'a str,
        code: &'static str,
    }
    serializer.collect_seq(checks.iter().map(|check| Check {
        name: &check.subject,
        ok: check.level == Level::Ok,
        detail: &check.message,
        code: check.code,
    }))
}

impl Particulars {
    pub(super) fn of(certificate: &Certificate) -> Particulars {
        let text = |date: Date| date.time().map(rfc3339);
        Particulars {
            subject: certificate.subject(),
            issuer: certificate.issuer(),
            serial_hex: certificate.serial_hex(),
            sha256: hex(&certificate.sha256()),
            not_before: text(certificate.validity().not_before),
            not_after: text(certificate.validity().not_after),
            key_bits: certificate.public_key().bits,
        }
    }
}
