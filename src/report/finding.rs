//! A finding: in a key file, a configuration file, a message that is verified.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It was looked at, and is as it should be.
    Ok,
    /// It should be seen to: nothing fails by it today.
    Warning,
    /// It fails, or nobody could look.
    Error,
}

/// One thing that was found.
///
/// As JSON it is an object with the members `level`, `code`, `subject` and `message`, and those of `detail` beside them. None
/// of it is ever a secret, a card number or a payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// What it is: a word for programs that stays the same.
    pub code: &'static str,
    /// What it is about: a file, a certificate, a line, a part of a message. One line.
    pub subject: Cow<'static, str>,
    /// What is the matter and what to do, in one line for people.
    pub message: Cow<'static, str>,
    /// Particulars for programs, such as the number of a line.
    #[serde(flatten)]
    pub detail: Map<String, Value>,
}

impl Finding {
    /// A finding without particulars.
    pub fn new(
        level: Level,
        code: &'static str,
        subject: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Finding {
        Finding { level, code, subject: subject.into(), message: message.into(), detail: Map::new() }
    }

    /// Adds a particular. Its name is none of the members that every finding has.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Finding {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particulars_stand_beside_what_all_have() {
        let finding = Finding::new(Level::Warning, "ignored", "line 3: enableLog", "nothing is logged");
        let finding = finding.with("key", "enableLog").with("line", 3);
        assert_eq!(
            serde_json::to_string(&finding).unwrap(),
            r#"{"level":"warning","code":"ignored","subject":"line 3: enableLog","message":"nothing is logged","key":"enableLog","line":3}"#
        );
    }

    #[test]
    fn the_worst_is_the_greatest() {
        assert_eq!([Level::Warning, Level::Error, Level::Ok].into_iter().max(), Some(Level::Error));
    }
}
