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
//!
//! A text goes piece by piece through one buffer. A reader takes from its start what it can decide about, and the rest
//! waits for more.

mod cards;
mod escapes;
mod json;
mod markup;
mod message;
mod names;
mod output;
mod pairs;
mod path;
mod prose;
mod rule;
mod xml;

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::options::Options;

use self::cards::CardFilter;
use self::json::Json;
use self::message::{first, Next, Step};
use self::names::Vocabulary;
use self::output::Output;
use self::pairs::Pairs;
use self::prose::Prose;
use self::rule::{Hiding, Rule};
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

/// So much of a text is taken into the buffer at a time.
const PIECE: usize = 32 * 1024;

/// Masks a text that comes in pieces. The result does not depend on where the pieces end.
///
/// Less than 256 KiB are held back, however long the text is.
#[derive(Debug)]
pub struct MaskStream {
    rule: Rule,
    reader: Reader,
    /// What has come and is not decided about.
    held: Zeroizing<Vec<u8>>,
}

/// Reads one format.
#[derive(Debug)]
enum Reader {
    /// The format is not clear yet.
    First,
    /// Nothing but free text.
    Text(CardFilter),
    /// Free text in which a message may start.
    Prose(Prose),
    Pairs(Pairs),
    Xml(Xml),
    Json(Json),
    /// What can't be understood.
    Lost(Hiding),
}

impl Reader {
    fn of(next: Next, rule: Rule) -> Reader {
        match next {
            Next::Prose { line_start } => Reader::Prose(Prose::new(line_start, rule)),
            Next::Pairs => Reader::Pairs(Pairs::new(Vocabulary::Both)),
            Next::Xml => Reader::Xml(Xml::new(rule, true)),
            Next::Json(bracket) => Reader::Json(Json::after(bracket, rule)),
            Next::Lost => Reader::Lost(Hiding::new(rule)),
        }
    }

    /// Reads what a text starts with as far as that is clear. If it is the last of it, all of it is.
    fn read(&mut self, text: &[u8], last: bool, out: &mut Output) -> Step {
        match self {
            Reader::First => {
                let step = first(text, last);
                out.raw(&text[..step.read]);
                step
            }
            Reader::Text(cards) => Step::waits(cards.read(text, last, out.bytes)),
            Reader::Prose(prose) => prose.read(text, last, out),
            Reader::Pairs(pairs) => pairs.read(text, last, out),
            Reader::Xml(xml) => xml.read(text, last, out),
            Reader::Json(json) => json.read(text, last, out),
            Reader::Lost(hiding) => {
                hiding.lines(text, out.bytes);
                Step::waits(text.len())
            }
        }
    }
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
            None | Some("auto") => Reader::First,
            Some("nvp") => Reader::Pairs(Pairs::new(Vocabulary::SimpleOrder)),
            Some("scmp") => Reader::Pairs(Pairs::new(Vocabulary::Scmp)),
            Some("xml") => Reader::Xml(Xml::new(rule, false)),
            Some("json") => Reader::Json(Json::new(rule)),
            Some("text") => Reader::Text(CardFilter::new(rule)),
            Some(_) => return Err(options.refuse("format", "must be auto, nvp, scmp, xml, json or text")),
        };
        options.finish()?;
        Ok(MaskStream { rule, reader, held: Zeroizing::default() })
    }

    /// Takes the next piece and gives what is masked by now.
    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.update_into(input, &mut out)?;
        Ok(out)
    }

    /// The same, appended to what the caller has.
    pub fn update_into(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        out.try_reserve(self.held.len() + input.len() + input.len() / 8).map_err(|_| no_memory())?;
        for piece in input.chunks(PIECE) {
            if self.held.is_empty() {
                let read = self.read(piece, false, out);
                self.hold(&piece[read..])?;
            } else {
                self.hold(piece)?;
                self.read_held(false, out);
            }
        }
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
        out.try_reserve(self.held.len()).map_err(|_| no_memory())?;
        self.read_held(true, out);
        Ok(())
    }

    /// Appends a piece to what is held; a buffer that has become too small is wiped.
    fn hold(&mut self, piece: &[u8]) -> Result<()> {
        let length = self.held.len() + piece.len();
        if length > self.held.capacity() {
            let mut larger = Zeroizing::new(Vec::new());
            larger.try_reserve_exact(length.max(2 * self.held.capacity())).map_err(|_| no_memory())?;
            larger.extend_from_slice(&self.held);
            self.held = larger;
        }
        self.held.extend_from_slice(piece);
        Ok(())
    }

    fn read_held(&mut self, last: bool, out: &mut Vec<u8>) {
        let mut held = std::mem::take(&mut self.held);
        let read = self.read(&held, last, out);
        held.drain(..read);
        self.held = held;
    }

    /// Gives the number of bytes that are decided about.
    fn read(&mut self, text: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        let mut out = Output { rule: self.rule, bytes: out };
        let mut read = 0;
        loop {
            let step = self.reader.read(&text[read..], last, &mut out);
            read += step.read;
            let Some(next) = step.next else { return read };
            self.reader = Reader::of(next, self.rule);
        }
    }
}

fn no_memory() -> Error {
    Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the masked text")
}
