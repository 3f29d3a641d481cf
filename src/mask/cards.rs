//! Card numbers in free text.
//!
//! A candidate is a maximal run of digits with single spaces or hyphens between them. It is masked if it has 13 to 19
//! digits and passes the Luhn check. Whatever the other parts of masking let pass goes through here last, names and
//! markup too.

use super::rule::{shown_at_each_end, Rule, FIXED, MASK};
use super::scan::{count_digits, end_of_short_run, find_digit, luhn_sum};

const MIN_DIGITS: usize = 13;
const MAX_DIGITS: usize = 19;

/// What is known about the bytes before those in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// No run.
    Nothing,
    /// A run that is too long already and goes on: it ended in a digit.
    LongRun,
    /// The same, and then one space or hyphen.
    LongRunAndSeparator,
}

/// Masks card numbers in a stream of bytes.
#[derive(Debug)]
pub(super) struct CardFilter {
    rule: Rule,
    before: Before,
}

impl CardFilter {
    pub(super) fn new(rule: Rule) -> CardFilter {
        CardFilter { rule, before: Before::Nothing }
    }

    /// Masks card numbers in place and gives the number of bytes that are done. What comes after them may be the start
    /// of a card number (at most 38 bytes) and must be the start of the next call's text.
    pub(super) fn mask(&mut self, text: &mut Vec<u8>, last: bool) -> usize {
        let mut at = self.rest_of_long_run(text);
        // Under the strict rule the text gets shorter: what is done is moved up to `done`.
        let mut done = at;
        while let Some(start) = find_digit(text, at) {
            if let Some(end) = end_of_short_run(text, start) {
                move_up(text, at..end, &mut done);
                at = end;
                continue;
            }
            let run = Run::at(text, start);
            if run.open && !last {
                if run.digits > MAX_DIGITS {
                    self.before = if run.end < text.len() { Before::LongRunAndSeparator } else { Before::LongRun };
                    break;
                }
                move_up(text, at..start, &mut done);
                let end = text.len();
                let rest = end - start;
                move_up(text, start..end, &mut done);
                text.truncate(done);
                return done - rest;
            }
            move_up(text, at..start, &mut done);
            if (MIN_DIGITS..=MAX_DIGITS).contains(&run.digits) && luhn(&text[start..run.end], run.digits) {
                self.replace(text, start..run.end, run.digits, &mut done);
            } else {
                move_up(text, start..run.end, &mut done);
            }
            at = run.end;
        }
        let end = text.len();
        move_up(text, at..end, &mut done);
        text.truncate(done);
        done
    }

    fn rest_of_long_run(&mut self, text: &[u8]) -> usize {
        let mut at = 0;
        while self.before != Before::Nothing && at < text.len() {
            self.before = match (self.before, text[at]) {
                (_, b'0'..=b'9') => Before::LongRun,
                (Before::LongRun, byte) if is_separator(byte) => Before::LongRunAndSeparator,
                _ => Before::Nothing,
            };
            at += usize::from(self.before != Before::Nothing);
        }
        at
    }

    /// Separators stay; of the digits those that the length rule shows.
    fn replace(&self, text: &mut [u8], run: std::ops::Range<usize>, digits: usize, done: &mut usize) {
        if self.rule == Rule::Strict {
            text[*done..*done + FIXED.len()].copy_from_slice(FIXED);
            *done += FIXED.len();
            return;
        }
        let ends = shown_at_each_end(digits);
        if run.len() == digits {
            text[run.start + ends..run.end - ends].fill(MASK);
        } else {
            let places = text[run.clone()].iter_mut().filter(|byte| byte.is_ascii_digit());
            places.skip(ends).take(digits - 2 * ends).for_each(|digit| *digit = MASK);
        }
        move_up(text, run, done);
    }
}

/// Masks the card numbers of a whole text.
pub(super) fn mask_cards(text: &mut Vec<u8>, rule: Rule) {
    CardFilter::new(rule).mask(text, true);
}

/// Whether a text holds a card number.
pub(super) fn holds_card(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(start) = find_digit(text, at) {
        let run = Run::at(text, start);
        if (MIN_DIGITS..=MAX_DIGITS).contains(&run.digits) && luhn(&text[start..run.end], run.digits) {
            return true;
        }
        at = run.end;
    }
    false
}

/// A maximal run of digits with single separators between.
struct Run {
    end: usize,
    digits: usize,
    /// The text ends before it is clear that the run does.
    open: bool,
}

impl Run {
    fn at(text: &[u8], start: usize) -> Run {
        let mut end = start;
        let mut digits = 0;
        loop {
            let length = count_digits(text, end);
            digits += length;
            end += length;
            match text[end..] {
                [] => return Run { end, digits, open: true },
                [byte] if is_separator(byte) => return Run { end, digits, open: true },
                [byte, next, ..] if is_separator(byte) && next.is_ascii_digit() => end += 1,
                _ => return Run { end, digits, open: false },
            }
        }
    }
}

fn is_separator(byte: u8) -> bool {
    byte == b' ' || byte == b'-'
}

/// The check digit of ISO/IEC 7812-1.
fn luhn(run: &[u8], digits: usize) -> bool {
    const PLACES: usize = 24;
    let mut field = [b'0'; PLACES];
    let (_, places) = field.split_at_mut(PLACES - digits.min(PLACES));
    if run.len() == places.len() {
        places.copy_from_slice(run);
    } else {
        let digits = run.iter().filter(|byte| byte.is_ascii_digit());
        places.iter_mut().zip(digits).for_each(|(place, digit)| *place = *digit);
    }
    luhn_sum(&field) % 10 == 0
}

fn move_up(text: &mut [u8], range: std::ops::Range<usize>, done: &mut usize) {
    let length = range.len();
    if range.start != *done {
        text.copy_within(range, *done);
    }
    *done += length;
}
