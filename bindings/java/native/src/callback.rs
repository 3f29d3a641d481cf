//! Private keys that live on the Java side, behind `io.cybsign.Signer` and `io.cybsign.Decrypter`.

use std::cell::Cell;
use std::ptr;

use cybsign::credential::{Decrypter, RsaAlgorithm, Signer};
use cybsign::error::{Error, Result, CYBSIGN_E_SIGN};
use cybsign::secret::SecretBytes;
use jni_sys::{jint, jmethodID, jobject, jthrowable, jvalue, jweak, JavaVM};

use crate::argument::{null, Argument, JavaType};
use crate::env::Env;
use crate::failure::{no_memory, Failure};
use crate::java::{java, Java};

/// A Java object that signs or decrypts.
///
/// The reference is weak: through a strong one, a credential that nobody closes would keep the class loader of the callback
/// alive for ever. The Java side's `Handle` keeps the object reachable for as long as anything here may call it.
pub(crate) struct JavaKey {
    vm: *mut JavaVM,
    object: jweak,
    method: jmethodID,
}

// SAFETY: a virtual machine, weak global references and method ids may be used from every attached thread, and with_attached
// attaches the thread first.
unsafe impl Send for JavaKey {}
// SAFETY: as above; nothing in it is ever changed.
unsafe impl Sync for JavaKey {}

/// A `Signer`, not null.
impl Argument for Box<dyn Signer> {
    type Raw = jobject;
    const JAVA: JavaType = JavaType { signature: "Lio/cybsign/Signer;", name: "Signer" };

    unsafe fn take(env: &Env<'_>, raw: jobject, name: &'static str) -> Result<Self, Failure> {
        let key = JavaKey::new(env, raw, |java| java.sign)?.ok_or_else(|| null(name))?;
        Ok(Box::new(key))
    }
}

/// A `Decrypter`, or null.
impl Argument for Option<Box<dyn Decrypter>> {
    type Raw = jobject;
    const JAVA: JavaType = JavaType { signature: "Lio/cybsign/Decrypter;", name: "Decrypter" };

    unsafe fn take(env: &Env<'_>, raw: jobject, _name: &'static str) -> Result<Self, Failure> {
        let key = JavaKey::new(env, raw, |java| java.decrypt)?;
        Ok(key.map(|key| Box::new(key) as Box<dyn Decrypter>))
    }
}

impl JavaKey {
    fn new(env: &Env<'_>, object: jobject, method: fn(&Java) -> jmethodID) -> Result<Option<JavaKey>, Failure> {
        if object.is_null() {
            return Ok(None);
        }
        let java = java().ok_or_else(no_memory)?;
        let object = env.new_weak(object).ok_or_else(no_memory)?;
        Ok(Some(JavaKey { vm: java.vm, object, method: method(java) }))
    }

    fn call(&self, algorithm: jint, input: &[u8]) -> Result<SecretBytes> {
        Env::with_attached(self.vm, |env| self.call_with(env, algorithm, input))
            .unwrap_or_else(|| Err(Error::new(CYBSIGN_E_SIGN, "this thread could not be attached to the Java machine")))
    }

    fn call_with(&self, env: &Env<'_>, algorithm: jint, input: &[u8]) -> Result<SecretBytes> {
        let native = java().and_then(|java| java.native(env));
        let (Some(native), Some(object)) = (native, env.local_of_weak(self.object)) else {
            return Err(Error::new(CYBSIGN_E_SIGN, "the callback for the private key has been collected"));
        };
        let input = env.new_bytes(input).map_err(|failure| refused(env, failure))?;
        let arguments = [jvalue { l: object }, jvalue { i: algorithm }, jvalue { l: input }];
        // SAFETY: Native.sign and Native.decrypt take the callback, an int and a byte array, and return a byte array.
        let outcome = unsafe { env.call(native, self.method, &arguments) };
        for local in [native, object, input] {
            env.delete_local(local);
        }
        match outcome {
            Ok(output) => {
                let bytes = env.bytes(output).and_then(|bytes| bytes.ok_or_else(|| null("the result of the callback")));
                env.delete_local(output);
                bytes.map_err(|failure| refused(env, failure))
            }
            Err(thrown) => {
                keep_cause(env, thrown);
                Err(Error::new(CYBSIGN_E_SIGN, "the callback for the private key threw an exception; see the cause"))
            }
        }
    }
}

impl Drop for JavaKey {
    fn drop(&mut self) {
        // Without an environment the virtual machine is gone, and the reference with it.
        let _ = Env::with_attached(self.vm, |env| env.delete_weak(self.object));
    }
}

impl Signer for JavaKey {
    fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        self.call(algorithm.number(), digest).map(|signature| signature.to_vec())
    }
}

impl Decrypter for JavaKey {
    fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes> {
        self.call(algorithm.number(), ciphertext)
    }
}

fn refused(env: &Env<'_>, failure: Failure) -> Error {
    match failure {
        Failure::Refused(refusal) => Error::new(CYBSIGN_E_SIGN, refusal.error.message()),
        Failure::Pending => {
            env.clear_exception();
            Error::new(CYBSIGN_E_SIGN, "the Java machine has no memory for the callback")
        }
    }
}

thread_local! {
    /// What the last callback of this thread threw: a global reference, or null. It becomes the cause of the exception that
    /// the native method which is running throws in turn.
    static CAUSE: Cell<jthrowable> = const { Cell::new(ptr::null_mut()) };
}

fn keep_cause(env: &Env<'_>, thrown: jthrowable) {
    forget_cause(env);
    CAUSE.set(env.new_global(thrown).unwrap_or(ptr::null_mut()));
    env.delete_local(thrown);
}

/// What the last callback of this thread threw, or null.
pub(crate) fn cause() -> jthrowable {
    CAUSE.get()
}

/// Gives it back.
pub(crate) fn forget_cause(env: &Env<'_>) {
    let cause = CAUSE.replace(ptr::null_mut());
    if !cause.is_null() {
        env.delete_global(cause);
    }
}
