//! The options of [`Scmp`](super::Scmp).

use crate::credential::Trust;
use crate::crypto::rsa::RsaAlgorithm;
use crate::error::Result;
use crate::http::host_of;
use crate::options::{Options, Testing};
use crate::scmp::message_type::MessageType;
use crate::scmp::payload::Limits;
use crate::time::Clock;

/// Which end of a conversation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Seals requests and opens their replies.
    Client,
    /// Opens requests and seals their replies.
    Server,
}

/// Which messages are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    /// The signature must cover copies of the SCMP headers, and name the recipient.
    Strict,
    /// As the draft has it, the headers may stand outside of the signature.
    Draft,
}

/// Weak algorithms and keys that are received, never sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Legacy {
    pub(super) sha1: bool,
    pub(super) triple_des: bool,
    /// RSA keys of 1024 to 2047 bits.
    pub(super) short_keys: bool,
}

/// The options, checked.
pub(super) struct Settings {
    pub(super) role: Role,
    pub(super) policy: Policy,
    pub(super) message_type: MessageType,
    /// Seconds.
    pub(super) time_to_live: u32,
    /// Messages are signed and not encrypted.
    pub(super) sign_only: bool,
    /// Content-Type has no parameters, as in the draft.
    pub(super) draft_headers: bool,
    pub(super) content_length: bool,
    pub(super) key_transport: RsaAlgorithm,
    pub(super) legacy: Legacy,
    /// Whoever is expected to sign, where it is not the other side's certificate.
    pub(super) trust: Trust,
    pub(super) allow_expired: bool,
    pub(super) allow_expired_recipient: bool,
    pub(super) allow_other_sender: bool,
    /// Where requests go to; empty where nobody said it.
    pub(super) url: String,
    pub(super) limits: Limits,
    /// The time to judge certificates at.
    pub(super) clock: Clock,
}

impl Settings {
    pub(super) fn parse(json: &[u8]) -> Result<Settings> {
        Settings::read(Options::parse(json)?)
    }

    fn read(mut options: Options) -> Result<Settings> {
        let settings = Settings {
            role: choose(&mut options, "role", &[("client", Role::Client), ("server", Role::Server)])?,
            policy: choose(&mut options, "policy", &[("strict", Policy::Strict), ("draft", Policy::Draft)])?,
            message_type: message_type(&mut options)?,
            time_to_live: time_to_live(&mut options)?,
            sign_only: options.boolean("sign_only", false)?,
            draft_headers: options.boolean("draft_headers", false)?,
            content_length: options.boolean("content_length", false)?,
            key_transport: choose(
                &mut options,
                "key_transport",
                &[("rsa-1_5", RsaAlgorithm::RsaesPkcs1), ("rsa-oaep-sha256", RsaAlgorithm::RsaesOaepSha256)],
            )?,
            legacy: Legacy {
                sha1: options.boolean("allow_sha1", false)?,
                triple_des: options.boolean("allow_3des", false)?,
                short_keys: options.boolean("allow_short_keys", false)?,
            },
            trust: trust(&mut options)?,
            allow_expired: options.boolean("allow_expired", false)?,
            allow_expired_recipient: options.boolean("allow_expired_recipient", false)?,
            allow_other_sender: options.boolean("allow_other_sender", false)?,
            url: url(&mut options)?,
            limits: Limits::read(&mut options)?,
            clock: Testing::read(&mut options)?.finish()?,
        };
        options.finish()?;
        Ok(settings)
    }
}

/// The value of an option that takes one of some words; the first one's where it is absent.
fn choose<T: Copy>(options: &mut Options, name: &'static str, words: &[(&str, T)]) -> Result<T> {
    let given = options.string(name)?;
    let wanted = given.as_deref().unwrap_or(words[0].0);
    words.iter().find(|word| word.0 == wanted).map(|word| word.1).ok_or_else(|| {
        let all: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.0)).collect();
        options.refuse(name, &format!("must be {}", all.join(" or ")))
    })
}

fn message_type(options: &mut Options) -> Result<MessageType> {
    const NAME: &str = "message_type";
    let text = options.string(NAME)?;
    let text = text.as_deref().unwrap_or("private-CYBSCommerceService/2.0");
    MessageType::parse(text)
        .ok_or_else(|| options.refuse(NAME, "must be a service's name, '/' and a version, such as \"std-CXML/1.0.2\""))
}

fn time_to_live(options: &mut Options) -> Result<u32> {
    const NAME: &str = "time_to_live";
    match options.unsigned(NAME)? {
        None => Ok(90),
        Some(seconds) => u32::try_from(seconds)
            .ok()
            .filter(|seconds| (1..=86_400).contains(seconds))
            .ok_or_else(|| options.refuse(NAME, "must be from 1 to 86400 seconds")),
    }
}

fn trust(options: &mut Options) -> Result<Trust> {
    let trust = Trust::read(options)?;
    if trust.any {
        return Err(options.refuse("any_certificate", "is not for SCMP: a message is opened only from who is expected"));
    }
    Ok(trust)
}

fn url(options: &mut Options) -> Result<String> {
    let Some(url) = options.string("url")? else { return Ok(String::new()) };
    match host_of(&url) {
        Some(_) => Ok(url),
        None => Err(options.refuse("url", "must be an https URL of visible ASCII, without user and fragment")),
    }
}
