//! The syntax of XML: tags, attributes, references.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};
use zeroize::Zeroizing;

use super::names::{is_plain_name, name_length};
use super::output::Output;
use super::rule::{MAX_NAME, MAX_VALUE};

pub(super) const COMMENT: (&[u8], &[u8]) = (b"<!--", b"-->");
pub(super) const INSTRUCTION: (&[u8], &[u8]) = (b"<?", b"?>");
pub(super) const CHARACTER_DATA: (&[u8], &[u8]) = (b"<![CDATA[", b"]]>");

/// Looks for the next tag in a text that grows, without looking at anything twice.
#[derive(Debug, Default)]
pub(super) struct TagSearch {
    pub(super) inside: Inside,
    /// Where the markup starts that it is inside of.
    start: usize,
    /// Up to there the text has been looked at.
    seen: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    #[default]
    Text,
    Tag,
    Quote(u8),
    Comment,
    Instruction,
    CharacterData,
}

pub(super) enum Found {
    Tag(Range<usize>),
    /// No tag, or one that is too long, starts there.
    Broken(usize),
    Nothing,
}

impl TagSearch {
    pub(super) fn next(&mut self, text: &[u8]) -> Found {
        loop {
            let rest = &text[self.seen..];
            let found = match self.inside {
                Inside::Text => {
                    self.seen += memchr(b'<', rest).unwrap_or(rest.len());
                    self.start = self.seen;
                    match kind_of(&text[self.start..]) {
                        Some((Inside::Text, _)) => return Found::Broken(self.start),
                        Some((inside, length)) => Some((length, inside)),
                        None => return Found::Nothing,
                    }
                }
                Inside::Tag => match rest.iter().position(|byte| b"<>\"'".contains(byte)) {
                    Some(end) if rest[end] == b'>' => {
                        let tag = self.start..self.seen + end + 1;
                        return if tag.len() > MAX_VALUE { Found::Broken(self.start) } else { Found::Tag(tag) };
                    }
                    Some(at) if rest[at] == b'<' => return Found::Broken(self.start),
                    quote => quote.map(|at| (at + 1, Inside::Quote(rest[at]))),
                },
                Inside::Quote(quote) => match memchr2(quote, b'<', rest) {
                    Some(at) if rest[at] == b'<' => return Found::Broken(self.start),
                    end => end.map(|at| (at + 1, Inside::Tag)),
                },
                Inside::Comment => end_of(rest, COMMENT.1),
                Inside::Instruction => end_of(rest, INSTRUCTION.1),
                Inside::CharacterData => end_of(rest, CHARACTER_DATA.1),
            };
            let Some((length, inside)) = found else {
                let is_tag = self.in_tag();
                // The end of other markup may be here in part.
                self.seen = if is_tag { text.len() } else { self.seen.max(text.len().saturating_sub(2)) };
                let too_long = is_tag && text.len() - self.start > MAX_VALUE;
                return if too_long { Found::Broken(self.start) } else { Found::Nothing };
            };
            self.seen += length;
            self.inside = inside;
        }
    }

    fn in_tag(&self) -> bool {
        matches!(self.inside, Inside::Tag | Inside::Quote(_))
    }

    /// Up to where the text is known to stand before the next tag, if that has not been found.
    pub(super) fn before_tag(&self) -> usize {
        if self.in_tag() {
            self.start
        } else {
            self.seen
        }
    }

    /// Where the markup starts whose end has not come.
    pub(super) fn start_of_rest(&self) -> usize {
        if self.inside == Inside::Text {
            self.seen
        } else {
            self.start
        }
    }

    /// So many bytes have been taken from the start of the text.
    pub(super) fn skip(&mut self, read: usize) {
        self.start = self.start.saturating_sub(read);
        self.seen -= read;
    }
}

fn end_of(text: &[u8], end: &[u8]) -> Option<(usize, Inside)> {
    memmem::find(text, end).map(|at| (at + end.len(), Inside::Text))
}

/// What starts with a `<`, and the length of that start; `Inside::Text` for what is none of these, `None` if it is not clear
/// yet.
fn kind_of(markup: &[u8]) -> Option<(Inside, usize)> {
    let kinds =
        [(COMMENT.0, Inside::Comment), (INSTRUCTION.0, Inside::Instruction), (CHARACTER_DATA.0, Inside::CharacterData)];
    if let Some((start, inside)) = kinds.iter().find(|(start, _)| markup.starts_with(start)) {
        return Some((*inside, start.len()));
    }
    match markup {
        _ if kinds.iter().any(|(start, _)| start.starts_with(markup)) => None,
        [b'<', b'!', ..] => Some((Inside::Text, 0)),
        _ => Some((Inside::Tag, 1)),
    }
}

/// Decodes XML's own entities and character references; `None` if there is any other.
pub(super) fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        decoded.extend_from_slice(&rest[..at]);
        let reference = &rest[at + 1..];
        // The longest one is &#x10FFFF;, some leading zeros aside.
        let end = memchr(b';', &reference[..reference.len().min(16)])?;
        let character = match &reference[..end] {
            b"amp" => '&',
            b"lt" => '<',
            b"gt" => '>',
            b"quot" => '"',
            b"apos" => '\'',
            [b'#', b'x', hex @ ..] => number(hex, 16)?,
            [b'#', decimal @ ..] => number(decimal, 10)?,
            _ => return None,
        };
        decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &reference[end + 1..];
    }
    decoded.extend_from_slice(rest);
    Some(decoded)
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let text = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
    u32::from_str_radix(text, radix).ok().and_then(char::from_u32)
}

/// Replaces special characters by references in what a text ends with.
pub(super) fn encode_from(out: &mut Vec<u8>, start: usize, special: &[u8]) {
    if !out[start..].iter().any(|byte| special.contains(byte)) {
        return;
    }
    for byte in out.split_off(start) {
        match byte {
            other if !special.contains(&other) => out.push(other),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            _ => out.extend_from_slice(b"&apos;"),
        }
    }
}

/// Whether a plain name starts like a name of XML.
pub(super) fn starts_well(name: &[u8]) -> bool {
    name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
}

/// The part of a name after the prefix.
pub(super) fn local_name(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// Appends the attributes of a tag, masked; `None` if they can't be understood.
pub(super) fn attributes(text: &[u8], out: &mut Output) -> Option<()> {
    let mut rest = text;
    loop {
        let start = rest.trim_ascii_start();
        let blank = &rest[..rest.len() - start.len()];
        out.raw(blank);
        if start.is_empty() {
            return Some(());
        }
        let (name, after) = start.split_at(name_length(start));
        if blank.is_empty() || !is_plain_name(name) || !starts_well(name) {
            return None;
        }
        let quoted = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let (quote, content) = quoted.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
        let (value, after) = content.split_at(memchr(*quote, content)?);
        out.show(name);
        out.raw(&[b'=', *quote]);
        attribute_value(name, value, out);
        out.raw(&[*quote]);
        rest = &after[1..];
    }
}

fn attribute_value(name: &[u8], value: &[u8], out: &mut Output) {
    if attribute_allowed(name, value) {
        return out.show(value);
    }
    let start = out.bytes.len();
    match decode(value) {
        Some(decoded) => out.mask(&decoded, false),
        None => out.hide(value),
    }
    encode_from(out.bytes, start, b"&<\"'");
}

/// Whether the value of an attribute may be logged.
fn attribute_allowed(name: &[u8], value: &[u8]) -> bool {
    match local_name(name) {
        b"run" => matches!(value, b"true" | b"false" | b"1" | b"0"),
        b"id" | b"Id" | b"ID" => is_plain_name(value),
        _ if name == b"xmlns" || name.starts_with(b"xmlns:") => is_address(value),
        _ => false,
    }
}

/// A namespace: visible characters, no references.
fn is_address(value: &[u8]) -> bool {
    value.len() <= 2 * MAX_NAME && value.iter().all(|byte| byte.is_ascii_graphic() && !b"&<>".contains(byte))
}

/// Whether an instruction is an XML declaration: `<?xml version="1.0" encoding="UTF-8"?>`.
pub(super) fn is_declaration(instruction: &[u8]) -> bool {
    let inside = instruction.strip_prefix(INSTRUCTION.0).and_then(|text| text.strip_suffix(INSTRUCTION.1));
    let Some(attributes) = inside.filter(|text| text.len() <= MAX_NAME).and_then(|text| text.strip_prefix(b"xml "))
    else {
        return false;
    };
    let mut parts = attributes.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    parts.all(|part| {
        let value = [&b"version="[..], b"encoding=", b"standalone="].iter().find_map(|name| part.strip_prefix(*name));
        match value {
            Some([b'"', value @ .., b'"'] | [b'\'', value @ .., b'\'']) => is_plain_name(value),
            _ => false,
        }
    })
}
