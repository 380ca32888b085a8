//! What people ask for: a pairing, its end, a reset.

use crate::{CorrelationId, ErrorCode, Pairing, PairingMethod, Phone};

use super::effect::{Effect, Notice, Timer};
use super::state::State;
use super::step::Step;
use super::{WipeOrder, state::Parked};

impl Step {
    pub(super) fn pairing_requested(
        &mut self,
        method: PairingMethod,
        phone: Option<Phone>,
        correlation: CorrelationId,
    ) -> bool {
        if phone.is_none() && method == PairingMethod::Code {
            return false;
        }
        if !self.session.loaded {
            self.then(Effect::Load);
            self.refuse(ErrorCode::StoreUnavailable, correlation);
            return true;
        }
        match self.session.state.clone() {
            State::Creating(pairing) | State::WaitingForPairingCode(pairing) | State::PairingCodeSent(pairing) => {
                self.join_or_supersede(pairing, method, phone, correlation);
            }
            State::Connecting | State::Connected | State::Reconnecting { .. } => {
                self.pair_while_linked(method, phone, correlation)
            }
            State::Error(parked) => self.pair_while_parked(&parked, method, phone, correlation),
            State::Idle | State::PasskeyRequired => self.begin_pairing(method, phone, correlation),
        }
        true
    }

    /// The same phone joins the pairing that is under way; another one takes its place.
    fn join_or_supersede(
        &mut self,
        mut pairing: Pairing,
        method: PairingMethod,
        phone: Option<Phone>,
        correlation: CorrelationId,
    ) {
        match method {
            PairingMethod::Qr => {
                pairing.qr_wanted = true;
                if let Some(qr) = &pairing.qr {
                    self.tell(Notice::QrReady { text: qr.text.clone(), expires_at: qr.expires_at });
                }
                self.session.state = self.session.state.with_pairing(pairing);
            }
            PairingMethod::Code if pairing.phone == phone => self.join(pairing),
            PairingMethod::Code => {
                if pairing.phone.is_some() {
                    let (code, correlation) = (ErrorCode::Superseded, pairing.correlation);
                    self.tell(Notice::PairingFailed { code, retry_after: None, correlation });
                }
                self.retire_link(false);
                self.begin_pairing(method, phone, correlation);
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

    fn pair_while_linked(&mut self, method: PairingMethod, phone: Option<Phone>, correlation: CorrelationId) {
        if self.asks_for_another_phone(phone.as_ref()) {
            self.retire_link(true);
            self.begin_pairing(method, phone, correlation);
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

    fn pair_while_parked(
        &mut self,
        parked: &Parked,
        method: PairingMethod,
        phone: Option<Phone>,
        correlation: CorrelationId,
    ) {
        if !self.session.is_linked() || self.asks_for_another_phone(phone.as_ref()) {
            self.retire_link(false);
            self.begin_pairing(method, phone, correlation);
            return;
        }
        let hopeless =
            [ErrorCode::TemporarilyBanned, ErrorCode::ClientOutdated, ErrorCode::AccountLocked, ErrorCode::Internal];
        if hopeless.contains(&parked.code) {
            self.refuse(parked.code, correlation);
        } else if parked.code == ErrorCode::CredentialsConflict {
            self.begin_pairing(method, phone, correlation);
        } else {
            // The credentials may still be good: try them, as they are stored now, before asking the person to type anything.
            self.session.correlation = correlation;
            self.session.loaded = false;
            self.then(Effect::DisarmAll);
            self.then(Effect::Load);
        }
    }

    fn asks_for_another_phone(&self, asked: Option<&Phone>) -> bool {
        match (asked, &self.session.stored.phone) {
            (Some(asked), Some(stored)) => !asked.same_account(stored),
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    fn refuse(&mut self, code: ErrorCode, correlation: CorrelationId) {
        let retry_after = match &self.session.state {
            State::Error(Parked { until: Some(until), .. }) => Some(self.moment.until(*until)),
            _ => None,
        };
        self.tell(Notice::PairingFailed { code, retry_after, correlation });
    }

    /// Old keys go, whoever's they are; new ones are made for this pairing.
    fn begin_pairing(&mut self, method: PairingMethod, phone: Option<Phone>, correlation: CorrelationId) {
        let pairing = Pairing::new(method, phone.clone(), correlation.clone(), self.moment.now);
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
