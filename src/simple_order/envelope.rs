//! The envelope of a signed request, in the byte layout of each profile: everything that surrounds the digest, the
//! signature value and the content of the Body.

use crate::simple_order::ids::Ids;
use crate::simple_order::names::{SOAP, WSSE, WSU};
use crate::simple_order::profile::Profile;
use crate::simple_order::security_header::{Scope, SecurityHeader};

/// What is signed: a request of name-value pairs, or one of XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Nvp,
    Xml,
}

/// The envelope of one kind of request; made once where the profile's Ids are constant.
#[derive(Clone)]
pub(super) struct Envelope {
    pub(super) ids: Ids,
    /// From the message's start to what signs it.
    pub(super) head: String,
    pub(super) security: SecurityHeader,
    /// From there to the Body.
    pub(super) to_body: String,
    /// The Body's start tag as it is sent, and its end tag.
    pub(super) body: (String, &'static str),
    /// The Body's start tag in canonical form.
    pub(super) canonical_body: String,
    /// Prefixes and namespaces that it has declared when the content begins.
    pub(super) rendered: &'static [(&'static str, &'static str)],
    /// From the Body's end to the message's.
    pub(super) tail: &'static str,
}

impl Envelope {
    /// That of the profile cpp. `certificate` is the base64 text of the token.
    pub(super) fn cpp(content: Content, certificate: &str) -> Envelope {
        let body_id = match content {
            Content::Nvp => "Body",
            Content::Xml => "SOAP-ENV-Body",
        };
        let ids = Ids::cpp(body_id);
        // Written as canonical form has it, so that the Body is digested as it is sent.
        let body = format!("<SOAP-ENV:Body xmlns:SOAP-ENV=\"{SOAP}\" xmlns:wsu=\"{WSU}\" wsu:Id=\"{body_id}\">");
        Envelope {
            head: format!(
                "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"{SOAP}\"><SOAP-ENV:Header>\
                 <wsse:Security xmlns:wsse=\"{WSSE}\" SOAP-ENV:mustUnderstand=\"1\">"
            ),
            security: SecurityHeader::new(Profile::Cpp, &Scope::default(), &ids, certificate),
            to_body: "</wsse:Security></SOAP-ENV:Header>".to_owned(),
            canonical_body: body.clone(),
            body: (body, "</SOAP-ENV:Body>"),
            rendered: &[("SOAP-ENV", SOAP), ("wsu", WSU)],
            tail: "</SOAP-ENV:Envelope>",
            ids,
        }
    }

    /// That of the profile java. `certificate` is the base64 text of the token, in lines.
    pub(super) fn java(content: Content, certificate: &str, ids: Ids) -> Envelope {
        // The Java SDK's own envelopes: white space and a plain id for NVP, neither for XML. Line breaks are signed.
        let (line, plain_id, tail) = match content {
            Content::Nvp => ("\n", " id=\"body1\"", "\n</soap:Envelope>"),
            Content::Xml => ("", "", "</soap:Envelope>"),
        };
        let scope = Scope { soap_prefix: Some("soap"), ..Scope::default() };
        let body = |soap: &str| format!("<soap:Body{soap} xmlns:wsu=\"{WSU}\"{plain_id} wsu:Id=\"{}\">", ids.body);
        Envelope {
            head: format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\
                 <soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Header>\
                 <wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" soap:mustUnderstand=\"1\">"
            ),
            security: SecurityHeader::new(Profile::Java, &scope, &ids, certificate),
            to_body: format!("</wsse:Security></soap:Header>{line}"),
            body: (body(""), "</soap:Body>"),
            canonical_body: body(&format!(" xmlns:soap=\"{SOAP}\"")),
            rendered: &[("soap", SOAP), ("wsu", WSU)],
            tail,
            ids,
        }
    }
    /// How many bytes a message has beside its signature value and its content.
    pub(super) fn size(&self) -> usize {
        let texts = [&*self.head, &self.to_body, &self.body.0, self.body.1, self.tail];
        self.security.size() + texts.iter().map(|text| text.len()).sum::<usize>()
    }
}
