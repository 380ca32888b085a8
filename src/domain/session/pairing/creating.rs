//! State `creating`: the start of a pairing, its check, and its empty rows. Events `credentials_prepared`,
//! `prepare_refused` and `prepare_failed`; the gate's are in [`crate::session::connection`], the QR that ends the state
//! in [`super`].
//!
//! The gate is asked first. Then the link is opened, and the database is asked once, in two waits: whether the phone is
//! free and its limits allow a code, on which the link dials WhatsApp, and for empty rows and the entry of the code.
//! Neither a code nor a QR is shown before both are done. The code is ordered from the link then, and the link requests
//! it from WhatsApp with its first QR, or at once if that has come already. Where a linked device is logged out, the
//! check came before that and the rows are emptied right after it, so the gate is asked last, and the code is ordered
//! with the QR; the same goes for another try.

use crate::gate::Urgency;
use crate::{CodeGrant, CountedFor, ErrorCode, Pairing, PairingMethod, StoreFailure};

use crate::session::another_number::Rows;
use crate::session::effect::{Effect, Tally, Timer};
use crate::session::event::{LinkNo, PrecheckError};
use crate::session::requests::PairingRequest;
use crate::session::state::{Parked, State};
use crate::session::step::{Failure, Step};
use crate::session::stored::Stored;

impl Step {
    pub(in crate::session) fn start_pairing_within_quota(&mut self, request: PairingRequest) {
        if let Some(request) = self.within_quota(request) {
            self.start_pairing(request);
        }
    }

    /// Starts a pairing for a company with nothing to lose. The gate is asked first, so that a pairing it does not admit
    /// touches nothing.
    pub(in crate::session) fn start_pairing(&mut self, request: PairingRequest) {
        // A pending replacement of a phone that is no longer linked would replace this pairing instead.
        self.drop_intended_pairing(ErrorCode::Superseded);
        let pairing = request.pairing();
        self.begin_pairing(&pairing);
        if request.method == PairingMethod::Qr {
            self.count_pairing(&pairing);
        }
        self.ask_gate(pairing);
    }

    /// Starts the timeout of a pairing; everything that was due before is dropped.
    pub(in crate::session) fn begin_pairing(&mut self, pairing: &Pairing) {
        self.session.correlation = pairing.correlation.clone();
        // A request that waits for a log-in would wait in vain.
        self.drop_pending(ErrorCode::Superseded);
        self.then(Effect::DisarmAll);
        let times_out_at = crate::moment::later(pairing.started_at, self.session.policy.pairing_timeout);
        // Even if the clock was set since the request, the pairing gets no more than its timeout.
        self.arm(Timer::PairingTimeout, self.moment.until(times_out_at).min(self.session.policy.pairing_timeout));
        self.then(Effect::Count(Tally::PairingBegan(pairing.method)));
    }

    fn ask_gate(&mut self, pairing: Pairing) {
        self.session.linking.rows = Rows::Untouched;
        let link = self.new_link();
        self.then(Effect::AskAdmission { link, urgency: Urgency::Person });
        self.create(pairing);
    }

    /// Begins the next try.
    pub(super) fn try_again(&mut self, pairing: Pairing) {
        if needs_code(&pairing) { self.ask_gate(pairing) } else { self.prepare(pairing) }
    }

    /// Empties the old rows, of whichever phone, before the gate is asked: the device in them has been logged out, or
    /// they belong to an earlier try.
    pub(in crate::session) fn prepare(&mut self, pairing: Pairing) {
        let link = self.new_link();
        self.empty_rows(link, &pairing, (None, false));
        self.create(pairing);
    }

    fn empty_rows(&mut self, link: LinkNo, pairing: &Pairing, (ask, admitted): (Option<CountedFor>, bool)) {
        let phone = pairing.phone.clone();
        let emptied = Stored { phone: phone.clone(), requested_phone: phone.clone(), ..Stored::default() };
        let before = std::mem::replace(&mut self.session.line.stored, emptied);
        self.session.linking.rows = Rows::Emptying { before, admitted };
        self.then(Effect::Prepare { link, phone, ask });
    }

    /// The gate admits the link of a pairing.
    pub(in crate::session) fn pairing_admitted(&mut self, link: LinkNo, pairing: &Pairing) -> bool {
        match self.session.linking.rows {
            Rows::Untouched => {
                let ask = needs_code(pairing).then(|| pairing.counted_for.clone());
                self.then(Effect::Open { link, login: false });
                self.empty_rows(link, pairing, (ask, true));
            }
            Rows::Emptying { .. } => return false,
            Rows::Emptied => self.then(Effect::Open { link, login: false }),
        }
        true
    }

    /// The rows are empty, and a code that was asked for counts. The QR may have come before.
    pub(in crate::session) fn credentials_prepared(&mut self, link: LinkNo, grant: Option<CodeGrant>) -> bool {
        let State::Creating(pairing) = self.session.line.state.clone() else { return false };
        let Rows::Emptying { admitted, .. } = self.session.linking.rows else { return false };
        self.session.linking.rows = Rows::Emptied;
        if grant.is_some() {
            self.count_pairing(&pairing);
        }
        self.session.line.stored.has_credentials = true;
        self.session.line.failures.clear_with_the_line();
        let pairing = Pairing { grant: grant.or(pairing.grant), ..pairing };
        if !admitted {
            self.then(Effect::AskAdmission { link, urgency: Urgency::Person });
        }
        match pairing.qr.clone() {
            Some(qr) => self.show_first_qr(pairing, qr),
            None => {
                // Otherwise the link is not open yet.
                if admitted {
                    self.order_code(link, &pairing);
                }
                self.session.line.state = State::Creating(pairing);
            }
        }
        true
    }

    /// Handles the refusal of a pairing by a limit of its number, company or link. Nothing was touched.
    pub(in crate::session) fn prepare_refused(&mut self, denial: PrecheckError) -> bool {
        let State::Creating(pairing) = self.session.line.state.clone() else { return false };
        let Rows::Emptying { before, .. } = std::mem::take(&mut self.session.linking.rows) else { return false };
        self.session.line.stored = before;
        self.deny_pairing(&pairing, denial);
        true
    }

    /// Ends a pairing that has touched nothing so far.
    pub(in crate::session) fn deny_pairing(&mut self, pairing: &Pairing, denial: PrecheckError) {
        self.retire_link(false);
        let wait = denial.until.map(|until| self.moment.until(until)).or(denial.code.retry_after());
        self.park(Parked { code: denial.code, until: wait.map(|wait| self.moment.after(wait)) });
        self.tell_failure(Failure::of(pairing, denial.code).after(wait));
    }

    pub(in crate::session) fn prepare_failed(&mut self, failure: StoreFailure) -> bool {
        let State::Creating(pairing) = self.session.line.state.clone() else { return false };
        let rows = std::mem::take(&mut self.session.linking.rows);
        if let Rows::Emptying { before, admitted: true } = rows
            && failure == StoreFailure::PhoneInUse
        {
            self.session.line.stored = before;
            self.deny_pairing(&pairing, failure.into());
            return true;
        }
        self.retire_link(false);
        self.fail_pairing_unwiped(&pairing, failure);
        match failure {
            StoreFailure::UnknownOutcome => self.leave_to_reload(),
            // The database answers, and nothing else would read the stored data.
            StoreFailure::PhoneInUse | StoreFailure::Corrupt => {
                self.session.after_read.failure_shown = true;
                self.then(Effect::Load);
            }
            // Read again after a pause; or the company belongs to another owner, from whom a read would take it.
            StoreFailure::Unavailable | StoreFailure::Fenced => {}
        }
        true
    }
}

/// Whether a code has yet to be granted.
fn needs_code(pairing: &Pairing) -> bool {
    pairing.method == PairingMethod::Code && pairing.grant.is_none()
}
