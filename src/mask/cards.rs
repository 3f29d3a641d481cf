//! Card numbers in whatever is shown.
//!
//! A candidate is a maximal run of digits with single spaces or hyphens between them. It is masked if it has 13 to 19
//! digits and passes the Luhn check. In any other run every window of whole groups (digits between separators) that has
//! 13 to 19 digits and passes is masked. An unbroken group of 20 or more digits is no part of a run. A run of more than
//! 256 bytes is hidden from its start to its end.

use std::ops::Range;

use super::rule::{shown_at_each_end, Rule, FIXED, MASK};

pub(super) const MIN_DIGITS: usize = 13;
const MAX_DIGITS: usize = 19;

/// A longer run is not held but hidden.
const MAX_RUN: usize = 256;

/// Appends a text with its card numbers masked.
pub(super) fn mask_cards(text: &[u8], rule: Rule, out: &mut Vec<u8>) {
    if text.len() < MIN_DIGITS {
        return out.extend_from_slice(text);
    }
    CardFilter::new(rule).read(text, true, out);
}

/// Whether a text holds a card number.
pub(super) fn holds_card(text: &[u8]) -> bool {
    let mut at = next_candidate(text, 0, true);
    while at < text.len() {
        let run = Run::at(text, at);
        if run.kind == Kind::LongRun || (run.kind != Kind::LongGroup && !windows(&text[at..run.end]).is_empty()) {
            return true;
        }
        at = next_candidate(text, run.end, true);
    }
    false
}

/// Whether a text is a card number and nothing else, not even if some of its groups are left out.
pub(super) fn is_card_only(text: &[u8]) -> bool {
    let is_run = text.first().is_some_and(u8::is_ascii_digit) && Run::at(text, 0).end == text.len();
    let whole = 0..text.len();
    is_run && windows(text) == [whole]
}

/// Masks card numbers in a text that comes in pieces.
#[derive(Debug)]
pub(super) struct CardFilter {
    rule: Rule,
    before: Before,
}

/// What the text before was, if it was too long to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// Digits of a group that is too long for a card number.
    LongGroup,
    /// A run that is hidden and ended in a digit.
    Hidden,
    /// The same, and then one space or hyphen.
    HiddenAndSeparator,
}

impl CardFilter {
    pub(super) fn new(rule: Rule) -> CardFilter {
        CardFilter { rule, before: Before::Nothing }
    }

    /// Appends a piece, masked, and gives the number of bytes read. Unless this is the last piece, the rest may be the start
    /// of a card number (less than 300 bytes) and must be the start of the next piece.
    pub(super) fn read(&mut self, text: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        let mut at = self.rest(text, 0, out);
        loop {
            let start = next_candidate(text, at, last);
            out.extend_from_slice(&text[at..start]);
            if start == text.len() {
                return start;
            }
            let run = Run::at(text, start);
            at = match run.kind {
                Kind::Open if !last => return start,
                Kind::Open | Kind::Closed => {
                    self.run(&text[start..run.end], out);
                    run.end
                }
                Kind::LongGroup => {
                    self.before = Before::LongGroup;
                    self.rest(text, start, out)
                }
                Kind::LongRun => {
                    self.before = Before::Hidden;
                    if self.rule == Rule::Strict {
                        out.extend_from_slice(FIXED);
                    }
                    self.rest(text, start, out)
                }
            };
        }
    }

    /// The rest of what is too long to be held. Gives the place after it.
    fn rest(&mut self, text: &[u8], from: usize, out: &mut Vec<u8>) -> usize {
        for (at, byte) in text.iter().enumerate().skip(from) {
            self.before = match (self.before, byte) {
                (Before::LongGroup, b'0'..=b'9') => Before::LongGroup,
                (Before::Hidden | Before::HiddenAndSeparator, b'0'..=b'9') => Before::Hidden,
                (Before::Hidden, b' ' | b'-') => Before::HiddenAndSeparator,
                _ => Before::Nothing,
            };
            match self.before {
                Before::Nothing => return at,
                Before::LongGroup => out.push(*byte),
                _ if self.rule == Rule::Strict => {}
                _ => out.push(if byte.is_ascii_digit() { MASK } else { *byte }),
            }
        }
        text.len().max(from)
    }

    /// A whole run. Separators stay; of the digits of card numbers those that the length rule shows.
    fn run(&self, run: &[u8], out: &mut Vec<u8>) {
        let mut cards = windows(run);
        if cards.is_empty() {
            return out.extend_from_slice(run);
        }
        let whole = 0..run.len();
        if cards.contains(&whole) {
            cards = vec![whole];
        }
        let mut hidden = vec![false; run.len()];
        cards.iter().for_each(|card| self.hide(run, card, shown_at_each_end, &mut hidden));
        // With the digits beside it an end that is shown can be a card number again.
        let rest: Vec<u8> = run.iter().zip(&hidden).map(|(byte, hide)| if *hide { MASK } else { *byte }).collect();
        if holds_card(&rest) {
            cards.iter().for_each(|card| self.hide(run, card, |_| 0, &mut hidden));
        }
        let mut before = false;
        for (byte, hide) in run.iter().zip(hidden) {
            match (hide, self.rule) {
                (false, _) => out.push(*byte),
                (true, Rule::Sdk) => out.push(MASK),
                (true, Rule::Strict) if before => {}
                (true, Rule::Strict) => out.extend_from_slice(FIXED),
            }
            before = hide;
        }
    }

    fn hide(&self, run: &[u8], card: &Range<usize>, shown: impl Fn(usize) -> usize, hidden: &mut [bool]) {
        if self.rule == Rule::Strict {
            return hidden[card.clone()].fill(true);
        }
        let digits: Vec<usize> = card.clone().filter(|at| run[*at].is_ascii_digit()).collect();
        let ends = shown(digits.len());
        digits[ends..digits.len() - ends].iter().for_each(|at| hidden[*at] = true);
    }
}

/// The place, from there on, of the first run that is long enough for a card number, or may become so if the text goes on;
/// or the end of the text.
fn next_candidate(text: &[u8], from: usize, last: bool) -> usize {
    let mut at = from;
    // Where the thirteenth byte can't be part of a run, none that is long enough starts up to it.
    while let Some(byte) = text.get(at + MIN_DIGITS - 1) {
        if !is_part(*byte) {
            at += MIN_DIGITS;
        } else if let Some(other) = text[at..at + MIN_DIGITS].iter().rposition(|byte| !is_part(*byte)) {
            at += other + 1;
        } else if is_separator(text[at]) {
            at += 1;
        } else {
            return at;
        }
    }
    if last {
        return text.len();
    }
    let rest = text.get(at..).unwrap_or_default();
    at = text.len() - rest.iter().rev().take_while(|byte| is_part(**byte)).count();
    at + text[at..].iter().take_while(|byte| is_separator(**byte)).count()
}

/// The card numbers among the windows of whole groups of a run, the whole run among them.
fn windows(run: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if run.iter().filter(|byte| byte.is_ascii_digit()).count() < MIN_DIGITS {
        return found;
    }
    let starts_group = |at: &usize| *at == 0 || is_separator(run[at - 1]);
    for start in (0..run.len()).filter(starts_group) {
        let digits = (start..run.len()).filter(|at| run[*at].is_ascii_digit());
        for last in digits.take(MAX_DIGITS).skip(MIN_DIGITS - 1) {
            let ends_group = run.get(last + 1).is_none_or(|byte| is_separator(*byte));
            if ends_group && luhn(&run[start..=last]) {
                found.push(start..last + 1);
            }
        }
    }
    found
}

/// The check digit of ISO/IEC 7812-1.
fn luhn(run: &[u8]) -> bool {
    let digits = run.iter().rev().filter(|byte| byte.is_ascii_digit()).map(|byte| u32::from(byte - b'0'));
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits.enumerate().map(|(at, digit)| if at % 2 == 0 { digit } else { doubled(digit) }).sum();
    sum % 10 == 0
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Closed,
    /// The text ends before it is clear that the run does.
    Open,
    /// Not a run but a group that is too long for one.
    LongGroup,
    /// A run that is too long to be held.
    LongRun,
}

/// A maximal run of digits with single separators between.
struct Run {
    /// Where it ends, or is known to be too long.
    end: usize,
    kind: Kind,
}

impl Run {
    fn at(text: &[u8], start: usize) -> Run {
        let mut end = start;
        loop {
            if end - start > MAX_RUN {
                return Run { end, kind: Kind::LongRun };
            }
            let length = text[end..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if length > MAX_DIGITS && end == start {
                return Run { end: end + length, kind: Kind::LongGroup };
            }
            if length > MAX_DIGITS {
                return Run { end: end - 1, kind: Kind::Closed };
            }
            end += length;
            match text[end..] {
                [] => return Run { end, kind: Kind::Open },
                [byte] if is_separator(byte) => return Run { end, kind: Kind::Open },
                [byte, next, ..] if is_separator(byte) && next.is_ascii_digit() => end += 1,
                _ => return Run { end, kind: Kind::Closed },
            }
        }
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_digit() || is_separator(byte)
}

fn is_separator(byte: u8) -> bool {
    byte == b' ' || byte == b'-'
}
