//! Character strings of ASN.1 as text.

use super::reader::tag;

/// The text of a character string with this identifier octet; `None` where it is none. Bytes that are not in the string's
/// encoding become U+FFFD.
pub fn string_text(tag: u8, body: &[u8]) -> Option<String> {
    match tag {
        // UTF8String, and those whose characters are ASCII or are taken for it.
        tag::UTF8_STRING | tag::NUMERIC_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING | tag::VISIBLE_STRING => {
            Some(String::from_utf8_lossy(body).into_owned())
        }
        tag::T61_STRING => Some(match std::str::from_utf8(body) {
            Ok(text) => text.to_owned(),
            Err(_) => body.iter().map(|byte| char::from(*byte)).collect(),
        }),
        tag::BMP_STRING => Some(bmp_text(body)),
        tag::UNIVERSAL_STRING => {
            let character = |unit: &[u8]| {
                let code = unit.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            };
            Some(body.chunks_exact(4).map(character).collect())
        }
        _ => None,
    }
}

/// The text of a BMPString; surrogate pairs are joined.
fn bmp_text(body: &[u8]) -> String {
    let units = body.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_string_has_its_own_encoding() {
        let text = |tag, body: &[u8]| string_text(tag, body).unwrap();
        assert_eq!(text(tag::UTF8_STRING, "Händler".as_bytes()), "Händler");
        assert_eq!(text(tag::PRINTABLE_STRING, b"a\xff"), "a\u{fffd}");
        assert_eq!(text(tag::T61_STRING, b"H\xe4ndler"), "Händler");
        assert_eq!(text(tag::BMP_STRING, &[0, b'a', 0xd8, 0x3d, 0xde, 0x00]), "a\u{1f600}");
        assert_eq!(text(tag::BMP_STRING, &[0xd8, 0x3d, 0, b'a']), "\u{fffd}a");
        assert_eq!(text(tag::UNIVERSAL_STRING, &[0, 1, 0xf6, 0, 0, 0x11, 0, 0]), "\u{1f600}\u{fffd}");
        assert_eq!(string_text(tag::OCTET_STRING, b"a"), None);
    }
}
