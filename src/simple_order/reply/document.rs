//! What a reply says.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
pub use crate::report::OrderState;
use crate::secret::{SecretBuffer, SecretText};

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

/// A SOAP Fault.
#[derive(Clone, Serialize)]
pub struct Fault {
    /// `faultcode` with its prefix, as it came.
    pub code: Option<SecretText>,
    /// `faultstring`.
    pub string: Option<SecretText>,
    /// `detail/faultDetails/requestID`.
    pub request_id: Option<SecretText>,
    /// Whether the order may have been carried out: a part of the code's local name is `CriticalServerError`, there is no code,
    /// the HTTP status was 408 or a 5xx other than 500, or the fault neither has CyberSource's `faultDetails` nor a code that
    /// says that the message was refused.
    pub critical: bool,
}

/// A field: its name as NVP replies have it, and its value, which is `None` for an NVP line without `=` and for `xsi:nil`.
pub type ReplyField = (SecretText, Option<SecretText>);

/// What a reply says. Its texts are its content, and are wiped when they are dropped.
#[derive(Serialize)]
pub struct Reply {
    /// Which kind of reply it is.
    pub kind: ReplyKind,
    /// `ACCEPT`, `REJECT`, `ERROR`, `REVIEW`, or what may come to be.
    pub decision: Option<SecretText>,
    /// The reason code of the whole request.
    pub reason_code: Option<u32>,
    /// What the reason code, or the fault, means.
    pub reason: Option<&'static str>,
    /// Whether the very same request may be sent again; `None` where nothing is known about it.
    pub may_resend: Option<bool>,
    /// Whether it is known what became of the order.
    pub state: OrderState,
    /// CyberSource's ID of the request.
    pub request_id: Option<SecretText>,
    /// The token that some follow-on requests need.
    pub request_token: Option<SecretText>,
    /// The merchant's own reference.
    pub merchant_reference_code: Option<SecretText>,
    /// Every field, in the reply's order, under the name that it has in NVP.
    #[serde(serialize_with = "as_map")]
    pub fields: Vec<ReplyField>,
    /// The fields that the server misses.
    pub missing_fields: Vec<SecretText>,
    /// The fields that the server finds invalid.
    pub invalid_fields: Vec<SecretText>,
    /// The SOAP Fault, where it is one.
    pub fault: Option<Fault>,
    /// What is odd about the reply.
    pub warnings: Vec<ReplyWarning>,
}

/// One thing that is odd about a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplyWarning {
    /// `repeated`: the field stands twice with different values.
    pub code: &'static str,
    /// The field's name.
    pub field: SecretText,
    /// What it is about.
    pub message: &'static str,
}

fn as_map<S: Serializer>(fields: &[ReplyField], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Reply {
    /// A reply of which only the fields are known yet.
    pub(super) fn new(kind: ReplyKind, fields: Vec<ReplyField>) -> Reply {
        Reply {
            kind,
            decision: None,
            reason_code: None,
            reason: None,
            may_resend: None,
            state: OrderState::Unknown,
            request_id: None,
            request_token: None,
            merchant_reference_code: None,
            fields,
            missing_fields: Vec::new(),
            invalid_fields: Vec::new(),
            fault: None,
            warnings: Vec::new(),
        }
    }

    /// The reply as a JSON object, whose members are this structure's.
    pub fn to_json(&self) -> Result<SecretBuffer> {
        let mut json = SecretBuffer::new();
        serde_json::to_writer(&mut json, self)
            .map_err(|_| Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the reply"))?;
        Ok(json)
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| *field.0 == *name).and_then(|field| field.1.as_deref())
    }
}
