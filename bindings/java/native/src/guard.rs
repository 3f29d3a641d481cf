//! What stands around every native method.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;

use cybsign::crypto;
use cybsign::error::{Error, CYBSIGN_E_PANIC};
use jni_sys::{jobject, jvalue, JNIEnv};
use serde_json::Value;

use crate::answer::Answer;
use crate::callback;
use crate::env::Env;
use crate::failure::{Failure, Refusal};
use crate::java::java;

/// Runs the body of a native method: initialises once, catches panics, and turns a failure into an exception that the
/// virtual machine throws when the method returns.
///
/// # Safety
/// `raw` is what the virtual machine passed to the native method.
pub(crate) unsafe fn guard<A: Answer>(raw: *mut JNIEnv, body: impl FnOnce(&Env<'_>) -> Result<A, Failure>) -> A::Raw {
    // SAFETY: the caller vouches for the pointer.
    let env = unsafe { Env::new(raw) };
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        crypto::init()?;
        body(&env)?.give(&env)
    }));
    let failure = match outcome {
        Ok(Ok(value)) => {
            callback::forget_cause(&env);
            return value;
        }
        Ok(Err(failure)) => failure,
        // The payload's text may hold anything, so it is never passed on.
        Err(_payload) => panic_error().into(),
    };
    if let Failure::Refused(refusal) = failure {
        throw(&env, &refusal);
    }
    callback::forget_cause(&env);
    A::NOTHING
}

/// Leaves the exception pending that `Native.failure` makes; where even that fails, the exception that it threw.
fn throw(env: &Env<'_>, refusal: &Refusal) {
    let Some(java) = java() else { return };
    let Some(native) = java.native(env) else { return };
    let Refusal { error, report } = refusal;
    let detail = Value::Object(error.detail().clone()).to_string();
    let make = || -> Result<jobject, Failure> {
        let arguments = [
            jvalue { i: error.status() },
            jvalue { l: env.new_bytes(error.message().as_bytes())? },
            jvalue { l: env.new_bytes(detail.as_bytes())? },
            jvalue { l: report.as_ref().map_or(Ok(ptr::null_mut()), |report| env.new_bytes(report.as_bytes()))? },
            jvalue { l: callback::cause() },
        ];
        // SAFETY: the arguments are an int, three byte arrays or null, and a Throwable or null, as Native.failure takes them.
        match unsafe { env.call(native, java.failure, &arguments) } {
            Ok(exception) | Err(exception) => Ok(exception),
        }
    };
    if let Ok(exception) = make() {
        env.throw(exception);
    }
}

thread_local! {
    static PANIC_PLACE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

fn panic_error() -> Error {
    let message = match PANIC_PLACE.take() {
        Some((file, line)) => {
            format!("a defect of cybsign was caught at {file}:{line}; please report it")
        }
        None => "a defect of cybsign was caught; please report it".to_owned(),
    };
    Error::new(CYBSIGN_E_PANIC, message)
}

/// The default hook writes to the host's standard error, which is not ours. The hook is that of this library alone.
pub(crate) fn keep_panics_quiet() {
    panic::set_hook(Box::new(|info| {
        if let Some(location) = info.location() {
            let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default();
            PANIC_PLACE.set(Some((file.to_owned(), location.line())));
        }
    }));
}
