//! Keys made from passwords: PKCS #12's own way, PBKDF1, PBKDF2, scrypt, and that of traditional PEM.

use std::os::raw::c_int;

use zeroize::Zeroizing;

use super::legacy::Digest;
use super::library::{failed, init, ErrorMark};
use super::sys;
use crate::error::Result;
use crate::secret::SecretBytes;

/// What PKCS #12's key derivation is asked for (RFC 7292, appendix B.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A cipher key.
    Key = 1,
    /// An initialisation vector.
    Iv = 2,
    /// A MAC key.
    Mac = 3,
}

/// Memory that scrypt may take.
const SCRYPT_MEMORY: u64 = 64 << 20;

/// PKCS #12's key derivation (RFC 7292, appendix B). The password is a BMPString with its two zeros, or nothing at all.
pub fn pkcs12(
    digest: Digest,
    password: &[u8],
    salt: &[u8],
    purpose: Purpose,
    iterations: u64,
    len: usize,
) -> Result<SecretBytes> {
    let md = digest.openssl()?;
    let _errors = ErrorMark::new();
    let size = |len: usize| c_int::try_from(len).map_err(|_| failed("a length does not fit"));
    let iterations = c_int::try_from(iterations).map_err(|_| failed("an iteration count does not fit"))?;
    // OpenSSL takes pointers to mutable bytes, though it writes nothing there.
    let mut password = Zeroizing::new(password.to_vec());
    let mut salt = salt.to_vec();
    let mut key = vec![0u8; len];
    // SAFETY: each pointer is valid for the length that goes with it, and `md` is a static digest.
    let done = unsafe {
        sys::PKCS12_key_gen_uni(
            password.as_mut_ptr(),
            size(password.len())?,
            salt.as_mut_ptr(),
            size(salt.len())?,
            purpose as c_int,
            iterations,
            size(len)?,
            key.as_mut_ptr(),
            md.as_ptr(),
        )
    };
    let key = SecretBytes::new(key);
    if done == 1 {
        Ok(key)
    } else {
        Err(failed("PKCS #12's key derivation failed"))
    }
}

/// PBKDF2 (RFC 8018, section 5.2).
pub fn pbkdf2(prf: Digest, password: &[u8], salt: &[u8], iterations: u64, len: usize) -> Result<SecretBytes> {
    let md = prf.openssl()?;
    let _errors = ErrorMark::new();
    let iterations = usize::try_from(iterations).map_err(|_| failed("an iteration count does not fit"))?;
    let mut key = Zeroizing::new(vec![0u8; len]);
    openssl::pkcs5::pbkdf2_hmac(password, salt, iterations, md, &mut key).map_err(|_| failed("PBKDF2 failed"))?;
    Ok(SecretBytes::new(std::mem::take(&mut *key)))
}

/// PBKDF1 (RFC 8018, section 5.1); `None` where the digest is too short for the length.
pub fn pbkdf1(
    digest: Digest,
    password: &[u8],
    salt: &[u8],
    iterations: u64,
    len: usize,
) -> Result<Option<SecretBytes>> {
    let mut block = digest.hash(&[password, salt])?;
    for _ in 1..iterations {
        block = digest.hash(&[&block])?;
    }
    Ok(block.get(..len).map(|key| SecretBytes::new(key.to_vec())))
}

/// scrypt (RFC 7914); `None` where the parameters are not allowed or ask for too much memory.
pub fn scrypt(password: &[u8], salt: &[u8], n: u64, r: u64, p: u64, len: usize) -> Result<Option<SecretBytes>> {
    init()?;
    let _errors = ErrorMark::new();
    let mut key = Zeroizing::new(vec![0u8; len]);
    let done = openssl::pkcs5::scrypt(password, salt, n, r, p, SCRYPT_MEMORY, &mut key);
    Ok(done.ok().map(|()| SecretBytes::new(std::mem::take(&mut *key))))
}

/// The key of a traditional encrypted PEM block: MD5 over password and salt, once, until there are enough bytes.
pub fn traditional_pem(password: &[u8], salt: &[u8], len: usize) -> Result<SecretBytes> {
    let mut key = Zeroizing::new(Vec::with_capacity(len + 16));
    let mut block = Zeroizing::new(Vec::new());
    while key.len() < len {
        block = Digest::MD5.hash(&[&block, password, salt])?;
        key.extend_from_slice(&block);
    }
    key.truncate(len);
    Ok(SecretBytes::new(std::mem::take(&mut *key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pkcs12_gives_the_values_that_are_known() {
        // Made with OpenSSL 3.0: openssl kdf -keylen 24 -kdfopt digest:SHA1 -kdfopt hexpass:… PKCS12KDF.
        let smeg = [0, b's', 0, b'm', 0, b'e', 0, b'g', 0, 0];
        let salt = [0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f];
        let key = pkcs12(Digest::SHA1, &smeg, &salt, Purpose::Key, 1, 24).unwrap();
        let expected = [
            0x8a, 0xaa, 0xe6, 0x29, 0x7b, 0x6c, 0xb0, 0x46, 0x42, 0xab, 0x5b, 0x07, 0x78, 0x51, 0x28, 0x4e, 0xb7, 0x12,
            0x8f, 0x1a, 0x2a, 0x7f, 0xbc, 0xa3,
        ];
        assert_eq!(&*key, expected);
    }

    #[test]
    fn pbkdf2_gives_the_value_of_rfc_6070() {
        let key = pbkdf2(Digest::SHA1, b"password", b"salt", 4096, 20).unwrap();
        assert_eq!(key[..4], [0x4b, 0x00, 0x79, 0x01]);
        assert_eq!(key[16..], [0x65, 0xa4, 0x29, 0xc1]);
    }

    #[test]
    fn scrypt_gives_the_value_of_rfc_7914_and_refuses_what_is_too_large() {
        let key = scrypt(b"password", b"NaCl", 1024, 8, 16, 64).unwrap().unwrap();
        assert_eq!(key[..4], [0xfd, 0xba, 0xbe, 0x1c]);
        assert!(scrypt(b"password", b"NaCl", 1 << 30, 8, 1, 64).unwrap().is_none());
        assert!(scrypt(b"password", b"NaCl", 3, 8, 1, 64).unwrap().is_none());
    }
}
