//! The configuration files of CyberSource's own clients: `cybs.ini` of the C/C++ SDK and `cybs.properties` of the Java SDK.
//!
//! Every key is mapped onto an option, or ignored with a warning that says so, or refused with a reason. Two files are
//! opened: the configuration and the P12 that it names. A relative `keysDirectory` is taken from the working directory of
//! the process, as both SDKs do.

mod choice;
mod entries;
mod format;
mod key_file;
mod keys;
mod mapping;
mod other_files;
mod report;
mod syntax;

use std::path::Path;

use serde_json::Value;

pub use report::ConfigReport;

use crate::error::{Error, Result, CYBSIGN_E_LIMIT};
use crate::file;
use crate::options::Options;
use crate::simple_order::handle::SimpleOrder;
use crate::simple_order::options::Settings;
use crate::text::shown::shown_path;
use choice::Choice;
use entries::Config;
use format::Format;
use other_files::{refuse_by_content, refuse_by_keys};

/// No configuration file is larger.
const MAX_FILE: usize = 1 << 20;

impl SimpleOrder {
    /// Reads a configuration file of CyberSource's C/C++ or Java SDK, loads the P12 that it names, and prepares signing.
    ///
    /// Options: `format` ("ini" or "properties"; by the file's extension otherwise), `merchant_id` (whose keys to read;
    /// `<merchant_id>.<key>` comes before `<key>`, then `cybs.<merchant_id>.<key>` and `cybs.<key>`), `password_is_merchant_id`
    /// (boolean, default false: whether the merchant ID is the password where the file gives none, as the SDKs took it until
    /// CyberSource ended that in February 2024), `credential` (object: options of [`Credential::from_p12`] for the P12 that the
    /// file names), and the options of [`SimpleOrder::new`]; these and those come before what the file says. The merchant ID is put into requests that have none. Where it
    /// alone chooses the key, the handle signs for that merchant alone (`CYBSIGN_E_MERCHANT`).
    ///
    /// Errors name the file, and have as `warnings` which keys of it are unknown.
    pub fn from_config(path: &Path, options_json: &[u8]) -> Result<(SimpleOrder, ConfigReport)> {
        let mut options = Options::parse(options_json)?;
        let choice = Choice::read(&mut options)?;
        let format = choice.format.unwrap_or_else(|| Format::of(path));
        let bytes = file::read(path, "configuration file", MAX_FILE)?.bytes;
        let source = Source { name: &shown_path(&path.to_string_lossy()), format, bytes: &bytes };
        configured(&source, &choice, options).map_err(|error| error.with("config_file", path.to_string_lossy()))
    }

    /// The same with a configuration that is in memory. The option `format` must be given.
    pub fn from_config_text(text: &[u8], options_json: &[u8]) -> Result<(SimpleOrder, ConfigReport)> {
        let mut options = Options::parse(options_json)?;
        let choice = Choice::read(&mut options)?;
        let format = choice.format.ok_or_else(|| {
            options.refuse("format", "is missing: a configuration that is no file needs \"ini\" or \"properties\"")
        })?;
        if text.len() > MAX_FILE {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the configuration is larger than 1 MiB"));
        }
        configured(&Source { name: "the configuration", format, bytes: text }, &choice, options)
    }
}

/// A configuration before it is read.
struct Source<'s> {
    /// How errors name it.
    name: &'s str,
    format: Format,
    bytes: &'s [u8],
}

fn configured(source: &Source<'_>, choice: &Choice, options: Options) -> Result<(SimpleOrder, ConfigReport)> {
    let of_source = |error: Error| error.prefixed(source.name);
    refuse_by_content(source.bytes, source.format).map_err(of_source)?;
    let text = syntax::decode(source.bytes);
    let entries = match source.format {
        Format::Ini => syntax::ini(&text),
        Format::Properties => syntax::properties(&text),
    };
    let entries = entries.map_err(of_source)?;
    refuse_by_keys(&entries, source.format).map_err(of_source)?;
    let mut config = Config::new(source.name, source.format, choice.merchant_id.clone(), &entries);
    config.warn_of_unknown_keys();
    prepared(&mut config, choice, options).map_err(|error| match config.warnings.is_empty() {
        true => error,
        // What is missing may stand there under another name.
        false => error.with("warnings", serde_json::to_value(&config.warnings).unwrap_or_default()),
    })
}

fn prepared(config: &mut Config<'_>, choice: &Choice, mut options: Options) -> Result<(SimpleOrder, ConfigReport)> {
    config.set_options(&mut options)?;
    // Before any key is loaded, so that a wrong option is not hidden behind a wrong password.
    let settings = Settings::read(options)?;
    let key_file = config.key_file()?;
    let key_path = key_file.to_string_lossy().into_owned();
    let credential =
        config.credential(&key_file, &settings, choice).map_err(|error| error.with("key_file", key_path.as_str()))?;
    config.warn_of_the_rest();
    let only_merchant = config.merchant_id.clone().filter(|_| config.key_is_chosen_by_merchant(choice));
    let simple_order = SimpleOrder::from_settings(&credential, settings, only_merchant)?;
    // Of what stands in no line of the file.
    let findings = simple_order.findings(simple_order.inner.settings.clock.now())?;
    let findings = findings.into_iter().map(|finding| finding.with("key", Value::Null).with("line", Value::Null));
    config.warnings.extend(findings);
    config.warnings.sort_by_key(|warning| warning.detail["line"].as_u64().unwrap_or(u64::MAX));
    let report = ConfigReport {
        format: config.format.name(),
        merchant_id: config.merchant_id.clone(),
        key_file: key_path,
        warnings: std::mem::take(&mut config.warnings),
    };
    Ok((simple_order, report))
}
