//! Certificates, read by a walk of the DER.
//!
//! Nothing here refuses a certificate for a long serial number, a wrong version or an odd name: what CyberSource issues
//! and what customers keep has all of those. What can't be read is shown as such; a date that can't be read is
//! [`Date::Unreadable`](super::Date::Unreadable), never good news.

use super::algorithm::{algorithm_name, public_key_info, PublicKeyInfo};
use super::name;
use super::validity::Validity;
use crate::crypto::digest::sha256;
use crate::der::{broken, oid, tag, Element, Reader};
use crate::error::Result;
use crate::text::hex::hex;
use crate::text::shown::shown;

/// A certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    serial: Vec<u8>,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    spki: Vec<u8>,
    validity: Validity,
    signature_algorithm: String,
    public_key: PublicKeyInfo,
    common_name: Option<String>,
    key_serial: Option<String>,
    is_authority: bool,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({})", self.subject())
    }
}

/// The parts of a TBSCertificate.
struct Parts<'a> {
    serial: Element<'a>,
    signature: Element<'a>,
    issuer: Element<'a>,
    validity: Element<'a>,
    subject: Element<'a>,
    spki: Element<'a>,
    rest: Reader<'a>,
}

fn parts(der: &[u8]) -> Result<(Element<'_>, Parts<'_>)> {
    let mut reader = Reader::new(der);
    let whole = reader.expect(tag::SEQUENCE)?;
    let mut certificate = whole.children();
    let mut tbs = certificate.sequence()?;
    // The version: it says nothing that the rest would not show.
    tbs.optional(tag::explicit(0))?;
    let parts = Parts {
        serial: tbs.expect(tag::INTEGER)?,
        signature: tbs.expect(tag::SEQUENCE)?,
        issuer: tbs.expect(tag::SEQUENCE)?,
        validity: tbs.expect(tag::SEQUENCE)?,
        subject: tbs.expect(tag::SEQUENCE)?,
        spki: tbs.expect(tag::SEQUENCE)?,
        rest: tbs,
    };
    certificate.expect(tag::SEQUENCE)?;
    certificate.expect(tag::BIT_STRING)?;
    Ok((whole, parts))
}

/// The dates alone, without a full parse.
pub fn validity(der: &[u8]) -> Result<Validity> {
    let mut tbs = Reader::new(der).sequence()?.sequence()?;
    tbs.optional(tag::explicit(0))?;
    for tag in [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE] {
        tbs.expect(tag)?;
    }
    Ok(Validity::parse(&tbs.expect(tag::SEQUENCE)?))
}

impl Certificate {
    /// From DER. Bytes after the certificate are refused.
    pub fn from_der(der: &[u8]) -> Result<Certificate> {
        let (whole, parts) = parts(der)?;
        if whole.raw.len() != der.len() {
            return Err(broken(whole.raw.len(), "there are bytes after the certificate"));
        }
        Ok(Certificate {
            serial: parts.serial.body.to_vec(),
            issuer: parts.issuer.raw.to_vec(),
            subject: parts.subject.raw.to_vec(),
            spki: parts.spki.raw.to_vec(),
            validity: Validity::parse(&parts.validity),
            signature_algorithm: algorithm_name(&parts.signature),
            public_key: public_key_info(&parts.spki),
            common_name: name::last_value(parts.subject.raw, oid::COMMON_NAME),
            key_serial: name::last_value(parts.subject.raw, oid::SERIAL_NUMBER),
            is_authority: says_authority(parts.rest),
            der: der.to_vec(),
        })
    }

    /// The certificate itself.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The subject in one line, as RFC 4514 has it; control characters are escaped.
    pub fn subject(&self) -> String {
        name::one_line(&self.subject)
    }

    /// The issuer, in the same way.
    pub fn issuer(&self) -> String {
        name::one_line(&self.issuer)
    }

    /// The subject's name in DER.
    pub fn subject_der(&self) -> &[u8] {
        &self.subject
    }

    /// The issuer's name in DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.issuer
    }

    /// The subject's CN, as it stands there: not escaped.
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// The CN as errors and findings show it, or `?` where there is none.
    pub fn shown_name(&self) -> String {
        shown(self.common_name().unwrap_or("?"))
    }

    /// The serialNumber attribute (2.5.4.5) of the subject, by which CyberSource knows the key.
    pub fn key_serial(&self) -> Option<&str> {
        self.key_serial.as_deref()
    }

    /// The content of the serial number's INTEGER.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The serial number as lower-case hexadecimal digits.
    pub fn serial_hex(&self) -> String {
        hex(&self.serial)
    }

    /// From when until when it is valid.
    pub fn validity(&self) -> &Validity {
        &self.validity
    }

    /// The kind of public key and its length.
    pub fn public_key(&self) -> &PublicKeyInfo {
        &self.public_key
    }

    /// The SubjectPublicKeyInfo in DER.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The algorithm it was signed with.
    pub fn signature_algorithm(&self) -> &str {
        &self.signature_algorithm
    }

    /// The fingerprint: SHA-256 of the DER.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&[&self.der])
    }

    /// Whether basicConstraints says that it is an authority's.
    pub(super) fn is_authority(&self) -> bool {
        self.is_authority
    }
}

fn says_authority(mut rest: Reader<'_>) -> bool {
    let mut search = || {
        while !rest.is_empty() {
            let element = rest.element().ok()?;
            if element.tag != tag::explicit(3) {
                continue;
            }
            let mut extensions = element.children().sequence().ok()?;
            while !extensions.is_empty() {
                let mut extension = extensions.sequence().ok()?;
                if extension.expect(tag::OID).ok()?.body != oid::BASIC_CONSTRAINTS {
                    continue;
                }
                extension.optional(tag::BOOLEAN).ok()?;
                let value = extension.expect(tag::OCTET_STRING).ok()?;
                let says = value.children().sequence().ok()?.optional(tag::BOOLEAN).ok()??;
                return Some(says.body.iter().any(|byte| *byte != 0));
            }
        }
        None
    };
    search().unwrap_or(false)
}
