//! Opening: decrypting and verifying a message.
//!
//! Nobody may learn from an answer what was wrong with a cipher text. So everything that is no secret (structure,
//! algorithms, recipient) is judged first and may be named. From then on each fault gives the same status and text, and the
//! padding counts only after the plain text was judged to its end.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::crypto::cms::{ContentCipher, EnvelopedData, SignedData};
use crate::crypto::rsa::RsaAlgorithm;
use crate::error::{
    Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_DECRYPT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_MEMORY, CYBSIGN_E_MESSAGE,
    CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_SIGNATURE,
    CYBSIGN_E_VERIFY_SIGNER, CYBSIGN_E_VERIFY_STRUCTURE,
};
use crate::scmp::handle::{check_bits, id_of, public_key, Inner, Scmp, MIN_BITS, MIN_SHORT_BITS};
use crate::scmp::header::{check_version, sender_name, Headers, VERSION};
use crate::scmp::mime::{canonical, Entity, MediaType};
use crate::scmp::offers::total;
use crate::scmp::payload::Payload;
use crate::scmp::request_id::RequestId;
use crate::scmp::settings::{Policy, Role};
use crate::secret::SecretBuffer;
use crate::text::hex::hex;
use crate::time::rfc3339;
use crate::x509::Certificate;

/// A message that was opened, and what is known of it.
#[derive(Debug)]
pub struct Opened {
    /// The fields, lines `name=value` each ended by LF; empty for an error.
    pub payload: SecretBuffer,
    /// What is known of the message.
    pub info: Info,
}

/// What is known of a message whose signature is good and its signer's.
#[derive(Debug, Serialize)]
pub struct Info {
    /// `message`, or `error`: the other side did not carry a request out.
    pub kind: &'static str,
    /// Whether it was encrypted. An error never is.
    pub encrypted: bool,
    /// The version of the protocol.
    pub protocol_version: &'static str,
    /// Seconds that the sender waits for an answer. Whoever can't hold them refuses the request.
    pub time_to_live: u32,
    /// The type of the message.
    pub message_type: String,
    /// The id of the request, and of its reply.
    pub request_id: String,
    /// Whether the signature covers the headers and the recipient. If not, whoever could read the message could have changed
    /// the three members above.
    pub headers_authenticated: bool,
    /// The signer's certificate.
    pub signer: SignerInfo,
    /// What tells a message from all others: the fingerprint of the signer's certificate and the request's id. A server keeps
    /// it for the time to live and what clocks may differ, a day at least, and refuses a message whose key it has.
    pub replay_key: String,
    /// What is weak and was accepted by an option: `sha1`, `3des`, `short_keys`.
    pub weak: Vec<&'static str>,
    /// What the offers come to; `None` without offers.
    pub total: Option<String>,
    /// The error, where the message is one.
    pub error: Option<ErrorLine>,
}

/// A certificate by which a signature is good.
#[derive(Debug, Serialize)]
pub struct SignerInfo {
    /// The subject in one line.
    pub subject: String,
    /// SHA-256 of the DER, in hexadecimal digits.
    pub sha256: String,
    /// Until when it is valid; `None` where the date can't be read.
    pub not_after: Option<String>,
}

/// An SCMP error: `SCMP <number> <text>`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ErrorLine {
    /// The number. The draft defines none; they are the other side's.
    pub number: u32,
    /// The text, for people.
    pub text: String,
}

impl Info {
    /// The same as a JSON object.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the report"))?;
        Ok(json)
    }
}

impl Scmp {
    /// Opens a message: header lines and a body, as HTTP has them, or no header lines and a whole MIME entity as the body.
    ///
    /// `request_id` is the id of the request that a client's reply must answer; a server has none.
    ///
    /// # Errors
    /// What can be told without a secret: `CYBSIGN_E_ARGUMENT` for a client without `request_id`, `CYBSIGN_E_LIMIT`,
    /// `CYBSIGN_E_RECIPIENT_DATE`, `CYBSIGN_E_DER`, `CYBSIGN_E_VERIFY_STRUCTURE`, `CYBSIGN_E_VERIFY_ALGORITHM`,
    /// `CYBSIGN_E_NO_RECIPIENT` for a message to another certificate, `CYBSIGN_E_KEY_KIND` for a credential that can't
    /// decrypt. `CYBSIGN_E_DECRYPT` for everything else that is wrong with a message to this certificate. Of a message that
    /// is not encrypted, `CYBSIGN_E_VERIFY_…` says what is wrong. `CYBSIGN_E_MESSAGE` for a genuine message that answers
    /// another request.
    pub fn open(&self, request_id: Option<&str>, headers: &[u8], body: &[u8]) -> Result<Opened> {
        let inner = &*self.inner;
        let request_id = inner.expected_request(request_id)?;
        inner.settings.limits.check_bytes(headers.len().saturating_add(body.len()))?;
        inner.check_expected_dates()?;
        let entity = if headers.is_empty() { Entity::read(body)? } else { Entity::of_parts(headers, body)? };
        let policy = inner.settings.policy;
        check_version(&entity, policy)?;
        let media = entity.media_type()?;
        let opened = match Form::of(&entity, &media)? {
            Form::Signed(signed) => inner.open_clear(&entity, &signed)?,
            Form::Enveloped(der) => inner.open_encrypted(&entity, &der)?,
        };
        if request_id.is_some_and(|wanted| wanted.as_str() != opened.info.request_id) {
            let message =
                "the message is genuine, but answers another request; look the order up before you send it again";
            return Err(Error::new(CYBSIGN_E_MESSAGE, message));
        }
        Ok(opened)
    }
}

/// The one answer to everything that is wrong with a message to this certificate.
fn unopened() -> Error {
    Error::new(
        CYBSIGN_E_DECRYPT,
        "the message can't be opened: it was changed on its way, or is not signed by the expected certificate for this one",
    )
}

fn wrong(why: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, format!("the message can't be taken: {why}"))
}

/// What an entity holds.
enum Form<'a> {
    Signed(SignedForm<'a>),
    Enveloped(Zeroizing<Vec<u8>>),
}

/// A SignedData, and what it signs where that stands beside it.
struct SignedForm<'a> {
    der: Zeroizing<Vec<u8>>,
    detached: Option<&'a [u8]>,
}

impl<'a> Form<'a> {
    fn of(entity: &Entity<'a>, media: &MediaType) -> Result<Form<'a>> {
        match media.essence.as_str() {
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
                let der = entity.decoded()?;
                match SignedData::is_one(&der) {
                    true => Ok(Form::Signed(SignedForm { der, detached: None })),
                    false => Ok(Form::Enveloped(der)),
                }
            }
            "multipart/signed" => {
                let boundary = media.parameter("boundary").ok_or_else(|| wrong("its multipart has no boundary"))?;
                let (signed, signature) = entity.signed_parts(boundary)?;
                let kind = signature.media_type()?.essence;
                if !matches!(kind.as_str(), "application/pkcs7-signature" | "application/x-pkcs7-signature") {
                    return Err(wrong("its signature is no application/pkcs7-signature"));
                }
                Ok(Form::Signed(SignedForm { der: signature.decoded()?, detached: Some(signed) }))
            }
            _ => Err(wrong("it is neither signed nor encrypted: its Content-Type is another one")),
        }
    }
}

/// What was signed, by whom, and how.
struct Verified {
    content: Zeroizing<Vec<u8>>,
    signer: Certificate,
    weak: Vec<&'static str>,
}

impl Inner {
    fn expected_request(&self, request_id: Option<&str>) -> Result<Option<RequestId>> {
        let refuse = |why: &str| Err(Error::new(CYBSIGN_E_ARGUMENT, why));
        match (request_id, self.settings.role) {
            (None, Role::Server) => Ok(None),
            (None, Role::Client) => {
                refuse("request_id is missing: a reply is opened for the request that it must answer")
            }
            (Some(_), Role::Server) => refuse("request_id is for a client, which opens the reply to its request"),
            (Some(text), Role::Client) => match RequestId::parse(text) {
                Some(request_id) => Ok(Some(request_id)),
                None => refuse("request_id must be 22 digits"),
            },
        }
    }

    /// Whether the expected signer's certificate is out of date is no secret of any message.
    fn check_expected_dates(&self) -> Result<()> {
        let trust = &self.settings.trust;
        let expected = match trust.names_a_signer() {
            true => trust.certificate.as_ref(),
            false => self.peer.as_ref().map(|peer| &peer.certificate),
        };
        expected.map_or(Ok(()), |certificate| self.check_dates(certificate, self.now()))
    }

    fn open_encrypted(&self, outer: &Entity<'_>, der: &[u8]) -> Result<Opened> {
        let own = self.credential.certificate()?;
        let enveloped = EnvelopedData::read(der, &id_of(own))?.ok_or_else(|| {
            let message = "the message is encrypted to another certificate; open it with the key of that one";
            Error::new(CYBSIGN_E_NO_RECIPIENT, message)
        })?;
        let mut weak = Vec::new();
        if enveloped.cipher() == ContentCipher::TripleDes {
            accept(self.settings.legacy.triple_des, "3des", "triple DES", &mut weak)?;
        }
        if check_bits(own, MIN_BITS).is_err() {
            accept(self.settings.legacy.short_keys, "short_keys", "a short key", &mut weak)?;
        }
        let decrypter = self.credential.decrypter().ok_or_else(|| {
            Error::new(CYBSIGN_E_KEY_KIND, "the credential can't decrypt: it was made without a decrypt callback")
        })?;
        let unwrapped = decrypter.decrypt(enveloped.key_transport, &enveloped.wrapped_key);
        if let Err(error) = &unwrapped {
            // Said of the algorithm, whatever the cipher text.
            if error.status() == CYBSIGN_E_UNSUPPORTED {
                return Err(error.clone());
            }
        }
        let decrypted = enveloped.decrypt(unwrapped.as_deref().ok())?;
        let opened = self.open_inner(outer, &decrypted.plain, weak);
        match opened {
            Ok(opened) if decrypted.well_padded => Ok(opened),
            _ => Err(unopened()),
        }
    }

    /// What stands in the envelope: an entity with the SCMP headers that holds the signed one.
    fn open_inner(&self, outer: &Entity<'_>, plain: &[u8], weak: Vec<&'static str>) -> Result<Opened> {
        let entity = Entity::read(plain)?;
        let media = entity.media_type()?;
        let Form::Signed(signed) = Form::of(&entity, &media)? else {
            return Err(wrong("what it encrypts is not signed"));
        };
        let headers = Headers::read(&entity, self.settings.policy)?;
        let verified = self.verify(&signed, weak)?;
        self.judge(&headers, &[outer, &entity], verified, true)
    }

    /// A message that is only signed: an error, or any message where both sides agreed on it.
    fn open_clear(&self, entity: &Entity<'_>, signed: &SignedForm<'_>) -> Result<Opened> {
        let headers = Headers::read(entity, self.settings.policy)?;
        let verified = self.verify(signed, Vec::new())?;
        self.judge(&headers, &[entity], verified, false)
    }

    fn verify(&self, form: &SignedForm<'_>, mut weak: Vec<&'static str>) -> Result<Verified> {
        let mut signed = SignedData::read(&form.der)?;
        let content = match (form.detached, signed.content.take()) {
            (Some(detached), None) => canonical(detached),
            (None, Some(content)) => Zeroizing::new(content.into_owned()),
            _ => return Err(wrong("the signed content stands twice, or nowhere")),
        };
        if self.settings.policy == Policy::Strict && !signed.signer.has_attributes() {
            return Err(wrong("its signer signed no attributes"));
        }
        if signed.signer.algorithm == RsaAlgorithm::RsassaPkcs1Sha1 {
            accept(self.settings.legacy.sha1, "sha1", "SHA-1", &mut weak)?;
        }
        let signer = self.expected_signer(&signed)?;
        if check_bits(&signer, MIN_BITS).is_err() {
            check_bits(&signer, MIN_SHORT_BITS)?;
            accept(self.settings.legacy.short_keys, "short_keys", "a short key", &mut weak)?;
        }
        let other_key;
        let key = match &self.peer {
            Some(peer) if peer.certificate == signer => &peer.key,
            _ => {
                other_key = public_key(&signer)?;
                &other_key
            }
        };
        match signed.verify(&content, key) {
            true => Ok(Verified { content, signer, weak }),
            false => Err(Error::new(CYBSIGN_E_VERIFY_SIGNATURE, "the signature of the message does not match")),
        }
    }

    /// The certificate of the signer, who must be expected: by what the options say, or else the other side.
    fn expected_signer(&self, signed: &SignedData<'_>) -> Result<Certificate> {
        let trust = &self.settings.trust;
        let peer = self.peer.as_ref().map(|peer| &peer.certificate);
        let mut candidates: Vec<Certificate> = match (&trust.certificate, &trust.fingerprints) {
            (Some(certificate), _) => vec![certificate.clone()],
            (None, None) => peer.into_iter().cloned().collect(),
            (None, Some(_)) => signed.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect(),
        };
        candidates.retain(|certificate| {
            let fits = |list: &Vec<[u8; 32]>| list.contains(&certificate.sha256());
            id_of(certificate) == signed.signer.id && trust.fingerprints.as_ref().is_none_or(fits)
        });
        let signer = candidates
            .into_iter()
            .next()
            .ok_or_else(|| Error::new(CYBSIGN_E_VERIFY_SIGNER, "the signer of the message is not the expected one"))?;
        self.check_dates(&signer, self.now())?;
        Ok(signer)
    }

    /// Judges what was signed, and what stands around it, once the signature is known to be good.
    fn judge(&self, headers: &Headers, around: &[&Entity<'_>], verified: Verified, encrypted: bool) -> Result<Opened> {
        let signed = Entity::read(&verified.content)?;
        let headers_authenticated = headers.are_bound(&signed, &self.own_sha256, self.settings.policy)?;
        if headers.message_type != self.settings.message_type {
            return Err(wrong("its SCMP-message-type is another one"));
        }
        let signer_name = verified.signer.common_name().unwrap_or_default();
        for entity in around.iter().copied().chain([&signed]) {
            if sender_name(entity)?.is_some_and(|name| name != signer_name) {
                return Err(wrong("its SCMP-sender-name is not the signer's"));
            }
        }
        let text = text_of(&signed)?;
        let error = if encrypted { None } else { ErrorLine::read(&text) };
        let mut info = Info {
            kind: if error.is_some() { "error" } else { "message" },
            encrypted,
            protocol_version: VERSION,
            time_to_live: headers.time_to_live.parse().map_err(|_| wrong("its time to live is none"))?,
            message_type: headers.message_type.as_str().to_owned(),
            request_id: headers.request_id.to_string(),
            headers_authenticated,
            replay_key: format!("{}:{}", hex(&verified.signer.sha256()), headers.request_id),
            signer: SignerInfo {
                subject: verified.signer.subject(),
                sha256: hex(&verified.signer.sha256()),
                not_after: verified.signer.validity().not_after.time().map(rfc3339),
            },
            weak: verified.weak,
            total: None,
            error,
        };
        if info.error.is_some() {
            return Ok(Opened { payload: SecretBuffer::new(), info });
        }
        if !encrypted && !self.settings.sign_only {
            return Err(wrong("it is signed, but not encrypted, which sign_only accepts"));
        }
        let payload = Payload::from_text(&text, &self.settings.limits)?;
        if payload.request_id()?.is_some_and(|request_id| request_id != headers.request_id) {
            return Err(wrong("its field request_id is not its SCMP-request-id"));
        }
        let is_signers = payload.sender().is_some_and(|sender| sender.eq_ignore_ascii_case(signer_name));
        if self.settings.role == Role::Server && !self.settings.allow_other_sender && !is_signers {
            return Err(wrong("its sender_id, or merchant_id, is not the signer's"));
        }
        if !payload.offers().is_empty() {
            info.total = Some(total(payload.offers())?.to_string());
        }
        Ok(Opened { payload: SecretBuffer::copy_of(&payload.to_text("\n"))?, info })
    }
}

/// Takes note of something weak, if an option accepts it.
fn accept(accepted: bool, word: &'static str, what: &str, weak: &mut Vec<&'static str>) -> Result<()> {
    if !accepted {
        let message = format!("the message uses {what}, which is too weak; the option allow_{word} accepts it");
        return Err(Error::new(CYBSIGN_E_VERIFY_ALGORITHM, message));
    }
    if !weak.contains(&word) {
        weak.push(word);
    }
    Ok(())
}

/// The text of the signed entity, without its transfer encoding.
fn text_of(signed: &Entity<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let media = signed.media_type()?;
    let charset = media.parameter("charset").unwrap_or("utf-8");
    let known = ["utf-8", "us-ascii"].iter().any(|name| name.eq_ignore_ascii_case(charset));
    if media.essence != "text/plain" || !known {
        return Err(wrong("what is signed is no text/plain in UTF-8"));
    }
    signed.decoded()
}

impl ErrorLine {
    /// Reads `SCMP <number> <text>`; `None` for anything else.
    fn read(text: &[u8]) -> Option<ErrorLine> {
        let line = std::str::from_utf8(text).ok()?.trim_end_matches(['\r', '\n']);
        let (number, text) = line.strip_prefix("SCMP ")?.split_once(' ')?;
        let plain = (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        let visible = !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        (plain && visible)
            .then(|| number.parse().ok())
            .flatten()
            .map(|number| ErrorLine { number, text: text.to_owned() })
    }
}
