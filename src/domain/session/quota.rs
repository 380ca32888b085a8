//! Quota of pairings per company and hour. Each pairing is a registration at WhatsApp from our address, by QR as by
//! code, and a QR asks the database nothing, so they are counted here: by the monotonic clock, in the session during
//! its life and in its supervisor between lives. Pairings requested by operators are not counted.

use std::sync::Arc;
use std::time::Duration;

use crate::{ErrorCode, Monotonic, Pairing, PairingRefusal};

use super::machine::Session;
use super::requests::PairingRequest;
use super::step::Step;

const HOUR: Duration = Duration::from_secs(3600);

/// Start times of the pairings of the last hour, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairingsBegun(Arc<[Monotonic]>);

impl PairingsBegun {
    /// Whether no pairing began within the last hour.
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

    /// Time until one more pairing may begin; `None` if one may begin now.
    fn wait(&self, most: u32, now: Monotonic) -> Option<Duration> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let within: Vec<_> = self.within_the_hour(now).collect();
        let one_too_many = within.len().checked_sub(most)?;
        Some(within.get(one_too_many).map_or(HOUR, |began| HOUR - now.since(*began)))
    }
}

impl Session {
    /// The session with the pairings known from its previous lives.
    #[must_use]
    pub fn having_begun(mut self, begun: PairingsBegun) -> Self {
        self.linking.begun = begun;
        self
    }

    /// Start times of its pairings.
    #[must_use]
    pub const fn pairings_begun(&self) -> &PairingsBegun {
        &self.linking.begun
    }
}

impl Step {
    /// Returns the request if one more pairing may begin. Otherwise the requester is told when, and nothing is changed.
    pub(super) fn within_quota(&mut self, request: PairingRequest) -> Option<PairingRequest> {
        if request.by.is_operator() {
            return Some(request);
        }
        let most = self.session.policy.number.usage.pairings_per_hour;
        let Some(left) = self.session.linking.begun.wait(most, self.moment.monotonic) else { return Some(request) };
        let refusal = PairingRefusal::new(ErrorCode::RateLimited);
        self.refuse_to_requester(request, PairingRefusal { retry_after: Some(left), ..refusal });
        None
    }

    /// Counts a pairing: by QR when it begins, by code when the code is granted, since one that the limit of its number
    /// or link refuses does not count. Another try is no other pairing.
    pub(super) fn count_pairing(&mut self, pairing: &Pairing) {
        if !pairing.of_operator {
            self.session.linking.begun = self.session.linking.begun.with_one_more(self.moment.monotonic);
        }
    }
}
