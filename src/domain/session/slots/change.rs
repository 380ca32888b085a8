//! The change of the phone: its machine in the next slot, from the request to the first log-in.

use std::sync::Arc;
use std::time::Duration;

use crate::access::Asker;
use crate::session::effect::{ChangeTally, Effect, ExitRequest, NumberChange, SessionNotification, Tally, Timer};
use crate::session::event::Event;
use crate::session::machine::{InvalidTransition, Numbers, Session};
use crate::session::requests::PairingRequest;
use crate::session::state::State;
use crate::session::stored::Stored;
use crate::session::unread::Reading;
use crate::{CorrelationId, ErrorCode, PairingRefusal, Phone, Timestamp, TriggeredBy};

use super::turn::Turn;
use super::{CompanyEffect, NextRows, OldDevice, Slot};

/// Pause before the next slot is emptied again after a failure.
const EMPTY_AGAIN: Duration = Duration::from_secs(5);

/// The change of the phone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// Machine of the next slot.
    pub(super) session: Session,
    /// Requester; unknown for a change that an earlier life began.
    pub(super) by: Asker,
    /// Correlation id of the request.
    pub(super) correlation: CorrelationId,
    /// The number that is being linked, as far as it is known.
    pub(super) phone: Option<Phone>,
    /// Time of the request.
    pub(super) began_at: Timestamp,
    pub(super) stage: Stage,
    /// Its device is being logged out over its own connection.
    pub(super) logs_out: bool,
    /// What is carried out once the next slot is empty.
    pub(super) ends: Vec<(CorrelationId, Ends, TriggeredBy)>,
}

/// Stage of a change.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stage {
    /// The new device is being linked, or logs in.
    Linking,
    /// The new device is connected, and its promotion is under way. People's requests wait for the answer.
    Promoting { waiting: Vec<Event> },
    /// It is over without a promotion; with the code, if it failed.
    Over(Option<ErrorCode>),
}

/// What a person wants beyond the end of the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// Nothing: the line stays.
    Cancelled,
    /// A reset of the line.
    Reset,
    /// A disconnect of the line.
    Disconnected,
}

impl Change {
    pub(super) const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over(_))
    }

    /// Whether requests wait until the next slot is empty.
    pub(super) const fn awaits_end(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Code with which another change is refused while a reset or a disconnect waits for the end of this one.
    fn refuses(&self) -> Option<ErrorCode> {
        self.ends.iter().find_map(|(_, ends, _)| match ends {
            Ends::Cancelled => None,
            Ends::Reset => Some(ErrorCode::Superseded),
            Ends::Disconnected => Some(ErrorCode::Disconnected),
        })
    }

    /// Whether nobody needs to know of it any more.
    pub(super) fn is_forgotten(&self) -> bool {
        matches!(self.stage, Stage::Over(None)) && !self.awaits_end() && !self.logs_out && !self.session.is_read_again()
    }
}

impl Turn {
    /// Begins a change for a request that the line has handed on, or hands it to the change under way.
    pub(super) fn pair_in_next(mut self, request: PairingRequest) -> Result<Self, InvalidTransition> {
        if let Some(code) = self.change.as_deref().and_then(Change::refuses) {
            let (method, correlation) = (request.method, request.correlation);
            self.current.push(Effect::Count(Tally::PairingFailed(method, code)));
            self.current.push(Effect::Refuse { correlation, refusal: PairingRefusal::new(code) });
            return Ok(self);
        }
        // It waited for the line to be read: the answer to the promotion decides what it concerns.
        if let Some(Change { stage: Stage::Promoting { waiting }, .. }) = self.change.as_deref_mut() {
            waiting.push(request.into());
            return Ok(self);
        }
        let before = (!self.is_changing()).then(|| (self.change.clone(), self.rows));
        if before.is_some() {
            let correlation = request.correlation.clone();
            self.begin_change(request.by.clone(), correlation, request.requested_at);
        }
        let Some(change) = self.change.take() else { return Ok(self) };
        let (session, effects) = change.session.pair(request, self.moment);
        if let Some(before) = before {
            if *session.state() == State::Idle {
                // Refused at once: what an earlier change has left to be told, or to be waited for, stays.
                (self.change, self.rows) = before;
                self.next.extend(effects);
                return Ok(self);
            }
            self.count(ChangeTally::Began);
        }
        self.after_change_step(Box::new(Change { session, ..*change }), effects)
    }

    /// Puts a new machine into the next slot. It goes on with what concerns the company, or an earlier change.
    fn begin_change(&mut self, by: Asker, correlation: CorrelationId, began_at: Timestamp) {
        let earlier = self.change.take();
        self.changes = self.changes.wrapping_add(1);
        let mut session =
            self.line.in_next_slot(correlation.clone(), self.moment.now, Numbers::of_change(self.changes));
        session.linking.removal = earlier.as_ref().and_then(|earlier| earlier.session.linking.removal);
        self.rows = NextRows::Used;
        self.change = Some(Box::new(Change {
            session,
            by,
            correlation,
            phone: None,
            began_at,
            stage: Stage::Linking,
            logs_out: false,
            ends: Vec::new(),
        }));
    }

    /// Prepares for what an earlier life has left of a change; what it has left in the next slot is read next.
    pub(super) fn found(mut self, old: Vec<OldDevice>, in_next: bool) -> Self {
        self.found_old(old);
        if self.change.is_some() || !in_next {
            return self;
        }
        let correlation = self.line.correlation().clone();
        self.begin_change(Asker::unknown(TriggeredBy::Session), correlation, self.moment.now);
        if let Some(change) = self.change.as_deref_mut() {
            change.session.reading.forget();
        }
        self.rows = NextRows::Found;
        self
    }

    /// Feeds an event to the next slot. A device that is found linked there is logged in: it may be the one the phone
    /// knows. What was not linked is useless, and what a person has ended must not come alive, even if the log-out that
    /// was ordered did not leave.
    pub(super) fn change_event(mut self, event: Event) -> Result<Self, InvalidTransition> {
        self.note_rows(&event);
        let Some(change) = self.change.take() else {
            if grants_a_code(&event) {
                self.next.push(Effect::GiveBack);
            }
            return Ok(self);
        };
        let before = change.session.reason();
        let ends = matches!(self.line.reading, Reading::UnreadForDisconnects(_)) || self.line.reset.is_some();
        let useless = match &event {
            Event::Loaded(next) => self.reads_rows(next) && (next.paired_at.is_none() || next.log_out_ordered || ends),
            _ => false,
        };
        let correlation = change.correlation.clone();
        let (session, effects) = change.session.on(event, self.moment)?;
        let turn = self.after_change_step(Box::new(Change { session, ..*change }), effects)?;
        let turn = turn.keep_reason(before);
        if useless {
            turn.change_event(Event::ResetRequested { by: TriggeredBy::Session, correlation })
        } else {
            Ok(turn)
        }
    }

    /// Notes what is stored in the next slot. Returns whether anything is.
    fn reads_rows(&mut self, next: &Stored) -> bool {
        let holds = self.rows == NextRows::Found || next.has_credentials || next.requested_phone.is_some();
        self.rows = match self.rows {
            _ if !holds => NextRows::Empty,
            NextRows::Found => NextRows::Used,
            rows => rows,
        };
        holds
    }

    /// Notes what the event tells of the rows of the next slot, while no change is under way.
    fn note_rows(&mut self, event: &Event) {
        if self.is_changing() {
            return;
        }
        match event {
            Event::Wiped(_) => self.rows = NextRows::Empty,
            Event::WipeFailed(..) => {
                self.rows = NextRows::NotEmptied;
                self.then(CompanyEffect::ArmNext(EMPTY_AGAIN));
            }
            _ => {}
        }
    }

    /// Empties what a change that is over has left in the next slot.
    pub(super) fn empty_next(mut self, correlation: CorrelationId) -> Result<Self, InvalidTransition> {
        if self.change.is_none() {
            self.begin_change(Asker::unknown(TriggeredBy::Session), correlation.clone(), self.moment.now);
            if let Some(change) = self.change.as_deref_mut() {
                change.stage = Stage::Over(None);
            }
        }
        self.change_event(Event::ResetRequested { by: TriggeredBy::Session, correlation })
    }

    /// A pairing that failed in an outage is over when the database answers again; its reason stays.
    fn keep_reason(mut self, before: Option<ErrorCode>) -> Self {
        if let Some(Change { stage: Stage::Over(reason @ None), .. }) = self.change.as_deref_mut()
            && before == Some(ErrorCode::StoreUnavailable)
        {
            *reason = before;
        }
        self
    }

    /// Carries out the effects of the next slot that make sense there, and follows its machine: to the promotion, or to
    /// the end of the change.
    pub(super) fn after_change_step(
        mut self,
        mut change: Box<Change>,
        effects: Vec<Effect>,
    ) -> Result<Self, InvalidTransition> {
        self.line.linking.begun = change.session.linking.begun.clone();
        let ended = !change.is_over() && change.session.has_ended_in_next();
        if let Some(phone) = change.session.number_in_next() {
            change.phone = Some(phone.clone());
        }
        let (mut emptied, mut not_emptied, mut reload) = (false, None, false);
        change.logs_out |= effects.iter().any(|effect| matches!(effect, Effect::Close { log_out: true, .. }));
        for effect in effects {
            match effect {
                // What a company is parked for, or connected with, is stored for its current device only.
                Effect::NotePark(_)
                | Effect::TouchConnected
                | Effect::KeepDisconnect
                | Effect::ForgetDisconnect
                | Effect::LiftWait { .. }
                | Effect::NoteNumberChange(_)
                | Effect::ChangePhone(_)
                // Told when the device is the current one.
                | Effect::Tell(SessionNotification::Connected { .. }) => {}
                Effect::Leave(ExitRequest::Reload) => reload = true,
                Effect::Load | Effect::Arm(Timer::ParkOver, _) if ended => {}
                Effect::Tell(SessionNotification::ResetDone { .. }) => emptied = true,
                Effect::Tell(SessionNotification::ResetFailed { code, .. }) => not_emptied = Some(code),
                other => self.next.push(other),
            }
        }
        if reload {
            change.session = change.session.read_again_in_next(self.moment.now);
            self.next.push(Effect::DisarmAll);
            self.next.push(Effect::Load);
        }
        if ended && !reload {
            self.next.push(Effect::DisarmAll);
            let code = change.session.reason();
            change.stage = Stage::Over(code);
            self.count(code.map_or(ChangeTally::Cancelled, ChangeTally::Failed));
            // What another process has taken is that one's, and its phone lists it.
            if change.session.is_linked() && code != Some(ErrorCode::Replaced) {
                // WhatsApp does not let it in. Its keys are useless here, and nothing may connect with them later.
                let (by, correlation) = (TriggeredBy::Session, change.correlation.clone());
                let (session, effects) = change.session.on(Event::ResetRequested { by, correlation }, self.moment)?;
                change.session = session;
                self.next.extend(effects.into_iter().filter(|effect| !matches!(effect, Effect::Tell(_))));
            }
        }
        // Rows that could not be emptied have been read again: what is over must not come alive.
        let ends_already = change.session.linking.intent.is_some();
        let revived = change.is_over() && *change.session.state() == State::Connecting && !ends_already;
        let correlation = change.correlation.clone();
        self.change = Some(change);
        if revived {
            return self.change_event(Event::ResetRequested { by: TriggeredBy::Session, correlation });
        }
        if (emptied || not_emptied.is_some())
            && let Some(change) = self.change.as_deref_mut()
        {
            change.logs_out = false;
        }
        if let Some(code) = not_emptied {
            self.change_has_not_ended(code);
        }
        if emptied {
            self = self.change_has_ended()?;
        }
        self.promote_if_connected();
        Ok(self)
    }

    /// Has the new device promoted once it is connected, unless a person has ended the change, or a check runs on which
    /// the device would be logged out.
    pub(super) fn promote_if_connected(&mut self) {
        if let Some(change) = self.change.as_deref_mut()
            && change.stage == Stage::Linking
            && !change.awaits_end()
            && change.session.linking.intent.is_none()
            && *change.session.state() == State::Connected
        {
            change.stage = Stage::Promoting { waiting: Vec::new() };
            let (by, correlation) = (change.by.clone(), change.correlation.clone());
            let (from, to) = (self.line.line.stored.phone.clone(), change.session.line.stored.phone.clone());
            self.then(CompanyEffect::Promote(NumberChange { by, from, to, correlation }));
        }
    }

    pub(super) fn count(&mut self, tally: ChangeTally) {
        self.current.push(Effect::Count(Tally::Change(tally)));
    }
}

/// Whether the event carries a code that has to be given back if nobody wants it.
const fn grants_a_code(event: &Event) -> bool {
    matches!(event, Event::CredentialsPrepared { grant: Some(_), .. } | Event::Checked(_, Ok(_)))
}

impl Session {
    /// The machine of a new device in the next slot: nothing is stored there.
    fn in_next_slot(&self, correlation: CorrelationId, now: Timestamp, numbers: Numbers) -> Self {
        Self { reading: Reading::Read, ..self.unread_in_next(correlation, now, numbers) }
    }

    /// The machine of the next slot, of whose rows nothing is known any more.
    fn read_again_in_next(&self, now: Timestamp) -> Self {
        let mut session = self.unread_in_next(self.correlation.clone(), now, self.numbers);
        session.linking.removal = self.linking.removal;
        session
    }

    /// A machine of the next slot that has read nothing. What limits the company goes on.
    fn unread_in_next(&self, correlation: CorrelationId, now: Timestamp, numbers: Numbers) -> Self {
        let (session, _load) = Self::new(self.company.clone(), Arc::clone(&self.policy), correlation, now);
        let mut session = Self { slot: Slot::Next, numbers, ..session };
        session.linking.begun = self.linking.begun.clone();
        session
    }

    /// Handles a pairing request.
    fn pair(self, request: PairingRequest, moment: crate::Moment) -> (Self, Vec<Effect>) {
        let mut step = crate::session::step::Step { session: self, effects: Vec::new(), moment };
        // Refused only without a number for a code, which the line has let through with one.
        let _understood = step.pairing_requested(request);
        (step.session, step.effects)
    }

    /// Whether nothing is under way in the next slot any more. A park that ends by itself, because the database is read
    /// again or the gate lets our version in, is no end.
    fn has_ended_in_next(&self) -> bool {
        match &self.line.state {
            State::Idle => self.reading.is_read() && self.linking.intent.is_none(),
            State::PasskeyRequired => true,
            State::Error(parked) => {
                let waits_at_gate = parked.code == ErrorCode::ClientOutdated && self.is_linked();
                !self.is_read_again() && !waits_at_gate
            }
            State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. } => false,
        }
    }

    /// Whether its rows will be read again, because the database could not be asked.
    fn is_read_again(&self) -> bool {
        let parked = matches!(&self.line.state, State::Error(parked) if parked.until.is_some());
        parked && !self.reading.is_read()
    }

    /// The number that is being linked, or is linked.
    fn number_in_next(&self) -> Option<&Phone> {
        self.line.state.pairing().map_or(self.line.stored.phone.as_ref(), |pairing| pairing.phone.as_ref())
    }

    /// The session with its machine in the current slot.
    pub(super) fn promoted(self) -> Self {
        Self { slot: Slot::Current, ..self }
    }
}
