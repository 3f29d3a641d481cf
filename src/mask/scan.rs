//! Searches in texts whose parts are short: a call of `memchr` for each of them would cost more than the search.
//!
//! Places are counted from the start of the text that is given, whatever the place where a search starts.

use std::ops::Range;

use crate::crypto::vector::{Bytes16, Lanes};

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
    pub(super) input: &'a [u8],
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

    /// Its place in the whole text.
    #[inline(always)]
    pub(super) fn place(&self) -> Range<usize> {
        self.start..self.end
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
        match string_ends(self.sixteen(from)?) {
            0 => self.end_of_long_string(from + 16),
            found => Some(from + found.trailing_zeros() as usize),
        }
    }

    #[inline(always)]
    fn end_of_long_string(self, from: usize) -> Option<usize> {
        let mut at = from;
        while at - from < MAX_VALUE - 32 {
            let found = string_ends(self.sixteen(at)?);
            if found != 0 {
                return Some(at + found.trailing_zeros() as usize);
            }
            at += 16;
        }
        None
    }

    /// A part of the text, if it is a plain name.
    #[inline(always)]
    pub(super) fn plain_name(self, part: Range<usize>) -> Option<Name<'a>> {
        let name = Name::any(self.text, part);
        let is_plain = match name.len() {
            1..=16 => !name_bytes(self.sixteen(name.start)?).bits() & bits_up_to(name.len()) == 0,
            17..=32 => {
                let (first, last) = (self.sixteen(name.start)?, self.sixteen(name.end - 16)?);
                name_bytes(first).bits() & name_bytes(last).bits() == 0xffff
            }
            _ => is_long_plain_name(name),
        };
        is_plain.then_some(name)
    }

    /// The place of the first byte, from there on, that is no white space in JSON.
    #[inline(always)]
    pub(super) fn after_json_blank(self, from: usize) -> usize {
        if self.text.get(from).is_none_or(|byte| *byte > b' ') {
            return from;
        }
        match self.sixteen(from).map(|bytes| !json_blanks(bytes).bits()) {
            Some(found) if found & 0xffff != 0 => from + found.trailing_zeros() as usize,
            _ => end_of_json_blank(self.text, from),
        }
    }

    /// The letters, digits and signs, at most fifteen, that stand there and before something else.
    #[inline(always)]
    pub(super) fn word(self, from: usize) -> Option<&'a [u8]> {
        let bytes = self.sixteen(from)?;
        // The comma and the slash stand among the signs and digits.
        let letters = bytes.folded().are_between(b'a', b'z');
        let word = (letters | bytes.are_between(b'+', b'9')).and_not(bytes.are(b',') | bytes.are(b'/'));
        let length = (!word.bits()).trailing_zeros() as usize;
        self.text.get(from..from + length).filter(|word| word.len() < 16)
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
        let text = self.text.get(part.clone())?;
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let (first, last) = match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => (word(first), word(last)),
            _ => {
                let word = self.eight(part.start)? & first_bytes(text.len());
                (word, word)
            }
        };
        let (name, words) = (Name::any(self.text, part), Words { first, last, length: text.len() });
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

#[inline(always)]
fn string_ends(bytes: Bytes16) -> u32 {
    (bytes.are(b'"') | bytes.are(b'\\')).bits()
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
    #[inline(always)]
    pub(super) fn of(value: &[u8]) -> Survey {
        let Some(value) = Ends::of(value) else { return Survey::of_long(value) };
        let digits = value.bits(digits);
        let mut may_hold_card = starts_of_long_runs(digits | digits << 1) != 0;
        if may_hold_card {
            // Dates and times are no run.
            let separators = value.bits(|bytes| (bytes.are(b' ') | bytes.are(b'-')).bits());
            may_hold_card = starts_of_long_runs(digits | separators & digits << 1) != 0;
        }
        Survey { is_ascii: value.bits(Bytes16::high_bits) == 0, has_break: value.bits(breaks) != 0, may_hold_card }
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
        match value.last_chunk() {
            Some(last) if known < 16 => look_at(Bytes16::new(last), known),
            Some(_) => {}
            None => look_at(last_sixteen(value, 0), 0),
        }
        survey
    }
}

/// A value of 8 to 32 bytes, in two parts that overlap.
struct Ends {
    first: Bytes16,
    last: Bytes16,
    /// How far the second part starts after the first.
    apart: usize,
}

impl Ends {
    #[inline(always)]
    fn of(value: &[u8]) -> Option<Ends> {
        let word = |bytes: &[u8; 8]| Bytes16::of_words(u64::from_le_bytes(*bytes), 0);
        if let (Some(first), Some(last)) = (value.first_chunk(), value.last_chunk()) {
            let ends = Ends { first: Bytes16::new(first), last: Bytes16::new(last), apart: value.len() - 16 };
            return Some(ends).filter(|ends| ends.apart <= 16);
        }
        let (first, last) = (word(value.first_chunk()?), word(value.last_chunk()?));
        Some(Ends { first, last, apart: value.len() - 8 })
    }

    /// A bit for each byte, that of the first byte is the lowest. Zeros must not be of that kind.
    #[inline(always)]
    fn bits(&self, kind: impl Fn(Bytes16) -> u32) -> u64 {
        u64::from(kind(self.first)) | u64::from(kind(self.last)) << self.apart
    }
}

/// The number of Unicode characters; what is not UTF-8 counts by its bytes that start none or go on with none.
pub(super) fn characters(text: &[u8]) -> usize {
    let goes_on = match Ends::of(text) {
        Some(text) => text.bits(|bytes| bytes.are_between(0x80, 0xbf).bits()).count_ones() as usize,
        None => text.iter().filter(|byte| **byte & 0xc0 == 0x80).count(),
    };
    text.len() - goes_on
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
pub(super) struct Block<'a>(pub(super) &'a [u8; 64]);

impl Block<'_> {
    /// Digits and the single separators between or after them.
    #[inline(always)]
    pub(super) fn runs(self) -> u64 {
        let digits = self.digits();
        let separators = self.bits(|bytes| bytes.are(b' ') | bytes.are(b'-'));
        digits | (separators & digits << 1)
    }

    /// More than the runs, and cheaper.
    #[inline(always)]
    pub(super) fn near_digits(self) -> u64 {
        let digits = self.digits();
        digits | digits << 1
    }

    #[inline(always)]
    fn digits(self) -> u64 {
        self.bits(|bytes| bytes.are_between(b'0', b'9'))
    }

    #[inline(always)]
    fn bits(self, kind: impl Fn(Bytes16) -> Lanes) -> u64 {
        let part =
            |at: usize| self.0[at..].first_chunk().map_or(0, |bytes| u64::from(kind(Bytes16::new(bytes)).bits()));
        part(0) | part(16) << 16 | part(32) << 32 | part(48) << 48
    }
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
        for length in 0..70 {
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
    fn characters_are_those_of_unicode() {
        for length in 0..80 {
            let text: String = "aé€😀z\u{7f}\u{80}\u{7ff}".chars().cycle().take(length).collect();
            assert_eq!(characters(text.as_bytes()), length);
            for end in 0..text.len() {
                let starts = text.as_bytes()[end..].iter().filter(|byte| **byte & 0xc0 != 0x80).count();
                assert_eq!(characters(&text.as_bytes()[end..]), starts);
            }
        }
    }

    #[test]
    fn blocks_are_what_their_bytes_are() {
        let text = b"1 2-34  5a 66--7 8999".repeat(9);
        for bytes in text.windows(64) {
            let block = Block(bytes.first_chunk().unwrap());
            let mut runs = 0;
            for at in 0..64 {
                assert_eq!(block.digits() >> at & 1 == 1, bytes[at].is_ascii_digit());
                let separates = matches!(bytes[at], b' ' | b'-') && at > 0 && bytes[at - 1].is_ascii_digit();
                runs |= u64::from(bytes[at].is_ascii_digit() || separates) << at;
            }
            assert_eq!(block.runs(), runs);
            assert_eq!(block.runs() & !block.near_digits(), 0);
        }
        assert_eq!(starts_of_long_runs(0b1111_1111_1111 << 3), 0);
        assert_eq!(starts_of_long_runs(0b11_1111_1111_1111 << 3), 0b11 << 3);
    }
}
