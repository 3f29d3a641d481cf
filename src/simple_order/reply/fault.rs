//! SOAP Faults (SOAP 1.1, section 4.4).

use super::document::{Fault, OrderState, Reply, ReplyKind};
use super::unread::refuse;
use crate::error::Result;
use crate::secret::SecretText;
use crate::simple_order::names::{SOAP, TRANSACTION_DATA};
use crate::xml::Element;

/// What a Fault says about the order.
pub(super) fn fault_reply(fault: Element<'_, '_>, gateway_timeout: bool) -> Result<Reply> {
    // SOAP 1.1 has these without a namespace; some servers qualify them all the same.
    let child = |name: &str| {
        let mut found = fault.child_elements().filter(|child| child.is("", name) || child.is(SOAP, name));
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(refuse(&format!("there is more than one {name} in the Fault"))),
            (one, None) => Ok(one.map(trimmed).filter(|text| !text.is_empty())),
        }
    };
    let (code, string) = (child("faultcode")?, child("faultstring")?);
    let details = fault
        .child_elements()
        .filter(|child| child.is("", "detail") || child.is(SOAP, "detail"))
        .flat_map(|detail| detail.child_elements())
        .find(|child| child.local_name() == "faultDetails" && child.namespace_uri().starts_with(TRANSACTION_DATA));
    let request_id = details
        .and_then(|details| details.child_elements().find(|child| child.is(details.namespace_uri(), "requestID")))
        .map(trimmed);
    // SOAP 1.1 refines a code behind a point. Of a fault without a code nothing is known.
    let is_critical = |code: &str| {
        code.rsplit([':', '.']).next().is_some_and(|part| part.eq_ignore_ascii_case("CriticalServerError"))
    };
    let critical = gateway_timeout || code.as_deref().is_none_or(is_critical);
    let mut reply = Reply::new(ReplyKind::Fault, Vec::new());
    reply.state = if critical { OrderState::Unknown } else { OrderState::Known };
    reply.may_resend = critical.then_some(false);
    reply.reason = Some(match critical {
        true => "a critical fault: the order may have been carried out; look it up before you send it again",
        false => "a fault: the server refused the message, and nothing was carried out",
    });
    reply.request_id.clone_from(&request_id);
    reply.fault = Some(Fault { code, string, request_id, critical });
    Ok(reply)
}

fn trimmed(element: Element<'_, '_>) -> SecretText {
    element.text().trim().into()
}
