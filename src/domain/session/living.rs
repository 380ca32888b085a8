//! A linked session's life: admitted, connected, broken, connected again, or ended for good.

use crate::{Ending, ErrorCode, Phone, Timestamp, Verdict};

use super::effect::{Effect, Notice, Tally, Timer};
use super::event::LinkNo;
use super::state::{Parked, State};
use super::step::Step;
use super::{StateName, WipeOrder};

impl Step {
    /// The gate lets the link be opened.
    pub(super) fn admitted(&mut self, link: LinkNo) -> bool {
        match self.session.state.name() {
            StateName::Creating => self.then(Effect::Open { link, login: false }),
            StateName::Connecting => {
                self.then(Effect::Open { link, login: true });
                self.arm(Timer::ConnectWatchdog, self.session.policy.connect_watchdog);
            }
            StateName::Idle
            | StateName::WaitingForPairingCode
            | StateName::PairingCodeSent
            | StateName::Connected
            | StateName::Reconnecting
            | StateName::PasskeyRequired
            | StateName::Error => return false,
        }
        true
    }

    /// Our client version is refused; the gate has told those on call.
    pub(super) fn admission_refused(&mut self, until: Timestamp) -> bool {
        let wait = Some(self.moment.until(until));
        match self.session.state.clone() {
            State::Creating(pairing) => self.fail_pairing(&pairing, ErrorCode::ClientOutdated, wait),
            State::Connecting => {
                self.session.link = None;
                self.report(ErrorCode::ClientOutdated, false);
                self.park_quietly(Parked { code: ErrorCode::ClientOutdated, until: Some(until) });
                self.answer_waiting(ErrorCode::ClientOutdated, wait);
            }
            State::Idle
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::Connected
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => return false,
        }
        true
    }

    pub(super) fn connected(&mut self, phone: Phone) -> bool {
        // A reconnect within one link goes unnoticed above it, so `connected` may come again.
        let (State::Connecting | State::Connected) = self.session.state else { return false };
        self.then(Effect::Disarm(Timer::ConnectWatchdog));
        if self.session.waiting.take().is_some() {
            self.then(Effect::Disarm(Timer::PairingBudget));
        }
        if let Some((method, asked_at)) = self.session.linked_by.take() {
            let took = (self.moment.now - asked_at).to_std().unwrap_or_default();
            self.then(Effect::Count(Tally::PairingSucceeded(method, took)));
        }
        self.arm(Timer::Stable, self.session.policy.backoff.stable_after());
        self.touch_connected();
        self.session.stored.phone = Some(phone.clone());
        self.session.stored.last_connected_at = Some(self.moment.now);
        self.session.stored.parked = None;
        self.enter(State::Connected);
        self.tell(Notice::Connected { phone });
        true
    }

    pub(super) fn ended(&mut self, ending: &Ending) -> bool {
        match self.session.state.clone() {
            State::Creating(pairing) | State::WaitingForPairingCode(pairing) | State::PairingCodeSent(pairing) => {
                self.pairing_link_ended(pairing, ending);
                true
            }
            State::Connecting | State::Connected => {
                self.session.link = None;
                self.carry_out(ending.verdict(self.session.stored.paired_at, self.moment.now));
                true
            }
            State::Idle | State::Reconnecting { .. } | State::PasskeyRequired | State::Error(_) => false,
        }
    }

    fn carry_out(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Reconnect => self.reconnect_later(),
            Verdict::WipeAndPark(code) => self.wipe_and_park(code),
            Verdict::Park(code, until) => {
                let until = until.or(code.retry_after().map(|wait| self.moment.after(wait)));
                self.park(Parked { code, until });
                self.answer_waiting(code, until.map(|until| self.moment.until(until)));
            }
            // The gate has heard of it before it hears this question, and says when it will be tried again.
            Verdict::AskGate => {
                self.then(Effect::Disarm(Timer::ConnectWatchdog));
                self.then(Effect::Disarm(Timer::Stable));
                self.open_for_login();
            }
            Verdict::YieldOrRetryOnce => self.replaced(),
            Verdict::Reload => {
                self.reconnect_later();
                self.leave_to_reload();
            }
        }
    }

    /// The stored link is dead. Whoever asked for a code meanwhile gets one, unless it was WhatsApp that removed the device.
    fn wipe_and_park(&mut self, code: ErrorCode) {
        self.wipe(WipeOrder::Verdict);
        self.park(Parked { code, until: code.retry_after().map(|wait| self.moment.after(wait)) });
        if code == ErrorCode::LoggedOut
            && let Some(request) = self.session.waiting.take()
        {
            self.pairing_requested(request);
        } else {
            self.answer_waiting(code, None);
        }
    }

    pub(super) fn connect_watchdog_fired(&mut self) -> bool {
        let State::Connecting = self.session.state else { return false };
        self.retire_link(false);
        self.reconnect_later();
        true
    }

    /// What the session is parked for has an end, and that has come.
    pub(super) fn park_over(&mut self) -> bool {
        let (State::Error(_) | State::PasskeyRequired) = self.session.state else { return false };
        if !self.session.loaded {
            self.then(Effect::Load);
        } else if self.session.is_linked() {
            self.open_for_login();
        } else {
            self.enter(State::Idle);
        }
        true
    }
}
