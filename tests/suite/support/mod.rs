//! What several test programs share.
#![allow(dead_code)]

pub mod key_files;
pub mod xml_generator;

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use cybsign::credential::Credential;

pub const PASSWORD: &[u8] = b"Chang3it";

pub fn key_file(name: &str) -> String {
    format!("{}/tests/data/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

pub fn credential(name: &str) -> Credential {
    Credential::from_p12(&std::fs::read(key_file(name)).unwrap(), PASSWORD, None, b"").unwrap()
}

/// What stands between two texts, the first of each.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("{start} is not there")) + start.len();
    let len = text[from..].find(end).unwrap_or_else(|| panic!("{end} is not there"));
    &text[from..from + len]
}

/// A message as a text.
pub fn text(message: impl std::ops::Deref<Target = [u8]>) -> String {
    String::from_utf8(message.to_vec()).unwrap()
}

pub fn sha256(data: &[u8]) -> Vec<u8> {
    openssl::hash::hash(openssl::hash::MessageDigest::sha256(), data).unwrap().to_vec()
}

pub fn sha256_hex(data: &[u8]) -> String {
    sha256(data).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of a Body whose sent form is its canonical form.
pub fn digest_of_body(message: &str, body: &str) -> String {
    let start = message.find(&format!("<{body} ")).unwrap();
    let end_tag = format!("</{body}>");
    let end = message.find(&end_tag).unwrap() + end_tag.len();
    BASE64.encode(sha256(&message.as_bytes()[start..end]))
}

/// The canonical SignedInfo of a message in the profile java, written by hand from the sent one.
pub fn java_signed_info(message: &str) -> String {
    let sent = between(message, "<ds:SignedInfo>", "</ds:SignedInfo>");
    let mut canonical = String::from(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">",
    );
    for piece in sent.split_inclusive('>') {
        match piece.strip_suffix("/>") {
            Some(start) => {
                let name = start.trim_start_matches('<').split(' ').next().unwrap();
                canonical.push_str(&format!("{start}></{name}>"));
            }
            None => canonical.push_str(piece),
        }
    }
    canonical.push_str("</ds:SignedInfo>");
    canonical
}
