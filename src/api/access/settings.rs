//! Settings of access control.

use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;
use linekeeper_domain::access::{DashboardSessionPolicy, SignInThrottle};

/// Settings of authentication, expiries and rate limits.
#[derive(Debug, Clone)]
pub struct AccessSettings {
    /// External base URL of the service, for example `https://line.example.com`. When absent, the `Host` header of each
    /// request is used.
    pub public_url: Option<String>,
    /// Origins, beside our own, whose pages may open a WebSocket.
    pub origins: Vec<String>,
    /// Networks of proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Lifetime of an onboarding link whose creator does not set one.
    pub link_lifetime: Duration,
    /// Lifetimes of dashboard sessions.
    pub visits: DashboardSessionPolicy,
    /// Pauses after failed sign-ins.
    pub throttle: SignInThrottle,
    /// Whether `/metrics` needs no authentication.
    pub open_metrics: bool,
    /// Rate limits.
    pub limits: LimitSettings,
}

impl AccessSettings {
    /// Longest lifetime of an onboarding link: a week, which a salon's owner may need to find time.
    pub const LONGEST_LINK: Duration = Duration::from_secs(7 * 24 * 3600);
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            public_url: None,
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            link_lifetime: Duration::from_secs(24 * 3600),
            visits: DashboardSessionPolicy::default(),
            throttle: SignInThrottle::default(),
            open_metrics: false,
            limits: LimitSettings::default(),
        }
    }
}

/// Rate limit: sustained rate and burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Sustained rate, in requests per second.
    pub per_second: NonZeroU32,
    /// Number of requests admitted at once.
    pub burst: NonZeroU32,
}

/// Rate limits of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitSettings {
    /// For each address (for IPv6: each /64 network).
    pub address: Rate,
    /// For each API key, dashboard session or onboarding link.
    pub key: Rate,
    /// For each company.
    pub company: Rate,
}

impl Default for LimitSettings {
    fn default() -> Self {
        let rate = |per_second, burst| Rate {
            per_second: NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN),
            burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
        };
        Self { address: rate(100, 300), key: rate(100, 300), company: rate(10, 60) }
    }
}
