//! Free text up to where a message starts in it.

use zeroize::Zeroizing;

use crate::crypto::vector::{Bytes16, Lanes};

use super::rule::MAX_NAME;
use super::scan::{self, name_length};

/// A name and the blanks after it may have so many bytes.
const MAX_HEAD: usize = 8 * MAX_NAME;

/// Which message starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    Xml,
    /// With the bracket if it is in the output already.
    Json(Option<u8>),
    Pairs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    LineStart,
    InLine,
    Name,
    BlanksAfterName,
    /// After `<`, which is not in the output yet.
    Angle,
    /// After a `{` or `[` and white space; whether a line ended in that.
    Bracket(u8, bool),
}

/// Lets free text pass and looks for the start of a message.
#[derive(Debug)]
pub(super) struct Prose {
    state: State,
    /// What may be the start of a message.
    pub(super) held: Zeroizing<Vec<u8>>,
}

impl Prose {
    pub(super) fn new() -> Prose {
        Prose { state: State::LineStart, held: Zeroizing::default() }
    }

    /// After a message, where no line starts.
    pub(super) fn in_line() -> Prose {
        Prose { state: State::InLine, held: Zeroizing::default() }
    }

    /// Gives the message that starts after so many bytes; what is held is part of it.
    pub(super) fn update(&mut self, input: &[u8], out: &mut Vec<u8>) -> Option<(Message, usize)> {
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            if matches!(self.state, State::LineStart | State::Name) {
                let length = self.name(&input[at..], out);
                at += length;
                if length > 0 {
                    continue;
                }
            }
            match (self.state, byte) {
                (State::InLine, _) => {
                    let found = scan::find_lanes(input, at, special).unwrap_or(input.len());
                    out.extend_from_slice(&input[at..found]);
                    at = found;
                    if at == input.len() {
                        return None;
                    }
                    if let Some(message) = message_at(&input[at..]) {
                        return Some((message, at));
                    }
                    match input[at] {
                        b'<' => {
                            self.held.push(b'<');
                            self.state = State::Angle;
                        }
                        bracket => {
                            out.push(bracket);
                            self.state = match bracket {
                                b'{' | b'[' => State::Bracket(bracket, false),
                                _ => State::LineStart,
                            };
                        }
                    }
                }
                (State::LineStart, byte) if byte.is_ascii_whitespace() => out.push(byte),
                (State::Name | State::BlanksAfterName, b' ' | b'\t') if self.held.len() < MAX_HEAD => {
                    self.held.push(byte);
                    self.state = State::BlanksAfterName;
                }
                (State::Name | State::BlanksAfterName, b'=') => return Some((Message::Pairs, at)),
                (State::Angle, byte) if starts_markup(byte) => return Some((Message::Xml, at)),
                (State::Bracket(bracket, _), byte) if starts_content(byte) => {
                    return Some((Message::Json(Some(bracket)), at));
                }
                (State::Bracket(bracket, ended), byte) if byte.is_ascii_whitespace() => {
                    out.push(byte);
                    self.state = State::Bracket(bracket, ended || matches!(byte, b'\n' | b'\r'));
                }
                (state, _) => {
                    out.append(&mut self.held);
                    let at_start = matches!(state, State::Bracket(_, true)) && name_length(&[byte]) == 1;
                    self.state = if at_start { State::LineStart } else { State::InLine };
                    continue;
                }
            }
            at += 1;
        }
        None
    }

    /// Reads the name that a line starts with and gives its length. The name is held, as far as there is room, unless it is
    /// clear that no pair starts here.
    fn name(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let length = name_length(input).min(MAX_HEAD - self.held.len());
        let is_prose = length <= MAX_NAME && !matches!(input.get(length), None | Some(b' ' | b'\t' | b'='));
        if length > 0 && is_prose && self.held.is_empty() {
            out.extend_from_slice(&input[..length]);
            self.state = State::InLine;
        } else if length > 0 {
            self.held.extend_from_slice(&input[..length]);
            self.state = State::Name;
        }
        length
    }
}

/// The message that starts there, if enough of it is here to know.
pub(super) fn message_at(text: &[u8]) -> Option<Message> {
    match text {
        [b'<', next, ..] if starts_markup(*next) => Some(Message::Xml),
        [b'{' | b'[', rest @ ..] => {
            let content = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))?;
            starts_content(*content).then_some(Message::Json(None))
        }
        _ => None,
    }
}

/// What comes after `<` in XML.
fn starts_markup(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | b'/' | b'!' | b'?' | 0x80..)
}

/// What comes after a bracket in JSON; a number in brackets is what stands in logs, a thread or a time.
fn starts_content(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'[')
}

/// What may stand before a message.
#[inline(always)]
fn special(bytes: Bytes16) -> Lanes {
    // Both opening brackets become the same one.
    bytes.folded().are(b'{') | bytes.are(b'<') | bytes.are(b'\n') | bytes.are(b'\r')
}
