//! The few functions of JNI that are used, with their rules kept.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::ptr;

use cybsign::secret::SecretBytes;
use jni_sys::{
    jarray, jbyteArray, jclass, jint, jintArray, jmethodID, jobject, jobjectArray, jsize, jthrowable, jvalue, jweak,
    JNIEnv, JNINativeMethod, JavaVM, JNI_EDETACHED, JNI_OK, JNI_VERSION_1_8,
};

use crate::failure::{no_memory, Failure};

/// The JNI environment of the current thread.
pub(crate) struct Env<'a> {
    raw: *mut JNIEnv,
    life: PhantomData<&'a ()>,
}

/// Calls a function of the environment's table.
macro_rules! jni {
    ($env:expr, $name:ident $(, $argument:expr)*) => {
        ((**$env.raw).v1_6.$name)($env.raw $(, $argument)*)
    };
}

impl<'a> Env<'a> {
    /// The environment that a native method was called with.
    ///
    /// # Safety
    /// `raw` is what the virtual machine passed to a native method that is still running on this thread.
    pub(crate) unsafe fn new(raw: *mut JNIEnv) -> Env<'a> {
        Env { raw, life: PhantomData }
    }

    /// The environment of this thread, if it is a thread of the virtual machine.
    pub(crate) fn of_this_thread(vm: *mut JavaVM) -> Option<Env<'a>> {
        let mut raw = ptr::null_mut();
        // SAFETY: vm is the pointer that JNI_OnLoad received; GetEnv writes one pointer.
        let outcome = unsafe { ((**vm).v1_4.GetEnv)(vm, &mut raw, JNI_VERSION_1_8) };
        (outcome == JNI_OK && !raw.is_null()).then(|| Env { raw: raw.cast(), life: PhantomData })
    }

    /// Runs `body` with this thread's environment, attaching the thread for as long if it is none of the machine's.
    pub(crate) fn with_attached<T>(vm: *mut JavaVM, body: impl FnOnce(&Env<'_>) -> T) -> Option<T> {
        if let Some(env) = Env::of_this_thread(vm) {
            return Some(body(&env));
        }
        let mut raw = ptr::null_mut();
        // SAFETY: vm is the pointer that JNI_OnLoad received; GetEnv and AttachCurrentThread write one pointer.
        let outcome = unsafe {
            match ((**vm).v1_4.GetEnv)(vm, &mut raw, JNI_VERSION_1_8) {
                JNI_EDETACHED => ((**vm).v1_4.AttachCurrentThreadAsDaemon)(vm, &mut raw, ptr::null_mut()),
                other => other,
            }
        };
        if outcome != JNI_OK || raw.is_null() {
            return None;
        }
        let _detach = Detach(vm);
        Some(body(&Env { raw: raw.cast(), life: PhantomData }))
    }

    /// A local reference to a class; `None`, with the exception cleared, if there is none.
    pub(crate) fn find_class(&self, name: &CStr) -> Option<jclass> {
        // SAFETY: the environment belongs to this thread and the name is NUL-terminated.
        let class = unsafe { jni!(self, FindClass, name.as_ptr()) };
        self.present(class)
    }

    /// The id of a static method; `None`, with the exception cleared, if there is none.
    pub(crate) fn static_method(&self, class: jclass, name: &CStr, signature: &CStr) -> Option<jmethodID> {
        // SAFETY: class is a live reference and both texts are NUL-terminated.
        let method = unsafe { jni!(self, GetStaticMethodID, class, name.as_ptr(), signature.as_ptr()) };
        if self.clear_exception() || method.is_null() {
            None
        } else {
            Some(method)
        }
    }

    /// Registers native methods; false, with the exception cleared, if the class lacks one of them.
    ///
    /// # Safety
    /// Each function must have the signature that it is registered under.
    pub(crate) unsafe fn register(&self, class: jclass, methods: &[JNINativeMethod]) -> bool {
        // SAFETY: class is a live reference, the slice holds its length, and the caller vouches for the signatures.
        let outcome = unsafe { jni!(self, RegisterNatives, class, methods.as_ptr(), methods.len() as jint) };
        !self.clear_exception() && outcome == JNI_OK
    }

    /// A global reference; `None` if there is no memory.
    pub(crate) fn new_global(&self, object: jobject) -> Option<jobject> {
        // SAFETY: object is a live reference.
        let global = unsafe { jni!(self, NewGlobalRef, object) };
        self.present(global)
    }

    /// Gives a global reference back.
    pub(crate) fn delete_global(&self, object: jobject) {
        // SAFETY: object is a live global reference that its only owner gives back.
        unsafe { jni!(self, DeleteGlobalRef, object) }
    }

    /// A weak global reference, which keeps nothing alive; `None` if there is no memory.
    pub(crate) fn new_weak(&self, object: jobject) -> Option<jweak> {
        // SAFETY: object is a live reference.
        let weak = unsafe { jni!(self, NewWeakGlobalRef, object) };
        self.present(weak)
    }

    /// A local reference to what a weak one refers to; `None` if that has been collected, or if there is no memory.
    pub(crate) fn local_of_weak(&self, weak: jweak) -> Option<jobject> {
        // SAFETY: weak is a weak global reference that its owner has not given back.
        let local = unsafe { jni!(self, NewLocalRef, weak) };
        self.present(local)
    }

    /// Gives a weak global reference back.
    pub(crate) fn delete_weak(&self, weak: jweak) {
        // SAFETY: weak is a weak global reference that its only owner gives back.
        unsafe { jni!(self, DeleteWeakGlobalRef, weak) }
    }

    /// Gives a local reference back before the native method returns.
    pub(crate) fn delete_local(&self, object: jobject) {
        // SAFETY: object is null or a live local reference that its only owner gives back; null is allowed.
        unsafe { jni!(self, DeleteLocalRef, object) }
    }

    /// A copy of the bytes of an array, which is wiped when it is dropped; `None` for null.
    pub(crate) fn bytes(&self, array: jbyteArray) -> Result<Option<SecretBytes>, Failure> {
        if array.is_null() {
            return Ok(None);
        }
        let length = self.length(array);
        let mut bytes: Vec<u8> = reserve(length as usize)?;
        // SAFETY: the region is exactly the array, and the vector has room for it; a Java byte is any eight bits.
        unsafe {
            jni!(self, GetByteArrayRegion, array, 0, length, bytes.as_mut_ptr().cast());
            bytes.set_len(length as usize);
        }
        Ok(Some(SecretBytes::new(bytes)))
    }

    /// A copy of the numbers of an array; `None` for null.
    pub(crate) fn ints(&self, array: jintArray) -> Result<Option<Vec<jint>>, Failure> {
        if array.is_null() {
            return Ok(None);
        }
        let length = self.length(array);
        let mut ints: Vec<jint> = reserve(length as usize)?;
        // SAFETY: the region is exactly the array, and the vector has room for it.
        unsafe {
            jni!(self, GetIntArrayRegion, array, 0, length, ints.as_mut_ptr());
            ints.set_len(length as usize);
        }
        Ok(Some(ints))
    }

    fn length(&self, array: jarray) -> jsize {
        // SAFETY: array is a live reference to an array.
        unsafe { jni!(self, GetArrayLength, array) }
    }

    /// A new byte array.
    pub(crate) fn new_bytes(&self, bytes: &[u8]) -> Result<jbyteArray, Failure> {
        let length = jsize::try_from(bytes.len()).map_err(|_| no_memory())?;
        // SAFETY: the environment belongs to this thread; the region is exactly the new array and the slice holds it.
        unsafe {
            let array = jni!(self, NewByteArray, length);
            if array.is_null() {
                return Err(Failure::Pending);
            }
            jni!(self, SetByteArrayRegion, array, 0, length, bytes.as_ptr().cast());
            Ok(array)
        }
    }

    /// A new array of byte arrays.
    pub(crate) fn new_byte_arrays(&self, items: &[&[u8]]) -> Result<jobjectArray, Failure> {
        let length = jsize::try_from(items.len()).map_err(|_| no_memory())?;
        let class = self.find_class(c"[B").ok_or_else(no_memory)?;
        // SAFETY: the environment belongs to this thread and class is a live reference.
        let array = unsafe { jni!(self, NewObjectArray, length, class, ptr::null_mut()) };
        self.delete_local(class);
        if array.is_null() {
            return Err(Failure::Pending);
        }
        for (index, bytes) in (0..length).zip(items) {
            let item = self.new_bytes(bytes)?;
            // SAFETY: array was made above, for byte arrays and more of them than index; both are live references.
            unsafe { jni!(self, SetObjectArrayElement, array, index, item) };
            self.delete_local(item);
        }
        Ok(array)
    }

    /// Calls a static method that returns an object; an exception that it throws is taken off the thread and given back.
    ///
    /// # Safety
    /// The method is the class's. The arguments must be what the method's signature asks for, and it must return an object.
    pub(crate) unsafe fn call(
        &self,
        class: jclass,
        method: jmethodID,
        arguments: &[jvalue],
    ) -> Result<jobject, jthrowable> {
        // SAFETY: class and method belong together, and the caller vouches for the arguments.
        let result = unsafe { jni!(self, CallStaticObjectMethodA, class, method, arguments.as_ptr()) };
        // SAFETY: these may be called with an exception pending.
        unsafe {
            if jni!(self, ExceptionCheck) {
                let thrown = jni!(self, ExceptionOccurred);
                jni!(self, ExceptionClear);
                return Err(thrown);
            }
        }
        Ok(result)
    }

    /// Leaves an exception pending, to be thrown when the native method returns.
    pub(crate) fn throw(&self, exception: jthrowable) {
        // SAFETY: exception is a live reference to a Throwable.
        unsafe { jni!(self, Throw, exception) };
    }

    fn present(&self, object: jobject) -> Option<jobject> {
        if self.clear_exception() || object.is_null() {
            None
        } else {
            Some(object)
        }
    }

    /// Takes a pending exception off the thread; true if there was one.
    pub(crate) fn clear_exception(&self) -> bool {
        // SAFETY: these may be called with an exception pending.
        unsafe {
            let pending = jni!(self, ExceptionCheck);
            if pending {
                jni!(self, ExceptionClear);
            }
            pending
        }
    }
}

/// Detaches the thread that `with_attached` attached, also when a panic passes.
struct Detach(*mut JavaVM);

impl Drop for Detach {
    fn drop(&mut self) {
        // SAFETY: this thread was attached by with_attached and runs no Java code any more.
        unsafe { ((**self.0).v1_4.DetachCurrentThread)(self.0) };
    }
}

fn reserve<T>(length: usize) -> Result<Vec<T>, Failure> {
    let mut items = Vec::new();
    items.try_reserve_exact(length).map_err(|_| no_memory())?;
    Ok(items)
}
