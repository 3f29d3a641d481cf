//! The options of [`SimpleOrder`](super::SimpleOrder).

use serde_json::Value;

use crate::error::Result;
use crate::options::{self, Options, Testing};
use crate::secret::SecretBuffer;
use crate::simple_order::key_transport::{self, KeyTransport};
use crate::simple_order::names::TRANSACTION_DATA;
use crate::simple_order::request::Destination;
use crate::x509::{certificate_from_text, Certificate};
use crate::xml::{escape_attribute, is_ncname, Limits};

/// Whose byte layout a message has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// CyberSource's C/C++ SDK 6.0.4: constant Ids, so that the same input gives the same bytes.
    Cpp,
    /// CyberSource's Java SDK 6.2.12 to 6.2.16.
    Java,
}

/// The Ids of a message in the profile java.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    /// BinarySecurityToken.
    pub(super) token: String,
    /// Signature.
    pub(super) signature: String,
    /// Body.
    pub(super) body: String,
    /// KeyInfo.
    pub(super) key_info: String,
    /// SecurityTokenReference.
    pub(super) reference: String,
    /// EncryptedKey.
    pub(super) encrypted_key: String,
    /// EncryptedData.
    pub(super) encrypted_data: String,
}

impl Ids {
    pub(super) fn all(&self) -> [&str; 7] {
        [
            &self.token,
            &self.signature,
            &self.body,
            &self.key_info,
            &self.reference,
            &self.encrypted_key,
            &self.encrypted_data,
        ]
    }
}

/// The options of encryption.
pub(super) struct EncryptionSettings {
    pub(super) key_transport: &'static KeyTransport,
    /// The recipient, where it is not CyberSource_SJC_US of the credential's own file.
    pub(super) server_certificate: Option<Certificate>,
    pub(super) allow_expired_recipient: bool,
}

/// The options, checked.
pub(super) struct Settings {
    pub(super) profile: Profile,
    /// The namespace of NVP requests, escaped as an attribute's value.
    pub(super) namespace: String,
    /// Identification fields, in the given order.
    pub(super) client: Vec<(String, String)>,
    pub(super) allow_expired: bool,
    /// Whether an envelope of a meta key may be signed with another one's certificate.
    pub(super) allow_other_username: bool,
    /// Where requests go to.
    pub(super) destination: Destination,
    /// Where messages are to be encrypted.
    pub(super) encryption: Option<EncryptionSettings>,
    pub(super) limits: Limits,
    /// The time to judge the certificate at, where tests set it.
    pub(super) now: Option<i64>,
    /// The Ids of the profile java, where tests set them.
    pub(super) ids: Option<Ids>,
}

/// The version whose namespace NVP requests have unless an option says otherwise.
const DEFAULT_API_VERSION: &str = "1.224";

impl Settings {
    pub(super) fn parse(json: &[u8]) -> Result<Settings> {
        Settings::read(Options::parse(json)?)
    }

    pub(super) fn read(mut options: Options) -> Result<Settings> {
        let profile = profile_of(&mut options)?;
        let namespace = namespace_of(&mut options)?;
        let client = client_of(&mut options)?;
        let allow_expired = options.boolean("allow_expired", false)?;
        let allow_other_username = options.boolean("allow_other_username", false)?;
        let destination = Destination::parse(&mut options)?;
        let encryption = encryption_of(&mut options)?;
        let limits = options::limits(&mut options)?;
        let mut testing = Testing::read(&mut options)?;
        let ids = ids_of(&mut testing.own)?;
        let now = testing.finish()?;
        options.finish()?;
        Ok(Settings {
            profile,
            namespace,
            client,
            allow_expired,
            allow_other_username,
            destination,
            encryption,
            limits,
            now,
            ids,
        })
    }
}

fn profile_of(options: &mut Options) -> Result<Profile> {
    match options.string("profile")?.as_deref() {
        None | Some("cpp") => Ok(Profile::Cpp),
        Some("java") => Ok(Profile::Java),
        Some(_) => Err(options.refuse("profile", "must be \"cpp\" or \"java\"")),
    }
}

fn namespace_of(options: &mut Options) -> Result<String> {
    let version = options.string("api_version")?;
    let namespace = options.string("namespace")?;
    if let Some(namespace) = namespace {
        if version.is_some() {
            return Err(options.refuse("namespace", "can't stand beside api_version; give one of them"));
        }
        if !is_uri(&namespace) {
            return Err(options.refuse("namespace", "must be an absolute URI of visible ASCII"));
        }
        let mut escaped = SecretBuffer::new();
        escape_attribute(&namespace, &mut escaped);
        return Ok(String::from_utf8_lossy(&escaped).into_owned());
    }
    let version = version.as_deref().unwrap_or(DEFAULT_API_VERSION);
    if !is_api_version(version) {
        return Err(options.refuse("api_version", "must be digits, a dot and digits, such as \"1.224\""));
    }
    Ok(format!("{TRANSACTION_DATA}{version}"))
}

/// What stands in an attribute as it is: visible ASCII with a scheme, and none of the characters RFC 3986 excludes.
fn is_uri(text: &str) -> bool {
    let scheme_ends = text.find(':').unwrap_or(0);
    scheme_ends > 0
        && text.as_bytes()[0].is_ascii_alphabetic()
        && text[..scheme_ends].bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`'))
        && text.len() <= 1000
}

fn is_api_version(text: &str) -> bool {
    let digits = |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(major, minor)| digits(major) && digits(minor))
}

fn client_of(options: &mut Options) -> Result<Vec<(String, String)>> {
    const WANTED: &str = "must be false or an object whose values are strings";
    let fields = match options.take("client") {
        None | Some(Value::Bool(false)) => return Ok(Vec::new()),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(options.refuse("client", WANTED)),
    };
    let mut client = Vec::new();
    for (name, value) in fields {
        let Value::String(value) = value else { return Err(options.refuse("client", WANTED)) };
        if !is_ncname(&name) || !name.is_ascii() {
            return Err(options.refuse("client", "has a name that can't be an element's"));
        }
        if value.chars().any(|c| c < ' ' || !crate::xml::is_xml_char(c)) {
            return Err(options.refuse("client", "has a value with a control character"));
        }
        client.push((name, value));
    }
    Ok(client)
}

fn encryption_of(options: &mut Options) -> Result<Option<EncryptionSettings>> {
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
        Some(text) => Some(certificate_from_text(&text).ok_or_else(|| {
            options.refuse("server_certificate", "must be one certificate, as PEM or as the base64 text of its DER")
        })?),
    };
    let allow_expired_recipient = options.boolean("allow_expired_recipient", false)?;
    Ok(encrypt.then_some(EncryptionSettings { key_transport, server_certificate, allow_expired_recipient }))
}

/// Tests set the five Ids of a signed message, and may set the two of an encrypted one.
fn ids_of(testing: &mut Options) -> Result<Option<Ids>> {
    if !testing.has("ids") {
        testing.object("ids")?;
        return Ok(None);
    }
    let mut given = testing.object("ids")?;
    let mut id = |name, default: Option<&str>| match given.string(name)?.or(default.map(str::to_owned)) {
        Some(id) if is_ncname(&id) && id.is_ascii() && id.len() <= 200 => Ok(id),
        Some(_) => Err(given.refuse(name, "must be an NCName of ASCII characters")),
        None => Err(given.refuse(name, "is missing; ids sets token, signature, body, key_info and reference")),
    };
    let ids = Ids {
        token: id("token", None)?,
        signature: id("signature", None)?,
        body: id("body", None)?,
        key_info: id("key_info", None)?,
        reference: id("reference", None)?,
        encrypted_key: id("encrypted_key", Some("EK-1"))?,
        encrypted_data: id("encrypted_data", Some("ED-1"))?,
    };
    given.finish()?;
    let all = ids.all();
    if all.iter().enumerate().any(|(at, id)| all[..at].contains(id)) {
        return Err(testing.refuse("ids", "must be different from each other"));
    }
    Ok(Some(ids))
}
