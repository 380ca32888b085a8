//! The session and the dispatch of its events: all states, all events.

use std::sync::Arc;

use crate::{CompanyId, CorrelationId, ErrorCode, Moment, PairingMethod, Phone, Timestamp};

use super::SessionPolicy;
use super::another_number::Linking;
use super::effect::{Effect, Timer};
use super::event::{CheckNo, CodeDeath, Event, LinkNo, WipeNo};
use super::line::Line;
use super::requests::PairingRequest;
use super::reset::ResetWipe;
use super::slots::Slot;
use super::state::{State, StateName};
use super::step::Step;
use super::stored::Stored;
use super::unread::{AfterRead, Beginning, Reading};

/// The event is invalid in this state; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session that is {from} cannot take {event}")]
pub struct InvalidTransition {
    /// State of the session.
    pub from: StateName,
    /// Name of the event.
    pub event: &'static str,
}

/// The session in one slot of a company. It has two regions, the line that is there and linking a phone; what stands
/// beside them concerns both.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub(super) company: CompanyId,
    /// Slot whose rows it works on.
    pub(super) slot: Slot,
    /// Shared by all sessions: each event clones the session.
    pub(super) policy: Arc<SessionPolicy>,
    pub(super) correlation: CorrelationId,
    /// Whether the stored data is known, and the requests that wait until it is read.
    pub(super) reading: Reading,
    /// Continuation after the next read.
    pub(super) after_read: AfterRead,
    /// The line that is there.
    pub(super) line: Line,
    /// What is kept of linking a phone.
    pub(super) linking: Linking,
    /// Wipe of the reset under way.
    pub(super) reset: Option<ResetWipe>,
    /// Requests for the disconnect that is being stored; `None` if none is.
    pub(super) storing_disconnect: Option<Vec<CorrelationId>>,
    pub(super) numbers: Numbers,
}

/// Numbers of the last link, check and wipe. Each new one gets the next number, so that late answers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Numbers {
    link: LinkNo,
    check: CheckNo,
    wipe: WipeNo,
}

impl Numbers {
    /// Numbers of the machine that changes the phone for the n-th time. They are larger than those of all machines
    /// before it, so that a late event of one of those is told apart.
    pub(super) const fn of_change(n: u32) -> Self {
        let before = (n as u64) << 32;
        Self { link: LinkNo(before), check: CheckNo(before), wipe: WipeNo(before) }
    }

    pub(super) const fn next_link(&mut self) -> LinkNo {
        self.link.0 += 1;
        self.link
    }

    pub(super) const fn next_check(&mut self) -> CheckNo {
        self.check.0 += 1;
        self.check
    }

    pub(super) const fn next_wipe(&mut self) -> WipeNo {
        self.wipe.0 += 1;
        self.wipe
    }
}

impl Session {
    /// A session whose stored data is unknown, and the effect that reads it.
    #[must_use]
    pub fn new(
        company: CompanyId,
        policy: impl Into<Arc<SessionPolicy>>,
        correlation: CorrelationId,
        now: Timestamp,
    ) -> (Self, Vec<Effect>) {
        let session = Self {
            company,
            slot: Slot::Current,
            policy: policy.into(),
            correlation,
            reading: Reading::Unread,
            after_read: AfterRead::default(),
            line: Line::unknown(now),
            linking: Linking::default(),
            reset: None,
            storing_disconnect: None,
            numbers: Numbers::default(),
        };
        (session, vec![Effect::Load])
    }

    /// Sets the start mode.
    #[must_use]
    pub fn beginning(mut self, beginning: Beginning) -> Self {
        self.after_read.beginning = beginning;
        self
    }

    /// Handles an event.
    ///
    /// # Errors
    /// [`InvalidTransition`] when the event is invalid in this state.
    pub fn on(self, event: Event, moment: Moment) -> Result<(Self, Vec<Effect>), InvalidTransition> {
        if event.link().is_some_and(|link| self.line.link != Some(link)) {
            // A code that was granted to a link that is no longer wanted is given back.
            let unwanted = matches!(event, Event::CredentialsPrepared { grant: Some(_), .. });
            return Ok((self, if unwanted { vec![Effect::GiveBack] } else { Vec::new() }));
        }
        let refusal = InvalidTransition { from: self.line.state.name(), event: event.name() };
        let mut step = Step { session: self, effects: Vec::new(), moment };
        let understood = match event {
            Event::Loaded(stored) => step.loaded(stored),
            Event::LoadFailed(failure) => step.load_failed(failure),
            Event::PairingRequested { method, phone, options, by, correlation } => {
                let requested_at = moment.now;
                step.pairing_requested(PairingRequest { method, phone, options, by, correlation, requested_at })
            }
            Event::PairingCancelled { correlation, .. } => step.pairing_cancelled(correlation),
            Event::ResetRequested { correlation, .. } => step.reset_requested(correlation),
            Event::DisconnectRequested { correlation, .. } => step.disconnect_requested(correlation),
            Event::DisconnectKept => step.disconnect_kept(),
            Event::DisconnectNotKept(failure) => step.disconnect_not_kept(failure),
            Event::Checked(check, result) => step.checked(check, result),
            Event::Admitted { link } => step.admitted(link),
            Event::AdmissionRefused { until, .. } => step.admission_refused(until),
            Event::Wiped(wipe) => step.wiped(wipe),
            Event::WipeFailed(wipe, failure) => step.wipe_failed(wipe, failure),
            Event::CredentialsPrepared { link, grant } => step.credentials_prepared(link, grant),
            Event::PrepareRefused { denial, .. } => step.prepare_refused(denial),
            Event::PrepareFailed { failure, .. } => step.prepare_failed(failure),
            Event::QrShown { link, text, expires_at } => step.qr_shown(link, text, expires_at),
            Event::CodeIssued { code, expires_at, .. } => step.code_issued(code, expires_at),
            Event::CodeRefused { refusal, .. } => step.code_refused(&refusal),
            Event::CodeDead { cause, .. } => step.code_dead(cause),
            Event::PhoneAnswered { .. } => step.phone_answered(),
            Event::PairingRefused { reason, .. } => step.pairing_refused(reason),
            Event::Paired { phone, .. } => step.paired(phone),
            Event::LinkingTaken { .. } => step.linking_taken(),
            Event::PasskeyRequested { challenge, .. } => step.passkey_requested(challenge),
            Event::PasskeyAnswered(answer) => {
                step.passkey_answered(answer);
                true
            }
            Event::PasskeyCodeShown { code, .. } => step.passkey_code_shown(code),
            Event::PasskeyConfirmed(confirmation) => {
                step.passkey_confirmed(confirmation);
                true
            }
            Event::PasskeyFailed { failure, .. } => step.passkey_failed(failure),
            Event::Connected { phone, .. } => step.connected(phone),
            Event::SettingsDelayed { .. } => matches!(step.session.line.state, State::Connecting | State::Connected),
            // Only the history follows it.
            Event::PhoneSeen { .. } => true,
            Event::Ended { end_reason, .. } => step.ended(&end_reason),
            Event::TimerFired(timer) => step.timer_fired(timer),
        };
        if understood { Ok((step.session, step.effects)) } else { Err(refusal) }
    }

    /// The state with its data.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.line.state
    }

    /// The company of the session.
    #[must_use]
    pub const fn company(&self) -> &CompanyId {
        &self.company
    }

    /// Correlation id of the request that led to the present state.
    #[must_use]
    pub const fn correlation(&self) -> &CorrelationId {
        &self.correlation
    }

    /// Method by which the phone was linked, until it connects for the first time.
    #[must_use]
    pub fn linked_by(&self) -> Option<PairingMethod> {
        self.linking.linked_by.map(|linked_by| linked_by.method)
    }

    /// The current link; events of any other are ignored.
    #[must_use]
    pub const fn current_link(&self) -> Option<LinkNo> {
        self.line.link
    }

    /// The stored data, as far as known.
    #[must_use]
    pub const fn stored(&self) -> &Stored {
        &self.line.stored
    }

    /// Code of the park; `None` if not parked.
    #[must_use]
    pub fn reason(&self) -> Option<ErrorCode> {
        match &self.line.state {
            State::Error(parked) => Some(parked.code),
            State::PasskeyRequired => Some(ErrorCode::PasskeyRequired),
            State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. } => None,
        }
    }

    /// The phone that answered in place of the requested one, while the session is parked for that.
    pub(super) fn wrong_phone(&self) -> Option<&Phone> {
        self.linking.wrong_phone.as_ref().filter(|_| self.reason() == Some(ErrorCode::WrongPhoneLinked))
    }

    /// Whether nothing is linked or under way, so that only watchers need the actor. The reason of a failed pairing is
    /// then in the database, or not worth keeping.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let nothing_pends = self.reset.is_none() && self.linking.intent.is_none() && self.storing_disconnect.is_none();
        let known = match &self.reading {
            Reading::Read => true,
            // The company of another owner is read again by the next life it has here.
            Reading::Unread => self.reason() == Some(ErrorCode::Replaced),
            Reading::UnreadForPairings(_) | Reading::UnreadForDisconnects(_) => false,
        };
        let nothing_is_due = known && nothing_pends && !self.is_linked();
        nothing_is_due && self.line.state.name().rests()
    }

    pub(super) const fn is_linked(&self) -> bool {
        self.line.is_linked()
    }
}

impl Step {
    fn timer_fired(&mut self, timer: Timer) -> bool {
        match timer {
            Timer::PairingTimeout => self.pairing_timed_out(),
            Timer::PairingRetry => self.pairing_retry_due(),
            Timer::CodeExpiry => self.code_dead(CodeDeath::Expired),
            Timer::PasskeyExpiry => self.passkey_expired(),
            Timer::Reconnect => self.reconnect_due(),
            Timer::ConnectWatchdog => self.connect_watchdog_fired(),
            Timer::Restart => self.restart_takes_long(),
            Timer::Stable => self.connection_is_stable(),
            Timer::ParkOver => self.park_over(),
        }
    }
}
