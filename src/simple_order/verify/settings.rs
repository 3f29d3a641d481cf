//! The options of [`verify`](super::verify).

use crate::credential::Trust;
use crate::error::Result;
use crate::options::{self, Options, Testing};
use crate::xml::Limits;

/// The options, checked.
pub(super) struct Settings {
    pub(super) trust: Trust,
    pub(super) allow_sha1: bool,
    pub(super) allow_expired: bool,
    pub(super) limits: Limits,
    /// The time to judge the certificate at.
    pub(super) now: i64,
}

impl Settings {
    pub(super) fn parse(json: &[u8]) -> Result<Settings> {
        let mut options = Options::parse(json)?;
        let trust = Trust::read(&mut options)?;
        let allow_sha1 = options.boolean("allow_sha1", false)?;
        let allow_expired = options.boolean("allow_expired", false)?;
        let limits = options::limits(&mut options)?;
        let now = Testing::read(&mut options)?.finish()?.now();
        options.finish()?;
        Ok(Settings { trust, allow_sha1, allow_expired, limits, now })
    }
}
