//! Reads a key file, whichever kind it is of.

use super::session::{ReadOptions, Session};
use super::sniff::{der_kind, element_kind, DerKind};
use super::structure::{self, is_padding};
use super::{armour, explain, p12, pem};
use crate::credential::container::{Container, ContainerKind, MAX_INPUT};
use crate::der::Reader;
use crate::error::{Error, Result, CYBSIGN_E_LIMIT};

/// Reads a key file of any kind.
pub fn read(data: &[u8], options: &ReadOptions<'_>) -> Result<Container> {
    check_size(data)?;
    let mut session = Session::new(options)?;
    if let Some(kind) = der_kind(data) {
        return match kind {
            DerKind::P12 => p12::read(data, &mut session).map_err(|error| explain::explain(data, error)),
            _ => read_der(data, &mut session),
        };
    }
    if let Some(text) = armour::normalise(data) {
        if armour::has_armour(&text) {
            return pem::read(&text, &mut session);
        }
        if let Some(decoded) = armour::bare_base64(&text) {
            return match der_kind(&decoded) {
                Some(DerKind::P12) => p12::read(&decoded, &mut session),
                Some(_) => {
                    let container = read_der(&decoded, &mut session)?;
                    let kind = if container.kind == ContainerKind::Der { ContainerKind::Pem } else { container.kind };
                    Ok(Container { kind, ..container })
                }
                None => Err(explain::not_a_key_file(data)),
            };
        }
    }
    Err(explain::not_a_key_file(data))
}

/// Reads a P12 and nothing else.
pub fn read_p12(data: &[u8], options: &ReadOptions<'_>) -> Result<Container> {
    check_size(data)?;
    if der_kind(data) != Some(DerKind::P12) {
        return Err(explain::not_a_p12(data));
    }
    p12::read(data, &mut Session::new(options)?).map_err(|error| explain::explain(data, error))
}

fn check_size(data: &[u8]) -> Result<()> {
    if data.len() > MAX_INPUT {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the key file is larger than 16 MiB: it is not what it should be"));
    }
    Ok(())
}

fn read_der(data: &[u8], session: &mut Session) -> Result<Container> {
    let mut container = Container::new(ContainerKind::Der);
    let mut reader = Reader::new(data);
    while !is_padding(reader.rest()) {
        let element = reader.element()?;
        if element_kind(&element) == Some(DerKind::Pkcs7) && container.certificates.is_empty() {
            container.kind = ContainerKind::Pkcs7;
        }
        structure::add(&element, &mut container, session)?;
    }
    Ok(container)
}
