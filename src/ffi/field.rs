//! Fields of requests.

use std::ffi::c_char;

use crate::error::Result;
use crate::ffi::arg;

/// One name and its value, both UTF-8 and not NUL-terminated. A pointer may be NULL if its length is 0.
///
/// CYBSIGN_FIELD() makes one of two NUL-terminated texts, whose lengths it counts.
#[repr(C)]
pub struct cybsign_field {
    /// The name, such as billTo_firstName.
    pub name: *const c_char,
    /// The name's length in bytes.
    pub name_len: usize,
    /// The value.
    pub value: *const c_char,
    /// The value's length in bytes.
    pub value_len: usize,
}

/// Borrows an array of fields.
pub(crate) unsafe fn all<'a>(fields: *const cybsign_field, fields_len: usize) -> Result<Vec<(&'a [u8], &'a [u8])>> {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { arg::slice(fields, fields_len, "fields")?.iter().map(|field| borrowed(field)).collect() }
}

unsafe fn borrowed<'a>(field: &cybsign_field) -> Result<(&'a [u8], &'a [u8])> {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        Ok((
            arg::text(field.name, field.name_len, "field.name")?,
            arg::text(field.value, field.value_len, "field.value")?,
        ))
    }
}
