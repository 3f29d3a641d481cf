//! One object of options, read name by name.

use serde_json::{Map, Value};

use super::text;
use crate::error::{Error, Result, CYBSIGN_E_OPTION};

/// One object of options while it is being read.
#[derive(Clone)]
pub struct Options {
    path: String,
    values: Map<String, Value>,
    known: Vec<&'static str>,
}

impl Options {
    /// Parses a text; an empty one stands for an object without members.
    pub fn parse(json: &[u8]) -> Result<Options> {
        text::parse(json).map(Options::from_map)
    }

    /// Takes members that were parsed, or made, before: options of one thing that stand among those of another, or what a
    /// configuration file says.
    pub fn from_map(values: Map<String, Value>) -> Options {
        Options::new(String::new(), values)
    }

    fn new(path: String, values: Map<String, Value>) -> Options {
        Options { path, values, known: Vec::new() }
    }

    /// A text.
    pub fn string(&mut self, name: &'static str) -> Result<Option<String>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong_type(name, "a string")),
        }
    }

    /// `true` or `false`; `default` where the name is absent.
    pub fn boolean(&mut self, name: &'static str, default: bool) -> Result<bool> {
        match self.take(name) {
            None => Ok(default),
            Some(Value::Bool(value)) => Ok(value),
            Some(_) => Err(self.wrong_type(name, "true or false")),
        }
    }

    /// A whole number from 0.
    pub fn unsigned(&mut self, name: &'static str) -> Result<Option<u64>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| self.wrong_type(name, "a whole number from 0")),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, name: &'static str) -> Result<Option<i64>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| self.wrong_type(name, "a whole number")),
        }
    }

    /// A list of texts.
    pub fn strings(&mut self, name: &'static str) -> Result<Option<Vec<String>>> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let wrong = || self.wrong_type(name, "a list of strings");
        let list = value.as_array().ok_or_else(wrong)?;
        list.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect::<Result<_>>().map(Some)
    }

    /// An object, to be read with the same care; an empty one where the name is absent.
    pub fn object(&mut self, name: &'static str) -> Result<Options> {
        match self.take(name) {
            None => Ok(Options::new(self.path_of(name), Map::new())),
            Some(Value::Object(values)) => Ok(Options::new(self.path_of(name), values)),
            Some(_) => Err(self.wrong_type(name, "an object")),
        }
    }

    /// Whether a name is there.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A value of any type, for options that take several. `null` is a value too, of a type that no option has: what is
    /// left out by mistake must not become a default.
    pub fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.values.remove(name)
    }

    /// A value, which stays there to be read.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Sets a name, whatever its value was.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Sets a name that has no value yet.
    pub fn set_default(&mut self, name: &str, value: impl Into<Value>) {
        if !self.has(name) {
            self.set(name, value);
        }
    }

    /// The path of a name, as errors show it.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// The error for a value that has the right type, but is not allowed.
    pub fn refuse(&self, name: &str, why: &str) -> Error {
        let path = self.path_of(name);
        Error::new(CYBSIGN_E_OPTION, format!("option {path}: {why}")).with("path", path)
    }

    /// The error for a value of the wrong type.
    pub fn wrong_type(&self, name: &str, expected: &str) -> Error {
        self.refuse(name, &format!("must be {expected}")).with("expected", expected)
    }

    /// Refuses what nobody asked for.
    pub fn finish(self) -> Result<()> {
        let Some(unknown) = self.values.keys().next() else { return Ok(()) };
        let shown =
            if is_plain_name(unknown) { format!("option {}", self.path_of(unknown)) } else { "an option".to_owned() };
        let advice = match nearest(unknown, &self.known) {
            Some(name) => format!("did you mean {}?", self.path_of(name)),
            None => format!("there are {}", self.known.join(", ")),
        };
        Err(Error::new(CYBSIGN_E_OPTION, format!("{shown} is unknown; {advice}")))
    }
}

/// Only such a name is repeated in an error: anything else may be a secret that was put in the wrong place.
fn is_plain_name(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.len() <= 40 && digits < 9 && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    if name.len() > 40 {
        return None;
    }
    let closest = known.iter().map(|candidate| (distance(name.as_bytes(), candidate.as_bytes()), *candidate)).min()?;
    (closest.0 <= 1 + name.len() / 3).then_some(closest.1)
}

/// Levenshtein distance.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(!a.eq_ignore_ascii_case(b));
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest() {
        let mut options = Options::parse(br#"{"profil": "java"}"#).unwrap();
        assert_eq!(options.string("profile").unwrap(), None);
        let error = options.finish().unwrap_err();
        assert_eq!(error.message(), "option profil is unknown; did you mean profile?");
    }

    #[test]
    fn an_odd_name_is_not_repeated() {
        let mut options = Options::parse(br#"{"Chang3it secret": 1}"#).unwrap();
        options.string("profile").unwrap();
        assert!(!options.finish().unwrap_err().message().contains("Chang3it"));
    }

    #[test]
    fn null_is_a_wrong_type() {
        let mut options = Options::parse(br#"{"encrypt":null,"alias":null,"testing":null}"#).unwrap();
        for error in [
            options.boolean("encrypt", false).unwrap_err(),
            options.string("alias").unwrap_err(),
            options.object("testing").err().unwrap(),
        ] {
            assert_eq!(error.status(), CYBSIGN_E_OPTION);
        }
    }

    #[test]
    fn an_object_may_be_set_and_looked_at_before_it_is_read() {
        let mut options = Options::parse(br#"{"credential": {"alias": "a"}, "encrypt": true}"#).unwrap();
        let mut inner = options.object("credential").unwrap();
        inner.set_default("alias", "b");
        inner.set_default("environment", "test");
        assert_eq!(inner.get("alias").unwrap(), "a");
        inner.set("alias", "c");
        let error = inner.clone().boolean("alias", false).unwrap_err();
        assert_eq!(error.message(), "option credential.alias: must be true or false");
        assert_eq!(inner.string("alias").unwrap().as_deref(), Some("c"));
        assert_eq!(inner.string("environment").unwrap().as_deref(), Some("test"));
        inner.finish().unwrap();
        let mut options = Options::from_map(serde_json::Map::from_iter([("encrypt".to_owned(), true.into())]));
        assert!(options.boolean("encrypt", false).unwrap());
        options.finish().unwrap();
    }

    #[test]
    fn a_wrong_type_names_the_path() {
        let mut options = Options::parse(br#"{"testing": {"now": "x"}}"#).unwrap();
        let error = options.object("testing").unwrap().integer("now").unwrap_err();
        assert_eq!(error.message(), "option testing.now: must be a whole number");
    }
}
