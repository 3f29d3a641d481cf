//! Option `environment`: where a credential or a message is meant for.

use super::object::Options;
use crate::error::Result;

/// One of CyberSource's two environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// CyberSource's test environment.
    Test,
    /// The live one.
    Production,
}

impl Environment {
    /// The option's value; `None` where it is absent.
    pub fn read(options: &mut Options) -> Result<Option<Environment>> {
        match options.string("environment")?.as_deref() {
            None => Ok(None),
            Some("test") => Ok(Some(Environment::Test)),
            Some("production") => Ok(Some(Environment::Production)),
            Some(_) => Err(options.refuse("environment", "must be \"test\" or \"production\"")),
        }
    }

    /// The word that options and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Environment::Test => "test",
            Environment::Production => "production",
        }
    }
}
