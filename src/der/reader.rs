//! A reader of DER, and of the BER that key files really hold.
//!
//! Every length is checked against what is there; indefinite lengths and constructed strings are read (Firefox and old
//! Java tools write them), lengths need not be minimal. Nothing here recurses without a limit.

use std::borrow::Cow;

use crate::error::{Error, Result, CYBSIGN_E_DER};

/// The identifier octets that the formats here use.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// UTF8String.
    pub const UTF8_STRING: u8 = 0x0c;
    /// NumericString.
    pub const NUMERIC_STRING: u8 = 0x12;
    /// PrintableString.
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// TeletexString, which in practice holds ISO 8859-1.
    pub const T61_STRING: u8 = 0x14;
    /// IA5String.
    pub const IA5_STRING: u8 = 0x16;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// VisibleString.
    pub const VISIBLE_STRING: u8 = 0x1a;
    /// UniversalString: UTF-32, big-endian.
    pub const UNIVERSAL_STRING: u8 = 0x1c;
    /// BMPString: UTF-16, big-endian.
    pub const BMP_STRING: u8 = 0x1e;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;
    /// The bit that says that the content is made of elements.
    pub const CONSTRUCTED: u8 = 0x20;

    /// `[n]`, primitive.
    pub const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[n]`, constructed.
    pub const fn explicit(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Deeper nesting of indefinite lengths or constructed strings is refused.
const MAX_DEPTH: usize = 32;

/// Reads one element after another.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    /// Where `data` starts in the input as a whole.
    base: usize,
}

/// One element: a tag and its content.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// The first identifier octet: class, constructed bit, number.
    pub tag: u8,
    /// The content.
    pub body: &'a [u8],
    /// The element as a whole, with its tag and length.
    pub raw: &'a [u8],
    /// Where the element starts in the input.
    pub offset: usize,
    body_offset: usize,
}

/// The error for a structure that breaks at this offset.
pub fn broken(offset: usize, what: &str) -> Error {
    Error::new(CYBSIGN_E_DER, format!("the DER structure breaks at byte {offset}: {what}")).with("offset", offset)
}

impl<'a> Reader<'a> {
    /// A reader of these bytes.
    pub fn new(data: &'a [u8]) -> Reader<'a> {
        Reader { data, at: 0, base: 0 }
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.at >= self.data.len()
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.data.get(self.at..).unwrap_or_default()
    }

    /// The offset in the input of what comes next.
    pub fn offset(&self) -> usize {
        self.base.saturating_add(self.at)
    }

    /// The identifier octet of the next element.
    pub fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    /// The next element, whatever it is.
    pub fn element(&mut self) -> Result<Element<'a>> {
        let start = self.at;
        let header =
            read_header(self.data, start).ok_or_else(|| broken(self.offset(), "an element is cut or broken"))?;
        let (body_end, end) = match header.length {
            Some(length) => {
                let end = header.body.checked_add(length).filter(|end| *end <= self.data.len());
                let end = end.ok_or_else(|| broken(self.offset(), "an element is longer than what holds it"))?;
                (end, end)
            }
            None => {
                let end = end_of_contents(self.data, header.body)
                    .ok_or_else(|| broken(self.offset(), "an indefinite length has no end"))?;
                (end, end + 2)
            }
        };
        self.at = end;
        Ok(Element {
            tag: header.tag,
            body: &self.data[header.body..body_end],
            raw: &self.data[start..end],
            offset: self.base.saturating_add(start),
            body_offset: self.base.saturating_add(header.body),
        })
    }

    /// The next element, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<Element<'a>> {
        if self.peek() != Some(tag) {
            return Err(broken(self.offset(), &format!("expected tag {tag:#04x}")));
        }
        self.element()
    }

    /// The next element if it has this tag.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.peek() == Some(tag) {
            self.element().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Enters a SEQUENCE.
    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        Ok(self.expect(tag::SEQUENCE)?.children())
    }

    /// Refuses anything that is left.
    pub fn finish(&self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(broken(self.offset(), "there is more than there should be"))
        }
    }
}

impl<'a> Element<'a> {
    /// A reader of the content.
    pub fn children(&self) -> Reader<'a> {
        Reader { data: self.body, at: 0, base: self.body_offset }
    }

    /// The bytes of an OCTET STRING, or of an implicitly tagged one; the parts of a constructed one are joined.
    pub fn octets(&self) -> Result<Cow<'a, [u8]>> {
        if self.tag & tag::CONSTRUCTED == 0 {
            return Ok(Cow::Borrowed(self.body));
        }
        // With all its room from the start, so that no copy of a content is left behind by growing.
        let mut joined = Vec::with_capacity(self.body.len());
        // A stack of readers in place of recursion.
        let mut open = vec![self.children()];
        while let Some(reader) = open.last_mut() {
            if reader.is_empty() {
                open.pop();
                continue;
            }
            let part = reader.element()?;
            match part.tag {
                tag::OCTET_STRING => joined.extend_from_slice(part.body),
                0x24 if open.len() < MAX_DEPTH => open.push(part.children()),
                _ => return Err(broken(part.offset, "a constructed string holds something else")),
            }
        }
        Ok(Cow::Owned(joined))
    }

    /// A number from 0; one that does not fit is `u64::MAX`.
    pub fn unsigned(&self) -> Result<u64> {
        match self.body.first() {
            None => Err(broken(self.offset, "an INTEGER is empty")),
            Some(first) if first & 0x80 != 0 => Err(broken(self.offset, "an INTEGER is negative")),
            Some(_) => {
                let digits = strip_zeros(self.body);
                if digits.len() > 8 {
                    return Ok(u64::MAX);
                }
                Ok(digits.iter().fold(0, |sum, digit| sum << 8 | u64::from(*digit)))
            }
        }
    }
}

/// The magnitude of a non-negative INTEGER without the zeros in front.
pub fn strip_zeros(integer: &[u8]) -> &[u8] {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    &integer[zeros..]
}

struct Header {
    tag: u8,
    body: usize,
    /// `None` is the indefinite form.
    length: Option<usize>,
}

fn read_header(data: &[u8], start: usize) -> Option<Header> {
    let tag = *data.get(start)?;
    let mut at = start + 1;
    if tag & 0x1f == 0x1f {
        // A tag number over 30 stands in further octets; no format here uses one, so it is skipped.
        for count in 0.. {
            let more = data.get(at)? & 0x80 != 0;
            at += 1;
            if count > 4 {
                return None;
            }
            if !more {
                break;
            }
        }
    }
    let first = *data.get(at)?;
    at += 1;
    match first {
        0..=0x7f => Some(Header { tag, body: at, length: Some(usize::from(first)) }),
        0x80 => (tag & tag::CONSTRUCTED != 0).then_some(Header { tag, body: at, length: None }),
        _ => {
            let digits = data.get(at..at.checked_add(usize::from(first & 0x7f))?)?;
            let significant = strip_zeros(digits);
            if significant.len() > 4 {
                return None;
            }
            let length = significant.iter().fold(0u64, |sum, digit| sum << 8 | u64::from(*digit));
            Some(Header { tag, body: at + digits.len(), length: Some(usize::try_from(length).ok()?) })
        }
    }
}

/// Where the end-of-contents octets stand that end the indefinite length whose content starts here.
fn end_of_contents(data: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut depth = 1usize;
    loop {
        if data.get(at..at.checked_add(2)?)? == [0, 0] {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
            at += 2;
            continue;
        }
        let header = read_header(data, at)?;
        match header.length {
            Some(length) => at = header.body.checked_add(length)?,
            None => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return None;
                }
                at = header.body;
            }
        }
    }
}

/// Whether these bytes are whole elements, and so is everything inside the constructed ones.
pub fn is_well_formed(data: &[u8]) -> bool {
    let mut open = vec![Reader::new(data)];
    while let Some(reader) = open.last_mut() {
        if reader.is_empty() {
            open.pop();
            continue;
        }
        match reader.element() {
            Ok(element) if element.tag & tag::CONSTRUCTED == 0 => {
                // Text in two-byte units has an even length.
                if element.tag == tag::BMP_STRING && element.body.len() % 2 != 0 {
                    return false;
                }
            }
            Ok(element) if open.len() < MAX_DEPTH => open.push(element.children()),
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_checked() {
        assert!(Reader::new(&[0x30, 0x05, 0x02, 0x01]).element().is_err());
        assert!(Reader::new(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).element().is_err());
        assert!(Reader::new(&[0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]).element().is_err());
        assert!(Reader::new(&[0x30]).element().is_err());
        assert!(Reader::new(&[]).element().is_err());
        // Longer than need be is BER, and read.
        assert_eq!(Reader::new(&[0x04, 0x83, 0, 0, 1, 7]).element().unwrap().body, [7]);
    }

    #[test]
    fn indefinite_lengths_and_constructed_strings_are_joined() {
        let ber = [0x24, 0x80, 0x04, 1, 1, 0x24, 0x80, 0x04, 2, 2, 3, 0, 0, 0, 0, 0x05, 0x00];
        let mut reader = Reader::new(&ber);
        assert_eq!(&*reader.element().unwrap().octets().unwrap(), [1, 2, 3]);
        assert_eq!(reader.element().unwrap().tag, tag::NULL);
        assert!(reader.finish().is_ok());
        assert!(Reader::new(&ber[..13]).element().is_err());
    }

    #[test]
    fn nesting_has_a_limit() {
        let deep = [0x24, 0x80].repeat(100_000);
        assert!(Reader::new(&deep).element().is_err());
    }

    #[test]
    fn integers() {
        let number = |body: &'static [u8]| Element { tag: 2, body, raw: body, offset: 0, body_offset: 0 }.unsigned();
        assert_eq!(number(&[0x00, 0x80]).unwrap(), 128);
        assert_eq!(number(&[1, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap(), u64::MAX);
        assert!(number(&[0x80]).is_err());
        assert!(number(&[]).is_err());
    }
}
