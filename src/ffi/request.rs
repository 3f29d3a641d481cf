//! Requests that are ready to be sent.

use std::ffi::c_char;

use crate::boundary;
use crate::error::Result;
use crate::ffi::arg;
use crate::ffi::bytes::{cybsign_bytes, cybsign_bytes_clear, fill};
use crate::ffi::error::cybsign_error;
use crate::ffi::guard::guard;
use crate::ffi::simple_order::{borrow_field, cybsign_field, cybsign_simple_order};
use crate::ffi::status::cybsign_status;
use crate::http::Request;
use crate::secret::SecretBuffer;
use crate::simple_order::RequestContent;

/// An HTTP request that is ready to be sent.
///
/// Initialise it with CYBSIGN_REQUEST_INIT. A function that fills it overwrites what is in it without freeing that; on
/// success each of its texts is filled as cybsign_bytes says. The caller owns it and gives it back with
/// cybsign_request_clear().
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

impl cybsign_request {
    pub(crate) const EMPTY: cybsign_request = cybsign_request {
        method: cybsign_bytes::EMPTY,
        url: cybsign_bytes::EMPTY,
        headers: cybsign_bytes::EMPTY,
        body: cybsign_bytes::EMPTY,
    };

    fn fill(&mut self, request: Request) -> Result<()> {
        fill([
            (&mut self.method, SecretBuffer::copy_of(request.method.as_bytes())?),
            (&mut self.url, SecretBuffer::copy_of(request.url.as_bytes())?),
            (&mut self.headers, SecretBuffer::copy_of(&request.headers)?),
            (&mut self.body, request.body),
        ])
    }
}

/// Signs a request and says where and how to send it.
///
/// simple_order: the handle, made with the option `environment` ("test" or "production") and, where it is not "standard",
/// `endpoint` ("akamai", "india" or an https URL). content_kind: one of CYBSIGN_CONTENT_…. content: what that says. request:
/// receives what is to be sent, which the caller gives back with cybsign_request_clear(). err: may be NULL. What was taken
/// out of an envelope is not said here; cybsign_simple_order_sign_envelope() reports it.
///
/// Returns as the signing function of the kind, with CYBSIGN_E_OPTION if neither environment nor a URL was given, and
/// CYBSIGN_E_ARGUMENT for another kind. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_request(
    simple_order: *const cybsign_simple_order,
    content_kind: i32,
    content: *const c_char,
    content_len: usize,
    request: *mut cybsign_request,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, content) = unsafe {
            (
                arg::output(request, cybsign_request::EMPTY, "request")?,
                arg::handle(simple_order, "simple_order")?,
                arg::text(content, content_len, "content")?,
            )
        };
        out.fill(simple_order.0.request(boundary::request_content(content_kind, content)?)?)
    })
}

/// As cybsign_simple_order_request(), for a name-value-pair request given as fields, as cybsign_simple_order_sign_fields()
/// takes them. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_request_fields(
    simple_order: *const cybsign_simple_order,
    fields: *const cybsign_field,
    fields_len: usize,
    request: *mut cybsign_request,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, fields) = unsafe {
            (
                arg::output(request, cybsign_request::EMPTY, "request")?,
                arg::handle(simple_order, "simple_order")?,
                arg::slice(fields, fields_len, "fields")?,
            )
        };
        let fields = fields.iter().map(borrow_field).collect::<Result<Vec<_>>>()?;
        out.fill(simple_order.0.request(RequestContent::Fields(&fields))?)
    })
}

/// Wipes and frees what a request holds, as cybsign_bytes_clear() does for each of its texts.
///
/// It may be called again, and with a request that was never filled. `request` may be NULL; then nothing happens.
/// Threads: one at a time for the same request. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_request_clear(request: *mut cybsign_request) {
    // SAFETY: the caller gives NULL or a request of its own, whose texts this library filled.
    unsafe {
        let Some(request) = request.as_mut() else { return };
        for bytes in [&mut request.method, &mut request.url, &mut request.headers, &mut request.body] {
            cybsign_bytes_clear(bytes);
        }
    }
}
