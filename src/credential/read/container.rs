//! Reads a key file, whichever kind it is of.

use super::explain::{not_found, of_p12, Wanted};
use super::session::{ReadOptions, Session};
use super::sniff::{der_kind, element_kind, DerKind};
use super::structure::{self, is_padding};
use super::{armour, p12, pem};
use crate::credential::container::{Container, ContainerKind, MAX_INPUT};
use crate::der::Reader;
use crate::error::{Error, Result, CYBSIGN_E_DER, CYBSIGN_E_LIMIT};
use crate::report::{Finding, Level};

/// Reads a key file of any kind. There is a certificate or a private key in what it gives, or a finding that says why not.
pub fn read(data: &[u8], options: &ReadOptions<'_>) -> Result<Container> {
    check_size(data)?;
    let mut session = Session::new(options)?;
    let read = read_bytes(data, &mut session, MAX_LAYERS)?;
    let mut container = read.ok_or_else(|| not_found(data, options.wanted))?;
    if container.is_empty() && !container.is_sealed {
        match container.kind {
            ContainerKind::P12 | ContainerKind::Pkcs7 => {
                const MESSAGE: &str = "it holds no certificate and no private key: export it again";
                let subject = if container.kind == ContainerKind::P12 { "P12" } else { "PKCS #7 file" };
                container.warn(Finding::new(Level::Error, "empty", subject, MESSAGE));
            }
            _ => return Err(not_found(data, options.wanted)),
        }
    }
    Ok(container)
}

/// Reads a P12 and nothing else.
pub fn read_p12(data: &[u8], options: &ReadOptions<'_>) -> Result<Container> {
    check_size(data)?;
    if der_kind(data) != Some(DerKind::P12) {
        return Err(not_found(data, Wanted::P12));
    }
    p12::read(data, &mut Session::new(options)?).map_err(|error| of_p12(data, error))
}

fn check_size(data: &[u8]) -> Result<()> {
    if data.len() > MAX_INPUT {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the key file is larger than 16 MiB: it is not what it should be"));
    }
    Ok(())
}

/// Base64 and the like around a file, at most: that of a file which is base64 itself is no accident any more.
const MAX_LAYERS: usize = 1;

/// `None` for what is no key file.
fn read_bytes(data: &[u8], session: &mut Session, layers: usize) -> Result<Option<Container>> {
    match der_kind(data) {
        Some(DerKind::P12) => return p12::read(data, session).map_err(|error| of_p12(data, error)).map(Some),
        Some(DerKind::Bcfks) => return Ok(None),
        Some(_) => return read_der(data, session).map(Some),
        None => {}
    }
    let Some(text) = armour::normalise(data) else { return Ok(None) };
    if armour::has_armour(&text) {
        return pem::read(&text, session).map(Some);
    }
    let inner = armour::unwrapped(&text).filter(|_| layers > 0);
    let Some(container) = inner.map(|(_, inner)| read_bytes(&inner, session, layers - 1)).transpose()?.flatten() else {
        return Ok(None);
    };
    let kind = if container.kind == ContainerKind::Der { ContainerKind::Pem } else { container.kind };
    Ok(Some(Container { kind, ..container }))
}

fn read_der(data: &[u8], session: &mut Session) -> Result<Container> {
    let mut container = Container::new(ContainerKind::Der);
    let mut reader = Reader::new(data);
    while !is_padding(reader.rest()) {
        let element = reader.element().map_err(damaged)?;
        if element_kind(&element) == Some(DerKind::Pkcs7) && container.certificates.is_empty() {
            container.kind = ContainerKind::Pkcs7;
        }
        structure::add(&element, &mut container, session).map_err(damaged)?;
    }
    Ok(container)
}

/// An error without an offset says itself what to do.
fn damaged(error: Error) -> Error {
    match error.detail().get("offset").cloned() {
        Some(offset) if error.status() == CYBSIGN_E_DER => {
            let message = format!("the file is damaged: {}; copy or download it again", error.message());
            Error::new(CYBSIGN_E_DER, message).with("offset", offset)
        }
        _ => error,
    }
}
