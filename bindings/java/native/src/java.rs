//! What is looked up in the classes once, when the library is loaded.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use jni_sys::{jclass, jmethodID, jweak, JavaVM};

use crate::env::Env;

/// What is looked up once, when the library is loaded.
pub(crate) struct Java {
    /// The virtual machine.
    pub(crate) vm: *mut JavaVM,
    /// `io.cybsign.Native`. A strong reference would keep the class, its class loader and all of a web application alive.
    native: jweak,
    /// `Native.failure`, which makes the exception for a status.
    pub(crate) failure: jmethodID,
    /// `Native.sign`, which calls a `Signer`.
    pub(crate) sign: jmethodID,
    /// `Native.decrypt`, which calls a `Decrypter`.
    pub(crate) decrypt: jmethodID,
}

impl Java {
    /// Looks the methods up that the native side calls; `None` if the class lacks one of them.
    pub(crate) fn find(env: &Env<'_>, vm: *mut JavaVM, native: jclass) -> Option<Java> {
        Some(Java {
            vm,
            failure: env.static_method(native, c"failure", c"(I[B[B[BLjava/lang/Throwable;)Ljava/lang/Throwable;")?,
            sign: env.static_method(native, c"sign", c"(Lio/cybsign/Signer;I[B)[B")?,
            decrypt: env.static_method(native, c"decrypt", c"(Lio/cybsign/Decrypter;I[B)[B")?,
            native: env.new_weak(native)?,
        })
    }

    /// A local reference to `io.cybsign.Native`. It is there as long as a native method of it runs.
    pub(crate) fn native(&self, env: &Env<'_>) -> Option<jclass> {
        env.local_of_weak(self.native)
    }
}

/// Set by `JNI_OnLoad`, taken back by `JNI_OnUnload`: each class loader has a copy of this library of its own.
static JAVA: AtomicPtr<Java> = AtomicPtr::new(ptr::null_mut());

/// What `JNI_OnLoad` looked up; `None` if the classes are not the ones that this library belongs to.
pub(crate) fn java() -> Option<&'static Java> {
    // SAFETY: the pointer is null or comes from Box::into_raw, and is freed only in JNI_OnUnload, which the virtual machine
    // calls when the class loader, and with it every caller of a native method, is gone.
    unsafe { JAVA.load(Ordering::Acquire).as_ref() }
}

/// Keeps what was looked up.
pub(crate) fn keep(java: Java) {
    JAVA.store(Box::into_raw(Box::new(java)), Ordering::Release);
}

/// Gives back what was looked up, if anything was.
pub(crate) fn forget(vm: *mut JavaVM) {
    let java = JAVA.swap(ptr::null_mut(), Ordering::AcqRel);
    if java.is_null() {
        return;
    }
    // SAFETY: the pointer comes from Box::into_raw in keep, and the swap gave it to us alone.
    let java = unsafe { Box::from_raw(java) };
    if let Some(env) = Env::of_this_thread(vm) {
        env.delete_weak(java.native);
    }
}
