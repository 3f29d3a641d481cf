//! AES with a key of 256 bits, in CBC mode over whole blocks (FIPS 197; NIST SP 800-38A, section 6.2). Padding is the
//! business of whoever calls.

use openssl::symm::{Cipher, Crypter, Mode};
use zeroize::Zeroizing;

use super::library::failed;
use crate::error::Result;

/// Bytes of a key.
pub const KEY_LEN: usize = 32;
/// Bytes of a block, and of an initialisation vector.
pub const BLOCK: usize = 16;

/// Encrypts some parts, one after another, and puts the cipher text behind what stands in `out`. Together they must be whole
/// blocks.
pub fn encrypt_cbc(key: &[u8; KEY_LEN], iv: &[u8], parts: &[&[u8]], out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    // OpenSSL wants room for one block more than it writes.
    out.resize(start + parts.iter().map(|part| part.len()).sum::<usize>() + BLOCK, 0);
    let mut run = || {
        let mut crypter = Crypter::new(Cipher::aes_256_cbc(), Mode::Encrypt, key, Some(iv)).ok()?;
        crypter.pad(false);
        let mut end = start;
        for part in parts {
            end += crypter.update(part, &mut out[end..]).ok()?;
        }
        end += crypter.finalize(&mut out[end..]).ok()?;
        Some(end)
    };
    let end = run().ok_or_else(|| failed("AES could not encrypt"))?;
    out.truncate(end);
    Ok(())
}

/// Decrypts whole blocks; `None` if they are none.
pub fn decrypt_cbc(key: &[u8; KEY_LEN], iv: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut plain = Zeroizing::new(vec![0; ciphertext.len() + BLOCK]);
    let mut crypter = Crypter::new(Cipher::aes_256_cbc(), Mode::Decrypt, key, Some(iv)).ok()?;
    crypter.pad(false);
    let mut written = crypter.update(ciphertext, &mut plain).ok()?;
    written += crypter.finalize(&mut plain[written..]).ok()?;
    plain.truncate(written);
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hex::from_hex;

    fn hex(text: &str) -> Vec<u8> {
        from_hex(text).unwrap()
    }

    /// NIST SP 800-38A, appendix F.2.5, its first two blocks.
    #[test]
    fn the_published_value_goes_both_ways() {
        let key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4").try_into().unwrap();
        let iv = hex("000102030405060708090a0b0c0d0e0f");
        let plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let mut out = vec![0xaa];
        encrypt_cbc(&key, &iv, &[&plain[..5], &plain[5..]], &mut out).unwrap();
        assert_eq!(out[1..], hex("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"));
        assert_eq!(*decrypt_cbc(&key, &iv, &out[1..]).unwrap(), plain);
    }

    #[test]
    fn only_whole_blocks_are_taken() {
        assert!(encrypt_cbc(&[7; 32], &[0; 16], &[&[1; 15]], &mut Vec::new()).is_err());
        assert!(decrypt_cbc(&[7; 32], &[0; 16], &[1; 17]).is_none());
    }
}
