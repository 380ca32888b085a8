//! A turn of the company's session: one input, and the effects of both slots.

use crate::session::effect::Effect;
use crate::session::event::Event;
use crate::session::history::History;
use crate::session::machine::{InvalidTransition, Session};
use crate::{ErrorCode, Moment};

use super::change::Change;
use super::old_devices::OldDevices;
use super::{CompanyEffect, CompanySession, NextRows, Outcome};

/// Collects the effects while the session changes.
pub(super) struct Turn {
    pub(super) line: Session,
    pub(super) change: Option<Box<Change>>,
    pub(super) old: Option<Box<OldDevices>>,
    pub(super) rows: NextRows,
    pub(super) changes: u32,
    history: History,
    pub(super) current: Vec<Effect>,
    pub(super) next: Vec<Effect>,
    pub(super) company: Vec<CompanyEffect>,
    pub(super) moment: Moment,
}

impl Turn {
    pub(super) fn of(session: CompanySession, moment: Moment) -> Self {
        let CompanySession { line, change, old, rows, changes, history } = session;
        let (current, next, company) = (Vec::new(), Vec::new(), Vec::new());
        Self { line, change, old, rows, changes, history, current, next, company, moment }
    }

    pub(super) fn outcome(self) -> Outcome {
        let Self { line, change, old, rows, changes, history, current, next, company, .. } = self;
        // Nobody waits for it, and it has nothing to say.
        let change = change.filter(|change| !change.is_forgotten());
        let old = old.filter(|old| !old.is_empty());
        Outcome { session: CompanySession { line, change, old, rows, changes, history }, current, next, company }
    }

    /// Feeds an event to the line. A request for another phone that the line hands on begins a change, or joins it.
    pub(super) fn line_event(mut self, event: Event) -> Result<Self, InvalidTransition> {
        let (line, mut effects) = self.line.on(event, self.moment)?;
        self.line = line;
        let mut handed_on = Vec::new();
        if effects.iter().any(|effect| matches!(effect, Effect::ChangePhone(_))) {
            for effect in std::mem::take(&mut effects) {
                match effect {
                    Effect::ChangePhone(request) => handed_on.push(*request),
                    other => effects.push(other),
                }
            }
        }
        if let Some(leave) = effects.iter_mut().find(|effect| matches!(effect, Effect::Leave(_))) {
            if self.is_changing() {
                // An exit would end the change. The line is read again in this life, under a higher fence.
                self.line.reading.forget();
                *leave = Effect::Load;
            } else {
                self.change_has_not_ended(ErrorCode::StoreUnavailable);
            }
        }
        if self.current.is_empty() {
            self.current = effects
        } else {
            self.current.extend(effects)
        }
        for request in handed_on {
            self = self.pair_in_next(request)?;
        }
        Ok(self)
    }

    /// Whether a change is under way.
    pub(super) fn is_changing(&self) -> bool {
        self.change.as_deref().is_some_and(|change| !change.is_over())
    }

    pub(super) fn then(&mut self, effect: CompanyEffect) {
        self.company.push(effect);
    }
}
