//! How much of a masked value is shown.

use memchr::memchr2_iter;

/// The character that stands for a hidden one.
pub(super) const MASK: u8 = b'x';

/// What stands for a hidden value under the strict rule, whatever its length.
pub(super) const FIXED: &[u8] = b"xxxx";

/// A longer value is hidden whole, as it passes.
pub(super) const MAX_VALUE: usize = 64 * 1024;

/// No name that may be logged comes near this length.
pub(super) const MAX_NAME: usize = 128;

/// What is nested deeper is hidden.
pub(super) const MAX_DEPTH: usize = 64;

/// The rule for values that are not on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// As CyberSource's kits do it: the length stays, and of ten and more characters some at both ends.
    Sdk,
    /// Nothing is shown, not even the length.
    Strict,
}

impl Rule {
    /// Appends a value masked by the length rule.
    pub(super) fn mask(self, field: &[u8], value: &[u8], out: &mut Vec<u8>) {
        if self == Rule::Strict || value.len() < 10 {
            return self.hide(value, out);
        }
        let (head, tail) = if value.is_ascii() {
            let ends = shown_at_each_end(value.len());
            (ends, ends)
        } else {
            match std::str::from_utf8(value) {
                Ok(text) => ends_in_bytes(text),
                Err(_) => (0, 0),
            }
        };
        if head == 0 || holds_track_data(field) {
            return self.hide(value, out);
        }
        out.extend_from_slice(&value[..head]);
        self.hide(&value[head..value.len() - tail], out);
        out.extend_from_slice(&value[value.len() - tail..]);
    }

    /// Appends a value of which nothing is shown. An empty value stays empty.
    pub(super) fn hide(self, value: &[u8], out: &mut Vec<u8>) {
        match self {
            _ if value.is_empty() => {}
            Rule::Strict => out.extend_from_slice(FIXED),
            Rule::Sdk => out.resize(out.len() + characters(value), MASK),
        }
    }
}

/// A value, or the rest of a document, that is hidden while it passes in pieces.
#[derive(Debug)]
pub(super) struct Hiding {
    rule: Rule,
    begun: bool,
}

impl Hiding {
    pub(super) fn new(rule: Rule) -> Hiding {
        Hiding { rule, begun: false }
    }

    /// Hides the next piece of a value.
    pub(super) fn value(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if self.rule == Rule::Sdk || !self.begun {
            self.rule.hide(piece, out);
        }
        self.begun |= !piece.is_empty();
    }

    /// Hides the next piece of a document that can't be understood any more; its lines stay apart.
    pub(super) fn lines(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if self.rule == Rule::Strict {
            return self.value(piece, out);
        }
        for line in piece.split_inclusive(|byte| *byte == b'\n') {
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            self.value(text, out);
            out.extend_from_slice(&line[text.len()..]);
        }
    }
}

/// Only such a name is shown: anything else may be a value that stands in the wrong place.
pub(super) fn is_plain_name(name: &[u8]) -> bool {
    !name.is_empty() && name.len() <= MAX_NAME && plain_prefix(name) == name.len()
}

/// How many bytes at the start can be part of a name.
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !PLAIN[usize::from(*byte)]).unwrap_or(bytes.len())
}

/// Letters, digits, and `_ - . :`.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b'-' | b'.' | b':');
        byte += 1;
    }
    plain
};

/// The length rule, in characters or in digits.
pub(super) fn shown_at_each_end(length: usize) -> usize {
    match length {
        0..=9 => 0,
        10..=15 => 2,
        _ => 4,
    }
}

fn ends_in_bytes(text: &str) -> (usize, usize) {
    let ends = shown_at_each_end(text.chars().count());
    let head = text.chars().take(ends).map(char::len_utf8).sum();
    let tail = text.chars().rev().take(ends).map(char::len_utf8).sum();
    (head, tail)
}

/// Unicode characters; what is not UTF-8 counts by its bytes that start none or go on with none.
fn characters(value: &[u8]) -> usize {
    value.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn holds_track_data(field: &[u8]) -> bool {
    const TRACK_DATA: &[u8] = b"trackdata";
    memchr2_iter(b't', b'T', field)
        .any(|at| field.get(at..at + TRACK_DATA.len()).is_some_and(|part| part.eq_ignore_ascii_case(TRACK_DATA)))
}
