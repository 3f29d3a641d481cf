//! Certificates in options: PEM, or the base64 text of the DER.

use super::certificate::Certificate;
use crate::text::base64;

/// The one certificate in a text; `None` for anything else.
pub fn certificate_from_text(text: &str) -> Option<Certificate> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = match text.split_once(BEGIN) {
        Some((_, rest)) => {
            let (inside, after) = rest.split_once(END)?;
            if after.contains(BEGIN) {
                return None;
            }
            inside
        }
        None => text,
    };
    Certificate::from_der(&base64::decode(text)?).ok()
}
