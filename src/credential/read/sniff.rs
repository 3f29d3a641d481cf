//! Tells DER structures apart by the tags they begin with.
//!
//! What decides is as much of a structure as no other one has. Whatever follows may be damaged, and is reported as such.

use crate::der::{tag, Element, Reader};

/// The DER structures that key files are made of, and some that are taken for key files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DerKind {
    /// PFX (RFC 7292).
    P12,
    /// ContentInfo (RFC 5652).
    Pkcs7,
    /// RFC 5280.
    Certificate,
    /// RFC 2986.
    Csr,
    /// RFC 5280.
    Crl,
    /// PrivateKeyInfo (RFC 5958).
    Pkcs8,
    /// EncryptedPrivateKeyInfo (RFC 5958).
    EncryptedPkcs8,
    /// RSAPrivateKey (RFC 8017).
    RsaKey,
    /// ECPrivateKey (RFC 5915), or OpenSSL's form of a DSA key: both name their own kind.
    EcKey,
    /// SubjectPublicKeyInfo (RFC 5280), or RSAPublicKey (RFC 8017).
    PublicKey,
    /// Bouncy Castle's keystore in DER.
    Bcfks,
}

/// No more members of a structure are looked at.
const MAX_MEMBERS: usize = 10;

/// The kind of the first structure of these bytes.
pub(super) fn der_kind(data: &[u8]) -> Option<DerKind> {
    if data.first() != Some(&tag::SEQUENCE) {
        return None;
    }
    element_kind(&Reader::new(data).element().ok()?)
}

/// The kind of a structure.
pub(super) fn element_kind(element: &Element<'_>) -> Option<DerKind> {
    let members = members(element);
    let tags: Vec<u8> = members.iter().map(|member| member.tag).collect();
    match tags.as_slice() {
        [tag::OID] => Some(DerKind::Pkcs7),
        [tag::OID, second, ..] if *second == tag::explicit(0) => Some(DerKind::Pkcs7),
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..] if names_algorithm(&members[1]) => Some(DerKind::Pkcs8),
        [tag::INTEGER, tag::SEQUENCE, ..] if is_content_info(&members[1]) => Some(DerKind::P12),
        [tag::INTEGER, tag::INTEGER, rest @ ..] if rest.iter().all(|tag| *tag == tag::INTEGER) => match tags.len() {
            2 => Some(DerKind::PublicKey),
            6 => Some(DerKind::EcKey),
            9.. => Some(DerKind::RsaKey),
            _ => None,
        },
        // Keys of several primes have a list of the others after the numbers.
        [tag::INTEGER, tag::INTEGER, .., tag::SEQUENCE] if tags.len() == 10 => Some(DerKind::RsaKey),
        [tag::INTEGER, tag::OCTET_STRING, ..] if members[0].body == [1] => Some(DerKind::EcKey),
        [tag::SEQUENCE, tag::OCTET_STRING] if names_algorithm(&members[0]) => Some(DerKind::EncryptedPkcs8),
        [tag::SEQUENCE, tag::BIT_STRING] if names_algorithm(&members[0]) => Some(DerKind::PublicKey),
        [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING, ..] if names_algorithm(&members[1]) => signed_kind(&members[0]),
        [tag::SEQUENCE, tag::SEQUENCE] if is_encrypted_store(&members[0]) && is_store_check(&members[1]) => {
            Some(DerKind::Bcfks)
        }
        _ => None,
    }
}

/// The members of a structure, up to the first that is broken.
fn members<'a>(element: &Element<'a>) -> Vec<Element<'a>> {
    let mut reader = element.children();
    std::iter::from_fn(|| if reader.is_empty() { None } else { reader.element().ok() }).take(MAX_MEMBERS).collect()
}

fn tags(element: &Element<'_>) -> Vec<u8> {
    members(element).iter().map(|member| member.tag).collect()
}

/// Whether it is an AlgorithmIdentifier.
fn names_algorithm(element: &Element<'_>) -> bool {
    element.tag == tag::SEQUENCE && element.children().peek() == Some(tag::OID)
}

fn is_content_info(element: &Element<'_>) -> bool {
    tags(element).starts_with(&[tag::OID, tag::explicit(0)])
}

/// EncryptedObjectStoreData of a BCFKS keystore, whose integrity check comes after it.
fn is_encrypted_store(element: &Element<'_>) -> bool {
    tags(element) == [tag::SEQUENCE, tag::OCTET_STRING] && names_algorithm(&members(element)[0])
}

fn is_store_check(element: &Element<'_>) -> bool {
    tags(element) == [tag::SEQUENCE, tag::SEQUENCE, tag::OCTET_STRING]
        && members(element)[..2].iter().all(names_algorithm)
}

/// Certificate, certificate request and revocation list are all signed; what is signed tells them apart.
fn signed_kind(signed: &Element<'_>) -> Option<DerKind> {
    let members = members(signed);
    let members = match members.split_first() {
        Some((version, rest)) if version.tag == tag::explicit(0) => rest,
        _ => &members[..],
    };
    let tags: Vec<u8> = members.iter().map(|member| member.tag).collect();
    match tags.as_slice() {
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::SEQUENCE, ..] if names_algorithm(&members[1]) => {
            Some(DerKind::Certificate)
        }
        // A revocation list has its date where a certificate has its validity; its version may be left out.
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::UTC_TIME | tag::GENERALIZED_TIME, ..]
            if names_algorithm(&members[1]) =>
        {
            Some(DerKind::Crl)
        }
        [tag::SEQUENCE, tag::SEQUENCE, tag::UTC_TIME | tag::GENERALIZED_TIME, ..] if names_algorithm(&members[0]) => {
            Some(DerKind::Crl)
        }
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, ..] if !names_algorithm(&members[1]) => Some(DerKind::Csr),
        _ => None,
    }
}
