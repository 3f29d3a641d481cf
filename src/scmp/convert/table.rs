//! The tables.

use once_cell::sync::Lazy;

/// A service of `ics_applications`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Service {
    /// As `ics_auth`.
    pub(super) application: &'static str,
    /// As `ccAuthService`.
    pub(super) simple_order: &'static str,
    /// As `ccAuthReply`.
    pub(super) reply: &'static str,
}

impl Service {
    /// What the names of its reply fields begin with, as `auth`.
    pub(super) fn prefix(&self) -> &'static str {
        self.application.strip_prefix("ics_").unwrap_or(self.application)
    }
}

/// How a value changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Not at all.
    Text,
    /// From yes and no to true and false.
    Flag,
    /// To capital letters.
    Upper,
}

/// Where a field of a request goes in the Simple Order API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The API has none.
    Nowhere,
    /// To this name.
    Field(&'static str),
    /// To this name of a service, if that one is asked for.
    OfService(&'static str, &'static str),
}

/// Where a field of a request goes in the REST API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RestPlace {
    /// The API has none.
    Nowhere,
    /// Into the header v-c-merchant-id.
    MerchantId,
    /// Into the path, where the earlier transaction stands.
    Id,
    /// To this member of the body, with dots between the names.
    Member(&'static str),
}

/// A field of a request. A `#` in a name stands for a number.
#[derive(Debug)]
pub(super) struct FieldRow {
    pub(super) scmp: &'static str,
    pub(super) simple_order: Place,
    pub(super) rest: RestPlace,
    pub(super) value: ValueKind,
}

/// A part of an offer; `None` where the API has no such field.
#[derive(Debug)]
pub(super) struct OfferRow {
    pub(super) scmp: &'static str,
    pub(super) simple_order: Option<&'static str>,
    pub(super) rest: Option<&'static str>,
}

/// A field of a reply: its name as Simple Order replies have it, and in SCMP.
#[derive(Debug)]
pub(super) struct ReplyRow {
    pub(super) simple_order: String,
    pub(super) scmp: &'static str,
}

static SERVICES: Lazy<Vec<Service>> = Lazy::new(|| rows(include_str!("services.txt"), service));
static FIELDS: Lazy<Vec<FieldRow>> = Lazy::new(|| rows(include_str!("fields.txt"), field));
static OFFERS: Lazy<Vec<OfferRow>> = Lazy::new(|| rows(include_str!("offers.txt"), offer));
static REPLIES: Lazy<Vec<ReplyRow>> = Lazy::new(|| rows(include_str!("replies.txt"), reply));

/// The service of an application, in any case; `None` for one that is not known.
pub(super) fn service_of(application: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.application.eq_ignore_ascii_case(application))
}

/// The service whose reply fields begin with this, as `ccAuthReply`.
pub(super) fn service_of_reply(reply: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.reply == reply)
}

/// The rows of a request field, with the number in its name: several where it depends on the services asked for.
pub(super) fn rows_of(name: &str) -> Vec<(&'static FieldRow, Option<String>)> {
    let name = name.to_ascii_lowercase();
    FIELDS.iter().filter_map(|row| matches(row.scmp, &name).map(|number| (row, number))).collect()
}

/// The row of a part of an offer.
pub(super) fn offer_row(name: &str) -> Option<&'static OfferRow> {
    OFFERS.iter().find(|row| row.scmp.eq_ignore_ascii_case(name))
}

/// The SCMP name of a Simple Order reply field.
pub(super) fn scmp_name_of(simple_order: &str) -> Option<&'static str> {
    REPLIES.iter().find(|row| row.simple_order == simple_order).map(|row| row.scmp)
}

/// Whether a name is that of a row, and the number in the place of `#`.
fn matches(row: &str, name: &str) -> Option<Option<String>> {
    let Some((before, after)) = row.split_once('#') else { return (row == name).then_some(None) };
    let digits = name.strip_prefix(before)?.strip_suffix(after)?;
    let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| Some(digits.to_owned()))
}

fn rows<R>(text: &'static str, row: fn(&[&'static str]) -> Option<R>) -> Vec<R> {
    lines(text).filter_map(|line| row(&line.split_whitespace().collect::<Vec<_>>())).collect()
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

fn is_source(text: &str) -> bool {
    matches!(text, "page" | "names")
}

fn service(columns: &[&'static str]) -> Option<Service> {
    match columns {
        [application, simple_order, reply, source] if is_source(source) => {
            Some(Service { application, simple_order, reply })
        }
        _ => None,
    }
}

fn field(columns: &[&'static str]) -> Option<FieldRow> {
    let [scmp, simple_order, rest, value, source] = columns else { return None };
    let simple_order = match simple_order.split_once('.') {
        _ if *simple_order == "-" => Place::Nowhere,
        Some((application, suffix)) => Place::OfService(application, suffix),
        None => Place::Field(simple_order),
    };
    let rest = match *rest {
        "-" => RestPlace::Nowhere,
        "-merchant_id" => RestPlace::MerchantId,
        "-id" => RestPlace::Id,
        member => RestPlace::Member(member),
    };
    let value = match *value {
        "text" => ValueKind::Text,
        "flag" => ValueKind::Flag,
        "upper" => ValueKind::Upper,
        _ => return None,
    };
    is_source(source).then_some(FieldRow { scmp, simple_order, rest, value })
}

fn offer(columns: &[&'static str]) -> Option<OfferRow> {
    let [scmp, simple_order, rest, source] = columns else { return None };
    let known = |name: &'static str| Some(name).filter(|name| *name != "-");
    is_source(source).then_some(OfferRow { scmp, simple_order: known(simple_order), rest: known(rest) })
}

fn reply(columns: &[&'static str]) -> Option<ReplyRow> {
    match columns {
        [simple_order, scmp, source] if is_source(source) => {
            Some(ReplyRow { simple_order: simple_order.replace('.', "_"), scmp })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_row() {
        assert_eq!(lines(include_str!("services.txt")).count(), SERVICES.len());
        assert_eq!(lines(include_str!("fields.txt")).count(), FIELDS.len());
        assert_eq!(lines(include_str!("offers.txt")).count(), OFFERS.len());
        assert_eq!(lines(include_str!("replies.txt")).count(), REPLIES.len());
    }

    #[test]
    fn each_thing_stands_once_and_services_are_known() {
        let once = |names: Vec<String>| {
            let mut sorted = names.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(sorted.len(), names.len(), "{names:?}");
        };
        once(
            SERVICES.iter().flat_map(|row| [row.application, row.simple_order, row.reply].map(str::to_owned)).collect(),
        );
        once(OFFERS.iter().map(|row| row.scmp.to_owned()).collect());
        once(REPLIES.iter().map(|row| row.simple_order.clone()).collect());
        let place = |row: &FieldRow| match row.simple_order {
            Place::OfService(application, suffix) => {
                format!("{}_{suffix}", service_of(application).unwrap().simple_order)
            }
            Place::Field(name) => name.to_owned(),
            Place::Nowhere => row.scmp.to_owned(),
        };
        // Two SCMP fields that are one in Simple Order would be sent as one.
        once(FIELDS.iter().map(place).collect());
        for row in FIELDS.iter() {
            let depends = |other: &FieldRow| matches!(other.simple_order, Place::OfService(..));
            let same: Vec<&FieldRow> = FIELDS.iter().filter(|other| other.scmp == row.scmp).collect();
            assert!(same.len() == 1 || same.iter().all(|other| depends(other)), "{}", row.scmp);
            assert_eq!(row.scmp, row.scmp.to_ascii_lowercase());
        }
    }

    #[test]
    fn numbers_in_names_are_taken_over() {
        assert_eq!(matches("merchant_defined_data#", "merchant_defined_data12"), Some(Some("12".to_owned())));
        assert_eq!(matches("a#_b", "a1_b"), Some(Some("1".to_owned())));
        for (row, name) in [("a#", "a"), ("a#", "ax"), ("a#", "a1234"), ("a#_b", "a1_c"), ("a", "a1")] {
            assert_eq!(matches(row, name), None);
        }
        assert_eq!(matches("a", "a"), Some(None));
        let amount = rows_of("ADDITIONAL_AMOUNT0");
        assert_eq!((amount.len(), amount[0].1.as_deref()), (1, Some("0")));
    }
}
