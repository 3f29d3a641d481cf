//! What stands around every C function.

use crate::boundary;
use crate::error::{Error, Result, CYBSIGN_OK};
use crate::ffi::error::{cybsign_error, report};
use crate::ffi::status::cybsign_status;

/// Runs the body of a C function, and turns an error into its status and, where `err` is not NULL, into a handle. What makes
/// it unsafe is the contract that the module [`ffi`](super) states.
pub(crate) unsafe fn guard(err: *mut *mut cybsign_error, body: impl FnOnce() -> Result<()>) -> cybsign_status {
    let mut body = Some(body);
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { guard_any(err, &mut || body.take().map_or(Ok(()), |body| body())) }
}

/// One for all bodies, so that the library holds what stands around them once.
unsafe fn guard_any(err: *mut *mut cybsign_error, body: &mut dyn FnMut() -> Result<()>) -> cybsign_status {
    let error = boundary::run(body).err();
    let status = error.as_ref().map_or(CYBSIGN_OK, Error::status);
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { report(err, error) };
    status
}
