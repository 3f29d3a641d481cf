//! Free text up to where a message starts in it.

use super::cards::CardFilter;
use super::message::{starts_content, starts_markup, starts_pair, Next, Step};
use super::names::name_length;
use super::output::Output;
use super::rule::Rule;

/// Lets free text pass but its card numbers, and looks for the start of a message.
#[derive(Debug)]
pub(super) struct Prose {
    place: Place,
    cards: CardFilter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    LineStart,
    InLine,
    /// After a `{` or `[` and white space; whether a line ended in that.
    Bracket(u8, bool),
}

impl Prose {
    pub(super) fn new(line_start: bool, rule: Rule) -> Prose {
        Prose { place: if line_start { Place::LineStart } else { Place::InLine }, cards: CardFilter::new(rule) }
    }

    pub(super) fn read(&mut self, text: &[u8], last: bool, out: &mut Output) -> Step {
        let (at, next) = self.message(text, last);
        // What waits at a place where a message may start is no part of a card number before it.
        let ends = last || at < text.len();
        let shown = self.cards.read(&text[..at], ends, out.bytes);
        Step { read: shown, next }
    }

    /// The place where a message starts or may start, or the end of the text.
    fn message(&mut self, text: &[u8], last: bool) -> (usize, Option<Next>) {
        let mut at = 0;
        loop {
            let blanks = text[at..].iter().take_while(|byte| byte.is_ascii_whitespace());
            match self.place {
                Place::LineStart => {
                    at += blanks.count();
                    match starts_pair(&text[at..]) {
                        Some(true) => return (at, Some(Next::Pairs)),
                        None if !last => return (at, None),
                        _ => self.place = Place::InLine,
                    }
                }
                Place::InLine => {
                    let Some(found) = text[at..].iter().position(|byte| b"<{[\n\r".contains(byte)) else {
                        return (text.len(), None);
                    };
                    at += found;
                    match (text[at], text.get(at + 1)) {
                        (b'<', Some(next)) if starts_markup(*next) => return (at, Some(Next::Xml)),
                        (b'<', None) if !last => return (at, None),
                        (b'<', _) => {}
                        (bracket @ (b'{' | b'['), _) => self.place = Place::Bracket(bracket, false),
                        _ => self.place = Place::LineStart,
                    }
                    at += 1;
                }
                Place::Bracket(bracket, ended) => {
                    let ended = ended || blanks.clone().any(|byte| matches!(byte, b'\n' | b'\r'));
                    at += blanks.count();
                    match text.get(at) {
                        Some(byte) if starts_content(*byte) => return (at, Some(Next::Json(bracket))),
                        Some(byte) if ended && name_length(&[*byte]) == 1 => self.place = Place::LineStart,
                        Some(_) => self.place = Place::InLine,
                        None => {
                            self.place = Place::Bracket(bracket, ended);
                            return (at, None);
                        }
                    }
                }
            }
        }
    }
}
