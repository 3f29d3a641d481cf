//! SignedData (RFC 5652, section 5) with exactly one signer.

use std::borrow::Cow;

use super::algorithm::{digest, signature, write_with_null, Algorithm};
use super::id::IssuerAndSerial;
use crate::crypto::digest::{sha256, Digest};
use crate::crypto::rsa::{PublicKey, RsaAlgorithm};
use crate::der::{oid, tag, Element, Reader, Writer};
use crate::error::{Error, Result, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_STRUCTURE};
use crate::secret::SecretBuffer;

/// More certificates than this in one message are none of a signer's.
const MAX_CERTIFICATES: usize = 16;
/// More signed attributes than this have no use.
const MAX_ATTRIBUTES: usize = 32;

/// Makes a SignedData over the content, which it holds: SHA-256, RSASSA-PKCS1-v1_5, the signed attributes content type,
/// signing time and message digest, and the signer's certificate.
///
/// `sign` gets the digest of the attributes. The result holds the content and is wiped when it is dropped.
pub fn sign(
    content: &[u8],
    signer: &IssuerAndSerial<'_>,
    certificate: &[u8],
    signing_time: i64,
    sign: impl FnOnce(&[u8; 32]) -> Result<Vec<u8>>,
) -> Result<SecretBuffer> {
    let attributes = signed_attributes(&sha256(&[content]), signing_time)?;
    // What is signed is the SET itself; in the message it has the tag of its field.
    let signature = sign(&sha256(&[&attributes]))?;
    let mut out = Writer::new();
    out.sequence(|info| {
        info.oid(oid::SIGNED_DATA);
        info.explicit(0, |explicit| {
            explicit.sequence(|data| {
                data.integer(&[1]);
                data.set_of(|digests| write_with_null(oid::SHA256, digests));
                data.sequence(|encapsulated| {
                    encapsulated.oid(oid::DATA);
                    encapsulated.explicit(0, |explicit| explicit.octet_string(content));
                });
                data.element(tag::explicit(0), |certificates| certificates.raw(certificate));
                data.set_of(|signers| {
                    signers.sequence(|info| {
                        info.integer(&[1]);
                        signer.write(info);
                        write_with_null(oid::SHA256, info);
                        info.element(tag::explicit(0), |field| field.raw(content_of(&attributes)));
                        write_with_null(oid::RSA_ENCRYPTION, info);
                        info.octet_string(&signature);
                    });
                });
            });
        });
    });
    Ok(out.finish())
}

/// The SET of signed attributes.
fn signed_attributes(content_digest: &[u8], signing_time: i64) -> Result<SecretBuffer> {
    let mut out = Writer::new();
    out.set_of(|attributes| {
        attribute(oid::CONTENT_TYPE, attributes, |value| value.oid(oid::DATA));
        attribute(oid::MESSAGE_DIGEST, attributes, |value| value.octet_string(content_digest));
        attribute(oid::SIGNING_TIME, attributes, |value| value.time(signing_time))
    })?;
    Ok(out.finish())
}

fn attribute<T>(kind: &[u8], out: &mut Writer, value: impl FnOnce(&mut Writer) -> T) -> T {
    out.sequence(|attribute| {
        attribute.oid(kind);
        attribute.set_of(value)
    })
}

/// What stands in an element that was just written.
fn content_of(element: &[u8]) -> &[u8] {
    Reader::new(element).element().map_or(&[], |element| element.body)
}

/// A SignedData that was read, not verified yet.
pub struct SignedData<'a> {
    /// The content; `None` where it stands elsewhere.
    pub content: Option<Cow<'a, [u8]>>,
    /// The certificates that came along, in DER. Nothing vouches for them.
    pub certificates: Vec<&'a [u8]>,
    /// The signer.
    pub signer: Signer<'a>,
}

/// What the one SignerInfo says.
pub struct Signer<'a> {
    /// The certificate whose key signed.
    pub id: IssuerAndSerial<'a>,
    /// How it signed.
    pub algorithm: RsaAlgorithm,
    digest: Digest,
    /// The signed attributes with their tag in the message; `None` where the content itself is signed.
    attributes: Option<&'a [u8]>,
    message_digest: Option<Cow<'a, [u8]>>,
    signature: Cow<'a, [u8]>,
}

fn wrong(why: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, format!("the SignedData can't be taken: {why}"))
}

impl<'a> SignedData<'a> {
    /// Whether a ContentInfo says that it holds a SignedData.
    pub fn is_one(der: &[u8]) -> bool {
        let content_type = || Reader::new(der).sequence()?.expect(tag::OID);
        content_type().is_ok_and(|kind| kind.body == oid::SIGNED_DATA)
    }

    /// Reads a ContentInfo that holds a SignedData.
    ///
    /// # Errors
    /// `CYBSIGN_E_DER`, `CYBSIGN_E_VERIFY_STRUCTURE` where it is no SignedData over id-data with one signer, who is named by
    /// issuer and serial number; `CYBSIGN_E_VERIFY_ALGORITHM` for others than RSASSA-PKCS1-v1_5 with SHA-1 or SHA-2. Whether
    /// SHA-1 may count is the caller's to say.
    pub fn read(der: &'a [u8]) -> Result<SignedData<'a>> {
        let mut reader = Reader::new(der);
        let mut info = reader.sequence()?;
        reader.finish()?;
        if info.expect(tag::OID)?.body != oid::SIGNED_DATA {
            return Err(wrong("it is another content type"));
        }
        let mut explicit = info.expect(tag::explicit(0))?.children();
        info.finish()?;
        let mut signed = explicit.sequence()?;
        explicit.finish()?;
        signed.expect(tag::INTEGER)?;
        signed.expect(tag::SET)?;
        let content = encapsulated(&mut signed.sequence()?)?;
        let certificates = certificates(signed.optional(tag::explicit(0))?)?;
        // Revocation lists: nothing that a message brings along itself can revoke.
        signed.optional(tag::explicit(1))?;
        let mut infos = signed.expect(tag::SET)?.children();
        signed.finish()?;
        let signer = Signer::read(&mut infos.sequence()?)?;
        if !infos.is_empty() {
            return Err(wrong("it has more than one signer"));
        }
        Ok(SignedData { content, certificates, signer })
    }

    /// Whether the signer's signature over this content is good under this key.
    pub fn verify(&self, content: &[u8], key: &PublicKey) -> bool {
        let signer = &self.signer;
        let content_digest = signer.digest.hash(&[content]);
        match (&signer.attributes, &signer.message_digest) {
            (None, _) => key.verify(signer.algorithm, &content_digest, &signer.signature),
            (Some(attributes), Some(digest)) if **digest == *content_digest => {
                let signed = signer.digest.hash(&[&[tag::SET], &attributes[1..]]);
                key.verify(signer.algorithm, &signed, &signer.signature)
            }
            _ => false,
        }
    }
}

fn encapsulated<'a>(info: &mut Reader<'a>) -> Result<Option<Cow<'a, [u8]>>> {
    if info.expect(tag::OID)?.body != oid::DATA {
        return Err(wrong("what it signs is not id-data"));
    }
    let Some(explicit) = info.optional(tag::explicit(0))? else { return Ok(None) };
    info.finish()?;
    let mut inside = explicit.children();
    let octets = inside.element()?;
    if octets.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
        return Err(wrong("its content is no OCTET STRING"));
    }
    inside.finish()?;
    octets.octets().map(Some)
}

fn certificates(set: Option<Element<'_>>) -> Result<Vec<&[u8]>> {
    let mut certificates = Vec::new();
    let Some(set) = set else { return Ok(certificates) };
    let mut reader = set.children();
    while !reader.is_empty() {
        if certificates.len() == MAX_CERTIFICATES {
            return Err(wrong("it has more than 16 certificates"));
        }
        let certificate = reader.element()?;
        if certificate.tag == tag::SEQUENCE {
            certificates.push(certificate.raw);
        }
    }
    Ok(certificates)
}

impl<'a> Signer<'a> {
    fn read(info: &mut Reader<'a>) -> Result<Signer<'a>> {
        let refused = |what: &str| {
            Error::new(
                CYBSIGN_E_VERIFY_ALGORITHM,
                format!("the SignedData's {what} is not accepted; sign with SHA-256"),
            )
        };
        info.expect(tag::INTEGER)?;
        if info.peek() != Some(tag::SEQUENCE) {
            return Err(wrong("its signer is not named by issuer and serial number"));
        }
        let id = IssuerAndSerial::read(info)?;
        let digest = digest(&Algorithm::read(info)?).ok_or_else(|| refused("digest algorithm"))?;
        let attributes = info.optional(tag::explicit(0))?;
        let algorithm = signature(&Algorithm::read(info)?, digest).ok_or_else(|| refused("signature algorithm"))?;
        let signature = info.expect(tag::OCTET_STRING)?.octets()?;
        // Unsigned attributes: nobody vouches for them.
        info.optional(tag::explicit(1))?;
        info.finish()?;
        let mut signer = Signer {
            id,
            algorithm,
            digest,
            attributes: attributes.map(|attributes| attributes.raw),
            message_digest: None,
            signature,
        };
        if let Some(attributes) = attributes {
            signer.read_attributes(&attributes)?;
        }
        Ok(signer)
    }

    /// Whether attributes are signed, and the content by its digest among them.
    pub fn has_attributes(&self) -> bool {
        self.attributes.is_some()
    }

    fn read_attributes(&mut self, attributes: &Element<'a>) -> Result<()> {
        // The signature is over the DER; an indefinite length is none.
        if attributes.raw.get(1) == Some(&0x80) {
            return Err(wrong("its signed attributes are not DER"));
        }
        let mut reader = attributes.children();
        let mut seen: Vec<&[u8]> = Vec::new();
        while !reader.is_empty() {
            let mut attribute = reader.sequence()?;
            let kind = attribute.expect(tag::OID)?.body;
            let mut values = attribute.expect(tag::SET)?.children();
            attribute.finish()?;
            if seen.contains(&kind) || seen.len() == MAX_ATTRIBUTES {
                return Err(wrong("an attribute stands twice, or there are too many"));
            }
            seen.push(kind);
            match kind {
                oid::CONTENT_TYPE if values.expect(tag::OID)?.body != oid::DATA => {
                    return Err(wrong("its attribute content-type is not id-data"));
                }
                oid::MESSAGE_DIGEST => self.message_digest = Some(values.expect(tag::OCTET_STRING)?.octets()?),
                oid::CONTENT_TYPE => {}
                _ => continue,
            }
            values.finish()?;
        }
        match [oid::CONTENT_TYPE, oid::MESSAGE_DIGEST].iter().all(|wanted| seen.contains(wanted)) {
            true => Ok(()),
            false => Err(wrong("its signed attributes lack content-type or message-digest")),
        }
    }
}
