//! XML: SOAP messages, requestMessage and replyMessage, whole or cut.
//!
//! This reader is not a parser: it never refuses anything. What it doesn't understand, and everything after that, is
//! hidden.

use std::ops::Range;

use memchr::{memchr, memchr2};
use zeroize::Zeroizing;

use crate::crypto::vector::Bytes16;

use super::names::Vocabulary;
use super::nvp::Nvp;
use super::path::Path;
use super::rule::{is_plain_name, Hiding, Rule, MAX_NAME, MAX_VALUE};
use super::scan::{self, Key, Name};
use super::xml_elements::plain_elements;

/// Masks a stream of XML.
#[derive(Debug)]
pub(super) struct Xml {
    pub(super) rule: Rule,
    state: State,
    pub(super) path: Path,
    /// The names of the open elements as their tags have them, one after the other.
    tags: Vec<u8>,
    elements: Vec<Element>,
    text: Text,
    /// A tag, or the start of other markup, whose end has not come yet.
    markup: Zeroizing<Vec<u8>>,
    /// Whether it ends with the outermost element.
    once: bool,
    pub(super) ended: bool,
}

#[derive(Debug)]
struct Element {
    /// Where its name starts in `tags`.
    tag: usize,
    /// Text beside elements is no value.
    has_children: bool,
}

#[derive(Debug)]
enum State {
    Text,
    /// After a `<` that may be the start of anything.
    Markup,
    Tag(TagEnd),
    Comment(Closing),
    Instruction(Closing),
    CharacterData(Closing),
    Lost(Hiding),
}

impl Xml {
    /// All that comes is XML, or, if it is for `once`, one element and what stands before it.
    pub(super) fn new(rule: Rule, once: bool) -> Xml {
        Xml {
            rule,
            state: State::Text,
            path: Path::new(rule),
            tags: Vec::new(),
            elements: Vec::new(),
            text: Text::new(rule),
            markup: Zeroizing::default(),
            once,
            ended: false,
        }
    }

    /// Gives the number of bytes read, which are all unless it ends.
    pub(super) fn update(&mut self, text: &[u8], out: &mut Vec<u8>) -> usize {
        let mut input = text;
        while !input.is_empty() && !self.ended {
            let read = match &mut self.state {
                State::Text => self.read_text(input, out),
                State::Markup => self.read_markup(input[0], out),
                State::Tag(_) => self.read_tag(input, out),
                State::Comment(closing) => match closing.find(input) {
                    Ok(read) => {
                        self.aside(b"<!--xxxx-->", out);
                        read
                    }
                    Err(read) => read,
                },
                State::Instruction(_) => self.read_instruction(input, out),
                State::CharacterData(_) => self.read_character_data(input, out),
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
        self.text.end_of_characters();
        self.text.take_beside_elements(out);
        let mut hiding = Hiding::new(self.rule);
        match &self.state {
            State::Text | State::Lost(_) => {}
            State::Comment(_) => out.extend_from_slice(b"<!--xxxx"),
            State::Instruction(_) => out.extend_from_slice(b"<?xxxx"),
            State::CharacterData(_) => out.extend_from_slice(b"<![CDATA["),
            State::Markup | State::Tag(_) => hiding.lines(&self.markup, out),
        }
    }

    fn read_text(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        if self.text.is_untouched() {
            let read = plain_elements(self, input, out);
            if read > 0 {
                return read;
            }
        }
        let start = memchr(b'<', input).unwrap_or(input.len());
        self.text.push(&input[..start], out);
        let markup = &input[start..];
        if markup.is_empty() {
            return start;
        }
        self.text.end_of_characters();
        // Most often the whole tag is here, and need not be held.
        if !matches!(markup.get(1), None | Some(b'!' | b'?')) {
            if let Found::End(length) = TagEnd::default().find(markup) {
                if length <= MAX_VALUE {
                    self.tag(&markup[..length], out);
                    return start + length;
                }
            }
        }
        self.markup.clear();
        self.markup.push(b'<');
        self.state = State::Markup;
        start + 1
    }

    /// Reads byte by byte until it is clear what this is.
    fn read_markup(&mut self, byte: u8, out: &mut Vec<u8>) -> usize {
        self.markup.push(byte);
        let is_start_of = |whole: &[u8]| whole.starts_with(&self.markup);
        match self.markup.as_slice() {
            b"<?" => {
                self.markup.clear();
                self.state = State::Instruction(Closing::new(b'?', 1));
            }
            b"<!--" => self.state = State::Comment(Closing::new(b'-', 2)),
            b"<![CDATA[" => self.state = State::CharacterData(Closing::new(b']', 2)),
            [b'<', b'!', ..] if is_start_of(b"<!--") || is_start_of(b"<![CDATA[") => {}
            [b'<', b'!', ..] => self.lose(out),
            _ => {
                self.markup.pop();
                let mut end = TagEnd::default();
                end.find(b"<");
                self.state = State::Tag(end);
                return 0;
            }
        }
        1
    }

    fn read_tag(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let State::Tag(end) = &mut self.state else { return 0 };
        let (read, found) = match end.find(input) {
            Found::End(length) => (length, Some(true)),
            Found::Broken(length) => (length, Some(false)),
            Found::Nothing => (input.len(), None),
        };
        self.markup.extend_from_slice(&input[..read]);
        if found == Some(false) || self.markup.len() > MAX_VALUE {
            self.lose(out);
        } else if found == Some(true) {
            self.state = State::Text;
            let markup = std::mem::take(&mut self.markup);
            self.tag(&markup, out);
            self.markup = markup;
        }
        read
    }

    /// Of instructions only the XML declaration is shown.
    fn read_instruction(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let State::Instruction(closing) = &mut self.state else { return 0 };
        let found = closing.find(input);
        let (Ok(read) | Err(read)) = found;
        let room = (MAX_NAME + 1).saturating_sub(self.markup.len());
        self.markup.extend_from_slice(&input[..read.min(room)]);
        if found.is_ok() {
            let whole = std::mem::take(&mut self.markup);
            match whole.strip_suffix(b"?>").filter(|declaration| is_declaration(declaration)) {
                Some(declaration) => self.aside(&[b"<?", declaration, b"?>"].concat(), out),
                None => self.aside(b"<?xxxx?>", out),
            }
        }
        read
    }

    fn read_character_data(&mut self, input: &[u8], out: &mut Vec<u8>) -> usize {
        let State::CharacterData(closing) = &mut self.state else { return 0 };
        match closing.find(input) {
            Ok(read) => {
                self.text.push(&input[..read], out);
                self.text.end_of_character_data();
                self.state = State::Text;
                read
            }
            Err(read) => {
                self.text.push(&input[..read], out);
                read
            }
        }
    }

    /// A comment or an instruction. In the midst of a text it is left out, so that the text stays one value.
    fn aside(&mut self, shown: &[u8], out: &mut Vec<u8>) {
        if self.text.is_blank() {
            self.text.take_beside_elements(out);
            out.extend_from_slice(shown);
        } else {
            self.text.is_pieced = true;
        }
        self.state = State::Text;
    }

    fn tag(&mut self, tag: &[u8], out: &mut Vec<u8>) {
        let understood = if tag[1] == b'/' { self.end_tag(tag, out) } else { self.start_tag(tag, out) };
        if understood.is_none() {
            self.markup.clear();
            self.markup.extend_from_slice(tag);
            self.lose(out);
        }
    }

    /// Hides the markup in hand and everything after it.
    fn lose(&mut self, out: &mut Vec<u8>) {
        self.text.take_beside_elements(out);
        let mut hiding = Hiding::new(self.rule);
        hiding.lines(&self.markup, out);
        self.markup.clear();
        self.state = State::Lost(hiding);
    }

    fn start_tag(&mut self, tag: &[u8], out: &mut Vec<u8>) -> Option<()> {
        self.text.take_beside_elements(out);
        let name = Name::at(tag, 1);
        if !name.is_plain() || !name.starts_well() {
            return None;
        }
        let inside = &tag[name.end..tag.len() - 1];
        let attributes = inside.strip_suffix(b"/").unwrap_or(inside);
        let start = out.len();
        out.extend_from_slice(&tag[..name.end]);
        if !attributes.is_empty() && attributes_of(attributes, self.rule, out).is_none() {
            out.truncate(start);
            return None;
        }
        if attributes.len() < inside.len() {
            self.child_ended();
        } else if !self.open(&name) {
            out.truncate(start);
            return None;
        }
        out.extend_from_slice(&tag[name.end + attributes.len()..]);
        Some(())
    }

    /// Opens an element, if there is room.
    #[inline(never)]
    pub(super) fn open(&mut self, name: &Name) -> bool {
        if !self.path.enter(&Key::of(name.local())) {
            return false;
        }
        self.add_child();
        self.elements.push(Element { tag: self.tags.len(), has_children: false });
        self.tags.extend_from_slice(name.text());
        true
    }

    /// Notes that the innermost element has a child.
    #[inline(always)]
    fn add_child(&mut self) {
        if let Some(parent) = self.elements.last_mut() {
            parent.has_children = true;
        }
    }

    /// Notes that an element has ended: the innermost one has a child, or this was the outermost.
    #[inline(always)]
    pub(super) fn child_ended(&mut self) {
        self.add_child();
        self.ended = self.once && self.elements.is_empty();
    }

    /// The name of the innermost element, if it has children.
    #[inline(always)]
    pub(super) fn open_parent(&self) -> Option<&[u8]> {
        self.elements.last().filter(|element| element.has_children).map(|element| &self.tags[element.tag..])
    }

    /// Closes the innermost element.
    #[inline(always)]
    pub(super) fn close(&mut self) {
        if let Some(element) = self.elements.pop() {
            self.tags.truncate(element.tag);
            self.path.leave();
            self.ended = self.once && self.elements.is_empty();
        }
    }

    fn end_tag(&mut self, tag: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let name = tag[2..tag.len() - 1].trim_ascii_end();
        let element = self.elements.last().filter(|element| &self.tags[element.tag..] == name)?;
        if element.has_children {
            self.text.take_beside_elements(out);
        } else {
            self.text.take_value(&self.path, out);
        }
        out.extend_from_slice(tag);
        self.close();
        Some(())
    }
}

/// The text between two tags, decoded as far as it goes.
#[derive(Debug)]
struct Text {
    rule: Rule,
    content: Zeroizing<Vec<u8>>,
    /// Where the characters start that may hold references that are not decoded yet.
    encoded_from: usize,
    /// Whether there is more to it than characters as they stand: references, CDATA sections, or comments left out.
    is_pieced: bool,
    /// A reference can't be decoded: nothing of the text is shown.
    broken: bool,
    /// The rest of a text that is too long to be held.
    long: Option<Hiding>,
}

impl Text {
    fn new(rule: Rule) -> Text {
        Text { rule, content: Zeroizing::default(), encoded_from: 0, is_pieced: false, broken: false, long: None }
    }

    fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if let Some(hiding) = &mut self.long {
            return hiding.value(piece, out);
        }
        self.content.extend_from_slice(piece);
        if self.content.len() > MAX_VALUE {
            let mut hiding = Hiding::new(self.rule);
            hiding.value(&self.content, out);
            self.content.clear();
            self.long = Some(hiding);
        }
    }

    fn end_of_characters(&mut self) {
        if self.content.len() > self.encoded_from && memchr(b'&', &self.content[self.encoded_from..]).is_some() {
            self.is_pieced = true;
            match decode(&self.content[self.encoded_from..]) {
                Some(decoded) => {
                    self.content.truncate(self.encoded_from);
                    self.content.extend_from_slice(&decoded);
                }
                None => self.broken = true,
            }
        }
        self.encoded_from = self.content.len();
    }

    fn end_of_character_data(&mut self) {
        let content = self.content.len().saturating_sub(b"]]>".len());
        self.content.truncate(content);
        self.encoded_from = content;
        self.is_pieced = true;
    }

    /// Whether nothing of a text has come yet.
    fn is_untouched(&self) -> bool {
        self.content.is_empty() && self.long.is_none() && !self.broken
    }

    fn is_blank(&self) -> bool {
        scan::is_blank(&self.content)
    }

    fn clear(&mut self) {
        self.content.clear();
        self.encoded_from = 0;
        self.is_pieced = false;
        self.broken = false;
        self.long = None;
    }

    /// Text that is no element's value: white space stays, anything else is hidden.
    fn take_beside_elements(&mut self, out: &mut Vec<u8>) {
        if self.is_blank() {
            out.extend_from_slice(&self.content);
        } else {
            self.rule.hide(&self.content, out);
        }
        self.clear();
    }

    /// The value of an element that has no children.
    fn take_value(&mut self, path: &Path, out: &mut Vec<u8>) {
        if self.broken {
            self.rule.hide(&self.content, out);
        } else if !self.content.is_empty() {
            self.value(path, out);
        }
        self.clear();
    }

    fn value(&mut self, path: &Path, out: &mut Vec<u8>) {
        let start = out.len();
        if path.allowed() {
            out.extend_from_slice(&self.content);
        } else if path.is_pairs() {
            let mut pairs = Nvp::new(self.rule, Vocabulary::SimpleOrder);
            pairs.update(&self.content, out);
            pairs.finish(out);
        } else {
            self.rule.mask(path.is_track(), &self.content, out);
        }
        encode_text_from(out, start, self.is_pieced);
    }
}

/// Replaces what can't stand in XML text by references. The end of a CDATA section may not stand there (XML 1.0, section 2.4);
/// where it stood in the input as it is, the input was no XML.
fn encode_text_from(out: &mut Vec<u8>, start: usize, is_pieced: bool) {
    let ends_section = is_pieced && out[start..].windows(3).any(|part| part == b"]]>");
    if ends_section || memchr2(b'&', b'<', &out[start..]).is_some() {
        encode_from(out, start, if ends_section { b"&<>" } else { b"&<" });
    }
}

/// Replaces what can't stand in the value of an attribute by references.
fn encode_attribute_from(out: &mut Vec<u8>, start: usize) {
    if memchr2(b'&', b'<', &out[start..]).is_some() || memchr2(b'"', b'\'', &out[start..]).is_some() {
        encode_from(out, start, b"&<\"'");
    }
}

fn encode_from(out: &mut Vec<u8>, start: usize, special: &[u8]) {
    let plain = Zeroizing::new(out.split_off(start));
    for byte in plain.iter() {
        match byte {
            other if !special.contains(other) => out.push(*other),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            _ => out.extend_from_slice(b"&apos;"),
        }
    }
}

/// Decodes XML's own entities and character references; `None` if there is any other.
fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest) {
        decoded.extend_from_slice(&rest[..at]);
        let reference = &rest[at + 1..];
        // The longest one is &#x10FFFF;, some leading zeros aside.
        let end = memchr(b';', &reference[..reference.len().min(16)])?;
        let character = match &reference[..end] {
            b"amp" => '&',
            b"lt" => '<',
            b"gt" => '>',
            b"quot" => '"',
            b"apos" => '\'',
            [b'#', b'x', hex @ ..] => number(hex, 16)?,
            [b'#', decimal @ ..] => number(decimal, 10)?,
            _ => return None,
        };
        decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &reference[end + 1..];
    }
    decoded.extend_from_slice(rest);
    Some(decoded)
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let text = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
    u32::from_str_radix(text, radix).ok().and_then(char::from_u32)
}

/// Appends the attributes of a tag, masked; `None` if they can't be understood.
fn attributes_of(text: &[u8], rule: Rule, out: &mut Vec<u8>) -> Option<()> {
    let mut at = 0;
    loop {
        let start = after_space(text, at);
        out.extend_from_slice(&text[at..start]);
        if start == text.len() {
            return Some(());
        }
        let name = Name::at(text, start);
        if start == at || !name.is_plain() || !name.starts_well() {
            return None;
        }
        let equals = after_space(text, name.end);
        let quote_at = after_space(text, equals + 1);
        let quote = *text.get(quote_at).filter(|quote| matches!(quote, b'"' | b'\''))?;
        if text[equals] != b'=' {
            return None;
        }
        let end = scan::find(text, quote_at + 1, quote)?;
        out.extend_from_slice(name.text());
        out.extend_from_slice(&[b'=', quote]);
        attribute_value(&name, text, quote_at + 1..end, rule, out);
        out.push(quote);
        at = end + 1;
    }
}

/// The place of the first byte, from there on, that is no white space.
fn after_space(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn attribute_value(name: &Name, text: &[u8], value: Range<usize>, rule: Rule, out: &mut Vec<u8>) {
    let content = &text[value.clone()];
    if attribute_shown(name, text, value) {
        return out.extend_from_slice(content);
    }
    let start = out.len();
    match decode(content) {
        Some(decoded) => rule.mask(false, &decoded, out),
        None => rule.hide(content, out),
    }
    encode_attribute_from(out, start);
}

/// Whether the value of an attribute may be logged.
pub(super) fn attribute_shown(name: &Name, text: &[u8], value: Range<usize>) -> bool {
    let content = &text[value.clone()];
    match name.local().text() {
        b"run" => matches!(content, b"true" | b"false" | b"1" | b"0"),
        b"id" | b"Id" | b"ID" => is_plain_name(content),
        _ if name.text() == b"xmlns" || name.text().starts_with(b"xmlns:") => is_address(text, value),
        _ => false,
    }
}

/// A namespace: visible characters, no references.
fn is_address(text: &[u8], value: Range<usize>) -> bool {
    let odd = |bytes: Bytes16| {
        let unseen = bytes.are_between(0, b' ') | bytes.are_between(0x7f, 0xff);
        unseen | bytes.are(b'&') | bytes.are(b'<') | bytes.are(b'>')
    };
    value.len() <= 2 * MAX_NAME && scan::find_in(text, value, odd).is_none()
}

/// `xml version="1.0" encoding="UTF-8"`
fn is_declaration(text: &[u8]) -> bool {
    let Some(attributes) = text.strip_prefix(b"xml ").filter(|_| text.len() <= MAX_NAME) else { return false };
    let mut parts = attributes.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    parts.all(|part| {
        let value = [&b"version="[..], b"encoding=", b"standalone="].iter().find_map(|name| part.strip_prefix(*name));
        match value {
            Some([b'"', value @ .., b'"'] | [b'\'', value @ .., b'\'']) => is_plain_name(value),
            _ => false,
        }
    })
}

/// Looks for the end of a tag, in pieces.
#[derive(Debug, Default)]
struct TagEnd {
    begun: bool,
    quote: Option<u8>,
}

enum Found {
    /// The tag ends after so many bytes.
    End(usize),
    /// The last of so many bytes can't stand in a tag.
    Broken(usize),
    Nothing,
}

impl TagEnd {
    fn find(&mut self, piece: &[u8]) -> Found {
        let mut at = 0;
        while at < piece.len() {
            if let Some(quote) = self.quote {
                match scan::find2(piece, at, quote, b'<') {
                    None => return Found::Nothing,
                    Some(found) if piece[found] == b'<' => return Found::Broken(found + 1),
                    Some(found) => at = found + 1,
                }
                self.quote = None;
                continue;
            }
            if !self.begun {
                self.begun = true;
                at += 1;
                continue;
            }
            let special = |bytes: Bytes16| bytes.are(b'>') | bytes.are(b'"') | bytes.are(b'\'') | bytes.are(b'<');
            let Some(found) = scan::find_lanes(piece, at, special) else { return Found::Nothing };
            at = found + 1;
            match piece[at - 1] {
                b'>' => return Found::End(at),
                b'<' => return Found::Broken(at),
                quote => self.quote = Some(quote),
            }
        }
        Found::Nothing
    }
}

/// Looks for a `>` after one or two of another character, in pieces.
#[derive(Debug)]
struct Closing {
    character: u8,
    needed: usize,
    /// How many of them stand at the end of what has passed.
    seen: usize,
}

impl Closing {
    fn new(character: u8, needed: usize) -> Closing {
        Closing { character, needed, seen: 0 }
    }

    /// The number of bytes to read: `Ok` up to the end of the markup, `Err` if it is still to come.
    fn find(&mut self, piece: &[u8]) -> Result<usize, usize> {
        let mut from = 0;
        while let Some(found) = memchr(b'>', &piece[from..]) {
            let end = from + found;
            self.pass(&piece[from..end]);
            if self.seen >= self.needed {
                return Ok(end + 1);
            }
            self.seen = 0;
            from = end + 1;
        }
        self.pass(&piece[from..]);
        Err(piece.len())
    }

    fn pass(&mut self, piece: &[u8]) {
        let at_end = piece.iter().rev().take_while(|byte| **byte == self.character).count();
        self.seen = if at_end == piece.len() { self.seen + at_end } else { at_end };
    }
}
