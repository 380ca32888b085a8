//! How long an account that WhatsApp has banned for a time is left alone. The end comes from outside, and may lie in the past, be
//! now, or not be said: whatever it is, a log-in is not tried sooner than the pause that is due after so many bans in a row.

use std::time::Duration;

use crate::Timestamp;

use super::step::Step;

/// A ban of which WhatsApp does not say when it ends is tried again after this time.
pub(super) const UNTOLD: Duration = Duration::from_secs(86_400);

impl Step {
    /// When a log-in is tried again after a ban that is said to end then.
    pub(super) fn end_of_ban(&mut self, told: Option<Timestamp>) -> Timestamp {
        self.session.bans = self.session.bans.saturating_add(1);
        let pause = self.session.policy.backoff.delay(self.session.bans, self.moment.chance);
        told.unwrap_or_else(|| self.moment.after(UNTOLD)).max(self.moment.after(pause))
    }
}
