//! Credentials whose private key lives elsewhere.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::credential::{self, Credential, RsaAlgorithm};
use crate::error::{Error, Result, CYBSIGN_E_NULL, CYBSIGN_E_SIGN};
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::secret::SecretBytes;

/// For a sign callback: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2). The digest has 32 bytes.
pub const CYBSIGN_RSASSA_PKCS1_SHA256: i32 = 1;
/// For a sign callback: RSASSA-PKCS1-v1_5 with SHA-384 (RFC 8017, section 8.2). The digest has 48 bytes.
pub const CYBSIGN_RSASSA_PKCS1_SHA384: i32 = 2;
/// For a sign callback: RSASSA-PKCS1-v1_5 with SHA-512 (RFC 8017, section 8.2). The digest has 64 bytes.
pub const CYBSIGN_RSASSA_PKCS1_SHA512: i32 = 3;
/// For a sign callback: RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes (RFC 8017, section 8.1). The digest
/// has 32 bytes.
pub const CYBSIGN_RSASSA_PSS_SHA256: i32 = 4;
/// For a sign callback: RSASSA-PSS with SHA-384, MGF1-SHA-384 and a salt of 48 bytes (RFC 8017, section 8.1). The digest
/// has 48 bytes.
pub const CYBSIGN_RSASSA_PSS_SHA384: i32 = 5;
/// For a sign callback: RSASSA-PSS with SHA-512, MGF1-SHA-512 and a salt of 64 bytes (RFC 8017, section 8.1). The digest
/// has 64 bytes.
pub const CYBSIGN_RSASSA_PSS_SHA512: i32 = 6;
/// For a decrypt callback: RSAES-PKCS1-v1_5 (RFC 8017, section 7.2).
pub const CYBSIGN_RSAES_PKCS1: i32 = 11;
/// For a decrypt callback: RSAES-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017, section 7.1).
pub const CYBSIGN_RSAES_OAEP_SHA1: i32 = 12;
/// For a decrypt callback: RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017, section 7.1).
pub const CYBSIGN_RSAES_OAEP_SHA256: i32 = 13;

/// Signs a digest with a key that lives elsewhere (an HSM, a cloud key service, another process).
///
/// It must not unwind (throw) or longjmp out.
///
/// @param context What cybsign_credential_from_callbacks() got.
/// @param algorithm One of CYBSIGN_RSASSA_...: Simple Order asks for CYBSIGN_RSASSA_PKCS1_SHA256. A callback fails for one that
///        it does not know.
/// @param digest,digest_len The digest to sign.
/// @param signature,signature_capacity Where the bare signature goes, as long as the key's modulus, and the room there.
/// @param signature_len Where the callback writes the length of the signature.
/// @return 0, or another number, which is then shown in the error's detail as "callback_result".
/// @note Threads: it may be called from several threads at once.
pub type cybsign_sign_callback = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        algorithm: i32,
        digest: *const u8,
        digest_len: usize,
        signature: *mut u8,
        signature_capacity: usize,
        signature_len: *mut usize,
    ) -> i32,
>;

/// Decrypts an RSA cipher text with a key that lives elsewhere; as cybsign_sign_callback otherwise.
///
/// @param context What cybsign_credential_from_callbacks() got.
/// @param algorithm One of CYBSIGN_RSAES_...: Simple Order asks for CYBSIGN_RSAES_OAEP_SHA1 or CYBSIGN_RSAES_PKCS1.
/// @param ciphertext,ciphertext_len The cipher text, as long as the key's modulus.
/// @param plaintext,plaintext_capacity Where the plain text goes, and the room there.
/// @param plaintext_len Where the callback writes the length of the plain text.
/// @return 0, or another number, which is then shown in the error's detail as "callback_result".
/// @note Threads: it may be called from several threads at once.
pub type cybsign_decrypt_callback = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        algorithm: i32,
        ciphertext: *const u8,
        ciphertext_len: usize,
        plaintext: *mut u8,
        plaintext_capacity: usize,
        plaintext_len: *mut usize,
    ) -> i32,
>;

/// Releases the context when the last reference to a credential made from callbacks is gone; also when
/// cybsign_credential_from_callbacks() fails. It is called once.
///
/// @param context What cybsign_credential_from_callbacks() got.
/// @note Threads: whatever thread drops the last reference calls it.
pub type cybsign_destroy_callback = Option<unsafe extern "C" fn(context: *mut c_void)>;

/// Makes a credential whose private key lives elsewhere.
///
/// Each signature that a callback makes is verified with the certificate before it is used. The context is the library's
/// with the call, whatever comes of it: destroy is called once.
///
/// @param certificate,certificate_len The certificate of the key, DER or PEM.
/// @param sign Signs; must not be NULL.
/// @param decrypt Decrypts; may be NULL if nothing is ever decrypted.
/// @param context What the callbacks get; may be NULL.
/// @param destroy Releases the context; may be NULL.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_DER, CYBSIGN_E_PEM, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_NO_CERTIFICATE,
///         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_callbacks(
    certificate: *const u8,
    certificate_len: usize,
    sign: cybsign_sign_callback,
    decrypt: cybsign_decrypt_callback,
    context: *mut c_void,
    destroy: cybsign_destroy_callback,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // Made first, so that the context is released on every way out.
    let key = Key { sign, decrypt, context: Arc::new(Context { context, destroy }) };
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let certificate = arg::slice(certificate, certificate_len, "certificate")?;
            let options = arg::text(options_json, options_json_len, "options_json")?;
            Credential::from_callbacks(certificate, key.signer()?, key.decrypter(), options)
        })
    }
}

/// The caller's context, released once.
struct Context {
    context: *mut c_void,
    destroy: cybsign_destroy_callback,
}

// SAFETY: the header says that the callbacks may be called from several threads at once, and destroy from any one.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

impl Drop for Context {
    fn drop(&mut self) {
        if let Some(destroy) = self.destroy {
            // SAFETY: the last reference is gone, so that this is the one call.
            unsafe { destroy(self.context) };
        }
    }
}

/// The key as the caller gave it.
struct Key {
    sign: cybsign_sign_callback,
    decrypt: cybsign_decrypt_callback,
    context: Arc<Context>,
}

impl Key {
    fn signer(&self) -> Result<Box<dyn credential::Signer>> {
        let callback = self.sign.ok_or_else(|| Error::new(CYBSIGN_E_NULL, "sign must not be NULL"))?;
        Ok(Box::new(Operation { callback, name: "sign", context: self.context.clone() }))
    }

    fn decrypter(&self) -> Option<Box<dyn credential::Decrypter>> {
        let callback = self.decrypt?;
        Some(Box::new(Operation { callback, name: "decrypt", context: self.context.clone() }))
    }
}

/// What a key does: both callbacks have one type.
struct Operation {
    callback: unsafe extern "C" fn(*mut c_void, i32, *const u8, usize, *mut u8, usize, *mut usize) -> i32,
    name: &'static str,
    context: Arc<Context>,
}

/// As long as the modulus of the largest RSA key that OpenSSL takes (16,384 bits).
const ROOM: usize = 2048;

impl Operation {
    fn call(&self, algorithm: i32, input: &[u8]) -> Result<Vec<u8>> {
        let (mut room, mut len) = (Zeroizing::new(vec![0; ROOM]), 0);
        let output = room.as_mut_ptr();
        // SAFETY: the buffers live through the call and have the lengths that are given; the caller of
        // cybsign_credential_from_callbacks vouches for the callback.
        let result = unsafe {
            (self.callback)(self.context.context, algorithm, input.as_ptr(), input.len(), output, ROOM, &mut len)
        };
        let failed = |what: String| Error::new(CYBSIGN_E_SIGN, format!("the {} callback {what}", self.name));
        if result != 0 {
            return Err(failed(format!("failed with {result}; see its own log")).with("callback_result", result));
        }
        let output = room.get(..len).map(<[u8]>::to_vec);
        output.ok_or_else(|| failed("says that it wrote more than there is room for".to_owned()))
    }
}

impl credential::Signer for Operation {
    fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        self.call(algorithm.number(), digest)
    }
}

impl credential::Decrypter for Operation {
    fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes> {
        self.call(algorithm.number(), ciphertext).map(SecretBytes::new)
    }
}
