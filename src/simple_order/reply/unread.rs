//! What it means for the order that there is no reply that could be read.

use crate::error::{Error, CYBSIGN_E_LIMIT, CYBSIGN_E_MESSAGE};

/// The result of a step of reading.
pub(super) type Step<T> = std::result::Result<T, Unread>;

/// Why there is no reply.
pub(super) enum Unread {
    /// What came is something else than a reply of CyberSource's.
    Other(String),
    /// It may be a reply, but can't be read.
    Broken(Error),
}

impl Unread {
    /// The error, which says what became of the order. A client's error other than a time-out (RFC 9110, section 15.5) says that
    /// the request was refused on the way; else nobody knows, and a caller who was told that the input is too large would take
    /// it for a mistake of his own that did no harm.
    pub(super) fn into_error(self, http_status: Option<u64>) -> Error {
        let refused = http_status.filter(|status| matches!(status, 400..=499) && *status != 408);
        let (error, refused) = match self {
            Unread::Other(why) => (Error::new(CYBSIGN_E_MESSAGE, why), refused),
            Unread::Broken(error) => (error.without_advice(), None),
        };
        let says = match refused {
            Some(status) => format!(
                "HTTP status {status} says that the request was refused on the way, so that nothing was carried out; send it \
                 again when that is mended"
            ),
            None => "the order's state is unknown until you look it up".to_owned(),
        };
        let status = if error.status() == CYBSIGN_E_LIMIT { CYBSIGN_E_MESSAGE } else { error.status() };
        let mut outcome = Error::new(status, format!("{}; {says}", error.message()))
            .with("state", if refused.is_some() { "known" } else { "unknown" })
            .with("critical", refused.is_none())
            .with("may_resend", refused.is_some());
        if let Some(status) = http_status {
            outcome = outcome.with("http_status", status);
        }
        error.detail().iter().fold(outcome, |outcome, (name, value)| outcome.with(name, value.clone()))
    }
}

/// What came is no reply.
pub(super) fn other(why: &str) -> Unread {
    Unread::Other(why.to_owned())
}

/// What came may be a reply, but not one that can be believed.
pub(super) fn broken(why: &str) -> Unread {
    Unread::Broken(Error::new(CYBSIGN_E_MESSAGE, why))
}

/// The one thing there is of a kind.
pub(super) fn only<T>(mut found: impl Iterator<Item = T>, what: &str) -> Step<T> {
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(broken(&format!("there is no {what}"))),
        (Some(_), Some(_)) => Err(broken(&format!("there is more than one {what}"))),
    }
}
