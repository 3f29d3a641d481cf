//! Decimal numbers as amounts are written, calculated exactly: never in binary fractions.

use std::fmt;

/// A decimal number from 0. Sums and products are exact, or there is none.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// The number without its point.
    units: u128,
    /// How many digits stand behind the point.
    scale: u32,
}

/// More digits than this are no amount.
const MAX_DIGITS: usize = 30;

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal { units: 0, scale: 0 };

    /// Reads digits, which may have a point with digits on both sides of it; `None` for anything else: a sign, an exponent,
    /// a group separator, a blank, or more than 30 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let digits = || whole.bytes().chain(fraction.bytes());
        if whole.is_empty() || whole.len() + fraction.len() > MAX_DIGITS || !digits().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let units = digits().fold(0u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
        Some(Decimal { units, scale: u32::try_from(fraction.len()).ok()? })
    }

    /// The sum; `None` where it has too many digits.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        Some(Decimal { units: self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?, scale })
    }

    /// The product with a whole number; `None` where it has too many digits.
    pub fn checked_times(self, count: u64) -> Option<Decimal> {
        Some(Decimal { units: self.units.checked_mul(u128::from(count))?, scale: self.scale })
    }

    /// The units if so many digits, at least its own, stood behind the point.
    fn at_scale(self, scale: u32) -> Option<u128> {
        self.units.checked_mul(10u128.checked_pow(scale - self.scale)?)
    }
}

impl PartialEq for Decimal {
    /// By value: 1.0 is 1.00.
    fn eq(&self, other: &Decimal) -> bool {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(one), Some(other)) => one == other,
            // One that has no room for the other's digits is larger than anything that the other can be.
            _ => false,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.units, width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        match fraction {
            "" => f.write_str(whole),
            _ => write!(f, "{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn what_is_read_is_written_alike() {
        for text in ["0", "0.00", "7", "10.00", "0.001", "123456789012345.99", "999999999999999999999999999999"] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("007.50").to_string(), "7.50");
        let many = "1".repeat(31);
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1 ", "1.2.3", "\u{661}", "0x1", &many] {
            assert_eq!(Decimal::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn sums_and_products_are_exact() {
        let sum = |one: &str, other: &str| decimal(one).checked_add(decimal(other)).unwrap().to_string();
        assert_eq!(sum("0.1", "0.2"), "0.3");
        assert_eq!(sum("10", "0.005"), "10.005");
        assert_eq!(sum("0.99", "0.01"), "1.00");
        assert_eq!(decimal("0.10").checked_times(3).unwrap().to_string(), "0.30");
        assert_eq!(decimal("19.99").checked_times(0).unwrap().to_string(), "0.00");
        let mut most = decimal("999999999999999999999999999999");
        while let Some(more) = most.checked_times(u64::MAX) {
            most = more;
        }
        assert_eq!(most.checked_times(u64::MAX), None);
        assert_eq!(most.checked_add(decimal("0.00000000000000000000000000001")), None);
    }

    #[test]
    fn equal_values_are_equal_however_they_are_written() {
        assert_eq!(decimal("1.0"), decimal("1.00"));
        assert_ne!(decimal("1.0"), decimal("1.01"));
        assert_ne!(decimal("999999999999999999999999999999"), decimal("0.00000000000000000000000000001"));
    }
}
