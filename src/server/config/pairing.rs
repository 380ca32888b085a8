//! Section `[pairing]`.

use std::time::Duration;

use linekeeper_domain::session::SessionPolicy;
use linekeeper_domain::{CodeRateLimit, Region, UsageLimits};
use serde::Deserialize;

use super::range::{MOST_MS, MOST_SECONDS, within};

/// Timeouts and rate limits of pairing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PairingSection {
    /// Pairing timeout: longest time from the request to the code, in seconds, retries included.
    pub(crate) budget_seconds: u64,
    /// Attempts per pairing request.
    pub(crate) attempts: u32,
    /// Pause before the second attempt, in milliseconds; it doubles with each further one.
    pub(crate) retry_ms: u64,
    /// Codes per number and hour.
    pub(crate) codes_per_hour: u32,
    /// Codes per number and day.
    pub(crate) codes_per_day: u32,
    /// Different numbers for which codes are requested per company and day. Requests by operators are not counted.
    pub(crate) numbers_per_company: u32,
    /// Codes per company and day. Requests by operators are not counted.
    pub(crate) codes_per_company: u32,
    /// Different numbers for which codes are requested per onboarding link and day.
    pub(crate) numbers_per_link: u32,
    /// Pairings per company and hour, by code and by QR. Requests by operators are not counted.
    pub(crate) pairings_per_hour: u32,
    /// Pauses in requesting codes for a number after WhatsApp throttled it once, twice and so on, in seconds; the last
    /// one repeats.
    pub(crate) cool_down_seconds: Vec<u64>,
    /// Country whose numbers are accepted without a country code, by its two letters.
    pub(crate) region: String,
}

impl Default for PairingSection {
    fn default() -> Self {
        let CodeRateLimit { per_hour, per_day, cool_downs, usage } = CodeRateLimit::default();
        Self {
            budget_seconds: 20,
            attempts: 3,
            retry_ms: 1000,
            codes_per_hour: per_hour,
            codes_per_day: per_day,
            numbers_per_company: usage.numbers_per_day,
            codes_per_company: usage.codes_per_day,
            numbers_per_link: usage.numbers_per_link,
            pairings_per_hour: usage.pairings_per_hour,
            cool_down_seconds: cool_downs.iter().map(Duration::as_secs).collect(),
            region: "RU".to_owned(),
        }
    }
}

impl PairingSection {
    pub(crate) fn region(&self) -> Result<Region, String> {
        Region::from_code(&self.region).map_err(|_| "pairing.region is the two letters of a country".to_owned())
    }

    pub(crate) fn policy(&self) -> SessionPolicy {
        SessionPolicy {
            pairing_timeout: Duration::from_secs(self.budget_seconds),
            pairing_attempts: self.attempts,
            pairing_retry: Duration::from_millis(self.retry_ms),
            number: CodeRateLimit {
                per_hour: self.codes_per_hour,
                per_day: self.codes_per_day,
                cool_downs: self.cool_down_seconds.iter().copied().map(Duration::from_secs).collect(),
                usage: UsageLimits {
                    numbers_per_day: self.numbers_per_company,
                    codes_per_day: self.codes_per_company,
                    numbers_per_link: self.numbers_per_link,
                    pairings_per_hour: self.pairings_per_hour,
                },
            },
            ..SessionPolicy::default()
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        within("pairing.budget_seconds", self.budget_seconds, 1..=MOST_SECONDS)?;
        within("pairing.attempts", self.attempts, 1..=u32::MAX)?;
        within("pairing.retry_ms", self.retry_ms, 0..=MOST_MS)?;
        for seconds in &self.cool_down_seconds {
            within("each of pairing.cool_down_seconds", *seconds, 0..=MOST_SECONDS)?;
        }
        if self.codes_per_hour == 0 || self.codes_per_day == 0 || self.cool_down_seconds.is_empty() {
            return Err(
                "pairing.codes_per_hour and codes_per_day are at least 1, cool_down_seconds has a step".to_owned()
            );
        }
        let limits = [self.numbers_per_company, self.codes_per_company, self.numbers_per_link, self.pairings_per_hour];
        if limits.contains(&0) {
            let names = "pairing.numbers_per_company, codes_per_company, numbers_per_link and pairings_per_hour";
            return Err(format!("{names} are at least 1"));
        }
        Ok(())
    }
}
