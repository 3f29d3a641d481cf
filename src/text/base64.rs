//! Base64 (RFC 4648, section 4), written in one way and read in two: strictly, as messages and options must have it, and
//! tolerantly, as key files are found.

use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::DecodePaddingMode;
use base64::{alphabet, Engine};
use zeroize::Zeroizing;

use crate::secret::SecretBuffer;

/// Padding may be missing, and the bits after the last byte may be anything.
const TOLERANT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const TOLERANT_STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);
const TOLERANT_URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// The text of these bytes, in one line with its padding.
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The same without an allocation; `None` if it has not exactly so many characters.
pub fn encode_array<const LEN: usize>(bytes: &[u8]) -> Option<[u8; LEN]> {
    let mut text = [0; LEN];
    STANDARD.encode_slice(bytes, &mut text).ok().filter(|written| *written == LEN).map(|_| text)
}

/// The bytes of a text with its padding, in which white space may stand; `None` for anything else, such as bits after the
/// last byte that are not 0, so that there is one text for the same bytes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(&*without_white_space(text.as_bytes())).ok()
}

/// As [`decode`], for what is secret: the bytes are wiped after use.
pub fn decode_wiped(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = without_white_space(text);
    let mut bytes = Zeroizing::new(vec![0; text.len().div_ceil(4) * 3]);
    let len = STANDARD.decode_slice(&*text, &mut bytes).ok()?;
    bytes.truncate(len);
    Some(bytes)
}

/// Characters of a line of a MIME body (RFC 2045, section 6.8, allows 76).
const LINE: usize = 64;

/// How many bytes [`push_lines`] appends.
pub fn lines_len(bytes: usize) -> usize {
    let characters = bytes.div_ceil(3) * 4;
    characters + characters.div_ceil(LINE) * 2
}

/// Appends the text of these bytes in lines of 64 characters, each ended by CR LF.
pub fn push_lines(bytes: &[u8], out: &mut SecretBuffer) {
    let mut line = [0; LINE];
    for chunk in bytes.chunks(LINE / 4 * 3) {
        // A chunk of 48 bytes is a line of 64 characters: there is room.
        let len = STANDARD.encode_slice(chunk, &mut line).unwrap_or_default();
        out.extend_from_slice(&line[..len]);
        out.extend_from_slice(b"\r\n");
    }
}

/// The bytes of a text in one of the two alphabets (sections 4 and 5) in which white space may stand, and which may lack its
/// padding or have bits after its last byte. They are wiped after use: private keys stand in such texts.
pub fn decode_tolerant(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let digits = without_white_space(text);
    let engine = if memchr::memchr2(b'-', b'_', &digits).is_some() { TOLERANT_URL_SAFE } else { TOLERANT_STANDARD };
    engine.decode(&*digits).ok().map(Zeroizing::new)
}

fn without_white_space(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    text.split(u8::is_ascii_whitespace).for_each(|piece| digits.extend_from_slice(piece));
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_alphabet_is_read_and_no_mixture() {
        assert_eq!(*decode_tolerant(b"+/+/").unwrap(), *decode_tolerant(b"-_ -_").unwrap());
        assert_eq!(decode_tolerant(b"+_+_"), None);
        assert_eq!(decode("-_-_"), None);
    }

    /// RFC 4648, section 10.
    #[test]
    fn the_published_values_go_both_ways() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), bytes.as_bytes());
            assert_eq!(*decode_tolerant(text.as_bytes()).unwrap(), bytes.as_bytes());
        }
        assert_eq!(encode_array(b"foob"), Some(*b"Zm9vYg=="));
        assert_eq!(encode_array::<7>(b"foob"), None);
        assert_eq!(encode_array::<12>(b"foob"), None);
    }

    #[test]
    fn white_space_may_stand_anywhere() {
        assert_eq!(decode(" Zm\r\n9v\tYg = =\n").unwrap(), b"foob");
        assert_eq!(*decode_tolerant(b" Zm\r\n9v\tYg = =\n").unwrap(), b"foob");
    }

    #[test]
    fn only_key_files_may_lack_padding_or_have_bits_too_many() {
        for text in ["Zm9vYg", "Zm9vYg=", "Zm9vYh=="] {
            assert_eq!(decode(text), None);
            assert_eq!(*decode_tolerant(text.as_bytes()).unwrap(), b"foob");
        }
    }

    #[test]
    fn what_is_not_base64_is_never_read() {
        for text in ["Zm9v-+==", "Zm9vYg===", "=Zm9v", "Zm=9v", "Zm9vY", "Zm9v!", "Zm9v\0", "Zm9vé"] {
            assert_eq!(decode(text), None, "{text}");
            assert_eq!(decode_tolerant(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn lines_are_written_that_are_read() {
        for len in [0, 1, 47, 48, 49, 96, 200] {
            let bytes: Vec<u8> = (0..len).collect();
            let mut out = SecretBuffer::new();
            push_lines(&bytes, &mut out);
            assert_eq!(out.len(), lines_len(bytes.len()));
            assert_eq!(*decode_wiped(&out).unwrap(), bytes);
            assert!(out.split(|byte| *byte == b'\n').all(|line| line.len() <= LINE + 1));
        }
        for text in [&b"YT1"[..], b"YT1i=", b"YT1i!", b"YT1iDQp="] {
            assert!(decode_wiped(text).is_none(), "{text:?}");
        }
    }
}
