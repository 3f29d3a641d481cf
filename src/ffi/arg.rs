//! The single place that makes references from raw pointers.

use std::ffi::c_char;
use std::slice;

use crate::error::{Error, Result, CYBSIGN_E_LENGTH, CYBSIGN_E_NULL};

/// Borrows a buffer. Length 0 is an empty slice whatever the pointer is.
///
/// # Safety
/// A pointer that is not NULL points to `len` values that stay unchanged for `'a`.
pub(crate) unsafe fn slice<'a, T>(data: *const T, len: usize, name: &str) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(null(name));
    }
    if len > isize::MAX as usize / size_of::<T>() {
        return Err(Error::new(
            CYBSIGN_E_LENGTH,
            format!("{name}_len is larger than any object can be; was a negative number converted?"),
        ));
    }
    // SAFETY: the pointer is not NULL, the length fits an object, and the caller vouches for the rest.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

/// Borrows a text, which is a buffer whose bytes C calls char.
///
/// # Safety
/// As [`slice`].
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize, name: &str) -> Result<&'a [u8]> {
    // SAFETY: char and u8 have the same layout; the caller vouches for the rest.
    unsafe { slice(data.cast::<u8>(), len, name) }
}

/// Borrows a handle.
///
/// # Safety
/// A pointer that is not NULL came from this library and was not freed.
pub(crate) unsafe fn handle<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: NULL gives None; the caller vouches for every other value.
    unsafe { pointer.as_ref() }.ok_or_else(|| null(name))
}

/// Borrows a handle that a call changes.
///
/// # Safety
/// As [`handle`], and no other thread uses it meanwhile.
pub(crate) unsafe fn handle_mut<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: NULL gives None; the caller vouches for every other value.
    unsafe { pointer.as_mut() }.ok_or_else(|| null(name))
}

/// Borrows the place of an output and sets it to its empty value, which it keeps if the call fails.
///
/// # Safety
/// A pointer that is not NULL points to writable memory of the type, aligned, for `'a`.
pub(crate) unsafe fn output<'a, T>(place: *mut T, value: T, name: &str) -> Result<&'a mut T> {
    // SAFETY: the caller vouches for a pointer that is not NULL; NULL gives None.
    unsafe {
        empty(place, value);
        place.as_mut().ok_or_else(|| null(name))
    }
}

/// Sets an output to its empty value. Functions with several outputs begin with it for all but the first: a wrong argument
/// must not leave any of them as it was.
///
/// # Safety
/// As [`output`].
pub(crate) unsafe fn empty<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: the pointer is not NULL and the caller vouches for the rest. What stands there may be uninitialised and is
        // overwritten without being dropped.
        unsafe { place.write(value) };
    }
}

fn null(name: &str) -> Error {
    Error::new(CYBSIGN_E_NULL, format!("{name} must not be NULL")).with("argument", name)
}
