//! Buffers that go out.

use std::ptr;

use zeroize::Zeroize;

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};

/// Bytes that this library allocated.
///
/// Initialise it with CYBSIGN_BYTES_INIT. A function that fills it overwrites what is in it without freeing that. On
/// success `data` is never NULL and is followed by a NUL byte that `len` does not count. The caller owns it and gives it
/// back with cybsign_bytes_clear().
#[repr(C)]
pub struct cybsign_bytes {
    /// The bytes; NULL where there are none.
    pub data: *mut u8,
    /// How many bytes there are, in octets, without the NUL byte that follows them.
    pub len: usize,
}

/// Stands before the bytes, so that what is wiped and freed doesn't hang on a `len` that a host may have changed.
const HEADER: usize = 16;

impl cybsign_bytes {
    pub(crate) const EMPTY: cybsign_bytes = cybsign_bytes { data: ptr::null_mut(), len: 0 };

    /// Copies bytes into an allocation of their own.
    pub(crate) fn copy_of(bytes: &[u8]) -> Result<cybsign_bytes> {
        let block = if bytes.len() < isize::MAX as usize - HEADER {
            // SAFETY: malloc takes any size.
            unsafe { libc::malloc(HEADER + bytes.len() + 1) }.cast::<u8>()
        } else {
            ptr::null_mut()
        };
        if block.is_null() {
            return Err(Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the result"));
        }
        // SAFETY: the block has HEADER + len + 1 bytes, is aligned for a usize as malloc's blocks are, and is new, so that it
        // doesn't overlap the bytes.
        unsafe {
            block.cast::<usize>().write(bytes.len());
            let data = block.add(HEADER);
            ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
            data.add(bytes.len()).write(0);
            Ok(cybsign_bytes { data, len: bytes.len() })
        }
    }
}

/// Wipes and frees the bytes that a function of this library gave, and sets `data` to NULL and `len` to 0.
///
/// It may be called again, and with bytes that were never filled. `bytes` may be NULL; then nothing happens.
/// Threads: one at a time for the same bytes. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_bytes_clear(bytes: *mut cybsign_bytes) {
    // SAFETY: the caller gives NULL or bytes of its own.
    let Some(bytes) = (unsafe { bytes.as_mut() }) else { return };
    if !bytes.data.is_null() {
        // SAFETY: data came from copy_of, which put the block's header HEADER bytes before it.
        unsafe {
            let block = bytes.data.sub(HEADER);
            let len = block.cast::<usize>().read();
            std::slice::from_raw_parts_mut(bytes.data, len).zeroize();
            libc::free(block.cast());
        }
    }
    *bytes = cybsign_bytes::EMPTY;
}
