//! Name-value-pair (NVP) requests: fields in, the text of `nvpRequest` out.

use crate::error::{Error, Result, CYBSIGN_E_FIELD, CYBSIGN_E_LIMIT};
use crate::secret::SecretBuffer;
use crate::simple_order::options::Settings;
use crate::simple_order::profile::Profile;
use crate::text::fields::{self, Field};

/// Checks fields and brings them into the order of the profile, with the identification fields that are missing.
pub(super) fn from_fields<'a>(fields: &[(&'a [u8], &'a [u8])], settings: &'a Settings) -> Result<Vec<Field<'a>>> {
    if fields.is_empty() {
        return Err(no_field());
    }
    let bytes =
        fields.iter().fold(0usize, |sum, (name, value)| sum.saturating_add(name.len()).saturating_add(value.len()));
    within_limit(bytes, settings)?;
    let mut checked = Vec::with_capacity(fields.len() + settings.client.len());
    for (at, (name, value)) in fields.iter().enumerate() {
        checked.push(check(at, name, value)?);
    }
    arrange(checked, settings)
}

/// Reads a text of lines `name=value`.
pub(super) fn from_text<'a>(text: &'a [u8], settings: &'a Settings) -> Result<Vec<Field<'a>>> {
    within_limit(text.len(), settings)?;
    let mut checked = Vec::with_capacity(64);
    for (at, line) in fields::lines(text).enumerate() {
        let (name, value) = line?;
        checked.push(check(at, name, value)?);
    }
    if checked.is_empty() {
        return Err(no_field());
    }
    arrange(checked, settings)
}

fn within_limit(bytes: usize, settings: &Settings) -> Result<()> {
    if bytes > settings.limits.max_bytes {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the request is larger than limits.max_bytes allows"));
    }
    Ok(())
}

fn no_field() -> Error {
    Error::new(CYBSIGN_E_FIELD, "there is no field; a request has merchantID at least")
}

fn check<'a>(at: usize, name: &'a [u8], value: &'a [u8]) -> Result<Field<'a>> {
    let field = Field::check(at, name, value)?;
    if !is_xml_text(field.name) || !is_xml_text(field.value) {
        return Err(field.refuse(at, "it holds a character that XML 1.0 can't hold; remove it"));
    }
    if field.name == HAS_ESCAPES && ["1", "true"].iter().any(|yes| field.value.trim().eq_ignore_ascii_case(yes)) {
        let why = "_has_escapes tells CyberSource's Java client that values are escaped already, and here they would be escaped \
                   twice; leave it out, and give the values as they are";
        return Err(field.refuse(at, why));
    }
    Ok(field)
}

/// A field that CyberSource's Java client reads itself, though it sends it too.
const HAS_ESCAPES: &str = "_has_escapes";

/// XML 1.0 `Char`: no controls but TAB, LF and CR, no U+FFFE and U+FFFF. (A `str` holds no surrogates.)
fn is_xml_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    let controls = bytes.iter().fold(false, |found, byte| found | (*byte < 0x20 && *byte != b'\t'));
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    let unassigned = |at: usize| matches!(bytes.get(at..at + 3), Some([0xEF, 0xBF, 0xBE | 0xBF]));
    !controls && !memchr::memchr_iter(0xEF, bytes).any(unassigned)
}

fn arrange<'a>(mut fields: Vec<Field<'a>>, settings: &'a Settings) -> Result<Vec<Field<'a>>> {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_unstable_by_key(|at| (fields[*at].name, *at));
    if let Some(twice) = order.windows(2).find(|pair| fields[pair[0]].name == fields[pair[1]].name) {
        let (first, second) = (twice[0] + 1, twice[1] + 1);
        return Err(Error::new(
            CYBSIGN_E_FIELD,
            format!("fields {first} and {second} have the same name; keep one of them"),
        )
        .with("field", second));
    }
    let has = |name: &str| order.binary_search_by(|at| fields[*at].name.cmp(name)).is_ok();
    let missing: Vec<Field<'a>> = settings
        .client
        .iter()
        .filter(|(name, _)| !has(name))
        .map(|(name, value)| Field { name: name.as_str(), value: value.as_str() })
        .collect();
    fields.extend(missing);
    if settings.profile == Profile::Cpp {
        fields.sort_unstable_by_key(|field| field.name);
    }
    Ok(fields)
}

/// Writes the fields in canonical form, which is the wire's in the profile cpp: `& < >` as references.
pub(super) fn write_canonical(fields: &[Field<'_>], out: &mut SecretBuffer) {
    for field in fields {
        crate::xml::escape_text(field.name, out);
        out.push(b'=');
        crate::xml::escape_text(field.value, out);
        out.push(b'\n');
    }
}

/// How many bytes [`write_canonical`] writes: the sign that is longest as a reference has four more.
pub(super) fn canonical_size(fields: &[Field<'_>]) -> usize {
    let size = |text: &str| text.len() + 4 * memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()).count();
    fields.iter().map(|field| size(field.name) + size(field.value) + 2).sum()
}

/// Canonical text as the JDK's serializer writes it: what lies outside the Basic Multilingual Plane, and the controls from
/// U+007F to U+009F, become decimal references.
pub(super) fn write_as_jdk(canonical: &[u8], out: &mut SecretBuffer) {
    let mut copied = 0;
    for (at, first) in canonical.iter().enumerate().filter(|(_, byte)| matches!(byte, 0x7F | 0xC2 | 0xF0..)) {
        let length = match first {
            0x7F => 1,
            0xC2 => 2,
            _ => 4,
        };
        let character =
            canonical.get(at..at + length).and_then(|bytes| std::str::from_utf8(bytes).ok()?.chars().next());
        // U+00A0 to U+00BF start as the controls from U+0080 do.
        if let Some(c) = character.filter(|c| !matches!(c, '\u{A0}'..='\u{BF}')) {
            out.extend_from_slice(&canonical[copied..at]);
            out.push_str(&format!("&#{};", u32::from(c)));
            copied = at + length;
        }
    }
    out.extend_from_slice(&canonical[copied..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jdk_writes_controls_and_what_is_outside_the_basic_plane_as_references() {
        let ends =
            ['\0', '~', '\u{7F}', '\u{80}', '\u{9F}', '\u{A0}', '\u{BF}', '\u{C0}', '\u{7FF}', '\u{800}', '\u{FFFD}'];
        for c in ends.into_iter().chain(['\u{10000}', '\u{1F600}', '\u{10FFFF}']) {
            let is_reference = matches!(c, '\u{7F}'..='\u{9F}') || c > '\u{FFFF}';
            let wanted = if is_reference { format!("&#{};", u32::from(c)) } else { c.to_string() };
            let mut out = SecretBuffer::new();
            write_as_jdk(format!("{c}é{c}{c}x{c}").as_bytes(), &mut out);
            assert_eq!(std::str::from_utf8(&out), Ok(&*format!("{wanted}é{wanted}{wanted}x{wanted}")), "{c:?}");
        }
    }
}
