//! Where things are in an envelope that is to be signed, and which envelopes are not signed at all.

use crate::error::{Error, Result, CYBSIGN_E_MESSAGE};
use crate::simple_order::names::{DS, SOAP, WSSE, WSU, XENC};
use crate::simple_order::request_element::{belongs_to_the_envelope, is_request, no_request};
use crate::xml::{Document, Element, Node, NodeKind};

/// Where things are in an envelope.
pub(super) struct Parts<'d, 'a> {
    pub(super) envelope: Element<'d, 'a>,
    pub(super) header: Option<Element<'d, 'a>>,
    pub(super) security: Option<Element<'d, 'a>>,
    pub(super) username_token: Option<Element<'d, 'a>>,
    pub(super) body: Element<'d, 'a>,
}

pub(super) fn refuse(element: Element<'_, '_>, why: &str) -> Error {
    Error::new(CYBSIGN_E_MESSAGE, why).with("offset", element.range().start)
}

impl<'d, 'a> Parts<'d, 'a> {
    pub(super) fn find(document: &'d Document<'a>) -> Result<Parts<'d, 'a>> {
        let envelope = document.root();
        if !envelope.is(SOAP, "Envelope") {
            return Err(refuse(envelope, "this is no SOAP 1.1 envelope; give a request alone to sign_xml"));
        }
        let header = at_most_one(envelope, |child| child.is(SOAP, "Header"), "the Envelope has several Headers")?;
        let body = at_most_one(envelope, |child| child.is(SOAP, "Body"), "the Envelope has several Bodies")?;
        let body = body.ok_or_else(|| refuse(envelope, "the Envelope has no Body"))?;
        if let Some(other) = envelope.child_elements().find(|child| *child != body && Some(*child) != header) {
            return Err(refuse(other, "the Envelope holds another element than its Header and its Body"));
        }
        let is_text = |node: Node<'_, '_>| node.character_data().is_some() && !node.is_white_space();
        if envelope.children().any(is_text) {
            return Err(refuse(envelope, "the Envelope holds text, where only its Header and its Body can be"));
        }
        if header.is_some_and(|header| header.range().start > body.range().start) {
            return Err(refuse(envelope, "the Header stands behind the Body"));
        }
        let is_security = |child: Element<'_, '_>| child.is(WSSE, "Security");
        let several = "there are several wsse:Security headers; keep the one for CyberSource";
        let security = header.map(|header| at_most_one(header, is_security, several)).transpose()?.flatten();
        let is_token = |child: Element<'_, '_>| child.is(WSSE, "UsernameToken");
        let several = "there are several UsernameTokens";
        let token = security.map(|security| at_most_one(security, is_token, several)).transpose()?.flatten();
        let is_username = |child: Element<'_, '_>| child.is(WSSE, "Username");
        token.map(|token| at_most_one(token, is_username, "the UsernameToken holds several Usernames")).transpose()?;
        let parts = Parts { envelope, header, security, username_token: token, body };
        parts.refuse_other_security(document)?;
        Ok(parts)
    }

    /// A second signature, a token or cipher text would make the message mean something else than what is signed here, and a
    /// UsernameToken that is overlooked would carry its password on.
    fn refuse_other_security(&self, document: &'d Document<'a>) -> Result<()> {
        let commented = |node: &Node<'_, '_>| !matches!(node.kind(), NodeKind::Element | NodeKind::Text);
        if let Some(security) = self.security.filter(|security| security.children().any(|node| commented(&node))) {
            // A UsernameToken that was commented out would carry its password on.
            return Err(refuse(security, "wsse:Security holds a comment; remove it, since it would be sent along"));
        }
        let of_envelope = |element: &Element<'_, '_>| {
            [Some(self.envelope), self.header, Some(self.body), self.security].contains(&Some(*element))
        };
        for element in document.elements() {
            let (uri, local) = (element.namespace_uri(), element.local_name());
            let in_token = self.username_token.is_some_and(|token| element.is_within(token));
            if in_token {
                let nested = element.parent().is_some_and(|parent| parent.is(WSSE, "Username"));
                if nested {
                    return Err(refuse(element, "the Username holds an element"));
                }
                continue;
            }
            if uri == DS && local == "Signature" {
                return Err(refuse(element, "the envelope holds a signature already"));
            }
            if uri == XENC {
                return Err(refuse(element, "the envelope holds encrypted data; sign it before it is encrypted"));
            }
            if matches!(local, "UsernameToken" | "BinarySecurityToken") || uri == WSSE && Some(element) != self.security
            {
                return Err(refuse(element, "the envelope holds a security token that is not taken out of it"));
            }
            if !of_envelope(&element) && belongs_to_the_envelope(element) {
                return Err(refuse(element, "the envelope holds a second Envelope, Header or Body"));
            }
            let of_header = self.header.is_some() && element.parent() == self.header;
            if of_header && local == "Security" && Some(element) != self.security {
                return Err(refuse(element, "the Header holds a Security element of another WS-Security version"));
            }
            let of_security = self.security.is_some() && element.parent() == self.security;
            if of_security && !element.is(WSU, "Timestamp") {
                return Err(refuse(element, "wsse:Security holds more than a UsernameToken and a Timestamp"));
            }
        }
        Ok(())
    }

    pub(super) fn username(&self) -> Option<String> {
        let username = self.username_token?.child_elements().find(|child| child.is(WSSE, "Username"))?;
        Some(username.text().trim().to_owned())
    }
}

fn at_most_one<'d, 'a>(
    parent: Element<'d, 'a>,
    wanted: impl Fn(Element<'d, 'a>) -> bool,
    several: &str,
) -> Result<Option<Element<'d, 'a>>> {
    let mut found = parent.child_elements().filter(|child| wanted(*child));
    let first = found.next();
    match found.next() {
        None => Ok(first),
        Some(second) => Err(refuse(second, several)),
    }
}

/// The merchantID of the request in the Body. `None` where the request has none.
pub(super) fn merchant_id(body: Element<'_, '_>) -> Result<Option<String>> {
    let mut ids: Vec<String> = Vec::new();
    let mut requests = 0;
    for request in body.child_elements().filter(|child| is_request(*child)) {
        requests += 1;
        if request.local_name() == "nvpRequest" {
            let text = request.text();
            ids.extend(
                text.lines()
                    .filter_map(|line| line.trim_start().strip_prefix("merchantID="))
                    .map(|id| id.trim().to_owned()),
            );
        } else {
            let children = request.child_elements().filter(|child| child.is(request.namespace_uri(), "merchantID"));
            ids.extend(children.map(|child| child.text().trim().to_owned()));
        }
    }
    if requests == 0 {
        return Err(no_request(body, "the Body holds no requestMessage and no nvpRequest"));
    }
    if ids.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(refuse(body, "the Body holds several different merchantIDs"));
    }
    Ok(ids.pop())
}
