//! The native half of cybsign's Java binding: JNI straight over the Rust core.
//!
//! The library exports `JNI_OnLoad` and `JNI_OnUnload` and nothing else; the methods of `io.cybsign.Native` are registered.
//! Data crosses as byte arrays that are copied by region; text is UTF-8 in them, so that JNI's own strings are never used.

mod callback;
mod credential;
mod env;
mod guard;
mod mask;
mod methods;
mod reply;
mod simple_order;

use std::ffi::c_void;
use std::panic;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use jni_sys::{jclass, jint, jmethodID, JavaVM, JNI_ERR, JNI_VERSION_1_8};

use crate::env::Env;

/// What is looked up once, when the library is loaded.
pub(crate) struct Java {
    /// The virtual machine.
    pub(crate) vm: *mut JavaVM,
    /// A global reference to `io.cybsign.Native`.
    pub(crate) native: jclass,
    /// `Native.failure`, which makes the exception for a status.
    pub(crate) failure: jmethodID,
    /// `Native.sign`, which calls a `Signer`.
    pub(crate) sign: jmethodID,
    /// `Native.decrypt`, which calls a `Decrypter`.
    pub(crate) decrypt: jmethodID,
}

/// Set by `JNI_OnLoad`, taken back by `JNI_OnUnload`. Since the code is never unmapped, a class loader that comes later may
/// load it again.
static JAVA: AtomicPtr<Java> = AtomicPtr::new(ptr::null_mut());

/// What `JNI_OnLoad` looked up; `None` if the classes are not the ones that this library belongs to.
pub(crate) fn java() -> Option<&'static Java> {
    // SAFETY: the pointer is null or comes from Box::into_raw, and is freed only in JNI_OnUnload, which the virtual machine
    // calls when the class loader, and with it every caller of a native method, is gone.
    unsafe { JAVA.load(Ordering::Acquire).as_ref() }
}

/// Called by the virtual machine when it has loaded the library: registers the native methods.
///
/// Where the classes have other methods than this library, `version` alone is registered, and tells them so.
#[no_mangle]
pub extern "system" fn JNI_OnLoad(vm: *mut JavaVM, _reserved: *mut c_void) -> jint {
    panic::catch_unwind(|| {
        guard::keep_panics_quiet();
        let Some(env) = Env::of_this_thread(vm) else {
            return JNI_ERR;
        };
        match methods::register(&env, vm) {
            Some(java) => {
                JAVA.store(java.map_or(ptr::null_mut(), |java| Box::into_raw(Box::new(java))), Ordering::Release);
                JNI_VERSION_1_8
            }
            None => JNI_ERR,
        }
    })
    .unwrap_or(JNI_ERR)
}

/// Called by the virtual machine when the class loader that loaded the library has been collected.
#[no_mangle]
pub extern "system" fn JNI_OnUnload(vm: *mut JavaVM, _reserved: *mut c_void) {
    let java = JAVA.swap(ptr::null_mut(), Ordering::AcqRel);
    if java.is_null() {
        return;
    }
    // SAFETY: the pointer comes from Box::into_raw in JNI_OnLoad, and the swap gave it to us alone.
    let java = unsafe { Box::from_raw(java) };
    if let Some(env) = Env::of_this_thread(vm) {
        env.delete_global(java.native);
    }
}
