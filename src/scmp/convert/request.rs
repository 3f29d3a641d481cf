//! What both conversions of a request have in common.

use serde::Serialize;
use zeroize::Zeroizing;

use super::table::{rows_of, service_of, FieldRow, Service, ValueKind};
use crate::error::{Error, Result, CYBSIGN_E_FIELD, CYBSIGN_E_UNSUPPORTED};
use crate::scmp::offers;
use crate::scmp::payload::Payload;
use crate::text::fields::shown_name;

/// A field that does not stand in the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmapped {
    /// Its name; a part of an offer is `offer0.name`.
    pub field: String,
    /// Why, and what became of it.
    pub why: &'static str,
}

impl Unmapped {
    pub(super) fn new(field: &str, why: &'static str) -> Unmapped {
        Unmapped { field: field.to_owned(), why }
    }
}

pub(super) const NO_EQUIVALENT: &str = "no equivalent is known";
pub(super) const NO_SERVICE: &str = "no service that is asked for takes it";
pub(super) const NO_FLAG: &str = "its value is neither yes nor no";
const OF_CLIENT: &str = "it is for the SCMP client and is not sent";

/// Fields that tell the old client where to send and how.
const CLIENT: [&str; 14] = [
    "server_host",
    "server_port",
    "server_url",
    "timeout",
    "icspath",
    "keys_path",
    "host_id",
    "http_proxy",
    "http_proxy_username",
    "http_proxy_password",
    "http_proxy_host",
    "http_proxy_port",
    "client_lib_version",
    "request_id",
];

/// What a field is.
pub(super) enum Kind {
    /// `ics_applications`.
    Applications,
    /// An offer, of this number.
    Offer(u32),
    /// The portfolio or account of a meta key.
    Sender,
    /// What does not leave the old client, and why.
    Unsent(&'static str),
    /// A field with rows in the table, and the number in its name.
    Known(Vec<(&'static FieldRow, Option<String>)>),
}

/// What a field of this name is.
pub(super) fn kind_of(name: &str) -> Kind {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if let Some(number) = offers::number_of(name) {
        return Kind::Offer(number);
    }
    match name {
        _ if is("ics_applications") => Kind::Applications,
        _ if is("sender_id") => Kind::Sender,
        _ if is("request_id") => Kind::Unsent("the server gives each request its own id"),
        _ if CLIENT.iter().any(|client| is(client)) => Kind::Unsent(OF_CLIENT),
        _ => match rows_of(name) {
            rows if rows.is_empty() => Kind::Unsent(NO_EQUIVALENT),
            rows => Kind::Known(rows),
        },
    }
}

/// The services that a request asks for, in its order, each once.
///
/// # Errors
/// `CYBSIGN_E_FIELD` without `ics_applications`; `CYBSIGN_E_UNSUPPORTED` for a service that is not known here.
pub(super) fn services(payload: &Payload<'_>) -> Result<Vec<&'static Service>> {
    let applications = payload.get("ics_applications").unwrap_or_default();
    let mut services: Vec<&Service> = Vec::new();
    for application in applications.split(',').map(str::trim).filter(|application| !application.is_empty()) {
        let service = service_of(application).ok_or_else(|| {
            let shown = shown_name(application.as_bytes()).unwrap_or("of ics_applications");
            let message = format!(
                "the service {shown} can't be converted: it is not in the table; a request without it \
                                   would be another one"
            );
            Error::new(CYBSIGN_E_UNSUPPORTED, message)
        })?;
        if !services.contains(&service) {
            services.push(service);
        }
    }
    match services.is_empty() {
        false => Ok(services),
        true => Err(Error::new(CYBSIGN_E_FIELD, "the field ics_applications is missing: it names the services")),
    }
}

/// A value in the form that the other API takes; `None` for a flag that is none.
pub(super) fn converted(kind: ValueKind, value: &str) -> Option<Zeroizing<String>> {
    let text = match kind {
        ValueKind::Text => value.to_owned(),
        ValueKind::Upper => value.to_ascii_uppercase(),
        ValueKind::Flag => match value.trim().to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" => "true".to_owned(),
            "no" | "n" | "false" => "false".to_owned(),
            _ => return None,
        },
    };
    Some(Zeroizing::new(text))
}

/// Why a part of an offer has no place.
pub(super) fn why_not(part: &str) -> &'static str {
    match part.to_ascii_lowercase().as_str() {
        "offerid" | "offer_id" => "the item's number stands for it",
        _ => NO_EQUIVALENT,
    }
}
