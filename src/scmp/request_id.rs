//! The id of a request: 22 digits, unique in the client's domain, hard to predict (draft-arnold-scmp-08, section 4.2.4).

use std::fmt;

use crate::crypto::random;
use crate::error::Result;

/// An SCMP-request-id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId([u8; RequestId::LEN]);

impl RequestId {
    /// Digits of an id.
    pub const LEN: usize = 22;

    /// Reads 22 digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<RequestId> {
        let digits = <[u8; RequestId::LEN]>::try_from(text.as_bytes()).ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(RequestId(digits))
    }

    /// A new id: the time in 10 digits, and 12 random ones (40 bits), so that hosts behind one address, and processes that
    /// start together, don't meet.
    pub fn generate(now: i64) -> Result<RequestId> {
        const MOST: u64 = 1_000_000_000_000;
        let random = loop {
            let number = u64::from_le_bytes(*random::<8>()?);
            // What lies behind the last whole multiple would make some ids likelier than others.
            if number < u64::MAX / MOST * MOST {
                break number % MOST;
            }
        };
        let time = now.rem_euclid(10_000_000_000);
        let mut digits = [0; RequestId::LEN];
        digits.copy_from_slice(format!("{time:010}{random:012}").as_bytes());
        Ok(RequestId(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_22_digits() {
        assert_eq!(RequestId::parse("0917293049096167904518").unwrap().to_string(), "0917293049096167904518");
        for bad in
            ["", "091729304909616790451", "09172930490961679045180", "091729304909616790451x", "-917293049096167904518"]
        {
            assert_eq!(RequestId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_new_id_begins_with_the_time_and_goes_on_at_random() {
        let one = RequestId::generate(917_293_049).unwrap();
        let other = RequestId::generate(917_293_049).unwrap();
        assert_eq!(&one.as_str()[..10], "0917293049");
        assert_ne!(one, other);
        assert_eq!(RequestId::parse(one.as_str()), Some(one));
        assert_eq!(&RequestId::generate(-1).unwrap().as_str()[..10], "9999999999");
    }
}
