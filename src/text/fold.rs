//! Names compared as people compare them: without regard to case, and to the form in which Unicode writes the same letters.

use unicode_normalization::UnicodeNormalization;

/// One text for all forms of the same characters (Unicode, canonical equivalence).
pub fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// The same for all cases of a name, too. It goes through upper case, since letters with two lower-case forms have one
/// upper-case form; and to it through lower case, since ẞ is its own upper case and ß has another one.
pub fn folded(name: &str) -> String {
    let upper = name.nfd().flat_map(char::to_lowercase).flat_map(char::to_uppercase);
    upper.flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_cases_are_the_same_name() {
        let composed_form = "Ängström & Σίσυφος ẞ";
        let decomposed = "A\u{308}ngstro\u{308}m & Σι\u{301}συφος ẞ";
        assert_ne!(composed_form, decomposed);
        assert_eq!(composed(composed_form), composed(decomposed));
        for other in [decomposed, "äNGSTRÖM & ΣΊΣΥΦΟΣ ß", "ängstro\u{308}m & σίσυφοσ SS"] {
            assert_eq!(folded(composed_form), folded(other), "{other}");
        }
        assert_ne!(folded("Angstrom"), folded("Ångström"));
        assert_ne!(composed("a"), composed("A"));
    }
}
