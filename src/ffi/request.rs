//! Requests that are ready to be sent.

use crate::error::Result;
use crate::ffi::arg;
use crate::ffi::bytes::{cybsign_bytes, cybsign_bytes_clear, Block};
use crate::ffi::output::Output;
use crate::http::Request;

/// An HTTP request that is ready to be sent.
///
/// Initialise it with CYBSIGN_REQUEST_INIT. A function that fills it overwrites what is in it without freeing that; on
/// success each of its texts is as cybsign_bytes says. The caller owns it and gives it back with cybsign_request_clear().
#[repr(C)]
pub struct cybsign_request {
    /// The method, such as POST.
    pub method: cybsign_bytes,
    /// The URL.
    pub url: cybsign_bytes,
    /// The header lines that belong to the message, `Name: value` each, each ended by CR LF, without a blank line. Host and
    /// Content-Length are the transport's, which knows the URL and the body.
    pub headers: cybsign_bytes,
    /// The body.
    pub body: cybsign_bytes,
}

/// A request, and the parameter's name.
pub(crate) struct RequestOutput(pub *mut cybsign_request, pub &'static str);

impl Output<Request> for RequestOutput {
    type Ready = [Block; 4];

    unsafe fn empty(&self) {
        let [method, url, headers, body] = [cybsign_bytes::EMPTY; 4];
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, cybsign_request { method, url, headers, body }) }
    }

    fn need(&self) -> Result<()> {
        arg::need(self.0, self.1)
    }

    fn ready(request: Request) -> Result<[Block; 4]> {
        Ok([
            request.method.as_bytes().try_into()?,
            request.url.as_bytes().try_into()?,
            request.headers.as_slice().try_into()?,
            request.body.try_into()?,
        ])
    }

    unsafe fn fill(&self, ready: [Block; 4]) {
        let [method, url, headers, body] = ready.map(cybsign_bytes::from);
        // SAFETY: the caller of the C function keeps the contract.
        unsafe { arg::write(self.0, cybsign_request { method, url, headers, body }) }
    }
}

/// Wipes and frees what a request holds, as cybsign_bytes_clear() does for each of its texts.
///
/// It may be called again, and with a request that was never filled.
///
/// @param request The request, or NULL: then nothing happens.
/// @note Threads: one at a time for the same request.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_request_clear(request: *mut cybsign_request) {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        let Some(cybsign_request { method, url, headers, body }) = arg::optional_mut(request) else { return };
        [method, url, headers, body].into_iter().for_each(|text| cybsign_bytes_clear(text));
    }
}
