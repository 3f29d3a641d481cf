//! Buffers that go out.

use std::mem::{self, ManuallyDrop};
use std::ptr;
use std::sync::atomic::{compiler_fence, Ordering};

use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::ffi::arg;
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
}

/// The block of a buffer, which only has to be handed over. Wiped when dropped.
pub(crate) struct Block(Zeroizing<Vec<u8>>);

impl TryFrom<SecretBuffer> for Block {
    type Error = Error;

    fn try_from(buffer: SecretBuffer) -> Result<Block> {
        buffer.into_block().map(|block| Block(Zeroizing::new(block)))
    }
}

impl TryFrom<&[u8]> for Block {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<Block> {
        SecretBuffer::copy_of(bytes)?.try_into()
    }
}

impl TryFrom<Vec<u8>> for Block {
    type Error = Error;

    fn try_from(bytes: Vec<u8>) -> Result<Block> {
        bytes.as_slice().try_into()
    }
}

impl TryFrom<String> for Block {
    type Error = Error;

    fn try_from(text: String) -> Result<Block> {
        text.as_bytes().try_into()
    }
}

impl From<Block> for cybsign_bytes {
    fn from(mut block: Block) -> cybsign_bytes {
        let mut block = ManuallyDrop::new(mem::take(&mut *block.0));
        let (len, capacity) = (block.len(), block.capacity());
        block[..CAPACITY].copy_from_slice(&len.to_ne_bytes());
        block[CAPACITY..HEADER].copy_from_slice(&capacity.to_ne_bytes());
        // SAFETY: the block starts with HEADER bytes.
        let data = unsafe { block.as_mut_ptr().add(HEADER) };
        cybsign_bytes { data, len: len - HEADER - 1 }
    }
}

/// Wipes and frees the bytes that a function of this library gave, and sets `data` to NULL and `len` to 0.
///
/// It may be called again, and with bytes that were never filled.
///
/// @param bytes The bytes, or NULL: then nothing happens.
/// @note Threads: one at a time for the same bytes.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_bytes_clear(bytes: *mut cybsign_bytes) {
    // SAFETY: the caller of the C function keeps the contract.
    let Some(bytes) = (unsafe { arg::optional_mut(bytes) }) else { return };
    if !bytes.data.is_null() {
        // SAFETY: data came from a Block, which put the vector's own length and capacity HEADER bytes before it.
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
/// zeroize takes bytes. There must be so many bytes that may be written.
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
