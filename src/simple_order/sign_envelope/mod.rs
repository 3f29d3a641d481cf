//! Signing a whole SOAP envelope in place, as stacks need it that leave the SOAP toolkit's passwords.
//!
//! Everything that the signature does not need stays as it came: prefixes, white space, other headers, the order of
//! attributes, and every byte between the Body's tags. Where the `wsse:UsernameToken` stood, the token and the signature
//! stand afterwards. A `wsu:Timestamp` that stood beside it is kept; only the Body is signed, so it stays unsigned.

mod ids;
mod parts;
mod place;

use crate::crypto::digest::sha256;
use crate::error::{Error, Result, CYBSIGN_E_CRYPTO, CYBSIGN_E_MERCHANT};
use crate::secret::SecretBuffer;
use crate::simple_order::draft::{Completion, Draft};
use crate::simple_order::handle::{Inner, SimpleOrder};
use crate::simple_order::names::{SOAP, WSSE, WSU};
use crate::simple_order::security_header::SecurityHeader;
use crate::xml::{canonicalize, Canonicalization, Document};
use parts::{merchant_id, Parts};
use place::{body_id, Place};

/// An envelope that was signed, and what was removed from it.
pub struct SignedEnvelope {
    /// The signed message.
    pub message: SecretBuffer,
    /// The Username of the UsernameToken that was removed, where there was one.
    pub username: Option<String>,
    /// Whether that was a meta key's: the Username is not the Body's merchantID.
    pub meta_key: bool,
}

impl SignedEnvelope {
    /// What was removed, as a JSON object: `username` and `meta_key`.
    pub fn report_json(&self) -> String {
        serde_json::json!({ "username": self.username, "meta_key": self.meta_key }).to_string()
    }
}

impl SimpleOrder {
    /// Signs the Body of a SOAP 1.1 envelope in place, and takes a UsernameToken out of it.
    ///
    /// With a meta key, where the Username is not the Body's merchantID, the certificate must be the Username's, or the
    /// option `allow_other_username` be true. An envelope that holds a signature, another token or encrypted data is refused.
    pub fn sign_envelope(&self, envelope: &[u8]) -> Result<SignedEnvelope> {
        let inner = &*self.inner;
        let now = inner.check_validity()?;
        let document = Document::parse(envelope, &inner.settings.limits)?;
        let parts = Parts::find(&document)?;
        let username = parts.username();
        let merchant_id = merchant_id(parts.body)?;
        inner.check_merchant(merchant_id.as_deref())?;
        let meta_key = match (&username, &merchant_id) {
            (Some(username), Some(merchant_id)) => !username.eq_ignore_ascii_case(merchant_id),
            _ => false,
        };
        // Where the Body says nothing, the Username alone says whose the request is.
        let is_other = meta_key || (username.is_some() && merchant_id.is_none());
        if is_other && !inner.settings.allow_other_username {
            check_owner(inner, username.as_deref().unwrap_or(""))?;
        }
        let ids = ids::choose(inner, &document, &parts)?;
        let place = Place::of(&parts);
        let security = SecurityHeader::new(inner.settings.profile, &place.scope, &ids, &inner.certificate);
        let draft = write(inner, &parts, &place, &security, &body_id(parts.body, &ids.body)?)?;
        let completion = Completion {
            digest: digest_of_body(inner, &draft.message, &ids.body)?,
            signed_info: &security.signed_info,
            ids: &ids,
            plain: None,
            // An EncryptedKey is written for a header where wsse is declared; here it may not be.
            declaration: &format!(" xmlns:wsse=\"{WSSE}\""),
            now,
        };
        Ok(SignedEnvelope { message: inner.complete(draft, &completion)?, username, meta_key })
    }
}

fn check_owner(inner: &Inner, username: &str) -> Result<()> {
    let certificate = inner.credential.certificate()?;
    if certificate.common_name().is_some_and(|owner| owner.eq_ignore_ascii_case(username)) {
        return Ok(());
    }
    let why = format!(
        "the Username is not the Body's merchantID, as with a meta key, but the certificate is that of {}, not the Username's; \
         sign with the P12 of that merchant, portfolio or account, or set allow_other_username",
        certificate.shown_name()
    );
    Err(Error::new(CYBSIGN_E_MERCHANT, why))
}

/// The envelope with token and signature in its header and the Id on its Body.
fn write(
    inner: &Inner,
    parts: &Parts<'_, '_>,
    place: &Place<'_>,
    security: &SecurityHeader,
    body_id: &str,
) -> Result<Draft> {
    let source = parts.envelope.document().source();
    let body_name_ends = parts.body.range().start + 1 + parts.body.qualified_name().len();
    let size = source.len() + place.tags.0.len() + security.size() + place.tags.1.len() + body_id.len();
    let mut draft = Draft::new(inner, size)?;
    draft.message.push_str(&source[..place.replaced.start]);
    draft.message.push_str(&place.tags.0);
    draft.push_security(security);
    draft.message.push_str(&place.tags.1);
    draft.message.push_str(&source[place.replaced.end..body_name_ends]);
    draft.message.push_str(body_id);
    let moved = draft.message.len() - body_name_ends;
    draft.message.push_str(&source[body_name_ends..]);
    let content = parts.body.content_range();
    draft.content = content.start + moved..content.end + moved;
    Ok(draft)
}

/// The digest of the Body in the message as it will be sent.
fn digest_of_body(inner: &Inner, message: &[u8], id: &str) -> Result<[u8; 32]> {
    // What was put in is ours, so that the caller's limits don't count it.
    let mut limits = inner.settings.limits;
    limits.max_bytes = limits.max_bytes.saturating_add(1 << 20);
    limits.max_nodes = limits.max_nodes.saturating_add(1000);
    limits.max_depth = limits.max_depth.saturating_add(10);
    limits.max_attributes = limits.max_attributes.saturating_add(10);
    let document = Document::parse(message, &limits)?;
    let body = document.root().child_elements().find(|child| child.is(SOAP, "Body"));
    let body = body.filter(|body| body.attribute(WSU, "Id").as_deref() == Some(id)).ok_or_else(|| {
        Error::new(CYBSIGN_E_CRYPTO, "the envelope lost its Body or the Body's Id while it was written")
    })?;
    let mut canonical = SecretBuffer::with_capacity(body.range().len() + 1024)?;
    canonicalize(body, &Canonicalization::default(), &mut canonical)?;
    Ok(sha256(&[&canonical]))
}
