//! SOAP Faults (SOAP 1.1, section 4.4).

use super::document::{Fault, OrderState, Reply, ReplyKind};
use super::unread::{broken, Step};
use crate::secret::SecretText;
use crate::simple_order::names::{SOAP, TRANSACTION_DATA};
use crate::xml::Element;

/// What a Fault says about the order. `known_by_status` is whether the status of the HTTP response leaves that to the Fault.
pub(super) fn fault_reply(fault: Element<'_, '_>, known_by_status: bool) -> Step<Reply> {
    // SOAP 1.1 has these without a namespace; some servers qualify them all the same.
    let child = |name: &str| {
        let mut found = fault.child_elements().filter(|child| child.is("", name) || child.is(SOAP, name));
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(broken(&format!("there is more than one {name} in the Fault"))),
            (one, None) => Ok(one),
        }
    };
    let text = |element: Option<_>| element.map(trimmed).filter(|text| !text.is_empty());
    let (code_element, string) = (child("faultcode")?, text(child("faultstring")?));
    let code = text(code_element);
    let details = fault
        .child_elements()
        .filter(|child| child.is("", "detail") || child.is(SOAP, "detail"))
        .flat_map(|detail| detail.child_elements())
        .find(|child| child.local_name() == "faultDetails" && child.namespace_uri().starts_with(TRANSACTION_DATA));
    let request_id = details
        .and_then(|details| details.child_elements().find(|child| child.is(details.namespace_uri(), "requestID")))
        .map(trimmed)
        .filter(|id| !id.is_empty());
    // Of a fault without a code, or with one that is more than a text, nothing is known.
    let is_text = code_element.is_some_and(|element| element.child_elements().next().is_none());
    let refused = |code: &str| !is_critical(code) && (details.is_some() || is_refusal(code));
    let critical = !known_by_status || !is_text || !code.as_deref().is_some_and(refused);
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

/// Whether a code says that the order may have been carried out. What stands left of a point in its local name is the class of
/// the fault, and what stands right refines it (SOAP 1.1, section 4.4.1).
fn is_critical(code: &str) -> bool {
    let local_name = code.rsplit(':').next().unwrap_or(code);
    local_name.split('.').any(|part| part.trim().eq_ignore_ascii_case("CriticalServerError"))
}

/// Whether a code says whoever sends it that the message was refused: those of SOAP 1.1 (section 4.4.1) but Server, and those
/// of WS-Security (SOAP Message Security 1.0, section 12). Other faults come from somebody on the way, who does not know what
/// became of the order, unless they have CyberSource's `faultDetails`.
fn is_refusal(code: &str) -> bool {
    const REFUSALS: [&str; 10] = [
        "Client",
        "MustUnderstand",
        "VersionMismatch",
        "FailedAuthentication",
        "FailedCheck",
        "InvalidSecurity",
        "InvalidSecurityToken",
        "SecurityTokenUnavailable",
        "UnsupportedAlgorithm",
        "UnsupportedSecurityToken",
    ];
    let local_name = code.rsplit(':').next().unwrap_or(code);
    let class = local_name.split('.').next().unwrap_or(local_name).trim();
    REFUSALS.contains(&class)
}

fn trimmed(element: Element<'_, '_>) -> SecretText {
    element.text().trim().into()
}
