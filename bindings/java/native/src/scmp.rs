//! The native methods about SCMP messages.

use cybsign::credential::Credential;
use cybsign::error::{Error, CYBSIGN_E_ARGUMENT};
use cybsign::scmp::{self, convert, Scmp, Sealed};
use cybsign::secret::{SecretBuffer, SecretBytes};
use jni_sys::jint;

use crate::answer::Parts;
use crate::argument::{BytesOrNone, Handle};
use crate::failure::Failure;
use crate::natives::natives;
use crate::request::{fields_of, parts};

natives! {
    /// Prepares sealing and opening.
    fn scmp_new(credential: Handle<'_, Credential>, certificate: BytesOrNone, options: BytesOrNone) -> Box<Scmp> {
        Ok(Box::new(Scmp::new(&credential, &certificate, &options)?))
    }

    /// Gives a handle back.
    fn scmp_free(scmp: Box<Scmp>) -> () {
        drop(scmp);
        Ok(())
    }

    /// Seals fields: what `request` gives, and `request_id`.
    fn scmp_seal_fields(scmp: Handle<'_, Scmp>, lengths: Vec<jint>, text: SecretBytes) -> Parts {
        sealed(scmp.seal_fields(&fields_of(&lengths, &text)?)?)
    }

    /// Seals a text.
    fn scmp_seal(scmp: Handle<'_, Scmp>, text: SecretBytes) -> Parts {
        sealed(scmp.seal(&text)?)
    }

    /// Makes an error.
    fn scmp_error(scmp: Handle<'_, Scmp>, request_id: SecretBytes, number: jint, text: SecretBytes) -> Parts {
        parts(scmp.error(ascii(&request_id)?, number, ascii(&text)?)?.request)
    }

    /// Opens a message: `payload`, and `info` as JSON.
    fn scmp_open(scmp: Handle<'_, Scmp>, request_id: BytesOrNone, headers: BytesOrNone, body: SecretBytes) -> Parts {
        let request_id = Some(ascii(&request_id)?).filter(|request_id| !request_id.is_empty());
        let opened = scmp.open(request_id, &headers, &body)?;
        let info = opened.info.to_json()?;
        Ok(Parts(vec![("payload", opened.payload), ("info", info)]))
    }

    /// Reads a reply: the document as JSON.
    fn scmp_parse_reply(reply: SecretBytes, options: BytesOrNone) -> SecretBuffer {
        Ok(scmp::parse_reply(&reply, &options)?.to_json()?)
    }

    /// Reads a Simple Order reply as an SCMP reply: the document as JSON.
    fn scmp_reply_from_simple_order(reply: SecretBytes, options: BytesOrNone) -> SecretBuffer {
        Ok(convert::reply_from_simple_order(&reply, &options)?.to_json()?)
    }

    /// Converts a request: the document as JSON.
    fn scmp_convert(lengths: Vec<jint>, text: SecretBytes, options: BytesOrNone) -> SecretBuffer {
        Ok(convert::convert_json(&fields_of(&lengths, &text)?, &options)?)
    }
}

fn sealed(sealed: Sealed) -> Result<Parts, Failure> {
    let mut all = parts(sealed.request)?;
    all.0.push(("request_id", SecretBuffer::copy_of(sealed.request_id.as_str().as_bytes())?));
    Ok(all)
}

fn ascii(text: &[u8]) -> Result<&str, Failure> {
    std::str::from_utf8(text).map_err(|_| Error::new(CYBSIGN_E_ARGUMENT, "a text must be ASCII").into())
}
