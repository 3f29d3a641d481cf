//! Checks signed messages.

mod report;
mod settings;
mod structure;

pub use report::{NotAuthenticated, Particulars, Report, Signer};
use settings::Settings;
use structure::{Envelope, Reference, Signature, SignedInfo};

use super::names;
use crate::crypto::digest::Digest;
use crate::crypto::equal;
use crate::crypto::rsa::{PublicKey, RsaAlgorithm};
use crate::error::{
    Error, Result, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_DATE, CYBSIGN_E_VERIFY_DIGEST,
    CYBSIGN_E_VERIFY_REFERENCE, CYBSIGN_E_VERIFY_SIGNATURE, CYBSIGN_E_VERIFY_SIGNER, CYBSIGN_E_VERIFY_STRUCTURE,
    CYBSIGN_E_VERIFY_UNTRUSTED,
};
use crate::secret::SecretBuffer;
use crate::x509::{Certificate, Standing};
use crate::xml::{canonicalize, Canonicalization, Document, Element, Limits};

const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

/// Why a message was not verified.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifyFailure {
    /// The status and the message.
    pub error: Error,
    /// What was found, where the status is a verdict on the message. What is none, such as XML that can't be read or a wrong
    /// option, has no report.
    pub report: Option<Report>,
}

/// Checks a signed SOAP message with one X.509 BinarySecurityToken.
///
/// It succeeds only if every check passed and the signer is the one that the options expect, or `any_certificate` is true.
/// Options: `expected_certificate` (PEM or base64 of DER), `expected_sha256` (a fingerprint or a list of them),
/// `any_certificate`, `allow_sha1`, `allow_expired`, `limits` (`max_bytes`, `max_depth`, `max_attributes`).
// The report is what callers want of a failure, and nobody makes many of them.
#[allow(clippy::result_large_err)]
pub fn verify(message: &[u8], options_json: &[u8]) -> std::result::Result<Report, VerifyFailure> {
    let verifier = Verifier::new(options_json).map_err(|error| VerifyFailure { error, report: None })?;
    verifier.verify(message)
}

/// The options of a verification, checked before anything secret is touched.
pub(super) struct Verifier {
    settings: Settings,
}

impl Verifier {
    pub(super) fn new(options_json: &[u8]) -> Result<Verifier> {
        Settings::parse(options_json).map(|settings| Verifier { settings })
    }

    /// Whether a good signature can satisfy the options at all.
    pub(super) fn knows_whom_to_expect(&self) -> bool {
        let trust = &self.settings.trust;
        trust.any || trust.names_a_signer()
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    #[allow(clippy::result_large_err)]
    pub(super) fn verify(&self, message: &[u8]) -> std::result::Result<Report, VerifyFailure> {
        let mut report = Report::default();
        match check(message, &self.settings, &mut report) {
            Ok(signer) => {
                report.ok = true;
                report.signer = Some(signer);
                Ok(report)
            }
            Err(error) => Err(VerifyFailure { report: is_verdict(&error).then_some(report), error }),
        }
    }
}

/// Whether an error is of the category verification.
fn is_verdict(error: &Error) -> bool {
    error.status() / 1000 == CYBSIGN_E_VERIFY_STRUCTURE / 1000
}

/// The parts of a message whose structure is right.
struct Message<'d, 'a> {
    signature: Signature<'d, 'a>,
    signature_value: Vec<u8>,
    signed_info: SignedInfo<'d, 'a>,
    signature_method: RsaAlgorithm,
    /// The signed elements and their digest methods, one for each Reference.
    targets: Vec<(Element<'d, 'a>, Digest)>,
    certificate: Certificate,
}

fn check(message: &[u8], settings: &Settings, report: &mut Report) -> Result<Signer> {
    let document = report.check(
        "xml",
        "well-formed XML",
        Document::parse(message, &settings.limits).map_err(Error::without_advice),
    )?;
    let message = read(&document, settings, report)?;
    // These don't depend on each other: all are made, and the first that fails decides.
    let mut outcomes = Vec::new();
    for (at, reference) in message.signed_info.references.iter().enumerate() {
        let (target, method) = message.targets[at];
        outcomes.push(report.check(
            "digest",
            format!("digest of Reference {}", at + 1),
            check_digest(reference, target, method),
        ));
    }
    outcomes.push(report.check("signature", "signature value", check_signature(&message)));
    outcomes.push(report.check("dates", "certificate dates", check_dates(&message.certificate, settings)));
    let signer = report.check("signer", "expected signer", check_signer(&message.certificate, settings));
    outcomes.into_iter().collect::<Result<()>>()?;
    signer
}

/// Finds the parts of the message and checks everything about them that needs no cryptography.
fn read<'d, 'a>(document: &'d Document<'a>, settings: &Settings, report: &mut Report) -> Result<Message<'d, 'a>> {
    let envelope =
        report.check("envelope", "SOAP 1.1 Envelope with one Header and one Body", structure::envelope(document))?;
    let security = report.check("security_header", "one Security header", structure::security(&envelope))?;
    let signature = report.check("one_signature", "one Signature", structure::signature(security))?;
    let token = report.check("one_token", "one BinarySecurityToken", structure::token(&envelope, security))?;
    let certificate =
        report.check("token_certificate", "token is an X.509 certificate", structure::certificate(token))?;
    report.certificate = Some(Particulars::of(&certificate));
    let key_id = report.check("key_info", "KeyInfo", structure::key_reference(signature.key_info))?;
    let signed_info = report.check("signed_info", "SignedInfo", structure::signed_info(signature.signed_info))?;
    let signature_value = report.check("signature_base64", "SignatureValue", structure::base64(signature.value))?;

    let signature_method =
        report.check("signature_method", "SignatureMethod", signature_method(signed_info.method, settings))?;
    let digest_methods: Result<Vec<Digest>> =
        signed_info.references.iter().map(|reference| digest_method(reference.digest_method, settings)).collect();
    let digest_methods = report.check("digest_method", "DigestMethod", digest_methods)?;

    let ids: Vec<&str> = signed_info.references.iter().map(|reference| reference.id.as_str()).collect();
    let targets = report.check("references", "each Reference leads to one element", resolve(document, &ids))?;
    report.check("key_reference", "KeyInfo leads to the token", check_key_reference(document, &key_id, token))?;
    report.check("body_is_signed", "Body is signed", check_body(&envelope, &signature, &targets))?;
    let targets = targets.into_iter().zip(digest_methods).collect();
    Ok(Message { signature, signature_value, signed_info, signature_method, targets, certificate })
}

fn signature_method(element: Element<'_, '_>, settings: &Settings) -> Result<RsaAlgorithm> {
    match element.attribute("", "Algorithm").as_deref() {
        Some(names::RSA_SHA256) => Ok(RsaAlgorithm::RsassaPkcs1Sha256),
        Some(RSA_SHA1) if settings.allow_sha1 => Ok(RsaAlgorithm::RsassaPkcs1Sha1),
        Some(RSA_SHA1) => {
            Err(refused("the SignatureMethod is rsa-sha1, which is weak: only with the option allow_sha1"))
        }
        _ => Err(refused("the SignatureMethod is not rsa-sha256")),
    }
}

fn digest_method(element: Element<'_, '_>, settings: &Settings) -> Result<Digest> {
    match element.attribute("", "Algorithm").as_deref() {
        Some(names::SHA256) => Ok(Digest::Sha256),
        Some(SHA1) if settings.allow_sha1 => Ok(Digest::Sha1),
        Some(SHA1) => Err(refused("a DigestMethod is sha1, which is weak: only with the option allow_sha1")),
        _ => Err(refused("a DigestMethod is not sha256")),
    }
}

fn refused(message: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_ALGORITHM, message)
}

fn unresolved(message: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_REFERENCE, message)
}

/// The elements that Ids lead to.
///
/// An element is found by its `wsu:Id` or `Id`. Other verifiers may also take `ID`, `id` or `xml:id` for an Id, or strip
/// white space from it: so no other element may have anything like it with the same value.
fn resolve<'d, 'a>(document: &'d Document<'a>, ids: &[&str]) -> Result<Vec<Element<'d, 'a>>> {
    let mut found: Vec<Option<Element<'d, 'a>>> = vec![None; ids.len()];
    let mut by_name = vec![false; ids.len()];
    for element in document.elements() {
        for attribute in element.attributes().filter(|attribute| attribute.local_name().eq_ignore_ascii_case("id")) {
            let value = attribute.value();
            for (at, _) in ids.iter().enumerate().filter(|(_, id)| **id == value.trim()) {
                if found[at].is_some_and(|before| before != element) {
                    return Err(unresolved("several elements have the Id that a Reference names"));
                }
                found[at] = Some(element);
                by_name[at] |= (attribute.is(names::WSU, "Id") || attribute.is("", "Id")) && value == ids[at];
            }
        }
    }
    let only_named = found.into_iter().zip(by_name).map(|(element, named)| element.filter(|_| named));
    only_named
        .map(|element| element.ok_or_else(|| unresolved("no element has the Id that a Reference names")))
        .collect()
}

fn check_key_reference(document: &Document<'_>, id: &str, token: Element<'_, '_>) -> Result<()> {
    match resolve(document, &[id])?[..] {
        [target] if target.range() == token.range() => Ok(()),
        _ => Err(unresolved("KeyInfo leads to something else than the BinarySecurityToken")),
    }
}

/// The Body is among the signed elements, and none of them holds the Signature itself.
fn check_body(envelope: &Envelope<'_, '_>, signature: &Signature<'_, '_>, targets: &[Element<'_, '_>]) -> Result<()> {
    if targets.iter().any(|target| signature.signed_info.is_within(*target)) {
        return Err(unresolved("a Reference leads to an element that holds the Signature itself"));
    }
    if targets.contains(&envelope.body) {
        Ok(())
    } else {
        Err(unresolved("the Body of the Envelope is not signed"))
    }
}

fn check_digest(reference: &Reference<'_, '_>, target: Element<'_, '_>, method: Digest) -> Result<()> {
    let canonical = canonical(target, &reference.prefixes)?;
    if equal(&method.hash(&[&canonical]), &reference.digest) {
        Ok(())
    } else {
        let message = "a digest does not match: the signed element was changed after it was signed";
        Err(Error::new(CYBSIGN_E_VERIFY_DIGEST, message))
    }
}

fn check_signature(message: &Message<'_, '_>) -> Result<()> {
    let key = PublicKey::from_spki(message.certificate.spki())
        .map_err(|_| refused("the token's public key is not an RSA key that is supported"))?;
    if message.certificate.public_key().bits.is_none_or(|bits| bits < names::MIN_RSA_BITS) {
        return Err(refused("the token's RSA key has less than 1024 bits"));
    }
    let canonical = canonical(message.signature.signed_info, &message.signed_info.prefixes)?;
    let method = message.signature_method;
    let digest = method.signed_digest().map(|digest| digest.hash(&[&canonical]));
    if digest.is_some_and(|digest| key.verify(method, &digest, &message.signature_value)) {
        Ok(())
    } else {
        let why = "the signature value does not match: SignedInfo was changed, or another key made it";
        Err(Error::new(CYBSIGN_E_VERIFY_SIGNATURE, why))
    }
}

fn canonical(element: Element<'_, '_>, prefixes: &[String]) -> Result<SecretBuffer> {
    let prefixes: Vec<&str> = prefixes.iter().map(String::as_str).collect();
    let mut out = SecretBuffer::with_capacity(element.range().len())?;
    let form = Canonicalization { with_comments: false, inclusive_prefixes: &prefixes };
    canonicalize(element, &form, &mut out).map_err(Error::without_advice)?;
    Ok(out)
}

fn check_dates(certificate: &Certificate, settings: &Settings) -> Result<()> {
    let out_of_date = |why: &str| {
        Err(Error::new(
            CYBSIGN_E_VERIFY_DATE,
            format!("the signer's certificate, of {}, {why}", certificate.shown_name()),
        ))
    };
    let validity = certificate.validity();
    match validity.at(settings.now) {
        Standing::Valid => Ok(()),
        Standing::Expired { .. } if settings.allow_expired && validity.has_begun(settings.now) => Ok(()),
        Standing::Expired { .. } => out_of_date("has expired: allow_expired accepts it"),
        Standing::NotYetValid { .. } => out_of_date("is not valid yet"),
        Standing::Unreadable => out_of_date("has dates that can't be read"),
    }
}

fn check_signer(certificate: &Certificate, settings: &Settings) -> Result<Signer> {
    let trust = &settings.trust;
    if trust.any {
        return Ok(Signer::Unauthenticated(NotAuthenticated::AnyCertificate));
    }
    let other = trust.certificate.as_ref().is_some_and(|one| !equal(one.der(), certificate.der()));
    let fingerprint = certificate.sha256();
    let unlisted = trust.fingerprints.as_ref().is_some_and(|list| !list.iter().any(|one| equal(one, &fingerprint)));
    if other || unlisted {
        let why = format!("the signer's certificate, of {}, is not the expected one", certificate.shown_name());
        return Err(Error::new(CYBSIGN_E_VERIFY_SIGNER, why));
    }
    if !trust.names_a_signer() {
        let message = "nothing says whose signature is expected: set expected_certificate or expected_sha256";
        return Err(Error::new(CYBSIGN_E_VERIFY_UNTRUSTED, message));
    }
    Ok(Signer::Authenticated(Particulars::of(certificate)))
}
