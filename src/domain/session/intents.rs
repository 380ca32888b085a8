//! What cannot be undone: a linked phone's device is logged out to make room for another phone, or for nothing at all.
//! Before that it is asked whether the database can be relied on and the new number may be used; if not, the linked phone
//! stays as it is. A pairing by code asks the same before it begins, a session that was replaced before it comes back.

use crate::{CodeGrant, CorrelationId, ErrorCode, Pairing, PairingMethod};

use super::effect::{Effect, Notice, Question, Timer};
use super::event::{CheckNo, Denial};
use super::requests::PairingRequest;
use super::state::{Parked, State};
use super::step::{Failure, Step};
use super::{StateName, WipeOrder};

/// What will be done to the linked phone once the answer is yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Intent {
    /// Another one takes its place.
    Pair(PairingRequest),
    /// It is reset, for these who asked.
    Reset(Vec<Waiting>),
}

/// Somebody who is answered when nothing is left. A disconnect that meets a reset, or a pairing, is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Waiting {
    /// For a reset.
    Reset(CorrelationId),
    /// For a disconnect.
    Disconnect(CorrelationId),
}

impl Waiting {
    const fn correlation(&self) -> &CorrelationId {
        let (Self::Reset(correlation) | Self::Disconnect(correlation)) = self;
        correlation
    }

    pub(super) fn done(self) -> Notice {
        match self {
            Self::Reset(correlation) => Notice::ResetDone { correlation },
            Self::Disconnect(correlation) => Notice::DisconnectDone { correlation },
        }
    }

    pub(super) fn failed(self, code: ErrorCode) -> Notice {
        match self {
            Self::Reset(correlation) => Notice::ResetFailed { code, correlation },
            Self::Disconnect(correlation) => Notice::DisconnectFailed { code, correlation },
        }
    }
}

impl Step {
    /// Another phone will take the place of the linked one, whose owner consents or whose credentials are of no use.
    pub(super) fn intend_to_pair(&mut self, request: PairingRequest) {
        match &self.session.intent {
            Some(Intent::Reset(_)) => return self.refuse(ErrorCode::Superseded, request),
            // The same number again: one answer serves both.
            Some(Intent::Pair(earlier)) if earlier.is_for(request.phone.as_ref()) => {
                self.session.intent = Some(Intent::Pair(request));
                return;
            }
            Some(Intent::Pair(_)) | None => {}
        }
        let Some(request) = self.within_quota(request) else { return };
        self.give_up_intended_pairing(ErrorCode::Superseded);
        let question = Question::Link {
            phone: request.phone.clone(),
            method: request.method,
            by: request.by.clone(),
            logs_out: self.session.is_linked(),
        };
        self.session.intent = Some(Intent::Pair(request));
        self.session.intent_question = Some(self.ask(question));
    }

    /// A question is answered. The answer to one that was given up changes nothing; what it grants goes back.
    pub(super) fn checked(&mut self, check: CheckNo, result: Result<CodeGrant, Denial>) -> bool {
        let granted = result.is_ok();
        let wanted = self.answered(check, result);
        if granted && !wanted {
            self.then(Effect::GiveBack);
        }
        true
    }

    /// Tells whether the answer was still wanted.
    fn answered(&mut self, check: CheckNo, result: Result<CodeGrant, Denial>) -> bool {
        if self.session.owner_question.take_if(|asked| *asked == check).is_some() {
            self.ownership_known(result.err());
            true
        } else if self.session.intent_question.take_if(|asked| *asked == check).is_some() {
            let intent = self.session.intent.take();
            intent.map(|intent| self.intent_answered(intent, result)).is_some()
        } else if self.session.question.take_if(|asked| *asked == check).is_some() {
            self.pairing_answered(result)
        } else {
            false
        }
    }

    fn intent_answered(&mut self, intent: Intent, result: Result<CodeGrant, Denial>) {
        match (intent, result) {
            (Intent::Pair(request), Ok(grant)) => {
                self.note_number_change(&request);
                self.retire_link(self.session.is_linked());
                let granted = (request.method == PairingMethod::Code).then_some(grant);
                let pairing = Pairing { grant: granted, ..request.pairing() };
                self.begin(&pairing);
                self.prepare(pairing);
            }
            (Intent::Reset(waiting), Ok(_)) => self.reset(waiting),
            (Intent::Pair(request), Err(denial)) => {
                self.deny(denial, request);
                if self.session.link.is_none() && self.session.state == State::Idle && self.session.is_linked() {
                    self.open_for_login();
                }
            }
            (Intent::Reset(waiting), Err(denial)) => {
                self.report(denial.code, true);
                for one in waiting {
                    self.tell(one.failed(denial.code));
                }
            }
        }
    }

    /// The question of a pairing that has begun: nothing was touched so far. Tells whether the answer was still wanted.
    fn pairing_answered(&mut self, result: Result<CodeGrant, Denial>) -> bool {
        match (self.session.state.clone(), result) {
            (State::Creating(pairing), Ok(grant)) => self.prepare(Pairing { grant: Some(grant), ..pairing }),
            (State::Creating(pairing), Err(denial)) => {
                let wait = denial.until.map(|until| self.moment.until(until)).or(denial.code.retry_after());
                self.park(Parked { code: denial.code, until: wait.map(|wait| self.moment.after(wait)) });
                self.tell_failure(Failure::of(&pairing, denial.code).after(wait));
            }
            (State::WaitingForPairingCode(pairing), Ok(grant)) => {
                self.request_code(Pairing { grant: Some(grant), ..pairing });
            }
            (State::WaitingForPairingCode(pairing), Err(denial)) => {
                let wait = denial.until.map(|until| self.moment.until(until));
                self.report(denial.code, true);
                self.code_failed_beside_qr(pairing, denial.code, wait);
            }
            // A phone linked by the QR in the meantime, or the line broke: the code is not wanted any more.
            (
                State::PairingCodeSent(_)
                | State::Idle
                | State::Connecting
                | State::Connected
                | State::Reconnecting { .. }
                | State::PasskeyRequired
                | State::Error(_),
                _,
            ) => return false,
        }
        true
    }

    /// Another connection has replaced ours: whose is the company?
    pub(super) fn replaced(&mut self) {
        let now = self.moment.now;
        let window = self.session.policy.replaced_window;
        let again =
            self.session.replaced_at.is_some_and(|at| (now - at).abs().to_std().is_ok_and(|passed| passed < window));
        self.session.replaced_at = Some(now);
        if again {
            self.park(Parked { code: ErrorCode::Replaced, until: None });
            self.answer_waiting(ErrorCode::Replaced, None);
            return;
        }
        let next_at = self.moment.after(self.session.policy.replaced_retry);
        self.then(Effect::DisarmAll);
        self.enter(State::Reconnecting { next_at });
        self.answer_waiting(ErrorCode::NetworkError, Some(self.session.policy.replaced_retry));
        self.session.owner_question = Some(self.ask(Question::Owner));
    }

    fn ownership_known(&mut self, denial: Option<Denial>) {
        let State::Reconnecting { next_at } = self.session.state else { return };
        match denial {
            // The other owner serves the company: that is no failure.
            Some(Denial { code: ErrorCode::Replaced, .. }) => {
                self.report(ErrorCode::Replaced, false);
                self.park_quietly(Parked { code: ErrorCode::Replaced, until: None });
            }
            Some(_) => {
                self.session.owner_unsure = true;
                self.arm(Timer::Reconnect, self.until_next_attempt(next_at).max(self.session.policy.reload_after));
            }
            None => self.arm(Timer::Reconnect, self.until_next_attempt(next_at)),
        }
    }

    pub(super) fn reconnect_due(&mut self) -> bool {
        let State::Reconnecting { .. } = self.session.state else { return false };
        if std::mem::take(&mut self.session.owner_unsure) {
            self.session.owner_question = Some(self.ask(Question::Owner));
        } else {
            self.open_for_login();
        }
        true
    }

    /// From everywhere to idle. A second one while the first is under way joins it. Where a device would be logged out,
    /// which cannot be undone, the database is asked first.
    pub(super) fn reset_requested(&mut self, correlation: CorrelationId) -> bool {
        let at_rest = self.session.state.name() == StateName::Idle;
        let logs_out = self.session.is_linked() && self.session.link.is_some();
        match (&mut self.session.intent, &mut self.session.reset) {
            (Some(Intent::Reset(waiting)), _) => waiting.push(Waiting::Reset(correlation)),
            (_, Some((_, waiting))) if at_rest => waiting.push(Waiting::Reset(correlation)),
            _ if logs_out => {
                self.give_up_intended_pairing(ErrorCode::Superseded);
                self.session.intent = Some(Intent::Reset(vec![Waiting::Reset(correlation)]));
                self.session.intent_question = Some(self.ask(Question::Reset));
            }
            _ => self.reset(vec![Waiting::Reset(correlation)]),
        }
        true
    }

    pub(super) fn give_up_intended_pairing(&mut self, code: ErrorCode) {
        if let Some(Intent::Pair(request)) = self.session.intent.take_if(|intent| matches!(intent, Intent::Pair(_))) {
            self.session.intent_question = None;
            self.refuse(code, request);
        }
    }

    pub(super) fn reset(&mut self, newly_waiting: Vec<Waiting>) {
        self.give_up_intended_pairing(ErrorCode::Superseded);
        self.give_up_pairing();
        let log_out = self.session.is_linked();
        let mut waiting = self.session.reset.take().map(|(_, waiting)| waiting).unwrap_or_default();
        self.session.correlation = newly_waiting.last().map_or(&self.session.correlation, Waiting::correlation).clone();
        waiting.extend(newly_waiting);
        waiting.extend(self.take_unread_disconnect().into_iter().map(Waiting::Disconnect));
        self.session.forget_what_waits();
        self.retire_link(log_out);
        self.then(Effect::DisarmAll);
        let wipe = self.wipe(WipeOrder::Person);
        self.session.reset = Some((wipe, waiting));
        self.session.loaded = true;
        self.session.failures = 0;
        self.session.replaced_at = None;
        self.enter(State::Idle);
    }
}
