//! What the fields of a reply say about the order.

use super::document::{OrderState, Reply, ReplyKind};
use super::fields::Fields;
use super::reason_codes::{reason_code, ReasonCode};
use crate::secret::SecretText;

/// The reason code of a request that was carried out.
const SUCCESS: u32 = 100;
/// That of an authorization of a part of the amount.
const PARTIAL_SUCCESS: u32 = 110;

/// A reply of these fields, with what they say.
pub(super) fn judged(kind: ReplyKind, fields: Fields) -> Reply {
    let (fields, warnings) = fields.finish();
    let mut reply = Reply { warnings, ..Reply::new(kind, fields) };
    let text =
        |name: &str| reply.field(name).map(|value| value.trim().into()).filter(|text: &SecretText| !text.is_empty());
    let decision = text("decision");
    let code = text("reasonCode").filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let code = code.and_then(|code| code.parse::<u32>().ok());
    let (request_id, request_token) = (text("requestID"), text("requestToken"));
    let merchant_reference_code = text("merchantReferenceCode");
    let (missing_fields, invalid_fields) = (numbered(&reply, "missingField"), numbered(&reply, "invalidField"));
    let row = code.and_then(reason_code);
    let code_is_read = code.is_some() || !reply.fields.iter().any(|(name, _)| *name == "reasonCode");
    let known = code_is_read && settles(decision.as_deref(), row) && service_codes(&reply).all(is_settled);
    reply.state = if known { OrderState::Known } else { OrderState::Unknown };
    let is_partly_done = service_codes(&reply).any(|code| matches!(code, SUCCESS | PARTIAL_SUCCESS));
    reply.may_resend = match row {
        _ if !known => Some(false),
        Some(row) => Some(row.may_resend && !is_partly_done),
        None => None,
    };
    reply.reason = row.map(|row| row.meaning);
    (reply.decision, reply.reason_code) = (decision, code);
    (reply.request_id, reply.request_token) = (request_id, request_token);
    reply.merchant_reference_code = merchant_reference_code;
    (reply.missing_fields, reply.invalid_fields) = (missing_fields, invalid_fields);
    reply
}

/// Whether a decision and the row of its reason code say what became of the order. ERROR says that something failed on the way,
/// and what is not known here, or contradicts itself, says nothing. A code that is not known leaves it to the decision.
fn settles(decision: Option<&str>, row: Option<&ReasonCode>) -> bool {
    let Some(row) = row else { return matches!(decision, Some("ACCEPT" | "REJECT" | "REVIEW")) };
    let fits = match decision {
        Some("ACCEPT") => row.code == SUCCESS || row.code == PARTIAL_SUCCESS,
        Some("REJECT" | "REVIEW") => row.code != SUCCESS,
        _ => false,
    };
    fits && row.state_known
}

/// The reason codes of the services: one may have been carried out, or be open, where the request as a whole is refused.
fn service_codes(reply: &Reply) -> impl Iterator<Item = u32> + '_ {
    let codes = reply.fields.iter().filter(|(name, _)| name.ends_with("Reply_reasonCode"));
    codes.filter_map(|(_, value)| value.as_deref()?.trim().parse().ok())
}

fn is_settled(code: u32) -> bool {
    reason_code(code).is_none_or(|row| row.state_known)
}

/// The values of `name_0`, `name_1` and so on.
fn numbered(reply: &Reply, name: &str) -> Vec<SecretText> {
    let number = |field: &str| field.strip_prefix(name)?.strip_prefix('_')?.parse::<u32>().ok();
    let mut found: Vec<(u32, &str)> =
        reply.fields.iter().filter_map(|(field, value)| Some((number(field)?, value.as_deref()?))).collect();
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, value)| value.into()).collect()
}
