//! The session and the dispatch of its events.

use crate::{CompanyId, CorrelationId, ErrorCode, Moment, PairingMethod, StoreFailure, Timestamp};

use super::SessionPolicy;
use super::disconnect::Disconnect;
use super::effect::{Effect, Timer};
use super::event::{CheckNo, CodeDeath, Event, LinkNo, Stored, WipeNo};
use super::intents::{Intent, Waiting};
use super::quota::PairingsBegun;
use super::removal::Removal;
use super::requests::PairingRequest;
use super::state::{State, StateName};
use super::step::Step;

/// How a session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Beginning {
    /// As it is stored: one that was parked still is.
    #[default]
    AsStored,
    /// A person wants it to try again, whatever it was parked for.
    PastPark,
    /// It died too often: it is parked, and connects to nothing.
    LimitReached,
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
    /// Requests that wait for what is stored to be read, the oldest first.
    pub(super) asked: Vec<PairingRequest>,
    /// A request for the linked phone that waits for its log-in to succeed or fail.
    pub(super) waiting: Option<PairingRequest>,
    /// What will be done to the linked phone if the database can be relied on.
    pub(super) intent: Option<Intent>,
    pub(super) last_check: CheckNo,
    /// The question whose answer decides about the intent.
    pub(super) intent_question: Option<CheckNo>,
    /// The question whose answer decides about the pairing under way.
    pub(super) question: Option<CheckNo>,
    /// The question whether the company is still ours.
    pub(super) owner_question: Option<CheckNo>,
    /// That question had no answer and is asked again before the session comes back.
    pub(super) owner_unsure: bool,
    /// The time in which no phone is linked, because WhatsApp removed a device that had just been.
    pub(super) removal: Option<Removal>,
    /// When another connection last replaced ours.
    pub(super) replaced_at: Option<Timestamp>,
    pub(super) beginning: Beginning,
    /// What is stored is read again after a failure that people are still to see.
    pub(super) failure_shown: bool,
    /// What is stored was a reason to park, and a person wants it tried again.
    pub(super) past_park: bool,
    /// How the phone was linked that connects for the first time, and when that was asked for.
    pub(super) linked_by: Option<(PairingMethod, Timestamp)>,
    pub(super) link: Option<LinkNo>,
    pub(super) last_link: LinkNo,
    pub(super) last_wipe: WipeNo,
    /// The wipe of a reset that is under way, and those who asked for it.
    pub(super) reset: Option<(WipeNo, Vec<Waiting>)>,
    /// A disconnect that is not decided yet.
    pub(super) disconnect: Option<Disconnect>,
    /// How often in a row connecting failed.
    pub(super) failures: u32,
    /// The link that takes the place of one that had to be made anew, while the session is shown as connected all the same.
    pub(super) restarting: Option<LinkNo>,
    /// How often in a row a connection had to be made anew before it was stable.
    pub(super) restarts: u32,
    /// When its pairings began.
    pub(super) begun: PairingsBegun,
    /// How often in a row WhatsApp said that the account is banned for a time.
    pub(super) bans: u32,
    /// What is stored is a device of which nobody has seen that WhatsApp knows it.
    pub(super) unconfirmed: bool,
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
            asked: Vec::new(),
            waiting: None,
            intent: None,
            last_check: CheckNo::default(),
            intent_question: None,
            question: None,
            owner_question: None,
            owner_unsure: false,
            removal: None,
            replaced_at: None,
            beginning: Beginning::AsStored,
            failure_shown: false,
            past_park: false,
            linked_by: None,
            link: None,
            last_link: LinkNo::default(),
            last_wipe: WipeNo::default(),
            reset: None,
            disconnect: None,
            failures: 0,
            restarting: None,
            restarts: 0,
            begun: PairingsBegun::default(),
            bans: 0,
            unconfirmed: false,
        };
        (session, vec![Effect::Load])
    }

    /// The same, which begins otherwise than as it is stored.
    #[must_use]
    pub fn beginning(self, beginning: Beginning) -> Self {
        Self { beginning, ..self }
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
            Event::PairingRequested { method, phone, options, by, correlation } => {
                step.pairing_requested(PairingRequest { method, phone, options, by, correlation, asked_at: moment.now })
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
            Event::CredentialsPrepared { link } => step.credentials_prepared(link),
            Event::PrepareFailed { failure, .. } => step.prepare_failed(failure),
            Event::QrShown { link, text, expires_at } => step.qr_shown(link, text, expires_at),
            Event::CodeIssued { code, expires_at, .. } => step.code_issued(code, expires_at),
            Event::CodeRefused { refusal, .. } => step.code_refused(&refusal),
            Event::CodeDead { cause, .. } => step.code_dead(cause),
            Event::PhoneAnswered { .. } => step.phone_answered(),
            Event::PairingRefused { reason, .. } => step.pairing_refused(reason),
            Event::Paired { phone, .. } => step.paired(phone),
            Event::LinkingTaken { .. } => step.linking_taken(),
            Event::PasskeyRequired { .. } => step.passkey_required(),
            Event::Connected { phone, .. } => step.connected(phone),
            Event::SettingsDelayed { .. } => matches!(step.session.state, State::Connecting | State::Connected),
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

    /// How the phone was linked that connects for the first time.
    #[must_use]
    pub fn linked_by(&self) -> Option<PairingMethod> {
        self.linked_by.map(|(method, _)| method)
    }

    /// The link that counts; events of any other are ignored.
    #[must_use]
    pub const fn current_link(&self) -> Option<LinkNo> {
        self.link
    }

    /// Whether the pairing request with this id waits for what is stored to be read.
    #[must_use]
    pub fn awaits_reading(&self, correlation: &CorrelationId) -> bool {
        self.asked.iter().any(|request| request.correlation == *correlation)
    }

    /// What is known to be stored.
    #[must_use]
    pub const fn stored(&self) -> &Stored {
        &self.stored
    }

    /// Why it is parked, if it is.
    #[must_use]
    pub fn reason(&self) -> Option<ErrorCode> {
        match &self.state {
            State::Error(parked) => Some(parked.code),
            State::PasskeyRequired => Some(ErrorCode::PasskeyRequired),
            State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. } => None,
        }
    }

    /// Whether nothing is linked or under way, so that the actor has no reason to be there but its watchers. Why a pairing
    /// failed is then in the database, or not worth keeping.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let waits_for_nobody = self.reset.is_none() && self.intent.is_none() && self.disconnect.is_none();
        // Another owner's company is read again by whatever life it has next here.
        let known = self.loaded || (self.reason() == Some(ErrorCode::Replaced) && self.asked.is_empty());
        let nothing_is_due = known && waits_for_nobody && !self.is_linked();
        nothing_is_due && matches!(self.state, State::Idle | State::PasskeyRequired | State::Error(_))
    }

    pub(super) fn forget_what_waits(&mut self) {
        self.asked.clear();
        self.waiting = None;
        self.question = None;
        self.owner_question = None;
        self.owner_unsure = false;
        self.linked_by = None;
    }

    pub(super) fn is_linked(&self) -> bool {
        self.stored.paired_at.is_some()
    }

    /// Whether another phone linked than the one that was asked for, and the process ended before that was undone.
    pub(super) fn wrong_phone_is_stored(&self) -> bool {
        let phones = (&self.stored.phone, &self.stored.requested_phone);
        self.is_linked() && matches!(phones, (Some(linked), Some(asked)) if !linked.same_account(asked))
    }
}

impl Step {
    fn wiped(&mut self, wipe: WipeNo) -> bool {
        if let Some(waiting) = self.take_reset(wipe) {
            for one in waiting {
                self.tell(one.done());
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
        self.report(failure.error_code(), true);
        for one in waiting {
            self.tell(one.failed(failure.error_code()));
        }
        if failure == StoreFailure::UnknownOutcome {
            self.leave_to_reload();
        } else if self.session.state == State::Idle {
            self.session.loaded = false;
            self.load_failed(failure);
        }
        true
    }

    fn take_reset(&mut self, wipe: WipeNo) -> Option<Vec<Waiting>> {
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
            Timer::CodeExpiry => self.code_dead(CodeDeath::Expired),
            Timer::Reconnect => self.reconnect_due(),
            Timer::ConnectWatchdog => self.connect_watchdog_fired(),
            Timer::Restart => self.restart_takes_long(),
            Timer::Stable => {
                // From here on it only says, now and then, that these credentials are in use, so that they do not expire.
                self.session.failures = 0;
                self.session.restarts = 0;
                self.session.bans = 0;
                self.touch_connected();
                self.arm(Timer::Stable, self.session.policy.touch_every);
                true
            }
            Timer::ParkOver => self.park_over(),
        }
    }
}
