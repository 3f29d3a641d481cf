//! Text from a file as messages show it.

/// Whether a character shows nothing of itself: controls, line separators, and those that Unicode calls Default_Ignorable, such
/// as zero-width spaces, marks of direction and the byte order mark.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Writes characters that end lines, hide or turn text round as the hexadecimal of their UTF-8 bytes.
pub(crate) fn push_visible(text: &mut String, character: char) {
    if is_invisible(character) {
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

/// A path in the same way. Where it is long the middle is left out: the two ends say which file it is.
pub fn shown_path(path: &str) -> String {
    const START: usize = 40;
    const END: usize = 79;
    let count = path.chars().count();
    let mut text = String::new();
    for (at, character) in path.chars().enumerate() {
        if count <= START + END + 1 || at < START || at >= count - END {
            push_visible(&mut text, character);
        } else if at == START {
            text.push('…');
        }
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

    #[test]
    fn a_long_path_keeps_both_ends() {
        assert_eq!(shown_path("/keys/é\u{202e}\n.p12"), "/keys/é\\e2\\80\\ae\\0a.p12");
        let path = |len: usize| format!("/keys/{}/a.p12", "x".repeat(len - 12));
        assert_eq!(shown_path(&path(120)), path(120));
        let shown = shown_path(&path(4000));
        assert_eq!(shown.chars().count(), 120);
        assert!(shown.starts_with("/keys/xx") && shown.ends_with("xx/a.p12") && shown.contains("x…x"), "{shown}");
    }
}
