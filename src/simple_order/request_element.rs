//! The element that is a request of CyberSource's, and what it may not hold.

use crate::error::{Error, Result, CYBSIGN_E_MESSAGE};
use crate::simple_order::names::{DS, SOAP, TRANSACTION_DATA, WSSE, XENC};
use crate::xml::Element;

/// Whether an element is a request, of name-value pairs or of XML, by its name and namespace.
pub(super) fn is_request(element: Element<'_, '_>) -> bool {
    element.namespace_uri().starts_with(TRANSACTION_DATA)
        && matches!(element.local_name(), "requestMessage" | "nvpRequest")
}

/// The error for an element that should be a request, or hold one, and does not.
pub(super) fn no_request(element: Element<'_, '_>, what: &str) -> Error {
    // CyberSource's samples have it in each request, and its own clients replace it.
    let is_placeholder = |element: Element<'_, '_>| element.namespace_uri() == "_NSURI_";
    let why = match is_placeholder(element) || element.child_elements().any(is_placeholder) {
        true => format!(
            "the namespace _NSURI_ is the placeholder of CyberSource's samples; write {TRANSACTION_DATA} with your API version \
             behind it, such as 1.224"
        ),
        false => format!("{what} in a namespace that begins with {TRANSACTION_DATA}"),
    };
    Error::new(CYBSIGN_E_MESSAGE, why).with("offset", element.range().start)
}

/// Whether an element is one that an envelope has once: of a message that holds another, two readers could take two different
/// ones, so that it is never verified.
pub(super) fn belongs_to_the_envelope(element: Element<'_, '_>) -> bool {
    match element.namespace_uri() {
        SOAP => matches!(element.local_name(), "Envelope" | "Header" | "Body"),
        WSSE => matches!(element.local_name(), "Security" | "BinarySecurityToken"),
        DS => element.local_name() == "Signature",
        XENC => element.local_name() == "EncryptedData",
        _ => false,
    }
}

/// Refuses the first element that belongs to an envelope.
pub(super) fn refuse_parts_of_an_envelope<'d, 'a: 'd>(elements: impl Iterator<Item = Element<'d, 'a>>) -> Result<()> {
    match elements.into_iter().find(|element| belongs_to_the_envelope(*element)) {
        None => Ok(()),
        Some(element) => {
            let why = format!(
                "the request holds an element {}, which the envelope around it has already; take it out",
                element.local_name()
            );
            Err(Error::new(CYBSIGN_E_MESSAGE, why).with("offset", element.range().start))
        }
    }
}
