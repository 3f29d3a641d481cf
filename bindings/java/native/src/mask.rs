//! The native methods about what may be logged.

use std::ptr;
use std::sync::{Mutex, MutexGuard};

use cybsign::error::{Error, CYBSIGN_E_ARGUMENT, CYBSIGN_E_NULL, CYBSIGN_E_PANIC};
use cybsign::mask::{self, MaskStream};
use jni_sys::{jbyteArray, jclass, jlong, JNIEnv};

use crate::env::Env;
use crate::guard::{guard, Failure};

/// What a handle of the class `MaskStream` points to: nothing once the text was ended. Java code may use it from two threads
/// at once although it should not; the lock makes that harmless.
type Stream = Mutex<Option<MaskStream>>;

/// # Safety
/// The handle comes from `stream_new`, and the Java side keeps it from being freed during the call.
unsafe fn borrow<'a>(handle: jlong) -> Result<MutexGuard<'a, Option<MaskStream>>, Failure> {
    // SAFETY: the caller vouches for the handle; null is looked at here.
    unsafe { (handle as *const Stream).as_ref() }
        .ok_or_else(|| Error::new(CYBSIGN_E_NULL, "the stream must not be null"))?
        .lock()
        .map_err(|_| Error::new(CYBSIGN_E_PANIC, "a defect of cybsign broke this stream; make another one").into())
}

/// `Native.maskText`.
pub(crate) extern "system" fn text(
    env: *mut JNIEnv,
    _class: jclass,
    text: jbyteArray,
    options: jbyteArray,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let text = env.secret(text, "the text")?;
        let options = env.bytes_or_empty(options)?;
        env.new_bytes(&mask::mask_text(&text, &options)?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.maskStreamNew`.
pub(crate) extern "system" fn stream_new(env: *mut JNIEnv, _class: jclass, options: jbyteArray) -> jlong {
    let body = |env: &Env<'_>| {
        let stream = MaskStream::new(&env.bytes_or_empty(options)?)?;
        Ok(Box::into_raw(Box::new(Stream::new(Some(stream)))) as jlong)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.maskStreamUpdate`.
pub(crate) extern "system" fn stream_update(
    env: *mut JNIEnv,
    _class: jclass,
    handle: jlong,
    text: jbyteArray,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let text = env.secret(text, "the text")?;
        // SAFETY: the Java side keeps the handle alive during the call.
        let masked = unsafe { borrow(handle) }?.as_mut().ok_or_else(ended)?.update(&text)?;
        env.new_bytes(&masked)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.maskStreamFinish`.
pub(crate) extern "system" fn stream_finish(env: *mut JNIEnv, _class: jclass, handle: jlong) -> jbyteArray {
    let body = |env: &Env<'_>| {
        // SAFETY: the Java side keeps the handle alive during the call.
        let stream = unsafe { borrow(handle) }?.take().ok_or_else(ended)?;
        env.new_bytes(&stream.finish()?)
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, ptr::null_mut(), body) }
}

/// `Native.maskStreamFree`.
pub(crate) extern "system" fn stream_free(env: *mut JNIEnv, _class: jclass, handle: jlong) {
    let body = |_: &Env<'_>| {
        if handle != 0 {
            // SAFETY: the handle comes from stream_new, and the Java side frees it once, when no call uses it any more.
            drop(unsafe { Box::from_raw(handle as *mut Stream) });
        }
        Ok(())
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, (), body) }
}

fn ended() -> Error {
    Error::new(CYBSIGN_E_ARGUMENT, "the stream was ended by finish; make another one")
}
