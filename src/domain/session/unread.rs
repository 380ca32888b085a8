//! The stored data while it is not known, in every state: the events `loaded` and `load_failed`, and the requests that
//! wait for them. A session is unread at its start, and again where its own knowledge may be out of date.

use crate::{CorrelationId, ErrorCode, StoreFailure};

use super::effect::{Effect, ExitRequest, Timer, WipeOrder};
use super::machine::Session;
use super::parked::RemovalWait;
use super::requests::PairingRequest;
use super::state::{Parked, State};
use super::step::{Failure, Step};
use super::stored::Stored;

/// Maximum number of requests that wait for one read of the stored data; beyond it the oldest is answered `SUPERSEDED`.
const MAX_WAITING: usize = 16;

/// Start mode of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Beginning {
    /// As stored: a parked session stays parked.
    #[default]
    AsStored,
    /// A person requests another try, whatever the session was parked for.
    PastPark,
    /// The restart limit is reached: the session is parked and connects to nothing.
    LimitReached,
}

/// Knowledge of the stored data, and the requests that wait until it is read. A disconnect refuses the pairing requests
/// that wait, and those that follow it, so only one kind waits at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// Known.
    Read,
    /// Not known; no request waits for it.
    Unread,
    /// Being read for these pairing requests, oldest first; at least one.
    UnreadForPairings(Vec<PairingRequest>),
    /// Being read for these disconnect requests; at least one.
    UnreadForDisconnects(Vec<CorrelationId>),
}

/// Continuation after the next read of the stored data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct AfterRead {
    /// Start mode, until the first read.
    pub(super) beginning: Beginning,
    /// Whether a person requests another try although the stored data says parked.
    pub(super) past_park: bool,
    /// Whether the read follows a failure that stays visible.
    pub(super) failure_shown: bool,
}

impl Reading {
    pub(super) const fn is_read(&self) -> bool {
        matches!(self, Self::Read)
    }

    /// Marks the stored data as unknown; requests that wait for it already go on waiting.
    pub(super) fn forget(&mut self) {
        if self.is_read() {
            *self = Self::Unread;
        }
    }

    /// Takes the pairing requests that wait.
    pub(super) fn take_pairings(&mut self) -> Vec<PairingRequest> {
        let Self::UnreadForPairings(waiting) = self else { return Vec::new() };
        let taken = std::mem::take(waiting);
        *self = Self::Unread;
        taken
    }

    /// Takes the disconnect requests that wait.
    pub(super) fn take_disconnects(&mut self) -> Vec<CorrelationId> {
        let Self::UnreadForDisconnects(waiting) = self else { return Vec::new() };
        let taken = std::mem::take(waiting);
        *self = Self::Unread;
        taken
    }
}

impl Session {
    /// Whether the pairing request with this id waits for the stored data to be read.
    #[must_use]
    pub fn awaits_reading(&self, correlation: &CorrelationId) -> bool {
        let Reading::UnreadForPairings(waiting) = &self.reading else { return false };
        waiting.iter().any(|request| request.correlation == *correlation)
    }
}

impl Step {
    pub(super) fn loaded(&mut self, stored: Stored) -> bool {
        if self.session.reading.is_read() || self.session.reset.is_some() {
            // Something newer than this read is under way.
            return true;
        }
        let (pairings, disconnects) = (self.session.reading.take_pairings(), self.session.reading.take_disconnects());
        self.session.reading = Reading::Read;
        self.session.linking.removal = stored.since_removal.and_then(|passed| RemovalWait::noted(passed, &self.moment));
        self.session.line.unconfirmed = stored.paired_at.is_some() && stored.last_connected_at.is_none();
        self.session.line.stored = stored;
        self.then(Effect::Disarm(Timer::ParkOver));
        let chosen = self.choose_pairing(pairings);
        let failure_shown = std::mem::take(&mut self.session.after_read.failure_shown);
        let stays = failure_shown && chosen.is_empty() && !self.session.is_linked();
        let another = chosen.last().is_some_and(|request| self.wants_another_phone(request));
        let parked_for = self.session.line.stored.parked.as_ref().map(|parked| parked.code);
        let replaced = another && !self.keeps_line(parked_for);
        if !stays {
            self.begin_as_stored((another, replaced));
        }
        for request in chosen {
            self.pairing_requested(request);
        }
        if !disconnects.is_empty() {
            self.disconnect(disconnects);
        }
        true
    }

    /// Returns the requests to carry out: the last of those that may be, and those for the same phone, oldest first.
    /// The others are answered. Each request keeps its own consent, so one without it neither uses that of another nor
    /// takes its place.
    fn choose_pairing(&mut self, waiting: Vec<PairingRequest>) -> Vec<PairingRequest> {
        let parked_for = self.session.line.stored.parked.as_ref().map(|parked| parked.code);
        let may = |step: &Self, request: &PairingRequest| {
            let spoiled = step.session.line.wrong_phone_is_stored();
            spoiled || !step.wants_another_phone(request) || step.may_replace(request, parked_for)
        };
        let (granted, refused): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|request| may(self, request));
        for request in refused {
            self.refuse_another_number(request);
        }
        let phone = granted.last().and_then(|last| last.phone.clone());
        let (chosen, superseded) = granted.into_iter().partition(|request| request.is_for(phone.as_ref()));
        self.refuse_all(ErrorCode::Superseded, superseded);
        chosen
    }

    /// Begins as the stored data says. A request for another phone needs no log-in with the stored one: its park holds,
    /// and a line that will be replaced is not connected.
    fn begin_as_stored(&mut self, (another_is_asked_for, replaced): (bool, bool)) {
        let wrong_phone = self.session.line.wrong_phone_is_stored();
        let stored = &self.session.line.stored;
        let beginning = std::mem::take(&mut self.session.after_read.beginning);
        let past_park = std::mem::take(&mut self.session.after_read.past_park) && !another_is_asked_for
            || beginning == Beginning::PastPark;
        let now = self.moment.now;
        if past_park && stored.parked.as_ref().is_some_and(|parked| parked.code == ErrorCode::Disconnected) {
            self.effects.push(Effect::ForgetDisconnect);
        }
        let holds = |parked: &Parked| !past_park && parked.until.is_none_or(|until| until > now);
        let parked = stored.parked.clone().filter(holds);
        match parked {
            _ if beginning == Beginning::LimitReached => {
                self.park(Parked { code: ErrorCode::RestartLimit, until: None });
            }
            _ if wrong_phone => {
                self.session.linking.wrong_phone = self.session.line.stored.phone.clone();
                self.wipe(WipeOrder::DeadCredentials);
                self.park(Parked { code: ErrorCode::WrongPhoneLinked, until: None });
            }
            Some(parked) => {
                // The process ended between the note of the removal and the wipe, which is made up for. The removal is
                // not noted again: its wait counts from the last note.
                if parked.code == ErrorCode::RemovedAfterLink && self.session.is_linked() {
                    self.wipe(WipeOrder::DeadCredentials);
                }
                self.stay_parked(parked);
            }
            // Keys of a half-finished pairing are useless; the next pairing replaces them.
            None if !self.session.is_linked() || replaced => self.enter(State::Idle),
            None => self.open_for_login(),
        }
    }

    pub(super) fn load_failed(&mut self, failure: StoreFailure) -> bool {
        if self.session.reading.is_read() {
            return true;
        }
        let code = failure.error_code();
        let unchanged = self.session.reason() == Some(code);
        let parked = Parked { code, until: Some(self.moment.after(self.session.policy.reload_after)) };
        // From here on the outage is shown, and its code ends with it.
        self.session.after_read.failure_shown = false;
        // Repeated failures to read are one failure: reported once.
        if unchanged {
            self.stay_parked(parked)
        } else {
            self.park(parked)
        }
        self.refuse_unread_pairings(code);
        // The request that asked for a log-in was refused above: without it the park holds when the database is back.
        self.session.after_read.past_park = false;
        let waiting = self.session.reading.take_disconnects();
        self.tell_not_disconnected(code, waiting);
        true
    }

    /// Queues the request until the stored data is read, since unknown credentials are never wiped. One read serves
    /// all.
    pub(super) fn read_before(&mut self, request: PairingRequest) {
        match &mut self.session.reading {
            Reading::UnreadForPairings(waiting) => {
                let oldest = (waiting.len() >= MAX_WAITING).then(|| waiting.remove(0));
                waiting.push(request);
                if let Some(oldest) = oldest {
                    self.tell_failure(oldest.failed(ErrorCode::Superseded));
                }
            }
            Reading::UnreadForDisconnects(_) => self.refuse(ErrorCode::Disconnected, request),
            Reading::Read | Reading::Unread => {
                self.session.reading = Reading::UnreadForPairings(vec![request]);
                self.then(Effect::Load);
            }
        }
    }

    /// Queues the disconnect until the stored data is read: it is not known whether a phone is linked.
    pub(super) fn read_before_disconnect(&mut self, correlation: CorrelationId) {
        self.session.after_read.past_park = false;
        // Its pairing would begin before the disconnect is carried out.
        self.drop_intended_pairing(ErrorCode::Disconnected);
        let waiting = Reading::UnreadForDisconnects(vec![correlation]);
        match std::mem::replace(&mut self.session.reading, waiting) {
            // A read is under way already, for pairing requests that the disconnect overrides.
            Reading::UnreadForPairings(requests) => self.refuse_all(ErrorCode::Disconnected, requests),
            Reading::Read | Reading::Unread | Reading::UnreadForDisconnects(_) => self.then(Effect::Load),
        }
    }

    /// Answers the pairing requests that wait for the stored data.
    pub(super) fn refuse_unread_pairings(&mut self, code: ErrorCode) {
        let waiting = self.session.reading.take_pairings();
        self.refuse_all(code, waiting);
    }

    /// Ends the read under way because something newer begins: its answer changes nothing any more. The pairing
    /// requests that wait for it are answered with `code`; disconnect requests must have been taken before.
    pub(super) fn outdate_read(&mut self, code: ErrorCode) {
        self.refuse_unread_pairings(code);
        self.session.reading = Reading::Read;
        self.session.after_read = AfterRead::default();
    }

    /// Exits, so that the next life reads the stored data. Requests that still wait are answered by this one.
    pub(super) fn leave_to_reload(&mut self) {
        let code = ErrorCode::StoreUnavailable;
        if let Some(pairing) = self.session.line.state.pairing().cloned() {
            self.release_number(&pairing);
            self.tell_failure(Failure::of(&pairing, code));
        }
        self.drop_intended_pairing(code);
        self.fail_resets(code);
        self.refuse_unread_pairings(code);
        self.answer_log_in_waiter(code, None);
        let waiting = self.session.reading.take_disconnects();
        self.tell_not_disconnected(code, waiting);
        let waiting = self.session.storing_disconnect.take().unwrap_or_default();
        self.tell_not_disconnected(code, waiting);
        self.then(Effect::Leave(ExitRequest::Reload));
    }
}
