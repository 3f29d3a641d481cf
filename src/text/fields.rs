//! Fields as lines `name=value`, and the check that a field is one line.
//!
//! A format of lines has no way to write a line break inside a value: whoever puts one there puts in a field of his own. So
//! a value with a line break is refused, never mended. A text is joined already: in it, such a break can't be seen.

use crate::error::{Error, Result, CYBSIGN_E_FIELD};
use crate::text::shown::is_invisible;

/// One field, checked.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// The name, which holds no `=` and no character that can't be seen, and no blank at its ends.
    pub name: &'a str,
    /// The value, which holds no line break and no NUL.
    pub value: &'a str,
}

impl<'a> Field<'a> {
    /// Checks the field at this place, counted from 0. Errors (`CYBSIGN_E_FIELD`) count from 1.
    pub fn check(at: usize, name: &'a [u8], value: &'a [u8]) -> Result<Field<'a>> {
        let refuse = |why: &str| Err(refuse(at, name, why));
        if name.is_empty() {
            return refuse("the name is empty");
        }
        let (Ok(shown), Ok(value)) = (std::str::from_utf8(name), std::str::from_utf8(value)) else {
            let which = if std::str::from_utf8(name).is_err() { "name" } else { "value" };
            return refuse(&format!("the {which} is not UTF-8"));
        };
        if name.contains(&b'=') {
            return refuse("the name holds '=', at which the server would split it");
        }
        if name.iter().any(|byte| *byte < 0x20) {
            return refuse("the name holds a control character");
        }
        if shown.trim() != shown {
            return refuse("the name begins or ends with a blank, which would be a part of it; remove it");
        }
        if !shown.is_ascii() && shown.chars().any(is_invisible) {
            return refuse("the name holds a character that can't be seen, such as a zero-width space; write it anew");
        }
        if memchr::memchr2(b'\n', b'\r', value.as_bytes()).is_some() {
            return refuse("the value holds a line break, which would begin another field; remove it");
        }
        if memchr::memchr(0, value.as_bytes()).is_some() {
            return refuse("the value holds a NUL, at which a reader may stop; remove it");
        }
        Ok(Field { name: shown, value })
    }

    /// The error for the field at this place, counted from 0.
    pub fn refuse(&self, at: usize, why: &str) -> Error {
        refuse(at, self.name.as_bytes(), why)
    }
}

fn refuse(at: usize, name: &[u8], why: &str) -> Error {
    let shown = shown_name(name).map(|name| format!(" ({name})")).unwrap_or_default();
    Error::new(CYBSIGN_E_FIELD, format!("field {}{shown}: {why}", at + 1)).with("field", at + 1)
}

/// A name is repeated in an error only if it looks like one: what was put in the wrong place may be a card number.
pub fn shown_name(name: &[u8]) -> Option<&str> {
    let plain = name.len() <= 64
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        && name.iter().filter(|byte| byte.is_ascii_digit()).count() <= 6;
    plain.then(|| std::str::from_utf8(name).ok()).flatten()
}

/// The names and values of a text's lines, each split at its first `=`. The last line may have an end or none.
///
/// # Errors
/// `CYBSIGN_E_FIELD` for a blank line, for one without `=`, and for a byte order mark.
pub fn lines(text: &[u8]) -> impl Iterator<Item = Result<(&[u8], &[u8])>> {
    let lines = text.strip_suffix(b"\n").unwrap_or(text);
    let whole = (!lines.is_empty()).then(|| lines.split(|byte| *byte == b'\n'));
    whole.into_iter().flatten().enumerate().map(|(at, line)| {
        let refuse = |why: &str| Error::new(CYBSIGN_E_FIELD, format!("line {}: {why}", at + 1)).with("line", at + 1);
        if at == 0 && line.starts_with(b"\xEF\xBB\xBF") {
            return Err(refuse("begins with a byte order mark, which would be a part of the first name; remove it"));
        }
        if line.is_empty() {
            return Err(refuse("is blank; remove it, since a blank line would end up in the signed request"));
        }
        let split = memchr::memchr(b'=', line).ok_or_else(|| refuse("has no '='; each line is name=value"))?;
        Ok((&line[..split], &line[split + 1..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &[u8], value: &[u8]) -> String {
        Field::check(4, name, value).err().map(|error| error.message().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_field_is_one_line() {
        assert_eq!(message(b"name", b"a=b: c^d"), "");
        assert_eq!(
            message(b"name", b"a\nb=c"),
            "field 5 (name): the value holds a line break, which would begin another field; remove it"
        );
        for (name, value) in [
            (&b""[..], &b"x"[..]),
            (b"a=b", b"x"),
            (b"a\nb", b"x"),
            (b"a\tb", b"x"),
            (b"a\0", b"x"),
            (b"\xFF", b"x"),
            (b"a", b"\xFF"),
            (b"a", b"x\r"),
            (b"a", b"x\0"),
        ] {
            assert!(message(name, value).starts_with("field 5"), "{name:?} {value:?}");
        }
    }

    /// What looks like the name that the server knows is another one to it.
    #[test]
    fn a_name_is_what_it_looks_like() {
        for odd in
            ["\u{FEFF}", "\u{200B}", "\u{200D}", "\u{2060}", "\u{AD}", "\u{202E}", "\u{85}", "\u{FE0F}", "\u{E0020}"]
        {
            for name in [format!("{odd}merchantID"), format!("merchant{odd}ID"), format!("merchantID{odd}")] {
                assert!(message(name.as_bytes(), b"m").contains("the name"), "{name:?}");
                assert!(!message(name.as_bytes(), b"m").contains(odd));
            }
        }
        for blank in [" ", "\u{A0}", "\u{2003}", "\u{3000}", "\u{2028}"] {
            for name in [format!("{blank}merchantID"), format!("merchantID{blank}")] {
                assert!(message(name.as_bytes(), b"m").contains("the name"), "{name:?}");
            }
        }
        // Values are the payload: they stay.
        assert_eq!(message("näme".as_bytes(), " \u{FEFF}x\u{A0}".as_bytes()), "");
        let marked = lines(b"\xEF\xBB\xBFmerchantID=m\na=b\n").next().unwrap().unwrap_err();
        assert!(marked.message().contains("byte order mark") && marked.status() == CYBSIGN_E_FIELD);
    }

    #[test]
    fn a_name_that_may_be_a_card_number_is_not_repeated() {
        assert!(!message(b"4111111111111111", b"\n").contains("4111"));
        assert!(!message(b"x4111111111111111", b"\n").contains("4111"));
    }

    #[test]
    fn lines_are_split_at_the_first_sign() {
        let all: Vec<_> = lines(b"a=b=c\nd=\n").map(|line| line.unwrap()).collect();
        assert_eq!(all, [(&b"a"[..], &b"b=c"[..]), (b"d", b"")]);
        assert_eq!(lines(b"").count() + lines(b"\n").count(), 0);
        assert_eq!(lines(b"a=b\n\nc").filter_map(|line| line.err()).count(), 2);
    }
}
