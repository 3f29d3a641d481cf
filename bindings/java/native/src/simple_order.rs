//! The native methods about Simple Order messages.

use std::ptr;

use cybsign::error::{Error, CYBSIGN_E_ARGUMENT, CYBSIGN_E_NULL};
use cybsign::simple_order::{self, SimpleOrder};
use jni_sys::{jbyteArray, jclass, jint, jintArray, jlong, JNIEnv};

use crate::credential;
use crate::env::Env;
use crate::guard::{guard, Failure, Refusal};

/// What a handle of the class `SimpleOrder` points to.
///
/// # Safety
/// The handle comes from `new`, and the Java side keeps it from being freed during the call.
unsafe fn borrow<'a>(handle: jlong) -> Result<&'a SimpleOrder, Failure> {
    // SAFETY: the caller vouches for the handle; null is looked at here.
    unsafe { (handle as *const SimpleOrder).as_ref() }
        .ok_or_else(|| Error::new(CYBSIGN_E_NULL, "the handle must not be null").into())
}

/// `Native.simpleOrderNew`.
pub(crate) extern "system" fn new(env: *mut JNIEnv, _class: jclass, credential: jlong, options: jbyteArray) -> jlong {
    let body = |env: &Env<'_>| {
        let options = env.bytes_or_empty(options)?;
        // SAFETY: the Java side keeps the credential alive during the call.
        let simple_order = SimpleOrder::new(unsafe { credential::borrow(credential) }?, &options)?;
        Ok(Box::into_raw(Box::new(simple_order)) as jlong)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.simpleOrderFree`.
pub(crate) extern "system" fn free(env: *mut JNIEnv, _class: jclass, handle: jlong) {
    let body = |_: &Env<'_>| {
        if handle != 0 {
            // SAFETY: the handle comes from new, and the Java side frees it once, when no call uses it any more.
            drop(unsafe { Box::from_raw(handle as *mut SimpleOrder) });
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
        let fields = split(&lengths, &text).ok_or_else(|| {
            Failure::from(Error::new(CYBSIGN_E_ARGUMENT, "the fields' lengths do not fit their text"))
        })?;
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
