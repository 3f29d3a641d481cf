//! How much of a masked value is shown.

use super::cards::{holds_card, is_card_only};
use super::scan::{characters, count_digits, Name, Survey};

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
        let start = out.len();
        out.extend_from_slice(value);
        self.mask_from(is_track, out, start);
    }

    /// The same for a value that stands at the end of a text, from a place on.
    pub(super) fn mask_from(self, is_track: bool, out: &mut Vec<u8>, start: usize) {
        if self == Rule::Strict {
            if out.len() > start {
                cut(out, start);
                out.extend_from_slice(FIXED);
            }
            return;
        }
        let survey = Survey::of(&out[start..]);
        if survey.is_ascii {
            mask_ascii(is_track, &mut out[start..], &survey);
        } else {
            mask_beyond_ascii(is_track, out, start, &survey);
        }
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

/// Masks a value by the length rule of the kits; `false` if it is not ASCII, then it stays as it is.
#[inline(never)]
pub(super) fn mask_in_place(is_track: bool, value: &mut [u8]) -> bool {
    let survey = Survey::of(value);
    if survey.is_ascii {
        mask_ascii(is_track, value, &survey);
    }
    survey.is_ascii
}

#[inline(always)]
fn mask_ascii(is_track: bool, value: &mut [u8], survey: &Survey) {
    let length = value.len();
    let shows_ends = length >= 10 && !is_track && !hides_more(value, survey);
    let ends = if shows_ends { shown_at_each_end(length) } else { 0 };
    fill(&mut value[ends..length - ends]);
}

/// The same for a value at the end of a text that is not ASCII: it is characters that count.
#[inline(never)]
fn mask_beyond_ascii(is_track: bool, out: &mut Vec<u8>, start: usize, survey: &Survey) {
    let value = &out[start..];
    let all = characters(value);
    let shows_ends = all >= 10 && !is_track && !hides_more(value, survey) && std::str::from_utf8(value).is_ok();
    let ends = if shows_ends { shown_at_each_end(all) } else { 0 };
    let head = start + bytes_of_first(value, ends);
    let tail = out.len() - bytes_of_last(value, ends);
    let end = head + all - 2 * ends;
    fill(&mut out[head..end]);
    out.copy_within(tail.., end);
    cut(out, out.len() - (tail - end));
}

/// How many bytes the first characters of a text have.
fn bytes_of_first(text: &[u8], characters: usize) -> usize {
    if characters == 0 {
        return 0;
    }
    let mut starts = text.iter().enumerate().filter(|(_, byte)| starts_character(**byte));
    starts.nth(characters).map_or(text.len(), |(at, _)| at)
}

/// How many bytes the last characters of a text have.
fn bytes_of_last(text: &[u8], characters: usize) -> usize {
    let Some(before) = characters.checked_sub(1) else { return 0 };
    let mut starts = text.iter().rev().enumerate().filter(|(_, byte)| starts_character(**byte));
    starts.nth(before).map_or(text.len(), |(at, _)| at + 1)
}

/// Overwrites a value; most are short.
#[inline(always)]
pub(super) fn fill(place: &mut [u8]) {
    match place.len() {
        17.. => place.fill(MASK),
        8.. => fill_ends::<8>(place),
        4.. => fill_ends::<4>(place),
        _ => place.iter_mut().for_each(|byte| *byte = MASK),
    }
}

#[inline(always)]
fn fill_ends<const LENGTH: usize>(place: &mut [u8]) {
    if let Some(first) = place.first_chunk_mut::<LENGTH>() {
        *first = [MASK; LENGTH];
    }
    if let Some(last) = place.last_chunk_mut::<LENGTH>() {
        *last = [MASK; LENGTH];
    }
}

/// Shortens a text; what is cut off does not stay behind.
pub(super) fn cut(text: &mut Vec<u8>, length: usize) {
    text[length..].fill(0);
    text.truncate(length);
}

/// Whether the ends of a value may belong to something else that stands in it: another value, a card number.
#[inline(always)]
fn hides_more(value: &[u8], survey: &Survey) -> bool {
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

fn starts_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// What is in the names of the contents of magnetic stripes, in lower case.
const TRACK_DATA: &[u8] = b"trackdata";

/// Whether a name says that its value is the content of a magnetic stripe.
#[inline(always)]
pub(super) fn is_track_data(name: Name) -> bool {
    // Only few names are long and have this letter.
    name.len() >= TRACK_DATA.len() && name.has(|bytes| bytes.folded().are(b'k')) && holds_track_data(name.text())
}

#[inline(never)]
pub(super) fn holds_track_data(name: &[u8]) -> bool {
    name.windows(TRACK_DATA.len()).any(|part| part.eq_ignore_ascii_case(TRACK_DATA))
}
