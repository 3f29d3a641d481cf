//! Messages that are checked and opened: for tests, simulators of a gateway, and diagnosis.

use std::ffi::c_char;

use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::simple_order;

/// Verifies a signed Simple Order message. CyberSource's replies are not signed.
///
/// The report is a JSON object {"ok", "checks": [{"name", "ok", "detail", "code"}], "signer", "certificate"}, the last being
/// the token's certificate whoever's it is.
///
/// @param message,message_len The SOAP envelope.
/// @param options_json,options_json_len JSON, or NULL with length 0: expected_certificate, expected_sha256,
///        any_certificate, allow_sha1, allow_expired, limits, testing.
/// @param report Receives the report, also for every status of the category verification; given back with
///        cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK (every check passed and the signer is the expected one), CYBSIGN_E_VERIFY_UNTRUSTED (all is well, but
///         no option says who the signer should be), CYBSIGN_E_VERIFY_SIGNER, CYBSIGN_E_VERIFY_STRUCTURE,
///         CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_REFERENCE, CYBSIGN_E_VERIFY_DIGEST, CYBSIGN_E_VERIFY_SIGNATURE,
///         CYBSIGN_E_VERIFY_DATE, CYBSIGN_E_XML, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
///         CYBSIGN_E_NULL, CYBSIGN_E_LENGTH
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_verify(
    message: *const c_char,
    message_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::report(report, "report", err, || {
            let message = arg::text(message, message_len, "message")?;
            let outcome = simple_order::verify(message, arg::text(options_json, options_json_len, "options_json")?);
            Ok(outcome
                .map(|report| report.to_json())
                .map_err(|failure| (failure.error, failure.report.map(|report| report.to_json()))))
        })
    }
}

/// Opens an encrypted Simple Order message with the recipient's key, and verifies it: whom to expect must be said.
///
/// Reads AES-256-CBC with RSA-OAEP (SHA-1) or RSA 1.5 key transport (W3C XML Encryption). Whatever is wrong after the
/// recipient was matched, bad signatures too, is CYBSIGN_E_DECRYPT with one text, so that the answer tells nothing about
/// the key.
///
/// @param credential The key that the message is encrypted to, with its certificate.
/// @param message,message_len The SOAP envelope.
/// @param options_json,options_json_len JSON, with which the decrypted message is verified:
///        expected_certificate, expected_sha256, any_certificate, allow_sha1, allow_expired, limits, testing.
/// @param plain Receives the SOAP envelope with the Body's content in clear, in UTF-8, only if decryption and
///        verification both succeeded; cybsign_bytes_clear() wipes and frees it.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NO_RECIPIENT (it is encrypted to another certificate), CYBSIGN_E_VERIFY_STRUCTURE or
///         CYBSIGN_E_VERIFY_ALGORITHM (it is not encrypted, or not in this way), CYBSIGN_E_VERIFY_UNTRUSTED (no option says
///         whom to expect), CYBSIGN_E_KEY_KIND (the credential can't decrypt), CYBSIGN_E_DECRYPT, CYBSIGN_E_XML,
///         CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_open(
    credential: *const cybsign_credential,
    message: *const c_char,
    message_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    plain: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(plain, "plain", err, || {
            let credential = &arg::handle(credential, "credential")?.0;
            let message = arg::text(message, message_len, "message")?;
            simple_order::open(credential, message, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}
