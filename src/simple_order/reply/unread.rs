//! What it means that a reply can't be read.

use crate::error::{Error, Result, CYBSIGN_E_MESSAGE};

pub(super) fn refuse(why: &str) -> Error {
    unread(CYBSIGN_E_MESSAGE, why)
}

/// Whoever can't read a reply doesn't know what became of the order, and is told so.
pub(super) fn unread(status: i32, why: &str) -> Error {
    Error::new(status, format!("{why}; the order's state is unknown until you look it up"))
}

/// What the reader of XML says of a reply that is broken or cut off, and what that means.
pub(super) fn cut_off(error: Error) -> Error {
    let unread = unread(error.status(), &format!("the reply can't be read: {}", error.message()));
    error.detail().iter().fold(unread, |unread, (name, value)| unread.with(name, value.clone()))
}

/// The one thing there is of a kind.
pub(super) fn only<T>(mut found: impl Iterator<Item = T>, what: &str) -> Result<T> {
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(refuse(&format!("there is no {what}"))),
        (Some(_), Some(_)) => Err(refuse(&format!("there is more than one {what}"))),
    }
}
