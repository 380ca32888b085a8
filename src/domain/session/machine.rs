//! The session and the dispatch of its events.

use std::time::Duration;

use crate::{CompanyId, CorrelationId, ErrorCode, StoreFailure, Timestamp};

use super::effect::{Departure, Effect, Notice, Timer};
use super::event::{CheckNo, Event, LinkNo, Stored, WipeNo};
use super::intents::Intent;
use super::requests::PairingRequest;
use super::state::{Parked, State, StateName};
use super::step::Step;
use super::{SessionPolicy, WipeOrder};

/// When something happens, and the roll of the dice for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// `0.0..1.0`, for jitter.
    pub chance: f64,
}

impl Moment {
    pub(super) fn after(&self, wait: Duration) -> Timestamp {
        chrono::TimeDelta::from_std(wait)
            .ok()
            .and_then(|wait| self.now.checked_add_signed(wait))
            .unwrap_or(Timestamp::MAX_UTC)
    }

    pub(super) fn until(&self, time: Timestamp) -> Duration {
        (time - self.now).to_std().unwrap_or_default()
    }
}

/// The event makes no sense in this state; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session that is {from} cannot take {event}")]
pub struct InvalidTransition {
    /// The state.
    pub from: StateName,
    /// The event's name.
    pub event: &'static str,
}

/// One company's session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub(super) company: CompanyId,
    pub(super) policy: SessionPolicy,
    pub(super) state: State,
    pub(super) since: Timestamp,
    pub(super) correlation: CorrelationId,
    /// Whether what is stored is known.
    pub(super) loaded: bool,
    pub(super) stored: Stored,
    /// A request that waits for what is stored to be read.
    pub(super) asked: Option<PairingRequest>,
    /// A request for the linked phone that waits for its log-in to succeed or fail.
    pub(super) waiting: Option<PairingRequest>,
    /// What will be done to the linked phone if the database can be relied on.
    pub(super) intent: Option<Intent>,
    pub(super) last_check: CheckNo,
    pub(super) link: Option<LinkNo>,
    pub(super) last_link: LinkNo,
    pub(super) last_wipe: WipeNo,
    /// The wipe of a reset that is under way, and those who asked for it.
    pub(super) reset: Option<(WipeNo, Vec<CorrelationId>)>,
    /// How often in a row connecting failed.
    pub(super) failures: u32,
}

impl Session {
    /// A session about which nothing is known yet, and the effect that will tell.
    #[must_use]
    pub fn new(
        company: CompanyId,
        policy: SessionPolicy,
        correlation: CorrelationId,
        now: Timestamp,
    ) -> (Self, Vec<Effect>) {
        let session = Self {
            company,
            policy,
            state: State::Idle,
            since: now,
            correlation,
            loaded: false,
            stored: Stored::default(),
            asked: None,
            waiting: None,
            intent: None,
            last_check: CheckNo::default(),
            link: None,
            last_link: LinkNo::default(),
            last_wipe: WipeNo::default(),
            reset: None,
            failures: 0,
        };
        (session, vec![Effect::Load])
    }

    /// Takes an event.
    ///
    /// # Errors
    /// [`InvalidTransition`] when the state does not know it.
    pub fn on(self, event: Event, moment: Moment) -> Result<(Self, Vec<Effect>), InvalidTransition> {
        if event.link().is_some_and(|link| self.link != Some(link)) {
            return Ok((self, Vec::new()));
        }
        let refusal = InvalidTransition { from: self.state.name(), event: event.name() };
        let mut step = Step { session: self, effects: Vec::new(), moment };
        let understood = match event {
            Event::Loaded(stored) => step.loaded(stored),
            Event::LoadFailed(failure) => step.load_failed(failure),
            Event::PairingRequested { method, phone, correlation } => {
                step.pairing_requested(PairingRequest { method, phone, correlation })
            }
            Event::PairingCancelled { correlation } => step.pairing_cancelled(correlation),
            Event::ResetRequested { correlation } => step.reset_requested(correlation),
            Event::Checked(check, result) => step.checked(check, result),
            Event::Wiped(wipe) => step.wiped(wipe),
            Event::WipeFailed(wipe, failure) => step.wipe_failed(wipe, failure),
            Event::CredentialsPrepared { link } => step.credentials_prepared(link),
            Event::PrepareFailed { failure, .. } => step.prepare_failed(failure),
            Event::QrShown { link, text, expires_at } => step.qr_shown(link, text, expires_at),
            Event::CodeIssued { code, expires_at, .. } => step.code_issued(code, expires_at),
            Event::CodeRefused { refusal, .. } => step.code_refused(&refusal),
            Event::CodeDead { .. } => step.code_dead(),
            Event::PhoneAnswered { .. } => step.phone_answered(),
            Event::Paired { phone, .. } => step.paired(phone),
            Event::PasskeyRequired { .. } => step.passkey_required(),
            Event::Connected { phone, .. } => step.connected(phone),
            Event::Ended { ending, .. } => step.ended(&ending),
            Event::TimerFired(timer) => step.timer_fired(timer),
        };
        if understood { Ok((step.session, step.effects)) } else { Err(refusal) }
    }

    /// The state with what belongs to it.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Whose session it is.
    #[must_use]
    pub const fn company(&self) -> &CompanyId {
        &self.company
    }

    /// Of the request that led to the present state.
    #[must_use]
    pub const fn correlation(&self) -> &CorrelationId {
        &self.correlation
    }

    /// The link that counts; events of any other are ignored.
    #[must_use]
    pub const fn current_link(&self) -> Option<LinkNo> {
        self.link
    }

    /// What is known to be stored.
    #[must_use]
    pub const fn stored(&self) -> &Stored {
        &self.stored
    }

    /// Whether nothing is linked, parked or under way, so that the actor has no reason to be there but its watchers.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.loaded && self.reset.is_none() && self.intent.is_none() && self.state == State::Idle
    }

    pub(super) fn is_linked(&self) -> bool {
        self.stored.paired_at.is_some()
    }
}

impl Step {
    fn loaded(&mut self, stored: Stored) -> bool {
        let awaited = matches!(self.session.state, State::Idle | State::Error(_)) && self.session.reset.is_none();
        if !awaited {
            // Something newer than this reading is under way.
            return true;
        }
        self.session.loaded = true;
        self.session.stored = stored;
        self.then(Effect::Disarm(Timer::Reload));
        let stored = &self.session.stored;
        let mismatch = matches!((&stored.phone, &stored.requested_phone), (Some(a), Some(b)) if !a.same_account(b));
        let asked = self.session.asked.take();
        let another = asked.as_ref().is_some_and(|request| self.asks_for_another_phone(request.phone.as_ref()));
        if !self.session.is_linked() {
            // Keys of a half-finished pairing are of no use; the next pairing replaces them.
            self.enter(State::Idle);
        } else if mismatch {
            self.wipe(WipeOrder::Verdict);
            self.park(Parked { code: ErrorCode::WrongPhoneLinked, until: None });
        } else if !another {
            self.open_for_login();
        }
        asked.is_none_or(|request| self.pairing_requested(request))
    }

    fn load_failed(&mut self, failure: StoreFailure) -> bool {
        if self.session.loaded {
            return true;
        }
        let until = self.moment.after(self.session.policy.reload_after);
        self.park(Parked { code: failure.error_code(), until: Some(until) });
        self.arm(Timer::Reload, self.session.policy.reload_after);
        if let Some(request) = self.session.asked.take() {
            self.refuse(failure.error_code(), request.correlation);
        }
        true
    }

    fn wiped(&mut self, wipe: WipeNo) -> bool {
        if let Some(waiting) = self.take_reset(wipe) {
            for correlation in waiting {
                self.tell(Notice::ResetDone { correlation });
            }
        }
        true
    }

    fn wipe_failed(&mut self, wipe: WipeNo, failure: StoreFailure) -> bool {
        let Some(waiting) = self.take_reset(wipe) else {
            // A verdict's wipe that did not happen is made up for: the keys are replaced by the next pairing, and if they
            // are still there after a restart WhatsApp gives the same verdict again.
            return true;
        };
        for correlation in waiting {
            self.tell(Notice::ResetFailed { code: failure.error_code(), correlation });
        }
        if failure == StoreFailure::UnknownOutcome {
            self.then(Effect::Leave(Departure::Reload));
        } else if self.session.state == State::Idle {
            self.session.loaded = false;
            self.load_failed(failure);
        }
        true
    }

    fn take_reset(&mut self, wipe: WipeNo) -> Option<Vec<CorrelationId>> {
        match self.session.reset.take() {
            Some((number, waiting)) if number == wipe => Some(waiting),
            other => {
                self.session.reset = other;
                None
            }
        }
    }

    fn timer_fired(&mut self, timer: Timer) -> bool {
        match timer {
            Timer::PairingBudget => self.pairing_budget_used_up(),
            Timer::PairingRetry => self.pairing_retry_due(),
            Timer::CodeExpiry => self.code_dead(),
            Timer::Reconnect => self.reconnect_due(),
            Timer::ConnectWatchdog => self.connect_watchdog_fired(),
            Timer::Stable => {
                // From here on it only says, now and then, that these credentials are in use, so that they do not expire.
                self.session.failures = 0;
                self.then(Effect::TouchConnected);
                self.arm(Timer::Stable, self.session.policy.touch_every);
                true
            }
            Timer::Reload => {
                self.then(Effect::Load);
                true
            }
            Timer::BanLifted => self.ban_lifted(),
        }
    }
}
