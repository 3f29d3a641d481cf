//! Simple Order replies as SCMP replies, with the results that SCMP programs decide by.

use serde::Serialize;
use zeroize::Zeroize;

use super::request::{Unmapped, NO_EQUIVALENT};
use super::table::{scmp_name_of, service_of_reply, Service};
use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::scmp::flags::flag_of_reason_code;
use crate::scmp::payload::{Limits, Payload};
use crate::scmp::reply::Reply;
use crate::secret::SecretBuffer;
use crate::simple_order::{self, reason_code};

/// An SCMP reply that was made of a Simple Order reply.
#[derive(Serialize)]
pub struct ConvertedReply {
    /// The reply. `state` and `may_resend` are those of the Simple Order reply.
    #[serde(flatten)]
    pub reply: Reply,
    /// The fields that have no SCMP name, and why.
    pub unmapped: Vec<Unmapped>,
    /// The flags that were made of reason codes for which none is known: D, E or S for the result, and the code.
    pub made_flags: Vec<String>,
}

impl ConvertedReply {
    /// The same as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the reply"))?;
        Ok(json)
    }
}

/// The fields while they are made.
#[derive(Default)]
struct Made {
    fields: Vec<(String, String)>,
    unmapped: Vec<Unmapped>,
    made_flags: Vec<String>,
}

impl Drop for Made {
    fn drop(&mut self) {
        self.fields.iter_mut().for_each(|field| field.1.zeroize());
    }
}

/// Reads a Simple Order reply and converts it.
///
/// # Errors
/// As [`simple_order::parse_reply`]; of a SOAP Fault no SCMP reply can be made, which is `CYBSIGN_E_MESSAGE` with what the
/// fault means for the order.
pub fn reply_from_simple_order(reply: &[u8], options_json: &[u8]) -> Result<ConvertedReply> {
    let reply = simple_order::parse_reply(reply, options_json)?;
    if reply.kind == simple_order::ReplyKind::Fault {
        let message = format!("the reply is a SOAP Fault: {}", reply.reason.unwrap_or("of unknown meaning"));
        return Err(Error::new(crate::error::CYBSIGN_E_MESSAGE, message));
    }
    let mut made = Made::default();
    let rcode = match reply.decision.as_deref() {
        Some("ACCEPT") => Some(1),
        Some("REJECT" | "REVIEW") => Some(0),
        Some("ERROR") => Some(-1),
        _ => None,
    };
    made.add_result("ics", rcode, reply.reason_code);
    for (name, value) in &reply.fields {
        made.add_field(name, value.as_deref().unwrap_or_default());
    }
    let pairs: Vec<(&[u8], &[u8])> =
        made.fields.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
    let limits = Limits { max_fields: usize::MAX, max_bytes: usize::MAX };
    let mut converted = Reply::of(&Payload::from_fields(&pairs, &limits)?);
    // Reason codes say more than flags do.
    converted.state = reply.state;
    converted.may_resend = reply.may_resend;
    converted.reason = reply.reason;
    let (unmapped, made_flags) = (std::mem::take(&mut made.unmapped), std::mem::take(&mut made.made_flags));
    Ok(ConvertedReply { reply: converted, unmapped, made_flags })
}

impl Made {
    /// Result, flag and message of the request or of a service.
    fn add_result(&mut self, service: &str, rcode: Option<i32>, code: Option<u32>) {
        let row = code.and_then(flag_of_reason_code);
        if let Some(rcode) = rcode {
            self.add(&format!("{service}_rcode"), &rcode.to_string());
        }
        let Some(code) = code else { return };
        // A flag that says another thing than the result would be believed by somebody.
        let flag = match row.filter(|row| rcode.is_none_or(|rcode| rcode == row.rcode)) {
            Some(row) => row.flag.to_owned(),
            None => {
                let letter = match rcode {
                    Some(1) => 'S',
                    Some(-1) => 'E',
                    _ => 'D',
                };
                let flag = format!("{letter}{code}");
                self.made_flags.push(flag.clone());
                flag
            }
        };
        self.add(&format!("{service}_rflag"), &flag);
        let meaning = reason_code(code).map(|row| row.meaning).or(row.map(|row| row.meaning));
        self.add(&format!("{service}_rmsg"), meaning.unwrap_or("a reason code that is not known here"));
    }

    fn add_field(&mut self, name: &str, value: &str) {
        if matches!(name, "decision" | "reasonCode") {
            return;
        }
        let of_service = name.split_once('_').and_then(|(reply, rest)| Some((service_of_reply(reply)?, rest)));
        if let Some((service, "reasonCode")) = of_service {
            return self.add_service(service, value);
        }
        match scmp_name_of(name) {
            Some(scmp) if self.fields.iter().any(|field| field.0 == scmp) => {}
            Some(scmp) if !value.contains(['\n', '\r', '\0']) => self.add(scmp, value),
            Some(_) => self.unmapped.push(Unmapped::new(name, "its value has a line break, which SCMP can't hold")),
            None => self.unmapped.push(Unmapped::new(name, NO_EQUIVALENT)),
        }
    }

    fn add_service(&mut self, service: &Service, value: &str) {
        let code = value.trim().parse::<u32>().ok();
        let rcode = code.map(|code| match (flag_of_reason_code(code), reason_code(code)) {
            (Some(row), _) => row.rcode,
            (None, Some(row)) if !row.state_known => -1,
            (None, _) => 0,
        });
        self.add_result(service.prefix(), rcode, code);
    }

    fn add(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }
}
