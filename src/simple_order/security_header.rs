//! The one writer of what signs a Body in the `wsse:Security` header: the BinarySecurityToken and the Signature, in the byte
//! layout of each profile (SOAP Message Security 1.0, sections 6.3 and 8; X.509 Certificate Token Profile 1.0).
//!
//! The canonical SignedInfo is written from the same text as the one that is sent, so that the two can't part.

use crate::simple_order::ids::Ids;
use crate::simple_order::names::{BASE64_BINARY, DS, EXC_C14N, RSA_SHA256, SHA256, SOAP, WSSE, WSU, X509_V3};
use crate::simple_order::profile::Profile;

/// A SHA-256 digest in base64.
pub(super) const DIGEST_TEXT_LEN: usize = 44;

/// The namespaces in scope where token and signature are put.
#[derive(Default)]
pub(super) struct Scope<'s> {
    /// The declaration of the prefix wsse that they need there, with a blank before it; empty where it is in scope.
    pub(super) wsse: String,
    /// The same for wsu.
    pub(super) wsu: String,
    /// The envelope's prefix, where it is bound to SOAP there: what WSS4J gives as PrefixList.
    pub(super) soap_prefix: Option<&'s str>,
}

/// Token and signature, around what is computed for each message.
#[derive(Clone)]
pub(super) struct SecurityHeader {
    /// From the token's start to the digest's.
    pub(super) to_digest: String,
    /// Where in that an EncryptedKey goes: before the token in the profile java, behind it in cpp.
    pub(super) encrypted_key_at: usize,
    /// From the digest's end to the signature value's start.
    pub(super) to_value: String,
    /// From the signature value's end to the Signature's.
    pub(super) rest: String,
    /// The canonical SignedInfo up to the digest, and from its end.
    pub(super) signed_info: (String, String),
}

impl SecurityHeader {
    /// `certificate` is the base64 text of the token.
    pub(super) fn new(profile: Profile, scope: &Scope<'_>, ids: &Ids, certificate: &str) -> SecurityHeader {
        let Scope { wsse, wsu, .. } = scope;
        let (token_wsse, token_wsu) = match profile {
            Profile::Java => (wsse.clone(), wsu.clone()),
            // gSOAP declares both on the token, whatever is in scope.
            Profile::Cpp => (format!(" xmlns:wsse=\"{WSSE}\""), format!(" xmlns:wsu=\"{WSU}\"")),
        };
        let of_java = ids.of_java.as_ref().map(|ids| {
            let reference = format!("{wsu} wsu:Id=\"{}\"", ids.reference);
            (format!(" Id=\"{}\"", ids.signature), format!(" Id=\"{}\"", ids.key_info), reference)
        });
        let (signature_id, key_info_id, reference_id) = of_java.unwrap_or_default();
        let sent = signed_info(profile, scope, &ids.body, Form::Sent);
        let token = format!(
            "<wsse:BinarySecurityToken{token_wsse}{token_wsu} EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\" \
             wsu:Id=\"{}\">{certificate}</wsse:BinarySecurityToken>",
            ids.token
        );
        let rest = format!(
            "</ds:SignatureValue><ds:KeyInfo{key_info_id}><wsse:SecurityTokenReference{wsse}{reference_id}>{}\
             </wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>",
            profile.empty("wsse:Reference", &format!("URI=\"#{}\" ValueType=\"{X509_V3}\"", ids.token)),
        );
        SecurityHeader {
            to_digest: format!("{token}<ds:Signature xmlns:ds=\"{DS}\"{signature_id}>{}", sent.0),
            encrypted_key_at: if profile == Profile::Java { 0 } else { token.len() },
            to_value: format!("{}<ds:SignatureValue>", sent.1),
            rest,
            signed_info: signed_info(profile, scope, &ids.body, Form::Canonical),
        }
    }

    /// How many bytes it has in a message beside its signature value.
    pub(super) fn size(&self) -> usize {
        self.to_digest.len() + DIGEST_TEXT_LEN + self.to_value.len() + self.rest.len()
    }
}

/// How SignedInfo is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it stands in the message.
    Sent,
    /// In exclusive canonical form, with the namespaces that it renders.
    Canonical,
}

/// SignedInfo up to the digest, and from its end.
fn signed_info(profile: Profile, scope: &Scope<'_>, body_id: &str, form: Form) -> (String, String) {
    // Canonical form has no empty-element tags, as the profile cpp.
    let writer = if form == Form::Canonical { Profile::Cpp } else { profile };
    let empty = |name: &str, attributes: &str| writer.empty(name, attributes);
    let inclusive = scope.soap_prefix.filter(|_| profile == Profile::Java);
    let declarations = if form == Form::Canonical { rendered(inclusive) } else { String::new() };
    let canonicalization = format!("Algorithm=\"{EXC_C14N}\"");
    let method = match inclusive {
        None => empty("ds:CanonicalizationMethod", &canonicalization),
        Some(prefix) => format!(
            "<ds:CanonicalizationMethod {canonicalization}>{}</ds:CanonicalizationMethod>",
            empty("ec:InclusiveNamespaces", &format!("xmlns:ec=\"{EXC_C14N}\" PrefixList=\"{prefix}\""))
        ),
    };
    let head = format!(
        "<ds:SignedInfo{declarations}>{method}{}<ds:Reference URI=\"#{body_id}\"><ds:Transforms>{}</ds:Transforms>{}\
         <ds:DigestValue>",
        empty("ds:SignatureMethod", &format!("Algorithm=\"{RSA_SHA256}\"")),
        empty("ds:Transform", &canonicalization),
        empty("ds:DigestMethod", &format!("Algorithm=\"{SHA256}\"")),
    );
    (head, "</ds:DigestValue></ds:Reference></ds:SignedInfo>".to_owned())
}

/// The declarations on a canonical SignedInfo, in the order of their prefixes. That of an inclusive prefix stands there
/// though SignedInfo itself has no use for it; a prefix ds means the Signature's own.
fn rendered(inclusive: Option<&str>) -> String {
    let mut all = vec![("ds", DS)];
    all.extend(inclusive.filter(|prefix| *prefix != "ds").map(|prefix| (prefix, SOAP)));
    all.sort_unstable();
    all.iter().map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).collect()
}
