//! Replies: name-value pairs, XML, and SOAP faults.
//!
//! A reply is neither signed nor encrypted: what vouches for it is the TLS connection that it came over. What stands in its
//! SOAP header, such as an unsigned `wsse:Security/wsu:Timestamp`, is not looked at. Elements are told by namespace and
//! local name, never by prefix.

use std::collections::HashMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_MEMORY, CYBSIGN_E_MESSAGE};
use crate::options::{self, Options};
use crate::secret::SecretBuffer;
use crate::simple_order::names::{SOAP, TRANSACTION_DATA};
use crate::simple_order::reason_codes::reason_code;
use crate::xml::{Document, Element, Limits};

/// A flattened name longer than this is no field's.
const MAX_NAME: usize = 1000;
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// SOAP 1.2, which CyberSource does not speak.
const SOAP_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

/// What kind of reply it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyKind {
    /// `nvpReply`, or its bare text.
    Nvp,
    /// `replyMessage`.
    Xml,
    /// A SOAP Fault.
    Fault,
}

/// Whether it is known what became of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderState {
    /// The reply says it.
    Known,
    /// The order may have been carried out or not: look it up before you send it again.
    Unknown,
}

/// A SOAP Fault.
#[derive(Clone, Serialize)]
pub struct Fault {
    /// `faultcode` with its prefix, as it came.
    pub code: Option<String>,
    /// `faultstring`.
    pub string: Option<String>,
    /// `detail/faultDetails/requestID`.
    pub request_id: Option<String>,
    /// Whether the order's state is unknown: the code's local part is `CriticalServerError`, or the HTTP status was 504.
    pub critical: bool,
}

/// A field: its name as NVP replies have it, and its value, which is `None` for an NVP line without `=` and for `xsi:nil`.
pub type ReplyField = (String, Option<String>);

/// What a reply says. Its texts are the reply's content and are wiped when it is dropped.
#[derive(Serialize)]
pub struct Reply {
    /// Which kind of reply it is.
    pub kind: ReplyKind,
    /// `ACCEPT`, `REJECT`, `ERROR`, `REVIEW`, or what may come to be.
    pub decision: Option<String>,
    /// The reason code of the whole request.
    pub reason_code: Option<u32>,
    /// What the reason code, or the fault, means.
    pub reason: Option<&'static str>,
    /// Whether the very same request may be sent again; `None` where nothing is known about it.
    pub may_resend: Option<bool>,
    /// Whether it is known what became of the order.
    pub state: OrderState,
    /// CyberSource's ID of the request.
    pub request_id: Option<String>,
    /// The token that some follow-on requests need.
    pub request_token: Option<String>,
    /// The merchant's own reference.
    pub merchant_reference_code: Option<String>,
    /// Every field, in the reply's order, under the name that it has in NVP.
    #[serde(serialize_with = "as_map")]
    pub fields: Vec<ReplyField>,
    /// The fields that the server misses.
    pub missing_fields: Vec<String>,
    /// The fields that the server finds invalid.
    pub invalid_fields: Vec<String>,
    /// The SOAP Fault, where it is one.
    pub fault: Option<Fault>,
}

fn as_map<S: Serializer>(fields: &[ReplyField], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Reply {
    /// The reply as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the reply"))?;
        Ok(json)
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.0 == name).and_then(|field| field.1.as_deref())
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.fields.iter_mut().for_each(|field| field.1.zeroize());
        self.request_token.zeroize();
    }
}

/// Reads a reply: the body of the HTTP response whatever its status, or the `replyMessage`, the `nvpReply` or the bare NVP
/// text from it.
///
/// Options: `limits` as for [`SimpleOrder`](super::SimpleOrder); `http_status` (number: 504 makes a fault critical, as it says
/// that a gateway gave up waiting).
pub fn parse_reply(reply: &[u8], options_json: &[u8]) -> Result<Reply> {
    let mut options = Options::parse(options_json)?;
    let limits = options::limits(&mut options)?;
    let gateway_timeout = options.unsigned("http_status")? == Some(504);
    options.finish()?;
    if reply.len() > limits.max_bytes {
        return Err(Error::new(CYBSIGN_E_LIMIT, "the reply is larger than limits.max_bytes allows"));
    }
    let text = without_bom(reply).trim_ascii();
    refuse_what_is_no_reply(text)?;
    if text.first() != Some(&b'<') {
        return nvp_reply(std::str::from_utf8(reply_document(reply)).map_err(|_| not_utf8())?, &limits);
    }
    let document = Document::parse(reply_document(reply), &limits).map_err(cut_off)?;
    let message = message_of(document.root())?;
    match message.local_name() {
        "Fault" => fault_reply(message, gateway_timeout),
        "nvpReply" if message.child_elements().next().is_some() => {
            Err(refuse("the nvpReply holds an element, but is text"))
        }
        "nvpReply" => nvp_reply(&Zeroizing::new(message.text().into_owned()), &limits),
        _ => Ok(Reply::of_fields(ReplyKind::Xml, Flattener::new(message, &limits).flatten()?)),
    }
}

/// The reader wants an XML declaration at the very start; a line break that a transport left in front of it is no harm. White
/// space at the end is left: it may belong to a value.
fn reply_document(reply: &[u8]) -> &[u8] {
    without_bom(reply).trim_ascii_start()
}

fn without_bom(reply: &[u8]) -> &[u8] {
    reply.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(reply)
}

fn not_utf8() -> Error {
    unread(CYBSIGN_E_ENCODING, "the reply is not UTF-8")
}

fn refuse(why: &str) -> Error {
    unread(CYBSIGN_E_MESSAGE, why)
}

/// Whoever can't read a reply doesn't know what became of the order, and is told so.
fn unread(status: i32, why: &str) -> Error {
    Error::new(status, format!("{why}; the order's state is unknown until you look it up"))
}

/// What the reader of XML says of a reply that is broken or cut off, and what that means.
fn cut_off(error: Error) -> Error {
    let unread = unread(error.status(), &format!("the reply can't be read: {}", error.message()));
    error.detail().iter().fold(unread, |unread, (name, value)| unread.with(name, value.clone()))
}

/// Names what came instead of a reply. A page's text is not repeated.
fn refuse_what_is_no_reply(text: &[u8]) -> Result<()> {
    if text.is_empty() {
        return Err(refuse("the reply is empty; the connection may have been cut"));
    }
    if text.starts_with(b"HTTP/") {
        return Err(refuse("this is a whole HTTP response; give its body, behind the blank line"));
    }
    if matches!(text[0], b'{' | b'[') {
        return Err(refuse("this is JSON, as REST services send it, but not a Simple Order reply; check the URL"));
    }
    if is_html(text) {
        return Err(refuse("this is an HTML page, as a proxy, a firewall or a wrong URL sends it, but not a reply"));
    }
    let first_line = text.split(|byte| *byte == b'\n').next().unwrap_or(text);
    let first_name = first_line.split(|byte| *byte == b'=').next().unwrap_or(first_line);
    let looks_like_nvp = first_name.len() < first_line.len()
        && first_name.len() <= MAX_NAME
        && first_name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if text[0] != b'<' && !looks_like_nvp {
        return Err(refuse("this is neither XML nor name-value pairs, so not a reply"));
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
fn message_of<'d, 'a>(root: Element<'d, 'a>) -> Result<Element<'d, 'a>> {
    if is_message(root) {
        return Ok(root);
    }
    if root.namespace_uri() == SOAP_1_2 {
        return Err(refuse("this is a SOAP 1.2 message, but CyberSource speaks SOAP 1.1"));
    }
    if !root.is(SOAP, "Envelope") {
        return Err(refuse("this XML is no SOAP message and no reply"));
    }
    let body = only(root.child_elements().filter(|child| child.is(SOAP, "Body")), "Body in the Envelope")?;
    if body.child_elements().any(|child| child.local_name() == "EncryptedData") {
        return Err(refuse("the Body is encrypted, as requests are, but no reply is"));
    }
    if body.child_elements().any(|child| matches!(child.local_name(), "requestMessage" | "nvpRequest")) {
        return Err(refuse("this is a request, but not a reply"));
    }
    only(body.child_elements().filter(|child| is_message(*child)), "reply or Fault in the Body")
}

fn is_message(element: Element<'_, '_>) -> bool {
    element.is(SOAP, "Fault")
        || matches!(element.local_name(), "replyMessage" | "nvpReply") && is_cybersource(element.namespace_uri())
}

fn is_cybersource(namespace: &str) -> bool {
    namespace.starts_with(TRANSACTION_DATA)
}

fn only<T>(mut found: impl Iterator<Item = T>, what: &str) -> Result<T> {
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(refuse(&format!("there is no {what}"))),
        (Some(_), Some(_)) => Err(refuse(&format!("there is more than one {what}"))),
    }
}

fn fault_reply(fault: Element<'_, '_>, gateway_timeout: bool) -> Result<Reply> {
    // SOAP 1.1 has these without a namespace; some servers qualify them all the same.
    let child = |name: &str| {
        let mut found = fault.child_elements().filter(|child| child.is("", name) || child.is(SOAP, name));
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(refuse(&format!("there is more than one {name} in the Fault"))),
            (one, None) => Ok(one.map(|element| element.text().trim().to_owned()).filter(|text| !text.is_empty())),
        }
    };
    let (code, string) = (child("faultcode")?, child("faultstring")?);
    let details = fault
        .child_elements()
        .filter(|child| child.is("", "detail") || child.is(SOAP, "detail"))
        .flat_map(|detail| detail.child_elements())
        .find(|child| child.local_name() == "faultDetails" && is_cybersource(child.namespace_uri()));
    let request_id = details
        .and_then(|details| details.child_elements().find(|child| child.is(details.namespace_uri(), "requestID")))
        .map(|element| element.text().trim().to_owned());
    // SOAP 1.1 refines a code behind a point. Of a fault without a code nothing is known.
    let is_critical = |code: &str| {
        code.rsplit([':', '.']).next().is_some_and(|part| part.eq_ignore_ascii_case("CriticalServerError"))
    };
    let critical = gateway_timeout || code.as_deref().is_none_or(is_critical);
    let mut reply = Reply::of_fields(ReplyKind::Fault, Vec::new());
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

fn nvp_reply(text: &str, limits: &Limits) -> Result<Reply> {
    let mut fields = Fields::new(limits);
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        fields.take_room(line.find('=').unwrap_or(line.len()))?;
        match line.split_once('=') {
            _ if line.is_empty() => {}
            Some((name, value)) => fields.add(name.to_owned(), Some(value.to_owned()))?,
            None => fields.add(line.to_owned(), None)?,
        }
    }
    Ok(Reply::of_fields(ReplyKind::Nvp, fields.list))
}

impl Reply {
    fn of_fields(kind: ReplyKind, fields: Vec<ReplyField>) -> Reply {
        let mut reply = Reply {
            kind,
            decision: None,
            reason_code: None,
            reason: None,
            may_resend: None,
            state: OrderState::Unknown,
            request_id: None,
            request_token: None,
            merchant_reference_code: None,
            missing_fields: Vec::new(),
            invalid_fields: Vec::new(),
            fields,
            fault: None,
        };
        let text = |name: &str| reply.field(name).map(|value| value.trim().to_owned());
        let decision = text("decision");
        let code = text("reasonCode").filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
        let code = code.and_then(|code| code.parse::<u32>().ok());
        let (request_id, request_token) = (text("requestID"), text("requestToken"));
        let merchant_reference_code = text("merchantReferenceCode");
        let (missing_fields, invalid_fields) = (reply.numbered("missingField"), reply.numbered("invalidField"));
        let row = code.and_then(reason_code);
        // A code that is not known leaves the decision; ERROR says that something failed on the way.
        let settled = matches!(decision.as_deref(), Some("ACCEPT" | "REJECT" | "REVIEW"));
        // A success that is none is no answer.
        let contradicts = code == Some(SUCCESS) && decision.as_deref().is_some_and(|decision| decision != "ACCEPT");
        let understood = !contradicts && (settled || matches!(decision.as_deref(), Some("ERROR") | None));
        let known = understood && row.map_or(settled, |row| row.state_known);
        reply.state = if known { OrderState::Known } else { OrderState::Unknown };
        reply.may_resend = row.map(|row| row.may_resend && understood).or((!known).then_some(false));
        reply.reason = row.map(|row| row.meaning);
        (reply.decision, reply.reason_code) = (decision, code);
        (reply.request_id, reply.request_token) = (request_id, request_token);
        reply.merchant_reference_code = merchant_reference_code;
        (reply.missing_fields, reply.invalid_fields) = (missing_fields, invalid_fields);
        reply
    }

    /// The values of `name_0`, `name_1` and so on.
    fn numbered(&self, name: &str) -> Vec<String> {
        let number = |field: &str| field.strip_prefix(name)?.strip_prefix('_')?.parse::<u32>().ok();
        let mut found: Vec<(u32, &str)> =
            self.fields.iter().filter_map(|(field, value)| Some((number(field)?, value.as_deref()?))).collect();
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, value)| value.to_owned()).collect()
    }
}

/// The reason code of a request that was carried out.
const SUCCESS: u32 = 100;

/// Fields of a whole reply. Of two different ones neither counts.
const SINGLE: [&str; 5] = ["decision", "reasonCode", "requestID", "requestToken", "merchantReferenceCode"];

/// Fields while they are gathered: no name twice with different values, and not more text than the limit allows.
struct Fields {
    list: Vec<ReplyField>,
    places: HashMap<String, usize>,
    room: usize,
}

impl Fields {
    fn new(limits: &Limits) -> Fields {
        Fields { list: Vec::new(), places: HashMap::new(), room: limits.max_bytes }
    }

    /// Makes sure that a name of this length is allowed, before it is made. Nested elements repeat their parents' names, so
    /// that names could grow far beyond the reply itself.
    fn take_room(&mut self, name_len: usize) -> Result<()> {
        if name_len > MAX_NAME {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the reply has a field's name of more than 1000 bytes"));
        }
        self.room = self.room.checked_sub(name_len).ok_or_else(|| {
            Error::new(CYBSIGN_E_LIMIT, "the names of the reply's fields are larger than limits.max_bytes allows")
        })?;
        Ok(())
    }

    fn add(&mut self, name: String, value: Option<String>) -> Result<()> {
        match self.places.get(&name) {
            Some(at) if self.list[*at].1 == value => Ok(()),
            // Which of the two should count? One of them may be a decision that the other takes back.
            Some(_) => Err(refuse("a field stands twice in the reply, with different values")),
            None => {
                self.places.insert(name.clone(), self.list.len());
                self.list.push((name, value));
                Ok(())
            }
        }
    }
}

/// Gives the elements of a replyMessage the names that NVP replies have: `ccAuthReply_amount`, `item_0_unitPrice`.
struct Flattener<'d, 'a> {
    message: Element<'d, 'a>,
    fields: Fields,
    /// Elements whose children are still to be read, each with its flattened name. It stands in for recursion.
    pending: Vec<(Element<'d, 'a>, String)>,
}

impl<'d, 'a> Flattener<'d, 'a> {
    fn new(message: Element<'d, 'a>, limits: &Limits) -> Flattener<'d, 'a> {
        Flattener { message, fields: Fields::new(limits), pending: Vec::new() }
    }

    fn flatten(mut self) -> Result<Vec<ReplyField>> {
        self.pending.push((self.message, String::new()));
        while let Some((element, name)) = self.pending.pop() {
            self.element(element, name)?;
        }
        Ok(self.fields.list)
    }

    fn element(&mut self, element: Element<'d, 'a>, name: String) -> Result<()> {
        let children: Vec<Element<'d, 'a>> = element.child_elements().collect();
        let is_message = element == self.message;
        if !is_message {
            self.attributes(element, &name)?;
            let text = element.text();
            let nil = element.attribute(XSI, "nil").is_some_and(|nil| matches!(nil.trim(), "true" | "1"));
            if nil && children.is_empty() {
                self.fields.add(name.clone(), None)?;
            } else if children.is_empty() || !text.trim().is_empty() {
                self.fields.add(name.clone(), Some(text.into_owned()))?;
            }
        }
        let names = self.names_of(&name, &children)?;
        // Popped in reverse, so that fields keep the reply's order.
        self.pending.extend(children.into_iter().zip(names).rev());
        Ok(())
    }

    /// `<ccAuthService run="true"/>` is `ccAuthService_run=true` in NVP.
    fn attributes(&mut self, element: Element<'d, 'a>, name: &str) -> Result<()> {
        for attribute in element.attributes().filter(|attribute| attribute.namespace_uri().is_empty()) {
            if attribute.local_name() != "id" || number_of(element).is_none() {
                self.fields.take_room(name.len() + 1 + attribute.local_name().len())?;
                let full = format!("{name}_{}", attribute.local_name());
                self.fields.add(full, Some(attribute.value().into_owned()))?;
            }
        }
        Ok(())
    }

    /// The names of siblings. Those that may be repeated have a number behind them: that of their `id`, or their place.
    fn names_of(&mut self, parent: &str, children: &[Element<'d, 'a>]) -> Result<Vec<String>> {
        let mut counts: HashMap<(&str, &str), (u32, u32)> = HashMap::new();
        for child in children {
            counts.entry((child.namespace_uri(), child.local_name())).or_default().0 += 1;
        }
        let separator = if parent.is_empty() { "" } else { "_" };
        let mut names = Vec::with_capacity(children.len());
        for child in children {
            let (uri, local) = (child.namespace_uri(), child.local_name());
            let place = counts.entry((uri, local)).or_default();
            // An element of another namespace than the message's is no field of CyberSource's, whatever its local name says.
            let foreign = uri != self.message.namespace_uri();
            let single = parent.is_empty() && !foreign && SINGLE.contains(&local);
            let repeated = place.0 > 1 || matches!(local, "missingField" | "invalidField");
            let number = number_of(*child).or(repeated.then_some(place.1)).filter(|_| !single);
            place.1 += 1;
            self.fields.take_room(parent.len() + local.len() + if foreign { uri.len() } else { 0 })?;
            let namespace = if foreign { format!("{{{uri}}}") } else { String::new() };
            let number = number.map(|number| format!("_{number}")).unwrap_or_default();
            names.push(format!("{parent}{separator}{namespace}{local}{number}"));
        }
        Ok(names)
    }
}

/// The number in an element's `id`, as `item` has it.
fn number_of(element: Element<'_, '_>) -> Option<u32> {
    let id = element.attribute("", "id")?;
    let plain = (1..=6).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| id.parse().ok()).flatten()
}
