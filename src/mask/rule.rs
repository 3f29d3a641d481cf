//! How much of a masked value is shown.

use std::ops::Range;

use memchr::{memchr2_iter, memchr3};

use super::cards::{holds_card, is_card_only};
use super::scan::{Name, Survey};

/// The character that stands for a hidden one.
pub(super) const MASK: u8 = b'x';

/// Enough of it for most values.
const MASKS: [u8; 32] = [MASK; 32];

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
        self.mask_part(is_track, value, 0..value.len(), out);
    }

    /// The same for a value that stands somewhere in a text.
    pub(super) fn mask_part(self, is_track: bool, text: &[u8], value: Range<usize>, out: &mut Vec<u8>) {
        if self == Rule::Strict {
            return self.hide(&text[value], out);
        }
        let survey = Survey::of(text, value.clone());
        let value = &text[value];
        if !survey.is_ascii {
            return self.mask_beyond_ascii(is_track, value, out);
        }
        let start = out.len();
        hide_bytes(value.len(), out);
        // What stands at the end may be a value of its own.
        if value.len() < 10
            || is_track
            || survey.has_break
            || (survey.may_hold_card && !is_card_only(value) && holds_card(value))
        {
            return;
        }
        let ends = shown_at_each_end(value.len());
        let hidden = &mut out[start..];
        for (place, byte) in hidden.iter_mut().zip(value).take(ends) {
            *place = *byte;
        }
        for (place, byte) in hidden.iter_mut().rev().zip(value.iter().rev()).take(ends) {
            *place = *byte;
        }
    }

    #[cold]
    fn mask_beyond_ascii(self, is_track: bool, value: &[u8], out: &mut Vec<u8>) {
        let all_hidden = value.len() < 10
            || is_track
            || memchr3(b'\n', b'\r', b'=', value).is_some()
            || (!is_card_only(value) && holds_card(value));
        let (head, tail) = match std::str::from_utf8(value) {
            Ok(text) if !all_hidden => ends_in_bytes(text),
            _ => (0, 0),
        };
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
                hide_bytes(if value.is_ascii() { value.len() } else { characters(value) }, out);
            }
        }
    }
}

/// Appends so many masking characters.
#[inline(always)]
fn hide_bytes(count: usize, out: &mut Vec<u8>) {
    let end = out.len() + count;
    if count <= MASKS.len() {
        // A copy of fixed length needs no call.
        out.extend_from_slice(&MASKS);
        out.truncate(end);
    } else {
        out.resize(end, MASK);
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
    name.has_k && holds_track_data(name.text)
}

#[inline(never)]
fn holds_track_data(name: &[u8]) -> bool {
    const TRACK_DATA: &[u8] = b"trackdata";
    memchr2_iter(b't', b'T', name)
        .any(|at| name.get(at..at + TRACK_DATA.len()).is_some_and(|part| part.eq_ignore_ascii_case(TRACK_DATA)))
}
