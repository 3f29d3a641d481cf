//! MIME entities (RFC 2045, RFC 1847): as much of them as S/MIME messages use.
//!
//! Lines end in CR LF or, as some programs and HTTP stacks write them, in LF. Header fields may be folded. Nothing recurses.

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_VERIFY_STRUCTURE};
use crate::text::base64;

/// More header fields than this have no use.
const MAX_FIELDS: usize = 64;
/// A longer header is none of a message's.
const MAX_HEADER: usize = 16 << 10;

/// A header field.
pub(super) struct HeaderField<'a> {
    pub(super) name: &'a str,
    /// The value without blanks around it, unfolded.
    pub(super) value: String,
    /// Whether it went over several lines.
    pub(super) folded: bool,
}

/// An entity: header and body.
pub(super) struct Entity<'a> {
    pub(super) fields: Vec<HeaderField<'a>>,
    pub(super) body: &'a [u8],
}

/// What a body is: type and subtype in lower case, and parameters.
pub(super) struct MediaType {
    pub(super) essence: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|one| one.0 == name).map(|one| one.1.as_str())
    }
}

pub(super) fn wrong(why: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, format!("the message is no MIME entity: {why}"))
}

impl<'a> Entity<'a> {
    /// Reads a header, a blank line and a body.
    pub(super) fn read(text: &'a [u8]) -> Result<Entity<'a>> {
        let mut rest = text;
        loop {
            let (line, after) = split_line(rest).ok_or_else(|| wrong("its header has no end"))?;
            if line.is_empty() {
                let header = &text[..text.len() - rest.len()];
                return Ok(Entity { fields: read_fields(header)?, body: after });
            }
            rest = after;
        }
    }

    /// Takes header lines and a body that a transport has separated.
    pub(super) fn of_parts(header: &'a [u8], body: &'a [u8]) -> Result<Entity<'a>> {
        Ok(Entity { fields: read_fields(header)?, body })
    }

    /// A field, which may stand there once.
    pub(super) fn field(&self, name: &str) -> Result<Option<&HeaderField<'a>>> {
        let mut found = self.fields.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            _ => Err(wrong(&format!("the header {name} stands twice"))),
        }
    }

    /// Content-Type (RFC 2045, section 5.1); `text/plain` where there is none.
    pub(super) fn media_type(&self) -> Result<MediaType> {
        let text = self.field("Content-Type")?.map_or("text/plain", |field| field.value.as_str());
        read_media_type(text).ok_or_else(|| wrong("its Content-Type can't be read"))
    }

    /// The body without its transfer encoding (RFC 2045, section 6).
    pub(super) fn decoded(&self) -> Result<Zeroizing<Vec<u8>>> {
        let encoding = self.field("Content-Transfer-Encoding")?.map_or("7bit", |field| field.value.as_str());
        match encoding.to_ascii_lowercase().as_str() {
            "7bit" | "8bit" | "binary" => Ok(Zeroizing::new(self.body.to_vec())),
            "base64" => base64::decode_wiped(self.body).ok_or_else(|| wrong("its base64 is broken")),
            "quoted-printable" => quoted_printable(self.body),
            _ => Err(wrong("its Content-Transfer-Encoding is not known")),
        }
    }

    /// The two parts of a multipart/signed (RFC 1847, section 2.1): what is signed, with its own header, and the entity with
    /// the signature.
    pub(super) fn signed_parts(&self, boundary: &str) -> Result<(&'a [u8], Entity<'a>)> {
        let delimiter = format!("--{boundary}");
        let mut parts: Vec<&'a [u8]> = Vec::new();
        let (mut rest, mut start) = (self.body, None);
        while let Some((line, after)) = split_last_line(rest) {
            if let Some(end) = line.strip_prefix(delimiter.as_bytes()) {
                let place = self.body.len() - rest.len();
                if let Some(start) = start {
                    // The line break in front belongs to the delimiter.
                    let part = &self.body[start..place];
                    let part = part.strip_suffix(b"\n").ok_or_else(|| wrong("a part of it has no end"))?;
                    parts.push(part.strip_suffix(b"\r").unwrap_or(part));
                }
                if end.trim_ascii_end() == b"--" {
                    let [signed, signature] = parts[..] else { break };
                    return Ok((signed, Entity::read(signature)?));
                }
                if !end.trim_ascii_end().is_empty() || parts.len() > 2 {
                    break;
                }
                start = Some(self.body.len() - after.len());
            }
            rest = after;
        }
        Err(wrong("its multipart/signed does not have two parts"))
    }
}

/// A line without its end, and what comes behind it; `None` if no line end is left.
fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'\n', text)?;
    let line = &text[..end];
    Some((line.strip_suffix(b"\r").unwrap_or(line), &text[end + 1..]))
}

/// As [`split_line`], with a last line that has no end.
fn split_last_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    split_line(text).or((!text.is_empty()).then_some((text, &[])))
}

fn read_fields(header: &[u8]) -> Result<Vec<HeaderField<'_>>> {
    if header.len() > MAX_HEADER {
        return Err(wrong("its header is longer than 16 KiB"));
    }
    let header = std::str::from_utf8(header).map_err(|_| wrong("its header is not ASCII"))?;
    let mut fields: Vec<HeaderField<'_>> = Vec::new();
    for line in header.split_terminator('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        if line.bytes().any(|byte| byte != b'\t' && !(b' '..=b'~').contains(&byte)) {
            return Err(wrong("its header holds something else than visible ASCII"));
        }
        if line.starts_with([' ', '\t']) {
            let field = fields.last_mut().ok_or_else(|| wrong("its header begins with a blank"))?;
            field.value = format!("{} {}", field.value, line.trim()).trim().to_owned();
            field.folded = true;
            continue;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| wrong("a header line has no ':'"))?;
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(token) || fields.len() == MAX_FIELDS {
            return Err(wrong("a header's name is none, or there are too many"));
        }
        fields.push(HeaderField { name, value: value.trim().to_owned(), folded: false });
    }
    Ok(fields)
}

/// Type, subtype and parameters. A parameter's value is a token or a quoted string; a name that stands twice is refused.
fn read_media_type(text: &str) -> Option<MediaType> {
    let token = |text: &str| !text.is_empty() && !text.contains(|c: char| "()<>@,;:\\\"/[]?= \t".contains(c));
    let (essence, mut rest) = text.split_at(text.find(';').unwrap_or(text.len()));
    let essence = essence.trim().to_ascii_lowercase();
    let (main, sub) = essence.split_once('/')?;
    if !token(main) || !token(sub) {
        return None;
    }
    let mut parameters: Vec<(String, String)> = Vec::new();
    while let Some(after) = rest.trim_start().strip_prefix(';') {
        if after.trim().is_empty() {
            rest = "";
            break;
        }
        let (name, after) = after.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let value;
        (value, rest) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted_string(quoted)?,
            None => {
                let (value, rest) = after.split_at(after.find(';').unwrap_or(after.len()));
                (value.trim().to_owned(), rest)
            }
        };
        if !token(&name) || value.is_empty() || parameters.iter().any(|one| one.0 == name) {
            return None;
        }
        parameters.push((name, value));
    }
    rest.trim().is_empty().then_some(MediaType { essence, parameters })
}

/// The content of a quoted string whose first quotation mark was read, and what comes behind its last one.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            _ => value.push(character),
        }
    }
    None
}

/// Quoted-printable (RFC 2045, section 6.7). Line ends stay as they are.
fn quoted_printable(text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        decoded.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        // A soft line break.
        if let Some((b"", after)) = split_line(rest) {
            rest = after;
            continue;
        }
        let digit = |at: usize| char::from(*rest.get(at)?).to_digit(16);
        let byte = digit(0).zip(digit(1)).ok_or_else(|| wrong("its quoted-printable is broken"))?;
        decoded.push((byte.0 << 4 | byte.1) as u8);
        rest = &rest[2..];
    }
    decoded.extend_from_slice(rest);
    Ok(decoded)
}

/// The same text with CR LF at the end of each line: the canonical form of what is signed (RFC 8551, section 3.1.1).
pub(super) fn canonical(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let breaks = memchr::memchr_iter(b'\n', text).count();
    let mut out = Zeroizing::new(Vec::with_capacity(text.len() + breaks));
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\n', rest) {
        let line = &rest[..at];
        out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        out.extend_from_slice(b"\r\n");
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: &str, body: &str) -> Option<String> {
        let text = format!("Content-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        let entity = Entity::read(text.as_bytes()).unwrap();
        entity.decoded().ok().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn a_header_ends_at_the_blank_line() {
        for text in ["A: b\r\nC:d\r\n\r\nbody\r\n", "A: b\nC:d\n\nbody\r\n"] {
            let entity = Entity::read(text.as_bytes()).unwrap();
            assert_eq!(entity.body, b"body\r\n");
            assert_eq!(entity.field("c").unwrap().unwrap().value, "d");
        }
        let folded = Entity::read(b"A: b;\r\n c\r\n\r\n").unwrap();
        assert_eq!((folded.fields[0].value.as_str(), folded.fields[0].folded), ("b; c", true));
        assert!(Entity::read(b"\nbody").unwrap().fields.is_empty());
        for text in
            ["A: b", "A: b\r\n", " A: b\r\n\r\n", "A\r\n\r\n", ": b\r\n\r\n", "A b: c\r\n\r\n", "A: \x01\r\n\r\n"]
        {
            assert!(Entity::read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(Entity::read("A: é\r\n\r\n".as_bytes()).is_err());
        assert!(Entity::read(b"A: 1\r\na: 2\r\n\r\n").unwrap().field("A").is_err());
        let many = "A: b\r\n".repeat(65) + "\r\n";
        assert!(Entity::read(many.as_bytes()).is_err());
        let long = format!("A: {}\r\n\r\n", "x".repeat(20_000));
        assert!(Entity::read(long.as_bytes()).is_err());
    }

    #[test]
    fn transfer_encodings_are_taken_off() {
        assert_eq!(decoded("7BIT", "a=b\r\n").unwrap(), "a=b\r\n");
        assert_eq!(decoded("base64", "YT1i\r\nDQo=\r\n").unwrap(), "a=b\r\n");
        assert_eq!(decoded("base64", "YT1iDQo=").unwrap(), "a=b\r\n");
        assert_eq!(decoded("quoted-printable", "a=3Db=C3=\r\n=A9\r\n").unwrap(), "a=bé\r\n");
        for body in ["YT1", "YT1i=", "YT1i!", "YT1iDQp="] {
            assert_eq!(decoded("base64", body), None, "{body}");
        }
        for body in ["a=3", "a=", "a=xx", "a= \r\n"] {
            assert_eq!(decoded("quoted-printable", body), None, "{body}");
        }
        assert_eq!(decoded("x-uuencode", ""), None);
    }

    #[test]
    fn media_types_have_parameters() {
        let read = |text| read_media_type(text).unwrap();
        let both = read("Application/PKCS7-MIME; smime-type=\"signed\\-data\"; name = a.p7m;");
        assert_eq!(both.essence, "application/pkcs7-mime");
        assert_eq!((both.parameter("smime-type"), both.parameter("name")), (Some("signed-data"), Some("a.p7m")));
        assert_eq!(read("text/plain").parameter("charset"), None);
        for text in
            ["", "text", "/plain", "text/", "text/plain; a", "text/plain; a=1; A=2", "a/b; c=\"d", "a/b; c=\"d\" e"]
        {
            assert!(read_media_type(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_signed_multipart_has_two_parts() {
        let parts = |body: &str| {
            let entity = Entity::of_parts(b"", body.as_bytes()).unwrap();
            let parts =
                entity.signed_parts("x y").map(|(signed, signature)| (signed.to_vec(), signature.body.to_vec()));
            parts.ok()
        };
        let signed = (b"A: b\r\n\r\nc\r\n".to_vec(), b"sig".to_vec());
        let text = "preamble\r\n--x y\r\nA: b\r\n\r\nc\r\n\r\n--x y \r\nB: c\r\n\r\nsig\r\n--x y--\r\nepilogue";
        assert_eq!(parts(text), Some(signed.clone()));
        assert_eq!(parts(&text.replace("\r\n", "\n")).unwrap().0, b"A: b\n\nc\n");
        assert_eq!(parts("--x y\r\na\r\n--x y--"), None);
        assert_eq!(parts("--x y\r\nA: b\r\n\r\nc\r\n--x y\r\nB: c\r\n\r\nsig"), None);
        assert_eq!(parts(&text.replace("--x y--", "--x y\r\nC: d\r\n\r\nthird\r\n--x y--")), None);
        assert_eq!(parts(&text.replace("--x y--", "--x y2\r\n--x y--")), None);
    }

    #[test]
    fn lines_become_canonical() {
        assert_eq!(*canonical(b"a\nb\r\nc"), b"a\r\nb\r\nc");
        assert_eq!(*canonical(b"a\r\n\n"), b"a\r\n\r\n");
    }
}
