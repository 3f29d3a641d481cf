//! The encodings that a reply may come in: UTF-8, and US-ASCII and ISO-8859-1 where its XML declaration names them.

use super::unread::{Step, Unread};
use crate::error::{Error, CYBSIGN_E_ENCODING};
use crate::secret::SecretBuffer;

/// The bytes of a reply in UTF-8, or the reason why there are none.
pub(super) enum Utf8<'r> {
    /// As they came.
    Given(&'r [u8]),
    /// Made of another encoding, which the declaration names no more.
    Made(SecretBuffer),
}

impl Utf8<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Utf8::Given(bytes) => bytes,
            Utf8::Made(buffer) => buffer,
        }
    }
}

/// A reply in UTF-8. A byte order mark is dropped.
pub(super) fn utf8(reply: &[u8]) -> Step<Utf8<'_>> {
    if reply.starts_with(b"\x1F\x8B") {
        return Err(wrong(
            "the reply is compressed with gzip, as its Content-Encoding says; have it decompressed first",
        ));
    }
    let is_wide = matches!(reply, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, _, ..] | [_, 0, ..]);
    if is_wide {
        return Err(wrong("the reply is in UTF-16 or UTF-32, but replies are in UTF-8"));
    }
    let reply = reply.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(reply);
    let Some((start, end)) = declared_encoding(reply) else { return Ok(Utf8::Given(reply)) };
    let name = String::from_utf8_lossy(&reply[start..end]);
    let is_ascii = ["US-ASCII", "ASCII"].iter().any(|known| name.eq_ignore_ascii_case(known));
    if !is_ascii && !["ISO-8859-1", "LATIN1"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return Ok(Utf8::Given(reply));
    }
    if is_ascii && !reply.is_ascii() {
        return Err(wrong("the reply declares US-ASCII, but holds other characters"));
    }
    let mut made = SecretBuffer::with_capacity(2 * reply.len()).map_err(Unread::Broken)?;
    made.extend_from_slice(&reply[..start]);
    made.push_str("UTF-8");
    for byte in &reply[end..] {
        made.push_str(char::from(*byte).encode_utf8(&mut [0; 4]));
    }
    Ok(Utf8::Made(made))
}

/// Where the name of the encoding stands in an XML declaration at the start.
fn declared_encoding(reply: &[u8]) -> Option<(usize, usize)> {
    let declaration = reply.strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let at = memchr::memmem::find(declaration, b"encoding")? + "encoding".len();
    let value = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    let len = memchr::memchr(*quote, value)?;
    // The value is the end of the declaration.
    let start = "<?xml".len() + declaration.len() - value.len();
    Some((start, start + len))
}

fn wrong(why: &str) -> Unread {
    Unread::Broken(Error::new(CYBSIGN_E_ENCODING, why))
}
