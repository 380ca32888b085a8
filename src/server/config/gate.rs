//! Section `[gate]`.

use std::time::Duration;

use linekeeper_domain::gate::GatePolicy;
use serde::Deserialize;

use super::range::{MOST_SECONDS, within};

/// Rate and concurrency of connections to WhatsApp.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GateSection {
    /// Connections opened per second, at a start and after an outage alike.
    pub(crate) per_second: u32,
    /// Log-ins in progress at once.
    pub(crate) concurrent: u32,
    /// Longest time a log-in holds its place, in seconds.
    pub(crate) hold_seconds: u64,
    /// Interval of the attempts after WhatsApp refused the client version (405), in seconds.
    pub(crate) probe_seconds: u64,
}

impl Default for GateSection {
    fn default() -> Self {
        let GatePolicy { per_second, concurrent, hold, probe_every } = GatePolicy::default();
        Self { per_second, concurrent, hold_seconds: hold.as_secs(), probe_seconds: probe_every.as_secs() }
    }
}

impl GateSection {
    pub(crate) fn policy(&self) -> GatePolicy {
        GatePolicy {
            per_second: self.per_second,
            concurrent: self.concurrent,
            hold: Duration::from_secs(self.hold_seconds),
            probe_every: Duration::from_secs(self.probe_seconds),
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        within("gate.per_second", self.per_second, 1..=1_000_000)?;
        within("gate.concurrent", self.concurrent, 1..=u32::MAX)?;
        within("gate.hold_seconds", self.hold_seconds, 1..=MOST_SECONDS)?;
        within("gate.probe_seconds", self.probe_seconds, 1..=MOST_SECONDS)
    }
}
