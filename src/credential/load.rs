//! The ways to make a credential.

use std::path::Path;

use super::container::{Container, ContainerKind, MacState, MAX_INPUT};
use super::handle::{Credential, Parts};
use super::key::Key;
use super::options::CredentialOptions;
use super::pairs::Pairs;
use super::read::{read, read_p12, Wanted};
use super::select::{self, KeySource};
use super::signer::{Decrypter, Signer};
use crate::crypto::rsa::PublicKey;
use crate::error::{Error, Result, CYBSIGN_E_KEY_KIND, CYBSIGN_E_NO_MAC};
use crate::file::{self, Contents};
use crate::options::Options;

impl Credential {
    /// From a P12 (RFC 7292). `key_password` is for the rare file whose private key has a password of its own.
    ///
    /// Options: `alias`, `environment`, `max_iterations`, `allow_no_mac`, `testing` (`now`).
    pub fn from_p12(
        p12: &[u8],
        password: &[u8],
        key_password: Option<&[u8]>,
        options_json: &[u8],
    ) -> Result<Credential> {
        Credential::load_p12(
            p12,
            password,
            key_password,
            CredentialOptions::read(Options::parse(options_json)?)?,
            false,
        )
    }

    /// From a P12 file. Nothing else is opened.
    pub fn from_p12_file(
        path: &Path,
        password: &[u8],
        key_password: Option<&[u8]>,
        options_json: &[u8],
    ) -> Result<Credential> {
        Credential::load_p12_file(path, password, key_password, Options::parse(options_json)?)
    }

    /// From a P12 file, with options that stand among those of another thing.
    pub(crate) fn from_p12_file_with(path: &Path, password: &[u8], options: Options) -> Result<Credential> {
        Credential::load_p12_file(path, password, None, options)
    }

    fn load_p12_file(
        path: &Path,
        password: &[u8],
        key_password: Option<&[u8]>,
        options: Options,
    ) -> Result<Credential> {
        // Before the file, so that a wrong option is not hidden behind it.
        let options = CredentialOptions::read(options)?;
        let Contents { bytes, readable_by_others } = file::read(path, "key file", MAX_INPUT)?;
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
        let container = read_p12(p12, &options.for_use(password, key_password, Wanted::P12))?;
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
        let wanted = (Wanted::PemKey, Wanted::PemCertificate);
        Credential::from_parts(key_pem, certificate_pem, password, options_json, wanted)
    }

    /// From DER: a private key (PKCS #8, encrypted or not, or PKCS #1) and its certificate. Errors as with
    /// [`Credential::from_pem`].
    pub fn from_der(key: &[u8], certificate: &[u8], password: &[u8], options_json: &[u8]) -> Result<Credential> {
        let wanted = (Wanted::DerKey, Wanted::DerCertificate);
        Credential::from_parts(key, certificate, password, options_json, wanted)
    }

    fn from_parts(
        key: &[u8],
        certificate: &[u8],
        password: &[u8],
        options_json: &[u8],
        (wanted_key, wanted_certificate): (Wanted, Wanted),
    ) -> Result<Credential> {
        crate::crypto::init()?;
        let options = CredentialOptions::read(Options::parse(options_json)?)?;
        let mut container = read(key, &options.for_use(password, None, wanted_key))?;
        if !certificate.is_empty() {
            let more = read(certificate, &options.for_use(password, None, wanted_certificate))?;
            container.certificates.extend(more.certificates);
            container.keys.extend(more.keys);
        }
        Credential::from_container(container, options, KeySource::Parts, false)
    }

    /// From a certificate (PEM or DER; the merchant's is taken if there are several) and a key that lives elsewhere:
    /// in an HSM, in a key service, in another process.
    pub fn from_callbacks(
        certificate: &[u8],
        signer: Box<dyn Signer>,
        decrypter: Option<Box<dyn Decrypter>>,
        options_json: &[u8],
    ) -> Result<Credential> {
        crate::crypto::init()?;
        let options = CredentialOptions::read(Options::parse(options_json)?)?;
        let mut container = read(certificate, &options.for_certificates())?;
        container.kind = ContainerKind::Callbacks;
        let selected = select::certificate_for_signer(&container, options.alias.as_deref(), options.now)?;
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
        Ok(build(container, Pairs::of_caller(selected), selected, key, &options, false))
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
        let pairs = Pairs::of(&container);
        let choice = select::choose(&container, &pairs, options.alias.as_deref(), source, options.now)?;
        let key = container.keys[choice.key].key.take();
        // Keys that were not chosen are of no use any more.
        container.keys.iter_mut().for_each(|entry| entry.key = None);
        let key = key.ok_or_else(|| select::no_key(&container))?.into_signing_key()?;
        Ok(build(container, pairs, choice.certificate, Key::Native(key), &options, readable_by_others))
    }
}

fn build(
    contents: Container,
    pairs: Pairs,
    selected: usize,
    key: Key,
    options: &CredentialOptions,
    readable_by_others: bool,
) -> Credential {
    let server = select::server_certificate(&contents, options.now);
    let environment = options.environment;
    Credential::new(Parts { contents, pairs, selected: Some(selected), server, environment, key, readable_by_others })
}
