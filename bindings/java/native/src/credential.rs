//! The native methods about credentials.

use std::path::PathBuf;

use cybsign::credential::{self, Credential, Decrypter};
use cybsign::error::{Error, CYBSIGN_E_ARGUMENT, CYBSIGN_E_MEMORY, CYBSIGN_E_NULL};
use cybsign::time;
use jni_sys::{jbyteArray, jclass, jlong, jlongArray, jobject, JNIEnv};

use crate::callback::JavaKey;
use crate::env::Env;
use crate::guard::{guard, Failure};
use crate::java;

/// What a handle of the class `Credential` points to.
///
/// # Safety
/// The handle comes from one of the `from_…` below, and the Java side keeps it from being freed during the call.
pub(crate) unsafe fn borrow<'a>(handle: jlong) -> Result<&'a Credential, Failure> {
    // SAFETY: the caller vouches for the handle; null is looked at here.
    unsafe { (handle as *const Credential).as_ref() }
        .ok_or_else(|| Error::new(CYBSIGN_E_NULL, "the credential must not be null").into())
}

fn handle_of(credential: Credential) -> jlong {
    Box::into_raw(Box::new(credential)) as jlong
}

/// `Native.credentialFromP12`.
pub(crate) extern "system" fn from_p12(
    env: *mut JNIEnv,
    _class: jclass,
    p12: jbyteArray,
    password: jbyteArray,
    key_password: jbyteArray,
    options: jbyteArray,
) -> jlong {
    let body = |env: &Env<'_>| {
        let p12 = env.secret(p12, "the P12")?;
        let password = env.optional_secret(password)?;
        let key_password = env.optional_secret(key_password)?;
        let options = env.bytes_or_empty(options)?;
        let password = password.as_deref().unwrap_or_default();
        Ok(handle_of(Credential::from_p12(&p12, password, key_password.as_deref(), &options)?))
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialFromP12File`.
pub(crate) extern "system" fn from_p12_file(
    env: *mut JNIEnv,
    _class: jclass,
    path: jbyteArray,
    password: jbyteArray,
    key_password: jbyteArray,
    options: jbyteArray,
) -> jlong {
    let body = |env: &Env<'_>| {
        let path = path_of(env.bytes(path, "the path")?)?;
        let password = env.optional_secret(password)?;
        let key_password = env.optional_secret(key_password)?;
        let options = env.bytes_or_empty(options)?;
        let password = password.as_deref().unwrap_or_default();
        Ok(handle_of(Credential::from_p12_file(&path, password, key_password.as_deref(), &options)?))
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialFromPem`.
pub(crate) extern "system" fn from_pem(
    env: *mut JNIEnv,
    _class: jclass,
    key: jbyteArray,
    certificate: jbyteArray,
    password: jbyteArray,
    options: jbyteArray,
) -> jlong {
    let body = |env: &Env<'_>| {
        let key = env.secret(key, "the key")?;
        let certificate = env.optional_secret(certificate)?;
        let password = env.optional_secret(password)?;
        let options = env.bytes_or_empty(options)?;
        let certificate = certificate.as_deref().unwrap_or_default();
        let password = password.as_deref().unwrap_or_default();
        Ok(handle_of(Credential::from_pem(&key, certificate, password, &options)?))
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialFromDer`.
pub(crate) extern "system" fn from_der(
    env: *mut JNIEnv,
    _class: jclass,
    key: jbyteArray,
    certificate: jbyteArray,
    password: jbyteArray,
    options: jbyteArray,
) -> jlong {
    let body = |env: &Env<'_>| {
        let key = env.secret(key, "the key")?;
        let certificate = env.bytes(certificate, "the certificate")?;
        let password = env.optional_secret(password)?;
        let options = env.bytes_or_empty(options)?;
        let password = password.as_deref().unwrap_or_default();
        Ok(handle_of(Credential::from_der(&key, &certificate, password, &options)?))
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialFromSigner`.
pub(crate) extern "system" fn from_signer(
    env: *mut JNIEnv,
    _class: jclass,
    certificate: jbyteArray,
    signer: jobject,
    decrypter: jobject,
    options: jbyteArray,
) -> jlong {
    let body = |env: &Env<'_>| {
        let certificate = env.bytes(certificate, "the certificate")?;
        let options = env.bytes_or_empty(options)?;
        if signer.is_null() {
            return Err(Error::new(CYBSIGN_E_NULL, "the signer must not be null").into());
        }
        let java = java().ok_or_else(no_memory)?;
        let signer = Box::new(JavaKey::signer(env, java, signer).ok_or_else(no_memory)?);
        let decrypter: Option<Box<dyn Decrypter>> = if decrypter.is_null() {
            None
        } else {
            Some(Box::new(JavaKey::decrypter(env, java, decrypter).ok_or_else(no_memory)?))
        };
        Ok(handle_of(Credential::from_signer(&certificate, signer, decrypter, &options)?))
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialFree`.
pub(crate) extern "system" fn free(env: *mut JNIEnv, _class: jclass, handle: jlong) {
    let body = |_: &Env<'_>| {
        if handle != 0 {
            // SAFETY: the handle comes from handle_of, and the Java side frees it once, when no call uses it any more.
            drop(unsafe { Box::from_raw(handle as *mut Credential) });
        }
        Ok(())
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, (), body) }
}

/// `Native.credentialInspect`.
pub(crate) extern "system" fn inspect(env: *mut JNIEnv, _class: jclass, handle: jlong, now: jlong) -> jbyteArray {
    // SAFETY: the Java side keeps the handle alive during the call.
    let body = |env: &Env<'_>| env.new_bytes(unsafe { borrow(handle) }?.inspect_json(time::resolve(now))?.as_bytes());
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, std::ptr::null_mut(), body) }
}

/// `Native.inspect`.
pub(crate) extern "system" fn inspect_data(
    env: *mut JNIEnv,
    _class: jclass,
    data: jbyteArray,
    password: jbyteArray,
    now: jlong,
) -> jbyteArray {
    let body = |env: &Env<'_>| {
        let data = env.secret(data, "the data")?;
        let password = env.optional_secret(password)?;
        env.new_bytes(credential::inspect_json(&data, password.as_deref(), time::resolve(now))?.as_bytes())
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, std::ptr::null_mut(), body) }
}

/// `Native.credentialNotAfter`.
pub(crate) extern "system" fn not_after(env: *mut JNIEnv, _class: jclass, handle: jlong) -> jlong {
    // SAFETY: the Java side keeps the handle alive during the call.
    let body = |_: &Env<'_>| Ok(unsafe { borrow(handle) }?.not_after()?);
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialDaysLeft`.
pub(crate) extern "system" fn days_left(env: *mut JNIEnv, _class: jclass, handle: jlong, now: jlong) -> jlong {
    // SAFETY: the Java side keeps the handle alive during the call.
    let body = |_: &Env<'_>| Ok(unsafe { borrow(handle) }?.days_left(time::resolve(now))?);
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, 0, body) }
}

/// `Native.credentialExpiry`: the state and the days left.
pub(crate) extern "system" fn expiry(
    env: *mut JNIEnv,
    _class: jclass,
    handle: jlong,
    now: jlong,
    warn_days: jlong,
) -> jlongArray {
    let body = |env: &Env<'_>| {
        // SAFETY: the Java side keeps the handle alive during the call.
        let expiry = unsafe { borrow(handle) }?.expiry(time::resolve(now), warn_days)?;
        env.new_longs(&[expiry.state as jlong, expiry.days_left])
    };
    // SAFETY: env is what the virtual machine passed.
    unsafe { guard(env, std::ptr::null_mut(), body) }
}

/// A path as the Java side gives it: any bytes on Unix, UTF-8 elsewhere.
#[cfg(unix)]
pub(crate) fn path_of(path: Vec<u8>) -> Result<PathBuf, Failure> {
    use std::os::unix::ffi::OsStringExt;
    if path.contains(&0) {
        return Err(Error::new(CYBSIGN_E_ARGUMENT, "a path can't hold a NUL").into());
    }
    Ok(std::ffi::OsString::from_vec(path).into())
}

/// A path as the Java side gives it: any bytes on Unix, UTF-8 elsewhere.
#[cfg(not(unix))]
pub(crate) fn path_of(path: Vec<u8>) -> Result<PathBuf, Failure> {
    match String::from_utf8(path) {
        Ok(path) if !path.contains('\0') => Ok(path.into()),
        _ => Err(Error::new(CYBSIGN_E_ARGUMENT, "a path must be UTF-8 without a NUL").into()),
    }
}

fn no_memory() -> Failure {
    Error::new(CYBSIGN_E_MEMORY, "there is not enough memory").into()
}
