//! How much of a masked value is shown.

use memchr::memchr2_iter;

use super::cards::{holds_card, is_card_only};
use super::scan::{count_digits, Name, Survey};

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
    /// Appends a value masked by the length rule; of track data nothing is shown.
    pub(super) fn mask(self, is_track: bool, value: &[u8], out: &mut Vec<u8>) {
        if self == Rule::Strict {
            self.hide(value, out);
        } else if value.is_ascii() {
            let start = out.len();
            out.extend_from_slice(value);
            hide_in_place(is_track, &mut out[start..]);
        } else {
            self.mask_beyond_ascii(is_track, value, out);
        }
    }

    #[cold]
    fn mask_beyond_ascii(self, is_track: bool, value: &[u8], out: &mut Vec<u8>) {
        let ends = match std::str::from_utf8(value) {
            Ok(text) if value.len() >= 10 && !is_track && !hides_more(value) => ends_in_bytes(text),
            _ => (0, 0),
        };
        let (head, tail) = ends;
        out.extend_from_slice(&value[..head]);
        self.hide(&value[head..value.len() - tail], out);
        out.extend_from_slice(&value[value.len() - tail..]);
    }

    /// Appends a value of which nothing is shown. An empty value stays empty.
    pub(super) fn hide(self, value: &[u8], out: &mut Vec<u8>) {
        match self {
            _ if value.is_empty() => {}
            Rule::Strict => out.extend_from_slice(FIXED),
            Rule::Sdk => {
                let length = if value.is_ascii() { value.len() } else { characters(value) };
                out.resize(out.len() + length, MASK);
            }
        }
    }
}

/// Masks an ASCII value by the length rule of the kits.
#[inline(never)]
pub(super) fn hide_in_place(is_track: bool, value: &mut [u8]) {
    let length = value.len();
    let all_hidden = length < 10 || is_track || hides_more(value);
    let ends = if all_hidden { 0 } else { shown_at_each_end(length) };
    value[ends..length - ends].fill(MASK);
}

/// Whether the ends of a value may belong to something else that stands in it: another value, a card number.
#[inline(always)]
fn hides_more(value: &[u8]) -> bool {
    let survey = Survey::of(value);
    // A value of digits is a card number as a whole or not at all.
    let may_hold_more = survey.may_hold_card && count_digits(value, 0) < value.len();
    survey.has_break || (may_hold_more && !is_card_only(value) && holds_card(value))
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
    let plain = Name::at(name, 0);
    plain.is_plain() && plain.end == name.len()
}

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

/// Whether a name says that its value is the content of a magnetic stripe.
#[inline(always)]
pub(super) fn is_track_data(name: &Name) -> bool {
    // Only few names have this letter.
    name.has(|bytes| bytes.folded().are(b'k')) && holds_track_data(name.text())
}

#[inline(never)]
pub(super) fn holds_track_data(name: &[u8]) -> bool {
    const TRACK_DATA: &[u8] = b"trackdata";
    const PLACE_OF_K: usize = 4;
    memchr2_iter(b'k', b'K', name).any(|k| {
        let part = k.checked_sub(PLACE_OF_K).and_then(|start| name.get(start..start + TRACK_DATA.len()));
        part.is_some_and(|part| part.eq_ignore_ascii_case(TRACK_DATA))
    })
}
