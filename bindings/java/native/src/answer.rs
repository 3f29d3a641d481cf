//! What a native method gives back: the types that its declaration may name, and how each goes over to Java.

use std::ptr;

use cybsign::secret::{SecretBuffer, SecretBytes};
use jni_sys::{jbyteArray, jlong, jobjectArray};

use crate::argument::JavaType;
use crate::env::Env;
use crate::failure::Failure;
use crate::handles;

/// What a native method gives back.
pub(crate) trait Answer {
    /// What the virtual machine takes.
    type Raw;
    /// What Java declares.
    const JAVA: JavaType;
    /// What is returned beside an exception; nobody looks at it.
    const NOTHING: Self::Raw;

    /// Hands it over.
    fn give(self, env: &Env<'_>) -> Result<Self::Raw, Failure>;
}

impl Answer for () {
    type Raw = ();
    const JAVA: JavaType = JavaType::VOID;
    const NOTHING: () = ();

    fn give(self, _env: &Env<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

impl Answer for jlong {
    type Raw = jlong;
    const JAVA: JavaType = JavaType::LONG;
    const NOTHING: jlong = 0;

    fn give(self, _env: &Env<'_>) -> Result<jlong, Failure> {
        Ok(self)
    }
}

/// A handle, which the Java side gives back.
impl<T: Send> Answer for Box<T> {
    type Raw = jlong;
    const JAVA: JavaType = JavaType::LONG;
    const NOTHING: jlong = 0;

    fn give(self, _env: &Env<'_>) -> Result<jlong, Failure> {
        Ok(handles::hand_out(self))
    }
}

/// Bytes; our copy is wiped.
impl Answer for SecretBytes {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;
    const NOTHING: jbyteArray = ptr::null_mut();

    fn give(self, env: &Env<'_>) -> Result<jbyteArray, Failure> {
        env.new_bytes(&self)
    }
}

/// A text, such as a document that says no secret.
impl Answer for String {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;
    const NOTHING: jbyteArray = ptr::null_mut();

    fn give(self, env: &Env<'_>) -> Result<jbyteArray, Failure> {
        env.new_bytes(self.as_bytes())
    }
}

/// A message or a document whose purpose is content; our copy is wiped.
impl Answer for SecretBuffer {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;
    const NOTHING: jbyteArray = ptr::null_mut();

    fn give(self, env: &Env<'_>) -> Result<jbyteArray, Failure> {
        env.new_bytes(&self)
    }
}

/// A text, or null.
impl Answer for Option<String> {
    type Raw = jbyteArray;
    const JAVA: JavaType = JavaType::BYTES;
    const NOTHING: jbyteArray = ptr::null_mut();

    fn give(self, env: &Env<'_>) -> Result<jbyteArray, Failure> {
        self.map_or(Ok(ptr::null_mut()), |text| text.give(env))
    }
}

/// Several byte arrays at once, each behind its name, so that the Java side tells none by its place.
pub(crate) struct Parts(pub(crate) Vec<(&'static str, SecretBuffer)>);

impl Answer for Parts {
    type Raw = jobjectArray;
    const JAVA: JavaType = JavaType::BYTES_ARRAY;
    const NOTHING: jobjectArray = ptr::null_mut();

    fn give(self, env: &Env<'_>) -> Result<jobjectArray, Failure> {
        let items: Vec<&[u8]> = self.0.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]).collect();
        env.new_byte_arrays(&items)
    }
}
