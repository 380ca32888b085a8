//! A person's cancel of a pairing (event `pairing_cancelled`), in every state, and the drop of what is pending when a
//! pairing, a reset or a disconnect begins.

use crate::CorrelationId;

use super::effect::{Effect, WipeOrder};
use super::machine::Session;
use super::state::State;
use super::step::Step;

impl Step {
    /// Drops the requests that wait, and ends the pairing under way or the park that it left. A linked phone stays as
    /// it is.
    pub(super) fn pairing_cancelled(&mut self, correlation: CorrelationId) -> bool {
        self.session.reading.take_pairings();
        self.session.line.awaits_log_in = None;
        self.take_intended_pairing();
        if self.session.line.state.pairing().is_some() || self.session.line.state == State::PasskeyRequired {
            self.release_number_under_way();
            self.session.correlation = correlation;
            self.session.change.code_check = None;
            self.retire_link(false);
            self.then(Effect::DisarmAll);
            self.wipe(WipeOrder::DeadCredentials);
            self.enter(State::Idle);
        }
        true
    }
}

impl Session {
    /// Drops the requests that wait, the checks that run, and the measurement of the last pairing. What is to be
    /// answered was answered before.
    pub(super) fn drop_pending(&mut self) {
        self.reading.take_pairings();
        self.line.awaits_log_in = None;
        self.line.owner_check = None;
        self.change.code_check = None;
        self.change.linked_by = None;
    }
}
