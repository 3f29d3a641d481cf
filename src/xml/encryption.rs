//! The block encryption of XML Encryption: AES-256 in CBC mode, the IV before the cipher text, and padding whose last byte
//! is its length (XML Encryption Syntax and Processing, sections 5.2 and 5.2.2).

use openssl::symm::{Cipher, Crypter, Mode};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_CRYPTO};

/// Bytes of a content key.
pub const KEY_LEN: usize = 32;
const BLOCK: usize = 16;

/// What the padding consists of, but for its last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// Random bytes, as Santuario writes.
    Random,
    /// Its length in each byte, as gSOAP writes.
    Length,
}

/// Fresh random bytes.
pub fn random<const LEN: usize>() -> Result<Zeroizing<[u8; LEN]>> {
    let mut bytes = Zeroizing::new([0; LEN]);
    SystemRandom::new()
        .fill(&mut *bytes)
        .map_err(|_| Error::new(CYBSIGN_E_CRYPTO, "the system gave no random numbers"))?;
    Ok(bytes)
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

    let mut out = vec![0; BLOCK + plain.len() + pad_len + BLOCK];
    out[..BLOCK].copy_from_slice(iv);
    let mut run = || {
        let mut crypter = Crypter::new(Cipher::aes_256_cbc(), Mode::Encrypt, key, Some(iv)).ok()?;
        crypter.pad(false);
        let mut written = BLOCK;
        written += crypter.update(plain, &mut out[written..]).ok()?;
        written += crypter.update(&pad, &mut out[written..]).ok()?;
        written += crypter.finalize(&mut out[written..]).ok()?;
        Some(written)
    };
    let written = run().ok_or_else(|| Error::new(CYBSIGN_E_CRYPTO, "AES could not encrypt; please report this"))?;
    out.truncate(written);
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
    let mut plain = Zeroizing::new(vec![0; ciphertext.len() + BLOCK]);
    let mut crypter = Crypter::new(Cipher::aes_256_cbc(), Mode::Decrypt, key, Some(iv)).ok()?;
    crypter.pad(false);
    let mut written = crypter.update(ciphertext, &mut plain).ok()?;
    written += crypter.finalize(&mut plain[written..]).ok()?;
    let pad_len = usize::from(*plain.get(written.checked_sub(1)?)?);
    if !(1..=BLOCK).contains(&pad_len) {
        return None;
    }
    plain.truncate(written - pad_len);
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
