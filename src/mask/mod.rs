//! What may be logged: messages with everything masked that is not on the list of names that CyberSource's kits log.
//!
//! The default rule is that of the kits: a value that is not on the list keeps its length, and of 10 to 15 characters
//! the first and last two, of 16 and more the first and last four; track data show nothing. Card numbers that stand
//! anywhere else, in a value that is on the list, in a name or in free text, are masked too: a candidate is a maximal
//! run of digits with single spaces or hyphens between, masked if it has 13 to 19 digits and passes the Luhn check. In
//! any other run each window of whole groups that has 13 to 19 digits and passes is masked; a group of 20 or more digits
//! stays. Of a value that holds a line break, a `=` or a card number beside other things nothing is shown.
//!
//! Masking never fails on a content. What can't be understood (an XML tag that is broken, JSON that is none, lines
//! without a name, values cut off at the end of the input) is hidden, and so are values of more than 64 KiB and what is
//! nested deeper than 64 levels.

mod cards;
mod edit;
mod json;
mod json_members;
mod names;
mod nvp;
mod path;
mod prose;
mod rule;
mod scan;
mod table;
mod xml;
mod xml_elements;

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::options::Options;

use self::cards::CardFilter;
use self::json::Json;
use self::names::Vocabulary;
use self::nvp::{name_of, Nvp};
use self::prose::{message_at, Message, Prose};
use self::rule::{Hiding, Rule, MAX_NAME};
use self::scan::name_length;
use self::xml::Xml;

/// Masks a whole text.
///
/// The options are a JSON object:
/// * `format`: `auto` (default), `nvp`, `scmp`, `xml`, `json` or `text`. `auto` goes by the first character that is not
///   white space: `<` is XML, `{` and `[` are JSON, if it is no number alone that stands in the brackets; a text that
///   starts like `name=value` is a list of name-value pairs in the names of either API; anything else is free text, in
///   which only card numbers are masked, up to the first tag, the first bracket that starts JSON or the first line that
///   starts like a pair. An XML element or a JSON object that has ended is followed by free text again; pairs go on to
///   the end, and so does what can't be understood.
/// * `rule`: `sdk` (default) is the rule of CyberSource's kits. Under `strict` every hidden value becomes `xxxx`,
///   whatever its length (an empty one stays empty), and personal data and authentication values that the kits log are
///   hidden too.
pub fn mask_text(text: &[u8], options_json: &[u8]) -> Result<Vec<u8>> {
    let mut masked = Vec::new();
    mask_text_into(text, options_json, &mut masked)?;
    Ok(masked)
}

/// The same, appended to what the caller has.
pub fn mask_text_into(text: &[u8], options_json: &[u8], masked: &mut Vec<u8>) -> Result<()> {
    let mut stream = MaskStream::new(options_json)?;
    stream.update_into(text, masked)?;
    stream.finish_into(masked)
}

/// Masks a text that comes in pieces. The result does not depend on where the pieces end.
///
/// Less than 256 KiB are held back, however long the text is.
#[derive(Debug)]
pub struct MaskStream {
    rule: Rule,
    reader: Reader,
    cards: CardFilter,
    /// Readers whose message has ended, for the next one.
    idle_xml: Option<Box<Xml>>,
    idle_json: Option<Box<Json>>,
    /// What may be the start of a card number.
    pending: Zeroizing<Vec<u8>>,
}

/// Reads one format.
#[derive(Debug)]
enum Reader {
    /// The first bytes, from which the format is not clear yet.
    Start(Zeroizing<Vec<u8>>),
    Text,
    /// Free text in which a message may start.
    Prose(Prose),
    Nvp(Nvp),
    Xml(Box<Xml>),
    Json(Box<Json>),
    /// Not a text that can be read.
    Unreadable(Hiding),
}

impl MaskStream {
    /// Starts a text; the options are those of [`mask_text`].
    pub fn new(options_json: &[u8]) -> Result<MaskStream> {
        let mut options = Options::parse(options_json)?;
        let rule = match options.string("rule")?.as_deref() {
            None | Some("sdk") => Rule::Sdk,
            Some("strict") => Rule::Strict,
            Some(_) => return Err(options.refuse("rule", "must be sdk or strict")),
        };
        let reader = match options.string("format")?.as_deref() {
            None | Some("auto") => Reader::Start(Zeroizing::default()),
            Some("nvp") => Reader::Nvp(Nvp::new(rule, Vocabulary::SimpleOrder)),
            Some("scmp") => Reader::Nvp(Nvp::new(rule, Vocabulary::Scmp)),
            Some("xml") => Reader::Xml(Box::new(Xml::new(rule, false))),
            Some("json") => Reader::Json(Box::new(Json::new(rule, false))),
            Some("text") => Reader::Text,
            Some(_) => return Err(options.refuse("format", "must be auto, nvp, scmp, xml, json or text")),
        };
        options.finish()?;
        let cards = CardFilter::new(rule);
        Ok(MaskStream { rule, reader, cards, idle_xml: None, idle_json: None, pending: Zeroizing::default() })
    }

    /// Takes the next piece and gives what is masked by now.
    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.update_into(input, &mut out)?;
        Ok(out)
    }

    /// The same, appended to what the caller has.
    pub fn update_into(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        out.try_reserve(self.pending.len() + input.len() + input.len() / 8).map_err(|_| no_memory())?;
        out.extend_from_slice(&self.pending);
        self.read(input, out);
        let done = self.cards.mask(out, start, false);
        self.pending.clear();
        self.pending.extend_from_slice(&out[done..]);
        out.truncate(done);
        Ok(())
    }

    /// Ends the text and gives the rest.
    pub fn finish(self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.finish_into(&mut out)?;
        Ok(out)
    }

    /// The same, appended to what the caller has.
    pub fn finish_into(mut self, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        out.try_reserve(self.pending.len()).map_err(|_| no_memory())?;
        out.extend_from_slice(&self.pending);
        if let Reader::Start(held) = &mut self.reader {
            out.append(held);
        }
        match &mut self.reader {
            Reader::Nvp(nvp) => nvp.finish(out),
            Reader::Xml(xml) => xml.finish(out),
            Reader::Json(json) => json.finish(out),
            Reader::Prose(prose) => out.append(&mut prose.held),
            Reader::Start(_) | Reader::Text | Reader::Unreadable(_) => {}
        }
        self.cards.mask(out, start, true);
        Ok(())
    }

    fn read(&mut self, input: &[u8], out: &mut Vec<u8>) {
        let mut rest = input;
        while let Some(read) = self.read_part(rest, out) {
            rest = &rest[read..];
        }
    }

    /// Gives the number of bytes after which another reader goes on, if one does.
    fn read_part(&mut self, input: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        match &mut self.reader {
            Reader::Start(held) if held.is_empty() => self.detect(input, out),
            Reader::Start(held) => {
                held.extend_from_slice(input);
                let start = std::mem::take(held);
                self.detect(&start, out);
            }
            Reader::Text => out.extend_from_slice(input),
            Reader::Prose(prose) => {
                let (message, read) = prose.update(input, out)?;
                let held = std::mem::take(&mut prose.held);
                self.start_message(message, &held, out);
                return Some(read);
            }
            Reader::Nvp(nvp) => nvp.update(input, out),
            Reader::Xml(xml) => {
                let read = xml.update(input, out);
                if xml.ended {
                    return Some(read + self.end_message(&input[read..], out));
                }
            }
            Reader::Json(json) => {
                let read = json.update(input, out);
                if json.ended {
                    return Some(read + self.end_message(&input[read..], out));
                }
            }
            Reader::Unreadable(hiding) => hiding.lines(input, out),
        }
        None
    }

    /// Goes over from free text to a message whose first bytes are held.
    fn start_message(&mut self, message: Message, held: &[u8], out: &mut Vec<u8>) {
        self.reader = match message {
            Message::Xml => self.xml(),
            Message::Pairs => Reader::Nvp(Nvp::new(self.rule, Vocabulary::Both)),
            Message::Json(_) => self.json(),
        };
        match message {
            // The bracket has been shown with the text before.
            Message::Json(Some(bracket)) => self.read_part(&[bracket], &mut Vec::new()),
            _ => self.read_part(held, out),
        };
    }

    /// Goes over from a message to free text, or to the next message if that follows at once; gives the number of bytes
    /// between them.
    fn end_message(&mut self, rest: &[u8], out: &mut Vec<u8>) -> usize {
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let next = message_at(&rest[blank..]);
        match (&next, &mut self.reader) {
            (Some(Message::Json(_)), Reader::Json(json)) => json.ended = false,
            (Some(Message::Xml), Reader::Xml(xml)) => xml.ended = false,
            _ => self.end_reader(&next),
        }
        if next.is_none() {
            return 0;
        }
        out.extend_from_slice(&rest[..blank]);
        blank
    }

    fn end_reader(&mut self, next: &Option<Message>) {
        match std::mem::replace(&mut self.reader, Reader::Prose(Prose::in_line())) {
            Reader::Xml(xml) => self.idle_xml = Some(xml),
            Reader::Json(json) => self.idle_json = Some(json),
            _ => {}
        }
        match next {
            Some(Message::Xml) => self.reader = self.xml(),
            Some(_) => self.reader = self.json(),
            None => {}
        }
    }

    fn xml(&mut self) -> Reader {
        let mut xml = self.idle_xml.take().unwrap_or_else(|| Box::new(Xml::new(self.rule, true)));
        xml.ended = false;
        Reader::Xml(xml)
    }

    fn json(&mut self) -> Reader {
        let mut json = self.idle_json.take().unwrap_or_else(|| Box::new(Json::new(self.rule, true)));
        json.ended = false;
        Reader::Json(json)
    }

    fn detect(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let mut start = text.trim_ascii_start();
        while let Some(rest) = start.strip_prefix(BYTE_ORDER_MARK) {
            start = rest.trim_ascii_start();
        }
        out.extend_from_slice(&text[..text.len() - start.len()]);
        match self.reader_for(start) {
            Some(reader) => {
                self.reader = reader;
                self.read(start, out);
            }
            None => self.reader = Reader::Start(Zeroizing::new(start.to_vec())),
        }
    }

    /// `None` if more of the text is needed, at most as much as a name may have.
    fn reader_for(&mut self, start: &[u8]) -> Option<Reader> {
        Some(match start.first()? {
            b'<' => self.xml(),
            b'[' => match starts_list(&start[1..]) {
                None if start.len() <= MAX_NAME => return None,
                Some(false) => Reader::Prose(Prose::new()),
                _ => self.json(),
            },
            b'{' => self.json(),
            // UTF-16, in which nothing would be found.
            0xfe | 0xff => Reader::Unreadable(Hiding::new(self.rule)),
            _ if name_of(start).is_some() => Reader::Nvp(Nvp::new(self.rule, Vocabulary::Both)),
            0xef if BYTE_ORDER_MARK.starts_with(start) => return None,
            _ if start.len() <= MAX_NAME && name_length(start) == start.len() => return None,
            _ => Reader::Prose(Prose::new()),
        })
    }
}

/// Whether what comes after a bracket can be JSON, if that is clear: a number that is not followed by another value is
/// what stands in logs, a thread or a time.
fn starts_list(text: &[u8]) -> Option<bool> {
    let text = text.trim_ascii_start();
    if !text.first()?.is_ascii_digit() {
        return Some(true);
    }
    let is_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
    let after = &text[text.iter().take_while(|byte| is_number(byte)).count()..];
    after.trim_ascii_start().first().map(|byte| *byte == b',')
}

fn no_memory() -> Error {
    Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the masked text")
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
