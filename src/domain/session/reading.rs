//! What is stored, when it was read or could not be.

use crate::{ErrorCode, StoreFailure};

use super::WipeOrder;
use super::effect::{Effect, Timer};
use super::event::Stored;
use super::machine::Beginning;
use super::removal::Removal;
use super::state::{Parked, State};
use super::step::Step;

impl Step {
    pub(super) fn loaded(&mut self, stored: Stored) -> bool {
        if self.session.loaded || self.session.reset.is_some() {
            // Something newer than this reading is under way.
            return true;
        }
        self.session.loaded = true;
        self.session.removal = stored.since_removal.and_then(|passed| Removal::noted(passed, &self.moment));
        self.session.unconfirmed = stored.paired_at.is_some() && stored.last_connected_at.is_none();
        self.session.stored = stored;
        self.then(Effect::Disarm(Timer::ParkOver));
        let asked = self.choose_of_asked();
        let failure_shown = std::mem::take(&mut self.session.failure_shown);
        let stays = failure_shown && asked.is_none() && !self.session.is_linked();
        let another = asked.as_ref().is_some_and(|request| self.wants_another_phone(request));
        if !stays {
            self.begin_as_stored(another);
        }
        let understood = asked.is_none_or(|request| self.pairing_requested(request));
        self.disconnect_what_was_read();
        understood
    }

    fn begin_as_stored(&mut self, another_is_asked_for: bool) {
        let wrong_phone = self.session.wrong_phone_is_stored();
        let stored = &self.session.stored;
        let beginning = std::mem::take(&mut self.session.beginning);
        let past_park = std::mem::take(&mut self.session.past_park) || beginning == Beginning::PastPark;
        let now = self.moment.now;
        if past_park && stored.parked.as_ref().is_some_and(|parked| parked.code == ErrorCode::Disconnected) {
            self.effects.push(Effect::ForgetDisconnect);
        }
        let holds = |parked: &Parked| !past_park && parked.until.is_none_or(|until| until > now);
        let parked = stored.parked.clone().filter(holds);
        match parked {
            _ if beginning == Beginning::LimitReached => {
                self.park(Parked { code: ErrorCode::RestartLimit, until: None });
            }
            _ if wrong_phone => {
                self.wipe(WipeOrder::Verdict);
                self.park(Parked { code: ErrorCode::WrongPhoneLinked, until: None });
            }
            Some(parked) => self.stay_parked(parked),
            // Keys of a half-finished pairing are of no use; the next pairing replaces them.
            None if !self.session.is_linked() || another_is_asked_for => self.enter(State::Idle),
            None => self.open_for_login(),
        }
    }

    pub(super) fn load_failed(&mut self, failure: StoreFailure) -> bool {
        if self.session.loaded {
            return true;
        }
        let code = failure.error_code();
        let unchanged = self.session.reason() == Some(code);
        let parked = Parked { code, until: Some(self.moment.after(self.session.policy.reload_after)) };
        // From here on it is the outage that is shown, and that ends with it.
        self.session.failure_shown = false;
        // Asking again and again is one failure.
        if unchanged {
            self.stay_parked(parked)
        } else {
            self.park(parked)
        }
        self.refuse_asked(code);
        // The request that asked for a log-in was refused above: without it the park stands when the database is back.
        self.session.past_park = false;
        let waiting = self.take_unread_disconnect();
        self.tell_not_disconnected(code, waiting);
        true
    }
}
