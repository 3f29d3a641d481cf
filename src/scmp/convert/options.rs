//! Conversions as the languages call them: fields and options in, documents out.

use serde_json::json;

use super::rest::to_rest;
use super::simple_order::{sign_simple_order, to_simple_order};
use crate::error::Result;
use crate::options::Options;
use crate::scmp::payload::{Limits, Payload};
use crate::secret::SecretBuffer;
use crate::simple_order::SimpleOrder;

/// Converts a request given as fields, and gives the result as a JSON object: [`SimpleOrderRequest`] or [`RestRequest`].
///
/// Options: `to` ("simple_order", the default, or "rest"), `limits` with `max_fields` and `max_bytes`.
///
/// # Errors
/// `CYBSIGN_E_OPTION`, `CYBSIGN_E_JSON`, `CYBSIGN_E_LIMIT`; those of [`Payload::from_fields`], [`to_simple_order`] and
/// [`to_rest`].
///
/// [`SimpleOrderRequest`]: super::SimpleOrderRequest
/// [`RestRequest`]: super::RestRequest
pub fn convert_json(fields: &[(&[u8], &[u8])], options_json: &[u8]) -> Result<SecretBuffer> {
    let mut options = Options::parse(options_json)?;
    let to_rest_api = match options.string("to")?.as_deref() {
        None | Some("simple_order") => false,
        Some("rest") => true,
        Some(_) => return Err(options.refuse("to", "must be \"simple_order\" or \"rest\"")),
    };
    let limits = Limits::read(&mut options)?;
    options.finish()?;
    let payload = Payload::from_fields(fields, &limits)?;
    match to_rest_api {
        true => to_rest(&payload)?.to_json(),
        false => to_simple_order(&payload)?.to_json(),
    }
}

/// Signs an SCMP request given as fields as a Simple Order message. Gives the message, and a JSON object whose member
/// `unmapped` lists the fields that do not stand in it.
///
/// # Errors
/// Those of [`Payload::from_fields`] and [`sign_simple_order`].
pub fn sign_simple_order_json(simple_order: &SimpleOrder, fields: &[(&[u8], &[u8])]) -> Result<(SecretBuffer, String)> {
    let payload = Payload::from_fields(fields, &Limits::default())?;
    let (message, unmapped) = sign_simple_order(simple_order, &payload)?;
    Ok((message, json!({ "unmapped": unmapped }).to_string()))
}
