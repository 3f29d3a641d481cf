//! What was made of a configuration file.

use serde::Serialize;

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};

/// What was made of a configuration file. It holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigReport {
    /// `ini` or `properties`.
    pub format: &'static str,
    /// The merchant whose keys were read, where one is named.
    pub merchant_id: Option<String>,
    /// The P12 that was loaded.
    pub key_file: String,
    /// What differs from what the SDK would have done.
    pub warnings: Vec<ConfigWarning>,
}

/// One thing that differs from what the SDK would have done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigWarning {
    /// `ignored`, `unknown`, `repeated` or `changed`.
    pub code: &'static str,
    /// The key; `None` for one that is unknown, since anything may stand there.
    pub key: Option<&'static str>,
    /// The line of the file, counted from 1.
    pub line: usize,
    /// What it is about.
    pub message: &'static str,
}

impl ConfigReport {
    /// The report as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the report"))
    }
}
