//! The options text: a JSON object whose names are all known.
//!
//! A text is read name by name; [`Options::finish`] then refuses whatever nobody asked for, with the nearest name that
//! there is. An error gives the path, the type that was expected and, for broken JSON, the offset; never a value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{Error, Result, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION};

/// No options text needs more.
const MAX_OPTIONS: usize = 1 << 20;

/// One object of an options text while it is being read.
pub struct Options {
    path: String,
    values: Map<String, Value>,
    known: Vec<&'static str>,
}

impl Options {
    /// Parses a text; an empty one stands for an object without members.
    pub fn parse(json: &[u8]) -> Result<Options> {
        if json.len() > MAX_OPTIONS {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the options text is longer than 1 MiB"));
        }
        if json.iter().all(u8::is_ascii_whitespace) {
            return Ok(Options::new(String::new(), Map::new()));
        }
        match serde_json::from_slice(json).map(|Unambiguous(value)| value) {
            Ok(Value::Object(values)) => Ok(Options::new(String::new(), values)),
            Ok(_) => Err(Error::new(CYBSIGN_E_OPTION, "the options text must be a JSON object, such as {}")),
            Err(error) => Err(not_json(json, &error)),
        }
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

/// A JSON value in which no object has the same name twice: two readers could take it for two different things.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Unambiguous, D::Error> {
        deserializer.deserialize_any(UnambiguousVisitor).map(Unambiguous)
    }
}

struct UnambiguousVisitor;

impl<'de> Visitor<'de> for UnambiguousVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, Unambiguous(value))) = members.next_entry::<String, Unambiguous>()? {
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom(REPEATED));
            }
        }
        Ok(Value::Object(map))
    }
}

/// Known again in the error that serde_json makes of it.
const REPEATED: &str = "repeated name";

fn not_json(json: &[u8], error: &serde_json::Error) -> Error {
    let offset = if error.is_eof() { json.len() } else { offset_of(json, error.line(), error.column()) };
    if error.is_data() && error.to_string().starts_with(REPEATED) {
        let message = format!("the options text has the same name twice in one object, up to byte {offset}; keep one");
        return Error::new(CYBSIGN_E_OPTION, message).with("offset", offset);
    }
    Error::new(CYBSIGN_E_JSON, format!("the options text is not JSON: it breaks at byte {offset}"))
        .with("offset", offset)
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

/// serde_json counts lines and columns from 1.
fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
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
    fn broken_json_gives_an_offset_and_no_text() {
        let error = Options::parse(b"{\n \"profile\": secret}").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_JSON);
        assert_eq!(error.detail()["offset"], 14);
        assert!(!error.message().contains("secret"));
    }

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        for json in [r#"{"a":1,"a":2}"#, r#"{"testing":{"now":1,"now":1}}"#, r#"{"a":[{"b":1,"b":1}]}"#] {
            assert_eq!(Options::parse(json.as_bytes()).err().unwrap().status(), CYBSIGN_E_OPTION, "{json}");
        }
        assert!(Options::parse(br#"{"a":{"a":[{"a":1},{"a":1}]}}"#).is_ok());
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
    fn a_text_that_ends_too_early_breaks_at_its_end() {
        assert_eq!(Options::parse(b"{").err().unwrap().detail()["offset"], 1);
    }

    #[test]
    fn a_wrong_type_names_the_path() {
        let mut options = Options::parse(br#"{"testing": {"now": "x"}}"#).unwrap();
        let error = options.object("testing").unwrap().integer("now").unwrap_err();
        assert_eq!(error.message(), "option testing.now: must be a whole number");
    }
}
