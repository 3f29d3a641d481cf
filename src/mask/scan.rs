//! Searches in texts whose parts are short: a call of `memchr` for each of them would cost more than the search.

use super::rule::MAX_NAME;

/// What bytes a name is made of.
pub(super) type Traits = u8;

/// Letters and all others that a name may have.
pub(super) const PLAIN: Traits = 1;
/// `0` to `9`.
pub(super) const DIGIT: Traits = 2;
/// `_`
pub(super) const UNDERSCORE: Traits = 4;
/// `:`
pub(super) const COLON: Traits = 8;
/// A letter that only few names have, `trackData` among them.
pub(super) const LETTER_K: Traits = 16;

static TRAITS: [Traits; 256] = {
    let mut traits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        traits[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'_' => UNDERSCORE,
            b':' => COLON,
            b'k' | b'K' => LETTER_K,
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' => PLAIN,
            _ => 0,
        };
        byte += 1;
    }
    traits
};

/// The length of the name that a text starts with, and its traits. Not more than `MAX_NAME + 1` bytes are looked at.
#[inline]
pub(super) fn name(text: &[u8]) -> (usize, Traits) {
    let window = &text[..text.len().min(MAX_NAME + 1)];
    let mut all = 0;
    for (at, byte) in window.iter().enumerate() {
        let traits = TRAITS[usize::from(*byte)];
        if traits == 0 {
            return (at, all);
        }
        all |= traits;
    }
    (window.len(), all)
}

/// The traits of a text that is a name.
pub(super) fn traits(name: &[u8]) -> Traits {
    name.iter().fold(0, |all, byte| all | TRAITS[usize::from(*byte)])
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = ONES << 7;
/// So many bytes are searched here before `memchr` takes over.
const SHORT: usize = 64;

/// The first place of a byte.
#[inline]
pub(super) fn find(text: &[u8], wanted: u8) -> Option<usize> {
    let pattern = ONES * u64::from(wanted);
    let mut rest = text;
    while let Some((word, after)) = rest.split_first_chunk() {
        let found = zero_bytes(u64::from_le_bytes(*word) ^ pattern);
        if found != 0 {
            return Some(text.len() - rest.len() + first_of(found));
        }
        rest = after;
        if text.len() - rest.len() >= SHORT {
            break;
        }
    }
    let before = text.len() - rest.len();
    memchr::memchr(wanted, rest).map(|at| before + at)
}

/// The first place of one of two bytes.
#[inline]
pub(super) fn find2(text: &[u8], one: u8, other: u8) -> Option<usize> {
    let (one_pattern, other_pattern) = (ONES * u64::from(one), ONES * u64::from(other));
    let mut rest = text;
    while let Some((word, after)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*word);
        let found = zero_bytes(word ^ one_pattern) | zero_bytes(word ^ other_pattern);
        if found != 0 {
            return Some(text.len() - rest.len() + first_of(found));
        }
        rest = after;
        if text.len() - rest.len() >= SHORT {
            break;
        }
    }
    let before = text.len() - rest.len();
    memchr::memchr2(one, other, rest).map(|at| before + at)
}

/// The first place, from there on, of a digit.
#[inline]
pub(super) fn find_digit(text: &[u8], from: usize) -> Option<usize> {
    let mut rest = text.get(from..)?;
    while let Some((word, after)) = rest.split_first_chunk() {
        let found = !other_than_digits(u64::from_le_bytes(*word)) & HIGH_BITS;
        if found != 0 {
            return Some(text.len() - rest.len() + first_of(found));
        }
        rest = after;
    }
    rest.iter().position(u8::is_ascii_digit).map(|at| text.len() - rest.len() + at)
}

/// The number of digits that stand there without a break.
#[inline]
pub(super) fn count_digits(text: &[u8], from: usize) -> usize {
    let mut rest = &text[from..];
    let length = rest.len();
    while let Some((word, after)) = rest.split_first_chunk() {
        let found = other_than_digits(u64::from_le_bytes(*word));
        if found != 0 {
            return length - rest.len() + first_of(found);
        }
        rest = after;
    }
    length - rest.iter().position(|byte| !byte.is_ascii_digit()).map_or(0, |at| rest.len() - at)
}

/// The high bit of each byte that is zero; above the first such byte there may be false ones.
#[inline(always)]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH_BITS
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
