//! The single place that makes references from raw pointers, and writes to them.
//!
//! What makes its functions unsafe is the contract that the module [`ffi`](super) states.

use std::ffi::c_char;
use std::path::PathBuf;
use std::slice;

use crate::boundary;
use crate::error::{Error, Result, CYBSIGN_E_LENGTH, CYBSIGN_E_NULL};

/// Borrows a buffer. Length 0 is an empty slice whatever the pointer is.
pub(crate) unsafe fn slice<'a, T>(data: *const T, len: usize, name: &str) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    need(data, name)?;
    if len > isize::MAX as usize / size_of::<T>() {
        return Err(Error::new(
            CYBSIGN_E_LENGTH,
            format!("{name}_len is larger than any object can be; was a negative number converted?"),
        ));
    }
    // SAFETY: the pointer is not NULL, the length fits an object, and the caller of the C function keeps the contract.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

/// Borrows a text, which is a buffer whose bytes C calls char.
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize, name: &str) -> Result<&'a [u8]> {
    // SAFETY: char and u8 have the same layout; the caller of the C function keeps the contract.
    unsafe { slice(data.cast::<u8>(), len, name) }
}

/// Borrows a handle.
pub(crate) unsafe fn handle<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { optional(pointer) }.ok_or_else(|| null(name))
}

/// Borrows a handle that a call changes, and that no other thread uses meanwhile.
pub(crate) unsafe fn handle_mut<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { optional_mut(pointer) }.ok_or_else(|| null(name))
}

/// Borrows a handle that may be NULL.
pub(crate) unsafe fn optional<'a, T>(pointer: *const T) -> Option<&'a T> {
    // SAFETY: NULL gives None; for every other value the caller of the C function keeps the contract.
    unsafe { pointer.as_ref() }
}

/// Borrows something of the caller's that may be NULL and that a call changes.
pub(crate) unsafe fn optional_mut<'a, T>(pointer: *mut T) -> Option<&'a mut T> {
    // SAFETY: NULL gives None; for every other value the caller of the C function keeps the contract.
    unsafe { pointer.as_mut() }
}

/// Fails for NULL.
pub(crate) fn need<T>(pointer: *const T, name: &str) -> Result<()> {
    if pointer.is_null() {
        Err(null(name))
    } else {
        Ok(())
    }
}

/// Writes to a place, unless it is NULL. What stands there may be uninitialised, and is overwritten without being dropped.
pub(crate) unsafe fn write<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: the pointer is not NULL, and the caller of the C function keeps the contract.
        unsafe { place.write(value) };
    }
}

/// Reads a path.
pub(crate) unsafe fn path(path: *const c_char, path_len: usize, name: &str) -> Result<PathBuf> {
    // SAFETY: the caller of the C function keeps the contract.
    boundary::path(unsafe { text(path, path_len, name) }?)
}

fn null(name: &str) -> Error {
    Error::new(CYBSIGN_E_NULL, format!("{name} must not be NULL")).with("argument", name)
}
