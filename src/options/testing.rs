//! Option `testing`: what only tests set, so that results can be told beforehand.

use super::object::Options;
use crate::error::Result;
use crate::time::Clock;

/// The object `testing` while it is being read.
pub struct Testing {
    clock: Clock,
    /// What a protocol has there of its own.
    pub own: Options,
}

impl Testing {
    /// Reads what all have.
    pub fn read(options: &mut Options) -> Result<Testing> {
        let mut own = options.object("testing")?;
        Ok(Testing { clock: own.integer("now")?.map_or(Clock::SYSTEM, Clock::at), own })
    }

    /// Refuses what nobody asked for, and gives the clock to judge dates by.
    pub fn finish(self) -> Result<Clock> {
        self.own.finish()?;
        Ok(self.clock)
    }
}
