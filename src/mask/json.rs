//! JSON: messages as objects, reports, lists and lines of them, whole or cut.
//!
//! Like the XML reader this one never refuses anything: what it doesn't understand, and everything after that, is hidden.

use memchr::memchr2;

use super::cards::{holds_card, MIN_DIGITS};
use super::escapes::mask_string;
use super::message::{Next, Step};
use super::names::{is_plain_name, pair_allowed, Vocabulary};
use super::output::Output;
use super::path::Path;
use super::rule::{Hiding, Rule, MAX_NAME, MAX_VALUE};

/// More white space between a name and its colon is not understood.
const MAX_BEFORE_COLON: usize = 128;

/// Stands on the path for a name that is not shown; no name on the list ends so.
const UNKNOWN: &[u8] = b"_";

/// Masks JSON.
#[derive(Debug)]
pub(super) struct Json {
    path: Path,
    expected: Expected,
    /// What is open, `{` or `[`, and the level that it has in the path.
    open: Vec<u8>,
    /// Whether the path ends in the name of a member whose value has not come yet.
    named: bool,
    /// Whether the last member of an outermost object may be logged, as a field of name-value pairs that were put into it.
    pair_allowed: bool,
    /// Up to there the string that waits does not end.
    seen: usize,
    /// The rest of a string that is too long to be held.
    long_string: Option<Hiding>,
    /// Whether it ends with the outermost object or array.
    once: bool,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
}

/// What a reader of one thing gives.
enum Token {
    /// So many bytes have been read.
    Read(usize),
    /// More is needed.
    Waits,
    Lost,
}

impl Json {
    /// All that comes is JSON.
    pub(super) fn new(rule: Rule) -> Json {
        Json {
            path: Path::new(rule),
            expected: Expected::Value,
            open: Vec::new(),
            named: false,
            pair_allowed: false,
            seen: 0,
            long_string: None,
            once: false,
        }
    }

    /// The rest of one object or array, after its first bracket.
    pub(super) fn after(bracket: u8, rule: Rule) -> Json {
        let mut json = Json { once: true, ..Json::new(rule) };
        json.start(bracket);
        json
    }

    pub(super) fn read(&mut self, text: &[u8], last: bool, out: &mut Output) -> Step {
        let mut at = 0;
        while at < text.len() {
            let read = match self.token(&text[at..], last, out) {
                Token::Read(read) => read,
                Token::Waits => return Step::waits(at),
                Token::Lost => return Step::to(Next::Lost, at),
            };
            at += read;
            if self.once && self.open.is_empty() {
                return Step::to(Next::Prose { line_start: false }, at);
            }
        }
        Step::waits(at)
    }

    fn token(&mut self, text: &[u8], last: bool, out: &mut Output) -> Token {
        if self.long_string.is_some() {
            return self.long_string(text, last, out);
        }
        let byte = text[0];
        match byte {
            b'"' if self.takes_value() || self.takes_name() => return self.string(text, last, out),
            b'-' | b'0'..=b'9' | b'a'..=b'z' if self.takes_value() => return self.word(text, last, out),
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b':' if self.expected == Expected::Colon => self.expected = Expected::Value,
            b',' if self.expected == Expected::CommaOrEnd => {
                self.expected = if self.in_object() { Expected::Name } else { Expected::Value };
            }
            b'}' | b']' if self.ends(byte) => {
                self.open.pop();
                self.path.leave();
                self.expect_next();
            }
            b'{' | b'[' if self.takes_value() && (self.named || self.path.has_room()) => self.start(byte),
            _ => return Token::Lost,
        }
        out.raw(&[byte]);
        Token::Read(1)
    }

    fn takes_value(&self) -> bool {
        matches!(self.expected, Expected::Value | Expected::ValueOrEnd)
    }

    fn takes_name(&self) -> bool {
        matches!(self.expected, Expected::Name | Expected::NameOrEnd)
    }

    fn in_object(&self) -> bool {
        self.open.last() == Some(&b'{')
    }

    /// There must be room on the path for a thing without a name.
    fn start(&mut self, bracket: u8) {
        // A member's name is on the path already.
        let _ = self.named || self.path.enter_unnamed();
        self.named = false;
        self.open.push(bracket);
        self.expected = if bracket == b'{' { Expected::NameOrEnd } else { Expected::ValueOrEnd };
    }

    fn ends(&self, bracket: u8) -> bool {
        match (self.open.last(), self.expected) {
            (Some(b'{'), Expected::NameOrEnd | Expected::CommaOrEnd) => bracket == b'}',
            (Some(b'['), Expected::ValueOrEnd | Expected::CommaOrEnd) => bracket == b']',
            _ => false,
        }
    }

    fn end_of_value(&mut self) {
        if std::mem::take(&mut self.named) {
            self.path.leave();
        }
        self.expect_next();
    }

    fn expect_next(&mut self) {
        self.expected = if self.open.is_empty() { Expected::Value } else { Expected::CommaOrEnd };
    }

    fn allowed(&self) -> bool {
        self.path.allowed() || (self.pair_allowed && self.open == b"{")
    }

    /// A string with its quotes, and if it is a name the colon too: without one it may be anything.
    fn string(&mut self, text: &[u8], last: bool, out: &mut Output) -> Token {
        if self.takes_name() && !self.path.has_room() {
            return Token::Lost;
        }
        let end = end_of_string(text, self.seen.max(1), &mut self.seen);
        if self.seen > MAX_VALUE + 1 {
            self.long_string = Some(Hiding::new(out.rule));
            self.seen = 0;
            out.raw(b"\"");
            return Token::Read(1);
        }
        let Some(end) = end else {
            if !last {
                return Token::Waits;
            }
            out.raw(b"\"");
            out.hide(&text[1..]);
            return Token::Read(text.len());
        };
        let (content, after) = (&text[1..end], &text[end + 1..]);
        if self.takes_name() {
            return self.name(content, after, last, out);
        }
        out.raw(b"\"");
        mask_string(content, self.allowed(), self.path.is_track(), out);
        out.raw(b"\"");
        self.seen = 0;
        self.end_of_value();
        Token::Read(end + 1)
    }

    fn name(&mut self, name: &[u8], after: &[u8], last: bool, out: &mut Output) -> Token {
        let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        if blanks > MAX_BEFORE_COLON {
            return Token::Lost;
        }
        match after.get(blanks) {
            Some(b':') => {}
            None if !last => return Token::Waits,
            _ => return Token::Lost,
        }
        let is_plain = is_plain_name(name);
        out.raw(b"\"");
        out.show(if is_plain { name } else { b"xxxx" });
        out.raw(b"\"");
        out.raw(&after[..=blanks]);
        self.enter(if is_plain { name } else { UNKNOWN });
        self.expected = Expected::Value;
        self.seen = 0;
        Token::Read(name.len() + 2 + blanks + 1)
    }

    /// There must be room on the path.
    fn enter(&mut self, name: &[u8]) {
        self.pair_allowed = self.open.len() == 1 && pair_allowed(name, Vocabulary::Both, self.path.rule);
        self.named = self.path.enter(name);
    }

    /// The content of a string that is too long to be held, and its closing quote.
    fn long_string(&mut self, text: &[u8], last: bool, out: &mut Output) -> Token {
        let end = end_of_string(text, 0, &mut self.seen);
        let length = if last { end.unwrap_or(text.len()) } else { self.seen };
        out.hide_piece(&mut self.long_string, &text[..length]);
        self.seen = 0;
        if end.is_none() {
            return if length > 0 { Token::Read(length) } else { Token::Waits };
        }
        out.raw(b"\"");
        self.long_string = None;
        if self.takes_name() {
            self.enter(UNKNOWN);
            self.expected = Expected::Colon;
        } else {
            self.end_of_value();
        }
        Token::Read(length + 1)
    }

    /// A number or one of the three words.
    fn word(&mut self, text: &[u8], last: bool, out: &mut Output) -> Token {
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let word = &text[..text.iter().take(MAX_NAME + 1).take_while(is_word).count()];
        let is_cut = word.len() == text.len();
        if word.len() > MAX_NAME {
            return Token::Lost;
        } else if is_cut && !last {
            return Token::Waits;
        } else if is_cut && !self.open.is_empty() {
            out.hide(word);
            return Token::Read(word.len());
        }
        // Any word that starts like a number counts as one.
        if !matches!(word, b"true" | b"false" | b"null" | [b'-' | b'0'..=b'9', ..]) {
            return Token::Lost;
        }
        if word == b"null" || (self.allowed() && !holds_card(word) && !is_long_with_exponent(word)) {
            out.raw(word);
        } else {
            // A masked number is a string, so that the text stays JSON.
            out.raw(b"\"");
            out.mask(word, self.path.is_track());
            out.raw(b"\"");
        }
        self.end_of_value();
        Token::Read(word.len())
    }
}

/// Whether a number has the digits of a card number and an exponent, which moves the point between them.
fn is_long_with_exponent(word: &[u8]) -> bool {
    memchr2(b'e', b'E', word).is_some() && word.iter().filter(|byte| byte.is_ascii_digit()).count() >= MIN_DIGITS
}

/// The place of the closing quote, if it is there, of a string whose content goes on from a place. What has been looked at is
/// noted.
fn end_of_string(text: &[u8], from: usize, seen: &mut usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found;
        *seen = at;
        if text[at] == b'"' {
            return Some(at);
        } else if at + 1 == text.len() {
            return None;
        }
        at += 2;
    }
    *seen = text.len();
    None
}
