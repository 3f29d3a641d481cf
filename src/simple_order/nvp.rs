//! Name-value-pair (NVP) requests: fields in, the text of `nvpRequest` out.

use crate::error::{Error, Result, CYBSIGN_E_FIELD, CYBSIGN_E_LIMIT};
use crate::secret::SecretBuffer;
use crate::simple_order::options::Settings;
use crate::simple_order::profile::Profile;

/// One field, checked.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    name: &'a str,
    value: &'a str,
}

/// Checks fields and brings them into the order of the profile, with the identification fields that are missing.
pub(super) fn from_fields<'a>(fields: &[(&'a [u8], &'a [u8])], settings: &'a Settings) -> Result<Vec<Field<'a>>> {
    if fields.is_empty() {
        return Err(Error::new(CYBSIGN_E_FIELD, "there is no field; a request has merchantID at least"));
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
    let lines = text.strip_suffix(b"\n").unwrap_or(text);
    if lines.is_empty() {
        return Err(Error::new(CYBSIGN_E_FIELD, "there is no field; a request has merchantID at least"));
    }
    let mut checked = Vec::with_capacity(64);
    for (at, line) in lines.split(|byte| *byte == b'\n').enumerate() {
        let refuse = |why: &str| Error::new(CYBSIGN_E_FIELD, format!("line {}: {why}", at + 1)).with("line", at + 1);
        if line.is_empty() {
            return Err(refuse("is blank; remove it, since a blank line would end up in the signed request"));
        }
        let split = memchr::memchr(b'=', line).ok_or_else(|| refuse("has no '='; each line is name=value"))?;
        checked.push(check(at, &line[..split], &line[split + 1..])?);
    }
    arrange(checked, settings)
}

fn within_limit(bytes: usize, settings: &Settings) -> Result<()> {
    if bytes > settings.limits.max_bytes {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the request is larger than limits.max_bytes allows"));
    }
    Ok(())
}

fn check<'a>(at: usize, name: &'a [u8], value: &'a [u8]) -> Result<Field<'a>> {
    let refuse = |why: &str| {
        let shown = shown_name(name).map(|name| format!(" ({name})")).unwrap_or_default();
        Error::new(CYBSIGN_E_FIELD, format!("field {}{shown}: {why}", at + 1)).with("field", at + 1)
    };
    if name.is_empty() {
        return Err(refuse("the name is empty"));
    }
    let name = std::str::from_utf8(name).map_err(|_| refuse("the name is not UTF-8"))?;
    let value = std::str::from_utf8(value).map_err(|_| refuse("the value is not UTF-8"))?;
    if name.contains('=') {
        return Err(refuse("the name holds '=', at which the server would split it"));
    }
    if name.bytes().any(|byte| byte < 0x20) {
        return Err(refuse("the name holds a control character"));
    }
    if memchr::memchr2(b'\n', b'\r', value.as_bytes()).is_some() {
        return Err(refuse("the value holds a line break, which would begin another field; remove it"));
    }
    if !is_xml_text(name) || !is_xml_text(value) {
        return Err(refuse("it holds a character that XML 1.0 can't hold; remove it"));
    }
    Ok(Field { name, value })
}

/// A name is repeated in an error only if it looks like one: what was put in the wrong place may be a card number.
fn shown_name(name: &[u8]) -> Option<&str> {
    let plain = name.len() <= 64
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        && name.iter().filter(|byte| byte.is_ascii_digit()).count() <= 6;
    plain.then(|| std::str::from_utf8(name).ok()).flatten()
}

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
    let text = String::from_utf8_lossy(canonical);
    let mut copied = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{7F}'..='\u{9F}') || *c > '\u{FFFF}') {
        out.push_str(&text[copied..at]);
        out.push_str(&format!("&#{};", u32::from(c)));
        copied = at + c.len_utf8();
    }
    out.push_str(&text[copied..]);
}
