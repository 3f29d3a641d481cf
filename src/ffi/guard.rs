//! What stands around every C function.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::crypto;
use crate::error::{Error, Result, CYBSIGN_E_PANIC, CYBSIGN_OK};
use crate::ffi::error::{cybsign_error, report};

/// Runs the body of a C function: initialises once, catches panics, and turns an error into its status and, where
/// `err` is not NULL, into a handle.
pub(crate) fn guard(err: *mut *mut cybsign_error, body: impl FnOnce() -> Result<()>) -> i32 {
    static QUIET: Once = Once::new();
    QUIET.call_once(keep_panics_quiet);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| crypto::init().and_then(|()| body())));
    let error = match outcome {
        Ok(outcome) => outcome.err(),
        // The payload's text may hold anything, so it is never passed on.
        Err(_payload) => Some(panic_error()),
    };
    let status = error.as_ref().map_or(CYBSIGN_OK, Error::status);
    report(err, error);
    status
}

thread_local! {
    static PANIC_PLACE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

fn panic_error() -> Error {
    let message = match PANIC_PLACE.take() {
        Some((file, line)) => format!("a defect of cybsign was caught at {file}:{line}; please report it"),
        None => "a defect of cybsign was caught; please report it".to_owned(),
    };
    Error::new(CYBSIGN_E_PANIC, message)
}

/// The default hook writes to the host's standard error, which is not ours.
fn keep_panics_quiet() {
    panic::set_hook(Box::new(|info| {
        if let Some(location) = info.location() {
            let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default();
            PANIC_PLACE.set(Some((file.to_owned(), location.line())));
        }
    }));
}
