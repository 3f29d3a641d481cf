//! Name-value pairs, one in a line: Simple Order's NVP and SCMP's fields.

use std::ops::Range;

use memchr::memchr2;
use zeroize::Zeroizing;

use crate::crypto::vector::Bytes16;

use super::edit::Edit;
use super::names::{is_offer, listed_allowed, offer_part_allowed, pair_allowed, unlisted_allowed, Vocabulary};
use super::rule::{holds_track_data, is_plain_name, is_track_data, Hiding, Rule, MAX_NAME, MAX_VALUE};
use super::scan::{self, Key, Name, Window};

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
        let Some(window) = Window::over(input) else { return 0 };
        let mut edit = Edit::new(input, out);
        let mut line = 0;
        while let Some(next) = self.whole_pair(window, line, &mut edit) {
            line = next;
        }
        edit.finish(line);
        line
    }

    /// The place of the next line.
    #[inline(always)]
    fn whole_pair(&self, window: Window, line: usize, edit: &mut Edit) -> Option<usize> {
        let input = window.text;
        let ends_line = |bytes: Bytes16| bytes.are(b'\n') | bytes.are(b'\r');
        let equals = window.find(line, |bytes| bytes.are(b'=') | ends_line(bytes))?;
        let start = equals + 1;
        if input[equals] != b'=' {
            return None;
        }
        let end = window.find(start, ends_line)?;
        if end - start >= MAX_VALUE - MAX_NAME {
            return None;
        }
        // A name that is on a list can be nothing but a name.
        let listed = listed_allowed(&window.key(line..equals)?, self.vocabulary, self.rule);
        if listed != Some(true) {
            let (name, traits) = window.name_and_traits(line)?;
            if name.end != equals || !name.is_plain() {
                return None;
            }
            if listed.is_some() || !unlisted_allowed(&name, traits, self.vocabulary, self.rule) {
                if traits.has_digits && self.is_offer(&name) {
                    self.offer(start..end, edit);
                } else {
                    edit.mask(self.rule, || traits.has_k && holds_track_data(name.text()), start..end);
                }
            }
        }
        let is_pair = input[end] == b'\r' && input.get(end + 1) == Some(&b'\n');
        Some(end + if is_pair { 2 } else { 1 })
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
        if pair_allowed(&Key::of(*name), self.vocabulary, self.rule) {
            out.extend_from_slice(value);
        } else if self.is_offer(name) {
            let mut edit = Edit::new(value, out);
            self.offer(0..value.len(), &mut edit);
            edit.finish(value.len());
        } else {
            self.rule.mask(is_track_data(*name), value, out);
        }
    }

    /// `name:value^name:value`
    fn offer(&self, offer: Range<usize>, edit: &mut Edit) {
        let mut at = offer.start;
        while at <= offer.end {
            let end = scan::find_in(edit.input, at..offer.end, |bytes| bytes.are(b'^')).unwrap_or(offer.end);
            self.offer_part(at..end, edit);
            at = end + 1;
        }
    }

    /// Only names without a colon are known.
    #[inline(always)]
    fn offer_part(&self, part: Range<usize>, edit: &mut Edit) {
        let input = edit.input;
        let colon = scan::find_in(input, part.clone(), |bytes| bytes.are(b':'));
        let name = Name::any(input, part.start..colon.unwrap_or(part.start));
        if offer_part_allowed(&name) {
            return;
        }
        match colon.filter(|_| is_plain_name(name.text())) {
            Some(colon) => {
                let value = colon + 1..part.end;
                edit.mask(self.rule, || is_track_data(name), value);
            }
            None => {
                edit.replace(part.clone());
                self.rule.hide(&input[part], edit.out);
            }
        }
    }
}

/// The name of a line, if it has one. Whether the line starts like a pair decides about the format of a text, too.
pub(super) fn name_of(line: &[u8]) -> Option<Name<'_>> {
    scan::name_before(line, b'=')
}
