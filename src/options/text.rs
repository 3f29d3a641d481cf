//! The options text: JSON without ambiguities.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{Error, Result, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION};

/// No options text needs more.
const MAX_OPTIONS: usize = 1 << 20;

/// The members of the object that a text is; an empty text stands for an object without members.
pub(super) fn parse(json: &[u8]) -> Result<Map<String, Value>> {
    if json.len() > MAX_OPTIONS {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the options text is longer than 1 MiB"));
    }
    if json.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(json).map(|Unambiguous(value)| value) {
        Ok(Value::Object(values)) => Ok(values),
        Ok(_) => Err(Error::new(CYBSIGN_E_OPTION, "the options text must be a JSON object, such as {}")),
        Err(error) => Err(not_json(json, &error)),
    }
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

/// serde_json counts lines and columns from 1.
fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_gives_an_offset_and_no_text() {
        let error = parse(b"{\n \"profile\": secret}").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_JSON);
        assert_eq!(error.detail()["offset"], 14);
        assert!(!error.message().contains("secret"));
    }

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        for json in [r#"{"a":1,"a":2}"#, r#"{"testing":{"now":1,"now":1}}"#, r#"{"a":[{"b":1,"b":1}]}"#] {
            assert_eq!(parse(json.as_bytes()).err().unwrap().status(), CYBSIGN_E_OPTION, "{json}");
        }
        assert!(parse(br#"{"a":{"a":[{"a":1},{"a":1}]}}"#).is_ok());
    }

    #[test]
    fn a_text_that_ends_too_early_breaks_at_its_end() {
        assert_eq!(parse(b"{").err().unwrap().detail()["offset"], 1);
    }
}
