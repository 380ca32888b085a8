//! Section `[access]`.

use std::time::Duration;

use ipnet::IpNet;
use linekeeper_api::{AccessSettings, LimitSettings};
use linekeeper_domain::access::{DashboardSessionPolicy, SignInThrottle};
use linekeeper_web::is_origin;
use serde::Deserialize;

use super::list::listed;
use super::range::{MOST_SECONDS, within};

/// Authentication: allowed origins and proxies, and lifetimes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AccessSection {
    /// URL at which the service is reached from outside, for example `https://line.example.com`; the start of
    /// onboarding links.
    pub(crate) public_url: Option<String>,
    /// Origins whose pages may open WebSockets, beside the service's own: a list, or one text separated by commas.
    #[serde(deserialize_with = "listed")]
    pub(crate) origins: Vec<String>,
    /// Origins whose pages may show the onboarding page in a frame.
    #[serde(deserialize_with = "listed")]
    pub(crate) frame_ancestors: Vec<String>,
    /// Proxies (addresses or networks) whose `X-Forwarded-For` is trusted.
    #[serde(deserialize_with = "listed")]
    pub(crate) trusted_proxies: Vec<String>,
    /// Default lifetime of an onboarding link, in seconds: a week at most.
    pub(crate) link_seconds: u64,
    /// Idle timeout of a dashboard session, in seconds since its last request.
    pub(crate) visit_idle_seconds: u64,
    /// Lifetime of a dashboard session, in seconds since the sign-in.
    pub(crate) visit_seconds: u64,
    /// Interval of the check whether what an open WebSocket is authenticated with was revoked, in seconds.
    pub(crate) recheck_seconds: u64,
    /// Whether `/metrics` needs no authentication; otherwise it needs `sessions:read`.
    pub(crate) open_metrics: bool,
}

impl Default for AccessSection {
    fn default() -> Self {
        let AccessSettings { link_lifetime, visits: DashboardSessionPolicy { idle, absolute }, .. } =
            AccessSettings::default();
        Self {
            public_url: None,
            origins: Vec::new(),
            frame_ancestors: Vec::new(),
            trusted_proxies: Vec::new(),
            link_seconds: link_lifetime.as_secs(),
            visit_idle_seconds: idle.as_secs(),
            visit_seconds: absolute.as_secs(),
            recheck_seconds: 30,
            open_metrics: false,
        }
    }
}

impl AccessSection {
    pub(crate) fn settings(&self, limits: LimitSettings) -> Result<AccessSettings, String> {
        Ok(AccessSettings {
            public_url: self.public_url.clone(),
            origins: self.origins.clone(),
            trusted_proxies: self.trusted_proxies.iter().map(|text| network(text)).collect::<Result<_, _>>()?,
            link_lifetime: Duration::from_secs(self.link_seconds),
            visits: DashboardSessionPolicy {
                idle: Duration::from_secs(self.visit_idle_seconds),
                absolute: Duration::from_secs(self.visit_seconds),
            },
            throttle: SignInThrottle::default(),
            open_metrics: self.open_metrics,
            limits,
        })
    }

    pub(super) fn check(&self) -> Result<(), String> {
        within("access.link_seconds", self.link_seconds, 1..=AccessSettings::LONGEST_LINK.as_secs())?;
        within("access.recheck_seconds", self.recheck_seconds, 1..=MOST_SECONDS)?;
        // The last request of a dashboard session is recorded to the minute.
        if self.visit_idle_seconds < 120 || self.visit_seconds < self.visit_idle_seconds {
            return Err("access.visit_idle_seconds is at least 120 and not more than access.visit_seconds".to_owned());
        }
        if self.visit_seconds > 30 * 86_400 {
            return Err("access.visit_seconds is at most 2592000".to_owned());
        }
        for origin in self.origins.iter().chain(&self.frame_ancestors).chain(&self.public_url) {
            is_origin(origin)
                .then_some(())
                .ok_or_else(|| format!("access: {origin} is no origin, write it as https://host"))?;
        }
        self.settings(LimitSettings::default()).map(drop)
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let parsed = text.parse::<IpNet>().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
    parsed.map_err(|_| format!("access.trusted_proxies: {text} is neither an address nor a network"))
}
