//! Hexadecimal digits (RFC 4648, section 8): written in lower case, as fingerprints are; read in either.

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

/// The bytes of hexadecimal digits; `None` for anything else, and for an odd number of them. They are written once, into room
/// for all of them, so that the caller can wipe them.
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for pair in digits.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_both_ways() {
        assert_eq!(hex(&[]), "");
        assert_eq!(hex(&[0x00, 0x0f, 0xa9, 0xff]), "000fa9ff");
        assert_eq!(from_hex("000fa9fF"), Some(vec![0x00, 0x0f, 0xa9, 0xff]));
        assert_eq!(from_hex(""), Some(Vec::new()));
        for bad in ["0", "000", "0g", " 00", "0 0", "+1", "0x00", "é"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
