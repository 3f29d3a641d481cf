//! The options of every way to make a credential.

use super::read::{ReadOptions, Wanted, DEFAULT_MAX_ITERATIONS};
use crate::error::Result;
use crate::options::{Environment, Options, Testing};

/// The options, checked.
pub(super) struct CredentialOptions {
    /// The name of the key to take.
    pub(super) alias: Option<String>,
    /// Where the key is meant for.
    pub(super) environment: Option<Environment>,
    max_iterations: u64,
    /// Whether a P12 without a MAC is taken.
    pub(super) allow_no_mac: bool,
    /// The time at which certificates are chosen.
    pub(super) now: i64,
}

impl CredentialOptions {
    /// Reads a whole object of options.
    pub(super) fn read(mut options: Options) -> Result<CredentialOptions> {
        let alias = options.string("alias")?;
        let environment = Environment::read(&mut options)?;
        let max_iterations = options.unsigned("max_iterations")?.unwrap_or(DEFAULT_MAX_ITERATIONS);
        if !(1..=2_000_000_000).contains(&max_iterations) {
            return Err(options.refuse("max_iterations", "must be from 1 to 2000000000"));
        }
        let allow_no_mac = options.boolean("allow_no_mac", false)?;
        let now = Testing::read(&mut options)?.finish()?.now();
        options.finish()?;
        Ok(CredentialOptions { alias, environment, max_iterations, allow_no_mac, now })
    }

    /// How a file is read with these passwords.
    pub(super) fn for_use<'a>(
        &self,
        password: &'a [u8],
        key_password: Option<&'a [u8]>,
        wanted: Wanted,
    ) -> ReadOptions<'a> {
        let max_iterations = self.max_iterations;
        ReadOptions { password: Some(password), key_password, max_iterations, inspect: false, wanted }
    }

    /// How certificates are read that come without a key.
    pub(super) fn for_certificates(&self) -> ReadOptions<'static> {
        let max_iterations = self.max_iterations;
        ReadOptions { password: None, key_password: None, max_iterations, inspect: true, wanted: Wanted::Certificate }
    }
}
