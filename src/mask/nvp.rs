//! Name-value pairs, one in a line: Simple Order's NVP and SCMP's fields.

use memchr::memchr2;
use zeroize::Zeroizing;

use super::names::{is_offer, judge_pair, offer_part_allowed, Vocabulary};
use super::rule::{is_track_data, Hiding, Rule, MAX_NAME, MAX_VALUE};
use super::scan::{self, DIGIT, NO_NAME};

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
            let Some(name) = scan::part_before(&input[line..], b'=') else { break };
            let start = line + name.len() + 1;
            let Some(length) = scan::find2(&input[start..], b'\n', b'\r') else { break };
            let end = start + length;
            if length >= MAX_VALUE - MAX_NAME {
                break;
            }
            if let Err(traits) = judge_pair(name, self.vocabulary, self.rule) {
                if name.is_empty() || traits & NO_NAME != 0 || (traits & DIGIT != 0 && self.is_offer(name)) {
                    break;
                }
                let value = &input[start..end];
                let (head, tail) = self.rule.shown_ends(is_track_data(name, traits), value);
                out.extend_from_slice(&input[copied..start + head]);
                copied = start + value.len() - tail;
                self.rule.hide(&input[start + head..copied], out);
            }
            line = end + if input[end..].starts_with(b"\r\n") { 2 } else { 1 };
        }
        out.extend_from_slice(&input[copied..line]);
        line
    }

    fn is_offer(&self, name: &[u8]) -> bool {
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
            let value = name_of(&self.held).map_or(0, |name| name.len() + 1);
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
                let (start, value) = line.split_at(name.len() + 1);
                out.extend_from_slice(start);
                self.value(name, value, out);
            }
            // Without a name the line may be anything, the rest of the value above it too.
            None => self.rule.hide(line, out),
        }
    }

    fn value(&self, name: &[u8], value: &[u8], out: &mut Vec<u8>) {
        match judge_pair(name, self.vocabulary, self.rule) {
            Ok(()) => out.extend_from_slice(value),
            Err(_) if self.is_offer(name) => self.offer(value, out),
            Err(traits) => self.rule.mask(is_track_data(name, traits), value, out),
        }
    }

    /// `name:value^name:value`
    fn offer(&self, value: &[u8], out: &mut Vec<u8>) {
        for (at, part) in value.split(|byte| *byte == b'^').enumerate() {
            if at > 0 {
                out.push(b'^');
            }
            match scan::name_before(part, b':') {
                Some((name, traits)) => {
                    let (start, value) = part.split_at(name.len() + 1);
                    out.extend_from_slice(start);
                    if offer_part_allowed(name) {
                        out.extend_from_slice(value);
                    } else {
                        self.rule.mask(is_track_data(name, traits), value, out);
                    }
                }
                None => self.rule.hide(part, out),
            }
        }
    }
}

/// The name of a line, if it has one. Whether the line starts like a pair decides about the format of a text, too.
pub(super) fn name_of(line: &[u8]) -> Option<&[u8]> {
    scan::name_before(line, b'=').map(|(name, _)| name)
}
