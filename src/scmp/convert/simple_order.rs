//! SCMP requests as name-value pairs of the Simple Order API.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

use super::request::{converted, kind_of, services, why_not, Kind, Unmapped, NO_EQUIVALENT, NO_FLAG, NO_SERVICE};
use super::table::{offer_row, FieldRow, Place, Service};
use crate::error::{Error, Result, CYBSIGN_E_MEMORY, CYBSIGN_E_MERCHANT};
use crate::scmp::offers::Offer;
use crate::scmp::payload::Payload;
use crate::secret::SecretBuffer;
use crate::simple_order::SimpleOrder;

/// Name-value pairs. Their values are the request's content and are wiped when they are dropped.
#[derive(Serialize)]
pub struct SimpleOrderRequest {
    /// The fields, in the order of those that they come from.
    #[serde(serialize_with = "as_map")]
    pub fields: Vec<(String, Zeroizing<String>)>,
    /// What does not stand among them, and why.
    pub unmapped: Vec<Unmapped>,
}

fn as_map<S: Serializer>(
    fields: &[(String, Zeroizing<String>)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        map.serialize_entry(name, value.as_str())?;
    }
    map.end()
}

impl SimpleOrderRequest {
    /// The same as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the request"))?;
        Ok(json)
    }

    fn add(&mut self, from: &str, name: String, value: Zeroizing<String>) {
        match self.fields.iter().any(|field| field.0 == name) {
            true => self.unmapped.push(Unmapped::new(from, "another field has its place already")),
            false => self.fields.push((name, value)),
        }
    }
}

/// Converts a request.
///
/// # Errors
/// `CYBSIGN_E_FIELD` where `ics_applications` is missing; `CYBSIGN_E_UNSUPPORTED` for a service that is not in the table.
pub fn to_simple_order(payload: &Payload<'_>) -> Result<SimpleOrderRequest> {
    let services = services(payload)?;
    let mut request = SimpleOrderRequest { fields: Vec::new(), unmapped: Vec::new() };
    for field in payload.fields() {
        match kind_of(field.name) {
            Kind::Applications => {
                for service in &services {
                    request.add(field.name, format!("{}_run", service.simple_order), Zeroizing::new("true".to_owned()));
                }
            }
            Kind::Offer(number) => {
                let offer = payload.offers().iter().find(|offer| offer.number() == number);
                offer.into_iter().for_each(|offer| add_offer(&mut request, offer));
            }
            Kind::Sender => {
                request.unmapped.push(Unmapped::new(field.name, "it is carried by the certificate that signs"));
            }
            Kind::Unsent(why) => request.unmapped.push(Unmapped::new(field.name, why)),
            Kind::Known(rows) => add_field(&mut request, field.name, field.value, &rows, &services),
        }
    }
    Ok(request)
}

fn add_field(
    request: &mut SimpleOrderRequest,
    name: &str,
    value: &str,
    rows: &[(&FieldRow, Option<String>)],
    services: &[&Service],
) {
    let mut why = None;
    let mut placed = false;
    for (row, number) in rows {
        let place = match row.simple_order {
            Place::Nowhere => Err(NO_EQUIVALENT),
            Place::Field(name) => Ok(name.replace('#', number.as_deref().unwrap_or_default())),
            Place::OfService(application, suffix) => services
                .iter()
                .find(|service| service.application == application)
                .map(|service| format!("{}_{suffix}", service.simple_order))
                .ok_or(NO_SERVICE),
        };
        match place.and_then(|place| converted(row.value, value).map(|value| (place, value)).ok_or(NO_FLAG)) {
            Ok((place, value)) => {
                placed = true;
                request.add(name, place, value);
            }
            Err(reason) => why = Some(reason),
        }
    }
    if let Some(why) = why.filter(|_| !placed) {
        request.unmapped.push(Unmapped::new(name, why));
    }
}

fn add_offer(request: &mut SimpleOrderRequest, offer: &Offer<'_>) {
    let number = offer.number();
    for (name, value) in offer.parts() {
        let from = format!("offer{number}.{name}");
        match offer_row(name).and_then(|row| row.simple_order) {
            Some(place) => request.add(&from, format!("item_{number}_{place}"), Zeroizing::new((*value).to_owned())),
            None => request.unmapped.push(Unmapped::new(&from, why_not(name))),
        }
    }
}

/// Converts a request and signs it: an SCMP request in, a signed Simple Order message out. Gives what was left out, too.
///
/// # Errors
/// As [`to_simple_order`] and [`SimpleOrder::sign_fields`]; `CYBSIGN_E_MERCHANT` where the request names a sender
/// (`sender_id`) whose certificate does not sign.
pub fn sign_simple_order(simple_order: &SimpleOrder, payload: &Payload<'_>) -> Result<(SecretBuffer, Vec<Unmapped>)> {
    let name = simple_order.certificate()?.common_name().unwrap_or_default();
    if payload.get("sender_id").is_some_and(|sender| !sender.eq_ignore_ascii_case(name)) {
        let message =
            "the certificate is not that of the request's sender_id, which Simple Order requests carry by it alone: \
                       sign with the key of that portfolio or account";
        return Err(Error::new(CYBSIGN_E_MERCHANT, message));
    }
    let request = to_simple_order(payload)?;
    let fields: Vec<(&[u8], &[u8])> =
        request.fields.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
    Ok((simple_order.sign_fields(&fields)?, request.unmapped))
}
