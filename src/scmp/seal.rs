//! Sealing: a payload becomes a message that is signed, then encrypted.
//!
//! ```text
//! outer entity    Content-Type, Content-Transfer-Encoding, SCMP-protocol-version
//!   EnvelopedData, to the other side
//!     inner entity    SCMP-request-time-to-live, SCMP-message-type, SCMP-request-id, Content-Type, …
//!       SignedData
//!         payload entity    Content-Type: text/plain, copies of the SCMP headers, SCMP-X-Recipient
//! ```
//!
//! The draft signs the payload alone, so that whoever can decrypt a message can give it other headers, or encrypt it again
//! for somebody else, and the signature stays good. The copies of the headers and of the recipient's fingerprint bind them.

use zeroize::Zeroizing;

use crate::crypto::cms::{self, Recipient};
use crate::crypto::rsa::RsaAlgorithm;
use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT};
use crate::http::Request;
use crate::scmp::handle::{check_bits, id_of, Inner, Scmp, MIN_BITS};
use crate::scmp::header::{version_line, Headers};
use crate::scmp::payload::Payload;
use crate::scmp::request_id::RequestId;
use crate::scmp::settings::Role;
use crate::secret::SecretBuffer;
use crate::text::base64::{lines_len, push_lines};

/// A message that is ready to be sent.
#[derive(Debug)]
pub struct Sealed {
    /// Its id: the payload's, or a new one. A client needs it to open the reply.
    pub request_id: RequestId,
    /// The message as an HTTP request. Header lines, a blank line and the body are the MIME entity. The URL is the option's,
    /// and empty without it.
    pub request: Request,
}

/// The largest number of an SCMP error, and the longest text.
const MAX_ERROR_NUMBER: i32 = 999_999_999;
const MAX_ERROR_TEXT: usize = 500;

impl Scmp {
    /// Seals fields, pairs of name and value.
    ///
    /// # Errors
    /// As [`Payload::from_fields`]; `CYBSIGN_E_MERCHANT` where the certificate is not that of `sender_id` or, without one, of
    /// `merchant_id`; `CYBSIGN_E_FIELD` for a server's reply without `request_id`; certificates out of date
    /// (`CYBSIGN_E_EXPIRED`, `CYBSIGN_E_NOT_YET_VALID`, `CYBSIGN_E_RECIPIENT_DATE`); `CYBSIGN_E_KEY_KIND` for short keys;
    /// `CYBSIGN_E_NO_RECIPIENT`; `CYBSIGN_E_SIGN`.
    pub fn seal_fields(&self, fields: &[(&[u8], &[u8])]) -> Result<Sealed> {
        self.seal_payload(&Payload::from_fields(fields, &self.inner.settings.limits)?)
    }

    /// Seals a text of lines `name=value`. It can't tell a value with a line break from two fields.
    ///
    /// # Errors
    /// As [`Scmp::seal_fields`].
    pub fn seal(&self, text: &[u8]) -> Result<Sealed> {
        self.seal_payload(&Payload::from_text(text, &self.inner.settings.limits)?)
    }

    fn seal_payload(&self, payload: &Payload<'_>) -> Result<Sealed> {
        let inner = &*self.inner;
        let request_id = match (payload.request_id()?, inner.settings.role) {
            (Some(request_id), _) => request_id,
            (None, Role::Client) => RequestId::generate(inner.now())?,
            (None, Role::Server) => {
                let message = "the field request_id is missing: a reply has that of its request";
                return Err(Error::new(CYBSIGN_E_FIELD, message));
            }
        };
        if inner.settings.role == Role::Client && !inner.settings.allow_other_sender {
            inner.check_sender(payload)?;
        }
        let signed = inner.sign(request_id, payload.text_len("\r\n"), |out| payload.write("\r\n", out))?;
        match inner.settings.sign_only {
            true => inner.clear_message(request_id, &signed),
            false => inner.encrypted_message(request_id, &signed),
        }
    }

    /// Makes an SCMP error, the answer to a request that was not carried out: signed and never encrypted.
    ///
    /// `request_id` is the request's, `number` the error's. The draft defines no numbers; those suggested here are 400
    /// (malformed, or its signature or signer is not accepted), 409 (duplicate), 415 (message type), 426 (protocol version),
    /// 500, 503 (it would take longer than the time to live) and 504 (it took longer).
    ///
    /// # Errors
    /// `CYBSIGN_E_ARGUMENT` for an id that is not 22 digits, a number of more than 9 digits or below 0, and a text that is empty, longer
    /// than 500 characters or not visible ASCII and blanks; those of certificates and keys as [`Scmp::seal_fields`].
    pub fn error(&self, request_id: &str, number: i32, text: &str) -> Result<Sealed> {
        let refuse = |why: &str| Error::new(CYBSIGN_E_ARGUMENT, why);
        let request_id = RequestId::parse(request_id).ok_or_else(|| refuse("request_id must be 22 digits"))?;
        if !(0..=MAX_ERROR_NUMBER).contains(&number) {
            return Err(refuse("the error's number must be from 0 to 999999999"));
        }
        let visible = text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && text.trim() == text;
        if !visible || text.is_empty() || text.len() > MAX_ERROR_TEXT {
            return Err(refuse("the error's text must be 1 to 500 characters of visible ASCII and blanks"));
        }
        let line = format!("SCMP {number} {text}\r\n");
        let signed = self.inner.sign(request_id, line.len(), |out| out.extend_from_slice(line.as_bytes()))?;
        self.inner.clear_message(request_id, &signed)
    }
}

impl Inner {
    /// Whoever signs must be the one whom the payload names, or the server would refuse the message.
    fn check_sender(&self, payload: &Payload<'_>) -> Result<()> {
        let sender = payload.sender().ok_or_else(|| {
            Error::new(CYBSIGN_E_FIELD, "the field merchant_id is missing: it says whose request this is")
        })?;
        let name = self.credential.certificate()?.common_name().unwrap_or_default();
        if sender.eq_ignore_ascii_case(name) {
            return Ok(());
        }
        Err(Error::new(
            CYBSIGN_E_MERCHANT,
            "the certificate is not that of sender_id or, without one, of merchant_id: sign with the key of that merchant, \
             portfolio or account, or set allow_other_sender",
        ))
    }

    fn headers(&self, request_id: RequestId) -> Headers {
        let (time_to_live, message_type) = (self.settings.time_to_live.to_string(), self.settings.message_type.clone());
        Headers { time_to_live, message_type, request_id }
    }

    /// Signs the payload entity, whose body is so long and written by this function.
    fn sign(
        &self,
        request_id: RequestId,
        body_len: usize,
        write_body: impl FnOnce(&mut Vec<u8>),
    ) -> Result<SecretBuffer> {
        let now = self.now();
        if !self.settings.allow_expired {
            self.credential.check_validity(now)?;
        }
        let peer = self.recipient()?;
        self.check_dates(&peer.certificate, now)?;
        let own = self.credential.certificate()?;
        check_bits(own, MIN_BITS)?;
        check_bits(&peer.certificate, MIN_BITS)?;
        let header = format!(
            "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n{}\r\n",
            self.headers(request_id).bound_lines(&peer.sha256)
        );
        let mut entity = Zeroizing::new(Vec::with_capacity(header.len() + body_len));
        entity.extend_from_slice(header.as_bytes());
        write_body(&mut entity);
        cms::sign(&entity, &id_of(own), own.der(), now, |digest| {
            self.credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, digest)
        })
    }

    /// The signed form: the outer entity holds the SignedData, and has all headers.
    fn clear_message(&self, request_id: RequestId, signed: &[u8]) -> Result<Sealed> {
        let mut header = self.content_headers("signed-data", signed.len());
        header.push_str(&version_line());
        header.push_str(&self.headers(request_id).lines());
        self.message(request_id, &header, signed)
    }

    fn encrypted_message(&self, request_id: RequestId, signed: &[u8]) -> Result<Sealed> {
        let peer = self.recipient()?;
        let mut header = self.headers(request_id).lines();
        header.push_str(&self.content_headers("signed-data", signed.len()));
        header.push_str("\r\n");
        let mut body = SecretBuffer::with_capacity(lines_len(signed.len()))?;
        push_lines(signed, &mut body);
        let recipient =
            Recipient { id: id_of(&peer.certificate), key: &peer.key, key_transport: self.settings.key_transport };
        let enveloped = cms::envelop(&[header.as_bytes(), &body], &recipient)?;
        let header = self.content_headers("enveloped-data", enveloped.len()) + &version_line();
        self.message(request_id, &header, &enveloped)
    }

    /// The headers of an entity whose body is so many bytes in base64.
    fn content_headers(&self, smime_type: &str, bytes: usize) -> String {
        let parameters = match self.settings.draft_headers {
            true => String::new(),
            false => format!("; smime-type={smime_type}; name=smime.p7m"),
        };
        let length = match self.settings.content_length {
            true => format!("Content-Length: {}\r\n", lines_len(bytes)),
            false => String::new(),
        };
        format!("Content-Type: application/pkcs7-mime{parameters}\r\nContent-Transfer-Encoding: base64\r\n{length}")
    }

    fn message(&self, request_id: RequestId, header: &str, der: &[u8]) -> Result<Sealed> {
        let mut body = SecretBuffer::with_capacity(lines_len(der.len()))?;
        push_lines(der, &mut body);
        let fields: Vec<(&str, &str)> = header.lines().filter_map(|line| line.split_once(": ")).collect();
        Ok(Sealed { request_id, request: Request::post(self.settings.url.clone(), &fields, body)? })
    }
}
