//! The ciphers that key files are encrypted with.

use std::os::raw::c_int;

use foreign_types::ForeignTypeRef;
use openssl::cipher::Cipher as OpensslCipher;
use openssl::cipher_ctx::CipherCtx;

use crate::crypto::library::{init, ErrorMark};
use crate::error::{Error, Result, CYBSIGN_E_UNSUPPORTED};
use crate::secret::SecretBytes;

/// A cipher of key files; all but RC4 in CBC mode with PKCS #7 padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// AES with a key of so many bytes.
    Aes(usize),
    /// DES.
    Des,
    /// Two-key triple DES.
    TripleDes2,
    /// Three-key triple DES.
    TripleDes3,
    /// RC2 with so many effective bits, and a key of so many bytes.
    Rc2 {
        /// Effective key bits.
        bits: u32,
        /// Bytes of the key.
        key_len: usize,
    },
    /// RC4 with a key of so many bytes.
    Rc4(usize),
}

impl Cipher {
    /// Its name, as reports show it.
    pub fn name(self) -> String {
        match self {
            Cipher::Aes(len) => format!("AES-{}-CBC", len * 8),
            Cipher::Des => "DES-CBC".to_owned(),
            Cipher::TripleDes2 => "2-key 3DES-CBC".to_owned(),
            Cipher::TripleDes3 => "3DES-CBC".to_owned(),
            Cipher::Rc2 { bits, .. } => format!("RC2-{bits}-CBC"),
            Cipher::Rc4(len) => format!("RC4-{}", len * 8),
        }
    }

    /// Bytes of the key.
    pub fn key_len(self) -> usize {
        match self {
            Cipher::Aes(len) | Cipher::Rc4(len) => len,
            Cipher::Des => 8,
            Cipher::TripleDes2 => 16,
            Cipher::TripleDes3 => 24,
            Cipher::Rc2 { key_len, .. } => key_len,
        }
    }

    /// Bytes of the initialisation vector.
    pub fn iv_len(self) -> usize {
        match self {
            Cipher::Aes(_) => 16,
            Cipher::Rc4(_) => 0,
            _ => 8,
        }
    }

    /// Decrypts; `None` where length or padding are wrong, as with a wrong key.
    pub fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Option<SecretBytes>> {
        init()?;
        let _errors = ErrorMark::new();
        let cipher = self.fetch()?;
        if key.len() != self.key_len() || iv.len() < self.iv_len() {
            return Ok(None);
        }
        // Two-key triple DES is triple DES whose third key is the first.
        let key = match self {
            Cipher::TripleDes2 => SecretBytes::new([key, &key[..8]].concat()),
            _ => SecretBytes::new(key.to_vec()),
        };
        let iv = (self.iv_len() > 0).then(|| &iv[..self.iv_len()]);
        let run = || {
            let mut context = CipherCtx::new().ok()?;
            context.decrypt_init(Some(&cipher), None, None).ok()?;
            match self {
                Cipher::Rc2 { bits, key_len } => {
                    context.set_key_length(key_len).ok()?;
                    set_rc2_bits(&context, bits)?;
                }
                Cipher::Rc4(len) => context.set_key_length(len).ok()?,
                _ => {}
            }
            context.decrypt_init(None, Some(&key), iv).ok()?;
            // The whole space is there from the start, so that no copy is left behind by growing.
            let mut plain = zeroize::Zeroizing::new(vec![0u8; data.len() + 32]);
            let written = context.cipher_update(data, Some(&mut plain)).ok()?;
            let last = context.cipher_final(&mut plain[written..]).ok()?;
            plain.truncate(written + last);
            Some(SecretBytes::new(std::mem::take(&mut *plain)))
        };
        Ok(run())
    }

    fn fetch(self) -> Result<OpensslCipher> {
        let name = match self {
            Cipher::Aes(16) => "AES-128-CBC",
            Cipher::Aes(24) => "AES-192-CBC",
            Cipher::Aes(_) => "AES-256-CBC",
            Cipher::Des => "DES-CBC",
            Cipher::TripleDes2 | Cipher::TripleDes3 => "DES-EDE3-CBC",
            Cipher::Rc2 { .. } => "RC2-CBC",
            Cipher::Rc4(_) => "RC4",
        };
        OpensslCipher::fetch(None, name, None).map_err(|_| {
            let message = format!(
                "this build has no {}: use a build with the feature vendored, or encrypt the file again with AES",
                self.name()
            );
            Error::new(CYBSIGN_E_UNSUPPORTED, message).with("algorithm", self.name())
        })
    }
}

fn set_rc2_bits(context: &CipherCtx, bits: u32) -> Option<()> {
    const SET_RC2_KEY_BITS: c_int = 3;
    let bits = c_int::try_from(bits).ok()?;
    // SAFETY: the context is a live cipher context, and this control takes a number and no pointer.
    let done =
        unsafe { openssl_sys::EVP_CIPHER_CTX_ctrl(context.as_ptr(), SET_RC2_KEY_BITS, bits, std::ptr::null_mut()) };
    (done > 0).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hex::from_hex;

    fn hex(text: &str) -> Vec<u8> {
        from_hex(text).unwrap()
    }

    #[test]
    fn a_wrong_key_or_length_is_none() {
        let cipher = Cipher::Aes(16);
        assert!(cipher.decrypt(&[0; 16], &[0; 16], &[0; 15]).unwrap().is_none());
        assert!(cipher.decrypt(&[0; 16], &[0; 15], &[0; 16]).unwrap().is_none());
        assert!(cipher.decrypt(&[0; 15], &[0; 16], &[0; 16]).unwrap().is_none());
    }

    #[cfg(feature = "vendored")]
    #[test]
    fn rc4_gives_the_value_of_rfc_6229() {
        let key = hex("0102030405");
        let stream = Cipher::Rc4(5).decrypt(&key, &[], &[0; 16]).unwrap().unwrap();
        assert_eq!(&*stream, hex("b2396305f03dc027ccc3524a0a1118a8"));
    }
}
