//! Searches in texts whose parts are short: a call of `memchr` for each of them would cost more than the search.
//!
//! Places are counted from the start of the text that is given, whatever the place where a search starts.

use std::array::from_fn;
use std::ops::Range;

use crate::native::vector::{Bytes16, Lanes};

use super::cards::MIN_DIGITS;
use super::rule::MAX_NAME;

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

/// The place of the byte that must come after a name, if it is there and not too far away.
#[inline(always)]
pub(super) fn find_end_of_name(text: &[u8], from: usize, end: u8) -> Option<usize> {
    let mut at = from;
    while at < text.len() && at - from <= MAX_NAME {
        let found = sixteen(text, at).are(end).bits();
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
    pub(super) text: &'a [u8],
    /// The place after it.
    pub(super) end: usize,
    /// If there is no `k`, a letter that only few names have, it is no name of track data.
    pub(super) has_k: bool,
}

impl<'a> Name<'a> {
    /// The longest name that starts there; it may be empty. Not much more than `MAX_NAME` bytes are looked at.
    #[inline(always)]
    pub(super) fn at(input: &'a [u8], from: usize) -> Name<'a> {
        let (mut end, mut letters_k) = (from, 0);
        loop {
            let bytes = sixteen(input, end);
            let length = (!name_bytes(bytes).bits()).trailing_zeros();
            letters_k |= bytes.folded().are(b'k').bits() & ((1 << length) - 1);
            end += length as usize;
            if length < 16 || end - from > MAX_NAME {
                break;
            }
        }
        match input.get(from..end) {
            Some(text) => Name { input, text, end, has_k: letters_k != 0 },
            None => Name { input, text: &[], end, has_k: false },
        }
    }

    /// What stands in a part of a text, whether it can be a name or not.
    #[inline(always)]
    pub(super) fn any(input: &'a [u8], part: Range<usize>) -> Name<'a> {
        Name { input, end: part.end, text: &input[part], has_k: true }
    }

    /// Whether it is one, and none too long.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        !self.text.is_empty() && self.text.len() <= MAX_NAME
    }

    /// Whether it starts like a name of XML.
    #[inline(always)]
    pub(super) fn starts_well(&self) -> bool {
        self.text.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
    }

    /// The part of a name of XML after the prefix.
    #[inline(always)]
    pub(super) fn local(&self) -> Name<'a> {
        match self.colon() {
            Some(colon) => Name { text: &self.input[colon + 1..self.end], ..*self },
            None => *self,
        }
    }

    /// The part before a colon.
    #[inline(always)]
    pub(super) fn before_colon(&self) -> Name<'a> {
        match self.colon() {
            Some(colon) => Name { text: &self.input[self.start()..colon], end: colon, ..*self },
            None => *self,
        }
    }

    #[inline(always)]
    fn colon(&self) -> Option<usize> {
        find_in(self.input, self.start()..self.end, |bytes| bytes.are(b':'))
    }

    /// Whether there is a byte of some kind in it.
    #[inline(always)]
    pub(super) fn has(&self, kind: impl Fn(Bytes16) -> Lanes) -> bool {
        find_in(self.input, self.start()..self.end, kind).is_some()
    }

    /// Its first eight bytes as a number; after the end there are zeros.
    #[inline(always)]
    pub(super) fn first_word(&self) -> u64 {
        let word = match self.input.get(self.start()..).and_then(|rest| rest.first_chunk()) {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => self.text.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        match self.text.len() {
            0..8 => word & ((1 << (8 * self.text.len())) - 1),
            _ => word,
        }
    }

    #[inline(always)]
    fn start(&self) -> usize {
        self.end - self.text.len()
    }
}

#[inline(always)]
fn name_bytes(bytes: Bytes16) -> Lanes {
    let letters = bytes.folded().are_between(b'a', b'z');
    // The hyphen, the point, the slash and the digits, and the colon stand next to each other; the slash is no part.
    letters | bytes.are_between(b'0', b':') | bytes.are_between(b'-', b'.') | bytes.are(b'_')
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

/// The place of the first byte, from there on, that is no white space; control characters count as such.
#[inline(always)]
pub(super) fn after_blank(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        let blank = sixteen(text, at).are_between(0, b' ').bits();
        if blank != 0xffff {
            at += (!blank).trailing_zeros() as usize;
            break;
        }
        at += 16;
    }
    at.min(text.len())
}

/// The place of the first byte, from there on, that is no white space in JSON.
pub(super) fn after_json_blank(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        let bytes = sixteen(text, at);
        let blank = (bytes.are(b' ') | bytes.are(b'\n') | bytes.are(b'\r') | bytes.are(b'\t')).bits();
        at += (!blank).trailing_zeros() as usize;
        if blank != 0xffff {
            break;
        }
    }
    at
}

/// Whether a text is white space.
#[inline]
pub(super) fn is_blank(text: &[u8]) -> bool {
    after_blank(text, 0) == text.len()
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
    pub(super) fn of(text: &[u8], value: Range<usize>) -> Survey {
        let (mut high, mut breaks, mut runs, mut at) = (0, 0, 0, value.start);
        // Whether each of the last bytes is a digit or stands after one.
        let mut near_digits = 0;
        while at < value.end {
            let bytes = sixteen(text, at);
            let part = bits_up_to(value.end - at);
            high |= bytes.high_bits() & part;
            breaks |= (bytes.are(b'\n') | bytes.are(b'\r') | bytes.are(b'=')).bits() & part;
            let digits = u64::from(bytes.are_between(b'0', b'9').bits() & part);
            near_digits = near_digits >> 16 | digits << 16 | digits << 17;
            runs |= starts_of_long_runs(near_digits);
            at += 16;
        }
        Survey { is_ascii: high == 0, has_break: breaks != 0, may_hold_card: runs != 0 }
    }
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
        let parts = match text.get(from..).and_then(|rest| rest.first_chunk::<64>()) {
            Some(bytes) => parts_of(bytes),
            None => last_parts(text, from),
        };
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
    match text.get(from..).and_then(|rest| rest.first_chunk()) {
        Some(bytes) => Bytes16::new(bytes),
        None => last_sixteen(text, from),
    }
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
                text.extend_from_slice(b"=k:_1");
                let expected = text.iter().position(|byte| !belongs(*byte)).unwrap();
                let name = Name::at(&text, 0);
                assert_eq!((name.text, name.end), (&text[..expected], expected));
                assert_eq!(name.has(|bytes| bytes.are(b'9')), name.text.contains(&b'9'));
                let local = name.text.iter().position(|byte| *byte == b':').map_or(0, |colon| colon + 1);
                let local = Name { text: &name.text[local..], ..name };
                assert_eq!(name.local().text, local.text);
                let word = local.text.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
                assert_eq!(local.first_word(), word);
            }
        }
        assert!(!Name::at(&[b'a'; MAX_NAME + 1], 0).is_plain());
        assert!(Name::at(&[b'a'; MAX_NAME], 0).is_plain());
        assert_eq!(name_length(&[b'a'; 500]), MAX_NAME + 1);
    }

    #[test]
    fn blanks_end_at_the_first_visible_character() {
        for length in 0..70 {
            for end in [b'!', b'0', 0x7f, 0x80, 0xff] {
                let mut text = b"\t\n \r\0 ".repeat(12)[..length].to_vec();
                assert_eq!(after_blank(&text, 0), length);
                text.push(end);
                assert_eq!(after_blank(&text, length / 2), length);
                let control = text.iter().position(|byte| *byte == 0).unwrap_or(length);
                assert_eq!(after_json_blank(&text, 0), control);
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
                    Survey::of(&value, 0..length)
                };
                assert!(!with(0x80).is_ascii && with(0x7f).is_ascii);
                assert!(with(b'\n').has_break && with(b'\r').has_break && with(b'=').has_break);
                assert!(!with(b'0').has_break && !with(b'0').may_hold_card);
                for card in ["4111111111111", "4 1 1 1-1 1 1-1 1 1 1 1 1", "4111 1111 11112"] {
                    let mut value = vec![b'a'; length];
                    value.splice(at..at, card.bytes());
                    assert!(Survey::of(&value, 0..value.len()).may_hold_card);
                    let around = [b"=1\x80".as_slice(), &value, b"\n1\x80"].concat();
                    let survey = Survey::of(&around, 3..3 + value.len());
                    assert!(survey.may_hold_card && survey.is_ascii && !survey.has_break);
                    let survey = Survey::of(&around, 3..3 + at);
                    assert!(!survey.may_hold_card && survey.is_ascii && !survey.has_break);
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
