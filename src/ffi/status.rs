//! What a status is called and what it means.

use std::ffi::c_char;

use crate::error::{status_category, status_row};

/// 0 (CYBSIGN_OK) or one of CYBSIGN_E_.... A band of a thousand is a category: 1 usage, 2 encoding, 3 credential,
/// 4 certificate, 5 crypto, 6 verification, 8 io, 9 internal. A number is never used again.
pub type cybsign_status = i32;

/// The name of a status, such as "CYBSIGN_E_EXPIRED".
///
/// @param status The status.
/// @return A static NUL-terminated text, never NULL; "CYBSIGN_E_UNKNOWN" for a number that is no status.
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_status_name(status: cybsign_status) -> *const c_char {
    status_row(status).map_or("CYBSIGN_E_UNKNOWN\0", |row| row.name).as_ptr().cast()
}

/// What a status means, in one line of English.
///
/// @param status The status.
/// @return A static NUL-terminated text, never NULL; "unknown status" for a number that is no status.
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_status_text(status: cybsign_status) -> *const c_char {
    status_row(status).map_or("unknown status\0", |row| row.text).as_ptr().cast()
}

/// The category of a status, as a word.
///
/// @param status The status.
/// @return A static NUL-terminated text, never NULL: "ok", "usage", "encoding", "credential", "certificate", "crypto",
///         "verification", "io", "internal", or "unknown".
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_status_category(status: cybsign_status) -> *const c_char {
    status_category(status).as_ptr().cast()
}
