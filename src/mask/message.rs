//! Where a message starts in a text, and who reads on.

use super::names::name_length;
use super::rule::MAX_NAME;

/// How far a reader came.
pub(super) struct Step {
    /// The bytes it has done with; it wants to see the rest again when more has come.
    pub(super) read: usize,
    /// Who reads on after them, if it is another one.
    pub(super) next: Option<Next>,
}

impl Step {
    pub(super) fn waits(read: usize) -> Step {
        Step { read, next: None }
    }

    pub(super) fn to(next: Next, read: usize) -> Step {
        Step { read, next: Some(next) }
    }
}

/// What comes in a text of unknown format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Free text, at the start of a line or in one.
    Prose {
        line_start: bool,
    },
    Pairs,
    Xml,
    /// JSON whose first bracket has been shown.
    Json(u8),
    /// What can't be understood.
    Lost,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Goes by the first character that is neither white space nor a byte order mark. Not more of the text is needed than a
/// name may have.
pub(super) fn first(text: &[u8], last: bool) -> Step {
    let mut start = text.trim_ascii_start();
    while let Some(rest) = start.strip_prefix(BYTE_ORDER_MARK) {
        start = rest.trim_ascii_start();
    }
    let blank = text.len() - start.len();
    let next = match start {
        [] => None,
        [b'<', ..] => Some(Next::Xml),
        [b'{', ..] => Some(Next::Json(b'{')),
        [b'[', list @ ..] => match starts_list(&list[..list.len().min(MAX_NAME)]) {
            None if list.len() <= MAX_NAME => None,
            Some(false) => Some(Next::Prose { line_start: true }),
            _ => Some(Next::Json(b'[')),
        },
        // UTF-16, in which nothing would be found.
        [0xfe | 0xff, ..] => Some(Next::Lost),
        _ if !last && BYTE_ORDER_MARK.starts_with(start) => None,
        _ => Some(Next::Prose { line_start: true }),
    };
    match next {
        None if last => Step::to(Next::Prose { line_start: false }, blank),
        None => Step::waits(blank),
        Some(next @ Next::Json(_)) => Step::to(next, blank + 1),
        Some(next) => Step::to(next, blank),
    }
}

/// Whether what comes after a bracket can be JSON, if that is clear: a number that is not followed by another value is
/// what stands in logs, a thread or a time.
fn starts_list(text: &[u8]) -> Option<bool> {
    let text = text.trim_ascii_start();
    if !text.first()?.is_ascii_digit() {
        return Some(true);
    }
    let is_number = |byte: &&u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
    let after = &text[text.iter().take_while(is_number).count()..];
    after.trim_ascii_start().first().map(|byte| *byte == b',')
}

/// A name and the blanks after it may have so many bytes.
const MAX_HEAD: usize = 8 * MAX_NAME;

/// Whether a line is a name-value pair, if that is clear.
pub(super) fn starts_pair(line: &[u8]) -> Option<bool> {
    let mut name = 0;
    while name < MAX_HEAD && name_length(&line[name..]) > 0 {
        name += name_length(&line[name..]);
    }
    if name == 0 {
        return if line.is_empty() { None } else { Some(false) };
    }
    let name = name.min(MAX_HEAD);
    let blanks = line[name..].iter().take(MAX_HEAD - name).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    line.get(name + blanks).map(|byte| *byte == b'=')
}

/// What comes after `<` in XML.
pub(super) fn starts_markup(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | b'/' | b'!' | b'?' | 0x80..)
}

/// What comes after a bracket in JSON; a number in brackets is what stands in logs, a thread or a time.
pub(super) fn starts_content(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'[')
}
