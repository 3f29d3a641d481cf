//! OpenSSL as a whole: its initialisation, its error queue, and its failures.

use once_cell::sync::OnceCell;

use super::sys;
use crate::error::{Error, Result, CYBSIGN_E_CRYPTO, CYBSIGN_E_DER};

/// Makes OpenSSL ready; cheap after the first call, and safe from any thread.
///
/// Our own static copy reads no configuration, leaves no exit handler and knows the legacy algorithms. With the system's
/// libcrypto nothing is done, since it would change the host.
pub fn init() -> Result<()> {
    static READY: OnceCell<()> = OnceCell::new();
    READY.get_or_try_init(start).copied()
}

fn start() -> Result<()> {
    // SAFETY: libcrypto initialises itself on demand; this only keeps the openssl crate from loading libssl's part.
    unsafe { openssl_sys::assume_init() };
    #[cfg(feature = "vendored")]
    {
        let _errors = ErrorMark::new();
        // SAFETY: the function takes flags and an optional settings pointer, which may be NULL.
        let done = unsafe { sys::OPENSSL_init_crypto(sys::NO_LOAD_CONFIG | sys::NO_ATEXIT, std::ptr::null()) };
        if done != 1 {
            return Err(failed("OpenSSL could not be initialised"));
        }
        // Naming one provider switches the implicit default off, so both are named. They stay for good.
        for name in ["default", "legacy"] {
            let provider = openssl::provider::Provider::load(None, name);
            std::mem::forget(provider.map_err(|_| failed("an OpenSSL provider could not be loaded"))?);
        }
    }
    Ok(())
}

/// The OpenSSL that runs, in its own words.
pub fn openssl_version() -> &'static str {
    openssl::version::version()
}

/// The error for OpenSSL failing where it should not.
pub fn failed(what: &str) -> Error {
    Error::new(CYBSIGN_E_CRYPTO, format!("{what}; please report this"))
}

/// The error for a private key that is damaged.
pub(super) fn unreadable_key() -> Error {
    Error::new(CYBSIGN_E_DER, "the private key can't be read; export the key again")
}

/// Takes away, when it is dropped, what was put into this thread's OpenSSL error queue since it was made.
pub(super) struct ErrorMark(());

impl ErrorMark {
    pub(super) fn new() -> ErrorMark {
        // SAFETY: works on this thread's error queue only and takes no pointers.
        unsafe { sys::ERR_set_mark() };
        ErrorMark(())
    }
}

impl Drop for ErrorMark {
    fn drop(&mut self) {
        // SAFETY: works on this thread's error queue only and takes no pointers.
        unsafe { sys::ERR_pop_to_mark() };
    }
}
