//! One end of a conversation: a credential, the other side's certificate, and options.

use std::sync::Arc;

use crate::credential::{certificate_from, CertificateUse, Credential};
use crate::crypto::cms::IssuerAndSerial;
use crate::crypto::rsa::PublicKey;
use crate::error::{
    Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_RECIPIENT_DATE,
};
use crate::scmp::settings::{Role, Settings};
use crate::time::rfc3339;
use crate::x509::{Certificate, Standing};

/// Seals and opens messages. Immutable; a clone shares everything, and any thread may use it.
#[derive(Clone)]
pub struct Scmp {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) credential: Credential,
    /// SHA-256 of the credential's certificate.
    pub(super) own_sha256: [u8; 32],
    pub(super) peer: Option<Peer>,
    pub(super) settings: Settings,
}

const _: () = {
    const fn usable_from_any_thread<T: Send + Sync>() {}
    usable_from_any_thread::<Scmp>();
};

/// The other side: whom messages are encrypted to, and who signs what comes back.
pub(super) struct Peer {
    pub(super) certificate: Certificate,
    pub(super) key: PublicKey,
    pub(super) sha256: [u8; 32],
}

/// Bits of an RSA key that is sent with, and of one that is received with only by an option.
pub(super) const MIN_BITS: u32 = 2048;
pub(super) const MIN_SHORT_BITS: u32 = 1024;

impl Scmp {
    /// Prepares sealing and opening. `certificate` is the other side's, in DER, PEM or base64; with none, a client takes the
    /// `CyberSource_SJC_US` of its credential's file. The options are described in docs/options.md.
    ///
    /// # Errors
    /// `CYBSIGN_E_OPTION`, `CYBSIGN_E_JSON`; `CYBSIGN_E_ARGUMENT` for what is no certificate; `CYBSIGN_E_KEY_KIND` for a key that is no RSA key of 2048 bits or more (1024
    /// with the option `allow_short_keys`, for opening alone); `CYBSIGN_E_NO_RECIPIENT` where nothing says who the other
    /// side is.
    pub fn new(credential: &Credential, certificate: &[u8], options_json: &[u8]) -> Result<Scmp> {
        let settings = Settings::parse(options_json)?;
        let given = given_certificate(certificate)?;
        let of_file = || credential.server_certificate().filter(|_| settings.role == Role::Client);
        let peer = match given.as_ref().or_else(of_file) {
            None => None,
            Some(certificate) => Some(Peer {
                key: public_key(certificate)?,
                sha256: certificate.sha256(),
                certificate: certificate.clone(),
            }),
        };
        if peer.is_none() && !settings.trust.names_a_signer() {
            return Err(no_peer());
        }
        let own = credential.certificate()?;
        for certificate in [Some(own), peer.as_ref().map(|peer| &peer.certificate)].into_iter().flatten() {
            check_bits(certificate, if settings.legacy.short_keys { MIN_SHORT_BITS } else { MIN_BITS })?;
        }
        let own_sha256 = own.sha256();
        Ok(Scmp { inner: Arc::new(Inner { credential: credential.clone(), own_sha256, peer, settings }) })
    }
}

impl Inner {
    pub(super) fn now(&self) -> i64 {
        self.settings.clock.now()
    }

    /// The other side, to encrypt to.
    pub(super) fn recipient(&self) -> Result<&Peer> {
        self.peer.as_ref().ok_or_else(no_peer)
    }

    /// Refuses the other side's certificate if it is out of date.
    pub(super) fn check_dates(&self, certificate: &Certificate, now: i64) -> Result<()> {
        if self.settings.allow_expired_recipient {
            return Ok(());
        }
        let why = match certificate.validity().at(now) {
            Standing::Valid => return Ok(()),
            Standing::Expired { not_after } => format!("expired on {}", rfc3339(not_after)),
            Standing::NotYetValid { not_before } => format!("is valid only from {}", rfc3339(not_before)),
            Standing::Unreadable => "has a date that can't be read".to_owned(),
        };
        let name = certificate.shown_name();
        let message = format!("the certificate of {name}, the other side, {why}; install its new one");
        Err(Error::new(CYBSIGN_E_RECIPIENT_DATE, message))
    }
}

/// The certificate that the caller gave, if one.
fn given_certificate(bytes: &[u8]) -> Result<Option<Certificate>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let found = certificate_from(bytes, CertificateUse::Recipient);
    found.map(Some).map_err(|error| Error::new(CYBSIGN_E_ARGUMENT, error.message()).prefixed("certificate"))
}

/// Who a certificate is in a message.
pub(super) fn id_of(certificate: &Certificate) -> IssuerAndSerial<'_> {
    IssuerAndSerial { issuer: certificate.issuer_der(), serial: certificate.serial() }
}

pub(super) fn public_key(certificate: &Certificate) -> Result<PublicKey> {
    PublicKey::from_spki(certificate.spki())
}

/// Refuses a key that is no RSA key, or shorter than this.
pub(super) fn check_bits(certificate: &Certificate, least: u32) -> Result<()> {
    let key = certificate.public_key();
    match key.bits {
        Some(bits) if key.algorithm == "RSA" && bits >= least => Ok(()),
        _ => {
            let name = certificate.shown_name();
            let message = format!("the certificate of {name} has no RSA key of at least {least} bits; make a new key");
            Err(Error::new(CYBSIGN_E_KEY_KIND, message))
        }
    }
}

fn no_peer() -> Error {
    Error::new(
        CYBSIGN_E_NO_RECIPIENT,
        "nothing says who the other side is: give its certificate, for a client that of CyberSource_SJC_US",
    )
}
