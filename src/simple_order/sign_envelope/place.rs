//! What is put into an envelope, and where: token and signature into the header, an Id onto the Body.

use std::ops::Range;

use super::parts::{refuse, Parts};
use crate::error::Result;
use crate::simple_order::names::{SOAP, WSSE, WSU};
use crate::simple_order::security_header::Scope;
use crate::xml::Element;

/// Where token and signature go.
pub(super) struct Place<'d> {
    /// What of the source gives way to them.
    pub(super) replaced: Range<usize>,
    /// The tags that must be put around them.
    pub(super) tags: (String, String),
    /// The namespaces in scope there.
    pub(super) scope: Scope<'d>,
}

impl<'d> Place<'d> {
    /// Where the UsernameToken stands; else at the end of the Security header, or in one that is added.
    pub(super) fn of(parts: &Parts<'d, '_>) -> Place<'d> {
        let (replaced, tags) = match (parts.username_token, parts.security) {
            (Some(token), _) => (token.range(), Tags::default()),
            (None, Some(security)) => inside(security),
            (None, None) => with_security(parts),
        };
        Place { replaced, tags, scope: scope(parts) }
    }
}

type Tags = (String, String);

/// In a Security header of our own, in the Header or in one of our own.
fn with_security(parts: &Parts<'_, '_>) -> (Range<usize>, Tags) {
    let parent = parts.header.unwrap_or(parts.envelope);
    // mustUnderstand needs a prefix: unprefixed attributes are in no namespace.
    let (soap, declared) = match soap_prefix(parts, parent) {
        Some(prefix) => (prefix, String::new()),
        None => ("SOAP-ENV", declaration(parent, "SOAP-ENV", SOAP)),
    };
    let before = format!("<wsse:Security xmlns:wsse=\"{WSSE}\"{declared} {soap}:mustUnderstand=\"1\">");
    let after = "</wsse:Security>".to_owned();
    match parts.header {
        Some(header) => {
            let (replaced, (start, end)) = inside(header);
            (replaced, (start + &before, after + &end))
        }
        None => {
            let name = header_name(parts.envelope);
            let at = parts.envelope.start_tag_range().end;
            (at..at, (format!("<{name}>{before}"), format!("{after}</{name}>")))
        }
    }
}

/// The namespaces in scope in the Security header.
fn scope<'d>(parts: &Parts<'d, '_>) -> Scope<'d> {
    let outer = parts.security.or(parts.header).unwrap_or(parts.envelope);
    // A Security element that is put in declares wsse itself.
    let wsse = if parts.security.is_none() { String::new() } else { declaration(outer, "wsse", WSSE) };
    Scope { wsse, wsu: declaration(outer, "wsu", WSU), soap_prefix: soap_prefix(parts, outer) }
}

/// The envelope's prefix, where it is bound to SOAP in an element of the header and in the Security header there.
fn soap_prefix<'d>(parts: &Parts<'d, '_>, element: Element<'d, '_>) -> Option<&'d str> {
    let prefix = parts.envelope.prefix();
    let is_ours = parts.security.is_none() && prefix == "wsse";
    let bound = !prefix.is_empty() && !is_ours && element.namespace_of_prefix(prefix) == Some(SOAP);
    bound.then_some(prefix)
}

/// At the end of an element's content; an empty-element tag is opened for it.
fn inside(element: Element<'_, '_>) -> (Range<usize>, Tags) {
    if !element.is_self_closed() {
        let at = element.content_range().end;
        return (at..at, Tags::default());
    }
    let tag = element.start_tag_range();
    (tag.end - 2..tag.end, (">".to_owned(), format!("</{}>", element.qualified_name())))
}

fn header_name(envelope: Element<'_, '_>) -> String {
    match envelope.prefix() {
        "" => "Header".to_owned(),
        prefix => format!("{prefix}:Header"),
    }
}

/// A namespace declaration with a blank before it; empty where the prefix is bound so already.
fn declaration(scope: Element<'_, '_>, prefix: &str, uri: &str) -> String {
    match scope.namespace_of_prefix(prefix) == Some(uri) {
        true => String::new(),
        false => format!(" xmlns:{prefix}=\"{uri}\""),
    }
}

/// The attribute that puts an Id onto a Body that has none, with the declaration of its prefix. A prefix that means something else here stays as it
/// is, since elements in the Body may use it.
pub(super) fn body_id(body: Element<'_, '_>, id: &str) -> Result<String> {
    if body.attribute(WSU, "Id").is_some() {
        return Ok(String::new());
    }
    for number in 0..100 {
        let prefix = if number == 0 { "wsu".to_owned() } else { format!("wsu{number}") };
        match body.namespace_of_prefix(&prefix) {
            Some(WSU) => return Ok(format!(" {prefix}:Id=\"{id}\"")),
            None => return Ok(format!(" xmlns:{prefix}=\"{WSU}\" {prefix}:Id=\"{id}\"")),
            Some(_) => {}
        }
    }
    Err(refuse(body, "the prefixes wsu to wsu99 are all taken; declare one for WS-Security utility in the Envelope"))
}
