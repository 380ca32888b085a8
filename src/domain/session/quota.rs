//! How many pairings of one company begin within an hour. Each is a registration at WhatsApp from our address, by QR as by code, and
//! a QR asks the database nothing, so they are counted here: by the clock that nobody can set, in the session's life and, by its
//! supervisor, between its lives. What operators ask for is not counted.

use std::sync::Arc;
use std::time::Duration;

use crate::{ErrorCode, Monotonic, Pairing, PairingRefusal};

use super::machine::Session;
use super::requests::PairingRequest;
use super::step::Step;

const HOUR: Duration = Duration::from_secs(3600);

/// When the pairings of the last hour began, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairingsBegun(Arc<[Monotonic]>);

impl PairingsBegun {
    /// Whether none began within the hour.
    #[must_use]
    pub fn is_over(&self, now: Monotonic) -> bool {
        self.within_the_hour(now).next().is_none()
    }

    fn within_the_hour(&self, now: Monotonic) -> impl Iterator<Item = Monotonic> {
        self.0.iter().copied().filter(move |began| now.since(*began) < HOUR)
    }

    fn with_one_more(&self, now: Monotonic) -> Self {
        Self(self.within_the_hour(now).chain([now]).collect())
    }

    /// How long it is until there may be one more, if there may be none now.
    fn wait(&self, most: u32, now: Monotonic) -> Option<Duration> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let within: Vec<_> = self.within_the_hour(now).collect();
        let one_too_many = within.len().checked_sub(most)?;
        Some(within.get(one_too_many).map_or(HOUR, |began| HOUR - now.since(*began)))
    }
}

impl Session {
    /// The same, of which this is known from its lives before.
    #[must_use]
    pub fn having_begun(self, begun: PairingsBegun) -> Self {
        Self { begun, ..self }
    }

    /// When its pairings began.
    #[must_use]
    pub const fn pairings_begun(&self) -> &PairingsBegun {
        &self.begun
    }
}

impl Step {
    /// The request, if one more pairing may begin. Otherwise whoever asks is told when one may, and nothing is changed.
    pub(super) fn within_quota(&mut self, request: PairingRequest) -> Option<PairingRequest> {
        if request.by.is_operator() {
            return Some(request);
        }
        let most = self.session.policy.number.usage.pairings_per_hour;
        let Some(left) = self.session.begun.wait(most, self.moment.monotonic) else { return Some(request) };
        let refusal = PairingRefusal::new(ErrorCode::RateLimited);
        self.turn_away(request, PairingRefusal { retry_after: Some(left), ..refusal });
        None
    }

    /// A pairing counts once, when nothing keeps it from WhatsApp any more: what the number's or the link's limit refuses does not.
    pub(super) fn count_pairing(&mut self, pairing: &Pairing) {
        if pairing.attempt == 1 && !pairing.of_operator {
            self.session.begun = self.session.begun.with_one_more(self.moment.monotonic);
        }
    }
}
