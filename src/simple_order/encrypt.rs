//! Encrypting the content of a signed Body (XML Encryption; WS-Security SOAP Message Security 1.0, section 9).

use crate::credential::{Credential, Date, CLOCK_SKEW};
use crate::crypto::random;
use crate::crypto::rsa::PublicKey;
use crate::error::{Error, Result, CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_RECIPIENT_DATE};
use crate::simple_order::envelope::base64_text;
use crate::simple_order::key_transport::KeyTransport;
use crate::simple_order::names::{
    AES256_CBC, BASE64_BINARY, DS, ENCRYPTED_KEY_TOKEN, WSSE, WSSE11, X509_V3, XENC, XENC_CONTENT,
};
use crate::simple_order::settings::{EncryptionSettings, Ids, Profile};
use crate::time;
use crate::xml::encryption::{self, Padding};

/// Whom messages are encrypted to, and how; made once.
pub(super) struct Recipient {
    key: PublicKey,
    not_before: Date,
    not_after: Date,
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
    pub(super) data: Vec<u8>,
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
            key: key.ok_or_else(no_recipient_key)?,
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            key_transport: settings.key_transport,
            allow_expired: settings.allow_expired_recipient,
            profile,
            key_identifier: base64_text(profile, certificate.der()),
        })
    }

    /// Encrypts a Body's content with a fresh key.
    pub(super) fn encrypt(&self, content: &[u8], ids: Option<&Ids>, now: i64) -> Result<Encrypted> {
        self.check_validity(now)?;
        let content_key = random::<{ encryption::KEY_LEN }>()?;
        let padding = match self.profile {
            Profile::Cpp => Padding::Length,
            Profile::Java => Padding::Random,
        };
        let wrapped = base64_text(self.profile, &self.key.encrypt(self.key_transport.algorithm, &*content_key)?);
        let data = base64_text(self.profile, &encryption::encrypt(&content_key, content, padding)?);
        Ok(match ids {
            Some(ids) => self.java(&wrapped, &data, ids),
            None => self.cpp(&wrapped, &data),
        })
    }

    fn check_validity(&self, now: i64) -> Result<()> {
        if self.allow_expired {
            return Ok(());
        }
        let refuse = |why: String| {
            Err(Error::new(
                CYBSIGN_E_RECIPIENT_DATE,
                format!(
                    "{why}; download a P12 with the new CyberSource_SJC_US certificate, or give server_certificate"
                ),
            ))
        };
        match (self.not_before, self.not_after) {
            (Date::Time(from), Date::Time(until)) if (from.saturating_sub(CLOCK_SKEW)..=until).contains(&now) => Ok(()),
            (Date::Time(_), Date::Time(until)) if now > until => {
                refuse(format!("the certificate that messages are encrypted to expired on {}", time::rfc3339(until)))
            }
            (Date::Time(from), Date::Time(_)) => refuse(format!(
                "the certificate that messages are encrypted to is valid only from {}",
                time::rfc3339(from)
            )),
            _ => refuse("a date of the certificate that messages are encrypted to can't be read".to_owned()),
        }
    }

    /// As gSOAP writes it: constant Ids, pairs of tags, no KeyInfo in EncryptedData.
    fn cpp(&self, wrapped: &str, data: &str) -> Encrypted {
        let (algorithm, certificate) = (self.key_transport.uri, &self.key_identifier);
        Encrypted {
            key: format!(
                "<xenc:EncryptedKey xmlns:xenc=\"{XENC}\" Id=\"{CPP_KEY_ID}\">\
                 <xenc:EncryptionMethod Algorithm=\"{algorithm}\"></xenc:EncryptionMethod>\
                 <ds:KeyInfo xmlns:ds=\"{DS}\"><wsse:SecurityTokenReference>\
                 <wsse:KeyIdentifier EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\">{certificate}\
                 </wsse:KeyIdentifier></wsse:SecurityTokenReference></ds:KeyInfo>\
                 <xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData>\
                 <xenc:ReferenceList><xenc:DataReference URI=\"#{CPP_DATA_ID}\"></xenc:DataReference></xenc:ReferenceList>\
                 </xenc:EncryptedKey>"
            ),
            data: format!(
                "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Id=\"{CPP_DATA_ID}\" Type=\"{XENC_CONTENT}\">\
                 <xenc:EncryptionMethod Algorithm=\"{AES256_CBC}\"></xenc:EncryptionMethod>\
                 <xenc:CipherData><xenc:CipherValue>{data}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
            )
            .into_bytes(),
        }
    }

    /// As WSS4J writes it, with the line feeds that Santuario puts into KeyInfo.
    fn java(&self, wrapped: &str, data: &str, ids: &Ids) -> Encrypted {
        let (algorithm, certificate) = (self.key_transport.uri, &self.key_identifier);
        let (key_id, data_id) = (&ids.encrypted_key, &ids.encrypted_data);
        Encrypted {
            key: format!(
                "<xenc:EncryptedKey xmlns:xenc=\"{XENC}\" Id=\"{key_id}\">\
                 <xenc:EncryptionMethod Algorithm=\"{algorithm}\"/>\
                 <ds:KeyInfo xmlns:ds=\"{DS}\"><wsse:SecurityTokenReference>\
                 <wsse:KeyIdentifier EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\">{certificate}\
                 </wsse:KeyIdentifier></wsse:SecurityTokenReference></ds:KeyInfo>\
                 <xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData>\
                 <xenc:ReferenceList><xenc:DataReference URI=\"#{data_id}\"/></xenc:ReferenceList></xenc:EncryptedKey>"
            ),
            data: format!(
                "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Id=\"{data_id}\" Type=\"{XENC_CONTENT}\">\
                 <xenc:EncryptionMethod Algorithm=\"{AES256_CBC}\"/><ds:KeyInfo xmlns:ds=\"{DS}\">\n\
                 <wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\" xmlns:wsse11=\"{WSSE11}\" \
                 wsse11:TokenType=\"{ENCRYPTED_KEY_TOKEN}\"><wsse:Reference URI=\"#{key_id}\"/>\
                 </wsse:SecurityTokenReference>\n</ds:KeyInfo>\
                 <xenc:CipherData><xenc:CipherValue>{data}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
            )
            .into_bytes(),
        }
    }
}

/// The Ids of the profile cpp.
pub(super) const CPP_KEY_ID: &str = "Cert";
pub(super) const CPP_DATA_ID: &str = "SOAP-ENV_Body";

fn no_recipient() -> Error {
    Error::new(
        CYBSIGN_E_NO_RECIPIENT,
        "encryption is asked for, but the key file has no CyberSource_SJC_US certificate: give it as server_certificate",
    )
}

fn no_recipient_key() -> Error {
    let why =
        "the certificate to encrypt to has no RSA key of 1024 to 8192 bits; give CyberSource's as server_certificate";
    Error::new(CYBSIGN_E_NO_RECIPIENT, why)
}
