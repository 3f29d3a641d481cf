//! What is at hand while a key file is read: passwords, and what the file may still cost.

use super::explain::Wanted;
use super::password::Password;
use crate::error::{Error, Result, CYBSIGN_E_ITERATIONS, CYBSIGN_E_WRONG_PASSWORD};

/// What is allowed to a file whose option `max_iterations` is not given.
pub const DEFAULT_MAX_ITERATIONS: u64 = 5_000_000;

/// How a key file is read.
pub struct ReadOptions<'a> {
    /// The password; `None` if none is known.
    pub password: Option<&'a [u8]>,
    /// The private key's own password.
    pub key_password: Option<&'a [u8]>,
    /// Iterations that the file may cost in all.
    pub max_iterations: u64,
    /// Whether what can't be decrypted is listed as such: an inspection, not a use.
    pub inspect: bool,
    /// What is asked for, so that an error's advice fits.
    pub wanted: Wanted,
}

impl<'a> ReadOptions<'a> {
    /// For use, with this password.
    pub fn new(password: &'a [u8]) -> ReadOptions<'a> {
        let max_iterations = DEFAULT_MAX_ITERATIONS;
        ReadOptions {
            password: Some(password),
            key_password: None,
            max_iterations,
            inspect: false,
            wanted: Wanted::Anything,
        }
    }

    /// For an inspection, with a password or without.
    pub fn inspect(password: Option<&'a [u8]>) -> ReadOptions<'a> {
        let max_iterations = DEFAULT_MAX_ITERATIONS;
        ReadOptions { password, key_password: None, max_iterations, inspect: true, wanted: Wanted::Anything }
    }
}

/// The passwords at hand while a file is read, and what it may still cost.
pub(super) struct Session {
    pub(super) password: Password,
    pub(super) key_password: Option<Password>,
    pub(super) budget: Budget,
    pub(super) inspect: bool,
    pub(super) wanted: Wanted,
}

impl Session {
    pub(super) fn new(options: &ReadOptions<'_>) -> Result<Session> {
        Ok(Session {
            password: Password::new(options.password.unwrap_or_default())?,
            key_password: options.key_password.map(Password::new).transpose()?,
            budget: Budget::new(options.max_iterations),
            inspect: options.inspect,
            wanted: options.wanted,
        })
    }

    /// Whether what can't be read without a password is passed over.
    pub(super) fn without_password(&self) -> bool {
        self.inspect && self.password.is_empty
    }
}

/// What a file may still cost.
pub(super) struct Budget {
    limit: u64,
    spent: u64,
}

impl Budget {
    pub(super) fn new(limit: u64) -> Budget {
        Budget { limit, spent: 0 }
    }

    /// Books iterations before they are done.
    pub(super) fn charge(&mut self, iterations: u64) -> Result<()> {
        self.spent = self.spent.saturating_add(iterations);
        if self.spent <= self.limit {
            return Ok(());
        }
        let message = format!(
            "the file asks for more than {} key derivation iterations; if it can be trusted, raise the option max_iterations",
            self.limit
        );
        Err(Error::new(CYBSIGN_E_ITERATIONS, message).with("max_iterations", self.limit))
    }
}

pub(super) fn wrong_password(what: &str, password: &Password) -> Error {
    if password.is_empty {
        return Error::new(CYBSIGN_E_WRONG_PASSWORD, format!("the {what} needs a password, and none was given"));
    }
    let message = match password.remnant {
        Some(remnant) => format!("the password of the {what} is wrong: {remnant}"),
        None => format!("the password of the {what} is wrong (or the file was changed after it was written)"),
    };
    Error::new(CYBSIGN_E_WRONG_PASSWORD, message)
}
