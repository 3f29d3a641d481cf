//! Bytes that must not outlive their use.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::ops::{Deref, DerefMut, Range};

use serde::{Serialize, Serializer};
use zeroize::{optimization_barrier, Zeroizing};

use crate::error::{Error, Result, CYBSIGN_E_MEMORY};

/// Secret bytes: wiped when dropped, never printed, never cloned.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes over; they are wiped with it.
    pub fn new(bytes: Vec<u8>) -> SecretBytes {
        SecretBytes(Zeroizing::new(bytes))
    }
}

impl Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// A text that is payload: wiped when dropped, never printed by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Parts as one text, in memory that is large enough at once.
    pub fn joined(parts: &[&str]) -> SecretText {
        SecretText(Zeroizing::new(parts.concat()))
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> SecretText {
        SecretText(Zeroizing::new(text.to_owned()))
    }
}

/// Takes the text over. One that grew has left copies behind.
impl From<String> for SecretText {
    fn from(text: String) -> SecretText {
        SecretText(Zeroizing::new(text))
    }
}

impl Deref for SecretText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Hash for SecretText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Borrow<str> for SecretText {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq<&str> for SecretText {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretText of {} bytes", self.len())
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// A buffer for what holds a payload or a secret: a message while it is written, and the same message as a result.
///
/// Nothing of it is left in memory that was given back: a buffer that grows wipes the block that it leaves, and the last
/// block is wiped when it is dropped. Each block has room in front for what the C boundary notes there, and room for one byte
/// behind: so a result is handed to a caller as it is, without a second copy.
#[derive(Default)]
pub struct SecretBuffer {
    /// Empty, or the room in front and the content.
    block: Vec<u8>,
}

impl SecretBuffer {
    /// The room in front of the content, for the length and the capacity of the block.
    pub(crate) const FRONT: usize = 2 * size_of::<usize>();

    /// An empty buffer, which allocates nothing yet.
    pub fn new() -> SecretBuffer {
        SecretBuffer::default()
    }

    /// An empty buffer with room for so many bytes, or `CYBSIGN_E_MEMORY`.
    pub fn with_capacity(capacity: usize) -> Result<SecretBuffer> {
        let mut buffer = SecretBuffer::new();
        buffer.reserve(capacity)?;
        Ok(buffer)
    }

    /// A buffer with a copy of these bytes, or `CYBSIGN_E_MEMORY`.
    pub fn copy_of(bytes: &[u8]) -> Result<SecretBuffer> {
        let mut buffer = SecretBuffer::with_capacity(bytes.len())?;
        buffer.extend_from_slice(bytes);
        Ok(buffer)
    }

    /// Makes room for so many bytes more, or fails with `CYBSIGN_E_MEMORY`. Who knows how much comes asks for it at once.
    pub fn reserve(&mut self, additional: usize) -> Result<()> {
        let no_memory = || Error::new(CYBSIGN_E_MEMORY, "there is not enough memory for the result");
        let wanted = self.len().checked_add(additional).and_then(|len| len.checked_add(Self::FRONT + 1));
        let wanted = wanted.ok_or_else(no_memory)?;
        if wanted > self.block.capacity() {
            let mut block = Vec::new();
            block.try_reserve_exact(wanted).map_err(|_| no_memory())?;
            self.move_to(block);
        }
        Ok(())
    }

    /// Appends a byte.
    pub fn push(&mut self, byte: u8) {
        self.extend_from_slice(&[byte]);
    }

    /// Appends bytes.
    #[inline]
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        self.room(bytes.len());
        self.block.extend_from_slice(bytes);
    }

    /// Appends a text.
    pub fn push_str(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }

    /// Makes room as a vector does: so that appending bytes one by one takes linear time.
    #[inline]
    fn room(&mut self, additional: usize) {
        // The block has the room in front as soon as there is one, and one byte stays free.
        if self.block.capacity() - self.block.len() <= additional {
            let wanted = self.len() + additional + Self::FRONT + 1;
            self.move_to(Vec::with_capacity(wanted.max(2 * self.block.capacity())));
        }
    }

    #[cold]
    fn move_to(&mut self, mut block: Vec<u8>) {
        block.extend_from_slice(&[0; Self::FRONT]);
        block.extend_from_slice(self);
        wipe(&mut std::mem::replace(&mut self.block, block));
    }

    /// Puts other bytes in the place of some; an empty range is where they are put in.
    ///
    /// # Panics
    /// If the range is none of the content.
    pub fn replace(&mut self, range: Range<usize>, bytes: &[u8]) {
        let (end, moved) = (self.len(), range.start + bytes.len());
        assert!(range.start <= range.end && range.end <= end, "a range outside of the buffer");
        let len = moved + (end - range.end);
        if len > end {
            self.room(len - end);
            self.block.resize(Self::FRONT + len, 0);
        }
        self.copy_within(range.end..end, moved);
        self[range.start..moved].copy_from_slice(bytes);
        if len < end {
            wipe(&mut self[len..]);
            self.block.truncate(Self::FRONT + len);
        }
    }

    /// The block: [`Self::FRONT`] bytes, the content, and a NUL. The caller wipes it.
    #[cfg(any(feature = "capi", test))]
    pub(crate) fn into_block(mut self) -> Result<Vec<u8>> {
        self.reserve(0)?;
        self.block.push(0);
        Ok(std::mem::take(&mut self.block))
    }
}

/// Overwrites bytes with zeros, at once and not one by one: the compiler must believe that they are read afterwards. What a
/// buffer has behind its content was never written, or was wiped when the content became shorter.
fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    optimization_barrier(bytes);
}

impl Drop for SecretBuffer {
    fn drop(&mut self) {
        wipe(&mut self.block);
    }
}

impl Deref for SecretBuffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.block.get(Self::FRONT..).unwrap_or_default()
    }
}

impl DerefMut for SecretBuffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.block.get_mut(Self::FRONT..).unwrap_or_default()
    }
}

impl fmt::Debug for SecretBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBuffer of {} bytes", self.len())
    }
}

impl io::Write for SecretBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(content: &[u8]) -> SecretBuffer {
        let mut buffer = SecretBuffer::new();
        content.iter().for_each(|byte| buffer.push(*byte));
        buffer
    }

    #[test]
    fn what_is_appended_stands_there_however_it_came() {
        let content: Vec<u8> = (0..=255).cycle().take(5000).collect();
        let mut in_pieces = SecretBuffer::with_capacity(10).unwrap();
        content.chunks(7).for_each(|piece| in_pieces.extend_from_slice(piece));
        assert_eq!(*in_pieces, content);
        assert_eq!(*buffer(&content), content);
        assert!(SecretBuffer::new().is_empty());
        let block = in_pieces.into_block().unwrap();
        assert_eq!(block[SecretBuffer::FRONT..], [&content[..], &[0]].concat());
        assert_eq!(SecretBuffer::new().into_block().unwrap(), [0; SecretBuffer::FRONT + 1]);
    }

    #[test]
    fn a_block_that_was_asked_for_is_kept() {
        let mut buffer = SecretBuffer::with_capacity(1000).unwrap();
        buffer.push(1);
        let place = buffer.as_ptr();
        buffer.extend_from_slice(&[2; 999]);
        assert_eq!(buffer.as_ptr(), place);
        let block = buffer.into_block().unwrap();
        assert_eq!(block[SecretBuffer::FRONT..].as_ptr(), place);
        assert_eq!(SecretBuffer::with_capacity(usize::MAX).unwrap_err().status(), CYBSIGN_E_MEMORY);
    }

    #[test]
    fn a_range_is_replaced_by_what_is_longer_shorter_or_nothing() {
        for new in [&b""[..], b"x", b"xyz", b"a longer one"] {
            for range in [0..0, 0..3, 2..2, 1..3, 3..3, 2..3] {
                let mut buffer = buffer(b"abc");
                let mut expected = b"abc".to_vec();
                expected.splice(range.clone(), new.iter().copied());
                buffer.replace(range.clone(), new);
                assert_eq!(*buffer, expected, "{range:?}");
            }
        }
    }
}
