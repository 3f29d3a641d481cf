//! Options `expected_certificate`, `expected_sha256` and `any_certificate`: whose signature is taken.

use serde_json::Value;

use super::from_text::{certificate_from, CertificateUse};
use crate::error::Result;
use crate::options::Options;
use crate::text::hex::from_hex;
use crate::x509::Certificate;

/// Who is expected to have signed. What is given must hold: the certificate, and one of the fingerprints.
pub struct Trust {
    /// The signer's certificate, compared whole.
    pub certificate: Option<Certificate>,
    /// SHA-256 over the DER of the certificates that may sign.
    pub fingerprints: Option<Vec<[u8; 32]>>,
    /// Whether any signer is taken; then there is no expected one.
    pub any: bool,
}

impl Trust {
    /// Reads the three options.
    pub fn read(options: &mut Options) -> Result<Trust> {
        let trust = Trust {
            certificate: expected_certificate(options)?,
            fingerprints: expected_fingerprints(options)?,
            any: options.boolean("any_certificate", false)?,
        };
        if trust.any && trust.names_a_signer() {
            return Err(
                options.refuse("any_certificate", "contradicts the expected certificate: give one or the other")
            );
        }
        Ok(trust)
    }

    /// Whether a certificate or a fingerprint says who is expected.
    pub fn names_a_signer(&self) -> bool {
        self.certificate.is_some() || self.fingerprints.is_some()
    }
}

fn expected_certificate(options: &mut Options) -> Result<Option<Certificate>> {
    const NAME: &str = "expected_certificate";
    let Some(text) = options.string(NAME)? else { return Ok(None) };
    let found = certificate_from(text.as_bytes(), CertificateUse::Signer);
    found.map(Some).map_err(|error| options.refuse(NAME, error.message()))
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
    from_hex(&text.replace(':', ""))?.try_into().ok()
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
