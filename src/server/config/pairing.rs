//! `[pairing]`

use std::time::Duration;

use linekeeper_domain::Region;
use linekeeper_domain::session::SessionPolicy;
use serde::Deserialize;

/// How pairing is paced.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PairingSection {
    /// From the request to the code, in seconds, retries included.
    pub(crate) budget_seconds: u64,
    /// How often one request is tried.
    pub(crate) attempts: u32,
    /// The country whose numbers are understood without a country code, by its two letters.
    pub(crate) region: String,
}

impl Default for PairingSection {
    fn default() -> Self {
        Self { budget_seconds: 20, attempts: 3, region: "RU".to_owned() }
    }
}

impl PairingSection {
    pub(crate) fn region(&self) -> Result<Region, String> {
        Region::from_code(&self.region).map_err(|_| "pairing.region is the two letters of a country".to_owned())
    }

    pub(crate) fn policy(&self) -> SessionPolicy {
        SessionPolicy {
            pairing_budget: Duration::from_secs(self.budget_seconds),
            pairing_attempts: self.attempts,
            ..SessionPolicy::default()
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if self.budget_seconds == 0 || self.attempts == 0 {
            return Err("pairing.budget_seconds and pairing.attempts are at least 1".to_owned());
        }
        Ok(())
    }
}
