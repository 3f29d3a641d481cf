//! What goes into a native method: the types that its declaration may name, and how each comes over from Java.

use std::marker::PhantomData;
use std::ops::Deref;
use std::path::PathBuf;

use cybsign::boundary;
use cybsign::error::{Error, CYBSIGN_E_NULL};
use cybsign::secret::SecretBytes;
use cybsign::time;
use jni_sys::{jbyteArray, jint, jintArray, jlong};

use crate::env::Env;
use crate::failure::Failure;
use crate::handles;

/// A type as JNI and as Java write it.
pub(crate) struct JavaType {
    /// In a method's signature.
    pub(crate) signature: &'static str,
    /// In a declaration; the test reads it that compares them with Java's.
    #[cfg_attr(not(test), expect(dead_code))]
    pub(crate) name: &'static str,
}

impl JavaType {
    pub(crate) const VOID: JavaType = JavaType { signature: "V", name: "void" };
    pub(crate) const INT: JavaType = JavaType { signature: "I", name: "int" };
    pub(crate) const LONG: JavaType = JavaType { signature: "J", name: "long" };
    pub(crate) const BYTES: JavaType = JavaType { signature: "[B", name: "byte[]" };
    pub(crate) const INTS: JavaType = JavaType { signature: "[I", name: "int[]" };
    pub(crate) const BYTES_ARRAY: JavaType = JavaType { signature: "[[B", name: "byte[][]" };
}

/// A parameter of a native method.
pub(crate) trait Argument: Sized {
    /// What the virtual machine passes.
    type Raw;
    /// What Java declares.
    const JAVA: JavaType;

    /// Takes the argument over; `name` is for the error.
    ///
    /// # Safety
    /// `raw` is what the virtual machine passed for a parameter of this type to the native method that is running. A handle is
    /// 0 or was given back by a method whose answer was a `Box` of the same type, and the Java side keeps it from being
    /// freed during the call.
    unsafe fn take(env: &Env<'_>, raw: Self::Raw, name: &'static str) -> Result<Self, Failure>;
}

/// Bytes that must not be null. Any may be a message's, so each copy is wiped when it is dropped.
impl Argument for SecretBytes {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;

    unsafe fn take(env: &Env<'_>, raw: jbyteArray, name: &'static str) -> Result<SecretBytes, Failure> {
        env.bytes(raw)?.ok_or_else(|| null(name))
    }
}

/// Bytes, or null.
impl Argument for Option<SecretBytes> {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;

    unsafe fn take(env: &Env<'_>, raw: jbyteArray, _name: &'static str) -> Result<Option<SecretBytes>, Failure> {
        env.bytes(raw)
    }
}

/// Bytes for which null is the same as none: an options text, a password.
pub(crate) struct BytesOrNone(Option<SecretBytes>);

impl Argument for BytesOrNone {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;

    unsafe fn take(env: &Env<'_>, raw: jbyteArray, _name: &'static str) -> Result<BytesOrNone, Failure> {
        env.bytes(raw).map(BytesOrNone)
    }
}

impl Deref for BytesOrNone {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }
}

/// Numbers, not null.
impl Argument for Vec<jint> {
    type Raw = jintArray;
    const JAVA: JavaType = JavaType::INTS;

    unsafe fn take(env: &Env<'_>, raw: jintArray, name: &'static str) -> Result<Vec<jint>, Failure> {
        env.ints(raw)?.ok_or_else(|| null(name))
    }
}

/// A path, in the bytes that the system has for it.
impl Argument for PathBuf {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;

    unsafe fn take(env: &Env<'_>, raw: jbyteArray, name: &'static str) -> Result<PathBuf, Failure> {
        // SAFETY: the caller vouches for the argument.
        Ok(boundary::path(&unsafe { SecretBytes::take(env, raw, name) }?)?)
    }
}

impl Argument for jint {
    type Raw = jint;
    const JAVA: JavaType = JavaType::INT;

    unsafe fn take(_env: &Env<'_>, raw: jint, _name: &'static str) -> Result<jint, Failure> {
        Ok(raw)
    }
}

impl Argument for jlong {
    type Raw = jlong;
    const JAVA: JavaType = JavaType::LONG;

    unsafe fn take(_env: &Env<'_>, raw: jlong, _name: &'static str) -> Result<jlong, Failure> {
        Ok(raw)
    }
}

/// A time in Unix seconds, or the present one for `Native.NOW`.
pub(crate) struct Time(pub(crate) i64);

impl Argument for Time {
    type Raw = jlong;
    const JAVA: JavaType = JavaType::LONG;

    unsafe fn take(_env: &Env<'_>, raw: jlong, _name: &'static str) -> Result<Time, Failure> {
        Ok(Time(time::resolve(raw)))
    }
}

/// A handle that is borrowed for the call.
pub(crate) struct Handle<'call, T> {
    pointer: *const T,
    life: PhantomData<&'call T>,
}

impl<T> Argument for Handle<'_, T> {
    type Raw = jlong;
    const JAVA: JavaType = JavaType::LONG;

    unsafe fn take(_env: &Env<'_>, raw: jlong, name: &'static str) -> Result<Self, Failure> {
        match raw {
            0 => Err(null(name)),
            handle => Ok(Handle { pointer: handle as *const T, life: PhantomData }),
        }
    }
}

impl<T> Deref for Handle<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the pointer comes from Box::into_raw, and lives as long as the call, as take demands.
        unsafe { &*self.pointer }
    }
}

/// A handle that is given back. The Java side does so once, when no call uses it any more.
impl<T> Argument for Box<T> {
    type Raw = jlong;
    const JAVA: JavaType = JavaType::LONG;

    unsafe fn take(_env: &Env<'_>, raw: jlong, name: &'static str) -> Result<Box<T>, Failure> {
        // SAFETY: the handle is one of a T that nobody uses any more, as the caller vouches.
        unsafe { handles::take_back(raw) }.ok_or_else(|| null(name))
    }
}

pub(crate) fn null(name: &str) -> Failure {
    Error::new(CYBSIGN_E_NULL, format!("{name} must not be null")).into()
}
