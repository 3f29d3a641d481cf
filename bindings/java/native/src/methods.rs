//! The table of native methods.

use std::ffi::c_void;

use cybsign::version;
use jni_sys::{jbyteArray, jclass, JNIEnv, JavaVM};

use crate::env::{native_method, Env};
use crate::guard::guard;
use crate::{credential, java, mask, reply, simple_order, Java};

/// Registers the native methods of `io.cybsign.Native`.
///
/// `None` if not even `version` can be registered; `Some(None)` if only it can, because the jar is another version.
pub(crate) fn register(env: &Env<'_>, vm: *mut JavaVM) -> Option<Option<Java>> {
    let native = env.find_class(c"io/cybsign/Native")?;
    let found = register_in(env, vm, native);
    env.delete_local(native);
    found
}

fn register_in(env: &Env<'_>, vm: *mut JavaVM, native: jclass) -> Option<Option<Java>> {
    let version = [native_method(c"version", c"()[B", version as *mut c_void)];
    // SAFETY: the function below has the signature of the method, with the environment and the class before its arguments.
    if !unsafe { env.register(native, &version) } {
        return None;
    }
    let callback = |name| env.static_method(native, name, c"(Lio/cybsign/Signer;I[B)[B");
    let sign = callback(c"sign");
    let decrypt = env.static_method(native, c"decrypt", c"(Lio/cybsign/Decrypter;I[B)[B");
    let failure = env.static_method(native, c"failure", c"(I[B[B[BLjava/lang/Throwable;)Ljava/lang/Throwable;");
    let (Some(sign), Some(decrypt), Some(failure)) = (sign, decrypt, failure) else {
        return Some(None);
    };
    // SAFETY: as above, for each of them.
    if !unsafe { env.register(native, &methods()) } {
        return Some(None);
    }
    Some(Some(Java { vm, native: env.new_global(native)?, failure, sign, decrypt }))
}

fn methods() -> [jni_sys::JNINativeMethod; 30] {
    [
        native_method(c"credentialFromP12", c"([B[B[B[B)J", credential::from_p12 as *mut c_void),
        native_method(c"credentialFromP12File", c"([B[B[B[B)J", credential::from_p12_file as *mut c_void),
        native_method(c"credentialFromPem", c"([B[B[B[B)J", credential::from_pem as *mut c_void),
        native_method(c"credentialFromDer", c"([B[B[B[B)J", credential::from_der as *mut c_void),
        native_method(
            c"credentialFromSigner",
            c"([BLio/cybsign/Signer;Lio/cybsign/Decrypter;[B)J",
            credential::from_signer as *mut c_void,
        ),
        native_method(c"credentialFree", c"(J)V", credential::free as *mut c_void),
        native_method(c"credentialInspect", c"(JJ)[B", credential::inspect as *mut c_void),
        native_method(c"credentialNotAfter", c"(J)J", credential::not_after as *mut c_void),
        native_method(c"credentialDaysLeft", c"(JJ)J", credential::days_left as *mut c_void),
        native_method(c"credentialExpiry", c"(JJJ)[J", credential::expiry as *mut c_void),
        native_method(c"inspect", c"([B[BJ)[B", credential::inspect_data as *mut c_void),
        native_method(c"simpleOrderNew", c"(J[B)J", simple_order::new as *mut c_void),
        native_method(c"simpleOrderFree", c"(J)V", simple_order::free as *mut c_void),
        native_method(c"signFields", c"(J[I[B)[B", simple_order::sign_fields as *mut c_void),
        native_method(c"signNvp", c"(J[B)[B", simple_order::sign_nvp as *mut c_void),
        native_method(c"signXml", c"(J[B)[B", simple_order::sign_xml as *mut c_void),
        native_method(c"signEnvelope", c"(J[B)[[B", simple_order::sign_envelope as *mut c_void),
        native_method(c"request", c"(JI[B)[[B", simple_order::request as *mut c_void),
        native_method(c"requestFields", c"(J[I[B)[[B", simple_order::request_fields as *mut c_void),
        native_method(c"simpleOrderFromConfig", c"([B[B)J", simple_order::from_config as *mut c_void),
        native_method(c"configReport", c"(J)[B", simple_order::config_report as *mut c_void),
        native_method(c"open", c"(J[B[B)[B", simple_order::open as *mut c_void),
        native_method(c"usernameToken", c"([B[B[B)[B", simple_order::username_token as *mut c_void),
        native_method(c"parseReply", c"([B[B)[[[B", reply::parse as *mut c_void),
        native_method(c"maskText", c"([B[B)[B", mask::text as *mut c_void),
        native_method(c"maskStreamNew", c"([B)J", mask::stream_new as *mut c_void),
        native_method(c"maskStreamUpdate", c"(J[B)[B", mask::stream_update as *mut c_void),
        native_method(c"maskStreamFinish", c"(J)[B", mask::stream_finish as *mut c_void),
        native_method(c"maskStreamFree", c"(J)V", mask::stream_free as *mut c_void),
        native_method(c"verify", c"([B[B)[B", simple_order::verify as *mut c_void),
    ]
}

/// `Native.version`: this library's version, with a remark where the jar has other methods.
extern "system" fn version(env: *mut JNIEnv, _class: jclass) -> jbyteArray {
    let body = |env: &Env<'_>| {
        if java().is_some() {
            env.new_bytes(version::TEXT.as_bytes())
        } else {
            env.new_bytes(format!("{} with other methods", version::TEXT).as_bytes())
        }
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, std::ptr::null_mut(), body) }
}
