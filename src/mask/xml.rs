//! XML: SOAP messages, requestMessage and replyMessage, whole or cut.
//!
//! This reader is not a parser: it never refuses anything. What it doesn't understand, and everything after that, is
//! hidden. It goes from tag to tag: what stands before a tag is one text, with the comments and sections in it.

use memchr::{memchr, memchr2, memmem};
use zeroize::Zeroizing;

use super::markup::{
    attributes, decode, encode_from, is_declaration, local_name, starts_well, Found, Inside, TagSearch, CHARACTER_DATA,
    COMMENT, INSTRUCTION,
};
use super::message::{Next, Step};
use super::names::{is_plain_name, name_length, Vocabulary};
use super::output::Output;
use super::pairs::Pairs;
use super::path::Path;
use super::rule::{Hiding, Rule, MAX_VALUE};

/// Masks XML.
#[derive(Debug)]
pub(super) struct Xml {
    path: Path,
    /// The names of the open elements as their tags have them, one after the other.
    tags: Vec<u8>,
    elements: Vec<Element>,
    search: TagSearch,
    /// The rest of a text that is too long to be held.
    long_text: Option<Hiding>,
    /// Whether it ends with the outermost element.
    once: bool,
}

#[derive(Debug)]
struct Element {
    /// Where its name starts in `tags`.
    tag: usize,
    /// Text beside elements is no value.
    has_children: bool,
}

impl Xml {
    /// All that comes is XML, or, if it is for `once`, one element and what stands before it.
    pub(super) fn new(rule: Rule, once: bool) -> Xml {
        let search = TagSearch::default();
        Xml { path: Path::new(rule), tags: Vec::new(), elements: Vec::new(), search, long_text: None, once }
    }

    pub(super) fn read(&mut self, text: &[u8], last: bool, out: &mut Output) -> Step {
        let mut at = 0;
        loop {
            let rest = &text[at..];
            match self.search.next(rest) {
                Found::Tag(tag) => {
                    if !self.tag(&rest[..tag.start], &rest[tag.clone()], out) {
                        return Step::to(Next::Lost, at + tag.start);
                    }
                    at += tag.end;
                    self.search = TagSearch::default();
                    if self.once && self.elements.is_empty() {
                        return Step::to(Next::Prose { line_start: false }, at);
                    }
                }
                Found::Broken(start) => {
                    self.text(&rest[..start], false, out);
                    return Step::to(Next::Lost, at + start);
                }
                Found::Nothing if last => {
                    self.cut_off(rest, out);
                    return Step::waits(text.len());
                }
                Found::Nothing => {
                    let before = self.search.before_tag();
                    if self.long_text.is_some() || before > MAX_VALUE {
                        out.hide_piece(&mut self.long_text, &rest[..before]);
                        self.search.skip(before);
                        at += before;
                    }
                    return Step::waits(at);
                }
            }
        }
    }

    /// What is cut off is hidden.
    fn cut_off(&mut self, rest: &[u8], out: &mut Output) {
        let (text, markup) = rest.split_at(match self.search.inside {
            Inside::CharacterData => rest.len(),
            _ => self.search.start_of_rest(),
        });
        self.text(text, false, out);
        match self.search.inside {
            Inside::Comment => out.raw(b"<!--xxxx"),
            Inside::Instruction => out.raw(b"<?xxxx"),
            Inside::CharacterData => out.raw(CHARACTER_DATA.0),
            Inside::Text | Inside::Tag | Inside::Quote(_) => Hiding::new(out.rule).lines(markup, out.bytes),
        }
    }

    /// A tag and the text before it; `false` if the tag can't be understood.
    fn tag(&mut self, text: &[u8], tag: &[u8], out: &mut Output) -> bool {
        let Some(name) = tag.strip_prefix(b"</") else {
            self.text(text, false, out);
            return self.start_tag(tag, out);
        };
        let name = name[..name.len() - 1].trim_ascii_end();
        let is_open = self.elements.last().is_some_and(|element| &self.tags[element.tag..] == name);
        let element = if is_open { self.elements.pop() } else { None };
        self.text(text, element.as_ref().is_some_and(|element| !element.has_children), out);
        let Some(element) = element else { return false };
        out.show(tag);
        self.tags.truncate(element.tag);
        self.path.leave();
        true
    }

    fn start_tag(&mut self, tag: &[u8], out: &mut Output) -> bool {
        let name = &tag[1..][..name_length(&tag[1..])];
        if !is_plain_name(name) || !starts_well(name) {
            return false;
        }
        let inside = &tag[name.len() + 1..tag.len() - 1];
        let without_slash = inside.strip_suffix(b"/").unwrap_or(inside);
        let start = out.bytes.len();
        out.show(&tag[..name.len() + 1]);
        let is_empty = without_slash.len() < inside.len();
        if attributes(without_slash, out).is_none() || !(is_empty || self.path.enter(local_name(name))) {
            out.bytes.truncate(start);
            return false;
        }
        out.raw(if is_empty { b"/>" } else { b">" });
        if let Some(parent) = self.elements.last_mut() {
            parent.has_children = true;
        }
        if !is_empty {
            self.elements.push(Element { tag: self.tags.len(), has_children: false });
            self.tags.extend_from_slice(name);
        }
        true
    }

    /// The text between two tags: the value of an element, or white space.
    fn text(&mut self, text: &[u8], is_value: bool, out: &mut Output) {
        if self.long_text.is_some() || text.len() > MAX_VALUE {
            out.hide_piece(&mut self.long_text, text);
            self.long_text = None;
        } else if memchr2(b'<', b'&', text).is_none() {
            self.content(text, is_value, false, out);
        } else {
            let content = Content::of(text, out);
            if content.is_broken {
                out.hide(&content.characters);
            } else {
                self.content(&content.characters, is_value, true, out);
            }
        }
    }

    fn content(&self, content: &[u8], is_value: bool, is_pieced: bool, out: &mut Output) {
        if !is_value && is_blank(content) {
            return out.raw(content);
        } else if !is_value {
            return out.hide(content);
        }
        let start = out.bytes.len();
        if self.path.allowed() {
            out.show(content);
        } else if self.path.is_pairs() {
            Pairs::new(Vocabulary::SimpleOrder).read(content, true, out);
        } else {
            out.mask(content, self.path.is_track());
        }
        // The end of a section may not stand in a text (XML 1.0, section 2.4); where it stood in the input as it is, the
        // input was no XML.
        let ends_section = is_pieced && memmem::find(&out.bytes[start..], CHARACTER_DATA.1).is_some();
        encode_from(out.bytes, start, if ends_section { b"&<>" } else { b"&<" });
    }
}

/// The characters of a text with references, sections, comments or instructions in it.
struct Content {
    characters: Zeroizing<Vec<u8>>,
    /// A reference can't be decoded: nothing of the text is shown.
    is_broken: bool,
}

impl Content {
    /// Comments and instructions at the start of a text go to the output; in the midst of it they are left out, so that the
    /// text stays one value.
    fn of(text: &[u8], out: &mut Output) -> Content {
        let mut content = Content { characters: Zeroizing::new(Vec::with_capacity(text.len())), is_broken: false };
        let mut rest = text;
        loop {
            let (characters, markup) = rest.split_at(memchr(b'<', rest).unwrap_or(rest.len()));
            match decode(characters) {
                Some(decoded) => content.characters.extend_from_slice(&decoded),
                None => {
                    content.characters.extend_from_slice(characters);
                    content.is_broken = true;
                }
            }
            if markup.is_empty() {
                return content;
            }
            rest = content.markup(markup, out);
        }
    }

    /// Gives what comes after the section, comment or instruction that a text starts with.
    fn markup<'a>(&mut self, text: &'a [u8], out: &mut Output) -> &'a [u8] {
        if let Some(section) = text.strip_prefix(CHARACTER_DATA.0) {
            // It is cut off where it has no end.
            let end = memmem::find(section, CHARACTER_DATA.1).unwrap_or(section.len());
            self.characters.extend_from_slice(&section[..end]);
            return &section[section.len().min(end + CHARACTER_DATA.1.len())..];
        }
        let is_comment = text.starts_with(COMMENT.0);
        let (start, end) = if is_comment { COMMENT } else { INSTRUCTION };
        let length = memmem::find(&text[start.len()..], end).map(|at| start.len() + at + end.len());
        let (whole, rest) = text.split_at(length.unwrap_or(text.len()));
        if is_blank(&self.characters) {
            out.raw(&self.characters);
            self.characters.clear();
            match whole {
                _ if is_comment => out.raw(b"<!--xxxx-->"),
                declaration if is_declaration(declaration) => out.show(declaration),
                _ => out.raw(b"<?xxxx?>"),
            }
        }
        rest
    }
}

/// Whether a text is white space; control characters count as such.
fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|byte| *byte <= b' ')
}
