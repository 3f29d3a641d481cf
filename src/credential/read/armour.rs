//! The texts that keys and certificates are wrapped in: PEM's blocks (RFC 7468, RFC 1421) and bare base64, in any encoding
//! and with any line end.

use std::borrow::Cow;

use memchr::memmem;
use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_LIMIT, CYBSIGN_E_PEM};
use crate::secret::SecretBytes;
use crate::text::base64;
use crate::text::hex::from_hex;
use crate::text::shown::shown;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// Blocks of one file, at most.
const MAX_BLOCKS: usize = 20_000;

/// The text in one-byte characters, line feeds for `\n` that were written out; `None` if it is no text.
pub(super) fn normalise(data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
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
    // Made large enough at once: a buffer that grows leaves copies behind. A unit has three bytes at most.
    let mut text = String::with_capacity(data.len() / 2 * 3);
    text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('?')));
    text.into_bytes()
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
pub(super) fn has_armour(text: &[u8]) -> bool {
    memmem::find(text, b"-BEGIN ").is_some() || memmem::find(text, b"-END ").is_some()
}

/// What bytes are wrapped in without armour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    Base64,
    Hexadecimal,
    DataUri,
}

impl Wrapping {
    /// In words, before "of a certificate".
    pub(super) fn name(self) -> &'static str {
        match self {
            Wrapping::Base64 => "the base64",
            Wrapping::Hexadecimal => "the hexadecimal digits",
            Wrapping::DataUri => "a data URI",
        }
    }

    /// How it is taken off, in brackets, where a command does it.
    pub(super) fn command(self) -> &'static str {
        match self {
            Wrapping::Base64 => " (base64 -d FILE)",
            Wrapping::Hexadecimal => " (xxd -r -p FILE)",
            Wrapping::DataUri => "",
        }
    }
}

/// The bytes of a normalised text that is nothing but base64 (RFC 4648, sections 4 and 5), hexadecimal digits, or a data URI
/// (RFC 2397) with base64.
pub(super) fn unwrapped(text: &[u8]) -> Option<(Wrapping, Zeroizing<Vec<u8>>)> {
    const SCHEME: &[u8] = b"data:";
    let text = text.trim_ascii();
    if text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME)) {
        let (head, body) = text.split_at_checked(memchr::memchr(b',', text)?)?;
        let bytes = head.to_ascii_lowercase().ends_with(b";base64").then(|| base64::decode_tolerant(&body[1..]));
        return bytes.flatten().map(|bytes| (Wrapping::DataUri, bytes));
    }
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
    // A short word is base64 by accident. Hexadecimal digits are base64 too, of bytes that make no sense.
    if digits.len() < 16 {
        return None;
    }
    let hexadecimal = std::str::from_utf8(&digits).ok().and_then(from_hex);
    hexadecimal
        .map(|bytes| (Wrapping::Hexadecimal, Zeroizing::new(bytes)))
        .or_else(|| base64::decode_tolerant(&digits).map(|bytes| (Wrapping::Base64, bytes)))
}

/// One block, decoded.
pub(super) struct Block {
    number: usize,
    /// What stands between `BEGIN` and the dashes.
    pub(super) label: String,
    offset: usize,
    /// `DEK-Info`, where the block is encrypted in the traditional way.
    pub(super) dek_info: Option<String>,
    /// What the lines above it call it.
    pub(super) friendly_name: Option<String>,
    /// Its bytes.
    pub(super) der: SecretBytes,
}

impl Block {
    /// The block as errors call it.
    pub(super) fn subject(&self) -> String {
        subject(self.number, &self.label)
    }

    /// The error for a block that is not what it should be.
    pub(super) fn refuse(&self, why: &str) -> Error {
        refuse(self.number, &self.label, self.offset, why)
    }
}

fn subject(number: usize, label: &str) -> String {
    format!("PEM block {number} ({})", shown(label))
}

fn refuse(number: usize, label: &str, offset: usize, why: &str) -> Error {
    Error::new(CYBSIGN_E_PEM, format!("{} {why}", subject(number, label))).with("block", number).with("offset", offset)
}

/// The blocks of a normalised text, one after the other. Between them there may be any text, but not half an armour.
pub(super) struct Blocks<'t> {
    text: &'t [u8],
    at: usize,
    number: usize,
}

impl<'t> Blocks<'t> {
    pub(super) fn new(text: &'t [u8]) -> Blocks<'t> {
        Blocks { text, at: 0, number: 0 }
    }

    /// The next block; `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<Block>> {
        let Some(start) = memmem::find(&self.text[self.at..], BEGIN).map(|found| self.at + found) else {
            self.check_between(self.text.len(), "after the last block")?;
            return Ok(None);
        };
        self.number += 1;
        if self.number > MAX_BLOCKS {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the PEM text has more than 20,000 blocks"));
        }
        self.check_between(start, &format!("before block {}", self.number))?;
        let (block, end) = read_block(self.text, self.at, start, self.number)?;
        self.at = end;
        Ok(Some(block))
    }

    fn check_between(&self, end: usize, place: &str) -> Result<()> {
        if has_armour(&self.text[self.at..end]) {
            let message = format!("the PEM text has a broken BEGIN or END line {place}; get the file again");
            return Err(Error::new(CYBSIGN_E_PEM, message).with("offset", self.at));
        }
        Ok(())
    }
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
    let (dek_info, digits) = headers(&text[body_start..body_start + body_len]);
    let der = base64::decode_tolerant(digits).filter(|der| !der.is_empty());
    let mut der =
        der.ok_or_else(|| refuse(number, &name, start, "is damaged: it is not base64; get the file again"))?;
    let block = Block {
        number,
        label: name,
        offset: start,
        dek_info,
        friendly_name: friendly_name(&text[before..start]),
        der: SecretBytes::new(std::mem::take(&mut *der)),
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
