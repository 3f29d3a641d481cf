//! What stands around every C function.

use crate::boundary;
use crate::error::{Error, Result, CYBSIGN_OK};
use crate::ffi::error::{cybsign_error, report};

/// Runs the body of a C function: initialises once, catches panics, and turns an error into its status and, where
/// `err` is not NULL, into a handle.
pub(crate) fn guard(err: *mut *mut cybsign_error, body: impl FnOnce() -> Result<()>) -> i32 {
    let error = boundary::run(body).err();
    let status = error.as_ref().map_or(CYBSIGN_OK, Error::status);
    report(err, error);
    status
}
