//! The two rules, and how a value is hidden.

/// The character that stands for a hidden one.
pub(super) const MASK: u8 = b'x';

/// What stands for a hidden value under the strict rule, whatever its length.
pub(super) const FIXED: &[u8] = b"xxxx";

/// A longer value is hidden whole, as it passes.
pub(super) const MAX_VALUE: usize = 64 * 1024;

/// No name that may be logged comes near this length.
pub(super) const MAX_NAME: usize = 128;

/// What is nested deeper is hidden.
pub(super) const MAX_DEPTH: usize = 64;

/// The rule for values that are not on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// As CyberSource's kits do it: the length stays, and of ten and more characters some at both ends.
    Sdk,
    /// Nothing is shown, not even the length.
    Strict,
}

impl Rule {
    /// Appends a value of which nothing is shown. An empty value stays empty.
    pub(super) fn hide(self, value: &[u8], out: &mut Vec<u8>) {
        match self {
            Rule::Sdk => out.resize(out.len() + characters(value), MASK),
            Rule::Strict if value.is_empty() => {}
            Rule::Strict => out.extend_from_slice(FIXED),
        }
    }
}

/// The length rule, in characters or in digits.
pub(super) fn shown_at_each_end(length: usize) -> usize {
    match length {
        0..=9 => 0,
        10..=15 => 2,
        _ => 4,
    }
}

/// The number of Unicode characters; what is not UTF-8 counts by its bytes that start one.
pub(super) fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// A value, or the rest of a document, that is hidden while it passes in pieces.
#[derive(Debug)]
pub(super) struct Hiding {
    rule: Rule,
    begun: bool,
}

impl Hiding {
    pub(super) fn new(rule: Rule) -> Hiding {
        Hiding { rule, begun: false }
    }

    /// Hides the next piece of a value.
    pub(super) fn value(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if self.rule == Rule::Sdk || !self.begun {
            self.rule.hide(piece, out);
        }
        self.begun |= !piece.is_empty();
    }

    /// Hides the next piece of a document that can't be understood any more; its lines stay apart.
    pub(super) fn lines(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if self.rule == Rule::Strict {
            return self.value(piece, out);
        }
        for line in piece.split_inclusive(|byte| *byte == b'\n') {
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            self.value(text, out);
            out.extend_from_slice(&line[text.len()..]);
        }
    }
}
