//! A linked session's life: connected, broken, connected again, or ended for good.

use crate::{Ending, ErrorCode, Phone, Verdict};

use super::WipeOrder;
use super::effect::{Departure, Effect, Notice, Timer};
use super::state::{Parked, State};
use super::step::Step;

impl Step {
    pub(super) fn connected(&mut self, phone: Phone) -> bool {
        // A reconnect within one link goes unnoticed above it, so `connected` may come again.
        let (State::Connecting | State::Connected) = self.session.state else { return false };
        self.then(Effect::Disarm(Timer::ConnectWatchdog));
        if self.session.waiting.take().is_some() {
            self.then(Effect::Disarm(Timer::PairingBudget));
        }
        self.arm(Timer::Stable, self.session.policy.backoff.stable_after);
        self.then(Effect::TouchConnected);
        self.session.stored.phone = Some(phone.clone());
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
                self.park(Parked { code, until });
                self.answer_waiting(code, until.map(|until| self.moment.until(until)));
            }
            Verdict::Reload => {
                self.reconnect_later();
                self.then(Effect::Leave(Departure::Reload));
            }
        }
    }

    /// The stored link is dead. Whoever asked for a code meanwhile gets one, unless it was WhatsApp that removed the device.
    fn wipe_and_park(&mut self, code: ErrorCode) {
        self.wipe(WipeOrder::Verdict);
        self.park(Parked { code, until: None });
        if code == ErrorCode::LoggedOut
            && let Some(request) = self.session.waiting.take()
        {
            self.pairing_requested(request);
        } else {
            self.answer_waiting(code, None);
        }
    }

    pub(super) fn reconnect_due(&mut self) -> bool {
        let State::Reconnecting { .. } = self.session.state else { return false };
        self.open_for_login();
        true
    }

    pub(super) fn connect_watchdog_fired(&mut self) -> bool {
        let State::Connecting = self.session.state else { return false };
        self.retire_link(false);
        self.reconnect_later();
        true
    }

    pub(super) fn ban_lifted(&mut self) -> bool {
        let State::Error(_) = self.session.state else { return false };
        if self.session.is_linked() {
            self.open_for_login();
        }
        true
    }
}
