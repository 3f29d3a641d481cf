//! Credentials: what you sign with.

use std::ffi::c_char;

use crate::credential::Credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};

/// A private key with its certificate: what you sign with. Opaque, immutable, and usable from any thread at once.
///
/// What is made from a credential keeps its own reference, so the credential may be freed first.
pub struct cybsign_credential(pub(crate) Credential);

impl From<Credential> for cybsign_credential {
    fn from(credential: Credential) -> cybsign_credential {
        cybsign_credential(credential)
    }
}

/// Loads a credential from the bytes of a P12 (PKCS #12, RFC 7292).
///
/// Reads both layouts of CyberSource's portal, files of OpenSSL 1 and 3, Windows, the JDK and NSS, and PBMAC1 (RFC 9579).
/// The key is matched to its certificate by public key. An expired certificate loads: signing with it is what is refused.
/// Without a password both ways to encode "no password" are tried. Copies of a password are wiped.
///
/// @param p12,p12_len The file's bytes.
/// @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
///        testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD,
///         CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC,
///         CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let p12 = arg::slice(p12, p12_len, "p12")?;
            let password = arg::slice(password, password_len, "password")?;
            Credential::from_p12(p12, password, None, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Loads a credential from the bytes of a P12 whose private key has a password of its own.
///
/// It is otherwise as cybsign_credential_from_p12(). The key's password is not looked at where the key is not encrypted by
/// itself (an unshrouded KeyBag).
///
/// @param p12,p12_len The file's bytes.
/// @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
/// @param key_password,key_password_len The key's password, in UTF-8; NULL with length 0 and an empty one are the same.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
///        testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD,
///         CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC,
///         CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let p12 = arg::slice(p12, p12_len, "p12")?;
            let password = arg::slice(password, password_len, "password")?;
            let key_password = Some(arg::slice(key_password, key_password_len, "key_password")?);
            Credential::from_p12(
                p12,
                password,
                key_password,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        })
    }
}

/// Loads a credential from a P12 file.
///
/// It is otherwise as cybsign_credential_from_p12(). No other file is opened. Whether others may read the file is
/// remembered for the warnings of cybsign_credential_inspect_json().
///
/// @param path,path_len The file's path, without a NUL: UTF-8 on Windows, any bytes elsewhere.
/// @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
///        testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the path is empty or holds a NUL),
///         CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
///         CYBSIGN_E_LIMIT, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD,
///         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS,
///         CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let path = arg::path(path, path_len, "path")?;
            let password = arg::slice(password, password_len, "password")?;
            Credential::from_p12_file(&path, password, None, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Loads a credential from a P12 file whose private key has a password of its own.
///
/// It is otherwise as cybsign_credential_from_p12_file() and cybsign_credential_from_p12_with_key_password().
///
/// @param path,path_len The file's path, without a NUL: UTF-8 on Windows, any bytes elsewhere.
/// @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
/// @param key_password,key_password_len The key's password, in UTF-8; NULL with length 0 and an empty one are the same.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
///        testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the path is empty or holds a NUL),
///         CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
///         CYBSIGN_E_LIMIT, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD,
///         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS,
///         CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let path = arg::path(path, path_len, "path")?;
            let password = arg::slice(password, password_len, "password")?;
            let key_password = Some(arg::slice(key_password, key_password_len, "key_password")?);
            let options = arg::text(options_json, options_json_len, "options_json")?;
            Credential::from_p12_file(&path, password, key_password, options)
        })
    }
}

/// Loads a credential from PEM (RFC 7468, and the encrypted keys of old OpenSSL). Text around the blocks is skipped.
///
/// @param key_pem,key_pem_len The private key, in the clear or encrypted; the certificates may stand before or after it.
/// @param certificate_pem,certificate_pem_len The certificates; NULL with length 0 if they stand in key_pem.
/// @param password,password_len The key's password, in UTF-8, or NULL with length 0.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_PEM, CYBSIGN_E_DER, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD,
///         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_KEY_MISMATCH,
///         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS,
///         CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let key = arg::slice(key_pem, key_pem_len, "key_pem")?;
            let certificate = arg::slice(certificate_pem, certificate_pem_len, "certificate_pem")?;
            let password = arg::slice(password, password_len, "password")?;
            Credential::from_pem(key, certificate, password, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Loads a credential from DER.
///
/// @param key,key_len A private key as PKCS #8 (RFC 5208, encrypted or not) or PKCS #1 (RFC 8017, appendix A.1.2).
/// @param certificate,certificate_len An X.509 certificate (RFC 5280).
/// @param password,password_len The key's password, in UTF-8, or NULL with length 0.
/// @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, testing.
/// @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_DER, CYBSIGN_E_PEM, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD,
///         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_KEY_MISMATCH,
///         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS,
///         CYBSIGN_E_KEY_KIND
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(credential, "credential", err, || {
            let key = arg::slice(key, key_len, "key")?;
            let certificate = arg::slice(certificate, certificate_len, "certificate")?;
            let password = arg::slice(password, password_len, "password")?;
            Credential::from_der(key, certificate, password, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Frees a credential. Handles made from it stay usable.
///
/// @param credential The handle, or NULL: then nothing happens.
/// @note Threads: one, once.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_free(credential: *mut cybsign_credential) {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { output::free(credential) }
}
