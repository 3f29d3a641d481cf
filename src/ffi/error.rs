//! The error handle.

use std::ffi::{c_char, CString};
use std::ptr;

use crate::error::{Error, CYBSIGN_OK};
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};

/// What went wrong: a status, one line of text, and particulars for programs. Opaque; given back with cybsign_error_free().
pub struct cybsign_error {
    status: i32,
    message: CString,
    detail: CString,
}

/// Writes an error, or NULL where there is none, to a place that may be NULL. What stood there is overwritten, not freed.
pub(crate) unsafe fn report(place: *mut *mut cybsign_error, error: Option<Error>) {
    if !place.is_null() {
        let handle = error.map_or(ptr::null_mut(), |error| Box::into_raw(Box::new(to_handle(&error))));
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(place, handle) };
    }
}

fn to_handle(error: &Error) -> cybsign_error {
    let detail = serde_json::to_string(error.detail()).unwrap_or_else(|_| "{}".to_owned());
    cybsign_error { status: error.status(), message: one_line(error.message()), detail: one_line(&detail) }
}

/// A text for C: no NUL and no line break can stand in it.
fn one_line(text: &str) -> CString {
    let clean: Vec<u8> = text.bytes().map(|byte| if byte < 0x20 { b' ' } else { byte }).collect();
    CString::new(clean).unwrap_or_default()
}

/// The status of an error.
///
/// @param error The error, or NULL.
/// @return One of CYBSIGN_E_...; CYBSIGN_OK for NULL.
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_error_status(error: *const cybsign_error) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { arg::optional(error) }.map_or(CYBSIGN_OK, |error| error.status)
}

/// One line of UTF-8 that says what is wrong and what to do. It never holds a secret, a card number or a payload.
///
/// @param error The error, or NULL.
/// @return A NUL-terminated text, never NULL, that belongs to the error and lives until cybsign_error_free(); for NULL
///         "no error".
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_error_message(error: *const cybsign_error) -> *const c_char {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { arg::optional(error) }.map_or(c"no error".as_ptr(), |error| error.message.as_ptr())
}

/// Particulars as a JSON object, such as `{"offset":17}`; the names depend on the status.
///
/// @param error The error, or NULL.
/// @return A NUL-terminated text, never NULL, that belongs to the error and lives until cybsign_error_free(); for NULL
///         "{}".
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_error_detail_json(error: *const cybsign_error) -> *const c_char {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { arg::optional(error) }.map_or(c"{}".as_ptr(), |error| error.detail.as_ptr())
}

/// Frees an error.
///
/// @param error The error, or NULL: then nothing happens.
/// @note Threads: one, once.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_error_free(error: *mut cybsign_error) {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { output::free(error) }
}
