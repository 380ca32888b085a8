//! What people ask for: a pairing, its end, a reset.

use std::time::Duration;

use crate::{CorrelationId, ErrorCode, Pairing, PairingMethod, Phone, Timestamp};

use super::effect::{Effect, Notice, Timer};
use super::intents::Intent;
use super::state::State;
use super::step::Step;
use super::{WipeOrder, state::Parked};

/// What a person asks for who wants to link a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PairingRequest {
    /// By code or QR.
    pub(super) method: PairingMethod,
    /// The number, for a code.
    pub(super) phone: Option<Phone>,
    /// Of the request.
    pub(super) correlation: CorrelationId,
}

impl Step {
    pub(super) fn pairing_requested(&mut self, request: PairingRequest) -> bool {
        if request.phone.is_none() && request.method == PairingMethod::Code {
            return false;
        }
        if !self.session.loaded {
            self.read_before(request);
            return true;
        }
        match self.session.state.clone() {
            State::Creating(pairing) | State::WaitingForPairingCode(pairing) | State::PairingCodeSent(pairing) => {
                self.join_or_supersede(pairing, request);
            }
            State::Connecting | State::Connected | State::Reconnecting { .. } => self.pair_while_linked(request),
            State::Error(parked) => self.pair_while_parked(&parked, request),
            State::Idle if self.session.is_linked() => self.pair_while_linked(request),
            State::Idle | State::PasskeyRequired => self.begin_pairing(request),
        }
        true
    }

    /// What is stored is not known, and nothing unknown is wiped: the request waits for one reading.
    fn read_before(&mut self, request: PairingRequest) {
        match self.session.asked.replace(request.clone()) {
            None => self.then(Effect::Load),
            Some(earlier) if earlier.phone != request.phone => {
                let (code, correlation) = (ErrorCode::Superseded, earlier.correlation);
                self.tell(Notice::PairingFailed { code, retry_after: None, correlation });
            }
            Some(_) => {}
        }
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
            PairingMethod::Code if pairing.phone == request.phone => self.join(pairing),
            PairingMethod::Code => {
                if pairing.phone.is_some() {
                    let (code, correlation) = (ErrorCode::Superseded, pairing.correlation);
                    self.tell(Notice::PairingFailed { code, retry_after: None, correlation });
                }
                self.retire_link(false);
                self.begin_pairing(request);
            }
        }
    }

    fn join(&mut self, pairing: Pairing) {
        if let (Some(live), Some(phone)) = (&pairing.code, &pairing.phone) {
            self.tell(Notice::CodeReady {
                code: live.code.clone(),
                phone: phone.clone(),
                expires_at: live.expires_at,
                correlation: pairing.correlation.clone(),
            });
        } else if let (State::PairingCodeSent(_), Some(link), Some(phone)) =
            (&self.session.state, self.session.link, pairing.phone.clone())
        {
            // The code died while the QR beside it lived on: ask for another one on the same line.
            self.arm(Timer::PairingBudget, self.session.policy.pairing_budget);
            self.then(Effect::RequestCode { link, phone });
            self.enter(State::WaitingForPairingCode(pairing));
        }
    }

    fn pair_while_linked(&mut self, request: PairingRequest) {
        if self.asks_for_another_phone(request.phone.as_ref()) {
            self.intend_to_pair(request);
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
        let so_far = (self.moment.now - self.session.since).to_std().unwrap_or_default();
        if so_far < self.session.policy.forward_after {
            let (code, retry_after) = (ErrorCode::NetworkError, Some(self.moment.until(next_at)));
            self.tell(Notice::PairingFailed { code, retry_after, correlation: request.correlation });
            return;
        }
        self.session.failures = self.session.failures.saturating_sub(1);
        self.then(Effect::Disarm(Timer::Reconnect));
        self.open_for_login();
        self.wait_for_log_in(request);
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
            self.tell(Notice::PairingFailed { code, retry_after, correlation: request.correlation });
        }
    }

    fn pair_while_parked(&mut self, parked: &Parked, request: PairingRequest) {
        if !self.session.is_linked() {
            self.retire_link(false);
            self.begin_pairing(request);
            return;
        }
        if self.asks_for_another_phone(request.phone.as_ref()) {
            self.intend_to_pair(request);
            return;
        }
        let hopeless =
            [ErrorCode::TemporarilyBanned, ErrorCode::ClientOutdated, ErrorCode::AccountLocked, ErrorCode::Internal];
        if hopeless.contains(&parked.code) {
            self.refuse(parked.code, request.correlation);
        } else if parked.code == ErrorCode::CredentialsConflict {
            self.begin_pairing(request);
        } else {
            // The credentials may still be good: try them, as they are stored now, before asking the person to type anything.
            self.session.correlation = request.correlation.clone();
            self.session.loaded = false;
            self.then(Effect::DisarmAll);
            self.read_before(request);
        }
    }

    pub(super) fn asks_for_another_phone(&self, asked: Option<&Phone>) -> bool {
        match (asked, &self.session.stored.phone) {
            (Some(asked), Some(stored)) => !asked.same_account(stored),
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    pub(super) fn refuse(&mut self, code: ErrorCode, correlation: CorrelationId) {
        let retry_after = match &self.session.state {
            State::Error(Parked { until: Some(until), .. }) => Some(self.moment.until(*until)),
            _ => None,
        };
        self.tell(Notice::PairingFailed { code, retry_after, correlation });
    }

    /// Old keys go, whoever's they are; new ones are made for this pairing.
    pub(super) fn begin_pairing(&mut self, request: PairingRequest) {
        let PairingRequest { method, phone, correlation } = request;
        let pairing = Pairing::new(method, phone, correlation.clone(), self.moment.now);
        self.session.correlation = correlation;
        self.session.waiting = None;
        self.then(Effect::DisarmAll);
        self.arm(Timer::PairingBudget, self.session.policy.pairing_budget);
        self.prepare(pairing);
    }

    pub(super) fn prepare(&mut self, pairing: Pairing) {
        let link = self.new_link();
        let phone = pairing.phone.clone();
        self.session.stored = super::Stored {
            has_credentials: false,
            phone: phone.clone(),
            requested_phone: phone.clone(),
            paired_at: None,
        };
        self.session.failures = 0;
        self.then(Effect::Prepare { link, phone });
        self.session.since = self.moment.now;
        self.session.state = State::Creating(pairing);
    }

    pub(super) fn pairing_cancelled(&mut self, correlation: CorrelationId) -> bool {
        self.session.asked = None;
        self.session.waiting = None;
        self.session.intent.take_if(|intent| matches!(intent, Intent::Pair(_)));
        if self.session.state.pairing().is_some() || self.session.state == State::PasskeyRequired {
            self.session.correlation = correlation;
            self.retire_link(false);
            self.then(Effect::DisarmAll);
            self.wipe(WipeOrder::Verdict);
            self.enter(State::Idle);
        }
        true
    }
}
