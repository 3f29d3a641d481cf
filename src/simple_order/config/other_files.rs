//! Files that are none of the two SDKs' configuration, though some bear the same names: each is named, instead of the first
//! key that is missing in it.

use super::format::Format;
use super::syntax::Entry;
use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_ENCODING};

/// Refuses what can be told by its first bytes.
pub(super) fn refuse_by_content(bytes: &[u8], format: Format) -> Result<()> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let is_wide = matches!(bytes, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, _, ..] | [_, 0, ..]);
    if is_wide {
        return Err(Error::new(CYBSIGN_E_ENCODING, "it is in UTF-16 or UTF-32; save it in UTF-8"));
    }
    let other = |what: &str| Err(Error::new(CYBSIGN_E_ARGUMENT, what));
    match text {
        // A SEQUENCE whose length has several bytes.
        [0x30, 0x80..=0x84, ..] => other("it is DER, such as a P12, and no configuration file; load it as a credential"),
        [b'-', ..] if text.starts_with(b"-----BEGIN") => {
            other("it is PEM, and no configuration file; load it as a credential")
        }
        [b'<', ..] => other(
            "it is XML, as the app.config of CyberSource's .NET client, and no configuration file of the C/C++ or Java SDK; \
             load the P12 that it names as a credential",
        ),
        [b'{', ..] => other("it is JSON, and no configuration file of the C/C++ or Java SDK"),
        _ if text.contains(&0) => Err(Error::new(CYBSIGN_E_ENCODING, "it holds NUL bytes, so it is no text")),
        // The C/C++ SDK reads lines that end with LF, and this would be one line.
        _ if format == Format::Ini && is_cr_alone(text) => {
            Err(Error::new(CYBSIGN_E_ENCODING, "its lines end in CR alone; save it with LF or CR LF"))
        }
        _ => Ok(()),
    }
}

fn is_cr_alone(text: &[u8]) -> bool {
    !text.contains(&b'\n') && text.trim_ascii_end().contains(&b'\r')
}

/// Keys that CyberSource's PHP client and its SOAP toolkits have, and no SDK.
const FOREIGN: [&str; 4] = ["KEY_FILE", "KEY_DIRECTORY", "KEY_PASS", "KEY_ALIAS"];

/// Refuses the files of other clients that bear the same names.
pub(super) fn refuse_by_keys(entries: &[Entry], format: Format) -> Result<()> {
    let is_foreign = entries.iter().any(|entry| FOREIGN.contains(&entry.key.as_str()));
    if !is_foreign || entries.iter().any(|entry| entry.key.ends_with("keysDirectory")) {
        return Ok(());
    }
    let whose = match format {
        Format::Ini => "the cybs.ini of CyberSource's PHP client, which is another file than that of the C/C++ SDK",
        Format::Properties => "the toolkit.properties of CyberSource's SOAP toolkits, and not of the Java SDK",
    };
    let advice = "load the P12 of KEY_DIRECTORY and KEY_FILE as a credential, with KEY_PASS as its password";
    Err(Error::new(CYBSIGN_E_ARGUMENT, format!("it is {whose}; {advice}")))
}
