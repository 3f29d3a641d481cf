//! The characters that XML 1.0 (Fifth Edition) allows, and where.

/// Is a character allowed in a document at all (production 2, `Char`)?
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// Is a text an NCName (Namespaces in XML, production 4): a name without a colon?
pub fn is_ncname(text: &str) -> bool {
    !text.is_empty() && ncname_end(text, 0) == text.len()
}

/// White space (production 3, `S`).
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The position after the white space at `at`.
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && is_space(bytes[at]) {
        at += 1;
    }
    at
}

/// The byte position of the first character that no document may hold.
pub(super) fn find_forbidden(text: &str) -> Option<usize> {
    // The common case has neither control characters nor noncharacters; one pass over the bytes shows it.
    let suspicious = text.bytes().fold(false, |found, byte| {
        found | ((byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')) | (byte == 0xEF)
    });
    if !suspicious {
        return None;
    }
    text.char_indices().find(|(_, c)| !is_xml_char(*c)).map(|(at, _)| at)
}

/// The end of the NCName that starts at `at`; `at` itself where none does.
pub(super) fn ncname_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while end < bytes.len() {
        let class = ASCII_NAME[usize::from(bytes[end])];
        let fits = if end == at { class & START != 0 } else { class & NAME != 0 };
        if fits {
            end += 1;
        } else if class & WIDE != 0 {
            let Some(c) = text[end..].chars().next() else { break };
            if !(is_wide_start(c) || end > at && is_wide_name(c)) {
                break;
            }
            end += c.len_utf8();
        } else {
            break;
        }
    }
    end
}

const START: u8 = 1;
const NAME: u8 = 2;
const WIDE: u8 = 4;

/// What a byte may be in a name; the bytes of longer characters are decided by the character.
const ASCII_NAME: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => START | NAME,
            b'0'..=b'9' | b'-' | b'.' => NAME,
            0x80..=0xFF => WIDE,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Production 4, `NameStartChar`, above ASCII.
fn is_wide_start(c: char) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Production 4a, `NameChar`, above ASCII, without those that may also start a name.
fn is_wide_name(c: char) -> bool {
    matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_they_must() {
        assert_eq!(ncname_end("a-b:c", 0), 3);
        assert_eq!(ncname_end("-b", 0), 0);
        assert_eq!(ncname_end("é\u{B7}x y", 0), 5);
        assert_eq!(ncname_end("\u{B7}x", 0), 0);
        assert!(
            is_ncname("X509-1") && !is_ncname("a:b") && !is_ncname("") && !is_ncname("1a") && !is_ncname("a\u{D7}")
        );
    }

    #[test]
    fn forbidden_characters_are_found() {
        assert_eq!(find_forbidden("a\tb\r\n\u{FFFD}\u{FEFF}\u{7F}"), None);
        assert_eq!(find_forbidden("ab\u{0}"), Some(2));
        assert_eq!(find_forbidden("ab\u{B}"), Some(2));
        assert_eq!(find_forbidden("\u{FFFD}\u{FFFE}"), Some(3));
        assert_eq!(find_forbidden("\u{FFFD}\u{FFFF}"), Some(3));
    }
}
