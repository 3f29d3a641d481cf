//! The two syntaxes of configuration files.
//!
//! Every copy of a value is wiped when it is dropped: it may be a password. Buffers are made large enough at once, since a
//! buffer that grows leaves copies behind.

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT};

/// No configuration has more keys.
const MAX_ENTRIES: usize = 10_000;

/// A key and its value.
pub(super) struct Entry {
    pub(super) key: Zeroizing<String>,
    pub(super) value: Zeroizing<String>,
    /// Where it begins, counted from 1.
    pub(super) line: usize,
}

/// The text of a file: UTF-8, or ISO 8859-1 as `java.util.Properties` reads it.
pub(super) fn decode(bytes: &[u8]) -> Zeroizing<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Zeroizing::new(text.to_owned());
    }
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    text.extend(bytes.iter().map(|byte| char::from(*byte)));
    text
}

/// `cybs.ini`: lines of `key=value`, split at the first `=` and trimmed; a key that begins with `#` is a comment. There
/// are no sections and no quotes. A line without `=`, which stops the SDK, comes as the value of an empty key; blank lines don't
/// come.
pub(super) fn ini(text: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let (key, value) =
            line.split_once('=').unwrap_or_else(|| ("", if trim(line).starts_with('#') { "" } else { line }));
        let (key, value) = (trim(key), trim(value));
        if !(key.is_empty() && value.is_empty() || key.starts_with('#')) {
            push(&mut entries, owned(key), owned(value), at + 1)?;
        }
    }
    Ok(entries)
}

/// C's `isspace`.
fn trim(text: &str) -> &str {
    text.trim_matches(|c| matches!(c, ' ' | '\t'..='\r'))
}

fn owned(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn push(entries: &mut Vec<Entry>, key: Zeroizing<String>, value: Zeroizing<String>, line: usize) -> Result<()> {
    if entries.len() >= MAX_ENTRIES {
        return Err(Error::new(CYBSIGN_E_LIMIT, "it has more than 10000 keys"));
    }
    entries.push(Entry { key, value, line });
    Ok(())
}

/// `cybs.properties`, as `java.util.Properties.load` describes it.
pub(super) fn properties(text: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut lines = NaturalLines { rest: text, number: 0 };
    while let Some((first, number)) = lines.next() {
        let start = first.trim_start_matches(is_blank);
        if start.is_empty() || start.starts_with(['#', '!']) {
            continue;
        }
        let mut logical = Zeroizing::new(String::with_capacity(start.len() + lines.continuation_len(start)));
        let mut piece = start;
        while let Some(continued) = continued(piece) {
            logical.push_str(continued);
            piece = lines.next().map_or("", |(line, _)| line.trim_start_matches(is_blank));
        }
        logical.push_str(piece);
        let (key, value) = split(&logical);
        push(&mut entries, unescape(key, number)?, unescape(value, number)?, number)?;
    }
    Ok(entries)
}

/// Properties' white space; line breaks are none of it.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{C}')
}

/// Lines that end with LF, CR, or CR LF.
struct NaturalLines<'t> {
    rest: &'t str,
    number: usize,
}

impl<'t> NaturalLines<'t> {
    fn next(&mut self) -> Option<(&'t str, usize)> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let end = memchr::memchr2(b'\n', b'\r', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
        Some((line, self.number))
    }

    /// How much the lines that follow a line add to it at most.
    fn continuation_len(&self, first: &str) -> usize {
        let mut ahead = NaturalLines { rest: self.rest, number: 0 };
        let mut len = 0;
        let mut line = first;
        while continued(line).is_some() {
            let Some((next, _)) = ahead.next() else { break };
            len += next.len();
            line = next;
        }
        len
    }
}

/// The line without the backslash that continues it, if an odd number of them stands at its end.
fn continued(line: &str) -> Option<&str> {
    let backslashes = line.len() - line.trim_end_matches('\\').len();
    (backslashes % 2 == 1).then(|| &line[..line.len() - 1])
}

/// Key and value of a logical line: the key ends at the first `=`, `:` or white space that no backslash stands before.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let mut end = line.len();
    for (at, c) in line.char_indices() {
        if !escaped && (matches!(c, '=' | ':') || is_blank(c)) {
            end = at;
            break;
        }
        escaped = c == '\\' && !escaped;
    }
    let (key, rest) = line.split_at(end);
    let rest = rest.trim_start_matches(is_blank);
    let rest = rest.strip_prefix(['=', ':']).map_or(rest, |rest| rest.trim_start_matches(is_blank));
    (key, rest)
}

/// Replaces `\t`, `\n`, `\r`, `\f` and `\uXXXX`; any other escaped character stands for itself.
fn unescape(text: &str, line: usize) -> Result<Zeroizing<String>> {
    let wrong =
        || Error::new(CYBSIGN_E_ENCODING, format!("line {line}: a \\u escape is no character")).with("line", line);
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            't' => out.push('\t'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            'f' => out.push('\u{C}'),
            'u' => {
                let first = hex(rest).ok_or_else(wrong)?;
                rest = &rest[4..];
                // Beyond the Basic Multilingual Plane there are two escapes, one for each surrogate.
                let second = rest.strip_prefix("\\u").and_then(hex).filter(|_| (0xD800..0xDC00).contains(&first));
                if second.is_some() {
                    rest = &rest[6..];
                }
                let units = [Some(first), second].into_iter().flatten();
                for c in char::decode_utf16(units) {
                    out.push(c.map_err(|_| wrong())?);
                }
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn hex(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, usize)> {
        let entries = properties(text).unwrap();
        entries.iter().map(|entry| (entry.key.to_string(), entry.value.to_string(), entry.line)).collect()
    }

    fn one(text: &str) -> (String, String) {
        let entries = read(text);
        assert_eq!(entries.len(), 1, "{text:?}");
        (entries[0].0.clone(), entries[0].1.clone())
    }

    #[test]
    fn properties_are_read_as_java_does() {
        for (text, key, value) in [
            ("a=b", "a", "b"),
            ("a = b ", "a", "b "),
            ("  a:b", "a", "b"),
            ("a b=c", "a", "b=c"),
            ("a \t: b", "a", "b"),
            ("a==b", "a", "=b"),
            ("a", "a", ""),
            ("a\\=b=c", "a=b", "c"),
            ("a\\ b c", "a b", "c"),
            ("a=b\\\n   c\\\r\n\td", "a", "bcd"),
            ("a=b\\\\", "a", "b\\"),
            ("a=b\\", "a", "b"),
            ("a=b\\\n", "a", "b"),
            ("a=\\t\\n\\r\\f\\q\\\\", "a", "\t\n\r\u{C}q\\"),
            ("a=\\u00e9\\u00E9", "a", "éé"),
            ("a=\\uD83D\\uDE00", "a", "😀"),
            ("=b", "", "b"),
            ("#x\n!y\n \n\u{C}\n# z\\\na=b", "a", "b"),
            ("a=b\r#c\rd", "a", "b"),
        ] {
            let entries = read(text);
            assert_eq!((entries[0].0.as_str(), entries[0].1.as_str()), (key, value), "{text:?}");
        }
        assert_eq!(one("a=b\\\n#c"), ("a".into(), "b#c".into()));
        assert_eq!(read("a=1\r\nb=2\n\nc=3\rd=4").iter().map(|entry| entry.2).collect::<Vec<_>>(), [1, 2, 4, 5]);
    }

    #[test]
    fn broken_escapes_are_refused() {
        for text in [
            "a=\\u",
            "a=\\u12",
            "a=\\u12G4",
            "a=\\uD83D",
            "a=\\uD83Dx",
            "a=\\uDE00",
            "a=\\uD83D\\u0041",
            "\\uD800=1",
            "a=\\u00é9",
        ] {
            let error = properties(text).err().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(error.status(), CYBSIGN_E_ENCODING, "{text}");
        }
    }

    #[test]
    fn ini_lines_are_trimmed_and_split_at_the_first_sign() {
        let text = "a=b\n  c \t=  d=e \r\n#f=g\n # h=i\nnone\nj=\n=k\r\nl=m #n\n[section]\n";
        let entries = ini(text).unwrap();
        let read: Vec<_> = entries.iter().map(|entry| (&**entry.key, &**entry.value, entry.line)).collect();
        let odd = [("", "none", 5), ("", "k", 7), ("", "[section]", 9)];
        assert_eq!(read, [("a", "b", 1), ("c", "d=e", 2), odd[0], ("j", "", 6), odd[1], ("l", "m #n", 8), odd[2]]);
    }

    #[test]
    fn hostile_sizes_are_bounded() {
        assert_eq!(properties(&"a\n".repeat(10_001)).err().unwrap().status(), CYBSIGN_E_LIMIT);
        assert_eq!(ini(&"a=1\n".repeat(10_001)).err().unwrap().status(), CYBSIGN_E_LIMIT);
        // One logical line of very many natural ones.
        assert_eq!(properties(&"\\\n".repeat(500_000)).unwrap().len(), 1);
    }
}
