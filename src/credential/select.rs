//! Chooses the key and its certificate among all that a file holds.

use std::collections::BTreeSet;

use super::container::{CertificateEntry, Container, KeyEntry};
use super::pairs::Pair;
use crate::error::{
    Error, Result, CYBSIGN_E_ALIAS, CYBSIGN_E_KEY_MISMATCH, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_NO_KEY,
    CYBSIGN_E_SEVERAL_KEYS,
};
use crate::text::shown::shown;
use crate::x509::{Certificate, Role, Standing};

/// Where a key came from: it decides which error a lonely key is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum KeySource {
    P12,
    /// Key and certificate were given side by side.
    Parts,
}

/// The key to use, and its certificate.
pub(super) fn choose(
    container: &Container,
    pairs: &[Pair],
    alias: Option<&str>,
    source: KeySource,
    now: i64,
) -> Result<Pair> {
    if container.keys.iter().all(|entry| entry.key.is_none()) {
        return Err(no_key(container));
    }
    if pairs.is_empty() {
        return Err(no_certificate(container, source));
    }
    let candidates = match alias {
        Some(alias) => matching(container, pairs, alias)?,
        None => pairs.to_vec(),
    };
    let keys: BTreeSet<&[u8]> = candidates.iter().map(|pair| spki(container, pair)).collect();
    if keys.len() > 1 && alias.is_none() {
        let message = format!("there are {} private keys: choose one with the option alias", keys.len());
        return Err(with_names(CYBSIGN_E_SEVERAL_KEYS, message, container, &candidates));
    }
    // A renewed certificate, or a renewed key of the same name.
    let newest = candidates.iter().max_by_key(|pair| rank(certificate(container, pair), now));
    newest.copied().ok_or_else(|| no_certificate(container, source))
}

/// Of several certificates that one may take, the valid one that ends last is the largest.
fn rank(certificate: &Certificate, now: i64) -> (bool, Option<i64>) {
    let validity = certificate.validity();
    (validity.at(now) == Standing::Valid, validity.not_after.time())
}

/// The certificate that messages are encrypted to.
pub(super) fn server_certificate(container: &Container, now: i64) -> Option<usize> {
    let entries = container.certificates.iter().map(|entry| &entry.certificate).enumerate();
    let servers = entries.filter(|(_, certificate)| certificate.role() == Role::Server);
    servers.max_by_key(|(_, certificate)| rank(certificate, now)).map(|(at, _)| at)
}

fn certificate<'a>(container: &'a Container, pair: &Pair) -> &'a Certificate {
    &container.certificates[pair.certificate].certificate
}

fn spki<'a>(container: &'a Container, pair: &Pair) -> &'a [u8] {
    certificate(container, pair).spki()
}

/// The pairs of this name: exactly, or else the one name that differs by ASCII case only.
fn matching(container: &Container, pairs: &[Pair], alias: &str) -> Result<Vec<Pair>> {
    let names = |pair: &Pair| names(&container.certificates[pair.certificate], Some(&container.keys[pair.key]));
    let alias = plain_types(alias);
    let exact: Vec<Pair> =
        pairs.iter().filter(|pair| names(pair).any(|name| plain_types(name) == alias)).copied().collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let folded = |pair: &&Pair| names(pair).any(|name| plain_types(name).eq_ignore_ascii_case(&alias));
    let similar: Vec<Pair> = pairs.iter().filter(folded).copied().collect();
    let keys: BTreeSet<&[u8]> = similar.iter().map(|pair| spki(container, pair)).collect();
    match keys.len() {
        1 => Ok(similar),
        0 => Err(with_names(CYBSIGN_E_ALIAS, "no key has the alias".to_owned(), container, pairs)),
        _ => {
            let message = "several keys have the alias when case is ignored: write it exactly".to_owned();
            Err(with_names(CYBSIGN_E_ALIAS, message, container, &similar))
        }
    }
}

/// The names of a key: CN, and the friendly names of certificate and key.
fn names<'a>(entry: &'a CertificateEntry, key: Option<&'a KeyEntry>) -> impl Iterator<Item = &'a str> {
    let friendly = [entry.friendly_name.as_deref(), key.and_then(|key| key.friendly_name.as_deref())];
    [entry.certificate.common_name()].into_iter().chain(friendly).flatten()
}

/// Lower-case attribute types in what looks like a distinguished name: programs write `serialNumber=`, `SERIALNUMBER=`.
fn plain_types(name: &str) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((kind, value)) => format!("{}={value}", kind.to_ascii_lowercase()),
        None => part.to_owned(),
    };
    name.split(',').map(part).collect::<Vec<_>>().join(",")
}

fn with_names(status: i32, message: String, container: &Container, pairs: &[Pair]) -> Error {
    let mut list: Vec<String> = Vec::new();
    for pair in pairs {
        let entry = &container.certificates[pair.certificate];
        let Some(name) = names(entry, Some(&container.keys[pair.key])).next().map(shown) else { continue };
        if list.len() < 20 && !list.contains(&name) {
            list.push(name);
        }
    }
    Error::new(status, format!("{message}; there are: {}", list.join(", "))).with("names", list)
}

pub(super) fn no_key(container: &Container) -> Error {
    if let Some(algorithm) = container.keys.iter().find_map(|entry| entry.algorithm.as_deref()) {
        let message = format!("CyberSource signatures need an RSA key, this one is {}", shown(algorithm));
        return Error::new(crate::error::CYBSIGN_E_KEY_KIND, message).with("algorithm", shown(algorithm));
    }
    let message = match container.certificates.len() {
        0 => "there is no private key and no certificate in it: download or export the key again",
        _ => "there are certificates, but no private key: download or export it together with the private key",
    };
    Error::new(CYBSIGN_E_NO_KEY, message)
}

fn no_certificate(container: &Container, source: KeySource) -> Error {
    if source == KeySource::Parts && !container.certificates.is_empty() {
        let message = "the private key does not belong to the certificate: take the two that were made together";
        return Error::new(CYBSIGN_E_KEY_MISMATCH, message);
    }
    let message = match container.certificates.len() {
        0 => "there is a private key, but no certificate: give its certificate too",
        _ => "there is a private key, but none of the certificates belongs to it: download or export the key again",
    };
    Error::new(CYBSIGN_E_NO_CERTIFICATE, message)
}

/// The certificate of a key that lives elsewhere: by alias, or else the merchant's, or else the only one.
pub(super) fn certificate_for_signer(container: &Container, alias: Option<&str>, now: i64) -> Result<usize> {
    let entries = || container.certificates.iter().enumerate();
    let candidates: Vec<usize> = match alias {
        Some(alias) => {
            let alias = plain_types(alias);
            let exact = entries().filter(|(_, entry)| names(entry, None).any(|name| plain_types(name) == alias));
            let exact: Vec<usize> = exact.map(|(at, _)| at).collect();
            let folded = |entry: &CertificateEntry| {
                names(entry, None).any(|name| plain_types(name).eq_ignore_ascii_case(&alias))
            };
            if exact.is_empty() {
                entries().filter(|(_, entry)| folded(entry)).map(|(at, _)| at).collect()
            } else {
                exact
            }
        }
        None => {
            let merchants = entries().filter(|(_, entry)| entry.certificate.role() == Role::Merchant);
            let merchants: Vec<usize> = merchants.map(|(at, _)| at).collect();
            if merchants.is_empty() && container.certificates.len() == 1 {
                vec![0]
            } else {
                merchants
            }
        }
    };
    let keys: BTreeSet<&[u8]> = candidates.iter().map(|at| container.certificates[*at].certificate.spki()).collect();
    let list = || -> Vec<String> {
        let names = container.certificates.iter().filter_map(|entry| names(entry, None).next());
        names.take(20).map(shown).collect()
    };
    match (keys.len(), alias) {
        (1, _) => candidates
            .into_iter()
            .max_by_key(|at| rank(&container.certificates[*at].certificate, now))
            .ok_or_else(|| no_certificate(container, KeySource::P12)),
        (0, None) => {
            Err(Error::new(CYBSIGN_E_NO_CERTIFICATE, "there is no merchant's certificate: give the key's certificate"))
        }
        (0, Some(_)) => {
            let message = format!("no certificate has the alias; there are: {}", list().join(", "));
            Err(Error::new(CYBSIGN_E_ALIAS, message).with("names", list()))
        }
        _ => {
            let message = format!(
                "there are several certificates: choose one with the option alias; there are: {}",
                list().join(", ")
            );
            Err(Error::new(CYBSIGN_E_SEVERAL_KEYS, message).with("names", list()))
        }
    }
}
