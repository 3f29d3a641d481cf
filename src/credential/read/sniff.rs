//! Tells DER structures apart by the tags they begin with.

use crate::der::{tag, Element, Reader};

/// The DER structures that key files are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DerKind {
    P12,
    Pkcs7,
    Certificate,
    Csr,
    Crl,
    Pkcs8,
    EncryptedPkcs8,
    RsaKey,
    EcKey,
    PublicKey,
}

/// The kind of the first structure of these bytes.
pub(super) fn der_kind(data: &[u8]) -> Option<DerKind> {
    if data.first() != Some(&tag::SEQUENCE) {
        return None;
    }
    element_kind(&Reader::new(data).element().ok()?)
}

/// The kind of a structure, by the tags it begins with.
pub(super) fn element_kind(element: &Element<'_>) -> Option<DerKind> {
    let mut reader = element.children();
    let first = reader.element().ok()?;
    let second = reader.element().ok();
    let third = reader.element().ok();
    let begins = |element: &Option<Element<'_>>| element.and_then(|element| element.children().peek());
    match (first.tag, second.map(|element| element.tag)) {
        (tag::OID, _) => Some(DerKind::Pkcs7),
        (tag::INTEGER, Some(tag::SEQUENCE)) if third.is_some_and(|third| third.tag == tag::OCTET_STRING) => {
            Some(DerKind::Pkcs8)
        }
        (tag::INTEGER, Some(tag::SEQUENCE)) if begins(&second) == Some(tag::OID) => Some(DerKind::P12),
        // A DSA key begins in the same way: both are keys that name their own kind.
        (tag::INTEGER, Some(tag::INTEGER)) => {
            let count = element_count(element);
            Some(if count == 6 { DerKind::EcKey } else { DerKind::RsaKey })
        }
        (tag::INTEGER, Some(tag::OCTET_STRING)) => Some(DerKind::EcKey),
        (tag::SEQUENCE, Some(tag::OCTET_STRING)) => Some(DerKind::EncryptedPkcs8),
        (tag::SEQUENCE, Some(tag::BIT_STRING)) => Some(DerKind::PublicKey),
        (tag::SEQUENCE, Some(tag::SEQUENCE)) => signed_kind(&first),
        _ => None,
    }
}

fn element_count(element: &Element<'_>) -> usize {
    let mut reader = element.children();
    std::iter::from_fn(|| if reader.is_empty() { None } else { reader.element().ok() }).take(16).count()
}

/// Certificate, certificate request and revocation list are all signed; what is signed tells them apart.
fn signed_kind(signed: &Element<'_>) -> Option<DerKind> {
    let mut reader = signed.children();
    reader.optional(tag::explicit(0)).ok()?;
    let first = reader.element().ok()?;
    let second = reader.element().ok()?;
    let third = reader.element().ok();
    let names_algorithm = |element: &Element<'_>| element.children().peek() == Some(tag::OID);
    match first.tag {
        tag::INTEGER if names_algorithm(&second) => {
            // A revocation list has its date where a certificate has its validity.
            let fourth = reader.element().ok()?;
            match fourth.tag {
                tag::SEQUENCE => Some(DerKind::Certificate),
                _ => Some(DerKind::Crl),
            }
        }
        tag::INTEGER if third.is_some_and(|third| third.tag == tag::SEQUENCE) => Some(DerKind::Csr),
        tag::SEQUENCE if names_algorithm(&first) => Some(DerKind::Crl),
        _ => None,
    }
}
