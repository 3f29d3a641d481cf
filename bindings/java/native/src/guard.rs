//! What stands around every native method.

use std::ptr;

use cybsign::boundary;
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
    let failure = match boundary::run(|| body(&env)?.give(&env)) {
        Ok(value) => {
            callback::forget_cause(&env);
            return value;
        }
        Err(failure) => failure,
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
