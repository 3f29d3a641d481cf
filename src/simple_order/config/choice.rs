//! The options that are about the file.

use super::format::Format;
use crate::error::Result;
use crate::options::Options;

/// The options that are about the file.
pub(super) struct Choice {
    pub(super) format: Option<Format>,
    pub(super) merchant_id: Option<String>,
    pub(super) password_is_merchant_id: bool,
    /// Options for loading the P12.
    pub(super) credential: Options,
}

impl Choice {
    /// Reads them from among the others.
    pub(super) fn read(options: &mut Options) -> Result<Choice> {
        let format = match options.string("format")?.as_deref() {
            None => None,
            Some("ini") => Some(Format::Ini),
            Some("properties") => Some(Format::Properties),
            Some(_) => return Err(options.refuse("format", "must be \"ini\" or \"properties\"")),
        };
        let merchant_id = options.string("merchant_id")?;
        if merchant_id.as_deref().is_some_and(|id| !is_merchant_id(id)) {
            let why = "must be 1 to 100 characters of visible ASCII without quotes and slashes";
            return Err(options.refuse("merchant_id", why));
        }
        let password_is_merchant_id = options.boolean("password_is_merchant_id", false)?;
        let credential = options.object("credential")?;
        Ok(Choice { format, merchant_id, password_is_merchant_id, credential })
    }
}

/// What may stand in a file's name and in a message.
pub(super) fn is_merchant_id(id: &str) -> bool {
    (1..=100).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'/' | b'\\'))
}
