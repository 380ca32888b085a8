//! Reset, from every state: the events `reset_requested`, `wiped` and `wipe_failed`. A reset leads to `idle`. Where a
//! device would be logged out, which cannot be undone, a check asks first whether the database can be relied on; if
//! not, the linked phone stays as it is.

use crate::{CorrelationId, ErrorCode, StoreFailure};

use super::StateName;
use super::another_number::Intent;
use super::effect::{Effect, Precheck, SessionNotification, WipeOrder};
use super::event::{PrecheckError, WipeNo};
use super::state::State;
use super::step::Step;

/// Wipe of a reset, and the requests that wait for it. A new pairing may begin before the wipe is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResetWipe {
    pub(super) wipe: WipeNo,
    pub(super) waiting: Vec<Waiting>,
}

/// A request that is answered when nothing is left. A disconnect during a reset or a pairing is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Waiting {
    /// A reset request.
    Reset(CorrelationId),
    /// A disconnect request.
    Disconnect(CorrelationId),
}

impl Waiting {
    const fn correlation(&self) -> &CorrelationId {
        let (Self::Reset(correlation) | Self::Disconnect(correlation)) = self;
        correlation
    }

    fn done(self) -> SessionNotification {
        match self {
            Self::Reset(correlation) => SessionNotification::ResetDone { correlation },
            Self::Disconnect(correlation) => SessionNotification::DisconnectDone { correlation },
        }
    }

    fn failed(self, code: ErrorCode) -> SessionNotification {
        match self {
            Self::Reset(correlation) => SessionNotification::ResetFailed { code, correlation },
            Self::Disconnect(correlation) => SessionNotification::DisconnectFailed { code, correlation },
        }
    }
}

impl Step {
    /// Handles a reset request. A second request joins the one under way.
    pub(super) fn reset_requested(&mut self, correlation: CorrelationId) -> bool {
        let at_rest = self.session.line.state.name() == StateName::Idle;
        let logs_out = self.session.is_linked() && self.session.line.link.is_some();
        let request = Waiting::Reset(correlation);
        match (&mut self.session.linking.intent, &mut self.session.reset) {
            (Some(Intent::Reset { waiting, .. }), _) => waiting.push(request),
            (Some(Intent::Pair { .. }) | None, Some(ResetWipe { waiting, .. })) if at_rest => {
                waiting.push(request);
                self.outdate_read(ErrorCode::Superseded);
            }
            (Some(Intent::Pair { .. }) | None, _) if logs_out => {
                self.drop_intended_pairing(ErrorCode::Superseded);
                let check = self.start_check(Precheck::Reset);
                self.session.linking.intent = Some(Intent::Reset { waiting: vec![request], check });
            }
            (Some(Intent::Pair { .. }) | None, _) => self.reset(vec![request]),
        }
        true
    }

    /// Handles the answer to the check of a reset.
    pub(super) fn reset_checked(&mut self, waiting: Vec<Waiting>, denial: Option<PrecheckError>) {
        let Some(denial) = denial else { return self.reset(waiting) };
        self.report(denial.code, true);
        self.tell_reset_failed(waiting, denial.code);
    }

    /// Ends everything that is under way and wipes the credentials. Requests of an earlier reset and for a disconnect
    /// wait for the same wipe.
    pub(super) fn reset(&mut self, newly_waiting: Vec<Waiting>) {
        self.drop_intended_pairing(ErrorCode::Superseded);
        self.release_number_under_way();
        let log_out = self.session.is_linked();
        let mut waiting = self.session.reset.take().map(|reset| reset.waiting).unwrap_or_default();
        self.session.correlation = newly_waiting.last().map_or(&self.session.correlation, Waiting::correlation).clone();
        waiting.extend(newly_waiting);
        waiting.extend(self.session.reading.take_disconnects().into_iter().map(Waiting::Disconnect));
        self.drop_pending(ErrorCode::Superseded);
        self.retire_link(log_out);
        self.then(Effect::DisarmAll);
        let wipe = self.wipe(WipeOrder::Person);
        self.session.reset = Some(ResetWipe { wipe, waiting });
        self.session.line.failures.clear_with_the_line();
        self.enter(State::Idle);
    }

    pub(super) fn wiped(&mut self, wipe: WipeNo) -> bool {
        for one in self.take_reset(wipe).into_iter().flatten() {
            self.tell(one.done());
        }
        true
    }

    pub(super) fn wipe_failed(&mut self, wipe: WipeNo, failure: StoreFailure) -> bool {
        let Some(waiting) = self.take_reset(wipe) else {
            // A failed wipe that belongs to no reset is made up for: the next pairing replaces the keys, and if they
            // are still there after a restart WhatsApp refuses them again.
            return true;
        };
        self.report(failure.error_code(), true);
        self.tell_reset_failed(waiting, failure.error_code());
        if failure == StoreFailure::UnknownOutcome {
            self.leave_to_reload();
        } else if self.session.line.state == State::Idle {
            self.session.reading.forget();
            self.load_failed(failure);
        }
        true
    }

    /// Takes the requests of the reset that made this wipe.
    fn take_reset(&mut self, wipe: WipeNo) -> Option<Vec<Waiting>> {
        self.session.reset.take_if(|reset| reset.wipe == wipe).map(|reset| reset.waiting)
    }

    /// Answers the requests for a reset whose check or wipe is not answered yet.
    pub(super) fn fail_resets(&mut self, code: ErrorCode) {
        if let Some(Intent::Reset { waiting, .. }) =
            self.session.linking.intent.take_if(|intent| matches!(intent, Intent::Reset { .. }))
        {
            self.tell_reset_failed(waiting, code);
        }
        let waiting = self.session.reset.take().map(|reset| reset.waiting).unwrap_or_default();
        self.tell_reset_failed(waiting, code);
    }

    fn tell_reset_failed(&mut self, waiting: Vec<Waiting>, code: ErrorCode) {
        for one in waiting {
            self.tell(one.failed(code));
        }
    }
}
