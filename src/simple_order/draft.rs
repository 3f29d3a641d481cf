//! A message while it is written: everything but what is computed over it.

use std::ops::Range;

use crate::credential::RsaAlgorithm;
use crate::crypto::digest::sha256;
use crate::error::{Error, Result, CYBSIGN_E_CRYPTO};
use crate::secret::SecretBuffer;
use crate::simple_order::handle::Inner;
use crate::simple_order::ids::Ids;
use crate::simple_order::security_header::{SecurityHeader, DIGEST_TEXT_LEN};
use crate::text::base64;

/// A message that lacks its digest and its signature value. It is written once, into the buffer that becomes the result.
pub(super) struct Draft {
    pub(super) message: SecretBuffer,
    /// Where the EncryptedKey goes, if there is one.
    key_at: usize,
    /// Where the digest is.
    digest_at: usize,
    /// Where the signature value goes.
    value_at: usize,
    /// What stands between the Body's tags.
    pub(super) content: Range<usize>,
}

impl Draft {
    /// A draft with room for so many bytes and what is put in later.
    pub(super) fn new(inner: &Inner, size: usize) -> Result<Draft> {
        let room = size.saturating_add(inner.room_for_signature).saturating_add(match inner.recipient {
            Some(_) => size / 2 + 8192,
            None => 0,
        });
        let message = SecretBuffer::with_capacity(room)?;
        Ok(Draft { message, key_at: 0, digest_at: 0, value_at: 0, content: 0..0 })
    }

    /// Appends token and signature, with zeros in the digest's place.
    pub(super) fn push_security(&mut self, security: &SecurityHeader) {
        self.key_at = self.message.len() + security.encrypted_key_at;
        self.message.push_str(&security.to_digest);
        self.digest_at = self.message.len();
        self.message.extend_from_slice(&[b'0'; DIGEST_TEXT_LEN]);
        self.message.push_str(&security.to_value);
        self.value_at = self.message.len();
        self.message.push_str(&security.rest);
    }
}

/// What a draft is completed with.
pub(super) struct Completion<'c> {
    /// SHA-256 of the canonical Body.
    pub(super) digest: [u8; 32],
    /// The canonical SignedInfo up to the digest, and from its end.
    pub(super) signed_info: &'c (String, String),
    pub(super) ids: &'c Ids,
    /// What is encrypted, if it is not the content as it is sent.
    pub(super) plain: Option<&'c [u8]>,
    /// What must be declared on an EncryptedKey.
    pub(super) declaration: &'c str,
    pub(super) now: i64,
}

impl Inner {
    /// Signs the draft's digest, encrypts its content if the options say so, and gives the message.
    pub(super) fn complete(&self, mut draft: Draft, with: &Completion<'_>) -> Result<SecretBuffer> {
        let digest: [u8; DIGEST_TEXT_LEN] = base64::encode_array(&with.digest)
            .ok_or_else(|| Error::new(CYBSIGN_E_CRYPTO, "a digest has an unexpected length"))?;
        draft.message[draft.digest_at..draft.digest_at + DIGEST_TEXT_LEN].copy_from_slice(&digest);
        // The digest's text stands in canonical form as it does in the message.
        let (info_start, info_end) = with.signed_info;
        let signed_info = sha256(&[info_start.as_bytes(), &digest, info_end.as_bytes()]);
        let value = self.credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &signed_info)?;
        let value = self.settings.profile.base64(&value);

        // From the end to the start, so that places stay where they are. Encrypted after signing: the signature is over the
        // plain text, and a message that is to be encrypted never comes out of this in clear.
        let mut key = None;
        if let Some(recipient) = &self.recipient {
            let plain = with.plain.unwrap_or(&draft.message[draft.content.clone()]);
            let encrypted = recipient.encrypt(plain, with.ids, with.declaration, with.now)?;
            draft.message.replace(draft.content, encrypted.data.as_bytes());
            key = Some(encrypted.key);
        }
        draft.message.replace(draft.value_at..draft.value_at, value.as_bytes());
        if let Some(key) = key {
            draft.message.replace(draft.key_at..draft.key_at, key.as_bytes());
        }
        Ok(draft.message)
    }
}
