//! The DER structures that key files are made of: certificates, and private keys in all their forms.

use super::pbe::Pbe;
use super::pkcs7;
use super::session::{wrong_password, Session};
use super::sniff::{element_kind, DerKind};
use crate::credential::container::{Container, KeyEntry};
use crate::crypto::key::PrivateKey;
use crate::der::{broken, tag, Element, Reader};
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_LIMIT};
use crate::x509::key_algorithm;

/// Keys of other kinds than RSA that are loaded and not only listed.
const MAX_OTHER_KEYS: usize = 100;

/// Adds one DER structure, whichever it is.
pub(super) fn add(element: &Element<'_>, container: &mut Container, session: &mut Session) -> Result<()> {
    match element_kind(element) {
        Some(DerKind::Certificate) => container.add_certificate(element.raw).map(|_| ()),
        Some(DerKind::Pkcs7) => pkcs7::add_certificates(element, container),
        Some(DerKind::Pkcs8) => add_pkcs8(element.raw, container).map(|_| ()),
        Some(DerKind::RsaKey) => container.add_key(PrivateKey::from_rsa(element.raw)?).map(|_| ()),
        Some(DerKind::EcKey) => add_traditional(element.raw, container).map(|_| ()),
        Some(DerKind::EncryptedPkcs8) => add_encrypted_pkcs8(element, container, session),
        Some(DerKind::Crl | DerKind::PublicKey) => Ok(()),
        Some(DerKind::Csr) => Err(Error::new(
            CYBSIGN_E_DER,
            "this is a certificate request (CSR), not a certificate: take the certificate that was issued for it",
        )),
        Some(DerKind::P12 | DerKind::Bcfks) => {
            Err(broken(element.offset, "a P12 or keystore stands among other structures"))
        }
        None => Err(broken(element.offset, "this is neither a certificate nor a key")),
    }
}

/// Adds a PrivateKeyInfo (PKCS #8).
pub(super) fn add_pkcs8<'c>(der: &[u8], container: &'c mut Container) -> Result<&'c mut KeyEntry> {
    let mut info = Reader::new(der).sequence()?;
    info.expect(tag::INTEGER)?;
    let algorithm = key_algorithm(info.sequence()?.expect(tag::OID)?.body);
    info.expect(tag::OCTET_STRING)?;
    let loaded = if algorithm == "RSA" || may_load_other_key(container) {
        PrivateKey::from_pkcs8(der)
    } else {
        Err(broken(0, "there are too many keys that are not RSA"))
    };
    match loaded {
        Ok(key) => container.add_key(key),
        // Only RSA keys can be used: of another one that OpenSSL can't read it is enough to say what it is.
        Err(_) if algorithm != "RSA" => container.add_closed_key(Some(algorithm)),
        Err(error) => Err(error),
    }
}

/// Adds an EncryptedPrivateKeyInfo (PKCS #8).
fn add_encrypted_pkcs8(element: &Element<'_>, container: &mut Container, session: &mut Session) -> Result<()> {
    let mut reader = element.children();
    let pbe = Pbe::parse(&reader.expect(tag::SEQUENCE)?)?;
    let data = reader.expect(tag::OCTET_STRING)?;
    container.note_encryption(pbe.name(), Some(pbe.iterations()));
    if session.without_password() {
        container.add_closed_key(None)?;
        return Ok(());
    }
    session.budget.charge(pbe.iterations())?;
    let password = session.key_password.as_ref().unwrap_or(&session.password);
    match pbe.open(password, data.body, is_private_key)? {
        Some(plain) => add_pkcs8(&plain, container).map(|_| ()),
        // An inspection is told that its password is wrong; a use may be of another key.
        None if session.inspect => Err(wrong_password("private key", password)),
        None => container.add_refused_key(wrong_password("private key", password)).map(|_| ()),
    }
}

/// Whether decrypted bytes begin with a private key, so that others after it are no sign of a wrong password.
pub(super) fn is_private_key(element: &Element<'_>) -> bool {
    element_kind(element) == Some(DerKind::Pkcs8)
}

/// Adds an ECPrivateKey or a traditional DSA key.
pub(super) fn add_traditional<'c>(der: &[u8], container: &'c mut Container) -> Result<&'c mut KeyEntry> {
    if !may_load_other_key(container) {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the key file holds more than 100 keys that are not RSA"));
    }
    container.add_key(PrivateKey::from_traditional(der)?)
}

/// Loading a DSA or DH key takes a computation, so not thousands of them are loaded.
fn may_load_other_key(container: &Container) -> bool {
    let is_other = |entry: &&KeyEntry| entry.algorithm.as_deref().is_some_and(|algorithm| algorithm != "RSA");
    container.keys.iter().filter(is_other).take(MAX_OTHER_KEYS).count() < MAX_OTHER_KEYS
}

/// What copying and padding leave at the end of a file.
pub(super) fn is_padding(rest: &[u8]) -> bool {
    rest.iter().all(|byte| *byte == 0 || byte.is_ascii_whitespace())
}
