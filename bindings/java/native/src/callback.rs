//! Private keys that live on the Java side, behind `io.cybsign.Signer` and `io.cybsign.Decrypter`.

use std::cell::Cell;
use std::ptr;

use cybsign::credential::{Decrypter, DecryptionAlgorithm, SignatureAlgorithm, Signer};
use cybsign::error::{Error, Result, CYBSIGN_E_SIGN};
use cybsign::secret::SecretBytes;
use jni_sys::{jclass, jint, jmethodID, jobject, jthrowable, jvalue, JavaVM};

use crate::env::Env;
use crate::guard::Failure;
use crate::Java;

/// A Java object that signs or decrypts.
pub(crate) struct JavaKey {
    vm: *mut JavaVM,
    /// A global reference, ours alone.
    object: jobject,
    native: jclass,
    method: jmethodID,
}

// SAFETY: a virtual machine, global references and method ids may be used from every attached thread, and with_attached
// attaches the thread first.
unsafe impl Send for JavaKey {}
// SAFETY: as above; nothing in it is ever changed.
unsafe impl Sync for JavaKey {}

impl JavaKey {
    /// Holds a `Signer`.
    pub(crate) fn signer(env: &Env<'_>, java: &Java, object: jobject) -> Option<JavaKey> {
        JavaKey::new(env, java, java.sign, object)
    }

    /// Holds a `Decrypter`.
    pub(crate) fn decrypter(env: &Env<'_>, java: &Java, object: jobject) -> Option<JavaKey> {
        JavaKey::new(env, java, java.decrypt, object)
    }

    fn new(env: &Env<'_>, java: &Java, method: jmethodID, object: jobject) -> Option<JavaKey> {
        Some(JavaKey { vm: java.vm, object: env.new_global(object)?, native: java.native, method })
    }

    fn call(&self, algorithm: jint, input: &[u8]) -> Result<SecretBytes> {
        Env::with_attached(self.vm, |env| self.call_with(env, algorithm, input))
            .unwrap_or_else(|| Err(Error::new(CYBSIGN_E_SIGN, "this thread could not be attached to the Java machine")))
    }

    fn call_with(&self, env: &Env<'_>, algorithm: jint, input: &[u8]) -> Result<SecretBytes> {
        let input = env.new_bytes(input).map_err(|failure| refused(env, failure))?;
        let arguments = [jvalue { l: self.object }, jvalue { i: algorithm }, jvalue { l: input }];
        // SAFETY: Native.sign and Native.decrypt take the callback, an int and a byte array, and return a byte array.
        let outcome = unsafe { env.call(self.native, self.method, &arguments) };
        env.delete_local(input);
        match outcome {
            Ok(output) => {
                let bytes = env.secret(output, "the result of the callback").map_err(|failure| refused(env, failure));
                env.delete_local(output);
                bytes
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
        let _ = Env::with_attached(self.vm, |env| env.delete_global(self.object));
    }
}

impl Signer for JavaKey {
    fn sign(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        self.call(algorithm as jint, digest).map(|signature| signature.to_vec())
    }
}

impl Decrypter for JavaKey {
    fn decrypt(&self, algorithm: DecryptionAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes> {
        self.call(algorithm as jint, ciphertext)
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
