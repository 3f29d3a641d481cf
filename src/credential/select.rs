//! Chooses the key and its certificate among all that a file holds.

use std::collections::BTreeSet;

use super::alias::{are_of_one_name, listed, named, Candidate};
use super::container::Container;
use super::pairs::{Pair, Pairs};
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
    pairs: &Pairs,
    alias: Option<&str>,
    source: KeySource,
    now: i64,
) -> Result<Pair> {
    // A key that could not be opened may be the one that is meant.
    let refused = |error: Error| container.refusal().unwrap_or(error);
    if container.keys.iter().all(|entry| entry.key.is_none()) {
        return Err(refused(no_key(container)));
    }
    if pairs.list().is_empty() {
        return Err(refused(no_certificate(container, source)));
    }
    let candidates = candidates(container, pairs);
    let (with_key, _) = candidates.split_at(pairs.list().len());
    let chosen = match (alias, container.refusal()) {
        (Some(alias), _) => by_alias(&candidates, alias, "key", now).map_err(refused)?,
        (None, Some(refusal)) => return Err(refusal),
        (None, None) => the_only(with_key, "private key", now)?,
    };
    let certificate = chosen.certificate;
    chosen.key.map(|key| Pair { key, certificate }).ok_or_else(|| {
        refused(Error::new(
            CYBSIGN_E_ALIAS,
            format!(
                "the alias fits the certificate of {}, whose private key is not there: give the file that has both",
                chosen.shown()
            ),
        ))
    })
}

/// The pairs, and then the certificates whose key is not there, or closed: a name that means one of them picks no other.
fn candidates<'a>(container: &'a Container, pairs: &Pairs) -> Vec<Candidate<'a>> {
    let entry = |at: usize| &container.certificates[at];
    let with_key = pairs.list().iter().map(|pair| {
        Candidate::new(pair.certificate, entry(pair.certificate), Some((pair.key, &container.keys[pair.key])))
    });
    let alone = (0..container.certificates.len()).filter(|at| !pairs.has_key(*at));
    with_key.chain(alone.map(|at| Candidate::new(at, entry(at), None))).collect()
}

/// The one that an alias names; of a certificate and its successors the newest, with its key where one of them has it.
fn by_alias<'c, 'a>(candidates: &'c [Candidate<'a>], alias: &str, what: &str, now: i64) -> Result<&'c Candidate<'a>> {
    let fitting = named(candidates, alias);
    // The option's value is not repeated: it may be a password that stands in the wrong place.
    if !are_of_one_name(fitting.iter().copied()) {
        let message = format!("the alias fits several {what}s: give a name that only one has");
        return Err(listed(CYBSIGN_E_ALIAS, &message, candidates, &fitting));
    }
    let with_key: Vec<&Candidate<'_>> = fitting.iter().copied().filter(|candidate| candidate.key.is_some()).collect();
    newest(if with_key.is_empty() { &fitting } else { &with_key }, now).ok_or_else(|| {
        let message = format!("no {what} has the alias that was given");
        listed(CYBSIGN_E_ALIAS, &message, candidates, &choosable(candidates))
    })
}

/// Those that can be chosen: where keys are there, the certificates that have one.
fn choosable<'c, 'a>(candidates: &'c [Candidate<'a>]) -> Vec<&'c Candidate<'a>> {
    let any_key = candidates.iter().any(|candidate| candidate.key.is_some());
    candidates.iter().filter(|candidate| candidate.key.is_some() == any_key).collect()
}

/// The one that is meant without an alias: there is one key, and its certificates have one name.
fn the_only<'c, 'a>(candidates: &'c [Candidate<'a>], what: &str, now: i64) -> Result<&'c Candidate<'a>> {
    let all: Vec<&Candidate<'_>> = candidates.iter().collect();
    let keys: BTreeSet<&[u8]> = all.iter().map(|candidate| candidate.certificate().spki()).collect();
    if keys.len() > 1 {
        let message = format!("there are {} {what}s: choose one with the option alias", keys.len());
        return Err(listed(CYBSIGN_E_SEVERAL_KEYS, &message, candidates, &all));
    }
    if !are_of_one_name(candidates) {
        let message = "the key has certificates of several names: choose one with the option alias";
        return Err(listed(CYBSIGN_E_SEVERAL_KEYS, message, candidates, &all));
    }
    newest(&all, now).ok_or_else(|| Error::new(CYBSIGN_E_NO_CERTIFICATE, NO_MERCHANT))
}

const NO_MERCHANT: &str = "there is no merchant's certificate: give the key's certificate";

/// Of a certificate and its successors the valid one that ends last.
fn newest<'c, 'a>(candidates: &[&'c Candidate<'a>], now: i64) -> Option<&'c Candidate<'a>> {
    candidates.iter().copied().max_by_key(|candidate| rank(candidate.certificate(), now))
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
    let entries = container.certificates.iter().enumerate();
    let candidates: Vec<Candidate<'_>> = entries.map(|(at, entry)| Candidate::new(at, entry, None)).collect();
    if candidates.is_empty() && container.is_sealed {
        return Err(Error::new(
            CYBSIGN_E_NO_CERTIFICATE,
            "the certificates in the P12 are encrypted: give the key's certificate alone, as PEM or DER",
        ));
    }
    let chosen = match (alias, candidates.as_slice()) {
        (Some(alias), candidates) => by_alias(candidates, alias, "certificate", now)?.certificate,
        (None, [only]) => only.certificate,
        (None, _) => {
            let is_merchant = |candidate: &Candidate<'_>| candidate.certificate().role() == Role::Merchant;
            let merchants: Vec<Candidate<'_>> = candidates.into_iter().filter(is_merchant).collect();
            the_only(&merchants, "certificate", now)?.certificate
        }
    };
    Ok(chosen)
}
