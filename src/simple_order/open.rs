//! Opening an encrypted message: what the other side does, for tests and simulators of a gateway.
//!
//! Nobody may learn from an answer what was wrong with a cipher text. So everything that is no secret (structure,
//! algorithms, recipient) is judged first and may be named; from then on each fault gives the same status and text, and
//! the work goes on with a random key or an empty content instead of stopping where the fault is.

use crate::credential::Credential;
use crate::crypto::random;
use crate::error::{
    Error, Result, CYBSIGN_E_DECRYPT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_VERIFY_ALGORITHM,
    CYBSIGN_E_VERIFY_STRUCTURE, CYBSIGN_E_VERIFY_UNTRUSTED,
};
use crate::secret::SecretBuffer;
use crate::simple_order::key_transport::{self, KeyTransport};
use crate::simple_order::names::{
    AES256_CBC, BASE64_BINARY, DS, RSA_1_5, RSA_OAEP_MGF1P, SOAP, WSSE, X509_V3, XENC, XENC_CONTENT,
};
use crate::simple_order::verify;
use crate::text::base64;
use crate::xml::encryption::{self, KEY_LEN};
use crate::xml::{Document, Element, NodeKind};

/// Decrypts a message that was encrypted to the credential's certificate and verifies it, with the options of
/// [`verify`](super::verify). Gives the SOAP message with the Body's content in clear, only if both succeed.
pub fn open(credential: &Credential, message: &[u8], options_json: &[u8]) -> Result<SecretBuffer> {
    let verifier = verify::Verifier::new(options_json)?;
    if !verifier.knows_whom_to_expect() {
        return Err(Error::new(
            CYBSIGN_E_VERIFY_UNTRUSTED,
            "nothing says whose signature is expected: set expected_certificate or expected_sha256",
        ));
    }
    let document = Document::parse(message, verifier.limits()).map_err(Error::without_advice)?;
    let parts = Parts::find(&document)?;
    if parts.recipient != credential.certificate()?.der() {
        return Err(Error::new(
            CYBSIGN_E_NO_RECIPIENT,
            "the message is encrypted to another certificate; open it with the key of that one",
        ));
    }
    let decrypter = credential.decrypter().ok_or_else(|| {
        Error::new(CYBSIGN_E_KEY_KIND, "the credential can't decrypt: it was made without a decrypt callback")
    })?;

    let random_key = random::<KEY_LEN>()?;
    let unwrapped = decrypter.decrypt(parts.key_transport.algorithm, &parts.wrapped_key);
    let unwrapped = unwrapped.as_deref().unwrap_or(&[]);
    let mut content_key = random_key;
    if unwrapped.len() == KEY_LEN {
        content_key.copy_from_slice(unwrapped);
    }
    let content = encryption::decrypt(&content_key, &parts.data);
    let plain = in_clear(&document, &parts, content.as_ref().map_or(&[][..], |content| content))?;
    let verified = verifier.verify(&plain).is_ok();
    if !verified || content.is_none() {
        return Err(Error::new(
            CYBSIGN_E_DECRYPT,
            "the message can't be opened: it was changed on its way, or is not signed by the expected certificate",
        ));
    }
    Ok(plain)
}

/// What decryption needs of a message.
struct Parts<'d, 'a> {
    key_transport: &'static KeyTransport,
    /// DER of the certificate that the content key is wrapped for.
    recipient: Vec<u8>,
    wrapped_key: Vec<u8>,
    encrypted_key: Element<'d, 'a>,
    encrypted_data: Element<'d, 'a>,
    /// IV and cipher text.
    data: Vec<u8>,
}

impl<'d, 'a> Parts<'d, 'a> {
    fn find(document: &'d Document<'a>) -> Result<Parts<'d, 'a>> {
        let root = document.root();
        if !root.is(SOAP, "Envelope") {
            return Err(wrong("the root is not a SOAP 1.1 Envelope"));
        }
        let header = child(root, SOAP, "Header")?;
        let security = child(header, WSSE, "Security")?;
        let encrypted_key = child(security, XENC, "EncryptedKey")?;
        let body = child(root, SOAP, "Body")?;
        let encrypted_data = child(body, XENC, "EncryptedData")?;
        only_one(document, "EncryptedKey")?;
        only_one(document, "EncryptedData")?;
        if body.children().any(|node| node.as_element() != Some(encrypted_data) && !node.is_white_space()) {
            return Err(wrong("the Body holds something beside its EncryptedData"));
        }
        check_references(encrypted_key, encrypted_data)?;
        Ok(Parts {
            key_transport: key_transport(encrypted_key)?,
            recipient: recipient(encrypted_key)?,
            wrapped_key: cipher_value(encrypted_key)?,
            encrypted_key,
            data: cipher_data(encrypted_data)?,
            encrypted_data,
        })
    }
}

/// The message with the content in the place of EncryptedData, and without EncryptedKey.
fn in_clear(document: &Document<'_>, parts: &Parts<'_, '_>, content: &[u8]) -> Result<SecretBuffer> {
    let source = document.source().as_bytes();
    let (key, data) = (parts.encrypted_key.range(), parts.encrypted_data.range());
    let (first, second, fill) = match key.start < data.start {
        true => (key, data, (&[][..], content)),
        false => (data, key, (content, &[][..])),
    };
    let mut plain = SecretBuffer::with_capacity(source.len() + content.len())?;
    plain.extend_from_slice(&source[..first.start]);
    plain.extend_from_slice(fill.0);
    plain.extend_from_slice(&source[first.end..second.start]);
    plain.extend_from_slice(fill.1);
    plain.extend_from_slice(&source[second.end..]);
    Ok(plain)
}

fn wrong(message: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, message)
}

/// The one child element of a name.
fn child<'d, 'a>(parent: Element<'d, 'a>, namespace: &str, name: &str) -> Result<Element<'d, 'a>> {
    let mut found = parent.child_elements().filter(|element| element.is(namespace, name));
    match (found.next(), found.next()) {
        (Some(element), None) => Ok(element),
        (None, _) => Err(wrong(&format!("{} holds no {name}", parent.local_name()))),
        _ => Err(wrong(&format!("{} holds several {name} elements", parent.local_name()))),
    }
}

fn only_one(document: &Document<'_>, name: &str) -> Result<()> {
    match document.elements().filter(|element| element.is(XENC, name)).count() {
        1 => Ok(()),
        _ => Err(wrong(&format!("the message holds several {name} elements"))),
    }
}

/// EncryptedKey says that it is for EncryptedData, and EncryptedData that it replaced the Body's content.
fn check_references(encrypted_key: Element<'_, '_>, encrypted_data: Element<'_, '_>) -> Result<()> {
    let list = child(encrypted_key, XENC, "ReferenceList")?;
    let reference = child(list, XENC, "DataReference")?;
    let id = encrypted_data.attribute("", "Id").unwrap_or_default();
    let uri = reference.attribute("", "URI").unwrap_or_default();
    if id.is_empty() || uri.strip_prefix('#') != Some(&*id) {
        return Err(wrong("the EncryptedKey's DataReference does not lead to the EncryptedData of the Body"));
    }
    if encrypted_data.attribute("", "Type").as_deref() != Some(XENC_CONTENT) {
        return Err(wrong("the EncryptedData's Type is not Content"));
    }
    Ok(())
}

fn refused(message: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_ALGORITHM, message)
}

fn key_transport(encrypted_key: Element<'_, '_>) -> Result<&'static KeyTransport> {
    const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
    let method = child(encrypted_key, XENC, "EncryptionMethod")?;
    let sha1_only = method
        .child_elements()
        .all(|element| element.is(DS, "DigestMethod") && element.attribute("", "Algorithm").as_deref() == Some(SHA1));
    match method.attribute("", "Algorithm").as_deref() {
        Some(RSA_OAEP_MGF1P) if sha1_only => Ok(key_transport::OAEP),
        Some(RSA_OAEP_MGF1P) => Err(refused("the EncryptedKey's OAEP has parameters other than SHA-1")),
        Some(RSA_1_5) if method.child_elements().next().is_none() => Ok(key_transport::PKCS1),
        _ => Err(refused("the EncryptedKey's EncryptionMethod is neither rsa-oaep-mgf1p nor rsa-1_5")),
    }
}

fn recipient(encrypted_key: Element<'_, '_>) -> Result<Vec<u8>> {
    let key_info = child(encrypted_key, DS, "KeyInfo")?;
    let reference = child(key_info, WSSE, "SecurityTokenReference")?;
    let identifier = child(reference, WSSE, "KeyIdentifier")?;
    let encoding = identifier.attribute("", "EncodingType");
    let is_base64 = encoding.is_none_or(|encoding| encoding == BASE64_BINARY);
    if !is_base64 || identifier.attribute("", "ValueType").as_deref() != Some(X509_V3) {
        return Err(wrong("the recipient's KeyIdentifier is not a whole X.509 certificate in base64"));
    }
    base64(identifier)
}

fn cipher_value(encrypted: Element<'_, '_>) -> Result<Vec<u8>> {
    base64(child(child(encrypted, XENC, "CipherData")?, XENC, "CipherValue")?)
}

fn cipher_data(encrypted_data: Element<'_, '_>) -> Result<Vec<u8>> {
    let method = child(encrypted_data, XENC, "EncryptionMethod")?;
    if method.attribute("", "Algorithm").as_deref() != Some(AES256_CBC) {
        return Err(refused("the EncryptedData's EncryptionMethod is not aes256-cbc"));
    }
    cipher_value(encrypted_data)
}

/// Strict base64, in which white space may stand.
fn base64(element: Element<'_, '_>) -> Result<Vec<u8>> {
    if element.children().any(|node| node.kind() != NodeKind::Text) {
        return Err(wrong(&format!("{} holds something else than text", element.local_name())));
    }
    base64::decode(&element.text()).ok_or_else(|| wrong(&format!("{} is not base64", element.local_name())))
}
