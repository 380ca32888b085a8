//! Throttle of failed sign-ins: each failure lengthens the pause before the next attempt. Failures are counted by
//! network and by the public id of the key that was tried, so that guessing at a key does not lock out others, even
//! behind the same address.

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linekeeper_domain::Monotonic;
use linekeeper_domain::access::{AccessId, SignInThrottle, network_of};
use lru::LruCache;

/// Number of entries kept; the oldest are dropped first, and such callers are bounded by the rate limits alone.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();
/// Time for which failures are remembered.
const REMEMBERED_FOR: Duration = Duration::from_secs(3600);

/// Key of the counter: network, and id of the key that was tried, if it looks like a key.
type Who = (IpAddr, Option<AccessId>);

pub(crate) struct SignIns {
    throttle: SignInThrottle,
    failures: Mutex<LruCache<Who, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Monotonic,
}

impl SignIns {
    pub(super) fn new(throttle: SignInThrottle) -> Self {
        Self { throttle, failures: Mutex::new(LruCache::new(REMEMBERED)) }
    }

    /// Starts an attempt, which counts as failed until [`Self::succeeded`]: of many concurrent attempts each waits for
    /// those before it. `Err` is the time until the next attempt is accepted.
    pub(crate) fn begin(&self, address: IpAddr, key: Option<AccessId>, now: Monotonic) -> Result<(), Duration> {
        let mut failures = self.lock();
        let who = (network_of(address), key);
        let known = failures.get(&who).copied().filter(|known| now.since(known.last) < REMEMBERED_FOR);
        let count = known.map_or(0, |known| known.count);
        if let Some(known) = known {
            let wait = self.throttle.pause(count).saturating_sub(now.since(known.last));
            if !wait.is_zero() {
                return Err(wait);
            }
        }
        failures.put(who, Failures { count: count.saturating_add(1), last: now });
        Ok(())
    }

    /// Forgets the failures.
    pub(crate) fn succeeded(&self, address: IpAddr, key: Option<AccessId>) {
        self.lock().pop(&(network_of(address), key));
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<Who, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> Option<AccessId> {
        Some(AccessId::from_random([byte; AccessId::LENGTH]))
    }

    #[test]
    fn failures_delay_sign_ins_with_the_same_key_until_one_succeeds() {
        let (sign_ins, now) = (SignIns::new(SignInThrottle::default()), Monotonic::default());
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..4 {
            assert_eq!(sign_ins.begin(one, id(1), now), Ok(()));
        }
        assert_eq!(sign_ins.begin(one, id(1), now), Err(Duration::from_secs(1)));
        assert_eq!(sign_ins.begin(one, id(2), now), Ok(()));
        assert_eq!(sign_ins.begin(other, id(1), now), Ok(()));
        let later = now.after(Duration::from_secs(1));
        assert_eq!(sign_ins.begin(one, id(1), later), Ok(()));
        assert_eq!(sign_ins.begin(one, id(1), later), Err(Duration::from_secs(2)));
        sign_ins.succeeded(one, id(1));
        assert_eq!(sign_ins.begin(one, id(1), later), Ok(()));
    }

    #[test]
    fn addresses_of_one_ipv6_network_share_failures() {
        let (sign_ins, now) = (SignIns::new(SignInThrottle::default()), Monotonic::default());
        let tries = (1..=9).map(|n| sign_ins.begin(format!("2001:db8::{n}").parse().unwrap(), id(1), now));
        assert_eq!(tries.filter(Result::is_ok).count(), 4);
    }
}
