//! Searches in texts whose parts are short: a call of `memchr` for each of them would cost more than the search.

use super::rule::MAX_NAME;

/// What bytes a text is made of.
pub(super) type Traits = u8;

/// `0` to `9`.
pub(super) const DIGIT: Traits = 1;
/// `_`
pub(super) const UNDERSCORE: Traits = 2;
/// `:`
pub(super) const COLON: Traits = 4;
/// A letter that only few names have, `trackData` among them.
pub(super) const LETTER_K: Traits = 8;
/// What no name has that is shown: all but letters, digits and `_ - . :`.
pub(super) const NO_NAME: Traits = 16;

static TRAITS: [Traits; 256] = {
    let mut traits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        traits[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'_' => UNDERSCORE,
            b':' => COLON,
            b'k' | b'K' => LETTER_K,
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' => 0,
            _ => NO_NAME,
        };
        byte += 1;
    }
    traits
};

/// The traits of all bytes of a text together.
#[inline]
pub(super) fn traits(text: &[u8]) -> Traits {
    let of = |byte: u8| TRAITS[usize::from(byte)];
    let mut fours = text.chunks_exact(4);
    let mut all = 0;
    // By fours: the loop would cost more than what it does.
    for four in &mut fours {
        all |= of(four[0]) | of(four[1]) | of(four[2]) | of(four[3]);
    }
    fours.remainder().iter().fold(all, |all, byte| all | of(*byte))
}

/// The length of the white space that a text starts with; control characters count as such.
#[inline(always)]
pub(super) fn blank_length(text: &[u8]) -> usize {
    let mut words = text.chunks_exact(8);
    let mut before = 0;
    for word in &mut words {
        let word = word_of(word);
        // A byte up to 0x20 stays below 0x80 with 0x5f added.
        let visible = (((word & !HIGH_BITS) + ONES * 0x5f) | word) & HIGH_BITS;
        if visible != 0 {
            return before + first_of(visible);
        }
        before += 8;
    }
    before + words.remainder().iter().take_while(|byte| **byte <= b' ').count()
}

/// Whether a text is white space.
#[inline]
pub(super) fn is_blank(text: &[u8]) -> bool {
    blank_length(text) == text.len()
}

/// What stands before the byte that must come after a name, if it is there and not too far away. It need not be a name.
#[inline(always)]
pub(super) fn part_before(text: &[u8], end: u8) -> Option<&[u8]> {
    let window = text.get(..MAX_NAME + 1).unwrap_or(text);
    find(window, end).map(|length| &text[..length])
}

/// The name that a text starts with, up to the byte that must come after it, and its traits.
#[inline(always)]
pub(super) fn name_before(text: &[u8], end: u8) -> Option<(&[u8], Traits)> {
    let name = part_before(text, end)?;
    let traits = traits(name);
    (!name.is_empty() && traits & NO_NAME == 0).then_some((name, traits))
}

/// How many bytes at the start can be part of a name. Not more than `MAX_NAME + 1` are looked at.
pub(super) fn name_length(text: &[u8]) -> usize {
    let window = &text[..text.len().min(MAX_NAME + 1)];
    window.iter().position(|byte| TRAITS[usize::from(*byte)] & NO_NAME != 0).unwrap_or(window.len())
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = ONES << 7;
/// So many bytes are searched here before `memchr` takes over.
const SHORT: usize = 64;

/// The first place of a byte.
#[inline(always)]
pub(super) fn find(text: &[u8], wanted: u8) -> Option<usize> {
    let pattern = ONES * u64::from(wanted);
    let mut words = text.get(..SHORT).unwrap_or(text).chunks_exact(8);
    let mut before = 0;
    for word in &mut words {
        let found = zero_bytes(word_of(word) ^ pattern);
        if found != 0 {
            return Some(before + first_of(found));
        }
        before += 8;
    }
    memchr::memchr(wanted, &text[before..]).map(|at| before + at)
}

/// The first place of one of two bytes.
#[inline(always)]
pub(super) fn find2(text: &[u8], one: u8, other: u8) -> Option<usize> {
    let (one_pattern, other_pattern) = (ONES * u64::from(one), ONES * u64::from(other));
    let mut words = text.get(..SHORT).unwrap_or(text).chunks_exact(8);
    let mut before = 0;
    for word in &mut words {
        let word = word_of(word);
        let found = zero_bytes(word ^ one_pattern) | zero_bytes(word ^ other_pattern);
        if found != 0 {
            return Some(before + first_of(found));
        }
        before += 8;
    }
    memchr::memchr2(one, other, &text[before..]).map(|at| before + at)
}

/// The first place, from there on, of a digit.
#[inline]
pub(super) fn find_digit(text: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let mut pairs = rest.chunks_exact(16);
    let mut before = from;
    for pair in &mut pairs {
        let (one, other) = pair.split_at(8);
        let (one, other) = (other_than_digits(word_of(one)), other_than_digits(word_of(other)));
        if one & other != HIGH_BITS {
            let found = if one != HIGH_BITS { first_of(one ^ HIGH_BITS) } else { 8 + first_of(other ^ HIGH_BITS) };
            return Some(before + found);
        }
        before += 16;
    }
    pairs.remainder().iter().position(u8::is_ascii_digit).map(|at| before + at)
}

/// The number of digits that stand there without a break.
#[inline]
pub(super) fn count_digits(text: &[u8], from: usize) -> usize {
    let mut words = text[from..].chunks_exact(8);
    let mut before = 0;
    for word in &mut words {
        let found = other_than_digits(word_of(word));
        if found != 0 {
            return before + first_of(found);
        }
        before += 8;
    }
    before + words.remainder().iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// If a run of digits with separators between them ends within eight bytes from there on: the place after it, or one
/// before which there is no digit of the run's any more.
#[inline]
pub(super) fn end_of_short_run(text: &[u8], from: usize) -> Option<usize> {
    let word = u64::from_le_bytes(*text[from..].first_chunk()?);
    let separators = equal_bytes(word, b' ') | equal_bytes(word, b'-');
    let others = other_than_digits(word) & !separators;
    (others != 0).then(|| from + first_of(others))
}

/// The Luhn sum of digits that stand at the end of a field of zeros.
pub(super) fn luhn_sum(digits: &[u8; 24]) -> u64 {
    const EVERY_OTHER: u64 = 0x00ff_00ff_00ff_00ff;
    let mut sums = 0;
    for word in digits.chunks_exact(8) {
        let word = word_of(word) & (ONES * 0x0f);
        // Seen from the end of the number every other digit is doubled: the first, third, fifth and seventh of a word.
        let doubled = (word & EVERY_OTHER) << 1;
        let above_nine = ((doubled + ONES * 0x76) & HIGH_BITS) >> 7;
        sums += (word & !EVERY_OTHER) + doubled - above_nine * 9;
    }
    // Each byte is at most 27, and all together less than 256.
    sums.wrapping_mul(ONES) >> 56
}

/// Eight bytes, the first of them lowest.
#[inline(always)]
fn word_of(eight: &[u8]) -> u64 {
    eight.first_chunk().map_or(0, |word| u64::from_le_bytes(*word))
}

/// The high bit of each byte that is zero; above the first such byte there may be false ones.
#[inline(always)]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH_BITS
}

/// The high bit of each byte that is this one, and of no other.
#[inline(always)]
fn equal_bytes(word: u64, byte: u8) -> u64 {
    let difference = word ^ (ONES * u64::from(byte));
    !(((difference & !HIGH_BITS) + !HIGH_BITS) | difference) & HIGH_BITS
}

/// The high bit of each byte that is no digit.
#[inline(always)]
fn other_than_digits(word: u64) -> u64 {
    // A digit becomes 0 to 9, and with 0x76 added stays below 0x80.
    let offset = word ^ (ONES * 0x30);
    (((offset & !HIGH_BITS) + ONES * 0x76) | offset) & HIGH_BITS
}

/// The number of the byte, in the order of the text, whose high bit is the first that is set.
#[inline(always)]
fn first_of(bits: u64) -> usize {
    (bits.trailing_zeros() / 8) as usize
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
                    assert_eq!(find(&text, wanted), expected);
                    assert_eq!(find2(&text, wanted, b'"'), expected);
                    assert_eq!(find2(&text, b'"', wanted), expected);
                    let digits = expected.filter(|_| wanted.is_ascii_digit());
                    assert_eq!(find_digit(&text, 0), digits);
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
}
