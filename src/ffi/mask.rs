//! What may be logged.

use std::ffi::c_char;
use std::ptr;

use crate::error::{Error, CYBSIGN_E_ARGUMENT};
use crate::ffi::arg;
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::error::cybsign_error;
use crate::ffi::guard::guard;
use crate::ffi::status::cybsign_status;
use crate::mask::{self, MaskStream};

/// Masks a text that comes in pieces. Opaque and stateful: one thread at a time.
pub struct cybsign_stream(Option<MaskStream>);

/// Masks a message so that it may be logged: whatever is not on the list of names that CyberSource's SDKs log, and card
/// numbers wherever they stand.
///
/// text: the message, in any bytes. options_json: a JSON object, or NULL with length 0: `format` ("auto", the default, "nvp",
/// "scmp", "xml", "json" or "text"), `rule` ("sdk", the default: a masked value keeps its length in characters, and of 10 to
/// 15 characters the first and last two, of 16 and more the first and last four; or "strict": nothing of it is shown, and
/// the list is shorter, without what is about a person or a secret of an authentication). masked: receives the text, which
/// the caller gives back with cybsign_bytes_clear(). err: may be NULL.
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
/// `_-.:` becomes `xxxx`; more than 128 bytes of white space before a colon are not understood. In XML comments and instructions lose their content; of attributes namespaces and Ids (id, Id, ID) are shown if
/// they are names or URIs. Linear time. Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL or
/// CYBSIGN_E_LENGTH.
/// Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_mask_text(
    text: *const c_char,
    text_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    masked: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, text, options) = unsafe {
            (
                arg::output(masked, cybsign_bytes::EMPTY, "masked")?,
                arg::text(text, text_len, "text")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = cybsign_bytes::written_by(text.len() + text.len() / 8, |masked| {
            mask::mask_text_into(text, options, masked)
        })?;
        Ok(())
    })
}

/// Begins to mask a text that comes in pieces, as cybsign_mask_text() would mask the whole, wherever the pieces end.
///
/// options_json: as for cybsign_mask_text(). stream: receives the handle, which the caller frees with
/// cybsign_stream_free(); NULL on failure. err: may be NULL. Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
/// CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: any; the stream itself one at a time. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_mask_stream_new(
    options_json: *const c_char,
    options_json_len: usize,
    stream: *mut *mut cybsign_stream,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, options) = unsafe {
            (
                arg::output(stream, ptr::null_mut(), "stream")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = Box::into_raw(Box::new(cybsign_stream(Some(MaskStream::new(options)?))));
        Ok(())
    })
}

/// Masks the next piece.
///
/// stream: the handle. text: the piece. masked: receives what is ready, which may be less than came in, and empty; given
/// back with cybsign_bytes_clear(). err: may be NULL. Returns CYBSIGN_OK, CYBSIGN_E_ARGUMENT after
/// cybsign_stream_finish(), CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: one at a time. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_stream_update(
    stream: *mut cybsign_stream,
    text: *const c_char,
    text_len: usize,
    masked: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live and not used elsewhere, buffers hold their
        // lengths, outputs may be written.
        let (out, stream, text) = unsafe {
            (
                arg::output(masked, cybsign_bytes::EMPTY, "masked")?,
                arg::handle_mut(stream, "stream")?,
                arg::text(text, text_len, "text")?,
            )
        };
        let stream = stream.0.as_mut().ok_or_else(finished)?;
        *out = cybsign_bytes::written_by(text.len() + text.len() / 8, |masked| stream.update_into(text, masked))?;
        Ok(())
    })
}

/// Ends a text: gives what was held back.
///
/// stream: the handle, which is still to be freed. masked: receives the rest; given back with cybsign_bytes_clear(). err: may
/// be NULL. Returns CYBSIGN_OK, CYBSIGN_E_ARGUMENT if it was ended before, or CYBSIGN_E_NULL. Threads: one at a time.
/// Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_stream_finish(
    stream: *mut cybsign_stream,
    masked: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live and not used elsewhere, outputs may be written.
        let (out, stream) =
            unsafe { (arg::output(masked, cybsign_bytes::EMPTY, "masked")?, arg::handle_mut(stream, "stream")?) };
        let stream = stream.0.take().ok_or_else(finished)?;
        *out = cybsign_bytes::written_by(0, |masked| stream.finish_into(masked))?;
        Ok(())
    })
}

/// Frees a stream. `stream` may be NULL; then nothing happens.
///
/// Threads: one, once. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_stream_free(stream: *mut cybsign_stream) {
    if !stream.is_null() {
        // SAFETY: the caller gives a handle of ours that was not freed; it came from Box::into_raw.
        drop(unsafe { Box::from_raw(stream) });
    }
}

fn finished() -> Error {
    Error::new(CYBSIGN_E_ARGUMENT, "the stream was ended by cybsign_stream_finish; make another one")
}
