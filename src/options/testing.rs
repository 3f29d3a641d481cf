//! Option `testing`: what only tests set, so that results can be told beforehand.

use super::object::Options;
use crate::error::Result;

/// The object `testing` while it is being read.
pub struct Testing {
    now: Option<i64>,
    /// What a protocol has there of its own.
    pub own: Options,
}

impl Testing {
    /// Reads what all have.
    pub fn read(options: &mut Options) -> Result<Testing> {
        let mut own = options.object("testing")?;
        Ok(Testing { now: own.integer("now")?, own })
    }

    /// Refuses what nobody asked for, and gives the time to judge dates at; `None` for the present.
    pub fn finish(self) -> Result<Option<i64>> {
        self.own.finish()?;
        Ok(self.now)
    }
}
