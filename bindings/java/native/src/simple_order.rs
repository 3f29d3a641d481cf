//! The native methods about Simple Order messages.

use std::ptr;

use cybsign::error::{Error, CYBSIGN_E_ARGUMENT, CYBSIGN_E_NULL};
use cybsign::simple_order::{self, ConfigReport, Request, RequestContent, SimpleOrder};
use jni_sys::{jbyteArray, jclass, jint, jintArray, jlong, jobjectArray, JNIEnv};

use crate::credential;
use crate::env::Env;
use crate::guard::{guard, Failure, Refusal};

/// What a handle of the class `SimpleOrder` points to.
struct Held {
    simple_order: SimpleOrder,
    /// Present if it was made from a configuration file.
    config_report: Option<ConfigReport>,
}

impl Held {
    fn into_handle(self) -> jlong {
        Box::into_raw(Box::new(self)) as jlong
    }
}

/// # Safety
/// The handle comes from `new` or `from_config`, and the Java side keeps it from being freed during the call.
unsafe fn held<'a>(handle: jlong) -> Result<&'a Held, Failure> {
    // SAFETY: the caller vouches for the handle; null is looked at here.
    unsafe { (handle as *const Held).as_ref() }
        .ok_or_else(|| Error::new(CYBSIGN_E_NULL, "the handle must not be null").into())
}

/// # Safety
/// As for `held`.
unsafe fn borrow<'a>(handle: jlong) -> Result<&'a SimpleOrder, Failure> {
    // SAFETY: the caller vouches for the handle.
    unsafe { held(handle) }.map(|held| &held.simple_order)
}

/// `Native.simpleOrderNew`.
pub(crate) extern "system" fn new(env: *mut JNIEnv, _class: jclass, credential: jlong, options: jbyteArray) -> jlong {
    let body = |env: &Env<'_>| {
        let options = env.bytes_or_empty(options)?;
        // SAFETY: the Java side keeps the credential alive during the call.
        let simple_order = SimpleOrder::new(unsafe { credential::borrow(credential) }?, &options)?;
        Ok(Held { simple_order, config_report: None }.into_handle())
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.simpleOrderFree`.
pub(crate) extern "system" fn free(env: *mut JNIEnv, _class: jclass, handle: jlong) {
    let body = |_: &Env<'_>| {
        if handle != 0 {
            // SAFETY: the handle comes from into_handle, and the Java side frees it once, when no call uses it any more.
            drop(unsafe { Box::from_raw(handle as *mut Held) });
        }
        Ok(())
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, (), body) }
}

/// `Native.signFields`: names and values in turn, joined in `text`, with their lengths in bytes.
pub(crate) extern "system" fn sign_fields(
    env: *mut JNIEnv,
    _class: jclass,
    handle: jlong,
    lengths: jintArray,
    text: jbyteArray,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let lengths = env.ints(lengths, "the lengths")?;
        let text = env.bytes(text, "the fields")?;
        let fields = fields_of(&lengths, &text)?;
        // SAFETY: the Java side keeps the handle alive during the call.
        env.new_bytes(&unsafe { borrow(handle) }?.sign_fields(&fields)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.signNvp`.
pub(crate) extern "system" fn sign_nvp(env: *mut JNIEnv, _class: jclass, handle: jlong, nvp: jbyteArray) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let nvp = env.bytes(nvp, "the request")?;
        // SAFETY: the Java side keeps the handle alive during the call.
        env.new_bytes(&unsafe { borrow(handle) }?.sign_nvp(&nvp)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.signXml`.
pub(crate) extern "system" fn sign_xml(env: *mut JNIEnv, _class: jclass, handle: jlong, xml: jbyteArray) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let xml = env.bytes(xml, "the request")?;
        // SAFETY: the Java side keeps the handle alive during the call.
        env.new_bytes(&unsafe { borrow(handle) }?.sign_xml(&xml)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.signEnvelope`: the message, the Username or null, and an array that is null unless it is a meta key's.
pub(crate) extern "system" fn sign_envelope(
    env: *mut JNIEnv,
    _class: jclass,
    handle: jlong,
    envelope: jbyteArray,
) -> jobjectArray {
    let body = |env: &Env<'_>| {
        let envelope = env.bytes(envelope, "the envelope")?;
        // SAFETY: the Java side keeps the handle alive during the call.
        let signed = unsafe { borrow(handle) }?.sign_envelope(&envelope)?;
        let meta_key = signed.meta_key.then_some(&b""[..]);
        env.new_byte_arrays(&[Some(&signed.message), signed.username.as_deref().map(str::as_bytes), meta_key])
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.request`: the URL, the header lines and the message.
pub(crate) extern "system" fn request(
    env: *mut JNIEnv,
    _class: jclass,
    handle: jlong,
    kind: jint,
    content: jbyteArray,
) -> jobjectArray {
    let body = |env: &Env<'_>| {
        let content = env.bytes(content, "the request")?;
        let content = match kind {
            1 => RequestContent::Nvp(&content),
            2 => RequestContent::Xml(&content),
            3 => RequestContent::Envelope(&content),
            _ => return Err(Error::new(CYBSIGN_E_ARGUMENT, "there is no such kind of content").into()),
        };
        // SAFETY: the Java side keeps the handle alive during the call.
        request_parts(env, &unsafe { borrow(handle) }?.request(content)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.requestFields`: takes what `signFields` takes and gives what `request` gives.
pub(crate) extern "system" fn request_fields(
    env: *mut JNIEnv,
    _class: jclass,
    handle: jlong,
    lengths: jintArray,
    text: jbyteArray,
) -> jobjectArray {
    let body = |env: &Env<'_>| {
        let lengths = env.ints(lengths, "the lengths")?;
        let text = env.bytes(text, "the fields")?;
        let content = RequestContent::Fields(&fields_of(&lengths, &text)?);
        // SAFETY: the Java side keeps the handle alive during the call.
        request_parts(env, &unsafe { borrow(handle) }?.request(content)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

fn request_parts(env: &Env<'_>, request: &Request) -> Result<jobjectArray, Failure> {
    env.new_byte_arrays(&[Some(request.url.as_bytes()), Some(&request.headers), Some(&request.body)])
}

/// `Native.simpleOrderFromConfig`.
pub(crate) extern "system" fn from_config(
    env: *mut JNIEnv,
    _class: jclass,
    path: jbyteArray,
    options: jbyteArray,
) -> jlong {
    let body = |env: &Env<'_>| {
        let path = credential::path_of(env.bytes(path, "the path")?)?;
        let options = env.bytes_or_empty(options)?;
        let (simple_order, report) = SimpleOrder::from_config(&path, &options)?;
        Ok(Held { simple_order, config_report: Some(report) }.into_handle())
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.configReport`: the report as JSON, or null if there was no configuration file.
pub(crate) extern "system" fn config_report(env: *mut JNIEnv, _class: jclass, handle: jlong) -> jbyteArray {
    let body = |env: &Env<'_>| {
        // SAFETY: the Java side keeps the handle alive during the call.
        match &unsafe { held(handle) }?.config_report {
            Some(report) => env.new_bytes(report.to_json()?.as_bytes()),
            None => Ok(ptr::null_mut()),
        }
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.open`.
pub(crate) extern "system" fn open(
    env: *mut JNIEnv,
    _class: jclass,
    credential: jlong,
    message: jbyteArray,
    options: jbyteArray,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let message = env.bytes(message, "the message")?;
        let options = env.bytes_or_empty(options)?;
        // SAFETY: the Java side keeps the credential alive during the call.
        let credential = unsafe { credential::borrow(credential) }?;
        env.new_bytes(&simple_order::open(credential, &message, &options)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.usernameToken`.
pub(crate) extern "system" fn username_token(
    env: *mut JNIEnv,
    _class: jclass,
    username: jbyteArray,
    password: jbyteArray,
    options: jbyteArray,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let username = env.bytes(username, "the username")?;
        let password = env.secret(password, "the password")?;
        let options = env.bytes_or_empty(options)?;
        env.new_bytes(&simple_order::username_token(&username, &password, &options)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.verify`: the report as JSON.
pub(crate) extern "system" fn verify(
    env: *mut JNIEnv,
    _class: jclass,
    message: jbyteArray,
    options: jbyteArray,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let message = env.bytes(message, "the message")?;
        let options = env.bytes_or_empty(options)?;
        match simple_order::verify(&message, &options) {
            Ok(report) => env.new_bytes(report.to_json().as_bytes()),
            Err(failure) => {
                let report = failure.report.map(|report| report.to_json());
                Err(Failure::Refused(Box::new(Refusal { error: failure.error, report })))
            }
        }
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
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
