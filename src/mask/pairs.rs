//! Name-value pairs, one in a line: Simple Order's NVP and SCMP's fields.

use memchr::memchr2;

use super::message::Step;
use super::names::{
    is_offer, is_plain_name, is_track_data, name_of_pair, offer_part_allowed, pair_allowed, Vocabulary,
};
use super::output::Output;
use super::rule::{Hiding, MAX_VALUE};

/// Masks lines.
#[derive(Debug)]
pub(super) struct Pairs {
    vocabulary: Vocabulary,
    /// Up to there no line ends in what waits.
    seen: usize,
    /// The rest of a line that is too long to be held.
    long_line: Option<Hiding>,
}

impl Pairs {
    pub(super) fn new(vocabulary: Vocabulary) -> Pairs {
        Pairs { vocabulary, seen: 0, long_line: None }
    }

    pub(super) fn read(&mut self, text: &[u8], last: bool, out: &mut Output) -> Step {
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let end = memchr2(b'\n', b'\r', &rest[self.seen..]).map(|found| self.seen + found);
            let line = &rest[..end.unwrap_or(rest.len())];
            if end.is_none() && !last && line.len() <= MAX_VALUE {
                self.seen = line.len();
                return Step::waits(at);
            }
            self.line(line, out);
            self.seen = 0;
            let Some(end) = end else { return Step::waits(text.len()) };
            out.raw(&rest[end..=end]);
            self.long_line = None;
            at += end + 1;
        }
    }

    /// A line, or what there is of one that is too long.
    fn line(&mut self, line: &[u8], out: &mut Output) {
        if self.long_line.is_some() {
            return out.hide_piece(&mut self.long_line, line);
        }
        let name = name_of_pair(line);
        let (start, value) = line.split_at(name.map_or(0, |name| name.len() + 1));
        out.show(start);
        match name {
            _ if line.len() > MAX_VALUE => out.hide_piece(&mut self.long_line, value),
            Some(name) => self.value(name, value, out),
            // Without a name the line may be anything, the rest of the value above it too.
            None => out.hide(line),
        }
    }

    fn value(&self, name: &[u8], value: &[u8], out: &mut Output) {
        if pair_allowed(name, self.vocabulary, out.rule) {
            out.show(value);
        } else if self.vocabulary != Vocabulary::SimpleOrder && is_offer(name) {
            offer(value, out);
        } else {
            out.mask(value, is_track_data(name));
        }
    }
}

/// `name:value^name:value`
fn offer(offer: &[u8], out: &mut Output) {
    for (number, part) in offer.split(|byte| *byte == b'^').enumerate() {
        if number > 0 {
            out.raw(b"^");
        }
        let name = &part[..memchr::memchr(b':', part).unwrap_or(0)];
        if offer_part_allowed(name) {
            out.show(part);
        } else if is_plain_name(name) {
            let (start, value) = part.split_at(name.len() + 1);
            out.show(start);
            out.mask(value, is_track_data(name));
        } else {
            out.hide(part);
        }
    }
}
