//! Dates of certificates (RFC 5280, section 4.1.2.5; X.680, sections 46 and 47).

use crate::der::tag;
use crate::time::{days_from_civil, DAY};

/// A date of a certificate. Both ends of the validity are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// Unix seconds.
    Time(i64),
    /// It is no date: the thirteenth month, letters, a second 60.
    Unreadable,
}

impl Date {
    /// Unix seconds, if it can be read.
    pub fn time(self) -> Option<i64> {
        match self {
            Date::Time(time) => Some(time),
            Date::Unreadable => None,
        }
    }
}

/// Reads a UTCTime or GeneralizedTime. Seconds may be missing, fractions are dropped, an offset is converted.
pub(super) fn parse(tag: u8, text: &[u8]) -> Date {
    let year_digits = match tag {
        tag::UTC_TIME => 2,
        tag::GENERALIZED_TIME => 4,
        _ => return Date::Unreadable,
    };
    read_date(text, year_digits).map_or(Date::Unreadable, Date::Time)
}

fn read_date(text: &[u8], year_digits: usize) -> Option<i64> {
    let (year, mut rest) = number(text, year_digits)?;
    let mut pair = || {
        let (value, after) = number(rest, 2)?;
        rest = after;
        Some(value)
    };
    let (month, day, hour, minute) = (pair()?, pair()?, pair()?, pair()?);
    let (second, mut rest) = match number(rest, 2) {
        Some((second, after)) => (second, after),
        None => (0, rest),
    };
    // A UTCTime has no fraction (X.680, section 47.3), and DER marks one with a dot (X.690, section 11.7.4).
    if let (4, [b'.', fraction @ ..]) = (year_digits, rest) {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = fraction.get(digits..).filter(|_| digits > 0)?;
    }
    let offset = match rest {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), zone @ ..] if zone.len() == 4 => {
            let (hours, minutes) = (number(zone, 2)?.0, number(&zone[2..], 2)?.0);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (i64::from(hours) * 3600 + i64::from(minutes) * 60) * if *sign == b'+' { 1 } else { -1 }
        }
        _ => return None,
    };
    let year = match year_digits {
        2 if year >= 50 => year + 1900,
        2 => year + 2000,
        _ => year,
    };
    if year == 0 || hour > 23 || minute > 59 || second > 59 || !(1..=12).contains(&month) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 31,
    };
    if day == 0 || day > days {
        return None;
    }
    let of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(days_from_civil(i64::from(year), month, day) * DAY + of_day - offset)
}

/// So many decimal digits, and what follows.
fn number(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = text.split_at_checked(digits)?;
    let value =
        number.iter().try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))?;
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Date {
        parse(tag::UTC_TIME, text.as_bytes())
    }

    fn generalized(text: &str) -> Date {
        parse(tag::GENERALIZED_TIME, text.as_bytes())
    }

    #[test]
    fn dates_that_are_read() {
        assert_eq!(utc("700101000000Z"), Date::Time(0));
        assert_eq!(utc("500101000000Z"), Date::Time(-631_152_000));
        assert_eq!(utc("491231235959Z"), Date::Time(2_524_607_999));
        assert_eq!(utc("7001010000Z"), Date::Time(0));
        assert_eq!(utc("700101010000+0100"), Date::Time(0));
        assert_eq!(utc("6912312330-0030"), Date::Time(0));
        assert_eq!(utc("000229000000Z"), Date::Time(951_782_400));
        assert_eq!(generalized("19700101000000.999Z"), Date::Time(0));
        assert_eq!(generalized("19700101000000.5+0100"), Date::Time(-3600));
        assert_eq!(generalized("99991231235959Z"), Date::Time(253_402_300_799));
    }

    #[test]
    fn dates_that_are_not() {
        for text in [
            "",
            "Z",
            "701301000000Z",
            "700001000000Z",
            "700100000000Z",
            "700132000000Z",
            "010229000000Z",
            "700431000000Z",
            "700101240000Z",
            "700101006000Z",
            "700101000060Z",
            "70010100000aZ",
            "700101000000",
            "700101000000z",
            "700101000000ZZ",
            " 700101000000Z",
            "700101000000+2400",
            "700101000000+0060",
            "700101000000+01",
            "700101000000.Z",
            "70+1+1000000Z",
            "700101000Z",
            "19700101000000Z",
            "700101000000.5Z",
            "700101000000,5Z",
            "7001010000.5Z",
        ] {
            assert_eq!(utc(text), Date::Unreadable, "{text}");
        }
        for text in [
            "00000101000000Z",
            "19000229000000Z",
            "700101000000Z",
            "1970010100Z",
            "19701301000000Z",
            "19700101000000,5Z",
            "19700101000000.Z",
            "19700101000000.5",
            "19700101000000.5.5Z",
        ] {
            assert_eq!(generalized(text), Date::Unreadable, "{text}");
        }
        assert_eq!(parse(tag::INTEGER, b"700101000000Z"), Date::Unreadable);
    }
}
