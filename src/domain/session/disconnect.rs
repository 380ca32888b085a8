//! The line closed on purpose, and what is linked kept. That is written down before anything is done, so that a disconnect
//! which could not be kept is refused and the line stays as it is; one that was kept holds until a person asks for more.

use crate::{CorrelationId, ErrorCode, StoreFailure};

use super::StateName;
use super::effect::{Effect, Notice, Tally};
use super::intents::{Intent, Waiting};
use super::state::{Parked, State};
use super::step::Step;

/// A disconnect that is not decided yet, and those who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Disconnect {
    awaits: Awaits,
    waiting: Vec<CorrelationId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaits {
    /// What is stored to be read: nobody knows whether a phone is linked.
    Reading,
    /// The database's word that it is kept.
    Keeping,
}

impl Step {
    /// A second one joins the first; one that meets a reset shares its fate, which leaves nothing to disconnect.
    pub(super) fn disconnect_requested(&mut self, correlation: CorrelationId) -> bool {
        let at_rest = self.session.state.name() == StateName::Idle;
        match (&mut self.session.disconnect, &mut self.session.intent, &mut self.session.reset) {
            (Some(disconnect), _, _) => disconnect.waiting.push(correlation),
            (None, Some(Intent::Reset(waiting)), _) => waiting.push(Waiting::Disconnect(correlation)),
            (None, _, Some((_, waiting))) if at_rest => waiting.push(Waiting::Disconnect(correlation)),
            _ if !self.session.loaded => self.disconnect_when_read(correlation),
            _ => self.disconnect(vec![correlation]),
        }
        true
    }

    fn disconnect_when_read(&mut self, correlation: CorrelationId) {
        self.session.disconnect = Some(Disconnect { awaits: Awaits::Reading, waiting: vec![correlation] });
        self.session.past_park = false;
        if self.session.asked.is_empty() {
            self.then(Effect::Load);
        } else {
            // It is being read already, for those who come too late.
            self.refuse_asked(ErrorCode::Disconnected);
        }
    }

    /// What is stored is known now.
    pub(super) fn disconnect_what_was_read(&mut self) {
        let waiting = self.take_unread_disconnect();
        if !waiting.is_empty() {
            self.disconnect(waiting);
        }
    }

    /// Those who wait for a disconnect of what is not read yet.
    pub(super) fn take_unread_disconnect(&mut self) -> Vec<CorrelationId> {
        self.take_disconnect(Awaits::Reading).unwrap_or_default()
    }

    fn take_disconnect(&mut self, awaits: Awaits) -> Option<Vec<CorrelationId>> {
        self.session.disconnect.take_if(|disconnect| disconnect.awaits == awaits).map(|disconnect| disconnect.waiting)
    }

    fn disconnect(&mut self, waiting: Vec<CorrelationId>) {
        self.give_up_intended_pairing(ErrorCode::Disconnected);
        if self.session.state.pairing().is_some() {
            // No phone is linked, so there is nothing to keep. The keys are gone before anybody is told, lest a phone that
            // linked at this very moment connects after a restart.
            self.reset(waiting.into_iter().map(Waiting::Disconnect).collect());
        } else if self.may_connect() {
            self.session.disconnect = Some(Disconnect { awaits: Awaits::Keeping, waiting });
            self.then(Effect::KeepDisconnect);
        } else {
            self.tell_disconnected(waiting);
        }
    }

    /// Whether it is connected, or may be by itself or after a restart.
    fn may_connect(&self) -> bool {
        let stays = [ErrorCode::Disconnected, ErrorCode::PasskeyRequired];
        self.session.is_linked() && self.session.reason().is_none_or(|code| !stays.contains(&code))
    }

    fn tell_disconnected(&mut self, waiting: Vec<CorrelationId>) {
        for correlation in waiting {
            self.tell(Notice::DisconnectDone { correlation });
        }
    }

    pub(super) fn tell_not_disconnected(&mut self, code: ErrorCode, waiting: Vec<CorrelationId>) {
        for correlation in waiting {
            self.tell(Notice::DisconnectFailed { code, correlation });
        }
    }

    /// It will not be decided any more.
    pub(super) fn fail_disconnect(&mut self, code: ErrorCode) {
        let waiting = self.session.disconnect.take().map(|disconnect| disconnect.waiting);
        self.tell_not_disconnected(code, waiting.unwrap_or_default());
    }

    pub(super) fn disconnect_kept(&mut self) -> bool {
        let Some(waiting) = self.take_disconnect(Awaits::Keeping) else { return true };
        if self.may_connect() {
            self.session.correlation = waiting.last().unwrap_or(&self.session.correlation).clone();
            self.answer_waiting(ErrorCode::Disconnected, None);
            self.session.forget_what_waits();
            self.retire_link(false);
            self.session.failures = 0;
            self.session.replaced_at = None;
            self.then(Effect::Count(Tally::Disconnected));
            self.stay_parked(Parked { code: ErrorCode::Disconnected, until: None });
        } else {
            // What was linked is gone in the meantime, by a reset or by WhatsApp's word.
            self.make_up_for_notes();
        }
        self.tell_disconnected(waiting);
        true
    }

    pub(super) fn disconnect_not_kept(&mut self, failure: StoreFailure) -> bool {
        let Some(waiting) = self.take_disconnect(Awaits::Keeping) else { return true };
        let code = failure.error_code();
        self.report(code, true);
        self.tell_not_disconnected(code, waiting);
        if failure == StoreFailure::UnknownOutcome {
            self.leave_to_reload();
        } else {
            self.make_up_for_notes();
        }
        true
    }

    /// While a disconnect is being kept nothing else is noted in its place: it would undo it.
    fn is_being_kept(&self) -> bool {
        self.session.disconnect.as_ref().is_some_and(|disconnect| disconnect.awaits == Awaits::Keeping)
    }

    pub(super) fn note_park(&mut self, parked: &Parked) {
        if parked.code.is_kept() && !self.is_being_kept() {
            self.then(Effect::NotePark(parked.clone()));
        }
    }

    pub(super) fn touch_connected(&mut self) {
        if !self.is_being_kept() {
            self.then(Effect::TouchConnected);
        }
    }

    fn make_up_for_notes(&mut self) {
        match self.session.state.clone() {
            State::Error(parked) => self.note_park(&parked),
            State::Connected => self.touch_connected(),
            State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::Connecting
            | State::Reconnecting { .. }
            | State::PasskeyRequired => {}
        }
    }
}
