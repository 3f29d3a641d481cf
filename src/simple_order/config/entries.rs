//! The entries of a configuration file: which one counts, and what it says.

use super::format::Format;
use super::keys::known;
use super::syntax::Entry;
use crate::error::{Error, Result, CYBSIGN_E_OPTION};
use crate::report::{Finding, Level};

/// A file's entries, and what was found out about them.
pub(super) struct Config<'e> {
    /// How errors name it.
    pub(super) name: &'e str,
    pub(super) format: Format,
    pub(super) merchant_id: Option<String>,
    pub(super) entries: &'e [Entry],
    pub(super) warnings: Vec<Finding>,
}

impl<'e> Config<'e> {
    pub(super) fn new(name: &'e str, format: Format, merchant_id: Option<String>, entries: &'e [Entry]) -> Config<'e> {
        let mut config = Config { name, format, merchant_id, entries, warnings: Vec::new() };
        if config.merchant_id.is_none() {
            // A blank one stands in samples that nobody filled in.
            config.merchant_id = config.text("merchantID").map(|entry| entry.value.trim().to_owned());
        }
        config
    }

    /// The entry that counts for a key: the merchant's own, then the general one, then both with `cybs.` before them. Of
    /// several, the last counts, as in both SDKs. The C/C++ SDK skips lines without a value.
    pub(super) fn entry(&self, key: &str) -> Option<&'e Entry> {
        match self.format {
            Format::Ini => self.find(key, |entry| !entry.value.is_empty()),
            Format::Properties => self.find(key, |_| true),
        }
    }

    fn find(&self, key: &str, counts: impl Fn(&Entry) -> bool) -> Option<&'e Entry> {
        let find = |wanted: &str| self.entries.iter().rev().find(|entry| *entry.key == *wanted && counts(entry));
        if self.format == Format::Ini {
            return find(key);
        }
        let own = self.merchant_id.as_ref().map(|id| format!("{id}.{key}"));
        let system = own.as_ref().map(|own| format!("cybs.{own}"));
        own.and_then(|own| find(&own))
            .or_else(|| find(key))
            .or_else(|| system.and_then(|system| find(&system)))
            .or_else(|| find(&format!("cybs.{key}")))
    }

    /// An entry that is not blank.
    pub(super) fn text(&self, key: &str) -> Option<&'e Entry> {
        self.entry(key).filter(|entry| !entry.value.trim().is_empty())
    }

    pub(super) fn value(&self, key: &str) -> Option<String> {
        self.text(key).map(|entry| entry.value.trim().to_owned())
    }

    /// A switch. The C++ SDK takes whatever it doesn't know for false: encryption that was asked for with `TRUE` was never
    /// done. Such a value is refused, since nobody can tell which was meant; so is a blank one, and in a properties file a blank
    /// behind the word, with which the Java SDK stops.
    pub(super) fn flag(&self, key: &'static str) -> Result<Option<bool>> {
        let Some(entry) = self.find(key, |_| true) else { return Ok(None) };
        let value = entry.value.as_str();
        let (yes, no) = match self.format {
            // Here alone the C++ SDK compares with `true` only, so that 1 went to the test environment.
            Format::Ini if key == "sendToProduction" => (value == "true", matches!(value, "false" | "0")),
            Format::Ini => (matches!(value, "true" | "1"), matches!(value, "false" | "0")),
            Format::Properties => (
                value == "1" || value.eq_ignore_ascii_case("true"),
                value == "0" || value.eq_ignore_ascii_case("false"),
            ),
        };
        match (yes, no) {
            (true, _) => Ok(Some(true)),
            (_, true) => Ok(Some(false)),
            _ if value.trim().is_empty() => Err(self.refuse(key, entry, "is blank; write true or false, or remove it")),
            _ if self.format == Format::Properties => {
                Err(self.refuse(key, entry, "must be true or false, with nothing behind it"))
            }
            _ => Err(self.refuse(key, entry, "must be true or false, in small letters")),
        }
    }

    pub(super) fn without_prefix<'k>(&self, key: &'k str) -> &'k str {
        if self.format == Format::Ini {
            return key;
        }
        let key = key.strip_prefix("cybs.").unwrap_or(key);
        let own =
            self.merchant_id.as_deref().and_then(|id| key.strip_prefix(id)).and_then(|rest| rest.strip_prefix('.'));
        own.unwrap_or(key)
    }

    pub(super) fn is_of_another_merchant(&self, key: &str) -> bool {
        self.format == Format::Properties && key.rsplit_once('.').is_some_and(|(_, last)| known(last).is_some())
    }

    pub(super) fn warn(&mut self, code: &'static str, key: Option<&'static str>, line: usize, message: &'static str) {
        let subject = key.map_or_else(|| format!("line {line}"), |key| format!("line {line}: {key}"));
        self.warnings.push(Finding::new(Level::Warning, code, subject, message).with("key", key).with("line", line));
    }
    /// The error for an entry. The value is never repeated: it may be a password that stands in the wrong place.
    pub(super) fn refuse(&self, key: &'static str, entry: &Entry, why: &str) -> Error {
        Error::new(CYBSIGN_E_OPTION, format!("{} {why}", self.at_line(key, entry)))
            .with("key", key)
            .with("line", entry.line)
    }

    /// How errors name an entry.
    pub(super) fn at_line(&self, key: &str, entry: &Entry) -> String {
        format!("{}: line {}: {key}", self.name, entry.line)
    }

    /// The error for what is not there.
    pub(super) fn missing(&self, status: i32, why: &str) -> Error {
        Error::new(status, format!("{}: {why}", self.name))
    }
}
