//! Replies: what came of a request, as a whole and for each service.
//!
//! A reply is read here as the fields that it holds. What vouches for it is the signature of the message that it came in.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use zeroize::Zeroize;

use crate::error::{Error, Result, CYBSIGN_E_MEMORY, CYBSIGN_E_MESSAGE};
use crate::options::Options;
use crate::report::OrderState;
use crate::scmp::flags::{flag, Flag};
use crate::scmp::payload::{Limits, Payload};
use crate::secret::SecretBuffer;

/// What became of one service, or of the request as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceResult {
    /// The service's name without `ics_`, such as `auth`; `ics` for the request as a whole.
    pub service: String,
    /// 1 success, 0 declined, -1 error; `None` where the field is missing or no such number.
    pub rcode: Option<i32>,
    /// The flag, a word for programs.
    pub rflag: Option<String>,
    /// A text for people who look for a fault; never for a program to decide by, nor for customers.
    pub rmsg: Option<String>,
    /// `ACCEPT`, `REJECT` or `ERROR`, as the Simple Order API calls the rcode.
    pub decision: Option<&'static str>,
    /// The reason codes of the Simple Order API that the flag may stand for. They are several where it is the less exact one.
    pub reason_codes: &'static [u32],
    /// Whether `reason_codes` is inferred from the meanings, and not said by CyberSource.
    pub inferred: bool,
}

/// What a reply says. Its texts are the reply's content and are wiped when it is dropped.
#[derive(Serialize)]
pub struct Reply {
    /// The result of the request as a whole.
    #[serde(flatten)]
    pub result: ServiceResult,
    /// What the flag means; `None` for one that is not known here.
    pub reason: Option<&'static str>,
    /// Whether the very same request may be sent again; `None` where nothing is known about it.
    pub may_resend: Option<bool>,
    /// Whether it is known what became of the order.
    pub state: OrderState,
    /// CyberSource's id of the request.
    pub request_id: Option<String>,
    /// The token that some follow-on requests need.
    pub request_token: Option<String>,
    /// The merchant's own reference.
    pub merchant_ref_number: Option<String>,
    /// The results of the services, in the order of the reply.
    pub services: Vec<ServiceResult>,
    /// Every field, in the reply's order.
    #[serde(serialize_with = "as_map")]
    pub fields: Vec<(String, String)>,
}

fn as_map<S: Serializer>(fields: &[(String, String)], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Reply {
    /// The reply as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the reply"))?;
        Ok(json)
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.fields.iter_mut().for_each(|field| field.1.zeroize());
        self.request_token.zeroize();
    }
}

/// Reads a reply's payload: lines `name=value`, as [`Payload::from_text`] takes them.
///
/// Options: `limits` with `max_fields` and `max_bytes`.
///
/// # Errors
/// `CYBSIGN_E_MESSAGE` for what is no such text, `CYBSIGN_E_LIMIT`, `CYBSIGN_E_OPTION`. Whoever can't read a reply does not
/// know what became of the order, and the message says so.
pub fn parse_reply(reply: &[u8], options_json: &[u8]) -> Result<Reply> {
    let mut options = Options::parse(options_json)?;
    let limits = Limits::read(&mut options)?;
    options.finish()?;
    let payload = Payload::from_text(reply, &limits).map_err(|error| {
        let status = if error.status() == crate::error::CYBSIGN_E_LIMIT { error.status() } else { CYBSIGN_E_MESSAGE };
        let message =
            format!("the reply can't be read: {}; the order's state is unknown until you look it up", error.message());
        Error::new(status, message)
    })?;
    Ok(Reply::of(&payload))
}

impl Reply {
    pub(super) fn of(payload: &Payload<'_>) -> Reply {
        let text = |name: &str| payload.get(name).map(|value| value.trim().to_owned());
        let result = ServiceResult::read(payload, "ics");
        let row = result.rflag.as_deref().and_then(flag);
        // A flag that says another thing than the rcode is no answer. Of a flag that is not known, the rcode says enough.
        let understood = result.rcode.is_some() && row.is_none_or(|row| result.rcode == Some(row.rcode));
        let settled = matches!(result.rcode, Some(0 | 1));
        let known = understood && row.map_or(settled, |row| row.state_known);
        let may_resend = row.map(|row| row.may_resend && understood);
        // What has succeeded is not sent again, whatever its flag.
        let unknown_flag = || (!known || result.rcode == Some(1)).then_some(false);
        Reply {
            reason: row.map(|row| row.meaning),
            may_resend: may_resend.or_else(unknown_flag),
            state: if known { OrderState::Known } else { OrderState::Unknown },
            request_id: text("request_id"),
            request_token: text("request_token"),
            merchant_ref_number: text("merchant_ref_number"),
            services: services(payload),
            fields: payload.fields().iter().map(|field| (field.name.to_owned(), field.value.to_owned())).collect(),
            result,
        }
    }
}

/// The services that the reply has results of: those with a field `<service>_rcode`.
fn services(payload: &Payload<'_>) -> Vec<ServiceResult> {
    const END: &str = "_rcode";
    let service_of = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.strip_suffix(END).filter(|service| !service.is_empty() && *service != "ics").map(str::to_owned)
    };
    let names = payload.fields().iter().filter_map(|field| service_of(field.name));
    names.map(|service| ServiceResult::read(payload, &service)).collect()
}

impl ServiceResult {
    fn read(payload: &Payload<'_>, service: &str) -> ServiceResult {
        let text = |what: &str| payload.get(&format!("{service}_{what}")).map(|value| value.trim().to_owned());
        let rcode = match text("rcode").as_deref() {
            Some("1") => Some(1),
            Some("0") => Some(0),
            Some("-1") => Some(-1),
            _ => None,
        };
        let rflag = text("rflag");
        let row: Option<&Flag> = rflag.as_deref().and_then(flag);
        ServiceResult {
            service: service.to_owned(),
            rcode,
            rmsg: text("rmsg"),
            decision: rcode.map(decision),
            reason_codes: row.map_or(&[], |row| row.reason_codes),
            inferred: row.is_some_and(|row| row.inferred),
            rflag,
        }
    }
}

/// What the Simple Order API calls an rcode.
fn decision(rcode: i32) -> &'static str {
    match rcode {
        1 => "ACCEPT",
        0 => "REJECT",
        _ => "ERROR",
    }
}
