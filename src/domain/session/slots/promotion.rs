//! Promotion: the device of the next slot becomes the current one, and the line that was there is logged out.

use std::time::Duration;

use crate::session::effect::{ChangeTally, Effect, SessionNotification};
use crate::session::event::Event;
use crate::session::machine::InvalidTransition;
use crate::session::state::State;
use crate::{ErrorCode, LinkEndReason, StoreFailure, TriggeredBy};

use super::change::{Change, Stage};
use super::turn::Turn;
use super::{CompanyEffect, NextRows, OldDevice};

/// Pause before a promotion is tried again that the database could not be asked for.
const NEXT_TRY: Duration = Duration::from_secs(1);

impl Turn {
    /// The device of the next slot is the current one: it is the line from now on, whatever became of its connection
    /// meanwhile. The device that was current is logged out.
    pub(super) fn promoted(mut self, old: Option<OldDevice>) -> Self {
        let Some(change) = self.change.take() else { return self };
        let Change { session, began_at, stage, .. } = *change;
        self.rows = NextRows::Empty;
        let phone = session.line.stored.phone.clone();
        let before = std::mem::replace(&mut self.line, session.promoted());
        self.current.extend(before.replaced(self.moment));
        self.count(ChangeTally::Finished((self.moment.now - began_at).to_std().unwrap_or_default()));
        self.then(CompanyEffect::Swap { log_out: old.as_ref().map(|old| old.device) });
        if let Some(old) = old {
            self.log_out_begins(old);
        }
        if *self.line.state() == State::Connected
            && let Some(phone) = phone
        {
            self.current.push(Effect::Tell(SessionNotification::Connected { phone }));
        }
        if let Stage::Promoting { waiting } = stage {
            self.carry_out_waiting(waiting);
        }
        self
    }

    pub(super) fn promotion_failed(mut self, failure: StoreFailure) -> Result<Self, InvalidTransition> {
        let Some(change) = self.change.as_deref_mut() else { return Ok(self) };
        let Stage::Promoting { waiting } = std::mem::replace(&mut change.stage, Stage::Linking) else {
            return Ok(self);
        };
        self.carry_out_waiting(waiting);
        match failure {
            // Nothing was changed: both lines stay, and it is tried again.
            StoreFailure::Unavailable => {
                self.then(CompanyEffect::ArmNext(NEXT_TRY));
                Ok(self)
            }
            // Which of the two is current is known when everything is read again.
            StoreFailure::UnknownOutcome => {
                self.current.push(Effect::Leave(crate::session::ExitRequest::Reload));
                Ok(self)
            }
            StoreFailure::Fenced => self.give_way(),
            StoreFailure::PhoneInUse | StoreFailure::Corrupt => self.give_up(failure.error_code()),
        }
    }

    /// Leaves the new device to the process that has taken the company: it is neither logged out nor emptied here.
    fn give_way(mut self) -> Result<Self, InvalidTransition> {
        let link = self.change.as_deref().and_then(|change| change.session.current_link());
        // Without a connection its next one is refused by the fence.
        let Some(link) = link else { return Ok(self) };
        self.next.push(Effect::Close { link, log_out: false });
        self.change_event(Event::Ended { link, end_reason: LinkEndReason::Store(StoreFailure::Fenced) })
    }

    /// Ends a change whose device is linked but cannot become the current one: it is logged out.
    fn give_up(mut self, code: ErrorCode) -> Result<Self, InvalidTransition> {
        let Some(change) = self.change.as_deref_mut() else { return Ok(self) };
        let (by, correlation) = (TriggeredBy::Session, change.correlation.clone());
        change.stage = Stage::Over(Some(code));
        self.count(ChangeTally::Failed(code));
        self.next.push(Effect::Report { code, alert: true, correlation: correlation.clone() });
        self.next.push(Effect::Tell(SessionNotification::PairingFailed {
            code,
            retry_after: code.retry_after(),
            correlation: correlation.clone(),
        }));
        self.change_event(Event::ResetRequested { by, correlation })
    }

    /// Tries again what the database could not be asked for: the promotion, if its device is connected (otherwise its
    /// next connection does), or emptying what a change that is over has left.
    pub(super) fn next_due(mut self) -> Result<Self, InvalidTransition> {
        if self.is_changing() {
            self.promote_if_connected();
        } else if self.rows == NextRows::NotEmptied {
            let correlation = self.line.correlation().clone();
            return self.empty_next(correlation);
        }
        Ok(self)
    }
}
