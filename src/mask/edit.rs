//! A text on its way to the output, most of it as it is.

use std::ops::Range;

use super::rule::{cut, fill, mask_in_place, Rule};

/// Copies a text in which some parts are replaced, most of them by as many bytes.
pub(super) struct Edit<'a> {
    pub(super) input: &'a [u8],
    pub(super) out: &'a mut Vec<u8>,
    /// The input up to there has been copied, ahead of what is replaced.
    copied: usize,
    /// From this place on as many bytes are in the output as were in the input,
    even_from: usize,
    /// and there they start.
    place: usize,
}

/// So much is copied ahead at a time.
const AHEAD: usize = 512;

impl<'a> Edit<'a> {
    pub(super) fn new(input: &'a [u8], out: &'a mut Vec<u8>) -> Edit<'a> {
        Edit { input, out, copied: 0, even_from: 0, place: 0 }
    }

    /// Masks a value. It is asked only if it matters whether this is track data.
    #[inline(always)]
    pub(super) fn mask(&mut self, rule: Rule, is_track: impl FnOnce() -> bool, value: Range<usize>) {
        let is_track = value.end - value.start >= 10 && is_track();
        if rule == Rule::Sdk {
            if self.copied < value.end {
                self.copy_ahead(value.end);
            }
            let shift = self.place.wrapping_sub(self.even_from);
            let place = self.out.get_mut(value.start.wrapping_add(shift)..value.end.wrapping_add(shift));
            let mask = |place: &mut [u8]| match place.len() {
                ..10 => hide_short(place),
                _ => mask_in_place(is_track, place),
            };
            if place.is_some_and(mask) {
                return;
            }
        }
        self.mask_apart(rule, is_track, value);
    }

    #[cold]
    fn mask_apart(&mut self, rule: Rule, is_track: bool, value: Range<usize>) {
        self.replace(value.clone());
        rule.mask(is_track, &self.input[value], self.out);
    }

    /// Copies what stands before a part that the caller writes instead, at the end of the output.
    pub(super) fn replace(&mut self, part: Range<usize>) {
        self.end_copy(part.start);
        (self.copied, self.even_from) = (part.end, part.end);
    }

    /// Copies the rest up to there.
    pub(super) fn finish(mut self, end: usize) {
        self.end_copy(end);
    }

    fn end_copy(&mut self, end: usize) {
        self.copy_ahead(end);
        // What is not masked yet does not stay behind.
        cut(self.out, self.place + (end - self.even_from));
    }

    #[inline(never)]
    fn copy_ahead(&mut self, at_least: usize) {
        if self.copied == self.even_from {
            self.place = self.out.len();
        }
        if self.copied < at_least {
            let to = at_least.max(self.input.len().min(self.copied + AHEAD));
            self.out.extend_from_slice(&self.input[self.copied..to]);
            self.copied = to;
        }
    }
}

/// Hides a value of up to nine bytes; `false` if it is not ASCII, then it stays as it is.
#[inline(always)]
fn hide_short(place: &mut [u8]) -> bool {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let bits = if let (Some(first), Some(last)) = (place.first_chunk(), place.last_chunk()) {
        u64::from_le_bytes(*first) | u64::from_le_bytes(*last)
    } else if let (Some(first), Some(last)) = (place.first_chunk(), place.last_chunk()) {
        u64::from(u32::from_le_bytes(*first) | u32::from_le_bytes(*last))
    } else {
        place.iter().fold(0, |bits, byte| bits | u64::from(*byte))
    };
    let is_ascii = bits & HIGH_BITS == 0;
    if is_ascii {
        fill(place);
    }
    is_ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(input: &[u8], rule: Rule, values: &[Range<usize>], end: usize) -> Vec<u8> {
        let mut out = b"before".to_vec();
        let mut edit = Edit::new(input, &mut out);
        for value in values {
            edit.mask(rule, || false, value.clone());
        }
        edit.finish(end);
        out
    }

    #[test]
    fn values_are_masked_where_they_stand() {
        let input: Vec<u8> = (0..3000).map(|at| b"abcdefgh\xc3\xa4"[at % 10]).collect();
        for rule in [Rule::Sdk, Rule::Strict] {
            for length in (0..40).chain([511, 512, 513, 1200]) {
                for first in [0, 1, 7, 8, 9, 500, 512, 600] {
                    let values = [first..first + length, first + length + 1..first + 2 * length];
                    let values = if length < 3 { &values[..1] } else { &values[..] };
                    let end = values[values.len() - 1].end.max(30);
                    let mut expected = b"before".to_vec();
                    let mut done = 0;
                    for value in values {
                        expected.extend_from_slice(&input[done..value.start]);
                        rule.mask(false, &input[value.clone()], &mut expected);
                        done = value.end;
                    }
                    expected.extend_from_slice(&input[done..end]);
                    assert_eq!(edited(&input, rule, values, end), expected, "{rule:?} {length} {first}");
                }
            }
        }
    }
}
