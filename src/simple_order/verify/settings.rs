//! The options of [`verify`](super::verify).

use serde_json::Value;

use crate::error::Result;
use crate::options::Options;
use crate::simple_order::certificate_text::certificate_from_text;
use crate::simple_order::settings::limits_of;
use crate::time::now;
use crate::xml::Limits;

/// The options, checked.
pub(super) struct Settings {
    pub(super) expected: Expected,
    pub(super) allow_sha1: bool,
    pub(super) allow_expired: bool,
    pub(super) limits: Limits,
    /// The time to judge the certificate at.
    pub(super) now: i64,
}

/// Who is expected to have signed. What is given must hold: the certificate, and one of the fingerprints.
pub(super) struct Expected {
    /// DER.
    pub(super) certificate: Option<Vec<u8>>,
    pub(super) fingerprints: Option<Vec<[u8; 32]>>,
    pub(super) any: bool,
}

impl Settings {
    pub(super) fn parse(json: &[u8]) -> Result<Settings> {
        let mut options = Options::parse(json)?;
        let expected = Expected {
            certificate: expected_certificate(&mut options)?,
            fingerprints: expected_fingerprints(&mut options)?,
            any: options.boolean("any_certificate", false)?,
        };
        if expected.any && (expected.certificate.is_some() || expected.fingerprints.is_some()) {
            return Err(
                options.refuse("any_certificate", "contradicts the expected certificate: give one or the other")
            );
        }
        let allow_sha1 = options.boolean("allow_sha1", false)?;
        let allow_expired = options.boolean("allow_expired", false)?;
        let limits = limits_of(&mut options)?;
        let mut testing = options.object("testing")?;
        let time = testing.integer("now")?;
        testing.finish()?;
        options.finish()?;
        Ok(Settings { expected, allow_sha1, allow_expired, limits, now: time.unwrap_or_else(now) })
    }
}

fn expected_certificate(options: &mut Options) -> Result<Option<Vec<u8>>> {
    const NAME: &str = "expected_certificate";
    let Some(text) = options.string(NAME)? else { return Ok(None) };
    match certificate_from_text(&text) {
        Some(certificate) => Ok(Some(certificate.der().to_vec())),
        None => Err(options.refuse(NAME, "must be one certificate, in PEM or in base64")),
    }
}

fn expected_fingerprints(options: &mut Options) -> Result<Option<Vec<[u8; 32]>>> {
    const NAME: &str = "expected_sha256";
    let texts = match options.take(NAME) {
        None => return Ok(None),
        Some(Value::String(text)) => vec![Value::String(text)],
        Some(Value::Array(texts)) => texts,
        Some(_) => return Err(options.wrong_type(NAME, "a fingerprint or a list of them")),
    };
    if texts.is_empty() {
        return Err(options.refuse(NAME, "must name at least one fingerprint"));
    }
    let fingerprints: Option<Vec<[u8; 32]>> = texts.iter().map(|text| fingerprint(text.as_str()?)).collect();
    match fingerprints {
        Some(fingerprints) => Ok(Some(fingerprints)),
        None => {
            Err(options.refuse(NAME, "must be SHA-256 fingerprints of 64 hexadecimal digits, with or without colons"))
        }
    }
}

fn fingerprint(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> =
        text.chars().filter(|c| *c != ':').map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    let mut fingerprint = [0; 32];
    for (byte, pair) in fingerprint.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Some(fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_may_have_colons_and_either_case() {
        let plain = "0aFF".repeat(16);
        assert_eq!(fingerprint(&plain).unwrap()[..2], [0x0A, 0xFF]);
        assert_eq!(fingerprint(&plain.replace("0a", "0A:")), fingerprint(&plain));
        for bad in ["", "0a", &plain[1..], &format!("{plain}0"), &plain.replace('F', "g"), &plain.replace("0a", "+a")] {
            assert_eq!(fingerprint(bad), None, "{bad}");
        }
    }
}
