//! The native methods about Simple Order messages.

use std::path::PathBuf;

use cybsign::boundary;
use cybsign::credential::Credential;
use cybsign::scmp::convert::sign_simple_order_json;
use cybsign::secret::{SecretBuffer, SecretBytes};
use cybsign::simple_order::{self, ConfigReport, HandleCertificate, RequestContent, SimpleOrder};
use jni_sys::{jint, jlong};

use crate::answer::Parts;
use crate::argument::{BytesOrNone, Handle, Time};
use crate::credential::expiry_document;
use crate::natives::natives;
use crate::request::{fields_of, parts};

/// What a handle of the class `SimpleOrder` points to.
struct Held {
    simple_order: SimpleOrder,
    /// Present if it was made from a configuration file.
    config_report: Option<ConfigReport>,
}

natives! {
    /// Prepares signing.
    fn simple_order_new(credential: Handle<'_, Credential>, options: BytesOrNone) -> Box<Held> {
        let simple_order = SimpleOrder::new(&credential, &options)?;
        Ok(Box::new(Held { simple_order, config_report: None }))
    }

    /// Prepares signing from a configuration file.
    fn simple_order_from_config(path: PathBuf, options: BytesOrNone) -> Box<Held> {
        let (simple_order, report) = SimpleOrder::from_config(&path, &options)?;
        Ok(Box::new(Held { simple_order, config_report: Some(report) }))
    }

    /// Prepares signing from a configuration that is in memory.
    fn simple_order_from_config_text(text: SecretBytes, options: BytesOrNone) -> Box<Held> {
        let (simple_order, report) = SimpleOrder::from_config_text(&text, &options)?;
        Ok(Box::new(Held { simple_order, config_report: Some(report) }))
    }

    /// Gives a handle back.
    fn simple_order_free(simple_order: Box<Held>) -> () {
        drop(simple_order);
        Ok(())
    }

    /// How the certificate stands that fails first: `{"state", "days_left", "certificate"}`.
    fn simple_order_expiry(simple_order: Handle<'_, Held>, now: Time, warn_days: jlong) -> String {
        let first = simple_order.simple_order.expiry(now.0, warn_days)?;
        let certificate = match first.certificate {
            HandleCertificate::Signer => "signer",
            HandleCertificate::Recipient => "recipient",
        };
        Ok(expiry_document(first.expiry, certificate).to_string())
    }

    /// What was done with the configuration file, as JSON; null if there was none.
    fn config_report(simple_order: Handle<'_, Held>) -> Option<String> {
        Ok(simple_order.config_report.as_ref().map(ConfigReport::to_json).transpose()?)
    }

    /// Signs fields: names and values in turn, joined in `text`, with their lengths in bytes.
    fn sign_fields(simple_order: Handle<'_, Held>, lengths: Vec<jint>, text: SecretBytes) -> SecretBuffer {
        Ok(simple_order.simple_order.sign_fields(&fields_of(&lengths, &text)?)?)
    }

    /// Signs name-value pairs given as text.
    fn sign_nvp(simple_order: Handle<'_, Held>, nvp: SecretBytes) -> SecretBuffer {
        Ok(simple_order.simple_order.sign_nvp(&nvp)?)
    }

    /// Signs an XML request.
    fn sign_xml(simple_order: Handle<'_, Held>, xml: SecretBytes) -> SecretBuffer {
        Ok(simple_order.simple_order.sign_xml(&xml)?)
    }

    /// Signs an envelope: `message`, and `report` as JSON.
    fn sign_envelope(simple_order: Handle<'_, Held>, envelope: SecretBytes) -> Parts {
        let signed = simple_order.simple_order.sign_envelope(&envelope)?;
        let report = SecretBuffer::copy_of(signed.report_json().as_bytes())?;
        Ok(Parts(vec![("message", signed.message), ("report", report)]))
    }

    /// Signs what `kind` says and addresses it: `method`, `url`, `headers` and `body`.
    fn request(simple_order: Handle<'_, Held>, kind: jint, content: SecretBytes) -> Parts {
        parts(simple_order.simple_order.request(boundary::request_content(kind, &content)?)?)
    }

    /// Signs the fields that `sign_fields` takes, and gives what `request` gives.
    fn request_fields(simple_order: Handle<'_, Held>, lengths: Vec<jint>, text: SecretBytes) -> Parts {
        let content = RequestContent::Fields(&fields_of(&lengths, &text)?);
        parts(simple_order.simple_order.request(content)?)
    }

    /// Signs an SCMP request: `message`, and `report` as JSON.
    fn sign_scmp(simple_order: Handle<'_, Held>, lengths: Vec<jint>, text: SecretBytes) -> Parts {
        let (message, report) = sign_simple_order_json(&simple_order.simple_order, &fields_of(&lengths, &text)?)?;
        Ok(Parts(vec![("message", message), ("report", SecretBuffer::copy_of(report.as_bytes())?)]))
    }

    /// Opens an encrypted message.
    fn open(credential: Handle<'_, Credential>, message: SecretBytes, options: BytesOrNone) -> SecretBuffer {
        Ok(simple_order::open(&credential, &message, &options)?)
    }

    /// Verifies a message: the report as JSON.
    fn verify(message: SecretBytes, options: BytesOrNone) -> String {
        Ok(simple_order::verify(&message, &options)?.to_json())
    }

    /// Reads a reply: the document as JSON.
    fn parse_reply(reply: SecretBytes, options: BytesOrNone) -> SecretBuffer {
        Ok(simple_order::parse_reply(&reply, &options)?.to_json()?)
    }

    /// Makes the header of the old SOAP toolkits.
    fn username_token(username: SecretBytes, password: SecretBytes, options: BytesOrNone) -> SecretBuffer {
        Ok(simple_order::username_token(&username, &password, &options)?)
    }
}
