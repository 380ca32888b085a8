//! What can be set.

use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;
use linekeeper_domain::access::{SignInThrottle, VisitPolicy};

/// Who is let in, how long, and how often.
#[derive(Debug, Clone)]
pub struct AccessSettings {
    /// Where the service is reached from outside, for example `https://line.example.com`; where a request says it was sent to
    /// when absent.
    pub public_url: Option<String>,
    /// Pages of these origins may open a WebSocket, beside our own.
    pub origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long an onboarding link counts where its maker does not say.
    pub link_lifetime: Duration,
    /// How long visits to the dashboard last.
    pub visits: VisitPolicy,
    /// How failed sign-ins are slowed down.
    pub throttle: SignInThrottle,
    /// Whether `/metrics` is for everybody.
    pub open_metrics: bool,
    /// How often somebody may ask.
    pub limits: LimitSettings,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            public_url: None,
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            link_lifetime: Duration::from_secs(15 * 60),
            visits: VisitPolicy::default(),
            throttle: SignInThrottle::default(),
            open_metrics: false,
            limits: LimitSettings::default(),
        }
    }
}

/// How often requests come, and how many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_second: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

/// The bounds on requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitSettings {
    /// Of one address (of one /64 network, for IPv6).
    pub address: Rate,
    /// With one key, visit or link.
    pub key: Rate,
    /// About one company.
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
