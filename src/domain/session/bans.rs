//! How long an account that WhatsApp has banned for a time is left alone. The end comes from outside, and may lie in the past, be
//! now, or not be said: whatever it is, a log-in is not tried sooner than the pause that is due after so many bans in a row.

use std::time::Duration;

use crate::Timestamp;
use crate::restart::Backoff;

use super::step::Step;

/// The pause after the first ban; it grows as those between connections do.
const LEAST: Duration = Duration::from_secs(60);

/// A ban of which WhatsApp does not say when it ends is tried again after this time.
pub(super) const UNTOLD: Duration = Duration::from_secs(86_400);

impl Step {
    /// When a log-in is tried again after a ban that is said to end then.
    pub(super) fn end_of_ban(&mut self, told: Option<Timestamp>) -> Timestamp {
        self.session.bans = self.session.bans.saturating_add(1);
        let initial_ms = u64::try_from(LEAST.as_millis()).unwrap_or(u64::MAX);
        let growing = Backoff { initial_ms, ..self.session.policy.backoff };
        let pause = growing.delay(self.session.bans, self.moment.chance).max(LEAST);
        told.unwrap_or_else(|| self.moment.after(UNTOLD)).max(self.moment.after(pause))
    }
}
