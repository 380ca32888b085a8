//! People's requests: which slot they concern, and what has to end before they are carried out.

use crate::session::effect::{Effect, SessionNotification};
use crate::session::event::Event;
use crate::session::machine::{InvalidTransition, Session};
use crate::{CorrelationId, ErrorCode, PairingMethod, Phone, TriggeredBy};

use super::change::{Change, Ends, Stage};
use super::turn::Turn;
use super::{CompanyEffect, NextRows};

impl Turn {
    /// Handles a person's request. While a promotion is under way requests wait: its answer decides what they concern.
    pub(super) fn asked(mut self, event: Event) -> Result<Self, InvalidTransition> {
        // Answered at once: nothing that a promotion or an end of the change decides concerns it.
        if let Event::PasskeyAnswered(_) | Event::PasskeyConfirmed(_) = event {
            let in_change = self.change.as_deref().is_some_and(|change| change.session.state().passkey().is_some());
            return if in_change { self.change_event(event) } else { self.line_event(event) };
        }
        let Some(change) = self.change.as_deref_mut().filter(|change| !change.is_over()) else {
            return self.asked_without_change(event);
        };
        if let Stage::Promoting { waiting } = &mut change.stage {
            waiting.push(event);
            return Ok(self);
        }
        match event {
            Event::PairingRequested { method, ref phone, .. } if self.concerns_change(method, phone.as_ref()) => {
                self.change_event(event)
            }
            Event::PairingCancelled { by, correlation } => self.end_change(Ends::Cancelled, by, correlation),
            Event::ResetRequested { by, correlation } => self.end_change(Ends::Reset, by, correlation),
            Event::DisconnectRequested { by, correlation } => self.end_change(Ends::Disconnected, by, correlation),
            other => self.line_event(other),
        }
    }

    /// Handles a request while nothing is being changed. A request that ends everything also ends the notice of a
    /// change that has failed; one that waits for the end of a change waits with it.
    fn asked_without_change(mut self, event: Event) -> Result<Self, InvalidTransition> {
        let ends = match &event {
            Event::ResetRequested { by, correlation } => Some((Ends::Reset, *by, correlation)),
            Event::DisconnectRequested { by, correlation } => Some((Ends::Disconnected, *by, correlation)),
            Event::PairingCancelled { .. } => None,
            _ => return self.line_event(event),
        };
        let awaits_end = self.change.as_deref_mut().is_some_and(|change| {
            change.stage = Stage::Over(None);
            change.awaits_end()
        });
        match ends {
            Some((ends, by, correlation)) if awaits_end || self.rows != NextRows::Empty => {
                // What is left in the next slot must not come alive after it.
                let correlation = correlation.clone();
                if !awaits_end {
                    self = self.empty_next(correlation.clone())?;
                }
                match self.change.as_deref_mut() {
                    Some(change) => change.ends.push((correlation, ends, by)),
                    None => return self.line_event(event),
                }
                Ok(self)
            }
            Some(_) | None => self.line_event(event),
        }
    }

    /// Whether a pairing request concerns the change under way rather than the line: where no line is there, every one
    /// does; otherwise one for the phone that is being linked, and a QR while one can be shown.
    fn concerns_change(&self, method: PairingMethod, phone: Option<&Phone>) -> bool {
        let Some(change) = &self.change else { return false };
        let pairing = change.session.state().pairing();
        if !self.line.is_linked() {
            return true;
        }
        match method {
            PairingMethod::Qr => pairing.is_some(),
            PairingMethod::Code => {
                let wanted =
                    pairing.map_or(change.session.line.stored.phone.as_ref(), |pairing| pairing.phone.as_ref());
                wanted.is_some_and(|wanted| phone.is_some_and(|asked| asked.same_account(wanted)))
            }
        }
    }

    /// Ends the change under way for a person. A device that is linked already is logged out, as by a reset of the next
    /// slot; the answer to that carries out the rest.
    fn end_change(
        mut self,
        ends: Ends,
        by: TriggeredBy,
        correlation: CorrelationId,
    ) -> Result<Self, InvalidTransition> {
        let Some(change) = self.change.as_deref_mut() else { return Ok(self) };
        let pairs = change.session.state().pairing().is_some();
        if pairs && ends == Ends::Cancelled {
            return self.change_event(Event::PairingCancelled { by, correlation });
        }
        change.ends.push((correlation.clone(), ends, by));
        self.change_event(Event::ResetRequested { by, correlation })
    }

    /// Carries out what waited for the end of the change: its rows are empty.
    pub(super) fn change_has_ended(mut self) -> Result<Self, InvalidTransition> {
        for (correlation, ends, by) in self.take_ends() {
            match ends {
                Ends::Cancelled => {}
                Ends::Reset => self = self.line_event(Event::ResetRequested { by, correlation })?,
                Ends::Disconnected => self = self.line_event(Event::DisconnectRequested { by, correlation })?,
            }
        }
        Ok(self)
    }

    /// Answers what waited for the end of the change: its rows could not be emptied, so the line stays as it is.
    pub(super) fn change_has_not_ended(&mut self, code: ErrorCode) {
        for (correlation, ends, _) in self.take_ends() {
            let notification = match ends {
                Ends::Cancelled => continue,
                Ends::Reset => SessionNotification::ResetFailed { code, correlation },
                Ends::Disconnected => SessionNotification::DisconnectFailed { code, correlation },
            };
            self.current.push(Effect::Tell(notification));
        }
    }

    fn take_ends(&mut self) -> Vec<(CorrelationId, Ends, TriggeredBy)> {
        self.change.as_deref_mut().map(|change| std::mem::take(&mut change.ends)).unwrap_or_default()
    }

    /// Carries out the requests that waited for the answer to a promotion, after the effects of this turn.
    pub(super) fn carry_out_waiting(&mut self, waiting: Vec<Event>) {
        for event in waiting {
            self.then(CompanyEffect::Again(event));
        }
    }
}

impl Change {
    /// Whether the pairing request with this id waits for the answer to a promotion.
    pub(super) fn holds(&self, correlation: &CorrelationId) -> bool {
        let Stage::Promoting { waiting } = &self.stage else { return false };
        waiting
            .iter()
            .any(|event| matches!(event, Event::PairingRequested { correlation: asked, .. } if asked == correlation))
    }
}

impl Session {
    /// Answers the requests that wait for the line in whose place another phone has come.
    pub(super) fn replaced(self, moment: crate::Moment) -> Vec<Effect> {
        let mut step = crate::session::step::Step { session: self, effects: Vec::new(), moment };
        step.answer_log_in_waiter(ErrorCode::Superseded, None);
        step.refuse_unread_pairings(ErrorCode::Superseded);
        step.drop_intended_pairing(ErrorCode::Superseded);
        step.effects
    }
}
