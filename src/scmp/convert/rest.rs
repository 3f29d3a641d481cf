//! SCMP requests of card services as JSON of the REST API.

use serde::Serialize;
use serde_json::{json, Map, Value};
use zeroize::Zeroize;

use super::request::{converted, kind_of, services, why_not, Kind, Unmapped, NO_EQUIVALENT, NO_FLAG, NO_SERVICE};
use super::table::{offer_row, FieldRow, Place, RestPlace, Service, ValueKind};
use crate::error::{Error, Result, CYBSIGN_E_FIELD, CYBSIGN_E_MEMORY, CYBSIGN_E_UNSUPPORTED};
use crate::scmp::offers::Offer;
use crate::scmp::payload::Payload;
use crate::secret::SecretBuffer;

/// A request of the REST API.
#[derive(Serialize)]
pub struct RestRequest {
    /// The method.
    pub method: &'static str,
    /// The path, with the id of the earlier transaction in it.
    pub path: String,
    /// The transacting merchant, for the header v-c-merchant-id.
    pub merchant_id: Option<String>,
    /// The portfolio or account of a meta key, whose key signs.
    pub portfolio_id: Option<String>,
    /// The body.
    pub body: Value,
    /// What does not stand in it, and why.
    pub unmapped: Vec<Unmapped>,
}

impl RestRequest {
    /// The same as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the request"))?;
        Ok(json)
    }
}

impl Drop for RestRequest {
    fn drop(&mut self) {
        wipe(&mut self.body);
    }
}

/// Wipes the texts of a body, among which is the card number.
fn wipe(body: &mut Value) {
    match body {
        Value::String(text) => text.zeroize(),
        Value::Array(list) => list.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

/// What a request does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Authorize {
        capture: bool,
    },
    Capture,
    Reverse,
    /// A credit that follows a capture, or none.
    Refund {
        follows: bool,
    },
}

/// Converts a request of `ics_auth`, `ics_auth` with `ics_bill`, `ics_bill`, `ics_credit` or `ics_auth_reversal`.
///
/// # Errors
/// `CYBSIGN_E_FIELD` where `ics_applications`, or the id of the earlier transaction, is missing, or that is no id;
/// `CYBSIGN_E_UNSUPPORTED` for other services.
pub fn to_rest(payload: &Payload<'_>) -> Result<RestRequest> {
    let services = services(payload)?;
    let action = action_of(&services, payload)?;
    let mut request = RestRequest {
        method: "POST",
        path: path_of(action, payload)?,
        merchant_id: None,
        portfolio_id: None,
        body: Value::Object(Map::new()),
        unmapped: Vec::new(),
    };
    for field in payload.fields() {
        match kind_of(field.name) {
            // The action says it.
            Kind::Applications => {}
            // They come in the order of their numbers, below.
            Kind::Offer(_) => {}
            Kind::Sender => request.portfolio_id = Some(field.value.to_owned()),
            Kind::Unsent(why) => request.unmapped.push(Unmapped::new(field.name, why)),
            Kind::Known(rows) => add_field(&mut request, field.name, field.value, &rows, &services, action),
        }
    }
    if action == (Action::Authorize { capture: true }) {
        set(&mut request.body, "processingInformation.capture", Value::Bool(true));
    }
    let items: Vec<Value> = payload.offers().iter().map(|offer| line_item(offer, &mut request.unmapped)).collect();
    if !items.is_empty() {
        set(&mut request.body, "orderInformation.lineItems", Value::Array(items));
    }
    Ok(request)
}

fn action_of(services: &[&Service], payload: &Payload<'_>) -> Result<Action> {
    let mut names: Vec<&str> = services.iter().map(|service| service.application).collect();
    names.sort_unstable();
    match names[..] {
        ["ics_auth"] => Ok(Action::Authorize { capture: false }),
        ["ics_auth", "ics_bill"] => Ok(Action::Authorize { capture: true }),
        ["ics_bill"] => Ok(Action::Capture),
        ["ics_auth_reversal"] => Ok(Action::Reverse),
        ["ics_credit"] => Ok(Action::Refund { follows: payload.get("bill_request_id").is_some() }),
        _ => Err(Error::new(
            CYBSIGN_E_UNSUPPORTED,
            "these services are not converted to REST together: ics_auth, ics_auth with ics_bill, ics_bill, ics_credit and \
             ics_auth_reversal are",
        )),
    }
}

fn path_of(action: Action, payload: &Payload<'_>) -> Result<String> {
    let id = |name: &str| {
        let id = payload.get(name).unwrap_or_default();
        // It becomes a part of the path: nothing but digits.
        let plain = (1..=26).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
        plain.then_some(id).ok_or_else(|| {
            Error::new(
                CYBSIGN_E_FIELD,
                format!("the field {name} must be the earlier transaction's id of 1 to 26 digits"),
            )
        })
    };
    match action {
        Action::Authorize { .. } => Ok("/pts/v2/payments".to_owned()),
        Action::Capture => Ok(format!("/pts/v2/payments/{}/captures", id("auth_request_id")?)),
        Action::Reverse => Ok(format!("/pts/v2/payments/{}/reversals", id("auth_request_id")?)),
        Action::Refund { follows: true } => Ok(format!("/pts/v2/captures/{}/refunds", id("bill_request_id")?)),
        Action::Refund { follows: false } => Ok("/pts/v2/credits".to_owned()),
    }
}

fn add_field(
    request: &mut RestRequest,
    name: &str,
    value: &str,
    rows: &[(&FieldRow, Option<String>)],
    services: &[&Service],
    action: Action,
) {
    let mut why = NO_SERVICE;
    for (row, number) in rows {
        if let Place::OfService(application, _) = row.simple_order {
            if !services.iter().any(|service| service.application == application) {
                continue;
            }
        }
        let Some(text) = converted(row.value, value) else {
            why = NO_FLAG;
            continue;
        };
        let json = match row.value {
            ValueKind::Flag => Value::Bool(text.as_str() == "true"),
            ValueKind::Text | ValueKind::Upper => Value::String(text.as_str().to_owned()),
        };
        match (row.rest, number) {
            (RestPlace::Nowhere, _) => {
                why = NO_EQUIVALENT;
                continue;
            }
            (RestPlace::MerchantId, _) => request.merchant_id = Some(value.to_owned()),
            (RestPlace::Id, _) if names_the_earlier(name, action) => {}
            (RestPlace::Id, _) => {
                why = "the path of these services holds no such id";
                continue;
            }
            (RestPlace::Member(member), Some(number)) => add_to_list(&mut request.body, member, number, json),
            (RestPlace::Member(member), None) => set(&mut request.body, member_for(member, action), json),
        }
        return;
    }
    request.unmapped.push(Unmapped::new(name, why));
}

/// Whether the path holds the id of this field.
fn names_the_earlier(name: &str, action: Action) -> bool {
    let wanted = match action {
        Action::Capture | Action::Reverse => "auth_request_id",
        Action::Refund { follows: true } => "bill_request_id",
        _ => return false,
    };
    name.eq_ignore_ascii_case(wanted)
}

/// A reversal has its amount in a place of its own.
fn member_for(member: &'static str, action: Action) -> &'static str {
    match (member, action) {
        ("orderInformation.amountDetails.totalAmount", Action::Reverse) => {
            "reversalInformation.amountDetails.totalAmount"
        }
        _ => member,
    }
}

/// Sets a member at a path of names with dots between.
fn set(body: &mut Value, path: &str, value: Value) {
    let mut place = body;
    for name in path.split('.') {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[name];
    }
    *place = value;
}

/// Appends to a list of objects that have a number for a key: `list[#].member`.
fn add_to_list(body: &mut Value, path: &str, number: &str, value: Value) {
    let Some((list, member)) = path.split_once("[#].") else { return set(body, path, value) };
    let entry = json!({"key": number, member: value});
    match body.get_mut(list).and_then(Value::as_array_mut) {
        Some(entries) => entries.push(entry),
        None => set(body, list, Value::Array(vec![entry])),
    }
}

fn line_item(offer: &Offer<'_>, unmapped: &mut Vec<Unmapped>) -> Value {
    let mut item = Map::new();
    for (name, value) in offer.parts() {
        match offer_row(name).and_then(|row| row.rest) {
            Some("quantity") => {
                // It was checked when the payload was read.
                item.insert("quantity".to_owned(), offer.quantity().map_or(Value::Null, Value::from));
            }
            Some(member) => {
                item.insert(member.to_owned(), Value::String((*value).to_owned()));
            }
            None => unmapped.push(Unmapped::new(&format!("offer{}.{name}", offer.number()), why_not(name))),
        }
    }
    Value::Object(item)
}
