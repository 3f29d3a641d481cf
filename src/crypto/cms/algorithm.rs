//! AlgorithmIdentifiers, and the algorithms that are accepted.

use crate::crypto::digest::Digest;
use crate::crypto::rsa::RsaAlgorithm;
use crate::der::{oid, tag, Reader, Writer};
use crate::error::Result;

/// An AlgorithmIdentifier: its OID, and what stands behind it.
pub(super) struct Algorithm<'a> {
    pub(super) oid: &'a [u8],
    parameters: Reader<'a>,
}

impl<'a> Algorithm<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Algorithm<'a>> {
        let mut algorithm = reader.sequence()?;
        Ok(Algorithm { oid: algorithm.expect(tag::OID)?.body, parameters: algorithm })
    }

    /// Whether there are no parameters, or a NULL in their place.
    pub(super) fn has_none(&self) -> bool {
        let rest = self.parameters.rest();
        rest.is_empty() || rest == [tag::NULL, 0]
    }

    pub(super) fn parameters(&self) -> Reader<'a> {
        self.parameters
    }
}

/// Writes an AlgorithmIdentifier with NULL for parameters.
pub(super) fn write_with_null(identifier: &[u8], out: &mut Writer) {
    out.sequence(|algorithm| {
        algorithm.oid(identifier);
        algorithm.null();
    });
}

/// The digest of a digest algorithm; `None` for one that is not accepted, such as MD5.
pub(super) fn digest(algorithm: &Algorithm<'_>) -> Option<Digest> {
    let digest = match algorithm.oid {
        oid::SHA1 => Digest::Sha1,
        oid::SHA256 => Digest::Sha256,
        oid::SHA384 => Digest::Sha384,
        oid::SHA512 => Digest::Sha512,
        _ => return None,
    };
    algorithm.has_none().then_some(digest)
}

/// The signature algorithm (RFC 3370, section 3.2, and RFC 5754, section 3.2) with this digest; `None` for one that is not
/// accepted, or that names another digest.
pub(super) fn signature(algorithm: &Algorithm<'_>, digest: Digest) -> Option<RsaAlgorithm> {
    let (named, with_digest) = match digest {
        Digest::Sha1 => (oid::SHA1_WITH_RSA, RsaAlgorithm::RsassaPkcs1Sha1),
        Digest::Sha256 => (oid::SHA256_WITH_RSA, RsaAlgorithm::RsassaPkcs1Sha256),
        Digest::Sha384 => (oid::SHA384_WITH_RSA, RsaAlgorithm::RsassaPkcs1Sha384),
        Digest::Sha512 => (oid::SHA512_WITH_RSA, RsaAlgorithm::RsassaPkcs1Sha512),
    };
    let known = algorithm.has_none() && (algorithm.oid == oid::RSA_ENCRYPTION || algorithm.oid == named);
    known.then_some(with_digest)
}
