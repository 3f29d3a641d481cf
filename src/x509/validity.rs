//! How a certificate stands in time: the one judgement of its dates.

use super::date::{self, Date};
use crate::der::Element;
use crate::time::DAY;

/// A fresh key may be so much too young: clocks differ.
const CLOCK_SKEW: i64 = 300;

/// From when until when a certificate is valid; both ends are inclusive (RFC 5280, section 4.1.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// From when.
    pub not_before: Date,
    /// Until when.
    pub not_after: Date,
}

/// How a certificate stands at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is valid.
    Valid,
    /// It is not valid yet, by more than clocks differ.
    NotYetValid {
        /// From when it is, in Unix seconds.
        not_before: i64,
    },
    /// It is valid no more.
    Expired {
        /// Until when it was, in Unix seconds.
        not_after: i64,
    },
    /// A date can't be read, which is never good news.
    Unreadable,
}

/// How a certificate stands, and whether its successor is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum ExpiryState {
    /// Valid, and not near its end.
    Ok = 0,
    /// Valid, but it ends within the days of warning.
    Warning = 1,
    /// Past its end.
    Expired = 2,
    /// A date can't be read.
    Unreadable = 3,
    /// Before its beginning, by more than clocks differ.
    NotYetValid = 4,
}

/// The state and the whole days that are left, rounded down; 0 where a date can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// The state.
    pub state: ExpiryState,
    /// Days until the end; negative after it.
    pub days_left: i64,
}

impl Validity {
    /// From a Validity of a certificate. Of one that holds more than two times nobody knows which count, so that neither can
    /// be read.
    pub(super) fn parse(validity: &Element<'_>) -> Validity {
        let mut reader = validity.children();
        let mut date = || reader.element().map_or(Date::Unreadable, |time| date::parse(time.tag, time.body));
        let (not_before, not_after) = (date(), date());
        match reader.is_empty() {
            true => Validity { not_before, not_after },
            false => Validity { not_before: Date::Unreadable, not_after: Date::Unreadable },
        }
    }

    /// Both ends in Unix seconds; `None` where one can't be read.
    pub fn times(&self) -> Option<(i64, i64)> {
        Some((self.not_before.time()?, self.not_after.time()?))
    }

    /// How the certificate stands at this time.
    pub fn at(&self, now: i64) -> Standing {
        match self.times() {
            None => Standing::Unreadable,
            Some((_, not_after)) if now > not_after => Standing::Expired { not_after },
            Some((not_before, _)) if !self.has_begun(now) => Standing::NotYetValid { not_before },
            Some(_) => Standing::Valid,
        }
    }

    /// Whether its beginning is past, but for what clocks differ. A certificate whose end lies before its beginning may have
    /// expired and not begun.
    pub fn has_begun(&self, now: i64) -> bool {
        self.not_before.time().is_some_and(|not_before| now >= not_before.saturating_sub(CLOCK_SKEW))
    }

    /// Whole days until the end, rounded down; negative after it. `None` where a date can't be read.
    pub fn days_left(&self, now: i64) -> Option<i64> {
        self.times().map(|(_, not_after)| not_after.saturating_sub(now).div_euclid(DAY))
    }

    /// How the certificate stands; the warning comes when `warn_days` days or less are left.
    pub fn expiry(&self, now: i64, warn_days: i64) -> Expiry {
        let ends_soon = |not_after: i64| not_after.saturating_sub(now) <= warn_days.saturating_mul(DAY);
        let state = match self.at(now) {
            Standing::Valid if self.not_after.time().is_some_and(ends_soon) => ExpiryState::Warning,
            Standing::Valid => ExpiryState::Ok,
            Standing::NotYetValid { .. } => ExpiryState::NotYetValid,
            Standing::Expired { .. } => ExpiryState::Expired,
            Standing::Unreadable => ExpiryState::Unreadable,
        };
        Expiry { state, days_left: self.days_left(now).unwrap_or(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: i64 = 1_000_000;
    const UNTIL: i64 = FROM + 100 * DAY;

    fn validity(not_before: i64, not_after: i64) -> Validity {
        Validity { not_before: Date::Time(not_before), not_after: Date::Time(not_after) }
    }

    #[test]
    fn both_ends_are_inclusive_and_clocks_differ() {
        let validity = validity(FROM, UNTIL);
        for (now, standing) in [
            (i64::MIN, Standing::NotYetValid { not_before: FROM }),
            (FROM - CLOCK_SKEW - 1, Standing::NotYetValid { not_before: FROM }),
            (FROM - CLOCK_SKEW, Standing::Valid),
            (UNTIL, Standing::Valid),
            (UNTIL + 1, Standing::Expired { not_after: UNTIL }),
            (i64::MAX, Standing::Expired { not_after: UNTIL }),
        ] {
            assert_eq!(validity.at(now), standing, "{now}");
        }
    }

    #[test]
    fn days_are_whole_ones_rounded_down() {
        let validity = validity(FROM, UNTIL);
        for (now, days) in [(UNTIL, 0), (UNTIL - DAY + 1, 0), (UNTIL - DAY, 1), (UNTIL + 1, -1), (UNTIL + DAY + 1, -2)]
        {
            assert_eq!(validity.days_left(now), Some(days));
        }
    }

    #[test]
    fn the_warning_comes_on_its_day() {
        let validity = validity(FROM, UNTIL);
        let state = |now, warn_days| validity.expiry(now, warn_days).state;
        assert_eq!(state(UNTIL - 10 * DAY, 10), ExpiryState::Warning);
        assert_eq!(state(UNTIL - 10 * DAY - 1, 10), ExpiryState::Ok);
        assert_eq!(state(UNTIL, 0), ExpiryState::Warning);
        assert_eq!(state(FROM, i64::MAX), ExpiryState::Warning);
        assert_eq!(validity.expiry(FROM - DAY, 10), Expiry { state: ExpiryState::NotYetValid, days_left: 101 });
        assert_eq!(validity.expiry(UNTIL + 1, 10), Expiry { state: ExpiryState::Expired, days_left: -1 });
    }

    #[test]
    fn one_date_that_cannot_be_read_is_enough() {
        for dates in [(Date::Unreadable, Date::Time(UNTIL)), (Date::Time(FROM), Date::Unreadable)] {
            let validity = Validity { not_before: dates.0, not_after: dates.1 };
            for now in [i64::MIN, FROM, UNTIL + 1] {
                assert_eq!(validity.at(now), Standing::Unreadable);
                assert_eq!(validity.expiry(now, 10), Expiry { state: ExpiryState::Unreadable, days_left: 0 });
            }
        }
    }

    #[test]
    fn an_end_before_the_beginning_is_never_valid() {
        let validity = validity(UNTIL, FROM);
        for now in [FROM - 1, FROM + 1, UNTIL - CLOCK_SKEW, UNTIL + 1] {
            assert_ne!(validity.at(now), Standing::Valid);
        }
        assert!(!validity.has_begun(FROM + 1) && validity.has_begun(UNTIL - CLOCK_SKEW));
    }

    #[test]
    fn no_time_overflows() {
        for (from, until) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (i64::MIN, i64::MIN), (i64::MAX, i64::MAX)] {
            for now in [i64::MIN, 0, i64::MAX] {
                for warn_days in [0, i64::MAX] {
                    validity(from, until).expiry(now, warn_days);
                }
            }
        }
    }
}
