//! JSON: messages as objects, reports, lists and lines of them, whole or cut.
//!
//! Like the XML reader this one never refuses anything: what it doesn't understand, and everything after that, is hidden.

use memchr::memchr2;
use zeroize::Zeroizing;

use crate::crypto::vector::Bytes16;

use super::cards::{holds_card, mask_cards, MIN_DIGITS};
use super::edit::Edit;
use super::json_members::plain_members;
use super::names::{pair_allowed, Vocabulary};
use super::path::Path;
use super::rule::{cut, is_plain_name, Hiding, Rule, MAX_NAME, MAX_VALUE};
use super::scan::{self, Key, Name};

/// Masks a stream of JSON.
#[derive(Debug)]
pub(super) struct Json {
    pub(super) rule: Rule,
    state: State,
    pub(super) expected: Expected,
    pub(super) path: Path,
    /// What is open, `{` or `[`, and the level that it has in the path.
    pub(super) open: Vec<u8>,
    /// Whether the path ends in the name of a member whose value has not come yet.
    pub(super) named: bool,
    /// Whether the last member of an outermost object may be logged, as a field of name-value pairs that were put into it.
    pair_allowed: bool,
    /// A string or a number whose end has not come yet.
    held: Zeroizing<Vec<u8>>,
    /// Whether it ends with the outermost object or array.
    once: bool,
    pub(super) ended: bool,
}

#[derive(Debug)]
enum State {
    Between,
    /// In a string; `true` after a backslash.
    String(bool),
    /// In a string that is too long to be held.
    LongString(bool, Hiding),
    /// In a number or in one of the three words.
    Word,
    /// After a name that is held, and so much white space: it is only one if a colon follows.
    Colon(usize),
    Lost(Hiding),
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    CommaOrEnd,
}

impl Json {
    /// All that comes is JSON, or, if it is for `once`, one object or array.
    pub(super) fn new(rule: Rule, once: bool) -> Json {
        Json {
            rule,
            state: State::Between,
            expected: Expected::Value,
            path: Path::new(rule),
            open: Vec::new(),
            named: false,
            pair_allowed: false,
            held: Zeroizing::default(),
            once,
            ended: false,
        }
    }

    /// Gives the number of bytes read, which are all unless it ends.
    pub(super) fn update(&mut self, text: &[u8], out: &mut Vec<u8>) -> usize {
        let mut input = text;
        while !input.is_empty() && !self.ended {
            let read = match &mut self.state {
                State::Between => self.read_between(input, out),
                State::String(_) => self.read_string(input, out),
                State::LongString(escaped, hiding) => match end_of_string(input, 0, escaped) {
                    Some(end) => {
                        hiding.value(&input[..end], out);
                        out.push(b'"');
                        self.end_of_long_string();
                        end + 1
                    }
                    None => {
                        hiding.value(input, out);
                        input.len()
                    }
                },
                State::Word => self.read_word(input, out),
                State::Colon(blanks) => {
                    let blanks = *blanks;
                    self.read_colon(blanks, input, out)
                }
                State::Lost(hiding) => {
                    hiding.lines(input, out);
                    input.len()
                }
            };
            input = &input[read..];
        }
        text.len() - input.len()
    }

    /// What is cut off is hidden.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        match self.state {
            State::String(_) => {
                out.push(b'"');
                self.rule.hide(&self.held, out);
            }
            State::Word if self.open.is_empty() => {
                let word = std::mem::take(&mut self.held);
                self.word(&word, out);
            }
            State::Word => self.rule.hide(&self.held, out),
            State::Colon(_) => self.lose(out),
            _ => {}
        }
    }

    fn read_between(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let read = self.read_plain(input, out);
        if read > 0 {
            return read;
        }
        match input[0] {
            b'"' if self.takes_value() || self.takes_name() => self.start_string(input, out),
            b'-' | b'0'..=b'9' | b'a'..=b'z' if self.takes_value() => {
                self.held.clear();
                self.state = State::Word;
                0
            }
            _ => {
                self.lose(out);
                0
            }
        }
    }

    /// Reads white space and punctuation, plain names, and values as long as they are here from start to end and are no
    /// strings with escapes. Gives the number of bytes read; anything may come next.
    fn read_plain(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let mut edit = Edit::new(input, out);
        let mut read = 0;
        while !self.ended {
            read = scan::after_json_blank(input, read);
            let Some(&byte) = input.get(read) else { break };
            match byte {
                b'"' if self.takes_name() => {
                    let end = plain_members(self, &mut edit, read);
                    if end == read {
                        break;
                    }
                    read = end;
                    continue;
                }
                b'"' if self.takes_value() => {
                    let Some(end) = end_of_plain_string(input, read) else { break };
                    if !self.allowed() {
                        edit.mask(self.rule, || self.path.is_track(), read + 1..end);
                    }
                    read = end;
                    self.end_of_value();
                }
                b',' if self.expected == Expected::CommaOrEnd => {
                    self.expected = if self.in_object() { Expected::Name } else { Expected::Value };
                }
                b'}' | b']' if self.ends(byte) => self.end(),
                b'{' | b'[' if self.takes_value() && (self.named || self.path.has_room()) => self.start(byte),
                b'-' | b'0'..=b'9' | b'a'..=b'z' if self.takes_value() => {
                    let Some(word) = plain_word(&input[read..]) else { break };
                    if !shows_word(word, self.allowed()) {
                        edit.replace(read..read + word.len());
                        mask_word(word, self.rule, self.path.is_track(), edit.out);
                    }
                    read += word.len();
                    self.end_of_value();
                    continue;
                }
                _ => break,
            }
            read += 1;
        }
        edit.finish(read);
        read
    }

    /// There must be room on the path.
    #[inline(never)]
    pub(super) fn enter_member(&mut self, key: &Key) {
        self.pair_allowed = self.open.len() == 1 && pair_allowed(key, Vocabulary::Both, self.rule);
        self.named = self.path.enter(key);
    }

    fn takes_value(&self) -> bool {
        matches!(self.expected, Expected::Value | Expected::ValueOrEnd)
    }

    pub(super) fn takes_name(&self) -> bool {
        matches!(self.expected, Expected::Name | Expected::NameOrEnd)
    }

    pub(super) fn in_object(&self) -> bool {
        self.open.last() == Some(&b'{')
    }

    /// There must be room on the path for a thing without a name.
    #[inline(always)]
    pub(super) fn start(&mut self, bracket: u8) {
        // A member's name is on the path already.
        let _ = self.named || self.path.enter_unnamed();
        self.named = false;
        self.open.push(bracket);
        self.expected = if bracket == b'{' { Expected::NameOrEnd } else { Expected::ValueOrEnd };
    }

    fn ends(&self, bracket: u8) -> bool {
        let at_end = matches!(self.expected, Expected::CommaOrEnd | Expected::NameOrEnd | Expected::ValueOrEnd);
        at_end && self.closes(bracket)
    }

    /// Whether a closing bracket is of the kind that was opened last.
    #[inline(always)]
    pub(super) fn closes(&self, bracket: u8) -> bool {
        // In ASCII `[` and `{` stand two places before `]` and `}`.
        self.open.last() == Some(&(bracket - 2))
    }

    #[inline(always)]
    pub(super) fn end(&mut self) {
        self.open.pop();
        self.path.leave();
        self.expect_next();
    }

    fn end_of_value(&mut self) {
        if std::mem::take(&mut self.named) {
            self.path.leave();
        }
        self.expect_next();
    }

    #[inline(always)]
    fn expect_next(&mut self) {
        if self.open.is_empty() {
            self.expected = Expected::Value;
            self.ended = self.once;
        } else {
            self.expected = Expected::CommaOrEnd;
        }
    }

    fn start_string(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        // Most often the whole string is here, and need not be held.
        if let Some(end) = end_of_string(input, 1, &mut false).filter(|end| *end <= MAX_VALUE) {
            self.string(&input[1..end], out);
            return end + 1;
        }
        self.held.clear();
        self.state = State::String(false);
        1
    }

    fn read_string(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let State::String(escaped) = &mut self.state else { return 0 };
        let end = end_of_string(input, 0, escaped);
        let escaped = *escaped;
        self.held.extend_from_slice(&input[..end.unwrap_or(input.len())]);
        if self.held.len() > MAX_VALUE {
            let mut hiding = Hiding::new(self.rule);
            out.push(b'"');
            hiding.value(&self.held, out);
            self.held.clear();
            self.state = State::LongString(escaped, hiding);
            // The closing quote is read in the new state.
            return end.unwrap_or(input.len());
        }
        let Some(end) = end else { return input.len() };
        self.state = State::Between;
        let text = std::mem::take(&mut self.held);
        self.string(&text, out);
        end + 1
    }

    fn string(&mut self, text: &[u8], out: &mut Vec<u8>) {
        if self.takes_name() {
            return self.name(text, out);
        }
        out.push(b'"');
        mask_string(text, self.rule, self.allowed(), self.path.is_track(), out);
        out.push(b'"');
        self.end_of_value();
    }

    fn name(&mut self, name: &[u8], out: &mut Vec<u8>) {
        let plain = is_plain_name(name);
        let shown: &[u8] = if plain { name } else { b"xxxx" };
        self.held.clear();
        self.held.extend_from_slice(&[b"\"", shown, b"\""].concat());
        if self.path.has_room() {
            self.enter_name(if plain { name } else { UNKNOWN });
        } else {
            self.lose(out);
        }
    }

    /// There must be room on the path.
    fn enter_name(&mut self, name: &[u8]) {
        self.enter_member(&Key::of(Name::at(name, 0)));
        self.expected = Expected::Value;
        self.state = State::Colon(0);
    }

    fn read_colon(&mut self, before: usize, input: &[u8], out: &mut Vec<u8>) -> usize {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let blanks = input.iter().take(MAX_BEFORE_COLON + 1 - before).take_while(is_blank).count();
        self.held.extend_from_slice(&input[..blanks]);
        self.state = State::Colon(before + blanks);
        if before + blanks <= MAX_BEFORE_COLON {
            match input.get(blanks) {
                None => return blanks,
                Some(b':') => {
                    out.extend_from_slice(&self.held);
                    out.push(b':');
                    self.held.clear();
                    self.state = State::Between;
                    return blanks + 1;
                }
                Some(_) => {}
            }
        }
        self.lose(out);
        blanks
    }

    fn end_of_long_string(&mut self) {
        self.state = State::Between;
        if !self.takes_name() {
            self.end_of_value();
        } else if self.path.has_room() {
            self.enter_name(UNKNOWN);
        } else {
            self.state = State::Lost(Hiding::new(self.rule));
        }
    }

    fn allowed(&self) -> bool {
        self.path.allowed() || (self.pair_allowed && self.open == b"{")
    }

    fn read_word(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let length = input.iter().position(|byte| !is_word(*byte)).unwrap_or(input.len());
        let room = (MAX_NAME + 1).saturating_sub(self.held.len());
        let read = length.min(room);
        self.held.extend_from_slice(&input[..read]);
        if self.held.len() > MAX_NAME {
            self.lose(out);
        } else if length < input.len() {
            self.state = State::Between;
            let word = std::mem::take(&mut self.held);
            self.word(&word, out);
        }
        read
    }

    fn word(&mut self, word: &[u8], out: &mut Vec<u8>) {
        if !is_value(word) {
            self.held.clear();
            self.held.extend_from_slice(word);
            return self.lose(out);
        }
        if shows_word(word, self.allowed()) {
            out.extend_from_slice(word);
        } else {
            mask_word(word, self.rule, self.path.is_track(), out);
        }
        self.end_of_value();
    }

    /// Hides what is held and everything that comes.
    fn lose(&mut self, out: &mut Vec<u8>) {
        let mut hiding = Hiding::new(self.rule);
        hiding.lines(&self.held, out);
        self.held.clear();
        self.state = State::Lost(hiding);
    }
}

/// The place of the closing quote, if a string without escapes stands there that is not too long.
#[inline(always)]
fn end_of_plain_string(input: &[u8], quote: usize) -> Option<usize> {
    if input.get(quote) != Some(&b'"') {
        return None;
    }
    let end = scan::find2(input, quote + 1, b'"', b'\\')?;
    (input[end] == b'"' && end - quote <= MAX_VALUE).then_some(end)
}

/// The number or the one of three words that a text starts with, if something comes after it.
fn plain_word(text: &[u8]) -> Option<&[u8]> {
    let window = &text[..text.len().min(MAX_NAME + 1)];
    let length = window.iter().position(|byte| !is_word(*byte))?;
    Some(&text[..length]).filter(|word| is_value(word))
}

/// Whether a word is a number or one of the three that are values. Any word that starts like a number counts as one.
pub(super) fn is_value(word: &[u8]) -> bool {
    match word {
        b"true" | b"false" | b"null" => true,
        _ => matches!(word.first(), Some(b'-' | b'0'..=b'9')),
    }
}

/// Whether a word is shown that stands where values may be logged, or may not.
pub(super) fn shows_word(word: &[u8], allowed: bool) -> bool {
    word == b"null" || (allowed && (word.len() < MIN_DIGITS || !(holds_card(word) || is_long_with_exponent(word))))
}

/// Whether a number has the digits of a card number and an exponent, which moves the point between them.
fn is_long_with_exponent(word: &[u8]) -> bool {
    memchr2(b'e', b'E', word).is_some() && word.iter().filter(|byte| byte.is_ascii_digit()).count() >= MIN_DIGITS
}

/// Appends the content of a string as far as it may be shown.
pub(super) fn mask_string(text: &[u8], rule: Rule, allowed: bool, is_track: bool, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(text);
    let Some(length) = decode(&mut out[start..]) else {
        cut(out, start);
        return rule.hide(text, out);
    };
    cut(out, start + length);
    let has_escapes = length < text.len();
    if !allowed {
        rule.mask_from(is_track, out, start);
    } else if has_escapes {
        // The digits of an escape in the output, such as \u0007, could hide where a card number starts.
        mask_cards(out, start, rule);
    }
    if has_escapes {
        encode_from(out, start);
    }
}

/// A masked number is a string, so that the text stays JSON.
pub(super) fn mask_word(word: &[u8], rule: Rule, is_track: bool, out: &mut Vec<u8>) {
    out.push(b'"');
    rule.mask(is_track, word, out);
    out.push(b'"');
}

/// More white space between a name and its colon is not understood.
pub(super) const MAX_BEFORE_COLON: usize = 128;

/// Stands on the path for a name that is not shown; no name on the list ends so.
const UNKNOWN: &[u8] = b"_";

/// The place of the closing quote, if it is there, of a string whose content goes on from a place.
pub(super) fn end_of_string(text: &[u8], from: usize, escaped: &mut bool) -> Option<usize> {
    let mut at = from;
    loop {
        if *escaped && at < text.len() {
            *escaped = false;
            at += 1;
        }
        let found = scan::find2(text, at, b'"', b'\\')?;
        if text[found] == b'"' {
            return Some(found);
        }
        *escaped = true;
        at = found + 1;
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Takes the escapes out of a string and gives its new length, which is less if there are any; `None` if one of them is none.
fn decode(text: &mut [u8]) -> Option<usize> {
    let (mut read, mut written) = (0, 0);
    while let Some(byte) = text.get(read) {
        if *byte != b'\\' {
            text[written] = *byte;
            (read, written) = (read + 1, written + 1);
            continue;
        }
        let (character, length) = escape(&text[read + 1..])?;
        // No character is longer than its escape.
        written += character.encode_utf8(&mut text[written..read + length + 1]).len();
        read += 1 + length;
    }
    Some(written)
}

/// The character of an escape, and how many bytes that has after the backslash.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.first()? {
        kind @ (b'"' | b'\\' | b'/') => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(&text[1..]),
        _ => return None,
    };
    Some((character, 1))
}

fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let (high, rest) = four_digits(text)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 5));
    }
    let (low, _) = four_digits(rest.strip_prefix(b"\\u")?)?;
    let is_pair = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let code = 0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff);
    char::from_u32(code).filter(|_| is_pair).map(|character| (character, 11))
}

fn four_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<4>()?;
    let value = digits.iter().try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))?;
    Some((value, rest))
}

/// Escapes what can't stand in a string.
fn encode_from(out: &mut Vec<u8>, start: usize) {
    let special = |bytes: Bytes16| bytes.are(b'"') | bytes.are(b'\\') | bytes.are_between(0, 0x1f);
    if scan::find_in(out, start..out.len(), special).is_none() {
        return;
    }
    let plain = Zeroizing::new(out.split_off(start));
    for byte in plain.iter() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            other => out.push(*other),
        }
    }
}
