//! Text from a file as messages show it.

/// Writes characters that end lines, hide or turn text round as the hexadecimal of their UTF-8 bytes.
pub(crate) fn push_visible(text: &mut String, character: char) {
    let hidden = character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if hidden {
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            text.push_str(&format!("\\{byte:02x}"));
        }
    } else {
        text.push(character);
    }
}

/// A name from a file as messages show it: one line, no control characters, not too long.
pub fn shown(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars().take(100) {
        push_visible(&mut text, character);
    }
    if name.chars().nth(100).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_one_line() {
        assert_eq!(shown("a\nb"), "a\\0ab");
    }
}
