//! What is written: shown, masked or hidden.

use super::cards::{holds_card, is_card_only, mask_cards};
use super::rule::{shown_at_each_end, Hiding, Rule};

/// The masked text, to which everything is appended. Nothing comes into it but what may be logged.
pub(super) struct Output<'a> {
    pub(super) rule: Rule,
    pub(super) bytes: &'a mut Vec<u8>,
}

impl Output<'_> {
    /// Punctuation and white space, in which there is no digit.
    pub(super) fn raw(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
    }

    /// What may be logged. Of card numbers in it the length rule decides.
    pub(super) fn show(&mut self, text: &[u8]) {
        mask_cards(text, self.rule, self.bytes);
    }

    /// A value that may not be logged: its ends are shown as the length rule says; of track data nothing is.
    pub(super) fn mask(&mut self, value: &[u8], is_track: bool) {
        let shown = match std::str::from_utf8(value) {
            Ok(text) if self.rule == Rule::Sdk && !is_track && value.len() >= 10 && !hides_more(value) => ends_of(text),
            _ => None,
        };
        let Some((first, last)) = shown else { return self.hide(value) };
        self.raw(&value[..first]);
        self.hide(&value[first..last]);
        self.raw(&value[last..]);
    }

    /// A value of which nothing is shown.
    pub(super) fn hide(&mut self, value: &[u8]) {
        self.rule.hide(value, self.bytes);
    }

    /// The next piece of a value that is too long to be held.
    pub(super) fn hide_piece(&mut self, hiding: &mut Option<Hiding>, piece: &[u8]) {
        hiding.get_or_insert_with(|| Hiding::new(self.rule)).value(piece, self.bytes);
    }
}

/// Up to where and from where on a value is shown by the length rule, if at all.
fn ends_of(text: &str) -> Option<(usize, usize)> {
    let ends = shown_at_each_end(text.chars().count());
    let last = text.char_indices().nth_back(ends.checked_sub(1)?)?.0;
    Some((text.char_indices().nth(ends)?.0, last))
}

/// Whether the ends of a value may belong to something else that stands in it: another value, a card number.
fn hides_more(value: &[u8]) -> bool {
    memchr::memchr3(b'\n', b'\r', b'=', value).is_some() || (holds_card(value) && !is_card_only(value))
}
