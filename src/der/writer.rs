//! A writer of DER (X.690, sections 10 and 11): lengths are minimal, a SET OF is in order.

use super::reader::{strip_zeros, tag, Reader};
use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT};
use crate::secret::SecretBuffer;
use crate::time::{civil_from_days, DAY};

/// Writes one element after another; wiped after use, since private keys are written too.
#[derive(Default)]
pub struct Writer {
    out: SecretBuffer,
}

impl Writer {
    /// A writer that has written nothing yet.
    pub fn new() -> Writer {
        Writer::default()
    }

    /// What was written.
    pub fn finish(self) -> SecretBuffer {
        self.out
    }

    /// An element that is DER already.
    pub fn raw(&mut self, element: &[u8]) {
        self.out.extend_from_slice(element);
    }

    /// An element with this identifier octet and this content.
    pub fn primitive(&mut self, tag: u8, content: &[u8]) {
        self.out.push(tag);
        push_length(content.len(), |octets| self.out.extend_from_slice(octets));
        self.out.extend_from_slice(content);
    }

    /// An element whose content is written in turn; gives what `content` gives.
    pub fn element<T>(&mut self, tag: u8, content: impl FnOnce(&mut Writer) -> T) -> T {
        let start = self.out.len();
        let result = content(self);
        self.enclose(tag, start);
        result
    }

    /// Puts identifier and length in front of what was written from here on. Apart, so that it stands in the library once and
    /// not for each content.
    fn enclose(&mut self, tag: u8, start: usize) {
        let len = self.out.len() - start;
        push_length(len, |octets| self.out.replace(start..start, octets));
        self.out.replace(start..start, &[tag]);
    }

    /// A SEQUENCE.
    pub fn sequence<T>(&mut self, content: impl FnOnce(&mut Writer) -> T) -> T {
        self.element(tag::SEQUENCE, content)
    }

    /// A SET OF the elements that are written in turn, in any order.
    pub fn set_of<T>(&mut self, content: impl FnOnce(&mut Writer) -> T) -> T {
        let mut elements = Writer::new();
        let result = content(&mut elements);
        let mut reader = Reader::new(&elements.out);
        let mut sorted: Vec<&[u8]> = std::iter::from_fn(|| reader.element().ok()).map(|element| element.raw).collect();
        sorted.sort_unstable();
        self.element(tag::SET, |set| sorted.iter().for_each(|element| set.raw(element)));
        result
    }

    /// What is explicitly tagged `[number]`.
    pub fn explicit<T>(&mut self, number: u8, content: impl FnOnce(&mut Writer) -> T) -> T {
        self.element(tag::explicit(number), content)
    }

    /// An INTEGER from 0, of its magnitude's bytes, the highest first; zeros in front don't matter.
    pub fn integer(&mut self, magnitude: &[u8]) {
        let digits = strip_zeros(magnitude);
        match digits.first() {
            Some(first) if first & 0x80 == 0 => self.primitive(tag::INTEGER, digits),
            // A first bit that is set would make it negative.
            _ => self.element(tag::INTEGER, |integer| {
                integer.raw(&[0]);
                integer.raw(digits);
            }),
        }
    }

    /// An OBJECT IDENTIFIER of [`super::oid`].
    pub fn oid(&mut self, identifier: &[u8]) {
        self.primitive(tag::OID, identifier);
    }

    /// NULL.
    pub fn null(&mut self) {
        self.primitive(tag::NULL, &[]);
    }

    /// An OCTET STRING.
    pub fn octet_string(&mut self, octets: &[u8]) {
        self.primitive(tag::OCTET_STRING, octets);
    }

    /// A BIT STRING of whole bytes, which are written in turn.
    pub fn bit_string<T>(&mut self, bytes: impl FnOnce(&mut Writer) -> T) -> T {
        self.element(tag::BIT_STRING, |bits| {
            // No bit of the last byte is unused.
            bits.raw(&[0]);
            bytes(bits)
        })
    }

    /// A UTF8String.
    pub fn utf8_string(&mut self, text: &str) {
        self.primitive(tag::UTF8_STRING, text.as_bytes());
    }

    /// A PrintableString; `CYBSIGN_E_ARGUMENT` for characters that it can't hold (X.680, section 41.4).
    pub fn printable_string(&mut self, text: &str) -> Result<()> {
        let is_printable = |byte: u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte);
        if !text.bytes().all(is_printable) {
            return Err(Error::new(CYBSIGN_E_ARGUMENT, "a text has characters that a PrintableString can't hold"));
        }
        self.primitive(tag::PRINTABLE_STRING, text.as_bytes());
        Ok(())
    }

    /// A time in Unix seconds: UTCTime from 1950 to 2049, GeneralizedTime otherwise (RFC 5280, section 4.1.2.5; RFC 5652,
    /// section 11.3). `CYBSIGN_E_ARGUMENT` for a year that is not from 0 to 9999.
    pub fn time(&mut self, time: i64) -> Result<()> {
        let (year, month, day) = civil_from_days(time.div_euclid(DAY));
        let second = time.rem_euclid(DAY);
        let rest = format!("{month:02}{day:02}{:02}{:02}{:02}Z", second / 3600, second / 60 % 60, second % 60);
        match year {
            1950..=2049 => self.primitive(tag::UTC_TIME, format!("{:02}{rest}", year % 100).as_bytes()),
            0..=9999 => self.primitive(tag::GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes()),
            _ => return Err(Error::new(CYBSIGN_E_ARGUMENT, "a time is outside of the years 0 to 9999")),
        }
        Ok(())
    }
}

/// Gives the octets of a length: one below 128, otherwise their count and the number itself.
fn push_length(len: usize, mut push: impl FnMut(&[u8])) {
    let bytes = len.to_be_bytes();
    let digits = strip_zeros(&bytes);
    match u8::try_from(len) {
        Ok(short) if short < 0x80 => push(&[short]),
        _ => {
            let mut octets = [0; 1 + size_of::<usize>()];
            octets[0] = 0x80 | digits.len() as u8;
            octets[1..=digits.len()].copy_from_slice(digits);
            push(&octets[..=digits.len()]);
        }
    }
}
