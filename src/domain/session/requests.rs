//! What people ask for: a pairing, its end, a reset.

use crate::{CorrelationId, ErrorCode, Pairing, PairingMethod, Phone};

use super::effect::{Effect, Notice, Timer};
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
            self.retire_link(true);
            self.begin_pairing(request);
            return;
        }
        match (&self.session.state, self.session.stored.phone.clone()) {
            (State::Connected, Some(phone)) => self.tell(Notice::Connected { phone }),
            (State::Reconnecting { .. }, _) => {
                self.then(Effect::Disarm(Timer::Reconnect));
                self.open_for_login();
            }
            _ => {}
        }
    }

    fn pair_while_parked(&mut self, parked: &Parked, request: PairingRequest) {
        if !self.session.is_linked() || self.asks_for_another_phone(request.phone.as_ref()) {
            self.retire_link(false);
            self.begin_pairing(request);
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
    fn begin_pairing(&mut self, request: PairingRequest) {
        let PairingRequest { method, phone, correlation } = request;
        let pairing = Pairing::new(method, phone, correlation.clone(), self.moment.now);
        self.session.correlation = correlation;
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
        if self.session.state.pairing().is_some() || self.session.state == State::PasskeyRequired {
            self.session.correlation = correlation;
            self.retire_link(false);
            self.then(Effect::DisarmAll);
            self.wipe(WipeOrder::Verdict);
            self.enter(State::Idle);
        }
        true
    }

    /// From everywhere to idle. A second one while the first is under way joins it.
    pub(super) fn reset_requested(&mut self, correlation: CorrelationId) -> bool {
        let at_rest = self.session.state == State::Idle;
        match &mut self.session.reset {
            Some((_, waiting)) if at_rest => waiting.push(correlation),
            _ => {
                let log_out = self.session.is_linked();
                let mut waiting = self.session.reset.take().map(|(_, waiting)| waiting).unwrap_or_default();
                waiting.push(correlation.clone());
                self.session.correlation = correlation;
                self.session.asked = None;
                self.retire_link(log_out);
                self.then(Effect::DisarmAll);
                let wipe = self.wipe(WipeOrder::Person);
                self.session.reset = Some((wipe, waiting));
                self.session.loaded = true;
                self.session.failures = 0;
                self.enter(State::Idle);
            }
        }
        true
    }
}
