//! What was made of a configuration file.

use serde::Serialize;

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::report::Finding;

/// What was made of a configuration file. It holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigReport {
    /// `ini` or `properties`.
    pub format: &'static str,
    /// The merchant whose keys were read, where one is named.
    pub merchant_id: Option<String>,
    /// The P12 that was loaded.
    pub key_file: String,
    /// What differs from what the SDK would have done. The code is `ignored`, `unknown`, `repeated`, `changed` or
    /// `merchant_unnamed`; of the particulars, `key` is null where the key is unknown, since anything may stand there, and `line`
    /// counts from 1 and is null for what is not there. Then come the findings of [`SimpleOrder::findings`](crate::simple_order::SimpleOrder::findings).
    pub warnings: Vec<Finding>,
}

impl ConfigReport {
    /// The report as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the report"))
    }
}
