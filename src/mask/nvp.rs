//! Name-value pairs, one in a line: Simple Order's NVP and SCMP's fields.

use std::ops::Range;

use memchr::memchr2;
use zeroize::Zeroizing;

use super::names::{is_offer, offer_part_allowed, pair_allowed, Vocabulary};
use super::rule::{is_track_data, Hiding, Rule, MAX_NAME, MAX_VALUE};
use super::scan::{self, Name};

/// Masks a stream of lines.
#[derive(Debug)]
pub(super) struct Nvp {
    rule: Rule,
    vocabulary: Vocabulary,
    /// The start of a line whose end has not come yet.
    held: Zeroizing<Vec<u8>>,
    /// The rest of a line that is too long to be held.
    long_line: Option<Hiding>,
}

impl Nvp {
    pub(super) fn new(rule: Rule, vocabulary: Vocabulary) -> Nvp {
        Nvp { rule, vocabulary, held: Zeroizing::default(), long_line: None }
    }

    pub(super) fn update(&mut self, mut input: &[u8], out: &mut Vec<u8>) {
        while !input.is_empty() {
            if self.held.is_empty() && self.long_line.is_none() {
                input = &input[self.whole_pairs(input, out)..];
            }
            let Some(end) = memchr2(b'\n', b'\r', input) else { return self.hold(input, out) };
            self.hold(&input[..end], out);
            self.end_of_line(out);
            out.push(input[end]);
            input = &input[end + 1..];
        }
    }

    /// Masks lines as long as they are here from start to end and are nothing but a name and a value. Gives the number
    /// of bytes read; another line comes next, or none.
    fn whole_pairs(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let mut line = 0;
        // What is before this is in the output already.
        let mut copied = 0;
        while line < input.len() {
            let Some(equals) = scan::find_end_of_name(input, line, b'=') else { break };
            let start = equals + 1;
            let Some(end) = scan::find2(input, start, b'\n', b'\r') else { break };
            if end - start >= MAX_VALUE - MAX_NAME {
                break;
            }
            // Names that are known can be nothing but names.
            if !pair_allowed(&Name::any(input, line..equals), self.vocabulary, self.rule) {
                let name = Name::at(input, line);
                if !name.is_plain() || name.end != equals {
                    break;
                }
                out.extend_from_slice(&input[copied..start]);
                copied = end;
                if self.is_offer(&name) {
                    self.offer(&input[start..end], out);
                } else {
                    self.rule.mask_part(is_track_data(&name), input, start..end, out);
                }
            }
            line = end + if input[end..].starts_with(b"\r\n") { 2 } else { 1 };
        }
        out.extend_from_slice(&input[copied..line]);
        line
    }

    fn is_offer(&self, name: &Name) -> bool {
        self.vocabulary != Vocabulary::SimpleOrder && is_offer(name)
    }

    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        self.end_of_line(out);
    }

    fn hold(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if let Some(hiding) = &mut self.long_line {
            return hiding.value(piece, out);
        }
        self.held.extend_from_slice(piece);
        if self.held.len() > MAX_VALUE {
            let value = name_of(&self.held).map_or(0, |name| name.end + 1);
            out.extend_from_slice(&self.held[..value]);
            let mut hiding = Hiding::new(self.rule);
            hiding.value(&self.held[value..], out);
            self.held.clear();
            self.long_line = Some(hiding);
        }
    }

    fn end_of_line(&mut self, out: &mut Vec<u8>) {
        if self.long_line.take().is_none() {
            let held = std::mem::take(&mut self.held);
            self.line(&held, out);
            self.held = held;
            self.held.clear();
        }
    }

    fn line(&self, line: &[u8], out: &mut Vec<u8>) {
        match name_of(line) {
            Some(name) => {
                let (start, value) = line.split_at(name.end + 1);
                out.extend_from_slice(start);
                self.value(&name, value, out);
            }
            // Without a name the line may be anything, the rest of the value above it too.
            None => self.rule.hide(line, out),
        }
    }

    fn value(&self, name: &Name, value: &[u8], out: &mut Vec<u8>) {
        if pair_allowed(name, self.vocabulary, self.rule) {
            out.extend_from_slice(value);
        } else if self.is_offer(name) {
            self.offer(value, out);
        } else {
            self.rule.mask(is_track_data(name), value, out);
        }
    }

    /// `name:value^name:value`
    fn offer(&self, value: &[u8], out: &mut Vec<u8>) {
        let mut at = 0;
        loop {
            let end = scan::find(value, at, b'^').unwrap_or(value.len());
            self.offer_part(value, at..end, out);
            if end == value.len() {
                return;
            }
            out.push(b'^');
            at = end + 1;
        }
    }

    /// Only names without a colon are known.
    fn offer_part(&self, offer: &[u8], part: Range<usize>, out: &mut Vec<u8>) {
        let name = Name::at(offer, part.start).before_colon();
        if !name.is_plain() || name.end >= part.end || offer[name.end] != b':' {
            return self.rule.hide(&offer[part], out);
        }
        if offer_part_allowed(&name) {
            return out.extend_from_slice(&offer[part]);
        }
        out.extend_from_slice(&offer[part.start..=name.end]);
        self.rule.mask_part(is_track_data(&name), offer, name.end + 1..part.end, out);
    }
}

/// The name of a line, if it has one. Whether the line starts like a pair decides about the format of a text, too.
pub(super) fn name_of(line: &[u8]) -> Option<Name<'_>> {
    scan::name_before(line, b'=')
}
