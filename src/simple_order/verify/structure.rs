//! Where the parts of a signed message stand. Anything unusual is refused, so that no other reader of the same bytes
//! could see another signature, another token or another Body.

use super::super::names::{BASE64_BINARY, DS, EXC_C14N, SOAP, WSSE, X509_V3};
use crate::error::{Error, Result, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_REFERENCE, CYBSIGN_E_VERIFY_STRUCTURE};
use crate::text::base64;
use crate::x509::Certificate;
use crate::xml::{is_ncname, Document, Element, NodeKind};

const XMLENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const ENVELOPED_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// No message of any SDK has more than two.
const MAX_REFERENCES: usize = 8;

/// The SOAP elements around everything.
pub(super) struct Envelope<'d, 'a> {
    pub(super) header: Element<'d, 'a>,
    pub(super) body: Element<'d, 'a>,
}

/// The children of `ds:Signature`.
pub(super) struct Signature<'d, 'a> {
    pub(super) signed_info: Element<'d, 'a>,
    pub(super) value: Element<'d, 'a>,
    pub(super) key_info: Element<'d, 'a>,
}

/// What `ds:SignedInfo` says.
pub(super) struct SignedInfo<'d, 'a> {
    /// The PrefixList of its own canonicalization.
    pub(super) prefixes: Vec<String>,
    pub(super) method: Element<'d, 'a>,
    pub(super) references: Vec<Reference<'d, 'a>>,
}

/// A `ds:Reference`.
pub(super) struct Reference<'d, 'a> {
    pub(super) id: String,
    /// The PrefixList of its transform.
    pub(super) prefixes: Vec<String>,
    pub(super) digest_method: Element<'d, 'a>,
    pub(super) digest: Vec<u8>,
}

pub(super) fn wrong(message: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, message)
}

/// The Header and the Body of a SOAP 1.1 Envelope, of which there is no other in the document.
pub(super) fn envelope<'d, 'a>(document: &'d Document<'a>) -> Result<Envelope<'d, 'a>> {
    let root = document.root();
    if !root.is(SOAP, "Envelope") {
        return Err(wrong("the root is not a SOAP 1.1 Envelope"));
    }
    only(document, SOAP, "Envelope")?;
    if document.elements().any(|element| element.is(XMLENC, "EncryptedData")) {
        return Err(wrong("the message is encrypted: decrypt it before you verify it"));
    }
    let children = child_elements(root)?;
    match children[..] {
        [header, body] if header.is(SOAP, "Header") && body.is(SOAP, "Body") => {
            only(document, SOAP, "Header")?;
            only(document, SOAP, "Body")?;
            Ok(Envelope { header, body })
        }
        _ => Err(wrong("the Envelope must hold one Header and then one Body, and nothing else")),
    }
}

/// The one element of a name in the whole document.
fn only<'d, 'a>(document: &'d Document<'a>, namespace: &str, name: &str) -> Result<Element<'d, 'a>> {
    let mut found = document.elements().filter(|element| element.is(namespace, name));
    match (found.next(), found.next()) {
        (Some(element), None) => Ok(element),
        (None, _) => Err(wrong(&format!("there is no {name} element"))),
        (Some(_), Some(_)) => Err(wrong(&format!("there are several {name} elements: there must be one"))),
    }
}

/// The one Security header.
pub(super) fn security<'d, 'a>(envelope: &Envelope<'d, 'a>) -> Result<Element<'d, 'a>> {
    let security = only(envelope.header.document(), WSSE, "Security")?;
    if security.parent() != Some(envelope.header) {
        return Err(wrong("the Security element is not a child of the Header"));
    }
    Ok(security)
}

/// The one Signature and its children.
pub(super) fn signature<'d, 'a>(security: Element<'d, 'a>) -> Result<Signature<'d, 'a>> {
    let signature = only(security.document(), DS, "Signature")?;
    if signature.parent() != Some(security) {
        return Err(wrong("the Signature is not a child of the Security header"));
    }
    let [signed_info, value, key_info] =
        exactly(signature, [(DS, "SignedInfo"), (DS, "SignatureValue"), (DS, "KeyInfo")])?;
    Ok(Signature { signed_info, value, key_info })
}

/// The one BinarySecurityToken: in Security, or beside it as the .NET client for XML has it.
pub(super) fn token<'d, 'a>(envelope: &Envelope<'d, 'a>, security: Element<'d, 'a>) -> Result<Element<'d, 'a>> {
    let token = only(security.document(), WSSE, "BinarySecurityToken")?;
    if token.parent() != Some(security) && token.parent() != Some(envelope.header) {
        return Err(wrong("the BinarySecurityToken is neither in the Security header nor beside it"));
    }
    Ok(token)
}

/// The certificate in a token.
pub(super) fn certificate(token: Element<'_, '_>) -> Result<Certificate> {
    if token.attribute("", "EncodingType").as_deref() != Some(BASE64_BINARY) {
        return Err(wrong("the BinarySecurityToken's EncodingType is not Base64Binary"));
    }
    if token.attribute("", "ValueType").as_deref() != Some(X509_V3) {
        return Err(wrong("the BinarySecurityToken's ValueType is not X509v3"));
    }
    let der = base64(token)?;
    Certificate::from_der(&der).map_err(|_| wrong("the BinarySecurityToken does not hold exactly one DER certificate"))
}

/// The Id of the token that KeyInfo names.
pub(super) fn key_reference(key_info: Element<'_, '_>) -> Result<String> {
    let [security_token_reference] = exactly(key_info, [(WSSE, "SecurityTokenReference")])?;
    let [reference] = exactly(security_token_reference, [(WSSE, "Reference")])?;
    empty(reference)?;
    if reference.attribute("", "ValueType").is_some_and(|value_type| value_type != X509_V3) {
        return Err(wrong("the ValueType of the reference in KeyInfo is not X509v3"));
    }
    same_document_id(reference)
}

/// What SignedInfo says.
pub(super) fn signed_info<'d, 'a>(element: Element<'d, 'a>) -> Result<SignedInfo<'d, 'a>> {
    let children = element_content(element)?;
    let [canonicalization, method, references @ ..] = &children[..] else {
        return Err(wrong("SignedInfo has not the children that it must have"));
    };
    if !canonicalization.is(DS, "CanonicalizationMethod") || !method.is(DS, "SignatureMethod") {
        return Err(wrong("SignedInfo does not begin with CanonicalizationMethod and SignatureMethod"));
    }
    if !(1..=MAX_REFERENCES).contains(&references.len()) {
        return Err(wrong("SignedInfo must hold 1 to 8 References"));
    }
    empty(*method)?;
    Ok(SignedInfo {
        prefixes: exclusive_canonicalization(*canonicalization)?,
        method: *method,
        references: references.iter().copied().map(reference).collect::<Result<_>>()?,
    })
}

fn reference<'d, 'a>(element: Element<'d, 'a>) -> Result<Reference<'d, 'a>> {
    if !element.is(DS, "Reference") {
        return Err(wrong("SignedInfo holds something else among its References"));
    }
    let [transforms, digest_method, digest_value] =
        exactly(element, [(DS, "Transforms"), (DS, "DigestMethod"), (DS, "DigestValue")])?;
    let transform = match element_content(transforms)?[..] {
        // Some sign so whatever they sign. Of an element that does not hold the Signature this transform takes nothing away (XML
        // Signature, section 6.6.4), and one that holds it is never taken.
        [enveloped, transform] if is_enveloped_signature(enveloped) => {
            empty(enveloped)?;
            transform
        }
        [transform] => transform,
        _ => return Err(wrong("Transforms must hold one Transform, or an enveloped-signature before it")),
    };
    if !transform.is(DS, "Transform") {
        return Err(wrong("Transforms holds something else than a Transform"));
    }
    empty(digest_method)?;
    Ok(Reference {
        id: same_document_id(element)?,
        prefixes: exclusive_canonicalization(transform)?,
        digest_method,
        digest: base64(digest_value)?,
    })
}

fn is_enveloped_signature(transform: Element<'_, '_>) -> bool {
    transform.is(DS, "Transform") && transform.attribute("", "Algorithm").as_deref() == Some(ENVELOPED_SIGNATURE)
}

/// The PrefixList of a method or transform, which must be exclusive canonicalization without comments.
fn exclusive_canonicalization(method: Element<'_, '_>) -> Result<Vec<String>> {
    if method.attribute("", "Algorithm").as_deref() != Some(EXC_C14N) {
        let message = format!("the {} is not exclusive canonicalization without comments", method.local_name());
        return Err(Error::new(CYBSIGN_E_VERIFY_ALGORITHM, message));
    }
    match element_content(method)?[..] {
        [] => Ok(Vec::new()),
        [inclusive] if inclusive.is(EXC_C14N, "InclusiveNamespaces") => {
            empty(inclusive)?;
            let list = inclusive.attribute("", "PrefixList").unwrap_or_default();
            Ok(list.split_ascii_whitespace().map(str::to_owned).collect())
        }
        _ => Err(wrong(&format!("the {} holds something else than one InclusiveNamespaces", method.local_name()))),
    }
}

/// The Id in a URI attribute of the form `#Id`.
fn same_document_id(element: Element<'_, '_>) -> Result<String> {
    let uri = element.attribute("", "URI").unwrap_or_default();
    match uri.strip_prefix('#').filter(|id| is_ncname(id)) {
        Some(id) => Ok(id.to_owned()),
        None => Err(Error::new(CYBSIGN_E_VERIFY_REFERENCE, "a URI is not of the form #Id: only that is followed")),
    }
}

/// The children of an element, which must be those of the given names in this order.
fn exactly<'d, 'a, const N: usize>(parent: Element<'d, 'a>, names: [(&str, &str); N]) -> Result<[Element<'d, 'a>; N]> {
    let children = element_content(parent)?;
    let fits = children.len() == N && children.iter().zip(names).all(|(child, (space, name))| child.is(space, name));
    let expected = || names.map(|(_, name)| name).join(", ");
    let children: Option<[Element<'d, 'a>; N]> = children.try_into().ok().filter(|_| fits);
    children.ok_or_else(|| {
        wrong(&format!("{} must hold exactly these elements in this order: {}", parent.local_name(), expected()))
    })
}

fn empty(element: Element<'_, '_>) -> Result<()> {
    match element_content(element)?[..] {
        [] => Ok(()),
        _ => Err(wrong(&format!("{} must be empty", element.local_name()))),
    }
}

/// The children of an element that may hold nothing but elements and white space.
fn element_content<'d, 'a>(parent: Element<'d, 'a>) -> Result<Vec<Element<'d, 'a>>> {
    if parent.children().any(|node| matches!(node.kind(), NodeKind::Comment | NodeKind::ProcessingInstruction)) {
        return Err(wrong("there is a comment or a processing instruction in the Signature"));
    }
    child_elements(parent)
}

/// The children of an element that may hold elements, white space, comments and processing instructions.
fn child_elements<'d, 'a>(parent: Element<'d, 'a>) -> Result<Vec<Element<'d, 'a>>> {
    if parent.children().any(|node| node.character_data().is_some() && !node.is_white_space()) {
        return Err(wrong(&format!("there is text in {}, where only elements can be", parent.local_name())));
    }
    Ok(parent.child_elements().collect())
}

/// The bytes of an element that holds base64 and white space, and nothing else.
pub(super) fn base64(element: Element<'_, '_>) -> Result<Vec<u8>> {
    let bad = || wrong(&format!("the {} is not base64", element.local_name()));
    if element.children().any(|node| node.kind() != NodeKind::Text) {
        return Err(bad());
    }
    base64::decode(&element.text()).filter(|bytes| !bytes.is_empty()).ok_or_else(bad)
}
