//! The block encryption of XML Encryption: AES-256 in CBC mode, the IV before the cipher text, and padding whose last byte
//! is its length (XML Encryption Syntax and Processing, sections 5.2 and 5.2.2).

use zeroize::Zeroizing;

use crate::crypto::aes::{decrypt_cbc, encrypt_cbc, BLOCK};
use crate::crypto::random;
use crate::error::Result;

/// Bytes of a content key.
pub const KEY_LEN: usize = crate::crypto::aes::KEY_LEN;

/// What the padding consists of, but for its last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// Random bytes, as Santuario writes.
    Random,
    /// Its length in each byte, as gSOAP writes.
    Length,
}

/// Encrypts with a fresh IV. The result is the IV, then the cipher text.
pub fn encrypt(key: &[u8; KEY_LEN], plain: &[u8], padding: Padding) -> Result<Vec<u8>> {
    let fresh = random::<{ 2 * BLOCK }>()?;
    let (iv, filler) = fresh.split_at(BLOCK);
    let pad_len = BLOCK - plain.len() % BLOCK;
    let mut pad = match padding {
        Padding::Random => filler[..pad_len].to_vec(),
        Padding::Length => vec![pad_len as u8; pad_len],
    };
    pad[pad_len - 1] = pad_len as u8;

    let mut out = Vec::with_capacity(BLOCK + plain.len() + pad_len + BLOCK);
    out.extend_from_slice(iv);
    encrypt_cbc(key, iv, &[plain, &pad], &mut out)?;
    Ok(out)
}

/// Decrypts what [`encrypt`] gives. `None` for a length that can't be, or padding that is not padding.
///
/// Only the last byte of the padding counts. A caller must not let anyone tell the reasons for `None` apart, nor `None` from
/// plain text that then turned out to be wrong.
pub fn decrypt(key: &[u8; KEY_LEN], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if data.len() < 2 * BLOCK || data.len() % BLOCK != 0 {
        return None;
    }
    let (iv, ciphertext) = data.split_at(BLOCK);
    let mut plain = decrypt_cbc(key, iv, ciphertext)?;
    let pad_len = usize::from(*plain.last()?);
    if !(1..=BLOCK).contains(&pad_len) {
        return None;
    }
    let len = plain.len() - pad_len;
    plain.truncate(len);
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_goes_both_ways() {
        let key = [7; KEY_LEN];
        for len in 0..70 {
            let plain: Vec<u8> = (0..len).collect();
            for padding in [Padding::Random, Padding::Length] {
                let data = encrypt(&key, &plain, padding).unwrap();
                assert_eq!(data.len(), 16 + (plain.len() / 16 + 1) * 16);
                assert_eq!(*decrypt(&key, &data).unwrap(), plain);
            }
        }
    }

    #[test]
    fn each_message_has_its_own_iv() {
        let key = [7; KEY_LEN];
        assert_ne!(encrypt(&key, b"x", Padding::Length).unwrap(), encrypt(&key, b"x", Padding::Length).unwrap());
    }

    #[test]
    fn lengths_that_cannot_be_are_refused() {
        for len in [0, 15, 16, 17, 31, 33] {
            assert!(decrypt(&[7; KEY_LEN], &vec![0; len]).is_none());
        }
    }
}
