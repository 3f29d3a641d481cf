//! What a configuration file says, as options of `SimpleOrder`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::entries::Config;
use super::format::Format;
use super::keys::{ignored, known, known_in_other_letters};
use crate::error::{Result, CYBSIGN_E_OPTION};
use crate::http::{environment_of_host, host_of};
use crate::options::{Environment, Options};
use crate::report::{Finding, Level};
use crate::simple_order::names::MERCHANT_ID;
use crate::simple_order::options::{is_api_version, is_uri};
use crate::xml::is_xml_char;

/// The version whose namespace the C/C++ SDK 6.0.4 was built with, whatever its configuration says.
const CPP_SDK_API_VERSION: &str = "1.183";

impl Config<'_> {
    /// Sets the options that the file says, but for those that are given.
    pub(super) fn set_options(&mut self, options: &mut Options) -> Result<()> {
        if let Some(entry) = self.text(MERCHANT_ID) {
            // It is put into requests.
            if entry.value.trim().chars().any(|c| c.is_control() || !is_xml_char(c)) {
                return Err(self.refuse(MERCHANT_ID, entry, "holds a control character"));
            }
        }
        options.set_default("profile", self.format.profile());
        for key in ["enableJdkCert", "enableCacert"] {
            if let (Some(true), Some(entry)) = (self.flag(key)?, self.entry(key)) {
                let why = "asks for a Java key store, which is not read; export the key to a P12 with keytool -importkeystore";
                return Err(self.refuse(key, entry, why));
            }
        }
        self.refuse_what_may_ask_for_encryption()?;
        if !options.has("namespace") && !options.has("api_version") {
            let (name, value) = self.namespace()?;
            options.set(name, value);
        }
        self.set_endpoint(options)?;
        if let (Some(true), Some(entry)) = (self.flag("useSignAndEncrypted")?, self.entry("useSignAndEncrypted")) {
            options.set_default("encrypt", true);
            if self.format == Format::Ini && !options.has("key_transport") {
                const OTHER: &str =
                    "the C/C++ SDK wrapped the key with rsa-1_5; here it is rsa-oaep, if the option key_transport is not given";
                self.warn("changed", Some("useSignAndEncrypted"), entry.line, OTHER);
            }
        }
        self.complete_client(options);
        Ok(())
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
                return Err(self.refuse("useSignAndEncrypted", entry, why));
            }
        }
        Ok(())
    }

    /// Both SDKs put the merchant ID into requests that have none, which is what the option `client` does.
    fn complete_client(&self, options: &mut Options) {
        let Some(id) = &self.merchant_id else { return };
        options.set_default("client", Map::new());
        if let Some(Value::Object(fields)) = options.get("client") {
            let mut fields = fields.clone();
            fields.entry("merchantID").or_insert_with(|| Value::from(id.as_str()));
            options.set("client", fields);
        }
    }

    /// The option that gives the namespace, and its value.
    fn namespace(&mut self) -> Result<(&'static str, String)> {
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
                let (is_good, wanted) = match option {
                    "namespace" => (is_uri(&value), "must be an absolute URI of visible ASCII"),
                    _ => (is_api_version(&value), "must be digits, a dot and digits, such as 1.224"),
                };
                if !is_good {
                    return Err(self.refuse(key, entry, wanted));
                }
                if let (true, Some(other)) = (key == "namespaceURI", self.text("targetAPIVersion")) {
                    self.warn(
                        "ignored",
                        Some("targetAPIVersion"),
                        other.line,
                        "namespaceURI stands in the file, and counts",
                    );
                }
                return Ok((option, value));
            }
        }
        match self.format {
            Format::Ini => Ok(("api_version", CPP_SDK_API_VERSION.to_owned())),
            Format::Properties => Err(self.missing(
                CYBSIGN_E_OPTION,
                "it has neither targetAPIVersion nor namespaceURI; add one, or give the option api_version",
            )),
        }
    }

    /// `serverURL` comes before the switches, as in both SDKs.
    fn set_endpoint(&mut self, options: &mut Options) -> Result<()> {
        let (production, akamai) = (self.flag("sendToProduction")?, self.flag("sendToAkamai")?);
        let mut endpoint = options.get("endpoint").and_then(Value::as_str).map(str::to_owned);
        if endpoint.is_none() {
            if let (Some(url), Some(entry)) = (self.value("serverURL"), self.entry("serverURL")) {
                let is_clear = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
                let why = match is_clear {
                    true => "is not https, and nothing is sent in clear; give a mock server's https URL as the option endpoint",
                    false => "must be an https URL of visible ASCII without quotes, user name and fragment",
                };
                host_of(&url).ok_or_else(|| self.refuse("serverURL", entry, why))?;
                let own = host_of(&url).and_then(environment_of_host).map(Environment::name);
                let given = options.get("environment").and_then(Value::as_str);
                if own.is_some() && given.is_some() && own != given {
                    let why = "is a server of the other environment than the option environment says";
                    return Err(self.refuse("serverURL", entry, why));
                }
                endpoint = Some(url);
                if let (Some(true), Some(other)) = (akamai, self.entry("sendToAkamai")) {
                    self.warn("ignored", Some("sendToAkamai"), other.line, "serverURL stands in the file, and counts");
                }
            } else if akamai == Some(true) {
                endpoint = Some("akamai".to_owned());
            }
            endpoint.iter().for_each(|endpoint| options.set_default("endpoint", endpoint.as_str()));
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
            options.set_default("environment", of_switch);
        }
        Ok(())
    }

    /// Warns of keys that no SDK has. Another merchant's are not looked at.
    pub(super) fn warn_of_unknown_keys(&mut self) {
        for entry in self.entries {
            let key = self.without_prefix(&entry.key);
            let is_skipped = self.format == Format::Ini && entry.value.is_empty();
            if known(key).is_some() || is_skipped || self.is_of_another_merchant(&entry.key) {
                continue;
            }
            if key.is_empty() {
                const NO_KEY: &str = "the line has no key or no =, which stops the C/C++ SDK; here it is passed over";
                self.warn("unknown", None, entry.line, NO_KEY);
            } else if let Some(meant) = known_in_other_letters(key) {
                self.warn(
                    "unknown",
                    Some(meant),
                    entry.line,
                    "the SDK reads this key in other letters only: large and small ones count",
                );
            } else {
                const UNKNOWN: &str = "neither the C/C++ nor the Java SDK has such a key; check its spelling";
                self.warn("unknown", None, entry.line, UNKNOWN);
            }
        }
    }

    /// Warns of keys that are ignored or repeated, and of a merchant that is not named.
    pub(super) fn warn_of_the_rest(&mut self) {
        if self.merchant_id.is_none() {
            const UNNAMED: &str =
                "the file names no merchant: a request that names none either is signed and sent as it is, so put a merchantID into each";
            let finding = Finding::new(Level::Warning, "merchant_unnamed", MERCHANT_ID, UNNAMED);
            self.warnings.push(finding.with("key", MERCHANT_ID).with("line", Value::Null));
        }
        let mut seen: HashSet<&str> = HashSet::new();
        let (entries, skips_blank) = (self.entries, self.format == Format::Ini);
        for entry in entries.iter().filter(|entry| !(skips_blank && entry.value.is_empty())) {
            let whole: &str = &entry.key;
            let key = self.without_prefix(whole);
            match (known(key), ignored(key)) {
                (_, Some((key, why))) => self.warn("ignored", Some(key), entry.line, why),
                (Some("keyAlias"), _) if self.format == Format::Ini => {
                    self.warn("ignored", Some("keyAlias"), entry.line, "the C/C++ SDK has no such key");
                }
                (Some(_), _) => {}
                (None, _) if key.is_empty() || self.is_of_another_merchant(whole) => continue,
                (None, _) => {}
            }
            if !seen.insert(whole) {
                self.warn("repeated", known(key), entry.line, "the key stood in the file before; the last one counts");
            }
        }
    }
}
