//! Buffers that go out.

use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::atomic::{compiler_fence, Ordering};

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::secret::SecretBuffer;

/// Bytes that this library allocated.
///
/// Initialise it with CYBSIGN_BYTES_INIT. A function that fills it overwrites what is in it without freeing that. On
/// success `data` is never NULL and is followed by a NUL byte that `len` does not count. The caller owns it and gives it
/// back with cybsign_bytes_clear().
#[repr(C)]
pub struct cybsign_bytes {
    /// The bytes; NULL before they were filled and after they were given back.
    pub data: *mut u8,
    /// How many bytes there are, in octets, without the NUL byte that follows them.
    pub len: usize,
}

/// Room before the bytes for the length and the capacity of their allocation, so that what is wiped and freed doesn't hang on
/// a `len` that a host may have changed.
const HEADER: usize = SecretBuffer::FRONT;
const CAPACITY: usize = size_of::<usize>();

impl cybsign_bytes {
    pub(crate) const EMPTY: cybsign_bytes = cybsign_bytes { data: ptr::null_mut(), len: 0 };

    /// Copies bytes into an allocation of their own.
    pub(crate) fn copy_of(bytes: &[u8]) -> Result<cybsign_bytes> {
        cybsign_bytes::written_by(bytes.len(), |block| {
            block.extend_from_slice(bytes);
            Ok(())
        })
    }

    /// Hands a buffer over as it is.
    pub(crate) fn from_buffer(buffer: SecretBuffer) -> Result<cybsign_bytes> {
        Ok(cybsign_bytes::of_block(buffer.into_block()?))
    }

    /// Takes the bytes that a function appends to a vector, which it must not shorten. The size is what is reserved.
    pub(crate) fn written_by(size: usize, write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> Result<cybsign_bytes> {
        let mut block = Vec::new();
        let whole = size.checked_add(HEADER + 1).ok_or_else(no_memory)?;
        block.try_reserve_exact(whole).map_err(|_| no_memory())?;
        block.extend_from_slice(&[0; HEADER]);
        write(&mut block)?;
        block.try_reserve_exact(1).map_err(|_| no_memory())?;
        block.push(0);
        Ok(cybsign_bytes::of_block(block))
    }

    /// Of a block that has HEADER bytes in front and a NUL at its end.
    fn of_block(block: Vec<u8>) -> cybsign_bytes {
        let mut block = ManuallyDrop::new(block);
        let (len, capacity) = (block.len(), block.capacity());
        block[..CAPACITY].copy_from_slice(&len.to_ne_bytes());
        block[CAPACITY..HEADER].copy_from_slice(&capacity.to_ne_bytes());
        // SAFETY: the block starts with HEADER bytes.
        let data = unsafe { block.as_mut_ptr().add(HEADER) };
        cybsign_bytes { data, len: len - HEADER - 1 }
    }
}

/// Fills several outputs, or none.
pub(crate) fn fill<const COUNT: usize>(mut outputs: [(&mut cybsign_bytes, SecretBuffer); COUNT]) -> Result<()> {
    // What can fail comes first.
    outputs.iter_mut().try_for_each(|(_, buffer)| buffer.reserve(0))?;
    outputs.into_iter().try_for_each(|(output, buffer)| {
        *output = cybsign_bytes::from_buffer(buffer)?;
        Ok(())
    })
}

fn no_memory() -> Error {
    Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the result")
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
        // SAFETY: data came from of_block, which put the vector's own length and capacity HEADER bytes before it.
        unsafe {
            let block = bytes.data.sub(HEADER);
            let [len, capacity] = [block, block.add(CAPACITY)].map(|place| place.cast::<usize>().read_unaligned());
            wipe(block, capacity);
            drop(Vec::from_raw_parts(block, len, capacity));
        }
    }
    *bytes = cybsign_bytes::EMPTY;
}

/// Overwrites memory with zeros, in a way that no compiler leaves out. Results are long: this takes a word at a time, where
/// zeroize takes bytes.
///
/// # Safety
///
/// There must be so many bytes that may be written.
unsafe fn wipe(start: *mut u8, length: usize) {
    const WORD: usize = size_of::<u64>();
    let words = start.align_offset(WORD).min(length);
    let rest = words + (length - words) / WORD * WORD;
    // SAFETY: all places are before the length, and those of the words are aligned.
    unsafe {
        (words..rest).step_by(WORD).for_each(|at| start.add(at).cast::<u64>().write_volatile(0));
        (0..words).chain(rest..length).for_each(|at| start.add(at).write_volatile(0));
    }
    compiler_fence(Ordering::SeqCst);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_wiped_and_no_other() {
        for start in 0..20 {
            for length in 0..50 {
                let mut memory = [0xff; 80];
                // SAFETY: the part lies in the array.
                unsafe { wipe(memory.as_mut_ptr().add(start), length) };
                let wiped = |at: usize| (start..start + length).contains(&at);
                assert!(memory.iter().enumerate().all(|(at, byte)| *byte == if wiped(at) { 0 } else { 0xff }));
            }
        }
    }
}
