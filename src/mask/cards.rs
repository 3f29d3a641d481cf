//! Card numbers in free text.
//!
//! A candidate is a maximal run of digits with single spaces or hyphens between them. It is masked if it has 13 to 19
//! digits and passes the Luhn check. In any other run every window of whole groups (digits between separators) that has
//! 13 to 19 digits and passes is masked. An unbroken group of 20 or more digits is no part of a run. A run of more than
//! 256 bytes is hidden from its start to its end. Whatever the other parts of masking let pass goes through here last,
//! names and markup too.

use super::rule::{shown_at_each_end, Rule, FIXED, MASK};
use super::scan::{count_digits, end_of_short_run, find_digit, luhn_sum};

const MIN_DIGITS: usize = 13;
const MAX_DIGITS: usize = 19;

/// A longer run is not held but hidden.
const MAX_RUN: usize = 256;

/// What is known about the bytes before those in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing that goes on.
    Nothing,
    /// Digits of a group that is too long for a card number.
    LongGroup,
    /// A run that is hidden and ended in a digit.
    Hidden,
    /// The same, and then one space or hyphen.
    HiddenAndSeparator,
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
    /// of a card number (less than 300 bytes) and must be the start of the next call's text.
    pub(super) fn mask(&mut self, text: &mut Vec<u8>, last: bool) -> usize {
        // Under the strict rule the text gets shorter: what is done is moved up to `done`.
        let mut done = 0;
        let mut at = self.rest(text, 0, &mut done);
        while let Some(start) = find_digit(text, at) {
            if let Some(end) = end_of_short_run(text, start) {
                move_up(text, at..end, &mut done);
                at = end;
                continue;
            }
            move_up(text, at..start, &mut done);
            let run = Run::at(text, start);
            match run.kind {
                Kind::LongGroup | Kind::LongRun => {
                    self.before = if run.kind == Kind::LongRun { Before::Hidden } else { Before::LongGroup };
                    at = self.rest(text, start, &mut done);
                    if run.kind == Kind::LongRun && self.rule == Rule::Strict {
                        text[done..done + FIXED.len()].copy_from_slice(FIXED);
                        done += FIXED.len();
                    }
                    continue;
                }
                Kind::Open if !last => {
                    let end = text.len();
                    let rest = end - start;
                    move_up(text, start..end, &mut done);
                    text.truncate(done);
                    return done - rest;
                }
                Kind::Open | Kind::Closed => self.run(text, start, &run, &mut done),
            }
            at = run.end;
        }
        let end = text.len();
        move_up(text, at..end, &mut done);
        text.truncate(done);
        done
    }

    /// The rest of what is too long to be held.
    fn rest(&mut self, text: &mut [u8], from: usize, done: &mut usize) -> usize {
        let mut at = from;
        while self.before != Before::Nothing && at < text.len() {
            let hidden = self.before != Before::LongGroup;
            self.before = match (self.before, text[at]) {
                (Before::LongGroup, b'0'..=b'9') => Before::LongGroup,
                (Before::Hidden | Before::HiddenAndSeparator, b'0'..=b'9') => Before::Hidden,
                (Before::Hidden, byte) if is_separator(byte) => Before::HiddenAndSeparator,
                _ => Before::Nothing,
            };
            if self.before == Before::Nothing {
                break;
            }
            if !(hidden && self.rule == Rule::Strict) {
                text[*done] = if self.before == Before::Hidden { MASK } else { text[at] };
                *done += 1;
            }
            at += 1;
        }
        at
    }

    fn run(&self, text: &mut [u8], start: usize, run: &Run, done: &mut usize) {
        let range = start..run.end;
        if is_card(&text[range.clone()], run.digits) {
            return self.replace(text, range, run.digits, done);
        }
        let mut hidden = [false; MAX_RUN + 2 * MAX_DIGITS];
        let mut any = false;
        if run.digits > MIN_DIGITS && range.len() > run.digits {
            windows(&text[range.clone()], |window, digits| {
                any = true;
                self.hide_window(&text[range.clone()], window, digits, &mut hidden);
            });
        }
        if !any {
            return move_up(text, range, done);
        }
        let mut before = false;
        for (at, hide) in range.zip(hidden) {
            if !hide || self.rule == Rule::Sdk {
                text[*done] = if hide { MASK } else { text[at] };
                *done += 1;
            } else if !before {
                text[*done..*done + FIXED.len()].copy_from_slice(FIXED);
                *done += FIXED.len();
            }
            before = hide;
        }
    }

    fn hide_window(&self, run: &[u8], window: std::ops::Range<usize>, digits: usize, hidden: &mut [bool]) {
        if self.rule == Rule::Strict {
            return hidden[window].fill(true);
        }
        let ends = shown_at_each_end(digits);
        let places = window.filter(|at| run[*at].is_ascii_digit());
        places.skip(ends).take(digits - 2 * ends).for_each(|at| hidden[at] = true);
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
        let range = &text[start..run.end];
        let mut found = run.kind == Kind::LongRun || is_card(range, run.digits);
        if !found && run.kind != Kind::LongGroup {
            windows(range, |_, _| found = true);
        }
        if found {
            return true;
        }
        at = run.end;
    }
    false
}

/// Whether a text is a card number and nothing else, not even if some of its groups are left out.
pub(super) fn is_card_only(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_digit) && {
        let run = Run::at(text, 0);
        let mut smaller = false;
        if run.end == text.len() && run.digits < text.len() {
            windows(text, |window, _| smaller |= window.len() < text.len());
        }
        run.end == text.len() && is_card(text, run.digits) && !smaller
    }
}

fn is_card(run: &[u8], digits: usize) -> bool {
    (MIN_DIGITS..=MAX_DIGITS).contains(&digits) && luhn(run, digits)
}

/// Calls for each window of whole groups that is a card number.
fn windows(run: &[u8], mut found: impl FnMut(std::ops::Range<usize>, usize)) {
    let mut start = 0;
    while start < run.len() {
        let (mut end, mut digits) = (start, 0);
        while end < run.len() {
            let length = count_digits(run, end);
            digits += length;
            end += length;
            if digits > MAX_DIGITS {
                break;
            }
            if is_card(&run[start..end], digits) {
                found(start..end, digits);
            }
            end += 1;
        }
        start += count_digits(run, start) + 1;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Closed,
    /// The text ends before it is clear that the run does.
    Open,
    /// Not a run but a group that is too long for one.
    LongGroup,
    /// A run that is too long to be held, up to where that is clear.
    LongRun,
}

/// A maximal run of digits with single separators between.
struct Run {
    end: usize,
    digits: usize,
    kind: Kind,
}

impl Run {
    fn at(text: &[u8], start: usize) -> Run {
        let mut end = start;
        let mut digits = 0;
        loop {
            if end - start > MAX_RUN {
                return Run { end, digits, kind: Kind::LongRun };
            }
            let length = count_digits(text, end);
            if length > MAX_DIGITS && end == start {
                return Run { end: end + length, digits: length, kind: Kind::LongGroup };
            }
            if length > MAX_DIGITS {
                return Run { end: end - 1, digits, kind: Kind::Closed };
            }
            digits += length;
            end += length;
            match text[end..] {
                [] => return Run { end, digits, kind: Kind::Open },
                [byte] if is_separator(byte) => return Run { end, digits, kind: Kind::Open },
                [byte, next, ..] if is_separator(byte) && next.is_ascii_digit() => end += 1,
                _ => return Run { end, digits, kind: Kind::Closed },
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
