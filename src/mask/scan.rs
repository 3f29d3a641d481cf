//! Searches in texts whose parts are short: a call of `memchr` for each of them would cost more than the search.
//!
//! Places are counted from the start of the text that is given, whatever the place where a search starts.

use std::array::from_fn;
use std::ops::Range;

use crate::native::vector::{Bytes16, Lanes};

use super::cards::MIN_DIGITS;
use super::rule::{MAX_NAME, MAX_VALUE};
use super::table::Words;

/// The first place, from there on, of a byte.
#[inline(always)]
pub(super) fn find(text: &[u8], from: usize, wanted: u8) -> Option<usize> {
    find_lanes(text, from, |bytes| bytes.are(wanted))
}

/// The first place, from there on, of one of two bytes.
#[inline(always)]
pub(super) fn find2(text: &[u8], from: usize, one: u8, other: u8) -> Option<usize> {
    find_lanes(text, from, |bytes| bytes.are(one) | bytes.are(other))
}

/// The first place, from there on, of a byte of some kind. Zeros must not be of that kind.
#[inline(always)]
pub(super) fn find_lanes(text: &[u8], from: usize, kind: impl Fn(Bytes16) -> Lanes) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        let found = kind(sixteen(text, at)).bits();
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize);
        }
        at += 16;
    }
    None
}

/// The first place of a byte of some kind in a part of a text.
#[inline(always)]
pub(super) fn find_in(text: &[u8], part: Range<usize>, kind: impl Fn(Bytes16) -> Lanes) -> Option<usize> {
    let mut at = part.start;
    while at < part.end {
        let found = kind(sixteen(text, at)).bits() & bits_up_to(part.end - at);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize);
        }
        at += 16;
    }
    None
}

/// The bits of so many bytes of sixteen.
#[inline(always)]
fn bits_up_to(count: usize) -> u32 {
    (1 << count.min(16)) - 1
}

/// What a text from some place on starts with that can be a name: letters, digits and `_ - . :`.
#[derive(Clone, Copy)]
pub(super) struct Name<'a> {
    /// The whole text that it stands in.
    input: &'a [u8],
    start: usize,
    /// The place after it.
    pub(super) end: usize,
}

impl<'a> Name<'a> {
    /// The longest name that starts there; it may be empty. Not much more than `MAX_NAME` bytes are looked at.
    #[inline(always)]
    pub(super) fn at(input: &'a [u8], from: usize) -> Name<'a> {
        let end = end_of_name(from, |at| Some(sixteen(input, at)), |_, _| {});
        Name { input, start: from.min(input.len()), end: end.unwrap_or(from).min(input.len()) }
    }

    /// What stands in a part of a text, whether it can be a name or not.
    #[inline(always)]
    pub(super) fn any(input: &'a [u8], part: Range<usize>) -> Name<'a> {
        Name { input, start: part.start, end: part.end }
    }

    #[inline(always)]
    pub(super) fn text(&self) -> &'a [u8] {
        &self.input[self.start..self.end]
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether what was read as a name is one, and none too long.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        (1..=MAX_NAME).contains(&self.len())
    }

    /// Whether it starts like a name of XML.
    #[inline(always)]
    pub(super) fn starts_well(&self) -> bool {
        self.input.get(self.start).is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
    }

    /// The part of a name of XML after the prefix.
    #[inline(always)]
    pub(super) fn local(&self) -> Name<'a> {
        Name { start: self.colon().map_or(self.start, |colon| colon + 1), ..*self }
    }

    #[inline(always)]
    fn colon(&self) -> Option<usize> {
        find_in(self.input, self.start..self.end, |bytes| bytes.are(b':'))
    }

    #[inline(always)]
    pub(super) fn traits(&self) -> Traits {
        Traits {
            has_digits: self.has(|bytes| bytes.are_between(b'0', b'9')),
            has_capitals: self.has(|bytes| bytes.are_between(b'A', b'Z')),
            has_k: self.has(|bytes| bytes.folded().are(b'k')),
        }
    }

    /// Whether there is a byte of some kind in it.
    #[inline(always)]
    pub(super) fn has(&self, kind: impl Fn(Bytes16) -> Lanes) -> bool {
        find_in(self.input, self.start..self.end, kind).is_some()
    }
}

/// A name with what it is looked up by.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) name: Name<'a>,
    pub(super) words: Words,
}

impl<'a> Key<'a> {
    #[inline(always)]
    pub(super) fn of(name: Name<'a>) -> Key<'a> {
        let word_at = |at: usize| name.input.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word));
        let length = name.len();
        let first = word_at(name.start).unwrap_or_else(|| word_of(name.text())) & first_bytes(length);
        let last = if length < 8 { first } else { word_at(name.end - 8).unwrap_or(0) };
        Key { name, words: Words { first, last, length } }
    }
}

#[inline(never)]
fn word_of(text: &[u8]) -> u64 {
    text.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The bits of so many bytes of eight.
#[inline(always)]
fn first_bytes(count: usize) -> u64 {
    match count {
        0..8 => (1 << (8 * count)) - 1,
        _ => u64::MAX,
    }
}

/// The place after the longest name that starts there. Each sixteen bytes are shown with the bits of those that belong to it.
#[inline(always)]
fn end_of_name(
    from: usize,
    sixteen: impl Fn(usize) -> Option<Bytes16>,
    mut seen: impl FnMut(Bytes16, u32),
) -> Option<usize> {
    let mut end = from;
    loop {
        let bytes = sixteen(end)?;
        let length = (!name_bytes(bytes).bits()).trailing_zeros();
        seen(bytes, (1 << length) - 1);
        end += length as usize;
        if length < 16 || end - from > MAX_NAME {
            return Some(end);
        }
    }
}

/// What a name is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    pub(super) has_digits: bool,
    pub(super) has_capitals: bool,
    /// Only few names have a `k` or `K`, `trackData` among them.
    pub(super) has_k: bool,
}

/// A text with so much after every place that is looked at that there are sixteen bytes: all its searches give up where
/// there are not.
#[derive(Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) text: &'a [u8],
}

impl<'a> Window<'a> {
    #[inline(always)]
    pub(super) fn over(text: &'a [u8]) -> Option<Window<'a>> {
        (text.len() >= 16).then_some(Window { text })
    }

    #[inline(always)]
    pub(super) fn sixteen(self, at: usize) -> Option<Bytes16> {
        if at > self.text.len() - 16 {
            return None;
        }
        self.text[at..].first_chunk().map(Bytes16::new)
    }

    /// The eight bytes from there on as a number, the first of them lowest.
    #[inline(always)]
    fn eight(self, at: usize) -> Option<u64> {
        if at > self.text.len() - 16 {
            return None;
        }
        self.text[at..].first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
    }

    /// The four bytes from there on.
    #[inline(always)]
    pub(super) fn four(self, at: usize) -> Option<[u8; 4]> {
        if at > self.text.len() - 16 {
            return None;
        }
        self.text[at..].first_chunk().copied()
    }

    /// The next quote or backslash, from there on; not further than a value may go.
    #[inline(always)]
    pub(super) fn string_end(self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let bytes = self.sixteen(at)?;
            let found = (bytes.are(b'"') | bytes.are(b'\\')).bits();
            if found != 0 {
                return Some(at + found.trailing_zeros() as usize);
            }
            at += 16;
            if at - from > MAX_VALUE - 16 {
                return None;
            }
        }
    }

    /// A part of the text, if it is a plain name.
    #[inline(always)]
    pub(super) fn plain_name(self, part: Range<usize>) -> Option<Name<'a>> {
        let name = Name::any(self.text, part);
        let is_plain = match name.len() {
            1..=16 => !name_bytes(self.sixteen(name.start)?).bits() & bits_up_to(name.len()) == 0,
            _ => is_long_plain_name(name),
        };
        is_plain.then_some(name)
    }

    /// Whether a part of the text is ASCII. What is not sure is taken for a `false`.
    #[inline(always)]
    pub(super) fn is_ascii(self, part: Range<usize>) -> bool {
        let mut at = part.start;
        while at < part.end {
            let high = self.sixteen(at).map_or(u32::MAX, Bytes16::high_bits);
            if high & bits_up_to(part.end - at) != 0 {
                return false;
            }
            at += 16;
        }
        true
    }

    /// What stands in a part of the text as a name, with what that is looked up by.
    #[inline(always)]
    pub(super) fn key(self, part: Range<usize>) -> Option<Key<'a>> {
        let name = Name::any(self.text, part);
        let (first, length) = (self.eight(name.start)?, name.len());
        let words = if length < 8 {
            let word = first & first_bytes(length);
            Words { first: word, last: word, length }
        } else {
            Words { first, last: u64::from_le_bytes(*self.text.get(..name.end)?.last_chunk()?), length }
        };
        Some(Key { name, words })
    }

    /// The first place, from there on, of a byte of some kind.
    #[inline(always)]
    pub(super) fn find(self, from: usize, kind: impl Fn(Bytes16) -> Lanes) -> Option<usize> {
        let mut at = from;
        loop {
            let found = kind(self.sixteen(at)?).bits();
            if found != 0 {
                return Some(at + found.trailing_zeros() as usize);
            }
            at += 16;
        }
    }

    /// The place of the first byte, from there on, that is no white space; control characters count as such.
    #[inline(always)]
    pub(super) fn after_blank(self, from: usize) -> Option<usize> {
        self.find(from, visible)
    }

    /// The longest name that starts there; it may be empty.
    #[inline(always)]
    pub(super) fn name(self, from: usize) -> Option<Name<'a>> {
        let end = end_of_name(from, |at| self.sixteen(at), |_, _| {})?;
        Some(Name { input: self.text, start: from, end })
    }

    /// The same, and what it is made of.
    #[inline(always)]
    pub(super) fn name_and_traits(self, from: usize) -> Option<(Name<'a>, Traits)> {
        let (mut digits, mut capitals, mut letters_k) = (0, 0, 0);
        let end = end_of_name(
            from,
            |at| self.sixteen(at),
            |bytes, part| {
                digits |= bytes.are_between(b'0', b'9').bits() & part;
                capitals |= bytes.are_between(b'A', b'Z').bits() & part;
                letters_k |= bytes.folded().are(b'k').bits() & part;
            },
        )?;
        let traits = Traits { has_digits: digits != 0, has_capitals: capitals != 0, has_k: letters_k != 0 };
        Some((Name { input: self.text, start: from, end }, traits))
    }

    /// Whether the same bytes stand in two places.
    #[inline(always)]
    pub(super) fn is_same(self, one: usize, other: usize, length: usize) -> Option<bool> {
        let mut at = 0;
        while at < length {
            let differ = self.sixteen(one + at)?.differ(self.sixteen(other + at)?);
            if differ & bits_up_to(length - at) != 0 {
                return Some(false);
            }
            at += 16;
        }
        Some(true)
    }
}

#[inline(never)]
fn is_long_plain_name(name: Name) -> bool {
    let found = Name::at(name.input, name.start);
    found.is_plain() && found.end == name.end
}

/// What is no white space; control characters count as such.
#[inline(always)]
fn visible(bytes: Bytes16) -> Lanes {
    bytes.are_between(b'!', 0xff)
}

#[inline(always)]
fn name_bytes(bytes: Bytes16) -> Lanes {
    let letters = bytes.folded().are_between(b'a', b'z');
    // The hyphen, the point, the slash, the digits and the colon stand next to each other; the slash is no part.
    (letters | bytes.are_between(b'-', b':') | bytes.are(b'_')).and_not(bytes.are(b'/'))
}

/// The name that a text starts with, up to the byte that must come after it.
#[inline]
pub(super) fn name_before(text: &[u8], end: u8) -> Option<Name<'_>> {
    Some(Name::at(text, 0)).filter(|name| name.is_plain() && text.get(name.end) == Some(&end))
}

/// How many bytes at the start can be part of a name. Not more than `MAX_NAME + 1` count.
pub(super) fn name_length(text: &[u8]) -> usize {
    Name::at(text, 0).end.min(MAX_NAME + 1)
}

/// The place of the first byte, from there on, that is no white space in JSON.
#[inline(always)]
pub(super) fn after_json_blank(text: &[u8], from: usize) -> usize {
    match text.get(from) {
        Some(..=b' ') => end_of_json_blank(text, from),
        _ => from,
    }
}

#[inline(never)]
fn end_of_json_blank(text: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let length = (!json_blanks(sixteen(text, at)).bits()).trailing_zeros() as usize;
        at += length;
        if length < 16 {
            return at;
        }
    }
}

#[inline(always)]
fn json_blanks(bytes: Bytes16) -> Lanes {
    bytes.are(b' ') | bytes.are(b'\n') | bytes.are(b'\r') | bytes.are(b'\t')
}

/// Whether a text is white space; control characters count as such.
#[inline]
pub(super) fn is_blank(text: &[u8]) -> bool {
    find_lanes(text, 0, visible).is_none()
}

/// The number of digits that stand there without a break.
#[inline]
pub(super) fn count_digits(text: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let length = (!sixteen(text, at).are_between(b'0', b'9').bits()).trailing_zeros() as usize;
        at += length;
        if length < 16 {
            return at - from;
        }
    }
}

/// What must be known about a value to show its ends.
pub(super) struct Survey {
    pub(super) is_ascii: bool,
    /// A line break or a `=`, after which another value may come.
    pub(super) has_break: bool,
    /// If it is `false` there is none.
    pub(super) may_hold_card: bool,
}

impl Survey {
    /// Of a value of eight bytes or more.
    #[inline(always)]
    pub(super) fn of(value: &[u8]) -> Survey {
        let word = |bytes: Option<&[u8; 8]>| Bytes16::of_words(bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes)), 0);
        let (first, last, apart) = match (value.first_chunk(), value.last_chunk()) {
            (Some(first), Some(last)) if value.len() <= 32 => {
                (Bytes16::new(first), Bytes16::new(last), value.len() - 16)
            }
            (None, _) => (word(value.first_chunk()), word(value.last_chunk()), value.len() - 8),
            _ => return Survey::of_long(value),
        };
        // What is in both is the same in both.
        let bits = |kind: fn(Bytes16) -> u32| u64::from(kind(first)) | u64::from(kind(last)) << apart;
        let digits = bits(digits);
        Survey {
            is_ascii: bits(Bytes16::high_bits) == 0,
            has_break: bits(breaks) != 0,
            may_hold_card: starts_of_long_runs(digits | digits << 1) != 0,
        }
    }

    #[inline(never)]
    fn of_long(value: &[u8]) -> Survey {
        let mut survey = Survey { is_ascii: true, has_break: false, may_hold_card: false };
        // Whether each of the last bytes is a digit or stands after one.
        let mut near_digits = 0;
        let mut look_at = |bytes: Bytes16, known: usize| {
            survey.is_ascii &= bytes.high_bits() == 0;
            survey.has_break |= breaks(bytes) != 0;
            let digits = u64::from(digits(bytes) >> known);
            near_digits = near_digits >> 16 | digits << 16 | digits << 17;
            survey.may_hold_card |= starts_of_long_runs(near_digits) != 0;
        };
        let parts = value.chunks_exact(16);
        let known = 16 - parts.remainder().len();
        parts.for_each(|part| look_at(sixteen(part, 0), 0));
        if known < 16 {
            look_at(sixteen(value, value.len() - 16), known);
        }
        survey
    }
}

#[inline(always)]
fn digits(bytes: Bytes16) -> u32 {
    bytes.are_between(b'0', b'9').bits()
}

#[inline(always)]
fn breaks(bytes: Bytes16) -> u32 {
    (bytes.are(b'\n') | bytes.are(b'\r') | bytes.are(b'=')).bits()
}

/// Sixty-four bytes, as bits of which the lowest is the first byte's.
#[derive(Clone, Copy)]
pub(super) struct Block {
    parts: [Bytes16; 4],
    pub(super) digits: u64,
}

impl Block {
    /// The bytes from there on; after the end of the text there are zeros.
    #[inline(always)]
    pub(super) fn at(text: &[u8], from: usize) -> Block {
        let parts = parts_at(text, from);
        Block { parts, digits: bits(&parts, |bytes| bytes.are_between(b'0', b'9')) }
    }

    /// Digits and the single separators between or after them.
    #[inline(always)]
    pub(super) fn runs(&self) -> u64 {
        let separators = bits(&self.parts, |bytes| bytes.are(b' ') | bytes.are(b'-'));
        self.digits | (separators & self.digits << 1)
    }

    /// More than the runs, and cheaper.
    #[inline(always)]
    pub(super) fn near_digits(&self) -> u64 {
        self.digits | self.digits << 1
    }
}

#[inline(always)]
fn parts_at(text: &[u8], from: usize) -> [Bytes16; 4] {
    match text.get(from..).and_then(|rest| rest.first_chunk::<64>()) {
        Some(bytes) => parts_of(bytes),
        None => last_parts(text, from),
    }
}

#[inline(always)]
fn parts_of(bytes: &[u8; 64]) -> [Bytes16; 4] {
    from_fn(|part| Bytes16::new(bytes[16 * part..].first_chunk().unwrap_or(&[0; 16])))
}

#[cold]
fn last_parts(text: &[u8], from: usize) -> [Bytes16; 4] {
    let mut bytes = [0; 64];
    let rest = text.get(from..).unwrap_or_default();
    bytes[..rest.len()].copy_from_slice(rest);
    parts_of(&bytes)
}

#[inline(always)]
fn bits(parts: &[Bytes16; 4], kind: impl Fn(Bytes16) -> Lanes) -> u64 {
    let [one, two, three, four] = parts.map(|part| u64::from(kind(part).bits()));
    one | two << 16 | three << 32 | four << 48
}

/// Of bits that stand for digits and what is between them: the lowest bits of those groups of ones that are as long as the
/// shortest card number, and the next ones up to the last that are followed by as many.
#[inline(always)]
pub(super) fn starts_of_long_runs(bits: u64) -> u64 {
    let twos = bits & bits >> 1;
    let fours = twos & twos >> 2;
    let eights = fours & fours >> 4;
    eights & eights >> (MIN_DIGITS - 8)
}

/// Sixteen bytes from there on; after the end of the text there are zeros.
#[inline(always)]
fn sixteen(text: &[u8], from: usize) -> Bytes16 {
    if text.len() >= 16 && from <= text.len() - 16 {
        if let Some(bytes) = text[from..].first_chunk() {
            return Bytes16::new(bytes);
        }
    }
    last_sixteen(text, from)
}

#[inline(never)]
fn last_sixteen(text: &[u8], from: usize) -> Bytes16 {
    let rest = text.get(from..).unwrap_or_default();
    let mut bytes = [0; 16];
    for (place, byte) in bytes.iter_mut().zip(rest) {
        *place = *byte;
    }
    Bytes16::new(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_find_what_slow_ones_find() {
        for length in 0..100 {
            for at in 0..=length {
                for (other, wanted) in [(b'x', b'y'), (b'/', b'0'), (b':', b'9'), (0xb1, b'1'), (b'<', b'='), (0, 1)] {
                    let mut text = vec![other; length];
                    text[at..].fill(wanted);
                    let expected = (at < length).then_some(at);
                    assert_eq!(find(&text, 0, wanted), expected);
                    assert_eq!(find(&text, length / 2, wanted), (length / 2..length).find(|at| text[*at] == wanted));
                    assert_eq!(find2(&text, 0, wanted, b'"'), expected);
                    assert_eq!(find2(&text, 0, b'"', wanted), expected);
                    let digits = expected.filter(|_| wanted.is_ascii_digit());
                    assert_eq!(count_digits(&text, at), digits.map_or(0, |at| length - at));
                    text.truncate(at);
                    text.extend_from_slice(b"12345678901234567890");
                    assert_eq!(count_digits(&text, at), 20);
                    text.extend_from_slice(b"/");
                    assert_eq!(count_digits(&text, at), 20);
                }
            }
        }
    }

    #[test]
    fn names_end_where_a_table_says() {
        let belongs = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
        for end in 0..=u8::MAX {
            for length in 0..70 {
                let mut text = b"ab_C:d9-.K".repeat(7)[..length].to_vec();
                text.push(end);
                text.extend_from_slice(b"=k:_19");
                let expected = text.iter().position(|byte| !belongs(*byte)).unwrap();
                let name = Name::at(&text, 0);
                assert_eq!((name.text(), name.end), (&text[..expected], expected));
                assert_eq!(name.has(|bytes| bytes.are(b'9')), name.text().contains(&b'9'));
                let colon = name.text().iter().position(|byte| *byte == b':');
                let local = name.local();
                assert_eq!(local.text(), &name.text()[colon.map_or(0, |colon| colon + 1)..]);
                let again = [&text[..expected], &text, &[b'/'; 16]].concat();
                let window = Window::over(&again).unwrap();
                let (found, traits) = window.name_and_traits(expected).unwrap();
                assert_eq!(window.name(expected).unwrap().text(), name.text());
                assert_eq!(found.text(), name.text());
                for traits in [traits, name.traits()] {
                    assert_eq!(traits.has_digits, name.text().iter().any(u8::is_ascii_digit));
                    assert_eq!(traits.has_capitals, name.text().iter().any(u8::is_ascii_uppercase));
                    assert_eq!(traits.has_k, name.text().to_ascii_lowercase().contains(&b'k'));
                }
                assert_eq!(window.is_same(0, expected, expected), Some(true));
                assert_eq!(window.is_same(0, expected + 1, expected), Some(expected == 0));
            }
        }
        assert!(!Name::at(&[b'a'; MAX_NAME + 1], 0).is_plain());
        assert!(Name::at(&[b'a'; MAX_NAME], 0).is_plain());
        assert_eq!(name_length(&[b'a'; 500]), MAX_NAME + 1);
    }

    #[test]
    fn strings_end_at_the_first_mark() {
        for length in (0..70).chain(MAX_VALUE - 40..MAX_VALUE + 40) {
            for mark in [b'"', b'\\'] {
                let mut text = vec![b'a'; length];
                text.extend_from_slice(&[mark; 2]);
                text.resize(length + 20, b'"');
                let found = Window::over(&text).unwrap().string_end(0);
                assert!(found == Some(length) || (found.is_none() && length > MAX_VALUE - 40), "{length}");
                assert!(length <= MAX_VALUE || found.is_none());
            }
        }
    }

    #[test]
    fn blanks_end_at_the_first_visible_character() {
        for length in 0..70 {
            for end in [b'!', b'0', 0x7f, 0x80, 0xff] {
                let mut text = b"\t\n \r\0 ".repeat(12)[..length].to_vec();
                assert!(is_blank(&text));
                text.push(end);
                assert!(!is_blank(&text));
                let control = text.iter().position(|byte| *byte == 0).unwrap_or(length);
                assert_eq!(after_json_blank(&text, 0), control);
                text.resize(length + 17, b'x');
                assert_eq!(after_json_blank(&text, 0), control);
                assert_eq!(Window::over(&text).unwrap().after_blank(length / 2), Some(length));
            }
        }
    }

    #[test]
    fn surveys_see_everything() {
        for length in 8..70 {
            for at in 0..length {
                let with = |byte: u8| {
                    let mut value = vec![b'a'; length];
                    value[at] = byte;
                    Survey::of(&value)
                };
                assert!(with(b'\n').has_break && with(b'\r').has_break && with(b'=').has_break);
                assert!(!with(b'0').has_break && !with(b'0').may_hold_card && with(b'0').is_ascii);
                assert!(!with(0x80).is_ascii && !with(0x80).has_break && !with(0x80).may_hold_card);
                for card in ["4111111111111", "4 1 1 1-1 1 1-1 1 1 1 1 1", "4111 1111 11112"] {
                    let mut value = vec![b'a'; length];
                    value.splice(at..at, card.bytes());
                    let survey = Survey::of(&value);
                    assert!(survey.may_hold_card && !survey.has_break);
                }
            }
        }
    }

    #[test]
    fn blocks_are_what_their_bytes_are() {
        let text = b"1 2-34  5a 66--7 8999".repeat(9);
        for from in 0..text.len() + 10 {
            let block = Block::at(&text, from);
            let byte = |at: usize| text.get(from + at).copied().unwrap_or(0);
            let mut runs = 0;
            for at in 0..64 {
                assert_eq!(block.digits >> at & 1 == 1, byte(at).is_ascii_digit());
                let separates = matches!(byte(at), b' ' | b'-') && at > 0 && byte(at - 1).is_ascii_digit();
                runs |= u64::from(byte(at).is_ascii_digit() || separates) << at;
            }
            assert_eq!(block.runs(), runs);
            assert_eq!(block.runs() & !block.near_digits(), 0);
        }
        assert_eq!(starts_of_long_runs(0b1111_1111_1111 << 3), 0);
        assert_eq!(starts_of_long_runs(0b11_1111_1111_1111 << 3), 0b11 << 3);
    }
}
