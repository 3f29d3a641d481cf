//! Names (RFC 5280, section 4.1.2.4), and how they are written (RFC 4514).

use crate::der::{oid, string_text, tag, Element, Reader};
use crate::text::hex::hex;
use crate::text::shown::push_visible;

/// An attribute of a name.
struct Attribute<'a> {
    oid: &'a [u8],
    value: Element<'a>,
    /// Whether it stands in the same RDN as the one before it.
    joined: bool,
}

impl Attribute<'_> {
    /// The value as text; `None` where it is no string.
    fn text(&self) -> Option<String> {
        string_text(self.value.tag, self.value.body)
    }
}

/// The value of the last attribute of this type, as text.
pub(super) fn last_value(name: &[u8], oid: &[u8]) -> Option<String> {
    attributes(name).into_iter().rev().find(|attribute| attribute.oid == oid)?.text()
}

/// The attributes of a Name in the order of the encoding; those that can't be read are left out.
fn attributes(name: &[u8]) -> Vec<Attribute<'_>> {
    let mut found = Vec::new();
    let Ok(mut rdns) = Reader::new(name).sequence() else { return found };
    while let Ok(rdn) = rdns.element() {
        let mut values = rdn.children();
        let mut joined = false;
        while let Ok(pair) = values.element() {
            let mut pair = pair.children();
            if let (Ok(oid), Ok(value)) = (pair.expect(tag::OID), pair.element()) {
                found.push(Attribute { oid: oid.body, value, joined });
                joined = true;
            }
        }
    }
    found
}

/// A name in one line: the last RDN first (RFC 4514, section 2.1); control characters are escaped.
pub(super) fn one_line(name: &[u8]) -> String {
    let attributes = attributes(name);
    let mut rdns: Vec<String> = Vec::new();
    for attribute in &attributes {
        let text = attribute_text(attribute);
        match rdns.last_mut().filter(|_| attribute.joined) {
            Some(rdn) => {
                rdn.push('+');
                rdn.push_str(&text);
            }
            None => rdns.push(text),
        }
    }
    rdns.reverse();
    rdns.join(",")
}

fn attribute_text(attribute: &Attribute<'_>) -> String {
    let kind = oid::shown(attribute.oid);
    match attribute.text() {
        Some(value) => format!("{kind}={}", escape_value(&value)),
        None => format!("{kind}=#{}", hex(attribute.value.raw)),
    }
}

fn escape_value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (at, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            ' ' if at == 0 || at == last => escaped.push_str("\\ "),
            '#' if at == 0 => escaped.push_str("\\#"),
            _ => push_visible(&mut escaped, character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        assert_eq!(escape_value(" a,b+c\"d\\e;<f> "), "\\ a\\,b\\+c\\\"d\\\\e\\;\\<f\\>\\ ");
        assert_eq!(escape_value("#a\n\0\u{2028}"), "\\#a\\0a\\00\\e2\\80\\a8");
    }
}
