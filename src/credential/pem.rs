//! PEM as it is found: any line end, any indentation, from environment variables and from PowerShell.
//!
//! One broken or cut block among good ones is an error: what is passed over in silence is missed when it is needed.

use std::borrow::Cow;

use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::DecodePaddingMode;
use base64::Engine;
use memchr::memmem;
use zeroize::Zeroizing;

use crate::credential::container::{is_padding, unsupported_label, wrong_password, Container, ContainerKind, Session};
use crate::credential::p12;
use crate::credential::sniff::{self, DerKind};
use crate::crypto::kdf;
use crate::crypto::key::PrivateKey;
use crate::crypto::legacy::Cipher;
use crate::der::{tag, Reader};
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_LIMIT, CYBSIGN_E_PEM, CYBSIGN_E_UNSUPPORTED};
use crate::secret::SecretBytes;
use crate::text::shown::shown;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// Blocks of one file, at most.
const MAX_BLOCKS: usize = 20_000;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The text in one-byte characters, line feeds for `\n` that were written out; `None` if it is no text.
pub(crate) fn normalise(data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text: Cow<'_, [u8]> = match data {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(from_utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(from_utf16(rest, u16::from_be_bytes)),
        [0x09..=0x7e, 0, _, 0, ..] => Cow::Owned(from_utf16(data, u16::from_le_bytes)),
        [0, 0x09..=0x7e, 0, _, ..] => Cow::Owned(from_utf16(data, u16::from_be_bytes)),
        _ => Cow::Borrowed(data),
    };
    let text = Zeroizing::new(text.into_owned());
    let end = text.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if memchr::memchr(0, &text[..end]).is_some() {
        return None;
    }
    Some(Zeroizing::new(written_line_feeds(&text[..end])))
}

fn from_utf16(data: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = data.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('?')).collect::<String>().into_bytes()
}

/// Replaces `\n` and `\r` that stand there as two characters.
fn written_line_feeds(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        plain.extend_from_slice(&rest[..at]);
        let skipped = match rest.get(at + 1) {
            Some(b'n' | b'r') => {
                plain.push(b'\n');
                2
            }
            _ => {
                plain.push(b'\\');
                1
            }
        };
        rest = &rest[at + skipped..];
    }
    plain.extend_from_slice(rest);
    plain
}

/// Whether there is a line that begins or ends a block, or was meant to.
pub(crate) fn has_armour(text: &[u8]) -> bool {
    memmem::find(text, b"-BEGIN ").is_some() || memmem::find(text, b"-END ").is_some()
}

/// The bytes of a text that is nothing but base64.
pub(crate) fn bare_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let digits = without_white_space(text);
    if digits.len() < 16 {
        return None;
    }
    BASE64.decode(&*digits).ok().map(Zeroizing::new)
}

fn without_white_space(text: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect())
}

/// One block, decoded.
struct Block {
    number: usize,
    label: String,
    offset: usize,
    /// `DEK-Info`, where the block is encrypted in the traditional way.
    dek_info: Option<String>,
    friendly_name: Option<String>,
    der: SecretBytes,
}

fn refuse(number: usize, label: &str, offset: usize, why: &str) -> Error {
    let message = format!("PEM block {number} ({}) {why}", shown(label));
    Error::new(CYBSIGN_E_PEM, message).with("block", number).with("offset", offset)
}

/// Reads every block of a normalised text.
pub(crate) fn read(text: &[u8], session: &mut Session) -> Result<Container> {
    let mut container = Container::new(ContainerKind::Pem);
    let (mut only_pkcs7, mut any_pkcs7) = (true, false);
    let mut at = 0;
    for number in 1.. {
        let Some(start) = memmem::find(&text[at..], BEGIN).map(|found| at + found) else { break };
        if number > MAX_BLOCKS {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the PEM text has more than 20,000 blocks"));
        }
        check_between(&text[at..start], number, at)?;
        let (block, end) = read_block(text, at, start, number)?;
        at = end;
        if block.label == "PKCS12" {
            return p12::read(&block.der, session);
        }
        let found = container.certificates.len() + container.keys.len();
        add(&block, &mut container, session).map_err(|error| in_block(&block, error))?;
        let pkcs7 = sniff::der_kind(&block.der) == Some(DerKind::Pkcs7);
        any_pkcs7 |= pkcs7;
        only_pkcs7 &= pkcs7 || container.certificates.len() + container.keys.len() == found;
    }
    check_between(&text[at..], 0, at)?;
    if container.certificates.is_empty() && container.keys.is_empty() && !any_pkcs7 {
        return Err(Error::new(CYBSIGN_E_PEM, "the PEM text holds no certificate and no private key"));
    }
    if only_pkcs7 {
        container.kind = ContainerKind::Pkcs7;
    }
    Ok(container)
}

/// Between blocks there may be any text, but not half an armour.
fn check_between(text: &[u8], number: usize, offset: usize) -> Result<()> {
    if has_armour(text) {
        let place = if number == 0 { "after the last block".to_owned() } else { format!("before block {number}") };
        let message = format!("the PEM text has a broken BEGIN or END line {place}; get the file again");
        return Err(Error::new(CYBSIGN_E_PEM, message).with("offset", offset));
    }
    Ok(())
}

fn in_block(block: &Block, error: Error) -> Error {
    if error.status() != CYBSIGN_E_DER {
        return error;
    }
    let why = format!("is damaged: {}; get the file again", error.message());
    refuse(block.number, &block.label, block.offset, &why)
}

/// Reads the block that starts here; `before` is where the text in front of it starts. Returns where it ends, too.
fn read_block(text: &[u8], before: usize, start: usize, number: usize) -> Result<(Block, usize)> {
    let label_start = start + BEGIN.len();
    let label_len = memmem::find(&text[label_start..], DASHES).filter(|len| *len <= 64);
    let label_len = label_len.ok_or_else(|| refuse(number, "?", start, "has a broken BEGIN line"))?;
    let label = &text[label_start..label_start + label_len];
    let name = String::from_utf8_lossy(label).into_owned();
    if !label.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(refuse(number, "?", start, "has a broken BEGIN line"));
    }
    let body_start = label_start + label_len + DASHES.len();
    let cut = || refuse(number, &name, start, "is cut: its END line is missing; get the file again");
    // Headers may hold single dashes, but never five.
    let body_len = memmem::find(&text[body_start..], DASHES).ok_or_else(cut)?;
    let end = [END, label, DASHES].concat();
    let armour = &text[body_start + body_len..];
    if !armour.starts_with(&end) {
        return Err(cut());
    }
    let (dek_info, base64) = headers(&text[body_start..body_start + body_len]);
    let der = BASE64.decode(&*without_white_space(base64)).ok().filter(|der| !der.is_empty());
    let der = der.ok_or_else(|| refuse(number, &name, start, "is damaged: it is not base64; get the file again"))?;
    let block = Block {
        number,
        label: name,
        offset: start,
        dek_info,
        friendly_name: friendly_name(&text[before..start]),
        der: SecretBytes::new(der),
    };
    Ok((block, body_start + body_len + end.len()))
}

/// The headers of RFC 1421, which end with an empty line: the value of `DEK-Info`, and the base64 after them.
fn headers(body: &[u8]) -> (Option<String>, &[u8]) {
    if memchr::memchr(b':', body).is_none() {
        return (None, body);
    }
    let mut dek_info = None;
    let mut at = 0;
    let mut in_headers = false;
    for line in body.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let content = line.trim_ascii();
        let colon = memchr::memchr(b':', content);
        // A header may go on in a line that begins with white space; DEK-Info never does.
        match colon {
            Some(colon) => {
                in_headers = true;
                if content[..colon].eq_ignore_ascii_case(b"DEK-Info") {
                    dek_info = Some(String::from_utf8_lossy(content[colon + 1..].trim_ascii()).into_owned());
                }
            }
            None if content.is_empty() || (in_headers && line.starts_with(b" ")) => {}
            None => break,
        }
        at += line.len();
    }
    (dek_info, &body[at..])
}

/// `friendlyName: …` of the lines that `openssl pkcs12` writes above a block.
fn friendly_name(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    let value = text.lines().rev().find_map(|line| line.trim().strip_prefix("friendlyName:"))?;
    Some(value.trim().to_owned())
}

fn add(block: &Block, container: &mut Container, session: &mut Session) -> Result<()> {
    let (certificates, keys) = (container.certificates.len(), container.keys.len());
    match block.label.as_str() {
        "CERTIFICATE"
        | "X509 CERTIFICATE"
        | "TRUSTED CERTIFICATE"
        | "PKCS7"
        | "CMS"
        | "PKCS #7 SIGNED DATA"
        | "PRIVATE KEY"
        | "ENCRYPTED PRIVATE KEY" => add_structures(block, container, session)?,
        "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "DSA PRIVATE KEY" => add_traditional(block, container, session)?,
        "OPENSSH PRIVATE KEY" | "PGP PRIVATE KEY BLOCK" => return Err(unsupported_label(&block.label)),
        // Parameters, public keys, revocation lists and requests are no part of a credential.
        _ => {}
    }
    if let Some(name) = &block.friendly_name {
        for certificate in &mut container.certificates[certificates..] {
            certificate.friendly_name = Some(name.clone());
        }
        for key in &mut container.keys[keys..] {
            key.friendly_name = Some(name.clone());
        }
    }
    Ok(())
}

fn add_structures(block: &Block, container: &mut Container, session: &mut Session) -> Result<()> {
    let mut reader = Reader::new(&block.der);
    loop {
        let element = reader.element()?;
        container.add_der(&element, session)?;
        // OpenSSL's trusted certificates have settings after them, and old PKCS #7 files the padding of a block cipher.
        let has_more = block.label == "TRUSTED CERTIFICATE" || block.label.starts_with("PKCS");
        if has_more || is_padding(reader.rest()) {
            return Ok(());
        }
    }
}

fn add_traditional(block: &Block, container: &mut Container, session: &mut Session) -> Result<()> {
    let Some(dek_info) = &block.dek_info else {
        return add_key(&block.der, container);
    };
    let (cipher, iv) = parse_dek_info(dek_info, block)?;
    container.note_encryption(format!("PEM-{}", cipher.name()), Some(1));
    if session.without_password() {
        container.add_closed_key()?;
        return Ok(());
    }
    session.budget.charge(1)?;
    let password = session.key_password.as_ref().unwrap_or(&session.password);
    for form in &password.plain {
        let key = kdf::traditional_pem(form, &iv[..8], cipher.key_len())?;
        let Some(plain) = cipher.decrypt(&key, &iv, &block.der)? else { continue };
        let mut reader = Reader::new(&plain);
        if reader.expect(tag::SEQUENCE).is_ok() && reader.is_empty() {
            return add_key(&plain, container);
        }
    }
    Err(wrong_password("private key", password))
}

fn add_key(der: &[u8], container: &mut Container) -> Result<()> {
    match sniff::der_kind(der) {
        Some(DerKind::Pkcs8) => container.add_pkcs8(der)?,
        Some(DerKind::RsaKey) => container.add_key(PrivateKey::from_rsa(der)?)?,
        _ => container.add_traditional(der)?,
    };
    Ok(())
}

fn parse_dek_info(dek_info: &str, block: &Block) -> Result<(Cipher, Vec<u8>)> {
    let broken = || refuse(block.number, &block.label, block.offset, "has a broken DEK-Info line");
    let (name, iv) = dek_info.split_once(',').ok_or_else(broken)?;
    let cipher = match name.trim() {
        "AES-128-CBC" => Cipher::Aes(16),
        "AES-192-CBC" => Cipher::Aes(24),
        "AES-256-CBC" => Cipher::Aes(32),
        "DES-CBC" => Cipher::Des,
        "DES-EDE3-CBC" => Cipher::TripleDes3,
        "RC2-CBC" => Cipher::Rc2 { bits: 128, key_len: 16 },
        "RC2-64-CBC" => Cipher::Rc2 { bits: 64, key_len: 8 },
        "RC2-40-CBC" => Cipher::Rc2 { bits: 40, key_len: 5 },
        other => {
            let message =
                format!("the PEM key is encrypted with {}, which is not supported; write it as PKCS #8", shown(other));
            return Err(Error::new(CYBSIGN_E_UNSUPPORTED, message));
        }
    };
    let iv = iv.trim().as_bytes();
    let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let pairs = iv.chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    let iv: Vec<u8> = pairs.collect::<Option<_>>().ok_or_else(broken)?;
    if iv.len() != cipher.iv_len() {
        return Err(broken());
    }
    Ok((cipher, iv))
}
