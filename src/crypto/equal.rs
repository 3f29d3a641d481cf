//! Comparison in constant time.

/// Whether two texts are the same. How long it takes depends on their lengths and on nothing else.
pub fn equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && openssl::memcmp::eq(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_every_byte_count() {
        assert!(equal(b"", b"") && equal(b"abc", b"abc"));
        for (one, other) in [("abc", "ab"), ("ab", "abc"), ("", "a"), ("abc", "Abc"), ("abc", "abC")] {
            assert!(!equal(one.as_bytes(), other.as_bytes()));
        }
    }
}
