//! Which library this is.

use std::ffi::{c_char, CStr, CString};

use once_cell::sync::OnceCell;

use crate::version;

/// The number of the binary interface that this header describes. It rises with each addition; a program runs with every
/// library whose cybsign_abi_version() is at least the number it was compiled with.
pub const CYBSIGN_ABI_VERSION: i32 = 1;

/// The version of the library, such as "0.1.0" (Semantic Versioning 2.0.0).
///
/// @return A static NUL-terminated text, never NULL.
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The version of the library as a number.
///
/// @return major * 65536 + minor * 256 + patch
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_version_number() -> u32 {
    version::NUMBER
}

/// The number of the binary interface of the library that is loaded; see CYBSIGN_ABI_VERSION.
///
/// @return The number, from 1.
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_abi_version() -> i32 {
    CYBSIGN_ABI_VERSION
}

/// How the library was built, as a JSON object: version, abi_version, target, openssl (its version text),
/// openssl_linked ("static" or "system") and features.
///
/// @return A static NUL-terminated text, never NULL.
/// @note Threads: any.
/// @since 0.1.0
#[no_mangle]
pub extern "C" fn cybsign_build_info_json() -> *const c_char {
    static TEXT: OnceCell<CString> = OnceCell::new();
    let text: &'static CStr =
        TEXT.get_or_init(|| CString::new(version::build_info_json(CYBSIGN_ABI_VERSION)).unwrap_or_default());
    text.as_ptr()
}
