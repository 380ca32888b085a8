//! A linked session's life: admitted, connected, broken, connected again, or ended for good.

use std::cmp::Reverse;
use std::time::Duration;

use crate::gate::Urgency;
use crate::{Ending, ErrorCode, Phone, Timestamp, Verdict};

use super::WipeOrder;
use super::effect::{Effect, Notice, Tally, Timer};
use super::event::LinkNo;
use super::removal::Removal;
use super::state::{Parked, State};
use super::step::Step;

/// How often in a row a connection is made anew at once before it was stable.
const MOST_RESTARTS: u32 = 5;

/// A connection that is made anew within this time was not seen to be gone.
const SHORT_RESTART: Duration = Duration::from_secs(3);

impl Step {
    /// The gate lets the link be opened.
    pub(super) fn admitted(&mut self, link: LinkNo) -> bool {
        match &self.session.state {
            State::Creating(_) => self.then(Effect::Open { link, login: false }),
            State::Connecting => self.log_in(link),
            State::Connected if self.session.restarting == Some(link) => self.log_in(link),
            // It has waited at the gate until our client version was taken, or is the one that tries.
            State::Error(parked) if parked.code == ErrorCode::ClientOutdated => {
                self.enter(State::Connecting);
                self.log_in(link);
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

    fn log_in(&mut self, link: LinkNo) {
        self.then(Effect::Open { link, login: true });
        self.arm(Timer::ConnectWatchdog, self.session.policy.connect_watchdog);
    }

    /// Our client version is refused; the gate has told those on call. A linked session waits on at the gate, parked for all to
    /// see, which is noted once; hearing later that it takes longer is no change.
    pub(super) fn admission_refused(&mut self, until: Timestamp) -> bool {
        let wait = Some(self.moment.until(until));
        let parked = Parked { code: ErrorCode::ClientOutdated, until: Some(until) };
        match self.session.state.clone() {
            State::Creating(pairing) => self.fail_pairing(&pairing, ErrorCode::ClientOutdated, wait),
            State::Connected if self.session.restarting != self.session.link => return false,
            State::Connecting | State::Connected => {
                self.report(ErrorCode::ClientOutdated, false);
                self.note_park(&parked);
                self.then(Effect::DisarmAll);
                self.enter(State::Error(parked));
                self.answer_waiting(ErrorCode::ClientOutdated, wait);
            }
            State::Error(before) if before.code == ErrorCode::ClientOutdated => {
                self.session.state = State::Error(parked)
            }
            State::Idle
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => return false,
        }
        true
    }

    /// From here on a refused log-in means that the device was removed.
    pub(super) fn linking_taken(&mut self) -> bool {
        let (State::Connecting | State::Connected) = self.session.state else { return false };
        self.session.unconfirmed = false;
        true
    }

    pub(super) fn connected(&mut self, phone: Phone) -> bool {
        // A reconnect within one link goes unnoticed above it, so `connected` may come again.
        let (State::Connecting | State::Connected) = self.session.state else { return false };
        self.then(Effect::Disarm(Timer::ConnectWatchdog));
        if self.session.restarting.take().is_some() {
            self.then(Effect::Disarm(Timer::Restart));
        }
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
        self.session.stored.log_out_ordered = false;
        self.session.unconfirmed = false;
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
                if self.session.stored.log_out_ordered && *ending == Ending::LoggedOut {
                    self.logged_out_as_ordered();
                    return true;
                }
                // A device is stored before its confirmation leaves; until WhatsApp has shown that it knows it, it may be known
                // to nobody, however many connections have broken since.
                let unknown = self.session.unconfirmed && *ending == Ending::LoggedOut;
                let ending = if unknown { &Ending::NotFinished } else { ending };
                self.carry_out(ending.verdict(self.session.stored.paired_at, self.moment.now));
                true
            }
            State::Idle | State::Reconnecting { .. } | State::PasskeyRequired | State::Error(_) => false,
        }
    }

    fn carry_out(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Reconnect => self.reconnect_later(),
            Verdict::ReconnectNow => self.reconnect_now(),
            Verdict::WipeAndPark(code) => self.wipe_and_park(code),
            Verdict::Park(code, until) => {
                let until = match code {
                    ErrorCode::TemporarilyBanned => Some(self.end_of_ban(until)),
                    _ => until.or(code.retry_after().map(|wait| self.moment.after(wait))),
                };
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

    /// The gate lets it in before those who were connected less recently. A server that asks for this again and again is left
    /// alone for longer and longer, as after a failure. What is over in a moment is not shown.
    fn reconnect_now(&mut self) {
        if self.session.restarts >= MOST_RESTARTS {
            return self.reconnect_later();
        }
        self.session.restarts += 1;
        self.then(Effect::Disarm(Timer::ConnectWatchdog));
        self.then(Effect::Disarm(Timer::Stable));
        let link = self.new_link();
        self.then(Effect::AskAdmission { link, urgency: Urgency::Linked(Reverse(Some(self.moment.now))) });
        if self.session.state == State::Connected {
            // Asked for once more before it is back: the time goes on.
            if self.session.restarting.replace(link).is_none() {
                self.arm(Timer::Restart, SHORT_RESTART);
            }
        }
    }

    /// It waits at the gate, or for its log-in to succeed: people see that it is not connected.
    pub(super) fn restart_takes_long(&mut self) -> bool {
        if self.session.restarting.take().is_some_and(|link| self.session.link == Some(link)) {
            self.enter(State::Connecting);
        }
        true
    }

    /// The stored link is dead. Whoever asked for a code meanwhile gets one, unless it was WhatsApp that removed the device.
    fn wipe_and_park(&mut self, code: ErrorCode) {
        let parked = Parked { code, until: code.retry_after().map(|wait| self.moment.after(wait)) };
        if code == ErrorCode::RemovedAfterLink {
            self.session.removal = Removal::noted(Duration::ZERO, &self.moment);
            // Before the keys go, too: a process that dies in between must not forget the wait.
            self.note_park(&parked);
        }
        self.wipe(WipeOrder::Verdict);
        self.park(parked);
        if matches!(code, ErrorCode::LoggedOut | ErrorCode::PairingNotFinished)
            && let Some(request) = self.session.waiting.take()
        {
            self.pairing_requested(request);
        } else {
            self.answer_waiting(code, None);
        }
    }

    /// The log-out that a person wanted left before the rows were emptied; that is made up for, and nothing was removed.
    fn logged_out_as_ordered(&mut self) {
        self.then(Effect::DisarmAll);
        self.wipe(WipeOrder::Verdict);
        self.enter(State::Idle);
        if let Some(request) = self.session.waiting.take() {
            self.pairing_requested(request);
        }
    }

    pub(super) fn connect_watchdog_fired(&mut self) -> bool {
        let restarts = self.session.restarting.is_some() && self.session.restarting == self.session.link;
        if self.session.state != State::Connecting && !(restarts && self.session.state == State::Connected) {
            return false;
        }
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
