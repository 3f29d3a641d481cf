//! What you sign with: a private key, its certificate, and what came with them.

pub mod container;
mod inspect;
pub mod read;
mod select;
pub mod signer;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use base64::Engine;

pub use crate::x509::{Certificate, Date, Expiry, ExpiryState, Role};
pub use inspect::inspect_json;
pub use signer::{Decrypter, Signer};

pub use crate::crypto::rsa::RsaAlgorithm;
use crate::crypto::rsa::{PublicKey, SigningKey};
use crate::error::{
    Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_DER, CYBSIGN_E_EXPIRED, CYBSIGN_E_KEY_KIND,
    CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_NO_MAC, CYBSIGN_E_PEM, CYBSIGN_E_SIGN,
};
use crate::file::{self, Contents};
use crate::options::{Environment, Options};
use crate::text::shown::shown;
use crate::time::{rfc3339, DAY};
use crate::x509::Standing;
use container::{Container, ContainerKind, MacState};
use read::ReadOptions;
use select::KeySource;

/// A private key with its certificate. Copies are cheap and share the key; any thread may use it.
#[derive(Clone)]
pub struct Credential {
    inner: Arc<Inner>,
}

struct Inner {
    contents: Container,
    certificates: Vec<Certificate>,
    selected: usize,
    certificate_base64: String,
    server: Option<usize>,
    environment: Option<Environment>,
    key: Key,
    /// The certificate of each key of the file.
    key_certificates: HashMap<usize, usize>,
    certificates_with_key: HashSet<usize>,
    readable_by_others: bool,
}

enum Key {
    Native(SigningKey),
    /// The caller's; what it signs is checked against the certificate.
    Caller {
        signer: Box<dyn Signer>,
        decrypter: Option<Box<dyn Decrypter>>,
        public: PublicKey,
    },
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Credential>()
};

/// The options of every constructor.
struct CredentialOptions {
    alias: Option<String>,
    environment: Option<Environment>,
    max_iterations: u64,
    allow_no_mac: bool,
}

impl CredentialOptions {
    fn parse(json: &[u8]) -> Result<CredentialOptions> {
        CredentialOptions::from_options(Options::parse(json)?)
    }

    fn from_options(mut options: Options) -> Result<CredentialOptions> {
        let alias = options.string("alias")?;
        let environment = Environment::read(&mut options)?;
        let max_iterations = options.unsigned("max_iterations")?.unwrap_or(read::DEFAULT_MAX_ITERATIONS);
        if !(1..=2_000_000_000).contains(&max_iterations) {
            return Err(options.refuse("max_iterations", "must be from 1 to 2000000000"));
        }
        let allow_no_mac = options.boolean("allow_no_mac", false)?;
        options.finish()?;
        Ok(CredentialOptions { alias, environment, max_iterations, allow_no_mac })
    }

    fn read<'a>(&self, password: &'a [u8], key_password: Option<&'a [u8]>) -> ReadOptions<'a> {
        ReadOptions { password: Some(password), key_password, max_iterations: self.max_iterations, inspect: false }
    }
}

impl Credential {
    /// From a P12 (RFC 7292). `key_password` is for the rare file whose private key has a password of its own.
    ///
    /// Options: `alias`, `environment`, `max_iterations`, `allow_no_mac`.
    pub fn from_p12(
        p12: &[u8],
        password: &[u8],
        key_password: Option<&[u8]>,
        options_json: &[u8],
    ) -> Result<Credential> {
        Credential::load_p12(p12, password, key_password, CredentialOptions::parse(options_json)?, false)
    }

    /// From a P12 file. Nothing else is opened.
    pub fn from_p12_file(
        path: &Path,
        password: &[u8],
        key_password: Option<&[u8]>,
        options_json: &[u8],
    ) -> Result<Credential> {
        Credential::load_p12_file(path, password, key_password, CredentialOptions::parse(options_json)?)
    }

    /// The same with options that stand among those of another thing.
    pub(crate) fn from_p12_file_with(path: &Path, password: &[u8], options: Options) -> Result<Credential> {
        Credential::load_p12_file(path, password, None, CredentialOptions::from_options(options)?)
    }

    /// The options are read before the file, so that a wrong one is not hidden behind it.
    fn load_p12_file(
        path: &Path,
        password: &[u8],
        key_password: Option<&[u8]>,
        options: CredentialOptions,
    ) -> Result<Credential> {
        let Contents { bytes, readable_by_others } = file::read(path, "key file", container::MAX_INPUT)?;
        Credential::load_p12(&bytes, password, key_password, options, readable_by_others)
            .map_err(|error| file::in_file(path, error))
    }

    fn load_p12(
        p12: &[u8],
        password: &[u8],
        key_password: Option<&[u8]>,
        options: CredentialOptions,
        readable_by_others: bool,
    ) -> Result<Credential> {
        crate::crypto::init()?;
        let container = read::read_p12(p12, &options.read(password, key_password))?;
        Credential::from_container(container, options, KeySource::P12, readable_by_others)
    }

    /// From PEM: a private key, and its certificate in the same text or in another one. `password` is for an encrypted
    /// key. A key that does not belong to the certificate is `CYBSIGN_E_KEY_MISMATCH`; without any certificate it is
    /// `CYBSIGN_E_NO_CERTIFICATE`.
    pub fn from_pem(
        key_pem: &[u8],
        certificate_pem: &[u8],
        password: &[u8],
        options_json: &[u8],
    ) -> Result<Credential> {
        Credential::from_parts(key_pem, certificate_pem, password, options_json).map_err(|error| {
            // What is neither PEM nor anything else is named by what was asked for.
            let is_nothing = error.status() == CYBSIGN_E_DER && error.detail().contains_key("found");
            match is_nothing {
                true => Error::new(CYBSIGN_E_PEM, error.message()),
                false => error,
            }
        })
    }

    /// From DER: a private key (PKCS #8, encrypted or not, or PKCS #1) and its certificate. Errors as with
    /// [`Credential::from_pem`].
    pub fn from_der(key: &[u8], certificate: &[u8], password: &[u8], options_json: &[u8]) -> Result<Credential> {
        Credential::from_parts(key, certificate, password, options_json)
    }

    fn from_parts(key: &[u8], certificate: &[u8], password: &[u8], options_json: &[u8]) -> Result<Credential> {
        crate::crypto::init()?;
        let options = CredentialOptions::parse(options_json)?;
        let read = options.read(password, None);
        let mut container = read::read(key, &read)?;
        if !certificate.is_empty() {
            let more = read::read(certificate, &read)?;
            container.certificates.extend(more.certificates);
            container.keys.extend(more.keys);
        }
        Credential::from_container(container, options, KeySource::Parts, false)
    }

    /// From a certificate (PEM or DER; the merchant's is taken if there are several) and a key that lives elsewhere:
    /// in an HSM, in a key service, in another process.
    pub fn from_signer(
        certificate: &[u8],
        signer: Box<dyn Signer>,
        decrypter: Option<Box<dyn Decrypter>>,
        options_json: &[u8],
    ) -> Result<Credential> {
        crate::crypto::init()?;
        let options = CredentialOptions::parse(options_json)?;
        let mut read = ReadOptions::inspect(None);
        read.max_iterations = options.max_iterations;
        let mut container = read::read(certificate, &read)?;
        container.kind = ContainerKind::Callbacks;
        let selected = select::certificate_for_signer(&container, options.alias.as_deref())?;
        let chosen = &container.certificates[selected].certificate;
        if chosen.public_key().algorithm != "RSA" {
            let message = format!(
                "CyberSource signatures need an RSA key, this certificate has {}",
                chosen.public_key().algorithm
            );
            return Err(Error::new(CYBSIGN_E_KEY_KIND, message));
        }
        let public = PublicKey::from_spki(chosen.spki())?;
        let key = Key::Caller { signer, decrypter, public };
        let pairs = [select::Pair { key: usize::MAX, certificate: selected }];
        Ok(Credential::build(container, &pairs, selected, key, &options, false))
    }

    fn from_container(
        mut container: Container,
        options: CredentialOptions,
        source: KeySource,
        readable_by_others: bool,
    ) -> Result<Credential> {
        let absent = container.mac.as_ref().is_some_and(|mac| mac.state == MacState::Absent);
        if absent && !options.allow_no_mac {
            return Err(Error::new(
                CYBSIGN_E_NO_MAC,
                "the P12 has no MAC, so nothing shows whether it was changed; export it again, or set the option allow_no_mac",
            ));
        }
        let pairs = select::pairs(&container);
        let choice = select::choose(&container, &pairs, options.alias.as_deref(), source)?;
        let key = container.keys[choice.key].key.take();
        // Keys that were not chosen are of no use any more.
        container.keys.iter_mut().for_each(|entry| entry.key = None);
        let key = key.ok_or_else(|| select::no_key(&container))?.into_signing_key()?;
        Ok(Credential::build(container, &pairs, choice.certificate, Key::Native(key), &options, readable_by_others))
    }

    fn build(
        contents: Container,
        pairs: &[select::Pair],
        selected: usize,
        key: Key,
        options: &CredentialOptions,
        readable_by_others: bool,
    ) -> Credential {
        let certificates: Vec<Certificate> =
            contents.certificates.iter().map(|entry| entry.certificate.clone()).collect();
        let servers = certificates.iter().enumerate().filter(|(_, certificate)| certificate.role() == Role::Server);
        let server = servers.max_by_key(|(_, certificate)| certificate.validity().not_after.time()).map(|(at, _)| at);
        let environment = options.environment;
        let certificate_base64 = base64::engine::general_purpose::STANDARD.encode(certificates[selected].der());
        let (key_certificates, certificates_with_key) = select::index(pairs);
        Credential {
            inner: Arc::new(Inner {
                contents,
                certificates,
                selected,
                certificate_base64,
                server,
                environment,
                key,
                key_certificates,
                certificates_with_key,
                readable_by_others,
            }),
        }
    }

    /// The certificate that belongs to the key.
    pub fn certificate(&self) -> &Certificate {
        &self.inner.certificates[self.inner.selected]
    }

    /// That certificate's DER in base64, as a BinarySecurityToken and an `x5c` have it; made once.
    pub fn certificate_base64(&self) -> &str {
        &self.inner.certificate_base64
    }

    /// Every certificate that came along, in the order of the file.
    pub fn certificates(&self) -> &[Certificate] {
        &self.inner.certificates
    }

    /// The certificate that messages to CyberSource are encrypted to: `CyberSource_SJC_US`, the one that ends last.
    pub fn server_certificate(&self) -> Option<&Certificate> {
        self.inner.server.map(|at| &self.inner.certificates[at])
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
        match &self.inner.key {
            Key::Native(key) => key.sign(algorithm, digest),
            Key::Caller { signer, public, .. } => {
                algorithm.check_signing(digest)?;
                let signature = signer.sign(algorithm, digest)?;
                if public.verify(algorithm, digest, &signature) {
                    return Ok(signature);
                }
                let message = format!(
                    "the signature that the signer gave does not fit the certificate: use the key that belongs to it, and {}",
                    algorithm.name()
                );
                Err(Error::new(CYBSIGN_E_SIGN, message))
            }
        }
    }

    /// What decrypts content keys that were encrypted to the certificate; `None` if the caller's signer came without.
    pub fn decrypter(&self) -> Option<&dyn Decrypter> {
        match &self.inner.key {
            Key::Native(key) => Some(key),
            Key::Caller { decrypter, .. } => decrypter.as_deref(),
        }
    }

    /// Refuses a certificate that has expired (`CYBSIGN_E_EXPIRED`), is too young (`CYBSIGN_E_NOT_YET_VALID`), or whose
    /// dates can't be read (`CYBSIGN_E_DATE_UNREADABLE`).
    pub fn check_validity(&self, now: i64) -> Result<()> {
        let name = || shown(self.certificate().common_name().unwrap_or("?"));
        match self.certificate().validity().at(now) {
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
            Standing::Unreadable => Err(self.unreadable_date()),
        }
    }

    fn unreadable_date(&self) -> Error {
        let name = shown(self.certificate().common_name().unwrap_or("?"));
        let message = format!(
            "a date in the certificate of {name} can't be read, so nobody knows until when it is valid: get a new certificate"
        );
        Error::new(CYBSIGN_E_DATE_UNREADABLE, message)
    }

    /// Until when the certificate is valid; the last second is still good.
    pub fn not_after(&self) -> Result<i64> {
        let times = self.certificate().validity().times();
        times.map(|(_, not_after)| not_after).ok_or_else(|| self.unreadable_date())
    }

    /// Whole days until the end of the validity, rounded down; negative after it.
    pub fn days_left(&self, now: i64) -> Result<i64> {
        self.certificate().validity().days_left(now).ok_or_else(|| self.unreadable_date())
    }

    /// How the certificate stands; the warning comes when `warn_days` days or less are left.
    pub fn expiry(&self, now: i64, warn_days: i64) -> Result<Expiry> {
        if warn_days < 0 {
            return Err(Error::new(CYBSIGN_E_ARGUMENT, "warn_days must not be negative"));
        }
        Ok(self.certificate().validity().expiry(now, warn_days))
    }

    /// What the credential is made of, as JSON: the same as [`inspect_json`], with `environment` and `selected`.
    pub fn inspect_json(&self, now: i64) -> Result<String> {
        inspect::credential_json(&self.inner, now)
    }
}
