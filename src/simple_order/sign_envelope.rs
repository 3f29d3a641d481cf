//! Signing a whole SOAP envelope in place, as stacks need it that leave the SOAP toolkit's passwords.
//!
//! Everything that the signature does not need stays as it came: prefixes, white space, other headers, the order of
//! attributes, and every byte between the Body's tags. Where the `wsse:UsernameToken` stood, the token and the signature
//! stand afterwards. A `wsu:Timestamp` that stood beside it is kept; only the Body is signed, so it stays unsigned.

use std::collections::HashSet;
use std::ops::Range;

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;

use crate::credential::RsaAlgorithm;
use crate::crypto::digest::sha256;
use crate::error::{Error, Result, CYBSIGN_E_CRYPTO, CYBSIGN_E_MERCHANT, CYBSIGN_E_MESSAGE};
use crate::secret::SecretBuffer;
use crate::simple_order::encrypt::{CPP_DATA_ID, CPP_KEY_ID};
use crate::simple_order::envelope::base64_text;
use crate::simple_order::names::{
    BASE64_BINARY, DS, EXC_C14N, RSA_SHA256, SHA256, SOAP, TRANSACTION_DATA, WSSE, WSU, X509_V3, XENC,
};
use crate::simple_order::settings::{Ids, Profile};
use crate::simple_order::sign::{Inner, SimpleOrder};
use crate::time;
use crate::xml::{canonicalize, is_ncname, Canonicalization, Document, Element, Node, NodeKind};

/// A SHA-256 digest in base64.
const DIGEST_TEXT_LEN: usize = 44;
/// Stands in the digest's place until it is known. No Id can hold it: NCNames have no `=`.
const DIGEST_FILLER: [u8; DIGEST_TEXT_LEN] = [b'='; DIGEST_TEXT_LEN];

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
        let now = inner.settings.now.unwrap_or_else(time::now);
        if !inner.settings.allow_expired {
            inner.credential.check_validity(now)?;
        }
        let document = Document::parse(envelope, &inner.settings.limits)?;
        let parts = Parts::find(&document)?;
        let username = parts.username();
        let merchant_id = merchant_id(parts.body)?;
        let meta_key = match (&username, &merchant_id) {
            (Some(username), Some(merchant_id)) => !username.eq_ignore_ascii_case(merchant_id),
            _ => false,
        };
        // Where the Body says nothing, the Username alone says whose the request is.
        let is_other = meta_key || (username.is_some() && merchant_id.is_none());
        if is_other && !inner.settings.allow_other_username {
            check_owner(inner, username.as_deref().unwrap_or(""))?;
        }
        let ids = EnvelopeIds::choose(inner, &document, &parts)?;
        let Unsigned { mut message, digest, signature_at, key_at, content } = splice(inner, &document, &parts, &ids)?;
        let signature = sign(inner, &mut message, digest, &ids)?;
        // From the end to the start, so that places stay where they are. Encrypted after signing: the signature is over the
        // plain text.
        let mut key = None;
        if let Some(recipient) = &inner.recipient {
            let encrypted = recipient.encrypt(&message[content.clone()], ids.of_java.as_ref(), now)?;
            message.replace(content, &encrypted.data);
            key = Some(declaring_wsse(&encrypted.key));
        }
        message.replace(signature_at..signature_at, signature.as_bytes());
        if let Some(key) = key {
            message.replace(key_at..key_at, key.as_bytes());
        }
        Ok(SignedEnvelope { message, username, meta_key })
    }
}

/// Where things are in an envelope.
struct Parts<'d, 'a> {
    envelope: Element<'d, 'a>,
    header: Option<Element<'d, 'a>>,
    security: Option<Element<'d, 'a>>,
    username_token: Option<Element<'d, 'a>>,
    body: Element<'d, 'a>,
}

fn refuse(element: Element<'_, '_>, why: &str) -> Error {
    Error::new(CYBSIGN_E_MESSAGE, why).with("offset", element.range().start)
}

impl<'d, 'a> Parts<'d, 'a> {
    fn find(document: &'d Document<'a>) -> Result<Parts<'d, 'a>> {
        let envelope = document.root();
        if !envelope.is(SOAP, "Envelope") {
            return Err(refuse(envelope, "this is no SOAP 1.1 envelope; give a request alone to sign_xml"));
        }
        let header = at_most_one(envelope, |child| child.is(SOAP, "Header"), "the Envelope has several Headers")?;
        let body = at_most_one(envelope, |child| child.is(SOAP, "Body"), "the Envelope has several Bodies")?;
        let body = body.ok_or_else(|| refuse(envelope, "the Envelope has no Body"))?;
        if let Some(other) = envelope.child_elements().find(|child| *child != body && Some(*child) != header) {
            return Err(refuse(other, "the Envelope holds another element than its Header and its Body"));
        }
        if header.is_some_and(|header| header.range().start > body.range().start) {
            return Err(refuse(envelope, "the Header stands behind the Body"));
        }
        let is_security = |child: Element<'_, '_>| child.is(WSSE, "Security");
        let several = "there are several wsse:Security headers; keep the one for CyberSource";
        let security = header.map(|header| at_most_one(header, is_security, several)).transpose()?.flatten();
        let is_token = |child: Element<'_, '_>| child.is(WSSE, "UsernameToken");
        let several = "there are several UsernameTokens";
        let token = security.map(|security| at_most_one(security, is_token, several)).transpose()?.flatten();
        let is_username = |child: Element<'_, '_>| child.is(WSSE, "Username");
        token.map(|token| at_most_one(token, is_username, "the UsernameToken holds several Usernames")).transpose()?;
        let parts = Parts { envelope, header, security, username_token: token, body };
        parts.refuse_other_security(document)?;
        Ok(parts)
    }

    /// A second signature, a token or cipher text would make the message mean something else than what is signed here, and a
    /// UsernameToken that is overlooked would carry its password on.
    fn refuse_other_security(&self, document: &'d Document<'a>) -> Result<()> {
        let commented = |node: &Node<'_, '_>| !matches!(node.kind(), NodeKind::Element | NodeKind::Text);
        if let Some(security) = self.security.filter(|security| security.children().any(|node| commented(&node))) {
            // A UsernameToken that was commented out would carry its password on.
            return Err(refuse(security, "wsse:Security holds a comment; remove it, since it would be sent along"));
        }
        for element in document.elements() {
            let (uri, local) = (element.namespace_uri(), element.local_name());
            let in_token = self.username_token.is_some_and(|token| element.is_within(token));
            if in_token {
                let nested = element.parent().is_some_and(|parent| parent.is(WSSE, "Username"));
                if nested {
                    return Err(refuse(element, "the Username holds an element"));
                }
                continue;
            }
            if uri == DS && local == "Signature" {
                return Err(refuse(element, "the envelope holds a signature already"));
            }
            if uri == XENC {
                return Err(refuse(element, "the envelope holds encrypted data; sign it before it is encrypted"));
            }
            if matches!(local, "UsernameToken" | "BinarySecurityToken") || uri == WSSE && Some(element) != self.security
            {
                return Err(refuse(element, "the envelope holds a security token that is not taken out of it"));
            }
            let of_header = self.header.is_some() && element.parent() == self.header;
            if of_header && local == "Security" && Some(element) != self.security {
                return Err(refuse(element, "the Header holds a Security element of another WS-Security version"));
            }
            let of_security = self.security.is_some() && element.parent() == self.security;
            if of_security && !element.is(WSU, "Timestamp") {
                return Err(refuse(element, "wsse:Security holds more than a UsernameToken and a Timestamp"));
            }
        }
        Ok(())
    }

    fn username(&self) -> Option<String> {
        let username = self.username_token?.child_elements().find(|child| child.is(WSSE, "Username"))?;
        Some(username.text().trim().to_owned())
    }
}

fn at_most_one<'d, 'a>(
    parent: Element<'d, 'a>,
    wanted: impl Fn(Element<'d, 'a>) -> bool,
    several: &str,
) -> Result<Option<Element<'d, 'a>>> {
    let mut found = parent.child_elements().filter(|child| wanted(*child));
    let first = found.next();
    match found.next() {
        None => Ok(first),
        Some(second) => Err(refuse(second, several)),
    }
}

/// The merchantID of the request in the Body. `None` where the request has none.
fn merchant_id(body: Element<'_, '_>) -> Result<Option<String>> {
    let is_request = |child: &Element<'_, '_>| {
        child.namespace_uri().starts_with(TRANSACTION_DATA)
            && matches!(child.local_name(), "requestMessage" | "nvpRequest")
    };
    let mut ids: Vec<String> = Vec::new();
    let mut requests = 0;
    for request in body.child_elements().filter(is_request) {
        requests += 1;
        if request.local_name() == "nvpRequest" {
            let text = request.text();
            ids.extend(
                text.lines()
                    .filter_map(|line| line.trim_start().strip_prefix("merchantID="))
                    .map(|id| id.trim().to_owned()),
            );
        } else {
            let children = request.child_elements().filter(|child| child.is(request.namespace_uri(), "merchantID"));
            ids.extend(children.map(|child| child.text().trim().to_owned()));
        }
    }
    if requests == 0 {
        return Err(refuse(body, "the Body holds no requestMessage and no nvpRequest of CyberSource's"));
    }
    if ids.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(refuse(body, "the Body holds several different merchantIDs"));
    }
    Ok(ids.pop())
}

fn check_owner(inner: &Inner, username: &str) -> Result<()> {
    let owner = inner.credential.certificate().common_name();
    if owner.is_some_and(|owner| owner.eq_ignore_ascii_case(username)) {
        return Ok(());
    }
    Err(Error::new(
        CYBSIGN_E_MERCHANT,
        "the Username is not the Body's merchantID, as with a meta key, but the certificate is not the Username's; sign with \
         the P12 of that merchant, portfolio or account, or set allow_other_username",
    ))
}

/// The Ids in the signed message.
struct EnvelopeIds {
    token: String,
    body: String,
    /// Whether the Body has its Id already.
    body_has_id: bool,
    /// All Ids of the profile java, with those that are free here.
    of_java: Option<Ids>,
}

impl EnvelopeIds {
    fn choose(inner: &Inner, document: &Document<'_>, parts: &Parts<'_, '_>) -> Result<EnvelopeIds> {
        // Whatever a verifier might take for an Id, whoever declared it. Those inside the removed token go with it.
        let mut taken: HashSet<String> = HashSet::new();
        let own = parts.body.attribute(WSU, "Id").map(|id| id.into_owned());
        for element in document.elements().filter(|element| *element != parts.body) {
            if parts.username_token.is_some_and(|token| element.is_within(token)) {
                continue;
            }
            let ids = element.attributes().filter(|attribute| attribute.local_name().eq_ignore_ascii_case("id"));
            taken.extend(ids.map(|attribute| attribute.value().into_owned()));
        }
        if let Some(id) = &own {
            if !is_ncname(id) || !id.is_ascii() || taken.contains(id) {
                return Err(refuse(
                    parts.body,
                    "the Body's wsu:Id is no NCName of ASCII characters, or not the only one",
                ));
            }
        }
        let bodys_own = parts.body.attributes().filter(|attribute| attribute.local_name().eq_ignore_ascii_case("id"));
        taken.extend(bodys_own.map(|attribute| attribute.value().into_owned()));
        if inner.recipient.is_some() && [CPP_KEY_ID, CPP_DATA_ID].iter().any(|id| taken.contains(*id)) {
            return Err(refuse(
                parts.body,
                "the envelope has an Id that encryption uses too; give the element another one",
            ));
        }
        let mut free = |wanted: &str| {
            let mut id = wanted.to_owned();
            let mut number = 1u32;
            while !taken.insert(id.clone()) {
                number += 1;
                id = format!("{wanted}-{number}");
            }
            id
        };
        let body_has_id = own.is_some();
        if inner.settings.profile == Profile::Java {
            let mut ids = inner.ids()?;
            ids.body = own.unwrap_or_else(|| free(&ids.body));
            let others = [&mut ids.token, &mut ids.signature, &mut ids.key_info, &mut ids.reference];
            for id in others.into_iter().chain([&mut ids.encrypted_key, &mut ids.encrypted_data]) {
                *id = free(id);
            }
            return Ok(EnvelopeIds {
                token: ids.token.clone(),
                body: ids.body.clone(),
                body_has_id,
                of_java: Some(ids),
            });
        }
        let nvp = parts.body.child_elements().any(|child| child.local_name() == "nvpRequest");
        let body = own.unwrap_or_else(|| free(if nvp { "Body" } else { "SOAP-ENV-Body" }));
        Ok(EnvelopeIds { token: free("X509Token"), body, body_has_id, of_java: None })
    }
}

/// A message without digest and signature value.
struct Unsigned {
    message: SecretBuffer,
    /// What stands in the digest's place.
    digest: Range<usize>,
    /// Where the signature value goes.
    signature_at: usize,
    /// Where the EncryptedKey goes, if there is one: before the token in the profile java, behind it in cpp.
    key_at: usize,
    /// What stands between the Body's tags.
    content: Range<usize>,
}

/// Puts token and signature into the header, and the Id onto the Body.
fn splice(inner: &Inner, document: &Document<'_>, parts: &Parts<'_, '_>, ids: &EnvelopeIds) -> Result<Unsigned> {
    let source = document.source();
    // The text that is replaced, and what stands around token and signature.
    let (replaced, before, after) = place_of_signature(parts);
    let scope = Scope::of(parts);
    let (first, second, third) = signature_texts(inner, &scope, ids);
    let body_name_ends = parts.body.range().start + 1 + parts.body.qualified_name().len();
    let before_key = match inner.settings.profile {
        Profile::Java => 0,
        Profile::Cpp => first.find("<ds:Signature").unwrap_or(0),
    };

    let mut message = SecretBuffer::with_capacity(source.len() + first.len() + second.len() + third.len() + 4096)?;
    message.extend_from_slice(&source.as_bytes()[..replaced.start]);
    message.extend_from_slice(before.as_bytes());
    let key_at = message.len() + before_key;
    message.extend_from_slice(first.as_bytes());
    let digest = message.len()..message.len() + DIGEST_TEXT_LEN;
    message.extend_from_slice(&DIGEST_FILLER);
    message.extend_from_slice(second.as_bytes());
    let signature_at = message.len();
    message.extend_from_slice(third.as_bytes());
    message.extend_from_slice(after.as_bytes());
    message.extend_from_slice(&source.as_bytes()[replaced.end..body_name_ends]);
    message.extend_from_slice(body_id(parts.body, ids)?.as_bytes());
    let moved = message.len() - body_name_ends;
    message.extend_from_slice(&source.as_bytes()[body_name_ends..]);
    let content = parts.body.content_range();
    Ok(Unsigned { message, digest, signature_at, key_at, content: content.start + moved..content.end + moved })
}

/// An EncryptedKey is written for a header where wsse is declared; here it may not be.
fn declaring_wsse(key: &str) -> String {
    key.replacen("<xenc:EncryptedKey", &format!("<xenc:EncryptedKey xmlns:wsse=\"{WSSE}\""), 1)
}

/// What of the source gives way to the signature, and the tags that must be put around it.
fn place_of_signature(parts: &Parts<'_, '_>) -> (Range<usize>, String, String) {
    if let Some(token) = parts.username_token {
        return (token.range(), String::new(), String::new());
    }
    if let Some(security) = parts.security {
        let (replaced, start, end) = inside(security);
        return (replaced, start, end);
    }
    // mustUnderstand needs a prefix: unprefixed attributes are in no namespace.
    let parent = parts.header.unwrap_or(parts.envelope);
    let prefix = parts.envelope.prefix();
    let bound = |prefix: &str| !prefix.is_empty() && parent.namespace_of_prefix(prefix) == Some(SOAP);
    let (soap, declared) = match bound(prefix) {
        true => (prefix, String::new()),
        false => ("SOAP-ENV", declaration(parent, "SOAP-ENV", SOAP)),
    };
    let before = format!("<wsse:Security xmlns:wsse=\"{WSSE}\"{declared} {soap}:mustUnderstand=\"1\">");
    let after = "</wsse:Security>".to_owned();
    match parts.header {
        Some(header) => {
            let (replaced, start, end) = inside(header);
            (replaced, start + &before, after + &end)
        }
        None => {
            let name = header_name(parts.envelope);
            let at = parts.envelope.start_tag_range().end;
            (at..at, format!("<{name}>{before}"), format!("{after}</{name}>"))
        }
    }
}

/// At the end of an element's content; an empty-element tag is opened for it.
fn inside(element: Element<'_, '_>) -> (Range<usize>, String, String) {
    if !element.is_self_closed() {
        let at = element.content_range().end;
        return (at..at, String::new(), String::new());
    }
    let tag = element.start_tag_range();
    (tag.end - 2..tag.end, ">".to_owned(), format!("</{}>", element.qualified_name()))
}

fn header_name(envelope: Element<'_, '_>) -> String {
    match envelope.prefix() {
        "" => "Header".to_owned(),
        prefix => format!("{prefix}:Header"),
    }
}

/// A namespace declaration with a blank before it; empty where the prefix is bound so already.
fn declaration(scope: Element<'_, '_>, prefix: &str, uri: &str) -> String {
    match scope.namespace_of_prefix(prefix) == Some(uri) {
        true => String::new(),
        false => format!(" xmlns:{prefix}=\"{uri}\""),
    }
}

/// The declarations that token and signature need where they are put.
struct Scope {
    wsse: String,
    wsu: String,
    /// The envelope's prefix, where it is bound to SOAP here: what WSS4J gives as PrefixList.
    soap_prefix: Option<String>,
}

impl Scope {
    fn of(parts: &Parts<'_, '_>) -> Scope {
        let outer = parts.security.or(parts.header).unwrap_or(parts.envelope);
        // A Security element that is put in declares wsse itself.
        let wsse = if parts.security.is_none() { String::new() } else { declaration(outer, "wsse", WSSE) };
        let prefix = parts.envelope.prefix();
        let bound = !prefix.is_empty() && outer.namespace_of_prefix(prefix) == Some(SOAP);
        Scope { wsse, wsu: declaration(outer, "wsu", WSU), soap_prefix: bound.then(|| prefix.to_owned()) }
    }
}

/// Token and signature: up to the digest, from there to the signature value, and the rest.
fn signature_texts(inner: &Inner, scope: &Scope, ids: &EnvelopeIds) -> (String, String, String) {
    let java = inner.settings.profile == Profile::Java;
    let empty = |name: &str, attributes: &str| match java {
        true => format!("<{name} {attributes}/>"),
        false => format!("<{name} {attributes}></{name}>"),
    };
    let Scope { wsse, wsu, soap_prefix } = scope;
    // gSOAP declares both on the token, whatever is in scope.
    let (token_wsse, token_wsu) = match java {
        true => (wsse.clone(), wsu.clone()),
        false => (format!(" xmlns:wsse=\"{WSSE}\""), format!(" xmlns:wsu=\"{WSU}\"")),
    };
    let attributes = ids.of_java.as_ref().map(|ids| {
        let reference = format!("{wsu} wsu:Id=\"{}\"", ids.reference);
        (format!(" Id=\"{}\"", ids.signature), format!(" Id=\"{}\"", ids.key_info), reference)
    });
    let (signature_id, key_info_id, reference_id) = attributes.unwrap_or_default();
    let method = match soap_prefix {
        Some(prefix) if java => format!(
            "<ds:CanonicalizationMethod Algorithm=\"{EXC_C14N}\">{}</ds:CanonicalizationMethod>",
            empty("ec:InclusiveNamespaces", &format!("xmlns:ec=\"{EXC_C14N}\" PrefixList=\"{prefix}\""))
        ),
        _ => empty("ds:CanonicalizationMethod", &format!("Algorithm=\"{EXC_C14N}\"")),
    };
    let first = format!(
        "<wsse:BinarySecurityToken{token_wsse}{token_wsu} EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\" \
         wsu:Id=\"{}\">{}</wsse:BinarySecurityToken><ds:Signature xmlns:ds=\"{DS}\"{signature_id}>\
         <ds:SignedInfo>{method}{}<ds:Reference URI=\"#{}\"><ds:Transforms>{}</ds:Transforms>{}<ds:DigestValue>",
        ids.token,
        inner.token,
        empty("ds:SignatureMethod", &format!("Algorithm=\"{RSA_SHA256}\"")),
        ids.body,
        empty("ds:Transform", &format!("Algorithm=\"{EXC_C14N}\"")),
        empty("ds:DigestMethod", &format!("Algorithm=\"{SHA256}\"")),
    );
    let second = "</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>".to_owned();
    let third = format!(
        "</ds:SignatureValue><ds:KeyInfo{key_info_id}><wsse:SecurityTokenReference{wsse}{reference_id}>{}\
         </wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>",
        empty("wsse:Reference", &format!("URI=\"#{}\" ValueType=\"{X509_V3}\"", ids.token)),
    );
    (first, second, third)
}

/// The Id that is put onto the Body, with the declaration of its prefix. A prefix that means something else here stays as it
/// is, since elements in the Body may use it.
fn body_id(body: Element<'_, '_>, ids: &EnvelopeIds) -> Result<String> {
    if ids.body_has_id {
        return Ok(String::new());
    }
    for number in 0..100 {
        let prefix = if number == 0 { "wsu".to_owned() } else { format!("wsu{number}") };
        match body.namespace_of_prefix(&prefix) {
            Some(WSU) => return Ok(format!(" {prefix}:Id=\"{}\"", ids.body)),
            None => return Ok(format!(" xmlns:{prefix}=\"{WSU}\" {prefix}:Id=\"{}\"", ids.body)),
            Some(_) => {}
        }
    }
    Err(refuse(body, "the prefixes wsu to wsu99 are all taken; declare one for WS-Security utility in the Envelope"))
}

/// Digests the Body of the message as it will be sent, puts the digest into it, and gives the text of the signature value.
fn sign(inner: &Inner, message: &mut [u8], digest: Range<usize>, ids: &EnvelopeIds) -> Result<String> {
    let (body, signed_info) = canonical_parts(inner, message, ids)?;
    let mut digest_text = [0; DIGEST_TEXT_LEN];
    BASE64
        .encode_slice(sha256(&[&body]), &mut digest_text)
        .map_err(|_| Error::new(CYBSIGN_E_CRYPTO, "a digest has an unexpected length"))?;
    message[digest].copy_from_slice(&digest_text);
    // The digest's text stands in canonical form as it does in the message.
    let (head, tail) = memchr::memmem::find(&signed_info, &DIGEST_FILLER)
        .map(|at| (&signed_info[..at], &signed_info[at + DIGEST_TEXT_LEN..]))
        .ok_or_else(|| Error::new(CYBSIGN_E_CRYPTO, "the canonical SignedInfo lacks its digest"))?;
    let hash = sha256(&[head, &digest_text, tail]);
    Ok(base64_text(inner.settings.profile, &inner.credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &hash)?))
}

fn canonical_parts(inner: &Inner, message: &[u8], ids: &EnvelopeIds) -> Result<(SecretBuffer, SecretBuffer)> {
    // What was put in is ours, so that the caller's limits don't count it.
    let mut limits = inner.settings.limits;
    limits.max_bytes = limits.max_bytes.saturating_add(1 << 20);
    limits.max_nodes = limits.max_nodes.saturating_add(1000);
    limits.max_depth = limits.max_depth.saturating_add(10);
    limits.max_attributes = limits.max_attributes.saturating_add(10);
    let document = Document::parse(message, &limits)?;
    let missing = || Error::new(CYBSIGN_E_CRYPTO, "the envelope lost its Body or its signature while it was written");
    let body = document.root().child_elements().find(|child| child.is(SOAP, "Body")).ok_or_else(missing)?;
    if body.attribute(WSU, "Id").as_deref() != Some(&ids.body) {
        return Err(missing());
    }
    // There is one Signature only: envelopes with another one were refused.
    let signature = document.elements().find(|element| element.is(DS, "Signature")).ok_or_else(missing)?;
    let signed_info = signature.child_elements().next().ok_or_else(missing)?;
    let method = signed_info.child_elements().next().ok_or_else(missing)?;
    let prefixes = method.child_elements().next().and_then(|child| child.attribute("", "PrefixList"));
    let prefixes: Vec<&str> = prefixes.as_deref().map(|list| list.split(' ').collect()).unwrap_or_default();
    let mut canonical_body = SecretBuffer::with_capacity(message.len())?;
    let mut canonical_info = SecretBuffer::with_capacity(1024)?;
    canonicalize(body, &Canonicalization::default(), &mut canonical_body)?;
    let form = Canonicalization { with_comments: false, inclusive_prefixes: &prefixes };
    canonicalize(signed_info, &form, &mut canonical_info)?;
    Ok((canonical_body, canonical_info))
}
