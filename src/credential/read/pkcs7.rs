//! The certificates of a PKCS #7 file (RFC 2315; CMS, RFC 5652).

use crate::credential::container::Container;
use crate::der::{oid, tag, Element};
use crate::error::{Error, Result, CYBSIGN_E_UNSUPPORTED};

/// Adds every certificate of a ContentInfo that holds SignedData.
pub(super) fn add_certificates(content_info: &Element<'_>, container: &mut Container) -> Result<()> {
    let mut reader = content_info.children();
    let kind = reader.expect(tag::OID)?;
    if kind.body != oid::SIGNED_DATA {
        let found = oid::dotted(kind.body);
        let message = format!(
            "the PKCS #7 file has content type {found}; only signed data (1.2.840.113549.1.7.2) holds certificates"
        );
        return Err(Error::new(CYBSIGN_E_UNSUPPORTED, message).with("oid", found));
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
