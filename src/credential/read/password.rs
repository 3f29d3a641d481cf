//! Passwords, in the forms that key files use.

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_LIMIT};
use crate::secret::SecretBytes;

/// No password is longer.
const MAX_PASSWORD: usize = 1 << 16;

/// A password in the forms that key files use, the right one first.
///
/// PKCS #12's key derivation takes a BMPString with two zeros at its end, PBES2 takes UTF-8. Old programs expanded every
/// byte as if it were Latin-1, or gave PBES2 the BMPString or Latin-1 bytes; those forms are tried after the right one.
pub(super) struct Password {
    /// For PKCS #12's key derivation.
    pub(super) bmp: Vec<SecretBytes>,
    /// For PBES2 and PBMAC1.
    pub(super) plain: Vec<SecretBytes>,
    pub(super) is_empty: bool,
    /// What came along from a file, as a wrong password is told to have.
    pub(super) remnant: Option<&'static str>,
}

/// What stands in a file beside the password, and is no part of it.
fn remnant(password: &[u8]) -> Option<&'static str> {
    match password {
        [0xef, 0xbb, 0xbf, ..] => Some("it begins with a byte order mark, as some editors write it; leave it out"),
        [.., b'\n' | b'\r'] => Some("it ends in a line break, as the line of a file does; leave it out"),
        [.., 0] => Some("it ends in a NUL byte, which is no part of it; don't count it"),
        _ => None,
    }
}

impl Password {
    pub(super) fn new(password: &[u8]) -> Result<Password> {
        if password.len() > MAX_PASSWORD {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the password is longer than 64 KiB"));
        }
        if password.is_empty() {
            // Windows and Azure write the MAC with no password at all, others with the empty one.
            let bmp = vec![SecretBytes::new(vec![0, 0]), SecretBytes::new(Vec::new())];
            return Ok(Password { bmp, plain: vec![SecretBytes::new(Vec::new())], is_empty: true, remnant: None });
        }
        let expanded = SecretBytes::new(password.iter().flat_map(|byte| [0, *byte]).chain([0, 0]).collect());
        let plain = SecretBytes::new(password.to_vec());
        let text = std::str::from_utf8(password).ok();
        let (bmp, plain) = match text {
            Some(text) => {
                let bmp = Zeroizing::new(text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
                let terminated = SecretBytes::new([&bmp[..], &[0, 0]].concat());
                let mut bmps = vec![terminated];
                let mut plains = vec![plain];
                if !text.is_ascii() {
                    bmps.push(expanded);
                    let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
                    plains.extend(latin.map(SecretBytes::new));
                }
                plains.push(SecretBytes::new([&bmp[..], &[0, 0]].concat()));
                (bmps, plains)
            }
            None => {
                let utf8: String = password.iter().map(|byte| char::from(*byte)).collect();
                (vec![expanded], vec![plain, SecretBytes::new(utf8.into_bytes())])
            }
        };
        Ok(Password { bmp, plain, is_empty: false, remnant: remnant(password) })
    }
}
