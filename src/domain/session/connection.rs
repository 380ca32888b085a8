//! States `connecting` and `connected`: the way from the gate's admission to a stable connection, and the link's end.
//! Events `admitted`, `admission_refused`, `linking_taken`, `connected` and `ended`, and the timers `connect_watchdog`,
//! `restart` and `stable`.

use std::cmp::Reverse;
use std::time::Duration;

use crate::gate::Urgency;
use crate::{DisconnectAction, ErrorCode, LinkEndReason, Phone, Timestamp};

use super::another_number::Rows;
use super::effect::{Effect, SessionNotification, Tally, Timer, WipeOrder};
use super::event::{LinkNo, PrecheckError};
use super::parked::RemovalWait;
use super::requests::PairingRequest;
use super::slots::Slot;
use super::state::{Parked, State};
use super::step::Step;

/// Maximum number of immediate reconnects in a row without a stable connection.
const MAX_RESTARTS: u32 = 5;

/// A connection re-established within this time is shown as connected throughout.
const SHORT_RESTART: Duration = Duration::from_secs(3);

impl Step {
    /// Logs in with the stored credentials once the gate admits it.
    pub(super) fn open_for_login(&mut self) {
        let urgency = match self.session.slot {
            Slot::Current => Urgency::Linked(Reverse(self.session.line.stored.last_connected_at)),
            // A person waits for the phone that is being changed.
            Slot::Next => Urgency::Person,
        };
        self.ask_to_log_in(urgency);
    }

    pub(super) fn ask_to_log_in(&mut self, urgency: Urgency) {
        let link = self.new_link();
        self.then(Effect::AskAdmission { link, urgency });
        self.enter(State::Connecting);
    }

    /// The gate admits the link.
    pub(super) fn admitted(&mut self, link: LinkNo) -> bool {
        match self.session.line.state.clone() {
            State::Creating(pairing) => return self.pairing_admitted(link, &pairing),
            State::Connecting => self.log_in(link),
            State::Connected if self.session.line.restarting == Some(link) => self.log_in(link),
            // It waited at the gate until our client version was accepted, or it is the probe.
            State::Error(parked) if parked.code == ErrorCode::ClientOutdated => {
                self.enter(State::Connecting);
                self.log_in(link);
            }
            State::Idle
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
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

    /// Handles the refusal of our client version; the gate has alerted those on call. A linked session keeps waiting at
    /// the gate and is shown as parked, which is one change; a later notice of a longer wait is none.
    pub(super) fn admission_refused(&mut self, until: Timestamp) -> bool {
        let wait = Some(self.moment.until(until));
        let parked = Parked { code: ErrorCode::ClientOutdated, until: Some(until) };
        match self.session.line.state.clone() {
            State::Creating(pairing) if self.session.linking.rows == Rows::Untouched => {
                self.deny_pairing(&pairing, PrecheckError { code: ErrorCode::ClientOutdated, until: Some(until) });
            }
            State::Creating(pairing) => self.fail_pairing(&pairing, ErrorCode::ClientOutdated, wait),
            State::Connected if self.session.line.restarting != self.session.line.link => return false,
            State::Connecting | State::Connected => {
                self.report(ErrorCode::ClientOutdated, false);
                self.note_park(&parked);
                self.then(Effect::DisarmAll);
                self.enter(State::Error(parked));
                self.answer_log_in_waiter(ErrorCode::ClientOutdated, wait);
            }
            State::Error(before) if before.code == ErrorCode::ClientOutdated => {
                self.session.line.state = State::Error(parked);
            }
            State::Idle
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => return false,
        }
        true
    }

    /// From here on a refused log-in means that the device was removed.
    pub(super) fn linking_taken(&mut self) -> bool {
        let (State::Connecting | State::Connected) = self.session.line.state else { return false };
        self.session.line.unconfirmed = false;
        true
    }

    pub(super) fn connected(&mut self, phone: Phone) -> bool {
        // A reconnect within one link is not reported above it, so `connected` may come again.
        let (State::Connecting | State::Connected) = self.session.line.state else { return false };
        self.then(Effect::Disarm(Timer::ConnectWatchdog));
        if self.session.line.restarting.take().is_some() {
            self.then(Effect::Disarm(Timer::Restart));
        }
        if self.session.line.awaits_log_in.take().is_some() {
            self.then(Effect::Disarm(Timer::PairingTimeout));
        }
        if let Some(linked_by) = self.session.linking.linked_by.take() {
            let took = (self.moment.now - linked_by.requested_at).to_std().unwrap_or_default();
            self.then(Effect::Count(Tally::PairingSucceeded(linked_by.method, took)));
        }
        self.arm(Timer::Stable, self.session.policy.backoff.stable_after());
        self.touch_connected();
        let stored = &mut self.session.line.stored;
        stored.phone = Some(phone.clone());
        stored.last_connected_at = Some(self.moment.now);
        stored.parked = None;
        stored.log_out_ordered = false;
        self.session.line.unconfirmed = false;
        self.enter(State::Connected);
        self.tell(SessionNotification::Connected { phone });
        true
    }

    /// The connection is stable. From here on the timer only records, at intervals, that the credentials are in use, so
    /// that they do not expire.
    pub(super) fn connection_is_stable(&mut self) -> bool {
        self.session.line.failures.clear_after_stable_connection();
        self.touch_connected();
        self.arm(Timer::Stable, self.session.policy.touch_every);
        true
    }

    pub(super) fn connect_watchdog_fired(&mut self) -> bool {
        let line = &self.session.line;
        if line.state != State::Connecting && !(line.is_restarting() && line.state == State::Connected) {
            return false;
        }
        self.retire_link(false);
        self.reconnect_later();
        true
    }

    pub(super) fn ended(&mut self, end_reason: &LinkEndReason) -> bool {
        match self.session.line.state.clone() {
            State::Creating(pairing)
            | State::WaitingForPairingCode(pairing)
            | State::PairingCodeSent(pairing)
            | State::WithPasskey(pairing, _) => {
                self.pairing_link_ended(pairing, end_reason);
                true
            }
            State::Connecting | State::Connected => {
                self.line_ended(end_reason);
                true
            }
            State::Idle | State::Reconnecting { .. } | State::PasskeyRequired | State::Error(_) => false,
        }
    }

    fn line_ended(&mut self, end_reason: &LinkEndReason) {
        let line = &mut self.session.line;
        line.link = None;
        if line.stored.log_out_ordered && *end_reason == LinkEndReason::LoggedOut {
            return self.logged_out_as_ordered();
        }
        // A device is stored before its confirmation is sent; until WhatsApp has shown that it knows the device, no
        // phone may know it, however many connections were lost since.
        let unknown = line.unconfirmed && *end_reason == LinkEndReason::LoggedOut;
        let end_reason = if unknown { &LinkEndReason::NotFinished } else { end_reason };
        self.carry_out(end_reason.action(self.session.line.stored.paired_at, self.moment.now));
    }

    fn carry_out(&mut self, action: DisconnectAction) {
        match action {
            DisconnectAction::Reconnect => self.reconnect_later(),
            DisconnectAction::ReconnectNow => self.reconnect_now(),
            DisconnectAction::WipeAndPark(code) => self.wipe_and_park(code),
            DisconnectAction::Park(code, until) => {
                let until = match code {
                    ErrorCode::TemporarilyBanned => Some(self.end_of_ban(until)),
                    _ => until.or(code.retry_after().map(|wait| self.moment.after(wait))),
                };
                self.park(Parked { code, until });
                self.answer_log_in_waiter(code, until.map(|until| self.moment.until(until)));
            }
            // The gate has learned of the refusal before this request, and says when the version is tried again.
            DisconnectAction::AskGate => {
                self.then(Effect::Disarm(Timer::ConnectWatchdog));
                self.then(Effect::Disarm(Timer::Stable));
                self.open_for_login();
            }
            DisconnectAction::YieldOrRetryOnce => self.replaced(),
            DisconnectAction::Reload => {
                self.reconnect_later();
                self.leave_to_reload();
            }
        }
    }

    /// Reconnects at once: the gate admits it ahead of sessions connected less recently. After `MAX_RESTARTS` in a row
    /// it backs off as after a failure. A short interruption is not shown.
    fn reconnect_now(&mut self) {
        if self.session.line.failures.restarts >= MAX_RESTARTS {
            return self.reconnect_later();
        }
        self.session.line.failures.restarts += 1;
        self.then(Effect::Disarm(Timer::ConnectWatchdog));
        self.then(Effect::Disarm(Timer::Stable));
        let link = self.new_link();
        self.then(Effect::AskAdmission { link, urgency: Urgency::Linked(Reverse(Some(self.moment.now))) });
        if self.session.line.state == State::Connected {
            // Requested again before the connection is back: the timer goes on.
            if self.session.line.restarting.replace(link).is_none() {
                self.arm(Timer::Restart, SHORT_RESTART);
            }
        }
    }

    /// It waits at the gate, or for its log-in to succeed: show that it is not connected.
    pub(super) fn restart_takes_long(&mut self) -> bool {
        let line = &mut self.session.line;
        if line.restarting.take().is_some_and(|link| line.link == Some(link)) {
            self.enter(State::Connecting);
        }
        true
    }

    /// Wipes dead credentials and parks. A pairing request that waits is carried out if the device was logged out or
    /// its linking did not finish; otherwise it is answered with `code`.
    fn wipe_and_park(&mut self, code: ErrorCode) {
        let parked = Parked { code, until: code.retry_after().map(|wait| self.moment.after(wait)) };
        if code == ErrorCode::RemovedAfterLink {
            self.session.linking.removal = RemovalWait::noted(Duration::ZERO, &self.moment);
            // Recorded before the wipe, too: a process that dies in between must not forget the wait.
            self.note_park(&parked);
        }
        self.wipe(WipeOrder::DeadCredentials);
        self.park(parked);
        if matches!(code, ErrorCode::LoggedOut | ErrorCode::PairingNotFinished)
            && let Some(request) = self.session.line.awaits_log_in.take()
        {
            self.pairing_requested(request);
        } else {
            self.answer_log_in_waiter(code, None);
        }
    }

    /// Handles a log-out that a person ordered and that left before the rows were wiped: the wipe is made up for, and
    /// it counts as no removal.
    fn logged_out_as_ordered(&mut self) {
        self.then(Effect::DisarmAll);
        self.wipe(WipeOrder::DeadCredentials);
        self.enter(State::Idle);
        if let Some(request) = self.session.line.awaits_log_in.take() {
            self.pairing_requested(request);
        }
    }

    /// Handles a pairing request on a session with a linked phone that is not parked.
    pub(super) fn pair_while_linked(&mut self, request: PairingRequest) {
        if self.wants_another_phone(&request) {
            self.change_number(request);
            return;
        }
        match (self.session.line.state.clone(), self.session.line.stored.phone.clone()) {
            (State::Connected, Some(phone)) => self.tell(SessionNotification::Connected { phone }),
            (State::Reconnecting { next_at }, _) => self.bring_reconnect_forward(next_at, request),
            (
                State::Idle
                | State::Creating(_)
                | State::WaitingForPairingCode(_)
                | State::PairingCodeSent(_)
                | State::WithPasskey(..)
                | State::Connecting
                | State::Connected
                | State::PasskeyRequired
                | State::Error(_),
                _,
            ) => self.wait_for_log_in(request),
        }
    }

    /// Waits for the log-in with the stored credentials; the request is answered when that ends, or the timeout is
    /// over.
    pub(super) fn wait_for_log_in(&mut self, request: PairingRequest) {
        self.arm(Timer::PairingTimeout, self.session.policy.pairing_timeout);
        self.session.line.awaits_log_in = Some(request);
    }

    /// Answers the request that waits for the log-in.
    pub(super) fn answer_log_in_waiter(&mut self, code: ErrorCode, retry_after: Option<Duration>) {
        if let Some(request) = self.session.line.awaits_log_in.take() {
            self.then(Effect::Disarm(Timer::PairingTimeout));
            self.tell_failure(request.failed(code).after(retry_after));
        }
    }
}
