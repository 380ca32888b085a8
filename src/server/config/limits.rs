//! Section `[limits]`.

use std::num::NonZeroU32;

use linekeeper_api::{LimitSettings, Rate};
use serde::Deserialize;

/// Rate limits and the largest numbers of WebSockets. Requests beyond a limit are answered 429, sockets are closed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LimitsSection {
    /// Requests per second from one address: sustained rate and burst.
    pub(crate) address_per_second: u32,
    pub(crate) address_burst: u32,
    /// Requests per second with one API key, dashboard session or onboarding link.
    pub(crate) key_per_second: u32,
    pub(crate) key_burst: u32,
    /// Requests per second about one company.
    pub(crate) company_per_second: u32,
    pub(crate) company_burst: u32,
    /// WebSockets of the whole process, of one company, and from one address.
    pub(crate) sockets: usize,
    pub(crate) sockets_per_company: usize,
    pub(crate) sockets_per_address: usize,
    /// Event streams of the whole process.
    pub(crate) streams: usize,
    /// Frames per second of one WebSocket.
    pub(crate) frames_per_second: u32,
    pub(crate) frames_burst: u32,
}

impl Default for LimitsSection {
    fn default() -> Self {
        let LimitSettings { address, key, company } = LimitSettings::default();
        Self {
            address_per_second: address.per_second.get(),
            address_burst: address.burst.get(),
            key_per_second: key.per_second.get(),
            key_burst: key.burst.get(),
            company_per_second: company.per_second.get(),
            company_burst: company.burst.get(),
            sockets: 20_000,
            sockets_per_company: 20,
            sockets_per_address: 200,
            streams: 200,
            frames_per_second: 10,
            frames_burst: 30,
        }
    }
}

impl LimitsSection {
    pub(crate) fn requests(&self) -> Result<LimitSettings, String> {
        let rate = |per_second, burst| {
            let (per_second, burst) = (NonZeroU32::new(per_second), NonZeroU32::new(burst));
            let rate = per_second.zip(burst).map(|(per_second, burst)| Rate { per_second, burst });
            rate.ok_or_else(|| "limits: every rate and burst is at least 1".to_owned())
        };
        Ok(LimitSettings {
            address: rate(self.address_per_second, self.address_burst)?,
            key: rate(self.key_per_second, self.key_burst)?,
            company: rate(self.company_per_second, self.company_burst)?,
        })
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let counts = [self.sockets, self.sockets_per_company, self.sockets_per_address, self.streams];
        if counts.contains(&0) || self.frames_per_second == 0 || self.frames_burst == 0 {
            return Err("limits.sockets…, streams, frames_per_second and frames_burst are at least 1".to_owned());
        }
        self.requests().map(drop)
    }
}
