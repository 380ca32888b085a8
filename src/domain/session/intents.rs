//! What cannot be undone: a linked phone's device is logged out to make room for another phone, or for nothing at all.
//! Before that the database is asked whether it can be relied on; if not, the linked phone stays as it is.

use crate::{CorrelationId, ErrorCode, Phone, StoreFailure};

use super::WipeOrder;
use super::effect::{Effect, Notice};
use super::event::CheckNo;
use super::requests::PairingRequest;
use super::state::State;
use super::step::Step;

/// What will be done to the linked phone once the database is known to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Intent {
    /// Another one takes its place.
    Pair(PairingRequest),
    /// It is reset, for these who asked.
    Reset(Vec<CorrelationId>),
}

impl Step {
    /// Another phone will take the place of the linked one: once its device is logged out there is no way back, so the
    /// database is asked first.
    pub(super) fn intend_to_pair(&mut self, request: PairingRequest) {
        let phone = request.phone.clone();
        match self.session.intent.take() {
            Some(Intent::Reset(waiting)) => {
                self.session.intent = Some(Intent::Reset(waiting));
                self.refuse(ErrorCode::Superseded, request.correlation);
                return;
            }
            Some(Intent::Pair(earlier)) if earlier.phone != request.phone => {
                self.refuse(ErrorCode::Superseded, earlier.correlation);
            }
            Some(Intent::Pair(_)) | None => {}
        }
        self.session.intent = Some(Intent::Pair(request));
        self.check(phone);
    }

    fn check(&mut self, phone: Option<Phone>) {
        self.session.last_check = CheckNo(self.session.last_check.0 + 1);
        self.then(Effect::Check { check: self.session.last_check, phone });
    }

    /// The database can be relied on, or not; in that case the linked phone stays as it is.
    pub(super) fn checked(&mut self, check: CheckNo, result: Result<(), StoreFailure>) -> bool {
        if check != self.session.last_check {
            return true;
        }
        match (self.session.intent.take(), result) {
            (Some(Intent::Pair(request)), Ok(())) => {
                self.retire_link(self.session.is_linked());
                self.begin_pairing(request);
            }
            (Some(Intent::Reset(waiting)), Ok(())) => self.reset(waiting),
            (Some(Intent::Pair(request)), Err(failure)) => {
                self.refuse(failure.error_code(), request.correlation);
                if self.session.state == State::Idle && self.session.is_linked() {
                    self.open_for_login();
                }
            }
            (Some(Intent::Reset(waiting)), Err(failure)) => {
                for correlation in waiting {
                    self.tell(Notice::ResetFailed { code: failure.error_code(), correlation });
                }
            }
            (None, _) => {}
        }
        true
    }

    /// From everywhere to idle. A second one while the first is under way joins it. Where a device would be logged out,
    /// which cannot be undone, the database is asked first.
    pub(super) fn reset_requested(&mut self, correlation: CorrelationId) -> bool {
        let at_rest = self.session.state == State::Idle;
        let logs_out = self.session.is_linked() && self.session.link.is_some();
        match (&mut self.session.intent, &mut self.session.reset) {
            (Some(Intent::Reset(waiting)), _) => waiting.push(correlation),
            (_, Some((_, waiting))) if at_rest => waiting.push(correlation),
            _ if logs_out => {
                self.give_up_intended_pairing();
                self.session.intent = Some(Intent::Reset(vec![correlation]));
                self.check(None);
            }
            _ => self.reset(vec![correlation]),
        }
        true
    }

    fn give_up_intended_pairing(&mut self) {
        if let Some(Intent::Pair(request)) = self.session.intent.take_if(|intent| matches!(intent, Intent::Pair(_))) {
            self.refuse(ErrorCode::Superseded, request.correlation);
        }
    }

    fn reset(&mut self, newly_waiting: Vec<CorrelationId>) {
        self.give_up_intended_pairing();
        let log_out = self.session.is_linked();
        let mut waiting = self.session.reset.take().map(|(_, waiting)| waiting).unwrap_or_default();
        self.session.correlation = newly_waiting.last().unwrap_or(&self.session.correlation).clone();
        waiting.extend(newly_waiting);
        self.session.asked = None;
        self.session.waiting = None;
        self.retire_link(log_out);
        self.then(Effect::DisarmAll);
        let wipe = self.wipe(WipeOrder::Person);
        self.session.reset = Some((wipe, waiting));
        self.session.loaded = true;
        self.session.failures = 0;
        self.enter(State::Idle);
    }
}
