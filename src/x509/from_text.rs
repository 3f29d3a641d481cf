//! Certificates in options: PEM, or the base64 text of the DER.

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;

use super::certificate::Certificate;

/// The one certificate in a text; `None` for anything else.
pub fn certificate_from_text(text: &str) -> Option<Certificate> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let base64 = match text.split_once(BEGIN) {
        Some((_, rest)) => {
            let (base64, after) = rest.split_once(END)?;
            if after.contains(BEGIN) {
                return None;
            }
            base64
        }
        None => text,
    };
    let base64: String = base64.split_ascii_whitespace().collect();
    Certificate::from_der(&BASE64.decode(base64).ok()?).ok()
}
