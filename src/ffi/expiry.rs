//! How long a credential is valid.

use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::output::Value;
use crate::ffi::simple_order::cybsign_simple_order;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::time;

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

/// cybsign_simple_order_expiry(): it is the certificate whose key signs.
pub const CYBSIGN_CERTIFICATE_SIGNER: i32 = 1;
/// cybsign_simple_order_expiry(): it is the certificate that messages are encrypted to.
pub const CYBSIGN_CERTIFICATE_RECIPIENT: i32 = 2;

/// The last second at which the credential's certificate is valid (RFC 5280, section 4.1.2.5).
///
/// @param credential The credential.
/// @param not_after Receives the time, in Unix seconds; 0 on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_DATE_UNREADABLE
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_not_after(
    credential: *const cybsign_credential,
    not_after: *mut i64,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { output::value(not_after, "not_after", err, || arg::handle(credential, "credential")?.0.not_after()) }
}

/// How many whole days the credential's certificate is still valid, rounded down: 0 on its last day, negative once it has
/// expired.
///
/// @param credential The credential.
/// @param now The time to count from, in Unix seconds, or CYBSIGN_NOW.
/// @param days_left Receives the days; 0 on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_DATE_UNREADABLE
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_days_left(
    credential: *const cybsign_credential,
    now: i64,
    days_left: *mut i64,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::value(days_left, "days_left", err, || {
            arg::handle(credential, "credential")?.0.days_left(time::resolve(now))
        })
    }
}

/// Says whether the credential's certificate has expired or soon will.
///
/// How the certificate stands that messages are encrypted to is told by cybsign_credential_inspect_json(), and counts for
/// cybsign_simple_order_expiry().
///
/// @param credential The credential.
/// @param now The time to judge at, in Unix seconds, or CYBSIGN_NOW.
/// @param warn_days How many days ahead to warn; from 0.
/// @param state Receives one of CYBSIGN_EXPIRY_...; CYBSIGN_EXPIRY_UNREADABLE on failure.
/// @param days_left Receives the days as cybsign_credential_days_left() counts them; 0 if a date is unreadable or on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK (whatever the state is), CYBSIGN_E_NULL, CYBSIGN_E_ARGUMENT (warn_days is negative)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_credential_expiry(
    credential: *const cybsign_credential,
    now: i64,
    warn_days: i64,
    state: *mut i32,
    days_left: *mut i64,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let outputs = (Value(state, "state", CYBSIGN_EXPIRY_UNREADABLE), Value(days_left, "days_left", 0));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || {
            let expiry = arg::handle(credential, "credential")?.0.expiry(time::resolve(now), warn_days)?;
            Ok((expiry.state as i32, expiry.days_left))
        })
    }
}

/// Says whether a certificate that each request needs has expired or soon will: the signer's and, where messages are
/// encrypted, the recipient's. An expired one of either kind lets each request fail.
///
/// @param simple_order The handle.
/// @param now The time to judge at, in Unix seconds, or CYBSIGN_NOW.
/// @param warn_days How many days ahead to warn; from 0.
/// @param state Receives one of CYBSIGN_EXPIRY_..., of the certificate that fails first; CYBSIGN_EXPIRY_UNREADABLE on failure.
/// @param days_left Receives its days as cybsign_credential_days_left() counts them; 0 if a date is unreadable or on failure.
/// @param certificate Receives which it is, CYBSIGN_CERTIFICATE_SIGNER or CYBSIGN_CERTIFICATE_RECIPIENT; 0 on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK (whatever the state is), CYBSIGN_E_NULL, CYBSIGN_E_ARGUMENT (warn_days is negative)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_expiry(
    simple_order: *const cybsign_simple_order,
    now: i64,
    warn_days: i64,
    state: *mut i32,
    days_left: *mut i64,
    certificate: *mut i32,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let expiry = (Value(state, "state", CYBSIGN_EXPIRY_UNREADABLE), Value(days_left, "days_left", 0));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all((expiry, Value(certificate, "certificate", 0)), err, || {
            let found = arg::handle(simple_order, "simple_order")?.0.expiry(time::resolve(now), warn_days)?;
            Ok(((found.expiry.state as i32, found.expiry.days_left), found.certificate as i32))
        })
    }
}
