//! Card numbers in free text.
//!
//! A candidate is a maximal run of digits with single spaces or hyphens between them. It is masked if it has 13 to 19
//! digits and passes the Luhn check. In any other run every window of whole groups (digits between separators) that has
//! 13 to 19 digits and passes is masked. An unbroken group of 20 or more digits is no part of a run. A run of more than
//! 256 bytes is hidden from its start to its end. Whatever the other parts of masking let pass goes through here last,
//! names and markup too.

use std::ops::Range;

use super::rule::{shown_at_each_end, Rule, FIXED, MASK};
use super::scan::{count_digits, starts_of_long_runs, Block};

pub(super) const MIN_DIGITS: usize = 13;
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

    /// Masks card numbers in place, from a place in the text on, and gives the place up to which that is done. What comes
    /// after it may be the start of a card number (less than 300 bytes) and must be the start of the next call's text.
    pub(super) fn mask(&mut self, text: &mut Vec<u8>, from: usize, last: bool) -> usize {
        // Under the strict rule the text gets shorter: what is done is moved up to `done`.
        let mut done = from;
        let mut at = self.rest(text, from, &mut done);
        loop {
            let start = next_candidate(text, at, last);
            move_up(text, at..start, &mut done);
            if start == text.len() {
                break;
            }
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
        text.truncate(done);
        done
    }

    /// The rest of what is too long to be held.
    fn rest(&mut self, text: &mut [u8], from: usize, done: &mut usize) -> usize {
        let (before, end) = match self.before {
            Before::Nothing => return from,
            Before::LongGroup => (Before::LongGroup, from + count_digits(text, from)),
            hidden => rest_of_run(text, from, hidden),
        };
        if before == Before::LongGroup {
            move_up(text, from..end, done);
        } else if self.rule == Rule::Sdk {
            hide_digits(&mut text[from..end]);
            move_up(text, from..end, done);
        }
        self.before = if end < text.len() { Before::Nothing } else { before };
        end
    }

    fn run(&self, text: &mut [u8], start: usize, run: &Run, done: &mut usize) {
        let range = start..run.end;
        if is_card(&text[range.clone()], run.digits) {
            return self.replace(text, range, run.digits, done);
        }
        if run.digits == range.len() {
            return move_up(text, range, done);
        }
        let Some(hidden) = self.hidden_places(&text[range.clone()], run.digits) else {
            return move_up(text, range, done);
        };
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

    /// What is hidden of a run that is no card number as a whole; nothing if there is none in it.
    fn hidden_places(&self, run: &[u8], digits: usize) -> Option<[bool; MAX_CLOSED_RUN]> {
        let mut hidden = [false; MAX_CLOSED_RUN];
        let mut any = false;
        windows(run, digits, |window, digits| {
            any = true;
            self.hide_window(run, window, digits, shown_at_each_end(digits), &mut hidden);
        });
        if !any {
            return None;
        }
        let mut rest = [0; MAX_CLOSED_RUN];
        for ((place, byte), hide) in rest.iter_mut().zip(run).zip(hidden) {
            *place = if hide { MASK } else { *byte };
        }
        // With the digits beside it an end that is shown can be a card number again.
        if holds_card(&rest[..run.len()]) {
            windows(run, digits, |window, digits| self.hide_window(run, window, digits, 0, &mut hidden));
        }
        Some(hidden)
    }

    fn hide_window(&self, run: &[u8], window: Range<usize>, digits: usize, ends: usize, hidden: &mut [bool]) {
        if self.rule == Rule::Strict {
            return hidden[window].fill(true);
        }
        let places = window.filter(|at| run[*at].is_ascii_digit());
        places.skip(ends).take(digits - 2 * ends).for_each(|at| hidden[at] = true);
    }

    /// Separators stay; of the digits those that the length rule shows.
    fn replace(&self, text: &mut [u8], run: Range<usize>, digits: usize, done: &mut usize) {
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

/// Masks the card numbers of a text, from a place on.
pub(super) fn mask_cards(text: &mut Vec<u8>, from: usize, rule: Rule) {
    CardFilter::new(rule).mask(text, from, true);
}

/// Whether a text holds a card number.
pub(super) fn holds_card(text: &[u8]) -> bool {
    let mut at = next_candidate(text, 0, true);
    while at < text.len() {
        let run = Run::at(text, at);
        let range = &text[at..run.end];
        let mut found = run.kind == Kind::LongRun || is_card(range, run.digits);
        if !found && run.kind != Kind::LongGroup {
            windows(range, run.digits, |_, _| found = true);
        }
        if found {
            return true;
        }
        at = next_candidate(text, run.end, true);
    }
    false
}

/// The place, from there on, of the first run that is long enough for a card number, or may become so if the text goes on;
/// or the end of the text.
#[inline(always)]
fn next_candidate(text: &[u8], from: usize, last: bool) -> usize {
    let mut at = from;
    while text.len() >= 64 && at <= text.len() - 64 {
        let Some(block) = text[at..].first_chunk().map(Block) else { break };
        let mut runs = block.near_digits();
        if starts_of_long_runs(runs) != 0 {
            // Many digits stand near each other that are no run: dates, times, addresses.
            runs = block.runs();
            let starts = starts_of_long_runs(runs);
            if starts != 0 {
                return at + starts.trailing_zeros() as usize;
            }
        }
        // A run that goes over the end of the block is seen whole in the next one.
        at += end_of_last_gap(runs);
    }
    candidate_in_rest(text, at, last)
}

/// The same in the last bytes, of which there are less than 64.
#[inline(never)]
fn candidate_in_rest(text: &[u8], from: usize, last: bool) -> usize {
    let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) else { return text.len() };
    // It is put to the end, where the last bits are those of the last bytes.
    let mut bytes = [0; 64];
    let before = bytes.len() - rest.len();
    bytes[before..].copy_from_slice(rest);
    let runs = Block(&bytes).runs();
    let starts = starts_of_long_runs(runs);
    if starts != 0 {
        from + starts.trailing_zeros() as usize - before
    } else if last {
        text.len()
    } else {
        from + end_of_last_gap(runs) - before
    }
}

/// The place after the last bit that is zero.
#[inline(always)]
fn end_of_last_gap(bits: u64) -> usize {
    64 - (!bits).leading_zeros() as usize
}

/// Whether a text is a card number and nothing else, not even if some of its groups are left out.
pub(super) fn is_card_only(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_digit) && {
        let run = Run::at(text, 0);
        let mut smaller = false;
        if run.end == text.len() {
            windows(text, run.digits, |window, _| smaller |= window.len() < text.len());
        }
        run.end == text.len() && is_card(text, run.digits) && !smaller
    }
}

fn is_card(run: &[u8], digits: usize) -> bool {
    (MIN_DIGITS..=MAX_DIGITS).contains(&digits) && luhn(run, digits)
}

/// Calls for each window of whole groups that is a card number, the whole run among them. A run of one group has none.
fn windows(run: &[u8], digits: usize, mut found: impl FnMut(Range<usize>, usize)) {
    if digits < MIN_DIGITS || digits == run.len() {
        return;
    }
    let digits = Digits::of(run);
    let mut long_enough = 0;
    for (number, first) in digits.groups.iter().take(digits.count).enumerate() {
        long_enough = long_enough.max(number);
        let groups = &digits.groups[..digits.count];
        while groups.get(long_enough).is_some_and(|last| last.end - first.start < MIN_DIGITS) {
            long_enough += 1;
        }
        for last in groups.iter().skip(long_enough) {
            let length = last.end - first.start;
            if length > MAX_DIGITS {
                break;
            }
            if digits.luhn(first.start, last.end) {
                found(first.place..last.place + last.end - last.start, length);
            }
        }
    }
}

/// A run may have so many bytes: it is not held any more when a group ends beyond `MAX_RUN`.
const MAX_CLOSED_RUN: usize = MAX_RUN + 2 * MAX_DIGITS;

/// The digits of a run without their separators.
struct Digits {
    /// For each place the Luhn sums, modulo 256, of the digits before it: with those doubled that are at odd places, and
    /// with the others.
    sums: [[u8; 2]; MAX_CLOSED_RUN + 1],
    groups: [Group; MAX_CLOSED_RUN / 2 + 1],
    count: usize,
}

/// Digits without a break.
#[derive(Clone, Copy, Default)]
struct Group {
    /// Where it starts in the run.
    place: usize,
    /// Where it starts and ends among the digits.
    start: usize,
    end: usize,
}

impl Digits {
    fn of(run: &[u8]) -> Digits {
        let mut digits =
            Digits { sums: [[0; 2]; MAX_CLOSED_RUN + 1], groups: [Group::default(); MAX_CLOSED_RUN / 2 + 1], count: 0 };
        let (mut number, mut place) = (0, 0);
        for group in run.split(|byte| is_separator(*byte)) {
            let start = number;
            for digit in group {
                let plain = digit & 0x0f;
                let doubled = if plain > 4 { 2 * plain - 9 } else { 2 * plain };
                let (even, odd) = if number % 2 == 0 { (plain, doubled) } else { (doubled, plain) };
                let [with_odd, with_even] = digits.sums[number];
                number += 1;
                digits.sums[number] = [with_odd.wrapping_add(even), with_even.wrapping_add(odd)];
            }
            digits.groups[digits.count] = Group { place, start, end: number };
            digits.count += 1;
            place += group.len() + 1;
        }
        digits
    }

    /// The check digit of ISO/IEC 7812-1.
    fn luhn(&self, start: usize, end: usize) -> bool {
        // The last digit is not doubled: it is at an odd place if the number of digits up to it is even.
        let kind = usize::from(end % 2 == 0);
        let sum = self.sums[end][kind].wrapping_sub(self.sums[start][kind]);
        // A card number's sum is less than 256.
        sum % 10 == 0
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

/// The Luhn sum of digits that stand at the end of a field of zeros.
fn luhn_sum(field: &[u8; 24]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const EVERY_OTHER: u64 = 0x00ff_00ff_00ff_00ff;
    let mut sums = 0;
    for word in field.chunks_exact(8) {
        let word = word.first_chunk().map_or(0, |word| u64::from_le_bytes(*word)) & (ONES * 0x0f);
        // Seen from the end of the number every other digit is doubled: the first, third, fifth and seventh of a word.
        let doubled = (word & EVERY_OTHER) << 1;
        let above_nine = ((doubled + ONES * 0x76) & (ONES << 7)) >> 7;
        sums += (word & !EVERY_OTHER) + doubled - above_nine * 9;
    }
    // Each byte is at most 27, and all together less than 256.
    sums.wrapping_mul(ONES) >> 56
}

/// The rest of a run that is hidden: what came last, and its end.
fn rest_of_run(text: &[u8], from: usize, before: Before) -> (Before, usize) {
    let (mut before, mut end) = (before, from);
    for byte in &text[from..] {
        before = match byte {
            b'0'..=b'9' => Before::Hidden,
            b' ' | b'-' if before == Before::Hidden => Before::HiddenAndSeparator,
            _ => break,
        };
        end += 1;
    }
    (before, end)
}

fn hide_digits(text: &mut [u8]) {
    text.iter_mut().for_each(|byte| *byte = if byte.is_ascii_digit() { MASK } else { *byte });
}

fn move_up(text: &mut [u8], range: Range<usize>, done: &mut usize) {
    let length = range.len();
    if range.start != *done {
        text.copy_within(range, *done);
    }
    *done += length;
}
