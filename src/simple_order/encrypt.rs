//! Encrypting the content of a signed Body (XML Encryption; WS-Security SOAP Message Security 1.0, section 9).

use crate::credential::{certificate_from, CertificateUse, Credential};
use crate::crypto::random;
use crate::crypto::rsa::PublicKey;
use crate::error::{Error, Result, CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_RECIPIENT_DATE};
use crate::options::Options;
use crate::simple_order::ids::Ids;
use crate::simple_order::key_transport::{self, KeyTransport};
use crate::simple_order::names::{
    AES256_CBC, BASE64_BINARY, DS, ENCRYPTED_KEY_TOKEN, WSSE, WSSE11, X509_V3, XENC, XENC_CONTENT,
};
use crate::simple_order::profile::Profile;
use crate::time::rfc3339;
use crate::x509::{Certificate, Standing};
use crate::xml::encryption::{self, Padding};

/// The options of encryption.
pub(super) struct EncryptionSettings {
    key_transport: &'static KeyTransport,
    /// The recipient, where it is not CyberSource_SJC_US of the credential's own file.
    server_certificate: Option<Certificate>,
    allow_expired_recipient: bool,
}

impl EncryptionSettings {
    /// The options, or `None` where nothing is to be encrypted.
    pub(super) fn read(options: &mut Options) -> Result<Option<EncryptionSettings>> {
        let encrypt = options.boolean("encrypt", false)?;
        for name in ["key_transport", "server_certificate", "allow_expired_recipient"] {
            if !encrypt && options.has(name) {
                return Err(options.refuse(name, "is for encryption, which encrypt: true asks for"));
            }
        }
        let key_transport = match options.string("key_transport")? {
            None => key_transport::OAEP,
            Some(name) => {
                let found = key_transport::ALL.into_iter().find(|transport| transport.name == name);
                found.ok_or_else(|| options.refuse("key_transport", "must be \"rsa-oaep\" or \"rsa-1_5\""))?
            }
        };
        let server_certificate = match options.string("server_certificate")? {
            None => None,
            Some(text) => Some(
                certificate_from(text.as_bytes(), CertificateUse::Recipient)
                    .map_err(|error| options.refuse("server_certificate", error.message()))?,
            ),
        };
        let allow_expired_recipient = options.boolean("allow_expired_recipient", false)?;
        Ok(encrypt.then_some(EncryptionSettings { key_transport, server_certificate, allow_expired_recipient }))
    }
}

/// Whom messages are encrypted to, and how; made once.
pub(super) struct Recipient {
    key: PublicKey,
    pub(super) certificate: Certificate,
    key_transport: &'static KeyTransport,
    allow_expired: bool,
    profile: Profile,
    /// The certificate as the text of a KeyIdentifier.
    key_identifier: String,
}

/// In bytes. CyberSource's key has 256.
const MIN_KEY_SIZE: usize = 128;

/// The two elements that carry encrypted content.
pub(super) struct Encrypted {
    /// EncryptedKey, for the Security header.
    pub(super) key: String,
    /// EncryptedData, for the Body.
    pub(super) data: String,
}

impl Recipient {
    /// The certificate of the options, or CyberSource_SJC_US of the credential's own file.
    pub(super) fn new(settings: &EncryptionSettings, profile: Profile, credential: &Credential) -> Result<Recipient> {
        let certificate = match &settings.server_certificate {
            Some(certificate) => certificate,
            None => credential.server_certificate().ok_or_else(no_recipient)?,
        };
        let key = PublicKey::from_spki(certificate.spki()).ok().filter(|key| key.size() >= MIN_KEY_SIZE);
        Ok(Recipient {
            key: key.ok_or_else(|| no_recipient_key(certificate))?,
            certificate: certificate.clone(),
            key_transport: settings.key_transport,
            allow_expired: settings.allow_expired_recipient,
            profile,
            key_identifier: profile.base64(certificate.der()),
        })
    }

    /// Encrypts a Body's content with a fresh key. `declaration` is what must be declared on the EncryptedKey.
    pub(super) fn encrypt(&self, content: &[u8], ids: &Ids, declaration: &str, now: i64) -> Result<Encrypted> {
        self.check_validity(now)?;
        let content_key = random::<{ encryption::KEY_LEN }>()?;
        let padding = match self.profile {
            Profile::Cpp => Padding::Length,
            Profile::Java => Padding::Random,
        };
        let wrapped = self.key.encrypt(self.key_transport.algorithm, &*content_key)?;
        let data = encryption::encrypt(&content_key, content, padding)?;
        Ok(Encrypted { key: self.encrypted_key(&wrapped, ids, declaration), data: self.encrypted_data(&data, ids) })
    }

    fn encrypted_key(&self, wrapped: &[u8], ids: &Ids, declaration: &str) -> String {
        let Ids { encrypted_key, encrypted_data, .. } = ids;
        let certificate = &self.key_identifier;
        let wrapped = self.profile.base64(wrapped);
        let method = self.method(self.key_transport.uri);
        let reference = self.profile.empty("xenc:DataReference", &format!("URI=\"#{encrypted_data}\""));
        format!(
            "<xenc:EncryptedKey{declaration} xmlns:xenc=\"{XENC}\" Id=\"{encrypted_key}\">{method}\
             <ds:KeyInfo xmlns:ds=\"{DS}\"><wsse:SecurityTokenReference>\
             <wsse:KeyIdentifier EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\">{certificate}\
             </wsse:KeyIdentifier></wsse:SecurityTokenReference></ds:KeyInfo>\
             <xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData>\
             <xenc:ReferenceList>{reference}</xenc:ReferenceList></xenc:EncryptedKey>"
        )
    }

    fn encrypted_data(&self, data: &[u8], ids: &Ids) -> String {
        let Ids { encrypted_key, encrypted_data, .. } = ids;
        let data = self.profile.base64(data);
        let method = self.method(AES256_CBC);
        let key_info = match self.profile {
            Profile::Cpp => String::new(),
            // With the line feeds that Santuario puts into it.
            Profile::Java => format!(
                "<ds:KeyInfo xmlns:ds=\"{DS}\">\n\
                 <wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\" xmlns:wsse11=\"{WSSE11}\" \
                 wsse11:TokenType=\"{ENCRYPTED_KEY_TOKEN}\"><wsse:Reference URI=\"#{encrypted_key}\"/>\
                 </wsse:SecurityTokenReference>\n</ds:KeyInfo>"
            ),
        };
        format!(
            "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Id=\"{encrypted_data}\" Type=\"{XENC_CONTENT}\">{method}{key_info}\
             <xenc:CipherData><xenc:CipherValue>{data}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
        )
    }

    fn method(&self, algorithm: &str) -> String {
        self.profile.empty("xenc:EncryptionMethod", &format!("Algorithm=\"{algorithm}\""))
    }

    fn check_validity(&self, now: i64) -> Result<()> {
        if self.allow_expired {
            return Ok(());
        }
        let why = match self.certificate.validity().at(now) {
            Standing::Valid => return Ok(()),
            Standing::Expired { not_after } => format!("expired on {}", rfc3339(not_after)),
            Standing::NotYetValid { not_before } => format!("is valid only from {}", rfc3339(not_before)),
            Standing::Unreadable => "has a date that can't be read".to_owned(),
        };
        let name = self.certificate.shown_name();
        let message = format!(
            "the certificate of {name}, which messages are encrypted to, {why}; download a P12 with the new \
             CyberSource_SJC_US certificate, or give server_certificate"
        );
        Err(Error::new(CYBSIGN_E_RECIPIENT_DATE, message))
    }
}

fn no_recipient() -> Error {
    Error::new(
        CYBSIGN_E_NO_RECIPIENT,
        "encryption is asked for, but the key file has no CyberSource_SJC_US certificate: give it as server_certificate",
    )
}

fn no_recipient_key(certificate: &Certificate) -> Error {
    let why = format!(
        "the certificate of {}, to encrypt to, has no RSA key of 1024 to 8192 bits; give CyberSource's as server_certificate",
        certificate.shown_name()
    );
    Error::new(CYBSIGN_E_NO_RECIPIENT, why)
}
