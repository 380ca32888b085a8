//! A person's cancel of a pairing (event `pairing_cancelled`), in every state, and the drop of what is pending when a
//! pairing, a reset or a disconnect begins.

use crate::{CorrelationId, ErrorCode};

use super::effect::Effect;
use super::state::State;
use super::step::Step;

impl Step {
    /// Answers the requests that wait with `SUPERSEDED`, and ends the pairing under way or the park that it left; of
    /// that clients learn by the status. A linked phone stays as it is, and so does its park: only a request that was
    /// not cancelled goes past it.
    pub(super) fn pairing_cancelled(&mut self, correlation: CorrelationId) -> bool {
        self.refuse_unread_pairings(ErrorCode::Superseded);
        self.session.after_read.past_park = false;
        self.answer_log_in_waiter(ErrorCode::Superseded, None);
        self.drop_intended_pairing(ErrorCode::Superseded);
        if self.session.line.state.pairing().is_some() || self.session.line.state == State::PasskeyRequired {
            self.release_number_under_way();
            self.session.correlation = correlation;
            self.session.linking.code_check = None;
            self.retire_link(false);
            self.then(Effect::DisarmAll);
            self.wipe_pairing();
            self.enter(State::Idle);
        }
        self.connect_unless_replaced();
        true
    }

    /// Drops what is pending, because something newer begins: the requests that wait for a log-in or a read are
    /// answered with `code`, what was read before is out of date, and the answers to checks are no longer wanted.
    pub(super) fn drop_pending(&mut self, code: ErrorCode) {
        self.answer_log_in_waiter(code, None);
        self.outdate_read(code);
        let session = &mut self.session;
        session.line.owner_check = None;
        session.linking.code_check = None;
        session.linking.linked_by = None;
    }
}
