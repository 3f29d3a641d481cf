//! The P12 that a configuration file names.

use std::path::{Path, PathBuf};

use super::choice::{is_merchant_id, Choice};
use super::entries::Config;
use super::format::Format;
use super::keys::known;
use crate::credential::Credential;
use crate::error::{Result, CYBSIGN_E_ALIAS, CYBSIGN_E_OPTION, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_WRONG_PASSWORD};
use crate::simple_order::options::Settings;

impl Config<'_> {
    /// The P12: `keyFilename`, or the merchant's, in `keysDirectory`.
    pub(super) fn key_file(&self) -> Result<PathBuf> {
        let missing = |why: &str| self.missing(CYBSIGN_E_OPTION, why);
        let directory =
            self.value("keysDirectory").ok_or_else(|| missing("it has no keysDirectory; add the P12's folder"))?;
        let name = match (self.value("keyFilename"), &self.merchant_id) {
            (Some(name), _) => name,
            (None, Some(id)) if is_merchant_id(id) => format!("{id}.p12"),
            (None, Some(_)) => return Err(missing("it has a merchantID that can't be a file's name; add keyFilename")),
            (None, None) => {
                return Err(missing(
                    "it has neither keyFilename nor merchantID; add one, or give the option merchant_id",
                ))
            }
        };
        if directory.contains('\0') || name.contains('\0') {
            return Err(missing("it has a NUL in the P12's path"));
        }
        // Joined as text, as the SDKs do: Path::join() would let an absolute name replace the folder.
        let separator = if directory.ends_with(['/', std::path::MAIN_SEPARATOR]) { "" } else { "/" };
        Ok(PathBuf::from(format!("{directory}{separator}{name}")))
    }

    /// Whether the merchant's name alone chooses the key: no file and no alias does. A meta key signs for others too.
    pub(super) fn key_is_chosen_by_merchant(&self, choice: &Choice) -> bool {
        let has_alias =
            choice.credential.has("alias") || (self.format == Format::Properties && self.text("keyAlias").is_some());
        !has_alias && self.text("keyFilename").is_none()
    }

    /// Loads it.
    pub(super) fn credential(&mut self, path: &Path, settings: &Settings, choice: &Choice) -> Result<Credential> {
        let merchant_id = self.merchant_id.clone();
        let (first, second) = match self.format {
            Format::Ini => ("password", "keyPassword"),
            Format::Properties => ("keyPassword", "password"),
        };
        let password: &[u8] = match (self.entry(first), self.entry(second), &merchant_id) {
            (Some(entry), other, _) => {
                if let Some(other) = other {
                    self.warn(
                        "ignored",
                        known(second),
                        other.line,
                        "the SDK's own key for the password stands in the file, and counts",
                    );
                }
                entry.value.as_bytes()
            }
            (None, Some(entry), _) => {
                let why = match self.format {
                    Format::Ini => "the C/C++ SDK reads password only; this was taken since there is none",
                    Format::Properties => {
                        "the Java SDK's key is keyPassword; this older one was taken since there is none"
                    }
                };
                self.warn("changed", known(second), entry.line, why);
                entry.value.as_bytes()
            }
            (None, None, Some(id)) if choice.password_is_merchant_id => id.as_bytes(),
            (None, None, _) => {
                return Err(self.missing(
                    CYBSIGN_E_WRONG_PASSWORD,
                    &format!(
                        "it gives no password for the P12: add {first}, or set password_is_merchant_id if the \
                         P12 is from before February 2024 and its password is the merchant ID"
                    ),
                ))
            }
        };
        let mut options = choice.credential.clone();
        if let Some(environment) = settings.endpoint.environment() {
            options.set_default("environment", environment.name());
        }
        let has_alias = options.has("alias");
        let entry = self.text("keyAlias").filter(|_| self.format == Format::Properties && !has_alias);
        let alias = entry.map(|entry| entry.value.trim().to_owned());
        let load = |alias: Option<&str>| {
            let mut options = options.clone();
            alias.iter().for_each(|alias| options.set("alias", *alias));
            Credential::from_p12_file_with(path, password, options)
        };
        // The merchant ID is the alias by default; where there is one key only, that key is meant, whoever's it is.
        match (load(alias.as_deref()), &merchant_id) {
            (Err(error), Some(id)) if alias.is_none() && !has_alias && error.status() == CYBSIGN_E_SEVERAL_KEYS => {
                load(Some(id))
            }
            // Which name it is that fits nothing: no option gave it.
            (Err(error), _) if error.status() == CYBSIGN_E_ALIAS => match entry {
                Some(entry) => Err(error.prefixed(&self.at_line("keyAlias", entry)).with("line", entry.line)),
                None => Err(error),
            },
            (result, _) => result,
        }
    }
}
