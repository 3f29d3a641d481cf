//! The options of [`SimpleOrder`](super::SimpleOrder).

use serde_json::Value;

use crate::error::Result;
use crate::options::{self, Options, Testing};
use crate::secret::SecretBuffer;
use crate::simple_order::encrypt::EncryptionSettings;
use crate::simple_order::endpoint::Endpoint;
use crate::simple_order::ids::Ids;
use crate::simple_order::names::TRANSACTION_DATA;
use crate::simple_order::profile::Profile;
use crate::time::Clock;
use crate::xml::{escape_attribute, is_ncname, Limits};

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
    pub(super) endpoint: Endpoint,
    /// Where messages are to be encrypted.
    pub(super) encryption: Option<EncryptionSettings>,
    pub(super) limits: Limits,
    /// What tells the time to judge certificates at.
    pub(super) clock: Clock,
    /// The Ids of the profile java, where tests set them.
    pub(super) ids: Option<Ids>,
}

/// The version whose namespace NVP requests have unless an option says otherwise.
const DEFAULT_API_VERSION: &str = "1.224";

impl Settings {
    pub(super) fn parse(json: &[u8]) -> Result<Settings> {
        Settings::read(Options::parse(json)?)
    }

    /// Reads options that were parsed, or made, before.
    pub(super) fn read(mut options: Options) -> Result<Settings> {
        let profile = Profile::read(&mut options)?;
        let namespace = namespace_of(&mut options)?;
        let client = client_of(&mut options)?;
        let allow_expired = options.boolean("allow_expired", false)?;
        let allow_other_username = options.boolean("allow_other_username", false)?;
        let endpoint = Endpoint::read(&mut options)?;
        let encryption = EncryptionSettings::read(&mut options)?;
        let limits = options::limits(&mut options)?;
        let mut testing = Testing::read(&mut options)?;
        let ids = Ids::read(&mut testing.own)?;
        let clock = testing.finish()?;
        options.finish()?;
        Ok(Settings {
            profile,
            namespace,
            client,
            allow_expired,
            allow_other_username,
            endpoint,
            encryption,
            limits,
            clock,
            ids,
        })
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
pub(super) fn is_uri(text: &str) -> bool {
    let scheme_ends = text.find(':').unwrap_or(0);
    scheme_ends > 0
        && text.as_bytes()[0].is_ascii_alphabetic()
        && text[..scheme_ends].bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`'))
        && text.len() <= 1000
}

/// A version as CyberSource's namespaces have it.
pub(super) fn is_api_version(text: &str) -> bool {
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
