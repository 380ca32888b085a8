//! The wait after a removal. WhatsApp that removes a device minutes after it was linked has judged the account, and a phone that
//! is linked again at once makes it worse. So none is, by code or by QR, until the wait is over; a reset does not end it. The
//! database keeps when it began, by its own clock. An operator may lift it.

use std::time::Duration;

use crate::{ErrorCode, Moment, PairingRefusal, Timestamp};

use super::another::AnotherNumber;
use super::effect::Effect;
use super::requests::PairingRequest;
use super::step::Step;

/// The wait, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Removal {
    /// When this was learned.
    noted_at: Timestamp,
    /// When it is over, if the clock goes on as it did then.
    until: Timestamp,
}

impl Removal {
    /// The wait of a removal so long ago; none when it is over.
    pub(super) fn noted(passed: Duration, moment: &Moment) -> Option<Self> {
        let whole = ErrorCode::RemovedAfterLink.retry_after().unwrap_or_default();
        let left = whole.checked_sub(passed).filter(|left| !left.is_zero())?;
        Some(Self { noted_at: moment.now, until: moment.after(left) })
    }

    /// What is left of it by a clock that has gone on since; nothing is known once it was set back or the time is over.
    fn left(&self, moment: &Moment) -> Option<Duration> {
        (self.noted_at <= moment.now && moment.now < self.until).then(|| moment.until(self.until))
    }
}

impl Step {
    /// The request, if it need not wait. Where a linked phone is at stake, another one has been linked since.
    pub(super) fn after_the_wait(&mut self, request: PairingRequest) -> Option<PairingRequest> {
        let Some(removal) = self.session.removal else { return Some(request) };
        let rule = AnotherNumber::asked_for(self.session.is_linked(), self.session.reason());
        if rule == AnotherNumber::NeedsConsent {
            return Some(request);
        }
        if request.options.override_wait && request.by.is_operator() {
            self.session.removal = None;
            let (by, correlation) = (request.by.clone(), request.correlation.clone());
            self.then(Effect::LiftWait { by, correlation });
            return Some(request);
        }
        match removal.left(&self.moment) {
            Some(left) => {
                let refusal = PairingRefusal::new(ErrorCode::RemovedAfterLink);
                self.turn_away(request, PairingRefusal { retry_after: Some(left), ..refusal });
            }
            // It may be over, or the clock may have been set: the database's clock decides.
            None => {
                self.session.loaded = false;
                self.read_before(request);
            }
        }
        None
    }
}
