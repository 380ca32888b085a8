//! Failed sign-ins, by address: each makes the next one wait longer.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_domain::access::SignInThrottle;

/// What is remembered of an address, and how many of them at most.
const REMEMBERED_FOR: Duration = Duration::from_secs(3600);
const REMEMBERED: usize = 10_000;

pub(crate) struct SignIns {
    throttle: SignInThrottle,
    failures: Mutex<HashMap<IpAddr, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl SignIns {
    pub(super) fn new(throttle: SignInThrottle) -> Self {
        Self { throttle, failures: Mutex::default() }
    }

    /// `Err` with the time until the address is heard again.
    pub(crate) fn may_try(&self, address: IpAddr, now: Timestamp) -> Result<(), Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = failures.get(&address) else { return Ok(()) };
        let heard_at = known.last + self.throttle.pause(known.count);
        match (heard_at - now).to_std() {
            Ok(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// It failed once more.
    pub(crate) fn failed(&self, address: IpAddr, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|_, known| now < known.last + REMEMBERED_FOR);
        // Somebody with more addresses than that is bounded by the rate of requests alone.
        if failures.len() < REMEMBERED || failures.contains_key(&address) {
            let known = failures.entry(address).or_insert(Failures { count: 0, last: now });
            *known = Failures { count: known.count.saturating_add(1), last: now };
        }
    }

    /// What was before does not count any more.
    pub(crate) fn succeeded(&self, address: IpAddr) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(&address);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn an_address_that_fails_waits_and_one_that_succeeds_does_not() {
        let (sign_ins, now) = (SignIns::new(SignInThrottle::default()), Timestamp::UNIX_EPOCH);
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..5 {
            sign_ins.failed(one, now);
        }
        assert_eq!(sign_ins.may_try(one, now), Err(Duration::from_secs(2)));
        assert_eq!(sign_ins.may_try(one, now + TimeDelta::seconds(2)), Ok(()));
        assert_eq!(sign_ins.may_try(other, now), Ok(()));
        sign_ins.succeeded(one);
        assert_eq!(sign_ins.may_try(one, now), Ok(()));
    }
}
