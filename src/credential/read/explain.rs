//! Errors that say what a file is that holds no key, and what to do about it: advice that fits what was asked for.

use super::found::{is_text_mode, Found};
use super::sniff::DerKind;
use crate::error::{Error, CYBSIGN_E_DER, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_PEM};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A P12 and nothing else.
    P12,
    /// A private key as PEM; its certificate may stand with it.
    PemKey,
    /// A certificate as PEM.
    PemCertificate,
    /// A private key as DER.
    DerKey,
    /// A certificate as DER.
    DerCertificate,
    /// A certificate in any form.
    Certificate,
    /// Whatever key files hold.
    Anything,
}

impl Wanted {
    fn status(self) -> i32 {
        match self {
            Wanted::P12 => CYBSIGN_E_NOT_P12,
            Wanted::PemKey | Wanted::PemCertificate => CYBSIGN_E_PEM,
            Wanted::DerKey | Wanted::DerCertificate | Wanted::Certificate | Wanted::Anything => CYBSIGN_E_DER,
        }
    }

    /// What a file is not.
    fn missed(self) -> &'static str {
        match self {
            Wanted::P12 => "this is not a P12 but",
            Wanted::PemKey | Wanted::DerKey => "this is no private key but",
            Wanted::PemCertificate | Wanted::DerCertificate | Wanted::Certificate => "this is no certificate but",
            Wanted::Anything => "this holds no certificate and no key: it is",
        }
    }

    /// What to do where the file itself is of no use.
    fn again(self) -> &'static str {
        match self {
            Wanted::P12 => "download or copy the P12 again",
            Wanted::PemKey => "give the private key as PEM, which begins with -----BEGIN",
            Wanted::PemCertificate => "give the certificate as PEM, which begins with -----BEGIN CERTIFICATE",
            Wanted::DerKey => "give the private key as DER (PKCS #8 or PKCS #1)",
            Wanted::DerCertificate => "give the certificate as DER",
            Wanted::Certificate => "give the certificate as PEM or DER",
            Wanted::Anything => "give a P12, PEM, DER or PKCS #7 file",
        }
    }
}

/// The way out of Java's own keystores.
const FROM_JAVA: &str =
    "convert it: keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12";

/// How each thing is made what was asked for.
fn advice(found: &Found, wanted: Wanted) -> String {
    let again = wanted.again();
    let for_p12 = |advice: &'static str| if wanted == Wanted::P12 { advice } else { again };
    let advice = match found {
        Found::JavaKeystore(_) => FROM_JAVA,
        Found::BouncyCastleKeystore(kind) => {
            return format!(
                "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype {kind} -destkeystore NEW.p12 \
                 -deststoretype PKCS12 -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath bcprov.jar"
            )
        }
        Found::Archive(_) => "unpack it and take what is in it",
        Found::TextMode | Found::Converted => "copy the original again in binary mode",
        Found::Page => "the download failed: sign in and download it again",
        Found::Structure(DerKind::Csr) | Found::PemRequest => match wanted {
            Wanted::P12 => "take the P12 made with the certificate that was issued for it",
            _ => "take the certificate that was issued for it",
        },
        Found::Structure(DerKind::Certificate | DerKind::Pkcs7) => {
            for_p12("it has no private key: take the P12 that has both")
        }
        Found::Structure(DerKind::Pkcs8 | DerKind::EncryptedPkcs8 | DerKind::RsaKey | DerKind::EcKey) => {
            for_p12("load it as a key together with its certificate, or make a P12 of both")
        }
        Found::Pem => for_p12(
            "load it as PEM, or make a P12 of key and certificate: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out NEW.p12",
        ),
        Found::Wrapped(wrapping, inner) => match **inner {
            Found::Structure(DerKind::P12) => return format!("decode it first{}", wrapping.command()),
            ref inner => return self::advice(inner, wanted),
        },
        Found::OpenPgp | Found::OpenSsh => for_p12("take the P12"),
        Found::Structure(DerKind::Crl | DerKind::PublicKey | DerKind::P12 | DerKind::Bcfks)
        | Found::Nothing(_)
        | Found::Json
        | Found::AsciiText
        | Found::Text
        | Found::Unknown => again,
    };
    advice.to_owned()
}

/// The error for bytes that hold nothing of what was asked for.
pub(super) fn not_found(data: &[u8], wanted: Wanted) -> Error {
    if is_p12_head(data) {
        return damaged_p12(data);
    }
    let found = Found::of(data);
    let message = format!("{} {}; {}", wanted.missed(), found.what(), advice(&found, wanted));
    Error::new(wanted.status(), message).with("found", found.what())
}

/// The error for PEM in which blocks of these labels stand, and none of a certificate or a private key.
pub(super) fn nothing_in_pem(labels: &[String], wanted: Wanted) -> Error {
    let message =
        format!("the PEM text holds no certificate and no private key, but {}; {}", labels.join(", "), wanted.again());
    Error::new(CYBSIGN_E_PEM, message).with("found", labels)
}

/// SEQUENCE, its length, INTEGER 3.
fn is_p12_head(data: &[u8]) -> bool {
    let lengths = match data {
        [0x30, 0x80, ..] => 0,
        [0x30, 0x81..=0x84, ..] => usize::from(data[1] & 0x7f),
        _ => return false,
    };
    data.get(2 + lengths..).is_some_and(|rest| rest.starts_with(&[2, 1, 3, 0x30]))
}

fn damaged_p12(data: &[u8]) -> Error {
    if is_text_mode(data) {
        let found = Found::TextMode;
        let message = format!("this is {}; {}", found.what(), advice(&found, Wanted::P12));
        return Error::new(CYBSIGN_E_NOT_P12, message).with("found", found.what());
    }
    let digits = data.get(2..2 + usize::from(data.get(1).map_or(0, |first| first & 0x7f))).unwrap_or_default();
    let length = digits.iter().fold(0u64, |sum, digit| sum << 8 | u64::from(*digit)) + 2 + digits.len() as u64;
    let message = if data.get(1) != Some(&0x80) && length > data.len() as u64 {
        format!("the P12 is cut: it should have {length} bytes and has {}; copy or download it again", data.len())
    } else {
        "the P12 is damaged: its outermost structure breaks; copy or download it again".to_owned()
    };
    Error::new(CYBSIGN_E_P12_DAMAGED, message).with("offset", data.len())
}

/// Says, of a P12 that is damaged, what damaged it, where that can be seen.
pub(super) fn of_p12(data: &[u8], error: Error) -> Error {
    if error.status() == CYBSIGN_E_P12_DAMAGED && is_text_mode(data) {
        damaged_p12(data)
    } else {
        error
    }
}
