//! The native methods about what may be logged.

use std::sync::{Mutex, MutexGuard};

use cybsign::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_PANIC};
use cybsign::mask::{self, MaskStream};
use cybsign::secret::SecretBytes;

use crate::argument::{BytesOrNone, Handle};
use crate::natives::natives;

/// What a handle of a stream points to: nothing once the text was ended. Java code may use it from two threads at once
/// although it should not; the lock makes that harmless.
type Stream = Mutex<Option<MaskStream>>;

natives! {
    /// Masks a text.
    fn mask_text(text: SecretBytes, options: BytesOrNone) -> SecretBytes {
        Ok(SecretBytes::new(mask::mask_text(&text, &options)?))
    }

    /// Begins a text that is masked in pieces.
    fn mask_stream_new(options: BytesOrNone) -> Box<Stream> {
        Ok(Box::new(Stream::new(Some(MaskStream::new(&options)?))))
    }

    /// Takes the next piece.
    fn stream_update(stream: Handle<'_, Stream>, data: SecretBytes) -> SecretBytes {
        let mut stream = lock(&stream)?;
        Ok(SecretBytes::new(stream.as_mut().ok_or_else(ended)?.update(&data)?))
    }

    /// Ends the text.
    fn stream_finish(stream: Handle<'_, Stream>) -> SecretBytes {
        let stream = lock(&stream)?.take().ok_or_else(ended)?;
        Ok(SecretBytes::new(stream.finish()?))
    }

    /// Gives a stream back.
    fn stream_free(stream: Box<Stream>) -> () {
        drop(stream);
        Ok(())
    }
}

fn lock(stream: &Stream) -> Result<MutexGuard<'_, Option<MaskStream>>> {
    stream.lock().map_err(|_| Error::new(CYBSIGN_E_PANIC, "a defect of cybsign broke this stream; make another one"))
}

fn ended() -> Error {
    Error::new(CYBSIGN_E_ARGUMENT, "the stream was ended by finish; make another one")
}
