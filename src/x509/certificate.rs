//! Certificates, read by a walk of the DER.
//!
//! Nothing here refuses a certificate for a long serial number, a wrong version or an odd name: what CyberSource issues
//! and what customers keep has all of those. What can't be read is shown as such; a date that can't be read is
//! [`Date::Unreadable`], never good news.

use crate::crypto::digest::sha256;
use crate::der::{broken, oid, strip_zeros, tag, Element, Reader};
use crate::error::Result;
use crate::text::hex::hex;
use crate::text::shown::push_visible;
use crate::time::{days_from_civil, DAY};

/// A date of a certificate. Both ends of the validity are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// Unix seconds.
    Time(i64),
    /// It is no date: the thirteenth month, letters, a second 60.
    Unreadable,
}

impl Date {
    /// Unix seconds, if it can be read.
    pub fn time(self) -> Option<i64> {
        match self {
            Date::Time(time) => Some(time),
            Date::Unreadable => None,
        }
    }
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The merchant's own.
    Merchant,
    /// CyberSource's, CN `CyberSource_SJC_US`: what is encrypted goes to it.
    Server,
    /// An authority's.
    Ca,
    /// Anything else.
    Other,
}

impl Role {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Role::Merchant => "merchant",
            Role::Server => "server",
            Role::Ca => "ca",
            Role::Other => "other",
        }
    }
}

/// The CN of the certificate that messages are encrypted to.
pub const SERVER_NAME: &str = "CyberSource_SJC_US";
const AUTHORITY_NAME: &str = "CyberSourceCertAuth";

/// A public key as the certificate describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeyInfo {
    /// `RSA`, `EC`…, or the dotted object identifier of an unknown one.
    pub algorithm: String,
    /// Its length, where it is known.
    pub bits: Option<u32>,
}

/// A certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    serial: Vec<u8>,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    spki: Vec<u8>,
    not_before: Date,
    not_after: Date,
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

/// The dates alone, without a full parse: notBefore and notAfter.
pub fn validity(der: &[u8]) -> Result<(Date, Date)> {
    let mut tbs = Reader::new(der).sequence()?.sequence()?;
    tbs.optional(tag::explicit(0))?;
    for tag in [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE] {
        tbs.expect(tag)?;
    }
    Ok(dates(&tbs.expect(tag::SEQUENCE)?))
}

fn dates(validity: &Element<'_>) -> (Date, Date) {
    let mut reader = validity.children();
    let mut date = || reader.element().map_or(Date::Unreadable, |time| parse_date(time.tag, time.body));
    (date(), date())
}

impl Certificate {
    /// From DER. Bytes after the certificate are refused.
    pub fn from_der(der: &[u8]) -> Result<Certificate> {
        let (whole, parts) = parts(der)?;
        if whole.raw.len() != der.len() {
            return Err(broken(whole.raw.len(), "there are bytes after the certificate"));
        }
        let (not_before, not_after) = dates(&parts.validity);
        let attribute = |oid: &[u8]| attributes(parts.subject.raw).into_iter().rev().find(|found| found.oid == oid);
        let common_name = attribute(oid::COMMON_NAME).and_then(|found| found.text());
        let key_serial = attribute(oid::SERIAL_NUMBER).and_then(|found| found.text());
        Ok(Certificate {
            serial: parts.serial.body.to_vec(),
            issuer: parts.issuer.raw.to_vec(),
            subject: parts.subject.raw.to_vec(),
            spki: parts.spki.raw.to_vec(),
            not_before,
            not_after,
            signature_algorithm: algorithm_name(&parts.signature),
            public_key: public_key_info(&parts.spki),
            common_name,
            key_serial,
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
        name_text(&self.subject)
    }

    /// The issuer, in the same way.
    pub fn issuer(&self) -> String {
        name_text(&self.issuer)
    }

    /// The issuer's name in DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.issuer
    }

    /// The subject's CN, as it stands there: not escaped.
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
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

    /// From when it is valid.
    pub fn not_before(&self) -> Date {
        self.not_before
    }

    /// Until when it is valid.
    pub fn not_after(&self) -> Date {
        self.not_after
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

    /// What it is for, when nothing but itself is known.
    pub fn role(&self) -> Role {
        self.role_with_key(false)
    }

    /// What it is for. The two names that CyberSource uses for itself come first, without regard to ASCII case. Then
    /// whoever has the private key is the merchant (self-signed test certificates call themselves authorities). Without
    /// it, basicConstraints decides; then CN and serialNumber together, as every merchant's certificate has them; a
    /// certificate that issued itself is an authority.
    pub fn role_with_key(&self, has_private_key: bool) -> Role {
        let name = self.common_name().unwrap_or_default();
        if name.eq_ignore_ascii_case(SERVER_NAME) {
            Role::Server
        } else if name.eq_ignore_ascii_case(AUTHORITY_NAME) {
            Role::Ca
        } else if has_private_key {
            Role::Merchant
        } else if self.is_authority {
            Role::Ca
        } else if self.common_name.is_some() && self.key_serial.is_some() {
            Role::Merchant
        } else if self.issuer == self.subject {
            Role::Ca
        } else {
            Role::Other
        }
    }
}

// --- dates

/// A UTCTime or GeneralizedTime. Seconds may be missing, fractions are dropped, an offset is converted.
fn parse_date(tag: u8, text: &[u8]) -> Date {
    let year_digits = match tag {
        tag::UTC_TIME => 2,
        tag::GENERALIZED_TIME => 4,
        _ => return Date::Unreadable,
    };
    read_date(text, year_digits).map_or(Date::Unreadable, Date::Time)
}

fn read_date(text: &[u8], year_digits: usize) -> Option<i64> {
    let (year, mut rest) = number(text, year_digits)?;
    let mut pair = || {
        let (value, after) = number(rest, 2)?;
        rest = after;
        Some(value)
    };
    let (month, day, hour, minute) = (pair()?, pair()?, pair()?, pair()?);
    let (second, mut rest) = match number(rest, 2) {
        Some((second, after)) => (second, after),
        None => (0, rest),
    };
    if let [b'.' | b',', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = fraction.get(digits..).filter(|_| digits > 0)?;
    }
    let offset = match rest {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), zone @ ..] if zone.len() == 4 => {
            let (hours, minutes) = (number(zone, 2)?.0, number(&zone[2..], 2)?.0);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (i64::from(hours) * 3600 + i64::from(minutes) * 60) * if *sign == b'+' { 1 } else { -1 }
        }
        _ => return None,
    };
    let year = match year_digits {
        2 if year >= 50 => year + 1900,
        2 => year + 2000,
        _ => year,
    };
    if year == 0 || hour > 23 || minute > 59 || second > 59 || !(1..=12).contains(&month) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 31,
    };
    if day == 0 || day > days {
        return None;
    }
    let of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(days_from_civil(i64::from(year), month, day) * DAY + of_day - offset)
}

/// So many decimal digits, and what follows.
fn number(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = text.split_at_checked(digits)?;
    let value =
        number.iter().try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))?;
    Some((value, rest))
}

// --- names

struct Attribute<'a> {
    oid: &'a [u8],
    value: Element<'a>,
    /// Whether it stands in the same RDN as the one before it.
    joined: bool,
}

impl Attribute<'_> {
    /// The value as text; `None` where it is no string. Bytes that are not in the string's encoding become U+FFFD.
    fn text(&self) -> Option<String> {
        string_text(self.value.tag, self.value.body)
    }
}

fn string_text(tag: u8, body: &[u8]) -> Option<String> {
    match tag {
        // UTF8String, and those whose characters are ASCII or are taken for it.
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => Some(String::from_utf8_lossy(body).into_owned()),
        tag::T61_STRING => Some(match std::str::from_utf8(body) {
            Ok(text) => text.to_owned(),
            Err(_) => body.iter().map(|byte| char::from(*byte)).collect(),
        }),
        tag::BMP_STRING => Some(bmp_text(body)),
        tag::UNIVERSAL_STRING => {
            let character = |unit: &[u8]| {
                let code = unit.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            };
            Some(body.chunks_exact(4).map(character).collect())
        }
        _ => None,
    }
}

/// The text of a BMPString; surrogate pairs are joined.
pub(crate) fn bmp_text(body: &[u8]) -> String {
    let units = body.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The attributes of a Name in the order of the encoding; those that can't be read are left out.
fn attributes(name: &[u8]) -> Vec<Attribute<'_>> {
    let mut found = Vec::new();
    let Ok(mut rdns) = Reader::new(name).sequence() else { return found };
    while let Ok(rdn) = rdns.element() {
        let mut values = rdn.children();
        let mut joined = false;
        while let Ok(pair) = values.element() {
            let mut pair = pair.children();
            if let (Ok(oid), Ok(value)) = (pair.expect(tag::OID), pair.element()) {
                found.push(Attribute { oid: oid.body, value, joined });
                joined = true;
            }
        }
    }
    found
}

/// RFC 4514: the last RDN first.
fn name_text(name: &[u8]) -> String {
    let attributes = attributes(name);
    let mut rdns: Vec<String> = Vec::new();
    for attribute in &attributes {
        let text = attribute_text(attribute);
        match rdns.last_mut().filter(|_| attribute.joined) {
            Some(rdn) => {
                rdn.push('+');
                rdn.push_str(&text);
            }
            None => rdns.push(text),
        }
    }
    rdns.reverse();
    rdns.join(",")
}

fn attribute_text(attribute: &Attribute<'_>) -> String {
    let kind = oid::shown(attribute.oid);
    match attribute.text() {
        Some(value) => format!("{kind}={}", escape_value(&value)),
        None => format!("{kind}=#{}", hex(attribute.value.raw)),
    }
}

fn escape_value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (at, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            ' ' if at == 0 || at == last => escaped.push_str("\\ "),
            '#' if at == 0 => escaped.push_str("\\#"),
            _ => push_visible(&mut escaped, character),
        }
    }
    escaped
}

// --- algorithms

fn first_oid<'a>(algorithm: &Element<'a>) -> Option<&'a [u8]> {
    Some(algorithm.children().expect(tag::OID).ok()?.body)
}

fn algorithm_name(algorithm: &Element<'_>) -> String {
    first_oid(algorithm).map_or_else(|| "unknown".to_owned(), oid::shown)
}

/// The kind of key that an AlgorithmIdentifier's object identifier names, or the dotted identifier.
pub(crate) fn key_algorithm(identifier: &[u8]) -> String {
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

fn public_key_info(spki: &Element<'_>) -> PublicKeyInfo {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Date {
        parse_date(tag::UTC_TIME, text.as_bytes())
    }

    fn generalized(text: &str) -> Date {
        parse_date(tag::GENERALIZED_TIME, text.as_bytes())
    }

    #[test]
    fn dates_that_are_read() {
        assert_eq!(utc("700101000000Z"), Date::Time(0));
        assert_eq!(utc("500101000000Z"), Date::Time(-631_152_000));
        assert_eq!(utc("491231235959Z"), Date::Time(2_524_607_999));
        assert_eq!(utc("7001010000Z"), Date::Time(0));
        assert_eq!(utc("700101010000+0100"), Date::Time(0));
        assert_eq!(utc("6912312330-0030"), Date::Time(0));
        assert_eq!(utc("000229000000Z"), Date::Time(951_782_400));
        assert_eq!(generalized("19700101000000.999Z"), Date::Time(0));
        assert_eq!(generalized("19700101000000,5Z"), Date::Time(0));
        assert_eq!(generalized("99991231235959Z"), Date::Time(253_402_300_799));
    }

    #[test]
    fn dates_that_are_not() {
        for text in [
            "",
            "Z",
            "701301000000Z",
            "700001000000Z",
            "700100000000Z",
            "700132000000Z",
            "010229000000Z",
            "700431000000Z",
            "700101240000Z",
            "700101006000Z",
            "700101000060Z",
            "70010100000aZ",
            "700101000000",
            "700101000000z",
            "700101000000ZZ",
            " 700101000000Z",
            "700101000000+2400",
            "700101000000+0060",
            "700101000000+01",
            "700101000000.Z",
            "70+1+1000000Z",
            "700101000Z",
            "19700101000000Z",
        ] {
            assert_eq!(utc(text), Date::Unreadable, "{text}");
        }
        for text in ["00000101000000Z", "19000229000000Z", "700101000000Z", "1970010100Z", "19701301000000Z"] {
            assert_eq!(generalized(text), Date::Unreadable, "{text}");
        }
        assert_eq!(parse_date(tag::INTEGER, b"700101000000Z"), Date::Unreadable);
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escape_value(" a,b+c\"d\\e;<f> "), "\\ a\\,b\\+c\\\"d\\\\e\\;\\<f\\>\\ ");
        assert_eq!(escape_value("#a\n\0\u{2028}"), "\\#a\\0a\\00\\e2\\80\\a8");
    }
}
