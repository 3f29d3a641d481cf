//! The envelope of a signed message, in the byte layout of each profile.
//!
//! Everything that surrounds the digest, the signature value and the Body is a [`Template`], written once where the
//! profile's Ids are constant. The canonical SignedInfo is cut from the same template, so that the two can't part.

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;

use crate::simple_order::names::{BASE64_BINARY, DS, EXC_C14N, RSA_SHA256, SHA256, SOAP, WSSE, WSU, X509_V3};
use crate::simple_order::settings::{Ids, Profile};

/// What is signed: a request of name-value pairs, or one of XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Nvp,
    Xml,
}

/// The text of a message around what is computed for it.
pub(super) struct Template {
    /// From the message's start to the digest's.
    pub(super) head: String,
    /// Where in `head` an EncryptedKey goes.
    pub(super) encrypted_key_at: usize,
    /// From the digest's end to the signature value's start.
    pub(super) after_digest: String,
    /// From the signature value's end to the Body's start.
    pub(super) after_signature: String,
    /// The canonical SignedInfo up to the digest, and from its end.
    pub(super) signed_info: (String, String),
    /// The Body's start and end tag, as they are sent.
    pub(super) body: (String, String),
    /// The same in canonical form.
    pub(super) canonical_body: (String, String),
    /// From the Body's end to the message's.
    pub(super) tail: &'static str,
}

impl Template {
    /// The constant template of the profile cpp. `token` is the base64 text of the certificate.
    pub(super) fn cpp(content: Content, token: &str) -> Template {
        let body_id = match content {
            Content::Nvp => "Body",
            Content::Xml => "SOAP-ENV-Body",
        };
        let signed_info = signed_info(Profile::Cpp, body_id, true);
        let sent_signed_info = without_declarations(&signed_info.0);
        let head = format!(
            "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"{SOAP}\"><SOAP-ENV:Header>\
             <wsse:Security xmlns:wsse=\"{WSSE}\" SOAP-ENV:mustUnderstand=\"1\">\
             <wsse:BinarySecurityToken xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" EncodingType=\"{BASE64_BINARY}\" \
             ValueType=\"{X509_V3}\" wsu:Id=\"X509Token\">{token}</wsse:BinarySecurityToken>\
             <ds:Signature xmlns:ds=\"{DS}\">{sent_signed_info}"
        );
        let after_digest = format!("{}<ds:SignatureValue>", signed_info.1);
        let after_signature = format!(
            "</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference>\
             <wsse:Reference URI=\"#X509Token\" ValueType=\"{X509_V3}\"></wsse:Reference>\
             </wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security></SOAP-ENV:Header>"
        );
        let body = (
            format!("<SOAP-ENV:Body xmlns:SOAP-ENV=\"{SOAP}\" xmlns:wsu=\"{WSU}\" wsu:Id=\"{body_id}\">"),
            "</SOAP-ENV:Body>".to_owned(),
        );
        let canonical_body = body.clone();
        let encrypted_key_at = head.find("<ds:Signature").unwrap_or(head.len());
        let tail = "</SOAP-ENV:Envelope>";
        Template { head, encrypted_key_at, after_digest, after_signature, signed_info, body, canonical_body, tail }
    }

    /// The template of the profile java with these Ids. `token` is the base64 text of the certificate, in lines.
    pub(super) fn java(content: Content, token: &str, ids: &Ids) -> Template {
        let Ids { token: token_id, signature, body: body_id, key_info, reference, .. } = ids;
        let sent = signed_info(Profile::Java, body_id, false);
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\
             <soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Header>\
             <wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" soap:mustUnderstand=\"1\">\
             <wsse:BinarySecurityToken EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\" wsu:Id=\"{token_id}\">\
             {token}</wsse:BinarySecurityToken>\
             <ds:Signature xmlns:ds=\"{DS}\" Id=\"{signature}\">{}",
            sent.0
        );
        let after_digest = format!("{}<ds:SignatureValue>", sent.1);
        // The Java SDK's own envelopes: white space and a plain id for NVP, neither for XML. Line breaks are signed.
        let (line, plain_id, tail) = match content {
            Content::Nvp => ("\n", " id=\"body1\"", "\n</soap:Envelope>"),
            Content::Xml => ("", "", "</soap:Envelope>"),
        };
        let after_signature = format!(
            "</ds:SignatureValue><ds:KeyInfo Id=\"{key_info}\"><wsse:SecurityTokenReference wsu:Id=\"{reference}\">\
             <wsse:Reference URI=\"#{token_id}\" ValueType=\"{X509_V3}\"/>\
             </wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security></soap:Header>{line}"
        );
        let end = "</soap:Body>".to_owned();
        let body = (format!("<soap:Body xmlns:wsu=\"{WSU}\"{plain_id} wsu:Id=\"{body_id}\">"), end.clone());
        let canonical_body =
            (format!("<soap:Body xmlns:soap=\"{SOAP}\" xmlns:wsu=\"{WSU}\"{plain_id} wsu:Id=\"{body_id}\">"), end);
        let signed_info = signed_info(Profile::Java, body_id, true);
        let encrypted_key_at = head.find("<wsse:BinarySecurityToken").unwrap_or(head.len());
        Template { head, encrypted_key_at, after_digest, after_signature, signed_info, body, canonical_body, tail }
    }
}

/// SignedInfo up to the digest and from its end; in canonical form if wanted, which declares namespaces on it and writes
/// empty elements as a pair of tags.
fn signed_info(profile: Profile, body_id: &str, canonical: bool) -> (String, String) {
    let pair = canonical || profile == Profile::Cpp;
    let empty = |name: &str, attributes: &str| match pair {
        true => format!("<{name} {attributes}></{name}>"),
        false => format!("<{name} {attributes}/>"),
    };
    let start = match (canonical, profile) {
        (false, _) => "<ds:SignedInfo>".to_owned(),
        (true, Profile::Cpp) => format!("<ds:SignedInfo xmlns:ds=\"{DS}\">"),
        // PrefixList="soap" brings a declaration that SignedInfo itself has no use for.
        (true, Profile::Java) => format!("<ds:SignedInfo xmlns:ds=\"{DS}\" xmlns:soap=\"{SOAP}\">"),
    };
    let method = match profile {
        Profile::Cpp => empty("ds:CanonicalizationMethod", &format!("Algorithm=\"{EXC_C14N}\"")),
        Profile::Java => format!(
            "<ds:CanonicalizationMethod Algorithm=\"{EXC_C14N}\">{}</ds:CanonicalizationMethod>",
            empty("ec:InclusiveNamespaces", &format!("xmlns:ec=\"{EXC_C14N}\" PrefixList=\"soap\""))
        ),
    };
    let signature_method = empty("ds:SignatureMethod", &format!("Algorithm=\"{RSA_SHA256}\""));
    let transform = empty("ds:Transform", &format!("Algorithm=\"{EXC_C14N}\""));
    let digest_method = empty("ds:DigestMethod", &format!("Algorithm=\"{SHA256}\""));
    let head = format!(
        "{start}{method}{signature_method}<ds:Reference URI=\"#{body_id}\">\
         <ds:Transforms>{transform}</ds:Transforms>{digest_method}<ds:DigestValue>"
    );
    (head, "</ds:DigestValue></ds:Reference></ds:SignedInfo>".to_owned())
}

/// The canonical SignedInfo of the profile cpp as it is sent: the Signature around it has declared `ds`.
fn without_declarations(canonical: &str) -> String {
    canonical.replacen(&format!(" xmlns:ds=\"{DS}\""), "", 1)
}

/// Binary data as the text of an element: one line in the profile cpp; in java lines of 76 characters with CR LF between
/// them, whose CR the JDK's serializer writes as a reference.
pub(super) fn base64_text(profile: Profile, data: &[u8]) -> String {
    const LINE: usize = 76;
    let text = BASE64.encode(data);
    if profile == Profile::Cpp {
        return text;
    }
    let mut lines = String::with_capacity(text.len() + text.len() / LINE * 6);
    for (at, c) in text.chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            lines.push_str("&#13;\n");
        }
        lines.push(c);
    }
    lines
}
