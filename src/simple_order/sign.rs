//! Signing requests.

use crate::crypto::digest::sha256;
use crate::error::{Error, Result, CYBSIGN_E_MESSAGE};
use crate::secret::SecretBuffer;
use crate::simple_order::client;
use crate::simple_order::draft::{Completion, Draft};
use crate::simple_order::envelope::{Content, Envelope};
use crate::simple_order::handle::{Inner, SimpleOrder};
use crate::simple_order::ids::Ids;
use crate::simple_order::names::{MERCHANT_ID, SOAP};
use crate::simple_order::nvp;
use crate::simple_order::profile::Profile;
use crate::simple_order::request_element::{is_request, no_request, refuse_parts_of_an_envelope};
use crate::text::fields::Field;
use crate::xml::{canonicalize_in, Canonicalization, Document, Element};

impl SimpleOrder {
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
        let root = document.root();
        if root.namespace_uri() == SOAP {
            let why = "this is a SOAP envelope or a part of one; give the requestMessage that stands in its Body";
            return Err(Error::new(CYBSIGN_E_MESSAGE, why));
        }
        if !is_request(root) {
            return Err(no_request(root, "this is no request of CyberSource's: its element must be a requestMessage"));
        }
        refuse_parts_of_an_envelope(document.elements())?;
        for merchant in root.child_elements().filter(|child| child.is(root.namespace_uri(), MERCHANT_ID)) {
            self.inner.check_merchant(Some(&merchant.text()))?;
        }
        let completed = client::complete(&document, &settings.client)?;
        let Some(completed) = completed else { return self.inner.sign_xml(&document) };
        self.inner.sign_xml(&Document::parse(&completed, &settings.limits)?)
    }
}

impl Inner {
    fn sign_nvp(&self, fields: &[Field<'_>]) -> Result<SecretBuffer> {
        let merchant = fields.iter().find(|field| field.name == MERCHANT_ID);
        self.check_merchant(merchant.map(|field| field.value))?;
        let envelope = self.envelope(Content::Nvp)?;
        let namespace = &self.settings.namespace;
        let size = nvp::canonical_size(fields) + namespace.len() + 64;
        let mut draft = self.begin(&envelope, size)?;
        match self.settings.profile {
            Profile::Cpp => {
                draft.message.push_str(&format!("<ns2:nvpRequest xmlns:ns2=\"{namespace}\">"));
                nvp::write_canonical(fields, &mut draft.message);
                draft.message.push_str("</ns2:nvpRequest>");
                self.finish(draft, &envelope, None)
            }
            Profile::Java => {
                let mut canonical = SecretBuffer::with_capacity(size)?;
                canonical.push_str(&format!("\n<nvpRequest xmlns=\"{namespace}\">\n"));
                nvp::write_canonical(fields, &mut canonical);
                canonical.push_str("</nvpRequest>\n");
                nvp::write_as_jdk(&canonical, &mut draft.message);
                // The Java SDK encrypts what Santuario writes, which has no references where none are needed.
                self.finish(draft, &envelope, Some(&OtherForm { canonical, is_encrypted: true }))
            }
        }
    }

    fn sign_xml(&self, document: &Document<'_>) -> Result<SecretBuffer> {
        let root = document.root();
        let envelope = self.envelope(Content::Xml)?;
        refuse_ids(document, &envelope.ids)?;
        let size = root.range().len();
        let canonicalize = |out| canonicalize_in(root, envelope.rendered, &Canonicalization::default(), out);
        match self.settings.profile {
            Profile::Cpp => {
                let mut draft = self.begin(&envelope, size + size / 4)?;
                canonicalize(&mut draft.message)?;
                self.finish(draft, &envelope, None)
            }
            Profile::Java => {
                let mut draft = self.begin(&envelope, size)?;
                draft.message.push_str(&document.source()[root.range()]);
                let mut canonical = SecretBuffer::with_capacity(size + size / 4)?;
                canonicalize(&mut canonical)?;
                // A caller's own XML is encrypted as it came.
                self.finish(draft, &envelope, Some(&OtherForm { canonical, is_encrypted: false }))
            }
        }
    }

    /// Writes a message up to the content of its Body, which will have about so many bytes.
    fn begin(&self, envelope: &Envelope, size: usize) -> Result<Draft> {
        let mut draft = Draft::new(self, envelope.size() + size)?;
        draft.message.push_str(&envelope.head);
        draft.push_security(&envelope.security);
        draft.message.push_str(&envelope.to_body);
        draft.message.push_str(&envelope.body.0);
        draft.content.start = draft.message.len();
        Ok(draft)
    }

    /// Writes the rest of a message whose content was written, and signs it.
    fn finish(&self, mut draft: Draft, envelope: &Envelope, other: Option<&OtherForm>) -> Result<SecretBuffer> {
        let now = self.check_validity()?;
        draft.content.end = draft.message.len();
        let canonical = other.map_or(&draft.message[draft.content.clone()], |other| &*other.canonical);
        let digest = sha256(&[envelope.canonical_body.as_bytes(), canonical, envelope.body.1.as_bytes()]);
        draft.message.push_str(envelope.body.1);
        draft.message.push_str(envelope.tail);
        let completion = Completion {
            digest,
            signed_info: &envelope.security.signed_info,
            ids: &envelope.ids,
            plain: other.filter(|other| other.is_encrypted).map(|other| &*other.canonical),
            declaration: "",
            now,
        };
        self.complete(draft, &completion)
    }
}

/// The canonical form of a content that is sent in another one.
struct OtherForm {
    canonical: SecretBuffer,
    /// Whether it is what is encrypted.
    is_encrypted: bool,
}

/// An Id of ours that stands in the request already would make the signature's reference ambiguous.
fn refuse_ids(document: &Document<'_>, ids: &Ids) -> Result<()> {
    let named_id = |element: &Element<'_, '_>| {
        element.attributes().any(|attribute| {
            // White space around an Id may be stripped by others.
            attribute.local_name().eq_ignore_ascii_case("id") && ids.all().any(|id| id == attribute.value().trim())
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
