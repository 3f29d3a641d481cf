//! IssuerAndSerialNumber (RFC 5652, section 10.2.4).

use crate::der::{tag, Reader, Writer};
use crate::error::Result;

/// Who a certificate is for the one who reads a message: its issuer, and the serial number that the issuer gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuerAndSerial<'a> {
    /// The issuer's name in DER.
    pub issuer: &'a [u8],
    /// The content of the serial number's INTEGER.
    pub serial: &'a [u8],
}

impl<'a> IssuerAndSerial<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<IssuerAndSerial<'a>> {
        let mut id = reader.sequence()?;
        let (issuer, serial) = (id.expect(tag::SEQUENCE)?.raw, id.expect(tag::INTEGER)?.body);
        id.finish()?;
        Ok(IssuerAndSerial { issuer, serial })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.sequence(|id| {
            id.raw(self.issuer);
            // As it stands in the certificate, whatever its sign.
            id.primitive(tag::INTEGER, self.serial);
        });
    }
}
