//! One certificate out of whatever it is given in: what can be loaded as a credential's certificate can be named here too.

use super::read::{read, ReadOptions, Wanted};
use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS};
use crate::text::shown::shown;
use crate::x509::{Certificate, Role};

/// What a certificate is for: it decides which one of a chain is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateUse {
    /// Somebody signs with its key.
    Signer,
    /// Messages are encrypted to it: CyberSource's own goes before others.
    Recipient,
}

/// The certificate in a text or in bytes of any kind that key files have: PEM, base64 or DER, alone, in a chain or in PKCS #7.
///
/// Of several the one is taken that issued none of the others and is no authority. Errors: those of reading;
/// `CYBSIGN_E_NO_CERTIFICATE` if there is none; `CYBSIGN_E_SEVERAL_KEYS` where more than one may be meant, which lists them;
/// `CYBSIGN_E_ARGUMENT` for a private key, which is a secret and has no business here.
pub fn certificate_from(data: &[u8], purpose: CertificateUse) -> Result<Certificate> {
    crate::crypto::init()?;
    let found = read(data, &ReadOptions { wanted: Wanted::Certificate, ..ReadOptions::inspect(None) })?;
    if !found.keys.is_empty() {
        let message = "there is a private key in it, which is a secret: give the certificate alone";
        return Err(Error::new(CYBSIGN_E_ARGUMENT, message));
    }
    let mut certificates: Vec<Certificate> = Vec::new();
    for entry in found.certificates {
        if !certificates.contains(&entry.certificate) {
            certificates.push(entry.certificate);
        }
    }
    let issued_another =
        |one: &Certificate| certificates.iter().any(|other| other != one && other.issuer_der() == one.subject_der());
    let is_server = |certificate: &&Certificate| certificate.role() == Role::Server;
    let meant: Vec<&Certificate> = match certificates.as_slice() {
        [only] => vec![only],
        all if purpose == CertificateUse::Recipient && all.iter().any(|one| is_server(&one)) => {
            all.iter().filter(is_server).collect()
        }
        all => all.iter().filter(|one| one.role() != Role::Ca && !issued_another(one)).collect(),
    };
    match meant.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Error::new(
            CYBSIGN_E_NO_CERTIFICATE,
            "there is no certificate in it but those of authorities: give the one that is meant",
        )),
        several => {
            let names: Vec<String> =
                several.iter().take(20).map(|one| shown(one.common_name().unwrap_or("no CN"))).collect();
            let message =
                format!("there are several certificates in it: {}; give the one that is meant alone", names.join(", "));
            Err(Error::new(CYBSIGN_E_SEVERAL_KEYS, message).with("names", names))
        }
    }
}
