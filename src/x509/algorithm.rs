//! Algorithms and public keys, as a certificate describes them.

use crate::der::{oid, strip_zeros, tag, Element, Reader};

/// A public key as the certificate describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeyInfo {
    /// `RSA`, `EC`…, or the dotted object identifier of an unknown one.
    pub algorithm: String,
    /// Its length, where it is known.
    pub bits: Option<u32>,
}

fn first_oid<'a>(algorithm: &Element<'a>) -> Option<&'a [u8]> {
    Some(algorithm.children().expect(tag::OID).ok()?.body)
}

/// The name of an AlgorithmIdentifier, or its dotted numbers.
pub(super) fn algorithm_name(algorithm: &Element<'_>) -> String {
    first_oid(algorithm).map_or_else(|| "unknown".to_owned(), oid::shown)
}

/// The kind of key that an AlgorithmIdentifier's object identifier names, or the dotted identifier.
pub fn key_algorithm(identifier: &[u8]) -> String {
    let kind = match identifier {
        oid::RSA_ENCRYPTION => "RSA",
        oid::RSASSA_PSS => "RSA-PSS",
        oid::EC_PUBLIC_KEY => "EC",
        oid::DSA => "DSA",
        oid::DH_KEY_AGREEMENT | oid::DH_PUBLIC_NUMBER => "DH",
        // Newer kinds have one name for everything.
        other => return oid::shown(other),
    };
    kind.to_owned()
}

/// What a SubjectPublicKeyInfo says of its key.
pub(super) fn public_key_info(spki: &Element<'_>) -> PublicKeyInfo {
    let unknown = || PublicKeyInfo { algorithm: "unknown".to_owned(), bits: None };
    let mut reader = spki.children();
    let Ok(algorithm) = reader.expect(tag::SEQUENCE) else { return unknown() };
    let Some(identifier) = first_oid(&algorithm) else { return unknown() };
    let key = reader.expect(tag::BIT_STRING).ok().and_then(|bits| bits.body.get(1..)).unwrap_or_default();
    let name = key_algorithm(identifier);
    let bits = match name.as_str() {
        "RSA" | "RSA-PSS" => first_integer_bits(Reader::new(key).sequence().ok()),
        "DSA" | "DH" => parameters(&algorithm).and_then(|element| first_integer_bits(Some(element.children()))),
        "EC" => ec_bits(&algorithm, key),
        "X25519" | "Ed25519" => Some(256),
        "X448" | "Ed448" => Some(456),
        _ => None,
    };
    PublicKeyInfo { algorithm: name, bits }
}

fn parameters<'a>(algorithm: &Element<'a>) -> Option<Element<'a>> {
    let mut reader = algorithm.children();
    reader.element().ok()?;
    reader.element().ok()
}

fn first_integer_bits(reader: Option<Reader<'_>>) -> Option<u32> {
    let number = strip_zeros(reader?.expect(tag::INTEGER).ok()?.body);
    let first = number.first()?;
    u32::try_from(number.len() * 8).ok().map(|bits| bits - first.leading_zeros())
}

fn ec_bits(algorithm: &Element<'_>, point: &[u8]) -> Option<u32> {
    // Its field is not a whole number of bytes.
    if parameters(algorithm).is_some_and(|curve| curve.body == oid::SECP521R1) {
        return Some(521);
    }
    let coordinates = match point.first()? {
        2 | 3 => 1,
        _ => 2,
    };
    u32::try_from((point.len() - 1) / coordinates * 8).ok()
}
