//! The configuration files of CyberSource's own clients: `cybs.ini` of the C/C++ SDK and `cybs.properties` of the Java SDK.
//!
//! Every key is mapped onto an option, or ignored with a warning that says so, or refused with a reason. Two files are
//! opened: the configuration and the P12 that it names. A relative `keysDirectory` is taken from the working directory of
//! the process, as both SDKs do.

mod syntax;

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::credential::Credential;
use crate::error::{
    Error, Result, CYBSIGN_E_MEMORY, CYBSIGN_E_OPTION, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_WRONG_PASSWORD,
};
use crate::file;
use crate::http::{environment_of_host, host_of};
use crate::options::Options;
use crate::simple_order::handle::SimpleOrder;
use crate::simple_order::options::Settings;
use syntax::Entry;

/// No configuration file is larger.
const MAX_FILE: usize = 1 << 20;

/// The version whose namespace the C/C++ SDK 6.0.4 was built with, whatever its configuration says.
const CPP_SDK_API_VERSION: &str = "1.183";

/// What was made of a configuration file. It holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigReport {
    /// `ini` or `properties`.
    pub format: &'static str,
    /// The merchant whose keys were read, where one is named.
    pub merchant_id: Option<String>,
    /// The P12 that was loaded.
    pub key_file: String,
    /// What differs from what the SDK would have done.
    pub warnings: Vec<ConfigWarning>,
}

/// One thing that differs from what the SDK would have done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigWarning {
    /// `ignored`, `unknown`, `repeated` or `changed`.
    pub code: &'static str,
    /// The key; `None` for one that is unknown, since anything may stand there.
    pub key: Option<&'static str>,
    /// The line of the file, counted from 1.
    pub line: usize,
    /// What it is about.
    pub message: &'static str,
}

impl ConfigReport {
    /// The report as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the report"))
    }
}

impl SimpleOrder {
    /// Reads a configuration file of CyberSource's C/C++ or Java SDK, loads the P12 that it names, and prepares signing.
    ///
    /// Options: `format` ("ini" or "properties"; by the file's extension otherwise), `merchant_id` (whose keys to read;
    /// `<merchant_id>.<key>` comes before `<key>`, then `cybs.<merchant_id>.<key>` and `cybs.<key>`), `password_is_merchant_id`
    /// (boolean, default false: whether the merchant ID is the password where the file gives none, as the SDKs took it until
    /// CyberSource ended that in February 2024), `credential` (object: options of [`Credential::from_p12`] for the P12 that the
    /// file names), and the options of [`SimpleOrder::new`]; these and those come before what the file says. The merchant ID is put into requests that have none.
    pub fn from_config(path: &Path, options_json: &[u8]) -> Result<(SimpleOrder, ConfigReport)> {
        let (choice, mut overrides) = Choice::parse(options_json)?;
        let format = choice.format.unwrap_or_else(|| Format::of(path));
        let bytes = file::read(path, "configuration file", MAX_FILE)?.bytes;
        let text = syntax::decode(&bytes);
        let entries = match format {
            Format::Ini => syntax::ini(&text)?,
            Format::Properties => syntax::properties(&text)?,
        };
        let mut config = Config::new(format, choice.merchant_id.clone(), &entries);
        let derived = config.options(&overrides)?;
        for (name, value) in derived {
            overrides.entry(name).or_insert(value);
        }
        config.complete_client(&mut overrides);
        let options = Value::Object(overrides).to_string();
        // Before any key is loaded, so that a wrong option is not hidden behind a wrong password.
        let settings = Settings::parse(options.as_bytes())?;
        let key_file = config.key_file()?;
        let credential = config
            .credential(&key_file, &settings, &choice)
            .map_err(|error| error.with("key_file", key_file.to_string_lossy().into_owned()))?;
        config.warn_of_the_rest();
        let simple_order = SimpleOrder::new(&credential, options.as_bytes())?;
        let report = ConfigReport {
            format: format.name(),
            merchant_id: config.merchant_id,
            key_file: key_file.to_string_lossy().into_owned(),
            warnings: config.warnings,
        };
        Ok((simple_order, report))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Ini,
    Properties,
}

impl Format {
    fn of(path: &Path) -> Format {
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("properties") => Format::Properties,
            _ => Format::Ini,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Ini => "ini",
            Format::Properties => "properties",
        }
    }

    /// The SDK whose file it is.
    fn profile(self) -> &'static str {
        match self {
            Format::Ini => "cpp",
            Format::Properties => "java",
        }
    }
}

/// The options that are about the file.
struct Choice {
    format: Option<Format>,
    merchant_id: Option<String>,
    password_is_merchant_id: bool,
    /// Options for loading the P12.
    credential: Map<String, Value>,
}

impl Choice {
    /// These options, and the others as they are.
    fn parse(json: &[u8]) -> Result<(Choice, Map<String, Value>)> {
        let mut options = Options::parse(json)?;
        let format = match options.string("format")?.as_deref() {
            None => None,
            Some("ini") => Some(Format::Ini),
            Some("properties") => Some(Format::Properties),
            Some(_) => return Err(options.refuse("format", "must be \"ini\" or \"properties\"")),
        };
        let merchant_id = options.string("merchant_id")?;
        if merchant_id.as_deref().is_some_and(|id| !is_merchant_id(id)) {
            return Err(options
                .refuse("merchant_id", "must be 1 to 100 characters of visible ASCII without quotes and slashes"));
        }
        let password_is_merchant_id = options.boolean("password_is_merchant_id", false)?;
        // It is an object, or Options::parse() would have refused it; an empty text stands for one without members.
        let mut others: Map<String, Value> = serde_json::from_slice(json).unwrap_or_default();
        let credential = match others.shift_remove("credential") {
            None => Map::new(),
            Some(Value::Object(values)) => values,
            Some(_) => return Err(options.wrong_type("credential", "an object")),
        };
        for own in ["format", "merchant_id", "password_is_merchant_id"] {
            others.shift_remove(own);
        }
        Ok((Choice { format, merchant_id, password_is_merchant_id, credential }, others))
    }
}

/// What may stand in a file's name and in a message.
fn is_merchant_id(id: &str) -> bool {
    (1..=100).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'/' | b'\\'))
}

/// Keys that are ignored, and why.
const IGNORED: &[(&[&str], &str)] = &[
    (
        &[
            "timeout",
            "connectionTimeoutMs",
            "socketTimeoutMs",
            "connectionRequestTimeoutMs",
            "useHttpClient",
            "useHttpClientWithConnectionPool",
            "customHttpClassEnabled",
            "customHttpClass",
            "maxConnections",
            "defaultMaxConnectionsPerRoute",
            "maxConnectionsPerRoute",
            "evictThreadSleepTimeMs",
            "maxKeepAliveTimeMs",
            "validateAfterInactivityMs",
            "staleConnectionCheckEnabled",
            "enabledShutdownHook",
            "proxyHost",
            "proxyServer",
            "proxyPort",
            "proxyUser",
            "proxyUsername",
            "proxyPassword",
            "sslCertFile",
        ],
        "this library opens no connection; set it in your HTTP client",
    ),
    (
        &["allowRetry", "numberOfRetries", "retryInterval", "retryIfMTIFieldExist"],
        "this library sends nothing, so it repeats nothing; the reply's may_resend says whether you may",
    ),
    (
        &["enableLog", "logDirectory", "logFilename", "logMaximumSize", "logNonPCICompliantSignedData"],
        "this library writes no log",
    ),
    (
        &["certificateCacheEnabled", "merchantConfigCacheEnabled"],
        "the key is loaded once, and stays loaded as long as the handle lives",
    ),
    (&["cacertPassword"], "Java key stores are not read"),
    (&["demo"], "it changes the logging of the .NET SDK alone"),
];

/// Keys that are mapped.
const MAPPED: &[&str] = &[
    "merchantID",
    "keysDirectory",
    "keyFilename",
    "keyAlias",
    "keyPassword",
    "password",
    "targetAPIVersion",
    "namespaceURI",
    "sendToProduction",
    "sendToAkamai",
    "serverURL",
    "useSignAndEncrypted",
    "enableJdkCert",
    "enableJdkcert",
    "enableCacert",
];

fn ignored(key: &str) -> Option<(&'static str, &'static str)> {
    IGNORED.iter().find_map(|(keys, why)| keys.iter().find(|known| **known == key).map(|known| (*known, *why)))
}

fn known(key: &str) -> Option<&'static str> {
    MAPPED.iter().find(|known| **known == key).copied().or_else(|| ignored(key).map(|(known, _)| known))
}

/// A file's entries, and what was found out about them.
struct Config<'e> {
    format: Format,
    merchant_id: Option<String>,
    entries: &'e [Entry],
    warnings: Vec<ConfigWarning>,
}

impl<'e> Config<'e> {
    fn new(format: Format, merchant_id: Option<String>, entries: &'e [Entry]) -> Config<'e> {
        let mut config = Config { format, merchant_id, entries, warnings: Vec::new() };
        if config.merchant_id.is_none() {
            // A blank one stands in samples that nobody filled in.
            config.merchant_id = config.text("merchantID").map(|entry| entry.value.trim().to_owned());
        }
        config
    }

    /// The entry that counts for a key: the merchant's own, then the general one, then both with `cybs.` before them. Of
    /// several, the last counts, as in both SDKs.
    fn entry(&self, key: &str) -> Option<&'e Entry> {
        let find = |wanted: &str| self.entries.iter().rev().find(|entry| *entry.key == *wanted);
        if self.format == Format::Ini {
            return find(key);
        }
        let own = self.merchant_id.as_ref().map(|id| format!("{id}.{key}"));
        let system = own.as_ref().map(|own| format!("cybs.{own}"));
        own.and_then(|own| find(&own))
            .or_else(|| find(key))
            .or_else(|| system.and_then(|system| find(&system)))
            .or_else(|| find(&format!("cybs.{key}")))
    }

    /// An entry that is not blank.
    fn text(&self, key: &str) -> Option<&'e Entry> {
        self.entry(key).filter(|entry| !entry.value.trim().is_empty())
    }

    fn value(&self, key: &str) -> Option<String> {
        self.text(key).map(|entry| entry.value.trim().to_owned())
    }

    /// A switch. The C++ SDK takes whatever it doesn't know for false: encryption that was asked for with `TRUE` was never
    /// done. Such a value is refused, since nobody can tell which was meant.
    fn flag(&self, key: &'static str) -> Result<Option<bool>> {
        let Some(entry) = self.text(key) else { return Ok(None) };
        let value = entry.value.trim();
        let (yes, no) = match self.format {
            // Here alone the C++ SDK compares with `true` only, so that 1 went to the test environment.
            Format::Ini if key == "sendToProduction" => (value == "true", matches!(value, "false" | "0")),
            Format::Ini => (matches!(value, "true" | "1"), matches!(value, "false" | "0")),
            Format::Properties => (
                value == "1" || value.eq_ignore_ascii_case("true"),
                value == "0" || value.eq_ignore_ascii_case("false"),
            ),
        };
        match (yes, no) {
            (true, _) => Ok(Some(true)),
            (_, true) => Ok(Some(false)),
            _ if self.format == Format::Properties => Err(refuse(key, entry, "must be true or false")),
            _ => Err(refuse(key, entry, "must be true or false, in small letters")),
        }
    }

    /// What the file says, as options of `SimpleOrder`.
    fn options(&mut self, overrides: &Map<String, Value>) -> Result<Vec<(String, Value)>> {
        let mut options = vec![("profile".to_owned(), Value::from(self.format.profile()))];
        for key in ["enableJdkCert", "enableJdkcert", "enableCacert"] {
            if let (Some(true), Some(entry)) = (self.flag(key)?, self.entry(key)) {
                let why = "asks for a Java key store, which is not read; export the key to a P12 with keytool -importkeystore";
                return Err(refuse(key, entry, why));
            }
        }
        self.refuse_what_may_ask_for_encryption()?;
        if !["namespace", "api_version"].iter().any(|name| overrides.contains_key(*name)) {
            options.push(self.namespace()?);
        }
        self.destination(overrides, &mut options)?;
        if let (Some(true), Some(entry)) = (self.flag("useSignAndEncrypted")?, self.entry("useSignAndEncrypted")) {
            options.push(("encrypt".to_owned(), Value::from(true)));
            if self.format == Format::Ini && !overrides.contains_key("key_transport") {
                const OTHER: &str =
                    "the C/C++ SDK wrapped the key with rsa-1_5; here it is rsa-oaep, if the option key_transport is not given";
                self.warn("changed", Some("useSignAndEncrypted"), entry.line, OTHER);
            }
        }
        Ok(options)
    }

    /// A key that is misspelled, or a line that is no entry, would else leave messages in clear that were to be encrypted.
    /// A properties file may hold keys of other programs, so that there the whole word counts.
    fn refuse_what_may_ask_for_encryption(&self) -> Result<()> {
        let word = if self.format == Format::Ini { "encrypt" } else { "signandencrypt" };
        for entry in self.entries {
            let key = self.without_prefix(&entry.key);
            let text = if key.is_empty() { &entry.value } else { key };
            let is_near = known(key).is_none() && text.to_ascii_lowercase().contains(word);
            if is_near && !self.is_of_another_merchant(&entry.key) {
                let why =
                    "is what asks for encryption, but this line is not it; write useSignAndEncrypted=true or remove it";
                return Err(refuse("useSignAndEncrypted", entry, why));
            }
        }
        Ok(())
    }

    /// Both SDKs put the merchant ID into requests that have none, which is what the option `client` does.
    fn complete_client(&self, options: &mut Map<String, Value>) {
        let Some(id) = &self.merchant_id else { return };
        let client = options.entry("client").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(fields) = client {
            fields.entry("merchantID").or_insert_with(|| Value::from(id.as_str()));
        }
    }

    fn namespace(&mut self) -> Result<(String, Value)> {
        const NOT_READ: &str =
            "the C/C++ SDK did not read this, but sent version 1.183; this library does as the file says";
        const OTHER_PATH: &str =
            "the Java SDK sent it to /commerce/ with that version's first number; here it is 1.x, if no URL is given";
        for (key, option) in [("namespaceURI", "namespace"), ("targetAPIVersion", "api_version")] {
            if let (Some(value), Some(entry)) = (self.value(key), self.entry(key)) {
                if self.format == Format::Ini {
                    self.warn("changed", Some(key), entry.line, NOT_READ);
                } else if key == "targetAPIVersion" && value.split('.').next() != Some("1") {
                    self.warn("changed", Some(key), entry.line, OTHER_PATH);
                }
                if let (true, Some(other)) = (key == "namespaceURI", self.text("targetAPIVersion")) {
                    self.warn(
                        "ignored",
                        Some("targetAPIVersion"),
                        other.line,
                        "namespaceURI stands in the file, and counts",
                    );
                }
                return Ok((option.to_owned(), Value::from(value)));
            }
        }
        match self.format {
            Format::Ini => Ok(("api_version".to_owned(), Value::from(CPP_SDK_API_VERSION))),
            Format::Properties => Err(Error::new(
                CYBSIGN_E_OPTION,
                "the configuration has neither targetAPIVersion nor namespaceURI; add one, or give the option api_version",
            )),
        }
    }

    /// `serverURL` comes before the switches, as in both SDKs.
    fn destination(&mut self, overrides: &Map<String, Value>, options: &mut Vec<(String, Value)>) -> Result<()> {
        let (production, akamai) = (self.flag("sendToProduction")?, self.flag("sendToAkamai")?);
        let mut endpoint = overrides.get("endpoint").and_then(Value::as_str).map(str::to_owned);
        if endpoint.is_none() {
            if let (Some(url), Some(entry)) = (self.value("serverURL"), self.entry("serverURL")) {
                let why = "must be an https URL of visible ASCII without quotes, user name and fragment";
                host_of(&url).ok_or_else(|| refuse("serverURL", entry, why))?;
                endpoint = Some(url);
                if let (Some(true), Some(other)) = (akamai, self.entry("sendToAkamai")) {
                    self.warn("ignored", Some("sendToAkamai"), other.line, "serverURL stands in the file, and counts");
                }
            } else if akamai == Some(true) {
                endpoint = Some("akamai".to_owned());
            }
            options.extend(endpoint.iter().map(|endpoint| ("endpoint".to_owned(), Value::from(endpoint.as_str()))));
        }
        let host = endpoint.as_deref().and_then(host_of);
        let of_switch = if production == Some(true) { "production" } else { "test" };
        if let Some(own) = host.and_then(environment_of_host) {
            if let (true, Some(entry)) = (own.name() != of_switch, self.entry("sendToProduction")) {
                const OTHER: &str = "the URL is a server of the other environment, and it counts";
                self.warn("ignored", Some("sendToProduction"), entry.line, OTHER);
            }
        } else if host.is_none() || production.is_some() {
            // Of the caller's own server nothing is known but what the file says.
            options.push(("environment".to_owned(), Value::from(of_switch)));
        }
        Ok(())
    }

    /// The P12: `keyFilename`, or the merchant's, in `keysDirectory`.
    fn key_file(&self) -> Result<PathBuf> {
        let missing = |why: &str| Error::new(CYBSIGN_E_OPTION, format!("the configuration {why}"));
        let directory =
            self.value("keysDirectory").ok_or_else(|| missing("has no keysDirectory; add the P12's folder"))?;
        let name = match (self.value("keyFilename"), &self.merchant_id) {
            (Some(name), _) => name,
            (None, Some(id)) if is_merchant_id(id) => format!("{id}.p12"),
            (None, Some(_)) => return Err(missing("has a merchantID that can't be a file's name; add keyFilename")),
            (None, None) => {
                return Err(missing("has neither keyFilename nor merchantID; add one, or give the option merchant_id"))
            }
        };
        if directory.contains('\0') || name.contains('\0') {
            return Err(missing("has a NUL in the P12's path"));
        }
        // Joined as text, as the SDKs do: Path::join() would let an absolute name replace the folder.
        let separator = if directory.ends_with(['/', std::path::MAIN_SEPARATOR]) { "" } else { "/" };
        Ok(PathBuf::from(format!("{directory}{separator}{name}")))
    }

    fn credential(&mut self, path: &Path, settings: &Settings, choice: &Choice) -> Result<Credential> {
        let merchant_id = self.merchant_id.clone();
        let (first, second) = match self.format {
            Format::Ini => ("password", "keyPassword"),
            Format::Properties => ("keyPassword", "password"),
        };
        let password: &[u8] = match (self.entry(first), self.entry(second), &merchant_id) {
            (Some(entry), other, _) => {
                if let Some(other) = other {
                    self.warn("ignored", known(second), other.line, "the SDK's own key for the password stands in the file, and counts");
                }
                entry.value.as_bytes()
            }
            (None, Some(entry), _) => {
                let why = match self.format {
                    Format::Ini => "the C/C++ SDK reads password only; this was taken since there is none",
                    Format::Properties => "the Java SDK's key is keyPassword; this older one was taken since there is none",
                };
                self.warn("changed", known(second), entry.line, why);
                entry.value.as_bytes()
            }
            (None, None, Some(id)) if choice.password_is_merchant_id => id.as_bytes(),
            (None, None, _) => {
                return Err(Error::new(
                    CYBSIGN_E_WRONG_PASSWORD,
                    format!(
                        "the configuration gives no password for the P12: add {first}, or set password_is_merchant_id if the \
                         P12 is from before February 2024 and its password is the merchant ID"
                    ),
                ))
            }
        };
        let mut options = choice.credential.clone();
        if let Some(environment) = settings.endpoint.environment() {
            options.entry("environment").or_insert_with(|| Value::from(environment.name()));
        }
        let has_alias = options.contains_key("alias");
        let alias = if self.format == Format::Properties && !has_alias { self.value("keyAlias") } else { None };
        let load = |alias: Option<&str>| {
            let mut options = options.clone();
            alias.map(|alias| options.insert("alias".to_owned(), Value::from(alias)));
            Credential::from_p12_file(path, password, None, Value::Object(options).to_string().as_bytes())
        };
        // The merchant ID is the alias by default; where there is one key only, that key is meant, whoever's it is.
        match (load(alias.as_deref()), &merchant_id) {
            (Err(error), Some(id)) if alias.is_none() && !has_alias && error.status() == CYBSIGN_E_SEVERAL_KEYS => {
                load(Some(id))
            }
            (result, _) => result,
        }
    }

    /// Warns of keys that are ignored, unknown or repeated. Another merchant's are not looked at.
    fn warn_of_the_rest(&mut self) {
        let mut seen: std::collections::HashSet<&str> = std::collections::HashSet::new();
        for entry in self.entries {
            let whole: &str = &entry.key;
            let key = self.without_prefix(whole);
            match (known(key), ignored(key)) {
                (_, Some((key, why))) => self.warn("ignored", Some(key), entry.line, why),
                (Some("keyAlias"), _) if self.format == Format::Ini => {
                    self.warn("ignored", Some("keyAlias"), entry.line, "the C/C++ SDK has no such key");
                }
                (Some(_), _) => {}
                (None, _) if self.is_of_another_merchant(whole) => continue,
                (None, _) if key.is_empty() => {
                    self.warn("unknown", None, entry.line, "the line has no key and no =, so that the SDK skips it");
                    continue;
                }
                (None, _) => {
                    const UNKNOWN: &str = "neither the C/C++ nor the Java SDK has such a key; check its spelling";
                    self.warn("unknown", None, entry.line, UNKNOWN);
                }
            }
            if !seen.insert(whole) {
                self.warn("repeated", known(key), entry.line, "the key stood in the file before; the last one counts");
            }
        }
    }

    fn without_prefix<'k>(&self, key: &'k str) -> &'k str {
        if self.format == Format::Ini {
            return key;
        }
        let key = key.strip_prefix("cybs.").unwrap_or(key);
        let own =
            self.merchant_id.as_deref().and_then(|id| key.strip_prefix(id)).and_then(|rest| rest.strip_prefix('.'));
        own.unwrap_or(key)
    }

    fn is_of_another_merchant(&self, key: &str) -> bool {
        self.format == Format::Properties && key.rsplit_once('.').is_some_and(|(_, last)| known(last).is_some())
    }

    fn warn(&mut self, code: &'static str, key: Option<&'static str>, line: usize, message: &'static str) {
        self.warnings.push(ConfigWarning { code, key, line, message });
    }
}

/// The value is never repeated: it may be a password that stands in the wrong place.
fn refuse(key: &'static str, entry: &Entry, why: &str) -> Error {
    Error::new(CYBSIGN_E_OPTION, format!("line {} of the configuration: {key} {why}", entry.line))
        .with("key", key)
        .with("line", entry.line)
}
