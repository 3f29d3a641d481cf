//! Names that pick one of several keys.
//!
//! What a name picks must be beyond doubt, since a signature in another merchant's name is worse than none: a CN goes before a
//! friendly name, and keys of different CNs that fit equally well are an error.

use std::collections::HashSet;

use serde_json::{json, Value};

use super::container::{CertificateEntry, KeyEntry};
use crate::error::Error;
use crate::text::fold::{composed, folded};
use crate::text::shown::shown;
use crate::time::rfc3339;
use crate::x509::{Certificate, Date};

/// A certificate with its key, and what the two are called.
pub(super) struct Candidate<'a> {
    /// The certificate's index.
    pub(super) certificate: usize,
    /// The key's; `None` for one that lives elsewhere.
    pub(super) key: Option<usize>,
    entry: &'a CertificateEntry,
    common_name: Option<Name<'a>>,
    friendly_names: Vec<Name<'a>>,
    key_serial: Option<Name<'a>>,
}

/// A name, and the two forms in which it is compared.
struct Name<'a> {
    text: &'a str,
    exact: String,
    folded: String,
}

impl Name<'_> {
    /// `None` for an empty one, which names nothing.
    fn new(text: &str) -> Option<Name<'_>> {
        let plain = plain_types(text);
        (!text.is_empty()).then(|| Name { text, exact: composed(&plain), folded: folded(&plain) })
    }
}

/// Lower-case attribute types in what looks like a distinguished name: programs write `serialNumber=`, `SERIALNUMBER=`.
fn plain_types(name: &str) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((kind, value)) => format!("{}={value}", kind.to_ascii_lowercase()),
        None => part.to_owned(),
    };
    name.split(',').map(part).collect::<Vec<_>>().join(",")
}

impl<'a> Candidate<'a> {
    /// From a certificate, and the key that belongs to it where it is there.
    pub(super) fn new(
        certificate: usize,
        entry: &'a CertificateEntry,
        key: Option<(usize, &'a KeyEntry)>,
    ) -> Candidate<'a> {
        let own = entry.friendly_name.as_deref();
        let of_key = key.and_then(|(_, key)| key.friendly_name.as_deref()).filter(|name| Some(*name) != own);
        Candidate {
            certificate,
            key: key.map(|(at, _)| at),
            entry,
            common_name: entry.certificate.common_name().and_then(Name::new),
            friendly_names: own.into_iter().chain(of_key).filter_map(Name::new).collect(),
            key_serial: entry.certificate.key_serial().and_then(Name::new),
        }
    }

    pub(super) fn certificate(&self) -> &'a Certificate {
        &self.entry.certificate
    }

    /// Everything that it may be called.
    fn names(&self) -> impl Iterator<Item = &Name<'a>> {
        self.common_name.iter().chain(&self.friendly_names).chain(&self.key_serial)
    }

    /// One line for people: CN, and what tells it from others of the same CN.
    pub(super) fn shown(&self) -> String {
        let mut particulars = Vec::new();
        for name in &self.friendly_names {
            particulars.push(format!("friendly name {}", shown(name.text)));
        }
        particulars.extend(self.certificate().key_serial().map(|serial| format!("key serial {}", shown(serial))));
        particulars.push(match self.certificate().validity().not_after {
            Date::Time(end) => format!("valid until {}", &rfc3339(end)[..10]),
            Date::Unreadable => "valid until nobody knows when".to_owned(),
        });
        let common_name = self.certificate().common_name().map_or_else(|| "no CN".to_owned(), shown);
        format!("{common_name} ({})", particulars.join(", "))
    }

    /// The same for programs.
    fn described(&self) -> Value {
        let friendly: Vec<&str> = self.friendly_names.iter().map(|name| name.text).collect();
        json!({
            "common_name": self.certificate().common_name(),
            "friendly_names": friendly,
            "key_serial": self.certificate().key_serial(),
            "not_after": self.certificate().validity().not_after.time().map(rfc3339),
        })
    }
}

/// Those whom the name fits best: by CN, or else by friendly name, or else by the key's serial number; exactly, or else
/// without regard to case. Several of one CN are one key and its successors.
pub(super) fn named<'c, 'a>(candidates: &'c [Candidate<'a>], alias: &str) -> Vec<&'c Candidate<'a>> {
    let Some(alias) = Name::new(alias) else { return Vec::new() };
    type Fits<'f> = &'f dyn Fn(&Candidate<'_>) -> bool;
    let exact = |name: &Name<'_>| name.exact == alias.exact;
    let similar = |name: &Name<'_>| name.folded == alias.folded;
    let tiers: [Fits<'_>; 6] = [
        &|candidate| candidate.common_name.as_ref().is_some_and(exact),
        &|candidate| candidate.common_name.as_ref().is_some_and(similar),
        &|candidate| candidate.friendly_names.iter().any(exact),
        &|candidate| candidate.friendly_names.iter().any(similar),
        &|candidate| candidate.key_serial.as_ref().is_some_and(exact),
        &|candidate| candidate.key_serial.as_ref().is_some_and(similar),
    ];
    let found = tiers.iter().map(|fits| candidates.iter().filter(|one| fits(one)).collect::<Vec<_>>());
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// Whether all have the same CN, so that one is the other's successor.
pub(super) fn are_of_one_name<'c, 'a: 'c>(candidates: impl IntoIterator<Item = &'c Candidate<'a>>) -> bool {
    let names: HashSet<Option<&str>> = candidates
        .into_iter()
        .map(|candidate| candidate.common_name.as_ref().map(|name| name.exact.as_str()))
        .collect();
    names.len() <= 1
}

/// No error lists more.
const MAX_LISTED: usize = 20;

/// Adds to an error what there is to choose from: `names` are all that an alias would take, `keys` says more of each.
///
/// `all` are those among which an alias chooses, `fitting` those that the error is about.
pub(super) fn listed(status: i32, what: &str, all: &[Candidate<'_>], fitting: &[&Candidate<'_>]) -> Error {
    let mut lines: Vec<String> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut keys = Vec::new();
    let mut rest = 0;
    for candidate in fitting {
        let line = candidate.shown();
        if lines.contains(&line) {
            continue;
        }
        if lines.len() == MAX_LISTED {
            rest += 1;
            continue;
        }
        lines.push(line);
        keys.push(candidate.described());
        for name in candidate.names().map(|name| name.text) {
            let fits = named(all, name);
            let picks_one = are_of_one_name(fits.iter().copied());
            let is_like_it = |fit: &&Candidate<'_>| fit.key.is_some() == candidate.key.is_some();
            if !names.contains(&name) && picks_one && fits.iter().any(is_like_it) {
                names.push(name);
            }
        }
    }
    let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
    let message = format!("{what}; there are: {}{more}", lines.join("; "));
    Error::new(status, message).with("names", names).with("keys", keys)
}
