//! What people ask for: a pairing, or its end.

use std::time::Duration;

use crate::access::Asker;
use crate::gate::Urgency;
use crate::{CorrelationId, ErrorCode, Pairing, PairingMethod, PairingOptions, Phone, Timestamp};

use super::WipeOrder;
use super::effect::{Departure, Effect, Notice, Question, Tally, Timer};
use super::intents::Intent;
use super::state::{Parked, State};
use super::step::{Failure, Step};

/// What a person asks for who wants to link a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PairingRequest {
    /// By code or QR.
    pub(super) method: PairingMethod,
    /// The number, for a code.
    pub(super) phone: Option<Phone>,
    /// What they consent to.
    pub(super) options: PairingOptions,
    /// Who asks.
    pub(super) by: Asker,
    /// Of the request.
    pub(super) correlation: CorrelationId,
    /// When it was asked for: the budget counts from here.
    pub(super) asked_at: Timestamp,
}

impl PairingRequest {
    pub(super) fn pairing(&self) -> Pairing {
        let pairing = Pairing::new(self.method, self.phone.clone(), self.correlation.clone(), self.asked_at);
        Pairing { of_operator: self.by.is_operator(), ..pairing }
    }

    /// Whether it is for this phone's account, or for a QR like the other one.
    pub(super) fn is_for(&self, phone: Option<&Phone>) -> bool {
        Phone::same_request(self.phone.as_ref(), phone)
    }

    pub(super) fn failed(self, code: ErrorCode) -> Failure {
        Failure { method: self.method, code, retry_after: None, correlation: self.correlation }
    }
}

impl Step {
    pub(super) fn pairing_requested(&mut self, request: PairingRequest) -> bool {
        if request.phone.is_none() && request.method == PairingMethod::Code {
            return false;
        }
        if self.session.disconnect.is_some() {
            self.refuse(ErrorCode::Disconnected, request);
            return true;
        }
        if !self.session.loaded {
            self.read_before(request);
            return true;
        }
        let Some(request) = self.after_the_wait(request) else { return true };
        match self.session.state.clone() {
            State::Creating(pairing) | State::WaitingForPairingCode(pairing) | State::PairingCodeSent(pairing) => {
                self.join_or_supersede(pairing, request);
            }
            State::Connecting | State::Connected | State::Reconnecting { .. } => self.pair_while_linked(request),
            State::Error(parked) => self.pair_while_parked(&parked, request),
            State::Idle if self.session.is_linked() => self.pair_while_linked(request),
            State::PasskeyRequired if self.session.is_linked() && self.wants_another_phone(&request) => {
                self.change_number(request);
            }
            State::Idle | State::PasskeyRequired => self.propose_within_quota(request),
        }
        true
    }

    /// The same phone joins the pairing that is under way; another one takes its place.
    fn join_or_supersede(&mut self, mut pairing: Pairing, request: PairingRequest) {
        match request.method {
            PairingMethod::Qr => {
                pairing.qr_wanted = true;
                if let Some(qr) = &pairing.qr {
                    self.tell(Notice::QrReady { text: qr.text.clone(), expires_at: qr.expires_at });
                }
                self.session.state = self.session.state.with_pairing(pairing);
            }
            PairingMethod::Code if request.is_for(pairing.phone.as_ref()) => self.join(pairing, request.by),
            PairingMethod::Code => {
                let Some(request) = self.within_quota(request) else { return };
                if pairing.phone.is_some() {
                    self.tell_failure(Failure::of(&pairing, ErrorCode::Superseded));
                }
                self.let_go_of_number(&pairing);
                self.retire_link(false);
                self.propose(request);
            }
        }
    }

    fn join(&mut self, pairing: Pairing, by: Asker) {
        if let (Some(live), Some(phone)) = (&pairing.code, &pairing.phone) {
            self.tell(Notice::CodeReady {
                code: live.code.clone(),
                phone: phone.clone(),
                expires_at: live.expires_at,
                correlation: pairing.correlation.clone(),
            });
        } else if let (State::PairingCodeSent(_), Some(_), Some(phone)) =
            (&self.session.state, self.session.link, pairing.phone.clone())
        {
            // The code died while the QR beside it lived on: ask for another one on the same line.
            self.arm(Timer::PairingBudget, self.session.policy.pairing_budget);
            let pairing = Pairing { grant: None, code_counts: false, started_at: self.moment.now, ..pairing };
            let question = Question::Link { phone: Some(phone), method: PairingMethod::Code, by, logs_out: false };
            self.session.question = Some(self.ask(question));
            self.enter(State::WaitingForPairingCode(pairing));
        }
    }

    fn pair_while_linked(&mut self, request: PairingRequest) {
        if self.wants_another_phone(&request) {
            self.change_number(request);
            return;
        }
        match (self.session.state.clone(), self.session.stored.phone.clone()) {
            (State::Connected, Some(phone)) => self.tell(Notice::Connected { phone }),
            (State::Reconnecting { next_at }, _) => self.bring_reconnect_forward(next_at, request),
            _ => self.wait_for_log_in(request),
        }
    }

    /// A person's request brings the next attempt forward, though not again and again, and does not count against the line.
    fn bring_reconnect_forward(&mut self, next_at: Timestamp, request: PairingRequest) {
        // A clock that was put back says nothing about how long it has been.
        let so_far = (self.moment.now - self.session.since).to_std().unwrap_or(self.session.policy.forward_after);
        let disputed = self.session.owner_question.is_some() || self.session.replaced_at == Some(self.session.since);
        if so_far < self.session.policy.forward_after || disputed {
            let wait = Some(self.until_next_attempt(next_at));
            self.tell_failure(request.failed(ErrorCode::NetworkError).after(wait));
            return;
        }
        self.session.failures = self.session.failures.saturating_sub(1);
        self.then(Effect::Disarm(Timer::Reconnect));
        self.ask_to_log_in(Urgency::Person);
        self.wait_for_log_in(request);
    }

    /// How long it is until the next attempt: never longer than the pause that was meant, whatever became of the clock.
    pub(super) fn until_next_attempt(&self, next_at: Timestamp) -> Duration {
        let pause = (next_at - self.session.since).to_std().unwrap_or_default();
        self.moment.until(next_at).min(pause)
    }

    /// The stored credentials are being tried; whoever asked is answered when that is over, or the budget is.
    fn wait_for_log_in(&mut self, request: PairingRequest) {
        self.arm(Timer::PairingBudget, self.session.policy.pairing_budget);
        self.session.waiting = Some(request);
    }

    /// Answers whoever waits for the log-in.
    pub(super) fn answer_waiting(&mut self, code: ErrorCode, retry_after: Option<Duration>) {
        if let Some(request) = self.session.waiting.take() {
            self.then(Effect::Disarm(Timer::PairingBudget));
            self.tell_failure(request.failed(code).after(retry_after));
        }
    }

    fn pair_while_parked(&mut self, parked: &Parked, request: PairingRequest) {
        if !self.session.is_linked() {
            if let Some(request) = self.within_quota(request) {
                self.retire_link(false);
                self.propose(request);
            }
            return;
        }
        if self.wants_another_phone(&request) {
            self.change_number(request);
            return;
        }
        let hopeless = [
            ErrorCode::TemporarilyBanned,
            ErrorCode::ClientOutdated,
            ErrorCode::AccountLocked,
            ErrorCode::Internal,
            ErrorCode::RestartLimit,
            // Another company has the account under another way of writing its number: trying again would make two of it.
            ErrorCode::PhoneInUse,
        ];
        if hopeless.contains(&parked.code) {
            self.refuse(parked.code, request);
        } else if parked.code == ErrorCode::CredentialsConflict {
            self.propose_within_quota(request);
        } else {
            // The credentials may still be good: try them, as they are stored now, before asking the person to type anything.
            self.session.correlation = request.correlation.clone();
            self.session.loaded = false;
            self.session.past_park = true;
            self.then(Effect::DisarmAll);
            self.read_before(request);
        }
    }

    /// What is stored is to be read again, by the next life. Whoever still waits for an answer gets one from this one.
    pub(super) fn leave_to_reload(&mut self) {
        let intended = self.session.intent.take_if(|intent| matches!(intent, Intent::Pair(_)));
        if let Some(Intent::Pair(request)) = intended {
            self.session.intent_question = None;
            self.refuse(ErrorCode::StoreUnavailable, request);
        }
        self.refuse_asked(ErrorCode::StoreUnavailable);
        self.answer_waiting(ErrorCode::StoreUnavailable, None);
        self.fail_disconnect(ErrorCode::StoreUnavailable);
        self.then(Effect::Leave(Departure::Reload));
    }

    /// The request cannot be granted; nothing else changes.
    pub(super) fn refuse(&mut self, code: ErrorCode, request: PairingRequest) {
        let retry_after = match &self.session.state {
            State::Error(Parked { until: Some(until), .. }) => Some(self.moment.until(*until)),
            State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => None,
        };
        self.tell_failure(request.failed(code).after(retry_after));
    }

    /// The same, because of an answer that says when to ask again.
    pub(super) fn deny(&mut self, denial: super::Denial, request: PairingRequest) {
        let wait = denial.until.map(|until| self.moment.until(until));
        self.report(denial.code, true);
        self.tell_failure(request.failed(denial.code).after(wait));
    }

    fn propose_within_quota(&mut self, request: PairingRequest) {
        if let Some(request) = self.within_quota(request) {
            self.propose(request);
        }
    }

    /// A pairing for a company that has nothing to lose. A code is asked for only if the number may be asked one for.
    pub(super) fn propose(&mut self, request: PairingRequest) {
        // What was to take the place of a phone that is not linked any more would take that of this pairing.
        self.give_up_intended_pairing(ErrorCode::Superseded);
        let pairing = request.pairing();
        self.begin(&pairing);
        match request.method {
            PairingMethod::Code => {
                let question = Question::Link {
                    phone: request.phone,
                    method: PairingMethod::Code,
                    by: request.by,
                    logs_out: false,
                };
                self.session.question = Some(self.ask(question));
                self.session.since = self.moment.now;
                self.session.state = State::Creating(pairing);
            }
            PairingMethod::Qr => self.prepare(pairing),
        }
    }

    /// The clock of a pairing starts; whatever was due before is not any more.
    pub(super) fn begin(&mut self, pairing: &Pairing) {
        self.session.correlation = pairing.correlation.clone();
        // Who waits for a log-in that is not waited for any more.
        self.answer_waiting(ErrorCode::Superseded, None);
        self.session.forget_what_waits();
        self.then(Effect::DisarmAll);
        let budget_ends = crate::moment::later(pairing.started_at, self.session.policy.pairing_budget);
        // Whatever became of the clock since it was asked for, it gets no more than the budget.
        self.arm(Timer::PairingBudget, self.moment.until(budget_ends).min(self.session.policy.pairing_budget));
        self.then(Effect::Count(Tally::PairingBegan(pairing.method)));
    }

    /// Old keys go, whoever's they are; new ones are made for this pairing.
    pub(super) fn prepare(&mut self, pairing: Pairing) {
        self.count_pairing(&pairing);
        let link = self.new_link();
        let phone = pairing.phone.clone();
        self.session.stored =
            super::Stored { phone: phone.clone(), requested_phone: phone.clone(), ..super::Stored::default() };
        self.session.failures = 0;
        self.session.replaced_at = None;
        self.then(Effect::Prepare { link, phone });
        self.session.since = self.moment.now;
        self.session.state = State::Creating(pairing);
    }

    pub(super) fn pairing_cancelled(&mut self, correlation: CorrelationId) -> bool {
        self.session.asked.clear();
        self.session.waiting = None;
        if self.session.intent.take_if(|intent| matches!(intent, Intent::Pair(_))).is_some() {
            self.session.intent_question = None;
        }
        if self.session.state.pairing().is_some() || self.session.state == State::PasskeyRequired {
            self.give_up_pairing();
            self.session.correlation = correlation;
            self.session.question = None;
            self.retire_link(false);
            self.then(Effect::DisarmAll);
            self.wipe(WipeOrder::Verdict);
            self.enter(State::Idle);
        }
        true
    }
}
