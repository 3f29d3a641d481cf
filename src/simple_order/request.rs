//! Whole requests: where they go, their header lines, and the message.

use crate::error::Result;
use crate::http::Request;
use crate::simple_order::handle::SimpleOrder;

/// What is to be signed and sent.
#[derive(Clone, Copy)]
pub enum RequestContent<'a> {
    /// Pairs of name and value, as [`SimpleOrder::sign_fields`] takes them.
    Fields(&'a [(&'a [u8], &'a [u8])]),
    /// A text of lines `name=value`, as [`SimpleOrder::sign_nvp`] takes it.
    Nvp(&'a [u8]),
    /// A requestMessage, as [`SimpleOrder::sign_xml`] takes it.
    Xml(&'a [u8]),
    /// A whole SOAP envelope, as [`SimpleOrder::sign_envelope`] takes it.
    Envelope(&'a [u8]),
}

/// As the C and PHP clients of CyberSource send them.
const HEADERS: &[(&str, &str)] = &[("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"runTransaction\"")];

impl SimpleOrder {
    /// Signs a request and says where and how to send it. The options `environment` and `endpoint` name the server.
    pub fn request(&self, content: RequestContent<'_>) -> Result<Request> {
        let url = self.inner.settings.endpoint.url()?;
        let body = match content {
            RequestContent::Fields(fields) => self.sign_fields(fields)?,
            RequestContent::Nvp(text) => self.sign_nvp(text)?,
            RequestContent::Xml(xml) => self.sign_xml(xml)?,
            RequestContent::Envelope(envelope) => self.sign_envelope(envelope)?.message,
        };
        Request::post(url, HEADERS, body)
    }
}
