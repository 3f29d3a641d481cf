//! The content of strings in JSON.

use std::borrow::Cow;

use memchr::memchr;
use zeroize::Zeroizing;

use super::output::Output;

/// Appends the content of a string as far as it may be shown.
pub(super) fn mask_string(text: &[u8], allowed: bool, is_track: bool, out: &mut Output) {
    if memchr(b'\\', text).is_none() {
        return put(text, allowed, is_track, out);
    }
    let Some(content) = decode(text) else { return out.hide(text) };
    let mut masked = Vec::with_capacity(content.len());
    put(&content, allowed, is_track, &mut Output { rule: out.rule, bytes: &mut masked });
    // Once more: the digits of an escape in the output, such as \u0007, could make a card number with those after them.
    out.show(&encode(&masked));
}

fn put(content: &[u8], allowed: bool, is_track: bool, out: &mut Output) {
    if allowed {
        out.show(content);
    } else {
        out.mask(content, is_track);
    }
}

/// Takes the escapes out of a string; `None` if one of them is none.
fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // No character is longer than its escape.
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest) {
        decoded.extend_from_slice(&rest[..at]);
        let (character, length) = escape(&rest[at + 1..])?;
        decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[at + 1 + length..];
    }
    decoded.extend_from_slice(rest);
    Some(decoded)
}

/// The character of an escape, and how many bytes that has after the backslash.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.first()? {
        kind @ (b'"' | b'\\' | b'/') => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(&text[1..]),
        _ => return None,
    };
    Some((character, 1))
}

fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let (high, rest) = four_digits(text)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 5));
    }
    let (low, _) = four_digits(rest.strip_prefix(b"\\u")?)?;
    let is_pair = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let code = 0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff);
    char::from_u32(code).filter(|_| is_pair).map(|character| (character, 11))
}

fn four_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<4>()?;
    let value = digits.iter().try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))?;
    Some((value, rest))
}

/// Escapes what can't stand in a string.
fn encode(text: &[u8]) -> Cow<'_, [u8]> {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    if !text.iter().any(is_special) {
        return Cow::Borrowed(text);
    }
    let mut encoded = Vec::with_capacity(text.len() + 16);
    for byte in text {
        match byte {
            b'"' | b'\\' => encoded.extend_from_slice(&[b'\\', *byte]),
            b'\n' => encoded.extend_from_slice(b"\\n"),
            b'\r' => encoded.extend_from_slice(b"\\r"),
            b'\t' => encoded.extend_from_slice(b"\\t"),
            0..=0x1f => encoded.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            other => encoded.push(*other),
        }
    }
    Cow::Owned(encoded)
}
