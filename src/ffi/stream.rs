//! What streams: a text goes in by pieces, and what is ready comes out.

use std::ffi::c_char;

use crate::error::{Error, CYBSIGN_E_ARGUMENT};
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::error::cybsign_error;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::mask::MaskStream;

/// Takes a text that comes in pieces, as cybsign_mask_stream_new() says. Opaque and stateful: one thread at a time.
pub struct cybsign_stream(Option<MaskStream>);

impl From<MaskStream> for cybsign_stream {
    fn from(stream: MaskStream) -> cybsign_stream {
        cybsign_stream(Some(stream))
    }
}

/// Takes the next piece, and gives what is ready, which may be less than came in, and empty.
///
/// @param stream The stream.
/// @param text,text_len The piece.
/// @param ready Receives the bytes, which the caller gives back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the stream was ended)
/// @note Threads: one at a time.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_stream_update(
    stream: *mut cybsign_stream,
    text: *const c_char,
    text_len: usize,
    ready: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(ready, "ready", err, || {
            let stream = arg::handle_mut(stream, "stream")?;
            let text = arg::text(text, text_len, "text")?;
            stream.0.as_mut().ok_or_else(ended)?.update(text)
        })
    }
}

/// Ends the text, and gives what was held back.
///
/// @param stream The stream, which is still to be freed.
/// @param ready Receives the bytes, which the caller gives back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_ARGUMENT (the stream was ended before)
/// @note Threads: one at a time.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_stream_finish(
    stream: *mut cybsign_stream,
    ready: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(ready, "ready", err, || arg::handle_mut(stream, "stream")?.0.take().ok_or_else(ended)?.finish())
    }
}

/// Frees a stream, and what it holds back.
///
/// @param stream The stream, or NULL: then nothing happens.
/// @note Threads: one, once.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_stream_free(stream: *mut cybsign_stream) {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { output::free(stream) }
}

fn ended() -> Error {
    Error::new(CYBSIGN_E_ARGUMENT, "the stream was ended by cybsign_stream_finish; make another one")
}
