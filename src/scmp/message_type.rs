//! SCMP-message-type: what a message is for (draft-arnold-scmp-08, section 4.2.3).

/// The type of a message: a service's name and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MessageType(String);

impl MessageType {
    /// Reads `name/version`, split at the last slash: a name of 1 to 127 visible characters and blanks, and a version of
    /// digits and dots.
    pub(super) fn parse(text: &str) -> Option<MessageType> {
        let (name, version) = text.rsplit_once('/')?;
        let visible = name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let digits = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = (1..=127).contains(&name.len()) && name.trim() == name && visible && version.len() <= 32;
        (well_formed && version.split('.').all(digits)).then(|| MessageType(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_types_are_split_at_the_last_slash() {
        for good in [
            "private-CYBSCommerceService/2.0",
            "std-CXML/1.0.2",
            "CommerceService/1",
            "a/b/1",
            "two words/3.4",
            "x/1.2.3.4",
        ] {
            assert_eq!(MessageType::parse(good).unwrap().as_str(), good);
        }
        let long = format!("{}/1", "x".repeat(128));
        for bad in
            ["", "/1", "a", "a/", "a/1.", "a/.1", "a/v1", " a/1", "a /1", "a\r\nb/1", "é/1", "a/1234567890", &long]
        {
            assert_eq!(MessageType::parse(bad), None, "{bad:?}");
        }
    }
}
