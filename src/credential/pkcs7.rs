//! The certificates of a PKCS #7 file (RFC 2315; CMS, RFC 5652).

use crate::credential::container::Container;
use crate::credential::sniff;
use crate::der::{tag, Element};
use crate::error::{Error, Result, CYBSIGN_E_UNSUPPORTED};

/// signedData, 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// Adds every certificate of a ContentInfo that holds SignedData.
pub(crate) fn add_certificates(content_info: &Element<'_>, container: &mut Container) -> Result<()> {
    let mut reader = content_info.children();
    let kind = reader.expect(tag::OID)?;
    if kind.body != SIGNED_DATA {
        let oid = sniff::oid(&kind);
        let message = format!(
            "the PKCS #7 file has content type {oid}; only signed data (1.2.840.113549.1.7.2) holds certificates"
        );
        return Err(Error::new(CYBSIGN_E_UNSUPPORTED, message).with("oid", oid));
    }
    let mut signed = reader.expect(tag::explicit(0))?.children().sequence()?;
    signed.expect(tag::INTEGER)?;
    signed.expect(tag::SET)?;
    signed.expect(tag::SEQUENCE)?;
    let Some(certificates) = signed.optional(tag::explicit(0))? else { return Ok(()) };
    let mut certificates = certificates.children();
    while !certificates.is_empty() {
        let choice = certificates.element()?;
        // Attribute certificates and the obsolete extended ones have tags of their own.
        if choice.tag == tag::SEQUENCE {
            container.add_certificate(choice.raw)?;
        }
    }
    Ok(())
}
