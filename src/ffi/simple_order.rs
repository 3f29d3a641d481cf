//! Simple Order messages.

use std::ffi::c_char;
use std::ptr;

use crate::error::{Error, Result, CYBSIGN_E_VERIFY_STRUCTURE};
use crate::ffi::arg;
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::guard::guard;
use crate::ffi::status::cybsign_status;
use crate::simple_order::{self, SimpleOrder};

/// Signs Simple Order messages with one credential and one set of options. Opaque, immutable, and usable from any thread
/// at once.
pub struct cybsign_simple_order(SimpleOrder);

/// One name and its value, both UTF-8 and not NUL-terminated. A pointer may be NULL if its length is 0.
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

/// Prepares signing: everything that is the same for each message is computed here.
///
/// credential: what to sign with; it may be freed afterwards. options_json: a JSON object in UTF-8, or NULL with length 0:
/// `profile` ("cpp", the default: the layout of CyberSource's C/C++ SDK, the same bytes for the same input; or "java": that
/// of its Java SDK, with random Ids), `api_version` (string, default "1.224"), `namespace` (string: the whole namespace of
/// NVP requests, instead of api_version), `client` (false, the default, or an object of strings: identification fields such
/// as clientLibrary, added where the request has none of that name), `allow_expired` (boolean, default false: sign with a
/// certificate that is out of date), `encrypt` (boolean, default false: encrypt the Body's content after signing, with
/// AES-256-CBC, to the certificate CyberSource_SJC_US of the credential's own file; a message is never sent in clear
/// instead), `key_transport` ("rsa-oaep", the default, with SHA-1 and MGF1-SHA-1; or "rsa-1_5"), `server_certificate` (PEM,
/// or base64 of the DER: encrypt to this one), `allow_expired_recipient` (boolean, default false), `limits` (object of numbers: `max_bytes`, default 16777216; `max_depth`, default 100;
/// `max_attributes`, default 100), `testing` (object: `now`, Unix seconds; `ids`, an object with the Ids `token`,
/// `signature`, `body`, `key_info`, `reference`, `encrypted_key` and `encrypted_data` of the profile java). simple_order: receives the handle, which the
/// caller frees with cybsign_simple_order_free(); NULL on failure. err: may be NULL.
///
/// Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NO_RECIPIENT if there is no certificate to encrypt to,
/// CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_new(
    credential: *const cybsign_credential,
    options_json: *const c_char,
    options_json_len: usize,
    simple_order: *mut *mut cybsign_simple_order,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, credential, options) = unsafe {
            (
                arg::output(simple_order, ptr::null_mut(), "simple_order")?,
                arg::handle(credential, "credential")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = Box::into_raw(Box::new(cybsign_simple_order(SimpleOrder::new(&credential.0, options)?)));
        Ok(())
    })
}

/// Signs a name-value-pair (NVP) request given as fields.
///
/// simple_order: the handle. fields: fields_len fields; at least one. The profile cpp sorts them by name; java keeps their
/// order. merchantID is never filled in. message: receives the SOAP envelope in UTF-8, ready to be sent, which the caller
/// gives back with cybsign_bytes_clear(). err: may be NULL.
///
/// The message has a WS-Security header (OASIS SOAP Message Security 1.0) with the certificate as BinarySecurityToken and an
/// XML signature (W3C, rsa-sha256) over the Body.
///
/// Returns CYBSIGN_OK; CYBSIGN_E_FIELD for a field that can't be sent as it is: CR, LF, NUL or another character that XML 1.0
/// can't hold, `=` in a name, an empty or repeated name, or text that is not UTF-8; CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID
/// (more than 300 seconds too young) or CYBSIGN_E_DATE_UNREADABLE for the certificate; CYBSIGN_E_RECIPIENT_DATE for that of
/// the recipient; CYBSIGN_E_LIMIT, CYBSIGN_E_SIGN,
/// CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_fields(
    simple_order: *const cybsign_simple_order,
    fields: *const cybsign_field,
    fields_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, fields) = unsafe {
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::handle(simple_order, "simple_order")?,
                arg::slice(fields, fields_len, "fields")?,
            )
        };
        let fields = fields.iter().map(borrow_field).collect::<Result<Vec<_>>>()?;
        *out = cybsign_bytes::copy_of(&simple_order.0.sign_fields(&fields)?)?;
        Ok(())
    })
}

/// Signs a name-value-pair (NVP) request given as text: a line `name=value` for each field, each ending in LF, which the
/// last may lack.
///
/// nvp: nvp_len bytes of UTF-8. Blank lines are refused. Since the text is already joined, this function can't detect that
/// a value held a line break and so became two fields: where values come from users, use
/// cybsign_simple_order_sign_fields(). The rest is as there. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_nvp(
    simple_order: *const cybsign_simple_order,
    nvp: *const c_char,
    nvp_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, nvp) = unsafe {
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::handle(simple_order, "simple_order")?,
                arg::text(nvp, nvp_len, "nvp")?,
            )
        };
        *out = cybsign_bytes::copy_of(&simple_order.0.sign_nvp(nvp)?)?;
        Ok(())
    })
}

/// Signs an XML request: a document whose element is a requestMessage.
///
/// xml: xml_len bytes of XML 1.0 in UTF-8 (a byte order mark is allowed), without a DTD and with no entity but XML's own. It
/// keeps its namespace version and its identification fields. The profile cpp writes it in exclusive canonical form (W3C
/// Exclusive XML Canonicalization 1.0), prefixes kept; java writes the document's element byte for byte. What stands before
/// and after that element is dropped. message, err: as for cybsign_simple_order_sign_fields().
///
/// Returns as there, with CYBSIGN_E_XML for what is not well-formed or never read, CYBSIGN_E_ENCODING for another encoding,
/// and CYBSIGN_E_MESSAGE for a SOAP envelope, where the request alone is wanted. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_xml(
    simple_order: *const cybsign_simple_order,
    xml: *const c_char,
    xml_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, xml) = unsafe {
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::handle(simple_order, "simple_order")?,
                arg::text(xml, xml_len, "xml")?,
            )
        };
        *out = cybsign_bytes::copy_of(&simple_order.0.sign_xml(xml)?)?;
        Ok(())
    })
}

/// Frees the handle. `simple_order` may be NULL; then nothing happens.
///
/// Threads: one, once. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_free(simple_order: *mut cybsign_simple_order) {
    if !simple_order.is_null() {
        // SAFETY: the caller gives a handle of ours that was not freed; it came from Box::into_raw.
        drop(unsafe { Box::from_raw(simple_order) });
    }
}

/// Verifies a signed Simple Order message: for tests, simulators of a gateway, and diagnosis. CyberSource's replies are
/// not signed.
///
/// message: the SOAP envelope. options_json: a JSON object in UTF-8, or NULL with length 0: `expected_certificate` (string:
/// PEM or base64 of the DER) or `expected_sha256` (string or list of strings: SHA-256 fingerprints of the DER in hex),
/// `any_certificate` (boolean: be content with any signer; the report then says "not authenticated"), `allow_sha1`,
/// `allow_expired` (booleans, default false), `limits` (as for cybsign_simple_order_new()), `testing` (`now`). report:
/// receives a JSON object {"ok", "checks": [{"name", "ok", "detail"}], "signer"}, also for every status of the category
/// verification; given back with cybsign_bytes_clear(). err: may be NULL.
///
/// Returns CYBSIGN_OK only if every check passed and the signer is the expected one. Otherwise one of CYBSIGN_E_VERIFY_…:
/// CYBSIGN_E_VERIFY_UNTRUSTED if all is well but no option says who the signer should be; or CYBSIGN_E_XML,
/// CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH,
/// CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_verify(
    message: *const c_char,
    message_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, message, options) = unsafe {
            (
                arg::output(report, cybsign_bytes::EMPTY, "report")?,
                arg::text(message, message_len, "message")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        let (report, outcome) = match simple_order::verify(message, options) {
            Ok(report) => (Some(report), Ok(())),
            // What is no verdict on a message, such as XML that can't be read, leaves no output, as everywhere.
            Err(failure) => (failure.report.filter(|_| is_verdict(&failure.error)), Err(failure.error)),
        };
        if let Some(report) = report {
            *out = cybsign_bytes::copy_of(report.to_json().as_bytes())?;
        }
        outcome
    })
}

/// Whether an error is of the category verification.
fn is_verdict(error: &Error) -> bool {
    error.status() / 1000 == CYBSIGN_E_VERIFY_STRUCTURE / 1000
}

fn borrow_field(field: &cybsign_field) -> Result<(&[u8], &[u8])> {
    // SAFETY: the caller of the C function keeps the contract of the header: each pointer holds its length.
    unsafe {
        Ok((
            arg::text(field.name, field.name_len, "field.name")?,
            arg::text(field.value, field.value_len, "field.value")?,
        ))
    }
}
