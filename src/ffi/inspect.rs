//! What stands in key files.

use crate::credential;
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::time;

/// Describes a credential and everything else in the file it came from, as JSON. It holds no secret.
///
/// The object has `container` (kind: p12, pem, der, pkcs7 or callbacks; mac, mac_algorithm, mac_iterations, encryption),
/// `contents` ("read", or "encrypted" if parts could not be looked at without the password), `certificates` (in the
/// file's order, each with role: merchant, server, ca or other; merchant_id, key_serial, serial_hex, subject, issuer,
/// not_before and not_after as RFC 3339 text in UTC or null, date_status, days_left, public_key, signature_algorithm,
/// sha256, friendly_name, has_private_key), `private_keys` (algorithm, bits, friendly_name, and certificate: the index of
/// its certificate, or null), `warnings` (level: warning or error; code, subject, message, and certificate: the index of
/// the one that it is about), `environment` and `selected`, the index of the certificate that signs.
///
/// @param credential The credential.
/// @param now The time to judge dates at, in Unix seconds, or CYBSIGN_NOW.
/// @param json Receives the text in UTF-8, which the caller gives back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_inspect_json(
    credential: *const cybsign_credential,
    now: i64,
    json: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(json, "json", err, || arg::handle(credential, "credential")?.0.inspect_json(time::resolve(now)))
    }
}

/// Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes, as JSON. It holds no secret.
///
/// The object is that of cybsign_credential_inspect_json(), without environment and selected. Without the password a P12
/// whose certificates stand in the clear is described all the same, with the mac "not_checked". Of one whose certificates are
/// encrypted, `contents` is "encrypted", and `certificates` and `private_keys` are null where nothing of them was seen.
///
/// @param data,data_len The bytes.
/// @param password,password_len The password, in UTF-8; NULL with length 0 if it is not known.
/// @param now The time to judge dates at, in Unix seconds, or CYBSIGN_NOW.
/// @param json Receives the text in UTF-8, which the caller gives back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_DER, CYBSIGN_E_PEM,
///         CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD,
///         CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(json, "json", err, || {
            let data = arg::slice(data, data_len, "data")?;
            let password = arg::slice(password, password_len, "password")?;
            credential::inspect_json(data, Some(password), time::resolve(now))
        })
    }
}

/// Whose key it is: the CN of a merchant's certificate, which with a meta key is the portfolio's or the account's.
///
/// @param credential The credential.
/// @param merchant_id Receives the text in UTF-8, empty if the certificate has none or is no merchant's; given back with
///        cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_merchant_id(
    credential: *const cybsign_credential,
    merchant_id: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(merchant_id, "merchant_id", err, || {
            Ok(arg::handle(credential, "credential")?.0.merchant_id().unwrap_or_default().as_bytes())
        })
    }
}

/// The serial number by which CyberSource's portal knows the key: the serialNumber in the certificate's subject.
///
/// @param credential The credential.
/// @param key_serial Receives the text in UTF-8, empty if the certificate has none; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_key_serial(
    credential: *const cybsign_credential,
    key_serial: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(key_serial, "key_serial", err, || {
            Ok(arg::handle(credential, "credential")?.0.key_serial().unwrap_or_default().as_bytes())
        })
    }
}
