//! `Retry-After` (RFC 9110, section 10.2.3): a number of seconds, or a date.

use std::time::{Duration, SystemTime};

use crate::{Moment, Timestamp};

/// Wish of a receiver for the next attempt, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// This long after the answer.
    Wait(Duration),
    /// Not before this time.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads the header's value; none if it is neither a number of seconds nor one of the three forms of an HTTP date.
    /// A number beyond 64 bits is the largest one.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim_matches([' ', '\t']);
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Wait(Duration::from_secs(value.parse().unwrap_or(u64::MAX))));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        let seconds = date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
        Timestamp::from_timestamp(i64::try_from(seconds).ok()?, 0).map(Self::At)
    }

    /// Time from the moment of the answer until the next attempt is wanted, at most `most`: what a receiver asks for may
    /// be anything.
    #[must_use]
    pub fn wait(self, moment: &Moment, most: Duration) -> Duration {
        match self {
            Self::Wait(wait) => wait.min(most),
            Self::At(time) => moment.until(time).min(most),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Monotonic;

    const DAY: Duration = Duration::from_secs(86_400);

    fn moment(seconds: i64) -> Moment {
        let now = Timestamp::from_timestamp(seconds, 0).unwrap();
        Moment { now, monotonic: Monotonic::default(), chance: 0.5 }
    }

    #[test]
    fn seconds_and_all_forms_of_a_date_are_read() {
        let date = RetryAfter::At(Timestamp::from_timestamp(784_111_777, 0).unwrap());
        for (text, read) in [
            ("0", RetryAfter::Wait(Duration::ZERO)),
            (" 120\t", RetryAfter::Wait(Duration::from_secs(120))),
            ("99999999999999999999999", RetryAfter::Wait(Duration::from_secs(u64::MAX))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", date),
            ("Sunday, 06-Nov-94 08:49:37 GMT", date),
            ("Sun Nov  6 08:49:37 1994", date),
        ] {
            assert_eq!(RetryAfter::parse(text), Some(read), "{text}");
        }
    }

    #[test]
    fn other_values_are_no_wish() {
        for text in ["", " ", "-1", "+1", "1.5", "1s", "soon", "Sun, 06 Nov 1994 08:49:37", "١٢"] {
            assert_eq!(RetryAfter::parse(text), None, "{text}");
        }
    }

    #[test]
    fn wait_is_bounded_and_a_past_date_is_none() {
        let read = |text: &str, now: i64| RetryAfter::parse(text).unwrap().wait(&moment(now), DAY);
        assert_eq!(read("30", 0), Duration::from_secs(30));
        assert_eq!(read("86401", 0), DAY);
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 - 60), Duration::from_secs(60));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 + 60), Duration::ZERO);
        assert_eq!(read("Fri, 31 Dec 9999 23:59:59 GMT", 0), DAY);
    }

    proptest! {
        #[test]
        fn any_header_waits_no_longer_than_allowed(value in "\\PC{0,40}|[0-9]{1,30}", now in 0..4_000_000_000_i64) {
            if let Some(read) = RetryAfter::parse(&value) {
                prop_assert!(read.wait(&moment(now), DAY) <= DAY);
            }
        }
    }
}
