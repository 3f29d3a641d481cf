//! Signing requests.

use std::sync::Arc;

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;

use crate::credential::{Credential, RsaAlgorithm};
use crate::crypto::digest::sha256;
use crate::crypto::random;
use crate::error::{Error, Result, CYBSIGN_E_CRYPTO, CYBSIGN_E_MESSAGE};
use crate::secret::SecretBuffer;
use crate::simple_order::client;
use crate::simple_order::encrypt::{self, Encrypted, Recipient};
use crate::simple_order::envelope::{base64_text, Content, Template};
use crate::simple_order::names::{SOAP, WSU};
use crate::simple_order::nvp::{self, Field};
use crate::simple_order::request;
use crate::simple_order::settings::{Ids, Profile, Settings};
use crate::time;
use crate::xml::{canonicalize_in, Canonicalization, Document, Element};

/// Signs requests with one credential and one set of options. Immutable; a clone shares everything.
#[derive(Clone)]
pub struct SimpleOrder {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) credential: Credential,
    pub(super) settings: Settings,
    /// The certificate as the text of a BinarySecurityToken.
    pub(super) token: String,
    /// The templates of the profile cpp, whose Ids are constant.
    nvp: Template,
    xml: Template,
    /// Whom contents are encrypted to, if they are.
    pub(super) recipient: Option<Recipient>,
}

const _: () = {
    const fn usable_from_any_thread<T: Send + Sync>() {}
    usable_from_any_thread::<SimpleOrder>();
};

/// What the Body's start tag has declared when its content begins, in both profiles.
const CPP_RENDERED: &[(&str, &str)] = &[("SOAP-ENV", SOAP), ("wsu", WSU)];
const JAVA_RENDERED: &[(&str, &str)] = &[("soap", SOAP), ("wsu", WSU)];

impl SimpleOrder {
    /// Prepares signing. The options are described at `cybsign_simple_order_new` in the C header.
    pub fn new(credential: &Credential, options_json: &[u8]) -> Result<SimpleOrder> {
        let settings = Settings::parse(options_json)?;
        request::check_environment(credential, &settings)?;
        let recipient = match &settings.encryption {
            None => None,
            Some(encryption) => Some(Recipient::new(encryption, settings.profile, credential)?),
        };
        let token = base64_text(settings.profile, credential.certificate().der());
        let (nvp, xml) = (Template::cpp(Content::Nvp, &token), Template::cpp(Content::Xml, &token));
        Ok(SimpleOrder {
            inner: Arc::new(Inner { credential: credential.clone(), settings, token, nvp, xml, recipient }),
        })
    }

    /// Signs fields, which are pairs of name and value.
    pub fn sign_fields(&self, fields: &[(&[u8], &[u8])]) -> Result<SecretBuffer> {
        let fields = nvp::from_fields(fields, &self.inner.settings)?;
        self.inner.sign_nvp(&fields)
    }

    /// Signs a text of lines `name=value`. It can't tell a value with a line break from two fields.
    pub fn sign_nvp(&self, text: &[u8]) -> Result<SecretBuffer> {
        let fields = nvp::from_text(text, &self.inner.settings)?;
        self.inner.sign_nvp(&fields)
    }

    /// Signs a requestMessage.
    pub fn sign_xml(&self, xml: &[u8]) -> Result<SecretBuffer> {
        let settings = &self.inner.settings;
        let document = Document::parse(xml, &settings.limits)?;
        let completed = client::complete(&document, &settings.client)?;
        let Some(completed) = completed else { return self.inner.sign_xml(&document) };
        self.inner.sign_xml(&Document::parse(completed.as_bytes(), &settings.limits)?)
    }
}

impl Inner {
    fn sign_nvp(&self, fields: &[Field<'_>]) -> Result<SecretBuffer> {
        let namespace = &self.settings.namespace;
        let mut canonical = SecretBuffer::with_capacity(128 + namespace.len() + nvp::size(fields) * 5 / 4)?;
        match self.settings.profile {
            Profile::Cpp => {
                append(&mut canonical, &["<ns2:nvpRequest xmlns:ns2=\"", namespace, "\">"]);
                nvp::write_canonical(fields, &mut canonical);
                append(&mut canonical, &["</ns2:nvpRequest>"]);
                self.sign(&self.nvp, &BodyContent { sent: canonical, canonical: None, encrypts_canonical: false }, None)
            }
            Profile::Java => {
                append(&mut canonical, &["\n<nvpRequest xmlns=\"", namespace, "\">\n"]);
                nvp::write_canonical(fields, &mut canonical);
                append(&mut canonical, &["</nvpRequest>\n"]);
                let sent = nvp::as_jdk_writes(&canonical)?;
                let ids = self.ids()?;
                let template = Template::java(Content::Nvp, &self.token, &ids);
                self.sign(
                    &template,
                    &BodyContent { sent, canonical: Some(canonical), encrypts_canonical: true },
                    Some(&ids),
                )
            }
        }
    }

    fn sign_xml(&self, document: &Document<'_>) -> Result<SecretBuffer> {
        let root = document.root();
        if root.namespace_uri() == SOAP {
            return Err(Error::new(
                CYBSIGN_E_MESSAGE,
                "this is a SOAP envelope or a part of one; give the requestMessage that stands in its Body",
            ));
        }
        let size = root.range().len();
        let mut canonical = SecretBuffer::with_capacity(size + size / 4)?;
        match self.settings.profile {
            Profile::Cpp => {
                refuse_ids(document, &["X509Token", "SOAP-ENV-Body", encrypt::CPP_KEY_ID, encrypt::CPP_DATA_ID])?;
                canonicalize_in(root, CPP_RENDERED, &Canonicalization::default(), &mut canonical)?;
                self.sign(&self.xml, &BodyContent { sent: canonical, canonical: None, encrypts_canonical: false }, None)
            }
            Profile::Java => {
                let ids = self.ids()?;
                refuse_ids(document, &ids.all())?;
                canonicalize_in(root, JAVA_RENDERED, &Canonicalization::default(), &mut canonical)?;
                let sent = SecretBuffer::copy_of(&document.source().as_bytes()[root.range()])?;
                let template = Template::java(Content::Xml, &self.token, &ids);
                self.sign(
                    &template,
                    &BodyContent { sent, canonical: Some(canonical), encrypts_canonical: false },
                    Some(&ids),
                )
            }
        }
    }

    /// Signs the Body with this content, encrypts the content if the options say so, and writes the message.
    fn sign(&self, template: &Template, content: &BodyContent, ids: Option<&Ids>) -> Result<SecretBuffer> {
        let now = self.settings.now.unwrap_or_else(time::now);
        if !self.settings.allow_expired {
            self.credential.check_validity(now)?;
        }
        let (body_start, body_end) = &template.canonical_body;
        let digest = sha256(&[body_start.as_bytes(), content.canonical(), body_end.as_bytes()]);
        let mut digest_text = [0; DIGEST_TEXT_LEN];
        BASE64
            .encode_slice(digest, &mut digest_text)
            .map_err(|_| Error::new(CYBSIGN_E_CRYPTO, "a digest has an unexpected length"))?;
        let (info_start, info_end) = &template.signed_info;
        let signed_info = sha256(&[info_start.as_bytes(), &digest_text, info_end.as_bytes()]);
        let signature =
            base64_text(self.settings.profile, &self.credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &signed_info)?);

        // Encrypted last: the signature is over the plain text, and an unencrypted message never comes out of this.
        let encrypted = match &self.recipient {
            None => None,
            Some(recipient) => Some(recipient.encrypt(content.plain_text(), ids, now)?),
        };
        let (encrypted_key, body_content) = match &encrypted {
            None => (&[][..], &*content.sent),
            Some(Encrypted { key, data }) => (key.as_bytes(), &**data),
        };
        let (before_key, after_key) = template.head.split_at(template.encrypted_key_at);
        let (body_start, body_end) = &template.body;
        assemble(&[
            before_key.as_bytes(),
            encrypted_key,
            after_key.as_bytes(),
            &digest_text,
            template.after_digest.as_bytes(),
            signature.as_bytes(),
            template.after_signature.as_bytes(),
            body_start.as_bytes(),
            body_content,
            body_end.as_bytes(),
            template.tail.as_bytes(),
        ])
    }

    /// The Ids of a message in the profile java: those that a test sets, or fresh UUIDs (RFC 9562, version 4).
    pub(super) fn ids(&self) -> Result<Ids> {
        if let Some(ids) = &self.settings.ids {
            return Ok(ids.clone());
        }
        let random = random::<{ 7 * 16 }>()?;
        let id = |prefix: &str, at: usize| uuid(prefix, &random[16 * at..16 * at + 16]);
        Ok(Ids {
            token: id("X509-", 0),
            signature: id("SIG-", 1),
            body: id("id-", 2),
            key_info: id("KI-", 3),
            reference: id("STR-", 4),
            encrypted_key: id("EK-", 5),
            encrypted_data: id("ED-", 6),
        })
    }
}

/// The content of a Body.
struct BodyContent {
    /// As it is sent.
    sent: SecretBuffer,
    /// In canonical form, where that is another.
    canonical: Option<SecretBuffer>,
    /// Whether the canonical form is what is encrypted: the Java SDK encrypts what Santuario writes, which has no references
    /// where none are needed. A caller's own XML is encrypted as it came.
    encrypts_canonical: bool,
}

impl BodyContent {
    fn canonical(&self) -> &[u8] {
        self.canonical.as_deref().unwrap_or(&self.sent)
    }

    fn plain_text(&self) -> &[u8] {
        match self.encrypts_canonical {
            true => self.canonical(),
            false => &self.sent,
        }
    }
}

/// A SHA-256 digest in base64.
const DIGEST_TEXT_LEN: usize = 44;

/// Joins the parts of a message in one allocation.
fn assemble(parts: &[&[u8]]) -> Result<SecretBuffer> {
    let mut message = SecretBuffer::with_capacity(parts.iter().map(|part| part.len()).sum())?;
    parts.iter().for_each(|part| message.extend_from_slice(part));
    Ok(message)
}

fn append(out: &mut SecretBuffer, parts: &[&str]) {
    parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
}

fn uuid(prefix: &str, random: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut id = String::with_capacity(prefix.len() + 36);
    id.push_str(prefix);
    for (at, byte) in random.iter().enumerate() {
        let byte = match at {
            6 => byte & 0x0F | 0x40,
            8 => byte & 0x3F | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        id.push(char::from(HEX[usize::from(byte >> 4)]));
        id.push(char::from(HEX[usize::from(byte & 15)]));
    }
    id
}

/// An Id of ours that stands in the request already would make the signature's reference ambiguous.
fn refuse_ids(document: &Document<'_>, ids: &[&str]) -> Result<()> {
    let named_id = |element: &Element<'_, '_>| {
        element.attributes().any(|attribute| {
            attribute.local_name().eq_ignore_ascii_case("id") && ids.contains(&attribute.value().as_ref())
        })
    };
    match document.elements().find(named_id) {
        None => Ok(()),
        Some(element) => Err(Error::new(
            CYBSIGN_E_MESSAGE,
            "an element of the request has an Id that the envelope uses too; give it another one",
        )
        .with("offset", element.range().start)),
    }
}
