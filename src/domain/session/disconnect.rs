//! Disconnect on request, from every state: the events `disconnect_requested`, `disconnect_kept` and
//! `disconnect_not_kept`. The connection is closed and the credentials are kept. The disconnect is stored before
//! anything is done, so that one that could not be stored is refused and the line stays as it is; a stored one holds
//! until a person requests a connection.

use crate::{CorrelationId, ErrorCode, StoreFailure};

use super::StateName;
use super::another_number::Intent;
use super::effect::{Effect, SessionNotification, Tally};
use super::reset::{ResetWipe, Waiting};
use super::state::{Parked, State};
use super::step::Step;
use super::unread::Reading;

impl Step {
    /// Handles a disconnect request. A second one joins the first; one during a reset is answered with the reset, which
    /// leaves nothing to disconnect.
    pub(super) fn disconnect_requested(&mut self, correlation: CorrelationId) -> bool {
        let session = &mut self.session;
        let at_rest = session.line.state.name() == StateName::Idle;
        if let Some(waiting) = &mut session.storing_disconnect {
            waiting.push(correlation);
            return true;
        }
        match (&mut session.reading, &mut session.linking.intent, &mut session.reset) {
            (Reading::UnreadForDisconnects(waiting), _, _) => waiting.push(correlation),
            (_, Some(Intent::Reset { waiting, .. }), _) => waiting.push(Waiting::Disconnect(correlation)),
            (_, _, Some(ResetWipe { waiting, .. })) if at_rest => {
                waiting.push(Waiting::Disconnect(correlation));
                self.outdate_read(ErrorCode::Disconnected);
            }
            (Reading::Unread | Reading::UnreadForPairings(_), _, _) => self.read_before_disconnect(correlation),
            (Reading::Read, _, _) => self.disconnect(vec![correlation]),
        }
        true
    }

    /// Disconnects a session whose stored data is known.
    pub(super) fn disconnect(&mut self, waiting: Vec<CorrelationId>) {
        self.drop_intended_pairing(ErrorCode::Disconnected);
        if self.session.line.state.pairing().is_some() {
            // No phone is linked, so there is nothing to keep. The keys are wiped before the requests are answered, so
            // that a phone that linked at this very moment does not connect after a restart.
            self.reset(waiting.into_iter().map(Waiting::Disconnect).collect());
        } else if self.may_connect() {
            self.session.storing_disconnect = Some(waiting);
            self.then(Effect::KeepDisconnect);
        } else {
            self.tell_disconnected(waiting);
        }
    }

    /// Whether the session is connected, or may connect by itself or after a restart.
    fn may_connect(&self) -> bool {
        let stays = [ErrorCode::Disconnected, ErrorCode::PasskeyRequired];
        self.session.is_linked() && self.session.reason().is_none_or(|code| !stays.contains(&code))
    }

    pub(super) fn disconnect_kept(&mut self) -> bool {
        let Some(waiting) = self.session.storing_disconnect.take() else { return true };
        if self.may_connect() {
            self.session.correlation = waiting.last().unwrap_or(&self.session.correlation).clone();
            self.drop_pending(ErrorCode::Disconnected);
            self.retire_link(false);
            self.session.line.failures.clear_with_the_line();
            self.then(Effect::Count(Tally::Disconnected));
            self.stay_parked(Parked { code: ErrorCode::Disconnected, until: None });
        } else {
            // The link is gone in the meantime, by a reset or by WhatsApp.
            self.make_up_for_records();
        }
        self.tell_disconnected(waiting);
        true
    }

    pub(super) fn disconnect_not_kept(&mut self, failure: StoreFailure) -> bool {
        let Some(waiting) = self.session.storing_disconnect.take() else { return true };
        let code = failure.error_code();
        self.report(code, true);
        self.tell_not_disconnected(code, waiting);
        if failure == StoreFailure::UnknownOutcome {
            self.leave_to_reload();
        } else {
            self.make_up_for_records();
            self.connect_unless_replaced();
        }
        true
    }

    fn tell_disconnected(&mut self, waiting: Vec<CorrelationId>) {
        for correlation in waiting {
            self.tell(SessionNotification::DisconnectDone { correlation });
        }
    }

    pub(super) fn tell_not_disconnected(&mut self, code: ErrorCode, waiting: Vec<CorrelationId>) {
        for correlation in waiting {
            self.tell(SessionNotification::DisconnectFailed { code, correlation });
        }
    }

    /// Records the park in the database. Nothing is recorded while a disconnect is being stored: it would undo the
    /// disconnect.
    pub(super) fn note_park(&mut self, parked: &Parked) {
        if parked.code.is_kept() && self.session.storing_disconnect.is_none() {
            self.then(Effect::NotePark(parked.clone()));
        }
    }

    /// Records in the database that the session connected, unless a disconnect is being stored.
    pub(super) fn touch_connected(&mut self) {
        if self.session.storing_disconnect.is_none() {
            self.then(Effect::TouchConnected);
        }
    }

    /// Records what was left out while the disconnect was being stored.
    fn make_up_for_records(&mut self) {
        match self.session.line.state.clone() {
            State::Error(parked) => self.note_park(&parked),
            State::Connected => self.touch_connected(),
            State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
            | State::Connecting
            | State::Reconnecting { .. }
            | State::PasskeyRequired => {}
        }
    }
}
