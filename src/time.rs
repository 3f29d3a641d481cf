//! The time, and its written form.

use std::time::{SystemTime, UNIX_EPOCH};

/// Stands for "now" where a time in Unix seconds is asked for.
pub const CYBSIGN_NOW: i64 = i64::MIN;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// What tells the time: the system, unless a time is given, so that results can be told beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(Option<i64>);

impl Clock {
    /// The system's clock.
    pub const SYSTEM: Clock = Clock(None);

    /// A clock that stands still.
    pub fn at(time: i64) -> Clock {
        Clock(Some(time))
    }

    /// The time in Unix seconds.
    pub fn now(self) -> i64 {
        self.0.unwrap_or_else(system_time)
    }
}

fn system_time() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    }
}

/// `time`, or the present time where it is [`CYBSIGN_NOW`].
pub fn resolve(time: i64) -> i64 {
    match time {
        CYBSIGN_NOW => Clock::SYSTEM.now(),
        time => time,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
pub fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    // Counted from 1 March, so that the leap day is the last of its year; an era is 400 years.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date that is so many days after 1970-01-01: year, month, day.
pub fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u32, day as u32)
}

/// RFC 3339 in UTC, as in `2026-11-21T08:09:10Z`.
pub fn rfc3339(time: i64) -> String {
    let (year, month, day) = civil_from_days(time.div_euclid(DAY));
    let second = time.rem_euclid(DAY);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_tells_the_time_that_it_was_given() {
        assert_eq!(Clock::at(7).now(), 7);
        assert_eq!(resolve(7), 7);
        let before = Clock::SYSTEM.now();
        let now = resolve(CYBSIGN_NOW);
        // Since this was written; clocks go on.
        assert!(before > 1_700_000_000 && (before..before + 3600).contains(&now));
    }

    #[test]
    fn dates_go_both_ways() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(253_402_300_799), "9999-12-31T23:59:59Z");
        for day in (-800_000..3_000_000).step_by(97) {
            let (year, month, day_of_month) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, day_of_month), day);
        }
    }
}
