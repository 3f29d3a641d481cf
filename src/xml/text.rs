//! Text as it stands in a document, as an application sees it, and as canonical XML writes it.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::chars::{self, is_xml_char};
use crate::secret::{SecretBuffer, SecretText};

/// A text of a document: as it stands there, or a copy of it in which references and line ends are replaced. A copy is wiped
/// when it is dropped, since it may be payload.
#[derive(Clone)]
pub enum Text<'a> {
    /// As it stands in the document.
    Plain(&'a str),
    /// A copy.
    Copy(SecretText),
}

impl Default for Text<'_> {
    fn default() -> Self {
        Text::Plain("")
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Plain(text) => text,
            Text::Copy(text) => text,
        }
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

/// The character that a reference stands for, and the length of the reference. `text` starts with its `&`.
///
/// There are XML's own five entities and character references to characters that XML 1.0 allows.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let end = memchr::memchr(b';', text.as_bytes())?;
    let c = match &text[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => character(name.strip_prefix('#')?)?,
    };
    Some((c, end + 1))
}

/// A character by its number, decimal or, after an `x`, hexadecimal.
fn character(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: u32 = 0;
    for byte in digits.bytes() {
        value = value.checked_mul(radix)?.checked_add(char::from(byte).to_digit(radix)?)?;
    }
    char::from_u32(value).filter(|c| is_xml_char(*c))
}

/// The position of the first `&` that starts no reference which may stand here.
pub(super) fn find_bad_reference(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'&', &text.as_bytes()[at..]) {
        at += found;
        match reference(&text[at..]) {
            Some((_, length)) => at += length,
            None => return Some(at),
        }
    }
    None
}

/// What is to be done about a byte that doesn't stand for itself.
enum Special {
    /// A character that a reference gave: it is data, whatever it is.
    Data(char),
    /// A line end or white space of the document itself.
    Normalized(char),
}

/// Calls `plain` for every stretch of text that stands for itself, and `special` for the characters between.
fn decode(raw: &str, finder: impl Fn(&[u8]) -> Option<usize>, mut piece: impl FnMut(&str, Option<Special>)) {
    let mut rest = raw;
    while let Some(at) = finder(rest.as_bytes()) {
        let (plain, tail) = rest.split_at(at);
        let (special, length) = match tail.as_bytes()[0] {
            // The reader has refused every other reference.
            b'&' => reference(tail).map_or((Special::Data('&'), 1), |(c, length)| (Special::Data(c), length)),
            b'\r' if tail.as_bytes().get(1) == Some(&b'\n') => (Special::Normalized('\n'), 2),
            b'\r' => (Special::Normalized('\n'), 1),
            byte => (Special::Normalized(char::from(byte)), 1),
        };
        piece(plain, Some(special));
        rest = &tail[length..];
    }
    piece(rest, None);
}

/// Character data as an application sees it: references replaced, line ends made LF.
pub(super) fn text_value(raw: &str) -> Text<'_> {
    if memchr::memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
        return Text::Plain(raw);
    }
    let mut value = String::with_capacity(raw.len());
    decode(
        raw,
        |bytes| memchr::memchr2(b'&', b'\r', bytes),
        |plain, special| {
            value.push_str(plain);
            if let Some(Special::Data(c) | Special::Normalized(c)) = special {
                value.push(c);
            }
        },
    );
    Text::Copy(value.into())
}

/// Whether character data is nothing but white space.
pub(super) fn is_white_space(raw: &str) -> bool {
    let is_space = |c: char| u8::try_from(c).is_ok_and(chars::is_space);
    let mut all = true;
    decode(
        raw,
        |bytes| memchr::memchr2(b'&', b'\r', bytes),
        |plain, special| {
            let special = match special {
                Some(Special::Data(c) | Special::Normalized(c)) => is_space(c),
                None => true,
            };
            all &= special && plain.chars().all(is_space);
        },
    );
    all
}

/// The text of a CDATA section, a comment or a processing instruction: only the line ends are made LF.
pub(super) fn line_ends_normalized(raw: &str) -> Text<'_> {
    if memchr::memchr(b'\r', raw.as_bytes()).is_none() {
        return Text::Plain(raw);
    }
    let mut value = String::with_capacity(raw.len());
    for (at, line) in raw.split('\r').enumerate() {
        // Of CR LF only the LF stays, which is the first of the next piece.
        if at > 0 && !line.starts_with('\n') {
            value.push('\n');
        }
        value.push_str(line);
    }
    Text::Copy(value.into())
}

/// The value of an attribute of type CDATA (XML 1.0, section 3.3.3).
pub(super) fn attribute_value(raw: &str) -> Text<'_> {
    let finder = |bytes: &[u8]| bytes.iter().position(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r'));
    if finder(raw.as_bytes()).is_none() {
        return Text::Plain(raw);
    }
    let mut value = String::with_capacity(raw.len());
    decode(raw, finder, |plain, special| {
        value.push_str(plain);
        match special {
            Some(Special::Data(c)) => value.push(c),
            Some(Special::Normalized(_)) => value.push(' '),
            None => {}
        }
    });
    Text::Copy(value.into())
}

/// Writes character data as canonical XML does, straight from its form in the document.
pub(super) fn write_text(raw: &str, out: &mut SecretBuffer) {
    decode(
        raw,
        |bytes| memchr::memchr3(b'&', b'\r', b'>', bytes),
        |plain, special| {
            out.extend_from_slice(plain.as_bytes());
            match special {
                Some(Special::Data(c)) => escape_text(c.encode_utf8(&mut [0; 4]), out),
                Some(Special::Normalized('>')) => out.extend_from_slice(b"&gt;"),
                Some(Special::Normalized(_)) => out.push(b'\n'),
                None => {}
            }
        },
    );
}

/// Writes a text node's value as canonical XML does: `& < >` and CR as references.
pub fn escape_text(value: &str, out: &mut SecretBuffer) {
    escape(value, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    });
}

/// Writes an attribute's value as canonical XML does: `& < "` and TAB, LF, CR as references.
pub fn escape_attribute(value: &str, out: &mut SecretBuffer) {
    escape(value, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'"' => Some(b"&quot;"),
        b'\t' => Some(b"&#x9;"),
        b'\n' => Some(b"&#xA;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    });
}

fn escape(value: &str, out: &mut SecretBuffer, replacement: impl Fn(u8) -> Option<&'static [u8]>) {
    let mut rest = value.as_bytes();
    while let Some((at, reference)) = rest.iter().enumerate().find_map(|(at, byte)| Some((at, replacement(*byte)?))) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(reference);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_xmls_own_or_characters() {
        assert_eq!(reference("&amp;x"), Some(('&', 5)));
        assert_eq!(reference("&#x1F600;"), Some(('\u{1F600}', 9)));
        assert_eq!(reference("&#0010;"), Some(('\n', 7)));
        for bad in
            ["&", "&;", "&amp", "&Amp;", "&nbsp;", "&#;", "&#x;", "&#X41;", "&#0;", "&#11;", "&#xFFFE;", "&#xD800;"]
        {
            assert_eq!(reference(bad), None, "{bad}");
        }
        for bad in ["&#x110000;", "&#99999999999;", "&# 65;", "&#+65;", "&#x-1;", "& amp;", "&amp ;"] {
            assert_eq!(reference(bad), None, "{bad}");
        }
    }

    #[test]
    fn values_are_normalized_but_references_are_data() {
        assert_eq!(text_value("a\r\nb\rc&#13;&lt;"), "a\nb\nc\r<");
        assert_eq!(attribute_value("a\r\nb\tc\r\rd&#9;&#xA;"), "a b c  d\t\n");
        assert_eq!(line_ends_normalized("&#13;\r\r\n"), "&#13;\n\n");
        let mut out = SecretBuffer::new();
        write_text("a>b&#13;\r\n&quot;&#60;", &mut out);
        assert_eq!(*out, *b"a&gt;b&#xD;\n\"&lt;");
    }
}
