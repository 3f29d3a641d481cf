//! Credentials: what you sign with.

use std::ffi::{c_char, c_void};
use std::ptr;

use crate::boundary;
use crate::credential::{self, Credential, RsaAlgorithm};
use crate::error::{Error, Result, CYBSIGN_E_NULL, CYBSIGN_E_SIGN};
use crate::ffi::arg;
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::error::cybsign_error;
use crate::ffi::guard::guard;
use crate::ffi::status::cybsign_status;
use crate::secret::SecretBytes;
use crate::time;

/// A private key with its certificate: what you sign with. Opaque, immutable, and usable from any thread at once.
///
/// What is made from a credential keeps its own reference, so the credential may be freed first.
pub struct cybsign_credential(pub(crate) Credential);

/// cybsign_credential_expiry(): the certificate is valid and does not expire within the days asked about.
pub const CYBSIGN_EXPIRY_OK: i32 = 0;
/// cybsign_credential_expiry(): the certificate expires within the days asked about. Make its successor now.
pub const CYBSIGN_EXPIRY_WARNING: i32 = 1;
/// cybsign_credential_expiry(): the certificate has expired.
pub const CYBSIGN_EXPIRY_EXPIRED: i32 = 2;
/// cybsign_credential_expiry(): a date of the certificate can't be read, which is never good news.
pub const CYBSIGN_EXPIRY_UNREADABLE: i32 = 3;
/// cybsign_credential_expiry(): the certificate is not valid yet.
pub const CYBSIGN_EXPIRY_NOT_YET_VALID: i32 = 4;

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
/// `context` is what cybsign_credential_from_callbacks() got. `algorithm` is one of CYBSIGN_RSASSA_…: Simple Order asks for
/// CYBSIGN_RSASSA_PKCS1_SHA256, and a callback fails for one that it does not know. The callback writes the bare signature, as long as the key's modulus, to `signature`, which has room for `signature_capacity` bytes,
/// and its length to `*signature_len`. It returns 0, or another number that is then shown in the error's detail as
/// "callback_result". It may be called from several threads at once, and must not unwind (throw) or longjmp out.
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
/// `algorithm` is one of CYBSIGN_RSAES_…: Simple Order asks for CYBSIGN_RSAES_OAEP_SHA1 or CYBSIGN_RSAES_PKCS1.
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

/// Called once with the context when the last reference to a credential made from callbacks is gone, on whatever thread
/// drops it; also when cybsign_credential_from_callbacks() fails.
pub type cybsign_destroy_callback = Option<unsafe extern "C" fn(context: *mut c_void)>;

/// Loads a credential from the bytes of a P12 (PKCS #12, RFC 7292).
///
/// Reads both layouts of CyberSource's portal, files of OpenSSL 1 and 3, Windows, the JDK and NSS, and PBMAC1 (RFC 9579).
/// The key is matched to its certificate by public key.
///
/// p12: the file's bytes. password: its password, in UTF-8; NULL with length 0 and an empty one are the same: both ways to
/// encode "no password" are tried. options_json: a JSON object in UTF-8, or NULL with length 0: `alias` (string: the CN or
/// the friendly name of the key to take, whole; needed when there are several), `environment` ("test" or "production":
/// kept and shown), `max_iterations` (number, default 5000000: the most key derivation iterations that all parts of the
/// file may ask for together), `allow_no_mac` (boolean, default false). credential: receives the handle, which the caller
/// frees with cybsign_credential_free(); NULL on failure. err: may be NULL; receives an error to be freed with
/// cybsign_error_free(), or NULL on success.
///
/// Returns CYBSIGN_OK, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD,
/// CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC,
/// CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
/// CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY, CYBSIGN_E_CRYPTO or CYBSIGN_E_PANIC. An expired certificate loads:
/// signing with it is what is refused.
///
/// Threads: any. The inputs are not kept; copies of the password are wiped. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_p12(
    p12: *const u8,
    p12_len: usize,
    password: *const u8,
    password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, p12, password, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::slice(p12, p12_len, "p12")?,
                arg::slice(password, password_len, "password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = boxed(Credential::from_p12(p12, password, None, options)?);
        Ok(())
    })
}

/// As cybsign_credential_from_p12(), for a P12 whose private key has a password of its own.
///
/// key_password: the key's password, in UTF-8. A wrong one gives CYBSIGN_E_KEY_PASSWORD; it is not looked at where the key
/// is not encrypted by itself (an unshrouded KeyBag). Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_p12_with_key_password(
    p12: *const u8,
    p12_len: usize,
    password: *const u8,
    password_len: usize,
    key_password: *const u8,
    key_password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, p12, password, key_password, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::slice(p12, p12_len, "p12")?,
                arg::slice(password, password_len, "password")?,
                arg::slice(key_password, key_password_len, "key_password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = boxed(Credential::from_p12(p12, password, Some(key_password), options)?);
        Ok(())
    })
}

/// As cybsign_credential_from_p12(), from a file.
///
/// path: the file's path, path_len bytes without a NUL (UTF-8 on Windows, any bytes elsewhere). No other file is opened.
/// Whether others may read the file is remembered for the warnings of cybsign_credential_inspect_json().
///
/// Returns also CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION or CYBSIGN_E_FILE, and CYBSIGN_E_ARGUMENT for a path that
/// is empty or holds a NUL. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_p12_file(
    path: *const c_char,
    path_len: usize,
    password: *const u8,
    password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, path, password, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::text(path, path_len, "path")?,
                arg::slice(password, password_len, "password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = boxed(Credential::from_p12_file(&boundary::path(path)?, password, None, options)?);
        Ok(())
    })
}

/// As cybsign_credential_from_p12_file(), for a P12 whose private key has a password of its own.
///
/// key_password: the key's password, in UTF-8. A wrong one gives CYBSIGN_E_KEY_PASSWORD. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_p12_file_with_key_password(
    path: *const c_char,
    path_len: usize,
    password: *const u8,
    password_len: usize,
    key_password: *const u8,
    key_password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, path, password, key_password, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::text(path, path_len, "path")?,
                arg::slice(password, password_len, "password")?,
                arg::slice(key_password, key_password_len, "key_password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = boxed(Credential::from_p12_file(&boundary::path(path)?, password, Some(key_password), options)?);
        Ok(())
    })
}

/// Loads a credential from PEM (RFC 7468, and the encrypted keys of old OpenSSL).
///
/// key_pem: the private key, in the clear or encrypted, with the certificates before or after it if they stand in the same
/// text; text around the blocks is skipped. certificate_pem: the certificates; NULL with length 0 if they stand in key_pem.
/// password: the key's password in UTF-8, or NULL with length 0. options_json, credential, err: as for
/// cybsign_credential_from_p12().
///
/// Returns as cybsign_credential_from_p12(), with CYBSIGN_E_PEM for a broken block and CYBSIGN_E_KEY_MISMATCH if no
/// certificate belongs to the key. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_pem(
    key_pem: *const u8,
    key_pem_len: usize,
    certificate_pem: *const u8,
    certificate_pem_len: usize,
    password: *const u8,
    password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, key, certificate, password, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::slice(key_pem, key_pem_len, "key_pem")?,
                arg::slice(certificate_pem, certificate_pem_len, "certificate_pem")?,
                arg::slice(password, password_len, "password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = boxed(Credential::from_pem(key, certificate, password, options)?);
        Ok(())
    })
}

/// Loads a credential from DER.
///
/// key: a private key as PKCS #8 (RFC 5208, encrypted or not) or PKCS #1 (RFC 8017, appendix A.1.2). certificate: an X.509
/// certificate (RFC 5280). password: the key's password in UTF-8, or NULL with length 0. options_json, credential, err: as
/// for cybsign_credential_from_p12().
///
/// Returns as cybsign_credential_from_p12(), with CYBSIGN_E_DER for bytes that are neither. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_from_der(
    key: *const u8,
    key_len: usize,
    certificate: *const u8,
    certificate_len: usize,
    password: *const u8,
    password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    credential: *mut *mut cybsign_credential,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, key, certificate, password, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::slice(key, key_len, "key")?,
                arg::slice(certificate, certificate_len, "certificate")?,
                arg::slice(password, password_len, "password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = boxed(Credential::from_der(key, certificate, password, options)?);
        Ok(())
    })
}

/// Makes a credential whose private key lives elsewhere.
///
/// certificate: the certificate of the key, DER or PEM. sign: signs; must not be NULL. decrypt: decrypts; may be NULL if
/// nothing is ever decrypted. context: given to the callbacks; may be NULL. destroy: releases the context; may be NULL.
/// options_json: as for cybsign_credential_from_p12(), of which `environment` matters here. credential, err: as there.
///
/// Each signature that a callback makes is verified with the certificate before it is used. Ownership of the context passes
/// to the library with the call, whatever it returns: destroy is called once. Threads: any; the callbacks may be called
/// from several threads at once. Since 0.1.0.
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
    let context = std::sync::Arc::new(Context { context, destroy });
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, certificate, options) = unsafe {
            (
                arg::output(credential, ptr::null_mut(), "credential")?,
                arg::slice(certificate, certificate_len, "certificate")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        let sign = sign.ok_or_else(|| Error::new(CYBSIGN_E_NULL, "sign must not be NULL"))?;
        let signer = Box::new(CallbackSigner { sign, context: context.clone() });
        let decrypter =
            decrypt.map(|decrypt| Box::new(CallbackDecrypter { decrypt, context: context.clone() }) as Box<_>);
        *out = boxed(Credential::from_signer(certificate, signer, decrypter, options)?);
        Ok(())
    })
}

/// Frees a credential. `credential` may be NULL; then nothing happens.
///
/// Threads: one, once; handles made from the credential stay usable. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_free(credential: *mut cybsign_credential) {
    if !credential.is_null() {
        // SAFETY: the caller gives a credential of ours that was not freed; it came from Box::into_raw.
        drop(unsafe { Box::from_raw(credential) });
    }
}

/// Describes a credential and everything else in the file it came from, as JSON.
///
/// credential: the credential. now: the time to judge dates at, in Unix seconds, or CYBSIGN_NOW. json: receives the text in
/// UTF-8, which the caller gives back with cybsign_bytes_clear(). err: may be NULL.
///
/// The object has `container` (kind: p12, pem, der, pkcs7 or callbacks; mac, mac_algorithm, mac_iterations, encryption),
/// `certificates` (in the file's order, each with role: merchant, server, ca or other; merchant_id, key_serial, serial_hex,
/// subject, issuer, not_before and not_after as RFC 3339 text in UTC or null, date_status, days_left, public_key,
/// signature_algorithm, sha256, friendly_name, has_private_key), `private_keys` (algorithm, bits, friendly_name, and
/// certificate: the index of its certificate, or null), `warnings` (code, message, certificate), `environment` and
/// `selected`, the index of the certificate that signs. It holds no secret.
///
/// Returns CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_inspect_json(
    credential: *const cybsign_credential,
    now: i64,
    json: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, outputs may be written.
        let (out, credential) =
            unsafe { (arg::output(json, cybsign_bytes::EMPTY, "json")?, arg::handle(credential, "credential")?) };
        *out = cybsign_bytes::copy_of(credential.0.inspect_json(time::resolve(now))?.as_bytes())?;
        Ok(())
    })
}

/// Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes, as JSON.
///
/// data: the bytes. password: the password in UTF-8; NULL with length 0 if it is not known: a P12 whose certificates stand
/// in clear is described all the same, with the mac "not_checked". now: as for cybsign_credential_inspect_json(), whose
/// JSON this has too, without environment and selected. json, err: as there.
///
/// Returns CYBSIGN_OK, or as cybsign_credential_from_p12() for bytes that can't be read. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_inspect_json(
    data: *const u8,
    data_len: usize,
    password: *const u8,
    password_len: usize,
    now: i64,
    json: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, data, password) = unsafe {
            (
                arg::output(json, cybsign_bytes::EMPTY, "json")?,
                arg::slice(data, data_len, "data")?,
                arg::slice(password, password_len, "password")?,
            )
        };
        let password = (!password.is_empty()).then_some(password);
        *out = cybsign_bytes::copy_of(credential::inspect_json(data, password, time::resolve(now))?.as_bytes())?;
        Ok(())
    })
}

/// The last second at which the credential's certificate is valid (RFC 5280, section 4.1.2.5), in Unix seconds.
///
/// credential: the credential. not_after: receives the time; 0 on failure. err: may be NULL. Returns CYBSIGN_OK,
/// CYBSIGN_E_DATE_UNREADABLE or CYBSIGN_E_NULL. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_not_after(
    credential: *const cybsign_credential,
    not_after: *mut i64,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, outputs may be written.
        let (out, credential) =
            unsafe { (arg::output(not_after, 0, "not_after")?, arg::handle(credential, "credential")?) };
        *out = credential.0.not_after()?;
        Ok(())
    })
}

/// How many whole days the credential's certificate is still valid, rounded down: 0 on its last day, negative once it has
/// expired.
///
/// credential: the credential. now: in Unix seconds, or CYBSIGN_NOW. days_left: receives the days; 0 on failure. err: may
/// be NULL. Returns CYBSIGN_OK, CYBSIGN_E_DATE_UNREADABLE or CYBSIGN_E_NULL. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_days_left(
    credential: *const cybsign_credential,
    now: i64,
    days_left: *mut i64,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, outputs may be written.
        let (out, credential) =
            unsafe { (arg::output(days_left, 0, "days_left")?, arg::handle(credential, "credential")?) };
        *out = credential.0.days_left(time::resolve(now))?;
        Ok(())
    })
}

/// Says whether the credential's certificate has expired or soon will.
///
/// credential: the credential. now: in Unix seconds, or CYBSIGN_NOW. warn_days: how many days ahead to warn; from 0.
/// state: receives one of CYBSIGN_EXPIRY_…; CYBSIGN_EXPIRY_UNREADABLE on failure. days_left: receives the days as
/// cybsign_credential_days_left() counts them, 0 if a date is unreadable. err: may be NULL.
///
/// Returns CYBSIGN_OK whatever the state is, CYBSIGN_E_ARGUMENT for negative warn_days, or CYBSIGN_E_NULL. Threads: any.
/// Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_expiry(
    credential: *const cybsign_credential,
    now: i64,
    warn_days: i64,
    state: *mut i32,
    days_left: *mut i64,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, outputs may be written.
        let (state, days_left, credential) = unsafe {
            arg::empty(days_left, 0);
            (
                arg::output(state, CYBSIGN_EXPIRY_UNREADABLE, "state")?,
                arg::output(days_left, 0, "days_left")?,
                arg::handle(credential, "credential")?,
            )
        };
        let expiry = credential.0.expiry(time::resolve(now), warn_days)?;
        *state = expiry.state as i32;
        *days_left = expiry.days_left;
        Ok(())
    })
}

fn boxed(credential: Credential) -> *mut cybsign_credential {
    Box::into_raw(Box::new(cybsign_credential(credential)))
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

type Callback = unsafe extern "C" fn(*mut c_void, i32, *const u8, usize, *mut u8, usize, *mut usize) -> i32;

struct CallbackSigner {
    sign: Callback,
    context: std::sync::Arc<Context>,
}

impl credential::Signer for CallbackSigner {
    fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        call(self.sign, &self.context, algorithm.number(), digest, "sign")
    }
}

struct CallbackDecrypter {
    decrypt: Callback,
    context: std::sync::Arc<Context>,
}

impl credential::Decrypter for CallbackDecrypter {
    fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes> {
        call(self.decrypt, &self.context, algorithm.number(), ciphertext, "decrypt").map(SecretBytes::new)
    }
}

/// As long as the modulus of the largest RSA key that OpenSSL takes (16,384 bits).
const CALLBACK_ROOM: usize = 2048;

fn call(callback: Callback, context: &Context, algorithm: i32, input: &[u8], name: &str) -> Result<Vec<u8>> {
    let mut output = vec![0; CALLBACK_ROOM];
    let mut output_len = 0;
    // SAFETY: the buffers live through the call and have the lengths that are given; the caller of
    // cybsign_credential_from_callbacks vouches for the callback.
    let result = unsafe {
        callback(
            context.context,
            algorithm,
            input.as_ptr(),
            input.len(),
            output.as_mut_ptr(),
            output.len(),
            &mut output_len,
        )
    };
    if result != 0 {
        return Err(Error::new(CYBSIGN_E_SIGN, format!("the {name} callback failed with {result}; see its own log"))
            .with("callback_result", result));
    }
    if output_len > output.len() {
        return Err(Error::new(
            CYBSIGN_E_SIGN,
            format!("the {name} callback says that it wrote more than there is room for"),
        ));
    }
    output.truncate(output_len);
    Ok(output)
}
