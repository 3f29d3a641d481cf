//! The native half of cybsign's Java binding: JNI straight over the Rust core.
//!
//! The library exports `JNI_OnLoad` and `JNI_OnUnload` and nothing else; the methods of `io.cybsign.Native` are registered.
//! Data crosses as byte arrays that are copied by region; text is UTF-8 in them, so that JNI's own strings are never used.

mod answer;
mod argument;
mod callback;
mod credential;
mod env;
mod failure;
mod guard;
mod handles;
mod java;
mod mask;
mod natives;
mod request;
mod scmp;
mod simple_order;
mod table;

use std::ffi::c_void;
use std::panic;

use cybsign::boundary;
use jni_sys::{jint, JavaVM, JNI_ERR, JNI_VERSION_1_8};

use crate::env::Env;

/// Called by the virtual machine when it has loaded the library: registers the native methods.
///
/// Where the classes have other methods than this library, `version` alone is registered, and tells them so.
#[no_mangle]
pub extern "system" fn JNI_OnLoad(vm: *mut JavaVM, _reserved: *mut c_void) -> jint {
    panic::catch_unwind(|| {
        boundary::keep_panics_quiet();
        let Some(env) = Env::of_this_thread(vm) else {
            return JNI_ERR;
        };
        let Some(found) = table::register(&env, vm) else {
            return JNI_ERR;
        };
        if let Some(java) = found {
            java::keep(java);
        }
        JNI_VERSION_1_8
    })
    .unwrap_or(JNI_ERR)
}

/// Called by the virtual machine when the class loader that loaded the library has been collected.
#[no_mangle]
pub extern "system" fn JNI_OnUnload(vm: *mut JavaVM, _reserved: *mut c_void) {
    // SAFETY: whoever could use a handle has been collected with the class loader.
    if panic::catch_unwind(|| unsafe { handles::drop_all() }).is_ok() {
        java::forget(vm);
    }
}
