//! Signing requests.

use std::sync::Arc;

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use ring::digest::{Context, SHA256};
use ring::rand::{SecureRandom, SystemRandom};

use crate::clock;
use crate::credential::Credential;
use crate::error::{Error, Result, CYBSIGN_E_CRYPTO, CYBSIGN_E_MEMORY, CYBSIGN_E_MESSAGE};
use crate::simple_order::client;
use crate::simple_order::envelope::{base64_text, Content, Template};
use crate::simple_order::names::{SOAP, WSU};
use crate::simple_order::nvp::{self, Field};
use crate::simple_order::request;
use crate::simple_order::settings::{Ids, Profile, Settings};
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
        let token = base64_text(settings.profile, credential.certificate().der());
        let (nvp, xml) = (Template::cpp(Content::Nvp, &token), Template::cpp(Content::Xml, &token));
        Ok(SimpleOrder { inner: Arc::new(Inner { credential: credential.clone(), settings, token, nvp, xml }) })
    }

    /// Signs fields, which are pairs of name and value.
    pub fn sign_fields(&self, fields: &[(&[u8], &[u8])]) -> Result<Vec<u8>> {
        let fields = nvp::from_fields(fields, &self.inner.settings)?;
        self.inner.sign_nvp(&fields)
    }

    /// Signs a text of lines `name=value`. It can't tell a value with a line break from two fields.
    pub fn sign_nvp(&self, text: &[u8]) -> Result<Vec<u8>> {
        let fields = nvp::from_text(text, &self.inner.settings)?;
        self.inner.sign_nvp(&fields)
    }

    /// Signs a requestMessage.
    pub fn sign_xml(&self, xml: &[u8]) -> Result<Vec<u8>> {
        let settings = &self.inner.settings;
        let document = Document::parse(xml, &settings.limits)?;
        let completed = client::complete(&document, &settings.client)?;
        let Some(completed) = completed else { return self.inner.sign_xml(&document) };
        self.inner.sign_xml(&Document::parse(completed.as_bytes(), &settings.limits)?)
    }
}

impl Inner {
    fn sign_nvp(&self, fields: &[Field<'_>]) -> Result<Vec<u8>> {
        let namespace = &self.settings.namespace;
        match self.settings.profile {
            Profile::Cpp => self.sign(&self.nvp, 64 * fields.len(), |out| {
                out.extend_from_slice(format!("<ns2:nvpRequest xmlns:ns2=\"{namespace}\">").as_bytes());
                nvp::write_canonical(fields, out);
                out.extend_from_slice(b"</ns2:nvpRequest>");
                Ok(None)
            }),
            Profile::Java => {
                let template = Template::java(Content::Nvp, &self.token, &self.ids()?);
                self.sign(&template, 64 * fields.len(), |out| {
                    let mut canonical = format!("<nvpRequest xmlns=\"{namespace}\">\n").into_bytes();
                    nvp::write_canonical(fields, &mut canonical);
                    canonical.extend_from_slice(b"</nvpRequest>");
                    nvp::write_as_jdk(&String::from_utf8_lossy(&canonical), out);
                    Ok(Some(canonical))
                })
            }
        }
    }

    fn sign_xml(&self, document: &Document<'_>) -> Result<Vec<u8>> {
        let root = document.root();
        if root.namespace_uri() == SOAP {
            return Err(Error::new(
                CYBSIGN_E_MESSAGE,
                "this is a SOAP envelope or a part of one; give the requestMessage that stands in its Body",
            ));
        }
        let size = root.range().len();
        match self.settings.profile {
            Profile::Cpp => {
                refuse_ids(document, &["X509Token", "SOAP-ENV-Body"])?;
                self.sign(&self.xml, size, |out| {
                    canonicalize_in(root, CPP_RENDERED, &Canonicalization::default(), out)?;
                    Ok(None)
                })
            }
            Profile::Java => {
                let ids = self.ids()?;
                refuse_ids(document, &ids.all())?;
                self.sign(&Template::java(Content::Xml, &self.token, &ids), size, |out| {
                    out.extend_from_slice(&document.source().as_bytes()[root.range()]);
                    let mut canonical = Vec::with_capacity(size + size / 8);
                    canonicalize_in(root, JAVA_RENDERED, &Canonicalization::default(), &mut canonical)?;
                    Ok(Some(canonical))
                })
            }
        }
    }

    /// Writes a message and signs it. `write_content` appends the Body's content as it is sent, and gives its canonical form
    /// where that is another.
    fn sign(
        &self,
        template: &Template,
        content_size: usize,
        write_content: impl FnOnce(&mut Vec<u8>) -> Result<Option<Vec<u8>>>,
    ) -> Result<Vec<u8>> {
        self.check_validity()?;
        let profile = self.settings.profile;
        let signature_room = signature_text_len(profile, self.credential.signature_len());
        let mut out = Vec::new();
        out.try_reserve(template.len() + DIGEST_TEXT_LEN + signature_room + content_size + content_size / 4)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the message"))?;

        // The Body comes last but is needed first: the places of digest and signature are left free and filled afterwards.
        out.extend_from_slice(template.head.as_bytes());
        let digest_at = skip(&mut out, DIGEST_TEXT_LEN);
        out.extend_from_slice(template.after_digest.as_bytes());
        let signature_at = skip(&mut out, signature_room);
        out.extend_from_slice(template.after_signature.as_bytes());
        let body_at = out.len();
        out.extend_from_slice(template.body.0.as_bytes());
        let canonical_content = write_content(&mut out)?;
        out.extend_from_slice(template.body.1.as_bytes());

        let digest = match canonical_content {
            None => sha256(&[&out[body_at..]]),
            Some(content) => {
                sha256(&[template.canonical_body.0.as_bytes(), &content, template.canonical_body.1.as_bytes()])
            }
        };
        let mut digest_text = [0; DIGEST_TEXT_LEN];
        encode_exactly(&digest, &mut digest_text)?;
        let signed_info =
            sha256(&[template.signed_info.0.as_bytes(), &digest_text, template.signed_info.1.as_bytes()]);
        let signature = base64_text(profile, &self.credential.sign_sha256(&signed_info)?);
        if signature.len() != signature_room {
            return Err(Error::new(CYBSIGN_E_CRYPTO, "the signature is not as long as the key's modulus"));
        }
        out[digest_at..digest_at + DIGEST_TEXT_LEN].copy_from_slice(&digest_text);
        out[signature_at..signature_at + signature_room].copy_from_slice(signature.as_bytes());
        out.extend_from_slice(template.tail.as_bytes());
        Ok(out)
    }

    pub(super) fn check_validity(&self) -> Result<()> {
        if self.settings.allow_expired {
            return Ok(());
        }
        self.credential.check_validity(self.settings.now.unwrap_or_else(clock::now))
    }

    /// The Ids of a message in the profile java: those that a test sets, or fresh UUIDs (RFC 9562, version 4).
    pub(super) fn ids(&self) -> Result<Ids> {
        if let Some(ids) = &self.settings.ids {
            return Ok(ids.clone());
        }
        let mut random = [0; 80];
        SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| Error::new(CYBSIGN_E_CRYPTO, "the system gave no random numbers"))?;
        let id = |prefix: &str, at: usize| uuid(prefix, &random[16 * at..16 * at + 16]);
        Ok(Ids {
            token: id("X509-", 0),
            signature: id("SIG-", 1),
            body: id("id-", 2),
            key_info: id("KI-", 3),
            reference: id("STR-", 4),
        })
    }
}

impl Template {
    fn len(&self) -> usize {
        [&self.head, &self.after_digest, &self.after_signature, &self.body.0, &self.body.1]
            .iter()
            .fold(self.tail.len(), |sum, text| sum + text.len())
    }
}

/// A SHA-256 digest in base64.
pub(super) const DIGEST_TEXT_LEN: usize = 44;

pub(super) fn signature_text_len(profile: Profile, signature_len: usize) -> usize {
    let text = signature_len.div_ceil(3) * 4;
    match profile {
        Profile::Cpp => text,
        Profile::Java => text + (text.max(1) - 1) / 76 * "&#13;\n".len(),
    }
}

fn skip(out: &mut Vec<u8>, count: usize) -> usize {
    let at = out.len();
    out.resize(at + count, b' ');
    at
}

pub(super) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

pub(super) fn encode_exactly(data: &[u8], text: &mut [u8]) -> Result<()> {
    match BASE64.encode_slice(data, text) {
        Ok(written) if written == text.len() => Ok(()),
        _ => Err(Error::new(CYBSIGN_E_CRYPTO, "a digest has an unexpected length")),
    }
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
