//! PEM as it is found.
//!
//! One broken or cut block among good ones is an error: what is passed over in silence is missed when it is needed.

use super::armour::{Block, Blocks};
use super::explain::nothing_in_pem;
use super::p12;
use super::session::{wrong_password, Session};
use super::sniff::{der_kind, DerKind};
use super::structure;
use super::unsupported::unsupported_label;
use crate::credential::container::{Container, ContainerKind};
use crate::crypto::kdf;
use crate::crypto::key::PrivateKey;
use crate::crypto::legacy::Cipher;
use crate::der::{tag, Reader};
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_UNSUPPORTED};
use crate::text::hex::from_hex;
use crate::text::shown::shown;

/// No error lists more labels.
const MAX_LABELS: usize = 10;

/// Reads every block of a normalised text.
pub(super) fn read(text: &[u8], session: &mut Session) -> Result<Container> {
    let mut container = Container::new(ContainerKind::Pem);
    let (mut only_pkcs7, mut any_pkcs7) = (true, false);
    let mut others: Vec<String> = Vec::new();
    let mut blocks = Blocks::new(text);
    while let Some(block) = blocks.next()? {
        if block.label == "PKCS12" {
            return p12::read(&block.der, session);
        }
        let found = container.certificates.len() + container.keys.len();
        add(&block, &mut container, session).map_err(|error| in_block(&block, error))?;
        let pkcs7 = der_kind(&block.der) == Some(DerKind::Pkcs7);
        let is_other = container.certificates.len() + container.keys.len() == found;
        any_pkcs7 |= pkcs7;
        only_pkcs7 &= pkcs7 || is_other;
        let label = shown(&block.label);
        if is_other && others.len() < MAX_LABELS && !others.contains(&label) {
            others.push(label);
        }
    }
    if container.is_empty() && !any_pkcs7 {
        return Err(nothing_in_pem(&others, session.wanted));
    }
    if only_pkcs7 {
        container.kind = ContainerKind::Pkcs7;
    }
    Ok(container)
}

/// An error without an offset says itself what to do.
fn in_block(block: &Block, error: Error) -> Error {
    match (error.status(), error.detail().get("offset")) {
        (CYBSIGN_E_DER, Some(_)) => block.refuse(&format!("is damaged: {}; get the file again", error.message())),
        (CYBSIGN_E_DER, None) => block.refuse(&format!("can't be used: {}", error.message())),
        _ => error.prefixed(&block.subject()),
    }
}

fn add(block: &Block, container: &mut Container, session: &mut Session) -> Result<()> {
    let (certificates, keys) = (container.certificates.len(), container.keys.len());
    match block.label.as_str() {
        "CERTIFICATE"
        | "X509 CERTIFICATE"
        | "TRUSTED CERTIFICATE"
        | "PKCS7"
        | "CMS"
        | "PKCS #7 SIGNED DATA"
        | "PRIVATE KEY"
        | "ENCRYPTED PRIVATE KEY" => add_structures(block, container, session)?,
        "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "DSA PRIVATE KEY" => add_traditional(block, container, session)?,
        "OPENSSH PRIVATE KEY" | "PGP PRIVATE KEY BLOCK" => return Err(unsupported_label(&block.label)),
        // Parameters, public keys, revocation lists and requests are no part of a credential.
        _ => {}
    }
    if let Some(name) = &block.friendly_name {
        for certificate in &mut container.certificates[certificates..] {
            certificate.friendly_name = Some(name.clone());
        }
        for key in &mut container.keys[keys..] {
            key.friendly_name = Some(name.clone());
        }
    }
    for key in &mut container.keys[keys..] {
        key.refusal = key.refusal.take().map(|refusal| refusal.prefixed(&block.subject()));
    }
    Ok(())
}

fn add_structures(block: &Block, container: &mut Container, session: &mut Session) -> Result<()> {
    let mut reader = Reader::new(&block.der);
    loop {
        let element = reader.element()?;
        structure::add(&element, container, session)?;
        // OpenSSL's trusted certificates have settings after them, and old PKCS #7 files the padding of a block cipher.
        let has_more = block.label == "TRUSTED CERTIFICATE" || block.label.starts_with("PKCS");
        if has_more || structure::is_padding(reader.rest()) {
            return Ok(());
        }
    }
}

fn add_traditional(block: &Block, container: &mut Container, session: &mut Session) -> Result<()> {
    let Some(dek_info) = &block.dek_info else {
        return add_key(&block.der, container);
    };
    let (cipher, iv) = parse_dek_info(dek_info, block)?;
    container.note_encryption(format!("PEM-{}", cipher.name()), Some(1));
    if session.without_password() {
        container.add_closed_key(None)?;
        return Ok(());
    }
    session.budget.charge(1)?;
    let password = session.key_password.as_ref().unwrap_or(&session.password);
    for form in &password.plain {
        let key = kdf::traditional_pem(form, &iv[..8], cipher.key_len())?;
        let Some(plain) = cipher.decrypt(&key, &iv, &block.der)? else { continue };
        let mut reader = Reader::new(&plain);
        if reader.expect(tag::SEQUENCE).is_ok() && reader.is_empty() {
            return add_key(&plain, container);
        }
    }
    let wrong = wrong_password("private key", password);
    if session.inspect {
        return Err(wrong);
    }
    container.add_refused_key(wrong).map(|_| ())
}

fn add_key(der: &[u8], container: &mut Container) -> Result<()> {
    match der_kind(der) {
        Some(DerKind::Pkcs8) => structure::add_pkcs8(der, container)?,
        Some(DerKind::RsaKey) => container.add_key(PrivateKey::from_rsa(der)?)?,
        _ => structure::add_traditional(der, container)?,
    };
    Ok(())
}

fn parse_dek_info(dek_info: &str, block: &Block) -> Result<(Cipher, Vec<u8>)> {
    let broken = || block.refuse("has a broken DEK-Info line");
    let (name, iv) = dek_info.split_once(',').ok_or_else(broken)?;
    let cipher = match name.trim() {
        "AES-128-CBC" => Cipher::Aes(16),
        "AES-192-CBC" => Cipher::Aes(24),
        "AES-256-CBC" => Cipher::Aes(32),
        "DES-CBC" => Cipher::Des,
        "DES-EDE3-CBC" => Cipher::TripleDes3,
        "RC2-CBC" => Cipher::Rc2 { bits: 128, key_len: 16 },
        "RC2-64-CBC" => Cipher::Rc2 { bits: 64, key_len: 8 },
        "RC2-40-CBC" => Cipher::Rc2 { bits: 40, key_len: 5 },
        other => {
            let message = format!(
                "the PEM key is encrypted with {}, which is not supported; write it as PKCS #8: \
                 openssl pkcs8 -topk8 -in FILE -out NEW.pem",
                shown(other)
            );
            return Err(Error::new(CYBSIGN_E_UNSUPPORTED, message));
        }
    };
    let iv = from_hex(iv.trim()).filter(|iv| iv.len() == cipher.iv_len()).ok_or_else(broken)?;
    Ok((cipher, iv))
}
