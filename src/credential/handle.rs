//! The handle: what signs and decrypts, and what it says of itself.

use std::sync::Arc;

use super::container::Container;
use super::inspect::{report, write, Subject};
use super::key::Key;
use super::pairs::Pairs;
use super::signer::Decrypter;
use crate::crypto::rsa::RsaAlgorithm;
use crate::error::{
    Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
    CYBSIGN_E_NO_CERTIFICATE,
};
use crate::options::Environment;
use crate::time::{rfc3339, DAY};
use crate::x509::{Certificate, Expiry, Role, Standing};

/// A key, with its certificate where it has one. Copies are cheap and share the key; any thread may use it.
#[derive(Clone)]
pub struct Credential {
    inner: Arc<Parts>,
}

/// What a credential is made of.
pub(super) struct Parts {
    /// What came along with the key, without the keys themselves.
    pub(super) contents: Container,
    /// What belongs together in there.
    pub(super) pairs: Pairs,
    /// The certificate of the key; a shared secret has none.
    pub(super) selected: Option<usize>,
    /// The certificate that messages are encrypted to.
    pub(super) server: Option<usize>,
    /// Where the options say that it is meant for.
    pub(super) environment: Option<Environment>,
    pub(super) key: Key,
    /// Whether others than its owner may read the file it came from.
    pub(super) readable_by_others: bool,
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Credential>()
};

impl Credential {
    pub(super) fn new(parts: Parts) -> Credential {
        Credential { inner: Arc::new(parts) }
    }

    /// The certificate that belongs to the key; `CYBSIGN_E_NO_CERTIFICATE` for a key that has none, such as a shared secret.
    pub fn certificate(&self) -> Result<&Certificate> {
        let at = self.inner.selected.ok_or_else(|| {
            Error::new(
                CYBSIGN_E_NO_CERTIFICATE,
                "this needs a certificate, and the credential has none: take one that was made from a P12 or from a key with its certificate",
            )
        })?;
        Ok(self.at(at))
    }

    fn at(&self, at: usize) -> &Certificate {
        &self.inner.contents.certificates[at].certificate
    }

    /// Whose key it is: the CN of a merchant's certificate, which with a meta key is the portfolio's or the account's. `None`
    /// if it has none, or is no merchant's.
    pub fn merchant_id(&self) -> Option<&str> {
        let certificate = self.certificate().ok()?;
        certificate.common_name().filter(|_| certificate.role_with_key(true) == Role::Merchant)
    }

    /// The serial number by which CyberSource's portal knows the key (the subject's serialNumber). `None` if there is none.
    pub fn key_serial(&self) -> Option<&str> {
        self.certificate().ok()?.key_serial()
    }

    /// Every certificate that came along, in the order of the file.
    pub fn certificates(&self) -> impl ExactSizeIterator<Item = &Certificate> {
        self.inner.contents.certificates.iter().map(|entry| &entry.certificate)
    }

    /// The certificate that messages to CyberSource are encrypted to: `CyberSource_SJC_US`, of several the one that was valid
    /// when the credential was made and ends last.
    pub fn server_certificate(&self) -> Option<&Certificate> {
        self.inner.server.map(|at| self.at(at))
    }

    /// The environment that the options name.
    pub fn environment(&self) -> Option<Environment> {
        self.inner.environment
    }

    /// Signs a digest. Dates are the caller's to check, by [`Credential::check_validity`].
    ///
    /// Errors: `CYBSIGN_E_SIGN` if the signature could not be made, or the caller's signer made one that does not fit the
    /// certificate; those of [`RsaAlgorithm::check_signing`].
    pub fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        self.inner.key.sign(algorithm, digest)
    }

    /// What decrypts content keys that were encrypted to the certificate; `None` if the caller's signer came without.
    pub fn decrypter(&self) -> Option<&dyn Decrypter> {
        self.inner.key.decrypter()
    }

    /// Refuses a certificate that has expired (`CYBSIGN_E_EXPIRED`), is too young (`CYBSIGN_E_NOT_YET_VALID`), or whose
    /// dates can't be read (`CYBSIGN_E_DATE_UNREADABLE`).
    pub fn check_validity(&self, now: i64) -> Result<()> {
        let certificate = self.certificate()?;
        let name = || certificate.shown_name();
        match certificate.validity().at(now) {
            Standing::Valid => Ok(()),
            Standing::Expired { not_after } => {
                let days = now.saturating_sub(not_after) / DAY;
                let (name, date) = (name(), rfc3339(not_after));
                let message = format!(
                    "the certificate of {name} expired on {date}, {days} days ago: make a new key in the Business Center, \
                     under Payment Configuration, Key Management"
                );
                Err(Error::new(CYBSIGN_E_EXPIRED, message).with("not_after", date).with("days", days))
            }
            Standing::NotYetValid { not_before } => {
                let (name, date) = (name(), rfc3339(not_before));
                let message =
                    format!("the certificate of {name} is valid only from {date}: check this machine's clock, or wait");
                Err(Error::new(CYBSIGN_E_NOT_YET_VALID, message).with("not_before", date))
            }
            Standing::Unreadable => Err(unreadable_date(certificate)),
        }
    }

    /// From when the certificate is valid. `CYBSIGN_E_DATE_UNREADABLE` if one of its dates can't be read.
    pub fn not_before(&self) -> Result<i64> {
        self.times().map(|(not_before, _)| not_before)
    }

    /// Until when the certificate is valid; the last second is still good. `CYBSIGN_E_DATE_UNREADABLE` if one of its dates can't
    /// be read.
    pub fn not_after(&self) -> Result<i64> {
        self.times().map(|(_, not_after)| not_after)
    }

    fn times(&self) -> Result<(i64, i64)> {
        let certificate = self.certificate()?;
        certificate.validity().times().ok_or_else(|| unreadable_date(certificate))
    }

    /// Whole days until the end of the validity, rounded down; negative after it.
    pub fn days_left(&self, now: i64) -> Result<i64> {
        let certificate = self.certificate()?;
        certificate.validity().days_left(now).ok_or_else(|| unreadable_date(certificate))
    }

    /// How the certificate stands; the warning comes when `warn_days` days or less are left.
    pub fn expiry(&self, now: i64, warn_days: i64) -> Result<Expiry> {
        expiry_of(self.certificate()?, now, warn_days)
    }

    /// How the certificate stands that messages to CyberSource are encrypted to; `None` where none came along.
    pub fn server_expiry(&self, now: i64, warn_days: i64) -> Result<Option<Expiry>> {
        let expiry = |certificate: &Certificate| expiry_of(certificate, now, warn_days);
        self.server_certificate().map(expiry).transpose()
    }

    /// What the credential is made of, as JSON: the same as [`inspect_json`](super::inspect_json), with `environment`, and with
    /// the places of the certificate that signs, `selected`, and of the one that messages are encrypted to, `server`.
    pub fn inspect_json(&self, now: i64) -> Result<String> {
        let Parts { contents, pairs, selected, server, environment, readable_by_others, .. } = &*self.inner;
        let mut report = report(&Subject { contents, pairs, readable_by_others: *readable_by_others, now });
        report.insert("environment".to_owned(), environment.map(Environment::name).into());
        report.insert("selected".to_owned(), (*selected).into());
        report.insert("server".to_owned(), (*server).into());
        write(report)
    }
}

fn expiry_of(certificate: &Certificate, now: i64, warn_days: i64) -> Result<Expiry> {
    if warn_days < 0 {
        return Err(Error::new(CYBSIGN_E_ARGUMENT, "warn_days must not be negative"));
    }
    Ok(certificate.validity().expiry(now, warn_days))
}

fn unreadable_date(certificate: &Certificate) -> Error {
    let name = certificate.shown_name();
    let message = format!(
        "a date in the certificate of {name} can't be read, so nobody knows until when it is valid: get a new certificate"
    );
    Error::new(CYBSIGN_E_DATE_UNREADABLE, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::container::ContainerKind;
    use crate::credential::read::{read, ReadOptions};

    #[test]
    fn what_needs_a_certificate_says_so_where_there_is_none() {
        let pem = include_bytes!("../../tests/data/keys/key_leaf.pem");
        let key = read(pem, &ReadOptions::new(b"")).unwrap().keys.remove(0).key.unwrap().into_signing_key().unwrap();
        let contents = Container::new(ContainerKind::Pem);
        let credential = Credential::new(Parts {
            pairs: Pairs::of(&contents),
            contents,
            selected: None,
            server: None,
            environment: None,
            key: Key::Native(key),
            readable_by_others: false,
        });
        for error in [
            credential.certificate().err(),
            credential.not_after().err(),
            credential.days_left(0).err(),
            credential.expiry(0, 60).err(),
            credential.check_validity(0).err(),
            crate::simple_order::SimpleOrder::new(&credential, b"").err(),
        ] {
            assert_eq!(error.map(|error| error.status()), Some(CYBSIGN_E_NO_CERTIFICATE));
        }
        assert!(credential.inspect_json(0).unwrap().contains("\"selected\":null"));
        credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[0; 32]).unwrap();
    }
}
