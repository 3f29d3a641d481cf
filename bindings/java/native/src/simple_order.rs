//! The native methods about Simple Order messages.

use std::path::PathBuf;

use cybsign::boundary;
use cybsign::credential::Credential;
use cybsign::error::{Error, CYBSIGN_E_ARGUMENT};
use cybsign::http::Request;
use cybsign::secret::{SecretBuffer, SecretBytes};
use cybsign::simple_order::{self, ConfigReport, RequestContent, SimpleOrder};
use jni_sys::jint;

use crate::answer::Parts;
use crate::argument::{BytesOrNone, Handle};
use crate::failure::Failure;
use crate::natives::natives;

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

    /// Gives a handle back.
    fn simple_order_free(simple_order: Box<Held>) -> () {
        drop(simple_order);
        Ok(())
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

fn parts(request: Request) -> Result<Parts, Failure> {
    Ok(Parts(vec![
        ("method", SecretBuffer::copy_of(request.method.as_bytes())?),
        ("url", SecretBuffer::copy_of(request.url.as_bytes())?),
        ("headers", SecretBuffer::copy_of(&request.headers)?),
        ("body", request.body),
    ]))
}

type Field<'a> = (&'a [u8], &'a [u8]);

fn fields_of<'a>(lengths: &[jint], text: &'a [u8]) -> Result<Vec<Field<'a>>, Failure> {
    split(lengths, text)
        .ok_or_else(|| Error::new(CYBSIGN_E_ARGUMENT, "the fields' lengths do not fit their text").into())
}

fn split<'a>(lengths: &[jint], mut text: &'a [u8]) -> Option<Vec<Field<'a>>> {
    let mut fields = Vec::with_capacity(lengths.len() / 2);
    let mut take = |length: jint| {
        let (part, rest) = text.split_at_checked(usize::try_from(length).ok()?)?;
        text = rest;
        Some(part)
    };
    for pair in lengths.chunks(2) {
        let &[name, value] = pair else { return None };
        fields.push((take(name)?, take(value)?));
    }
    text.is_empty().then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_split_only_where_the_lengths_fit() {
        assert_eq!(split(&[1, 2, 0, 1], b"abcd"), Some(vec![(&b"a"[..], &b"bc"[..]), (&b""[..], &b"d"[..])]));
        assert_eq!(split(&[], b""), Some(vec![]));
        for lengths in [&[1, 2][..], &[1, 4], &[1, -1], &[4], &[1, 2, 1], &[i32::MAX, i32::MAX]] {
            assert_eq!(split(lengths, b"abcd"), None, "{lengths:?}");
        }
    }
}
