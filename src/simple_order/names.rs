//! The namespaces and identifiers of a signed SOAP message, as the specifications spell them.

/// SOAP 1.1.
pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// WS-Security extensions.
pub(super) const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Security utility: `wsu:Id`.
pub(super) const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// XML Signature.
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Exclusive XML Canonicalization, as a namespace and as an algorithm (without comments).
pub(super) const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The EncodingType of a BinarySecurityToken.
pub(super) const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
/// The ValueType of a single X.509 certificate.
pub(super) const X509_V3: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
/// RSASSA-PKCS1-v1_5 with SHA-256.
pub(super) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
/// SHA-256.
pub(super) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// What CyberSource's namespaces begin with; the API version follows.
pub(super) const TRANSACTION_DATA: &str = "urn:schemas-cybersource-com:transaction-data-";
/// XML Encryption.
pub(super) const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
/// The Type of an EncryptedData that replaced an element's content.
pub(super) const XENC_CONTENT: &str = "http://www.w3.org/2001/04/xmlenc#Content";
/// AES-256 in CBC mode, the IV before the cipher text.
pub(super) const AES256_CBC: &str = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
/// RSAES-OAEP with SHA-1 and MGF1-SHA-1 unless children say otherwise.
pub(super) const RSA_OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
/// RSAES-PKCS1-v1_5.
pub(super) const RSA_1_5: &str = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";
/// WS-Security 1.1 extensions.
pub(super) const WSSE11: &str = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
/// The TokenType of a reference to an EncryptedKey.
pub(super) const ENCRYPTED_KEY_TOKEN: &str =
    "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKey";
/// The field and element that names the merchant of a request.
pub(super) const MERCHANT_ID: &str = "merchantID";
/// Shorter RSA keys prove nothing.
pub(super) const MIN_RSA_BITS: u32 = 1024;
