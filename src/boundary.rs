//! What every boundary of the library shares, the C functions and Java's native methods: no panic gets out, paths are bytes,
//! and kinds are numbers.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Once;

use crate::crypto;
use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_PANIC};
use crate::simple_order::RequestContent;

/// Runs the body of an exported function: initialises once, and turns a panic into `CYBSIGN_E_PANIC`.
pub fn run<T, E: From<Error>>(body: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    keep_panics_quiet();
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        crypto::init()?;
        body()
    }));
    // The payload's text may hold anything, so it is never passed on.
    outcome.unwrap_or_else(|_payload| Err(panic_error().into()))
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

/// Remembers where a panic was, in place of the default hook, which writes to the host's standard error. The hook is that of
/// this library alone: a host in Rust has another copy of the standard library.
pub fn keep_panics_quiet() {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        panic::set_hook(Box::new(|info| {
            if let Some(location) = info.location() {
                let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default();
                PANIC_PLACE.set(Some((file.to_owned(), location.line())));
            }
        }));
    });
}

/// A path: any bytes but NUL on Unix, UTF-8 elsewhere. `CYBSIGN_E_ARGUMENT` for an empty one and for a NUL,
/// `CYBSIGN_E_ENCODING` where it has to be UTF-8 and is not.
pub fn path(path: &[u8]) -> Result<PathBuf> {
    if path.is_empty() {
        return Err(Error::new(CYBSIGN_E_ARGUMENT, "the path is empty: give the path of a file"));
    }
    if path.contains(&0) {
        return Err(Error::new(
            CYBSIGN_E_ARGUMENT,
            "the path holds a NUL byte: its length does not count the NUL that may stand at its end",
        ));
    }
    system_path(path)
}

#[cfg(unix)]
fn system_path(path: &[u8]) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(path)))
}

#[cfg(not(unix))]
fn system_path(path: &[u8]) -> Result<PathBuf> {
    let text = std::str::from_utf8(path)
        .map_err(|_| Error::new(crate::error::CYBSIGN_E_ENCODING, "the path is not UTF-8: convert it"))?;
    Ok(PathBuf::from(text))
}

/// cybsign_simple_order_request(): the content is name-value pairs, as cybsign_simple_order_sign_nvp() takes them.
pub const CYBSIGN_CONTENT_NVP: i32 = 1;
/// cybsign_simple_order_request(): the content is a requestMessage, as cybsign_simple_order_sign_xml() takes it.
pub const CYBSIGN_CONTENT_XML: i32 = 2;
/// cybsign_simple_order_request(): the content is a SOAP envelope, as cybsign_simple_order_sign_envelope() takes it.
pub const CYBSIGN_CONTENT_ENVELOPE: i32 = 3;

/// What a request is made of, by the number of its kind; `CYBSIGN_E_ARGUMENT` for a number that is none.
pub fn request_content(kind: i32, content: &[u8]) -> Result<RequestContent<'_>> {
    match kind {
        CYBSIGN_CONTENT_NVP => Ok(RequestContent::Nvp(content)),
        CYBSIGN_CONTENT_XML => Ok(RequestContent::Xml(content)),
        CYBSIGN_CONTENT_ENVELOPE => Ok(RequestContent::Envelope(content)),
        _ => {
            let message =
                "there is no such kind of content: it is 1 for name-value pairs, 2 for XML or 3 for an envelope";
            Err(Error::new(CYBSIGN_E_ARGUMENT, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_gives_its_place_and_not_its_text() {
        let error = run(|| -> Result<()> { panic!("secret text") }).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_PANIC);
        assert!(error.message().contains("boundary.rs:") && !error.message().contains("secret"), "{error}");
        assert_eq!(run(|| Ok::<_, Error>(7)).unwrap(), 7);
        let passed_on = run(|| Err::<(), _>(Error::new(CYBSIGN_E_ARGUMENT, "x"))).unwrap_err();
        assert_eq!(passed_on.status(), CYBSIGN_E_ARGUMENT);
    }

    #[test]
    fn a_path_is_not_empty_and_has_no_nul() {
        for bad in [&b""[..], b"a\0", b"\0"] {
            assert_eq!(path(bad).unwrap_err().status(), CYBSIGN_E_ARGUMENT);
        }
        assert_eq!(path(b"/a b").unwrap(), PathBuf::from("/a b"));
        #[cfg(unix)]
        assert_eq!(path(b"\xff").unwrap().as_os_str().len(), 1);
    }

    #[test]
    fn kinds_are_from_1_to_3() {
        for kind in [0, 4, -1, i32::MAX] {
            assert_eq!(request_content(kind, b"").err().map(|error| error.status()), Some(CYBSIGN_E_ARGUMENT));
        }
        assert!(matches!(request_content(3, b"x"), Ok(RequestContent::Envelope(b"x"))));
    }
}
