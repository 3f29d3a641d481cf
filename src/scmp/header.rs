//! The SCMP headers of a message (draft-arnold-scmp-08, section 4.2), and the copies of them that are signed.

use crate::error::{Error, Result, CYBSIGN_E_VERIFY_STRUCTURE};
use crate::scmp::message_type::MessageType;
use crate::scmp::mime::{Entity, HeaderField};
use crate::scmp::request_id::RequestId;
use crate::scmp::settings::Policy;
use crate::text::hex::hex;

/// What is written, and accepted with an optional `v` in front.
pub(super) const VERSION: &str = "2.0";

const PROTOCOL_VERSION: &str = "SCMP-protocol-version";
const TIME_TO_LIVE: &str = "SCMP-request-time-to-live";
const MESSAGE_TYPE: &str = "SCMP-message-type";
const REQUEST_ID: &str = "SCMP-request-id";
/// Ours, as the draft allows: who the message was signed for, so that nobody can encrypt it again for somebody else.
const RECIPIENT: &str = "SCMP-X-Recipient";
/// Of older drafts: the signer's CN.
const SENDER_NAME: &str = "SCMP-sender-name";

/// The headers that are written into the inner entity, and again, bound, into what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headers {
    /// Seconds, in at most 9 digits.
    pub(super) time_to_live: String,
    pub(super) message_type: MessageType,
    pub(super) request_id: RequestId,
}

impl Headers {
    /// The headers of the inner entity, in the order of the draft's example, each line ended by CR LF.
    pub(super) fn lines(&self) -> String {
        let Headers { time_to_live, message_type, request_id } = self;
        format!(
            "{TIME_TO_LIVE}: {time_to_live}\r\n{MESSAGE_TYPE}: {}\r\n{REQUEST_ID}: {request_id}\r\n",
            message_type.as_str()
        )
    }

    /// The copies that are signed, with the recipient's certificate.
    pub(super) fn bound_lines(&self, recipient_sha256: &[u8; 32]) -> String {
        format!("{}{}{RECIPIENT}: {}\r\n", version_line(), self.lines(), recipient(recipient_sha256))
    }

    /// Reads the headers of an entity, all of which must be there.
    pub(super) fn read(entity: &Entity<'_>, policy: Policy) -> Result<Headers> {
        check_form(entity, policy)?;
        let text = |name: &str| {
            entity
                .field(name)?
                .map(|field| field.value.as_str())
                .ok_or_else(|| wrong(&format!("the header {name} is missing")))
        };
        let seconds = text(TIME_TO_LIVE)?;
        let plain = (1..=9).contains(&seconds.len()) && seconds.bytes().all(|byte| byte.is_ascii_digit());
        Ok(Headers {
            time_to_live: plain.then(|| seconds.to_owned()).ok_or_else(|| unreadable(TIME_TO_LIVE))?,
            message_type: MessageType::parse(text(MESSAGE_TYPE)?).ok_or_else(|| unreadable(MESSAGE_TYPE))?,
            request_id: RequestId::parse(text(REQUEST_ID)?).ok_or_else(|| unreadable(REQUEST_ID))?,
        })
    }

    /// Whether the signed entity has copies of all headers, and names the recipient. What it has must be the same; the policy
    /// strict wants all of it.
    pub(super) fn are_bound(&self, signed: &Entity<'_>, recipient_sha256: &[u8; 32], policy: Policy) -> Result<bool> {
        check_form(signed, policy)?;
        let mut all = true;
        for (name, value) in [
            (PROTOCOL_VERSION, VERSION),
            (TIME_TO_LIVE, &self.time_to_live),
            (MESSAGE_TYPE, self.message_type.as_str()),
            (REQUEST_ID, self.request_id.as_str()),
            (RECIPIENT, &recipient(recipient_sha256)),
        ] {
            match signed.field(name)? {
                Some(copy) if copy.value == value => {}
                Some(_) => return Err(wrong(&format!("the signed copy of {name} differs"))),
                None => all = false,
            }
        }
        if !all && policy == Policy::Strict {
            return Err(wrong("the SCMP headers are not signed, which policy \"draft\" accepts"));
        }
        Ok(all)
    }
}

pub(super) fn version_line() -> String {
    format!("{PROTOCOL_VERSION}: {VERSION}\r\n")
}

/// Checks SCMP-protocol-version of the outer entity.
pub(super) fn check_version(entity: &Entity<'_>, policy: Policy) -> Result<()> {
    check_form(entity, policy)?;
    let version = entity.field(PROTOCOL_VERSION)?.map(|field| field.value.as_str());
    match version.map(|version| version.strip_prefix(['v', 'V']).unwrap_or(version)) {
        Some(VERSION) => Ok(()),
        Some(_) => Err(wrong("its SCMP-protocol-version is not 2.0")),
        None => Err(wrong("the header SCMP-protocol-version is missing")),
    }
}

/// SCMP-sender-name, where an old client writes it.
pub(super) fn sender_name<'e>(entity: &'e Entity<'_>) -> Result<Option<&'e str>> {
    Ok(entity.field(SENDER_NAME)?.map(|field| field.value.as_str()))
}

/// An SCMP header stands once; the policy strict wants it on one line.
fn check_form(entity: &Entity<'_>, policy: Policy) -> Result<()> {
    let is_scmp =
        |field: &&HeaderField<'_>| field.name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("SCMP-"));
    for field in entity.fields.iter().filter(is_scmp) {
        entity.field(field.name)?;
        if field.folded && policy == Policy::Strict {
            return Err(wrong("an SCMP header goes over several lines"));
        }
    }
    Ok(())
}

fn recipient(sha256: &[u8; 32]) -> String {
    format!("sha256={}", hex(sha256))
}

fn unreadable(name: &str) -> Error {
    wrong(&format!("the header {name} can't be read"))
}

fn wrong(why: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, format!("the message can't be taken: {why}"))
}
