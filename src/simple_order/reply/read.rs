//! Which kind of reply it is, or what came instead of one.

use super::document::{Reply, ReplyKind};
use super::encoding::utf8;
use super::fault::fault_reply;
use super::fields::{nvp_fields, MAX_NAME};
use super::flatten::flatten;
use super::judge::judged;
use super::unread::{broken, only, other, Step, Unread};
use crate::error::{Error, Result, CYBSIGN_E_ENCODING};
use crate::options::{self, Options};
use crate::simple_order::names::{SOAP, TRANSACTION_DATA};
use crate::xml::{Document, Element, Limits};

/// SOAP 1.2, which CyberSource does not speak.
const SOAP_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

/// Reads a reply: the body of the HTTP response whatever its status, or the `replyMessage`, the `nvpReply` or the bare NVP
/// text from it.
///
/// Options: `limits` as for [`SimpleOrder`](super::SimpleOrder); `http_status` (number: the response's status, which says what
/// became of the order where no reply does). Each error says what became of the order, in its text and as `state`, `critical`
/// and `may_resend` in its detail, and is none of the category usage but where the options are wrong.
pub fn parse_reply(reply: &[u8], options_json: &[u8]) -> Result<Reply> {
    let mut options = Options::parse(options_json)?;
    let limits = options::limits(&mut options)?;
    let http_status = options.unsigned("http_status")?;
    options.finish()?;
    let unread = |unread: Unread| match unread {
        Unread::Other(why) if may_hold_a_reply(reply) => broken(&why),
        unread => unread,
    };
    read(reply, &limits, http_status).map_err(|error| unread(error).into_error(http_status))
}

/// Whether a reply may stand in what could not be read as one: then no status says that nothing was carried out.
fn may_hold_a_reply(text: &[u8]) -> bool {
    [&b"decision"[..], b"reasonCode", b"replyMessage", b"nvpReply", b"requestID"]
        .iter()
        .any(|word| memchr::memmem::find(text, word).is_some())
}

fn read(reply: &[u8], limits: &Limits, http_status: Option<u64>) -> Step<Reply> {
    if reply.len() > limits.max_bytes {
        return Err(broken("the reply is larger than limits.max_bytes allows"));
    }
    let reply = utf8(reply)?;
    let reply = reply.bytes();
    refuse_what_is_no_reply(reply.trim_ascii())?;
    if reply.trim_ascii_start().first() != Some(&b'<') {
        // White space at the end may belong to a value.
        let text = std::str::from_utf8(reply.trim_ascii_start())
            .map_err(|_| Unread::Broken(Error::new(CYBSIGN_E_ENCODING, "the reply is not UTF-8")))?;
        return Ok(judged(ReplyKind::Nvp, nvp_fields(text, limits)?));
    }
    let document =
        Document::parse(reply, limits).map_err(|error| Unread::Broken(error.prefixed("the reply can't be read")))?;
    let message = message_of(document.root())?;
    match message.local_name() {
        "Fault" => fault_reply(message, http_status.is_none_or(is_the_servers_own)),
        "nvpReply" if message.child_elements().next().is_some() => {
            Err(broken("the nvpReply holds an element, but is text"))
        }
        "nvpReply" => Ok(judged(ReplyKind::Nvp, nvp_fields(&message.text(), limits)?)),
        _ => Ok(judged(ReplyKind::Xml, flatten(message, limits)?)),
    }
}

/// Whether a Fault with this status is the server's own, which SOAP 1.1 sends with 500 (section 6.2). 408 and the other 5xx
/// come from who gave up waiting on the way.
fn is_the_servers_own(http_status: u64) -> bool {
    !matches!(http_status, 408 | 501..=599)
}

/// Names what came instead of a reply. A page's text is not repeated.
fn refuse_what_is_no_reply(text: &[u8]) -> Step<()> {
    if text.is_empty() {
        return Err(other("the reply is empty"));
    }
    if text.starts_with(b"HTTP/") {
        return Err(broken("this is a whole HTTP response; give its body, behind the blank line"));
    }
    if matches!(text[0], b'{' | b'[') {
        return Err(other("this is JSON, as REST services send it, but not a Simple Order reply; check the URL"));
    }
    if is_html(text) {
        return Err(other("this is an HTML page, as a proxy, a firewall or a wrong URL sends it, but not a reply"));
    }
    let first_line = text.split(|byte| *byte == b'\n').next().unwrap_or(text);
    let first_name = first_line.split(|byte| *byte == b'=').next().unwrap_or(first_line);
    let looks_like_nvp = first_name.len() < first_line.len()
        && first_name.len() <= MAX_NAME
        && first_name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if text[0] != b'<' && !looks_like_nvp {
        return Err(other("this is neither XML nor name-value pairs, so not a reply"));
    }
    Ok(())
}

fn is_html(text: &[u8]) -> bool {
    let mut rest = text;
    // An XHTML page has an XML declaration, and any page may begin with comments.
    for (start, end) in [(&b"<?xml"[..], &b"?>"[..]), (b"<!--", b"-->")] {
        if rest.starts_with(start) {
            rest = memchr::memmem::find(rest, end).map_or(rest, |at| rest[at + end.len()..].trim_ascii_start());
        }
    }
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<title"]
        .iter()
        .any(|start| rest.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

/// The one element that is the reply: the root, or what stands in the Body.
fn message_of<'d, 'a>(root: Element<'d, 'a>) -> Step<Element<'d, 'a>> {
    if is_message(root) {
        return Ok(root);
    }
    if root.namespace_uri() == SOAP_1_2 {
        return Err(other("this is a SOAP 1.2 message, but CyberSource speaks SOAP 1.1"));
    }
    if !root.is(SOAP, "Envelope") {
        return Err(other("this XML is no SOAP message and no reply"));
    }
    let body = only(root.child_elements().filter(|child| child.is(SOAP, "Body")), "Body in the Envelope")?;
    if body.child_elements().any(|child| child.local_name() == "EncryptedData") {
        return Err(broken("the Body is encrypted, as requests are, but no reply is"));
    }
    if body.child_elements().any(|child| matches!(child.local_name(), "requestMessage" | "nvpRequest")) {
        return Err(broken("this is a request, but not a reply"));
    }
    only(body.child_elements().filter(|child| is_message(*child)), "reply or Fault in the Body")
}

fn is_message(element: Element<'_, '_>) -> bool {
    element.is(SOAP, "Fault")
        || matches!(element.local_name(), "replyMessage" | "nvpReply")
            && element.namespace_uri().starts_with(TRANSACTION_DATA)
}
