//! Rate limits by address, by credential and by company. The algorithm (GCRA) is governor's.

use std::hash::Hash;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use linekeeper_domain::CompanyId;
use linekeeper_domain::access::{AccessId, network_of};

use super::settings::{LimitSettings, Rate};

/// Number of checks after which keys without recent requests are removed.
const SWEEP_EVERY: u32 = 4096;

/// Rate limits for each address, credential and company.
pub(super) struct Limits {
    addresses: Bound<IpAddr>,
    credentials: Bound<AccessId>,
    companies: Bound<CompanyId>,
}

impl Limits {
    pub(super) fn new(settings: &LimitSettings) -> Self {
        Self {
            addresses: Bound::new(settings.address),
            credentials: Bound::new(settings.key),
            companies: Bound::new(settings.company),
        }
    }

    pub(super) fn address(&self, address: IpAddr) -> Result<(), Duration> {
        self.addresses.admit(&network_of(address))
    }

    pub(super) fn credential(&self, id: &AccessId) -> Result<(), Duration> {
        self.credentials.admit(id)
    }

    pub(super) fn company(&self, company: &CompanyId) -> Result<(), Duration> {
        self.companies.admit(company)
    }
}

struct Bound<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    asked: AtomicU32,
}

impl<K: Hash + Eq + Clone> Bound<K> {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default(), asked: AtomicU32::new(0) }
    }

    /// Counts a request. `Err` is the time until the next one is admitted.
    fn admit(&self, key: &K) -> Result<(), Duration> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|refused| refused.wait_time_from(self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn slow(burst: u32) -> Rate {
        Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(burst).unwrap() }
    }

    #[test]
    fn burst_is_admitted_and_the_next_request_gets_a_wait() {
        let limits = Limits::new(&LimitSettings { company: slow(3), ..LimitSettings::default() });
        let (one, other) = ("1".parse().unwrap(), "2".parse().unwrap());
        for _ in 0..3 {
            assert_eq!(limits.company(&one), Ok(()));
        }
        let wait = limits.company(&one).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        assert_eq!(limits.company(&other), Ok(()), "another company is not its neighbour's fault");
    }

    #[test]
    fn addresses_of_one_ipv6_network_share_a_limit() {
        let limits = Limits::new(&LimitSettings { address: slow(1), ..LimitSettings::default() });
        assert_eq!(limits.address("2001:db8::1".parse().unwrap()), Ok(()));
        assert!(limits.address("2001:db8::2".parse().unwrap()).is_err());
        assert_eq!(limits.address("2001:db8:0:1::1".parse().unwrap()), Ok(()));
        assert_eq!(limits.address("192.0.2.1".parse().unwrap()), Ok(()));
        assert!(limits.address("::ffff:192.0.2.1".parse().unwrap()).is_err());
    }
}
