//! What may be logged.

use std::ffi::c_char;

use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::error::cybsign_error;
use crate::ffi::status::cybsign_status;
use crate::ffi::stream::cybsign_stream;
use crate::ffi::{arg, output};
use crate::mask::{self, MaskStream};

/// Masks a message so that it may be logged: whatever is not on the list of names that CyberSource's SDKs log, and card
/// numbers wherever they stand.
///
/// Names are compared whole, parent and child; numbers in the names of pairs are indices (item_0_unitPrice). A card number is
/// a maximal run of 13 to 19 digits, with single spaces or hyphens between, that passes the Luhn check (ISO/IEC 7812-1,
/// annex B); in other runs, whole groups of digits that make one. The format auto takes XML, JSON and, from the start of a
/// line on, pairs that follow free text (a log line's head, HTTP headers) as what they are, and what follows XML or JSON as
/// free text again, in which only card numbers are masked; so is a number alone in brackets, as logs have it (`[1234]`), and
/// a pair that does not start its line. Name the format where you know it.
///
/// In a message what can't be understood is masked, from there to its end, so that no content is an error; the text is then
/// no XML or JSON any more. That holds for names of more than 128 bytes (in XML), numbers of more than 128 bytes, tags and
/// declarations of 64 KiB, more than 64 levels, and a DOCTYPE. Longer values than 64 KiB are masked whole. In JSON a masked
/// number or boolean becomes a string, null stays, and a name that is not made of up to 128 ASCII letters, digits and
/// `_-.:` becomes `xxxx`; more than 128 bytes of white space before a colon are not understood. In XML comments and
/// instructions lose their content; of attributes namespaces and Ids (id, Id, ID) are shown if they are names or URIs.
/// Linear time.
///
/// @param text,text_len The message, in any bytes.
/// @param options_json,options_json_len JSON, or NULL with length 0: format, rule.
/// @param masked Receives the text, which the caller gives back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_mask_text(
    text: *const c_char,
    text_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    masked: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(masked, "masked", err, || {
            let text = arg::text(text, text_len, "text")?;
            mask::mask_text(text, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Begins to mask a text that comes in pieces, as cybsign_mask_text() would mask the whole, wherever the pieces end.
///
/// @param options_json,options_json_len JSON, or NULL with length 0: format, rule.
/// @param stream Receives the handle, which the caller frees with cybsign_stream_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT
/// @note Threads: any; the stream itself one at a time.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_mask_stream_new(
    options_json: *const c_char,
    options_json_len: usize,
    stream: *mut *mut cybsign_stream,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(stream, "stream", err, || {
            MaskStream::new(arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}
