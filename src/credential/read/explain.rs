//! Says what a file is that holds no key, and what to do about it.

use super::armour;
use super::sniff::{der_kind, DerKind};
use crate::error::{Error, CYBSIGN_E_DER, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED};

/// What a file is, in words, and what to do.
struct Finding {
    what: &'static str,
    mend: &'static str,
}

/// The error for a file that should be a P12.
pub(super) fn not_a_p12(data: &[u8]) -> Error {
    if is_p12_head(data) {
        return damaged_p12(data);
    }
    let finding = find(data);
    let message = format!("this is not a P12 but {}; {}", finding.what, finding.mend);
    Error::new(CYBSIGN_E_NOT_P12, message).with("found", finding.what)
}

/// The error for a file that should hold keys or certificates of any kind.
pub(super) fn not_a_key_file(data: &[u8]) -> Error {
    if is_p12_head(data) {
        return damaged_p12(data);
    }
    let finding = find(data);
    let message = format!("this holds no certificate and no key: it is {}; {}", finding.what, finding.mend);
    Error::new(CYBSIGN_E_DER, message).with("found", finding.what)
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
    if let Some(finding) = mangled(data) {
        let message = format!("this is {}; {}", finding.what, finding.mend);
        return Error::new(CYBSIGN_E_NOT_P12, message).with("found", finding.what);
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
pub(super) fn explain(data: &[u8], error: Error) -> Error {
    if error.status() == CYBSIGN_E_P12_DAMAGED && mangled(data).is_some() {
        damaged_p12(data)
    } else {
        error
    }
}

/// A copy that a text mode spoiled.
fn mangled(data: &[u8]) -> Option<Finding> {
    // Compressed and encrypted bytes hold a line feed every 256 bytes, and hardly ever a carriage return before each.
    let feeds = memchr::memchr_iter(b'\n', data);
    let (mut all, mut returns) = (0, 0);
    for at in feeds {
        all += 1;
        returns += usize::from(at > 0 && data[at - 1] == b'\r');
    }
    if all >= 2 && all == returns {
        return Some(Finding {
            what: "a P12 that was copied in text mode (every line feed became CR LF)",
            mend: "copy the original again in binary mode",
        });
    }
    None
}

fn find(data: &[u8]) -> Finding {
    let finding = |what, mend| Finding { what, mend };
    const AGAIN: &str = "download or copy the P12 again";
    if data.is_empty() {
        return finding("an empty file", AGAIN);
    }
    if let Some(kind) = der_kind(data) {
        return match kind {
            DerKind::Certificate => finding("a bare certificate", "it has no private key: take the P12 that has both"),
            DerKind::Csr => {
                finding("a certificate request (CSR)", "take the P12 made with the certificate that was issued for it")
            }
            DerKind::Crl => finding("a certificate revocation list", AGAIN),
            DerKind::Pkcs7 => finding("a PKCS #7 file", "it has no private key: take the P12 that has both"),
            DerKind::PublicKey => finding("a bare public key", AGAIN),
            _ => finding("a bare private key", "load it as a key together with its certificate, or make a P12 of both"),
        };
    }
    match data {
        [0xfe, 0xed, 0xfe, 0xed, ..] => {
            return finding("a Java keystore (JKS)", "convert it with keytool -importkeystore -deststoretype PKCS12")
        }
        [0xce, 0xce, 0xce, 0xce, ..] => {
            return finding("a Java keystore (JCEKS)", "convert it with keytool -importkeystore -deststoretype PKCS12")
        }
        [b'P', b'K', 3, 4, ..] => return finding("a ZIP archive", "unpack it and take the P12 in it"),
        [0x1f, 0x8b, ..] => return finding("a gzip archive", "unpack it and take the P12 in it"),
        [0x30, rest @ ..] if std::str::from_utf8(data).is_ok() && rest.first().is_some_and(|byte| *byte >= 0x80) => {
            return finding(
                "a P12 that was saved as UTF-8 text, which destroys it",
                "copy the original again in binary mode",
            )
        }
        _ => {}
    }
    if data.iter().all(|byte| *byte == 0) {
        return finding("nothing but zeros", AGAIN);
    }
    match armour::normalise(data) {
        Some(text) => find_text(&text),
        None => finding("no format that is known here", AGAIN),
    }
}

fn find_text(text: &[u8]) -> Finding {
    let finding = |what, mend| Finding { what, mend };
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return finding("nothing but white space", "download or copy the P12 again");
    }
    if armour::has_armour(text) {
        let has = |label: &[u8]| memchr::memmem::find(text, label).is_some();
        return match () {
            () if has(b"BEGIN PGP") => finding("an OpenPGP file", "take the P12"),
            () if has(b"BEGIN OPENSSH") => finding("an OpenSSH key", "take the P12"),
            () if has(b"CERTIFICATE REQUEST-----") => finding(
                "a certificate request (CSR) in PEM",
                "take the P12 made with the certificate that was issued for it",
            ),
            () => {
                finding("a PEM file", "load it as PEM, or make a P12 of key and certificate (openssl pkcs12 -export)")
            }
        };
    }
    if trimmed[0] == b'<' {
        return finding("an HTML or XML page", "the download failed: sign in and download the P12 again");
    }
    if trimmed[0] == b'{' || trimmed[0] == b'[' {
        return finding("a JSON text", "take the P12");
    }
    if let Some(decoded) = armour::bare_base64(text) {
        return match der_kind(&decoded) {
            Some(DerKind::P12) => finding("the base64 of a P12", "decode it first (base64 -d)"),
            Some(DerKind::Certificate) => {
                finding("the base64 of a certificate", "it has no private key: take the P12 that has both")
            }
            Some(_) => finding("base64 text", "decode it first (base64 -d)"),
            None => finding("a text", "download or copy the P12 again"),
        };
    }
    if trimmed.is_ascii() {
        finding("an ASCII text", "download or copy the P12 again")
    } else {
        finding("a text", "download or copy the P12 again")
    }
}
