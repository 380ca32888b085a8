//! State `creating`: the start of a pairing, its check, and its new keys. Events `credentials_prepared` and
//! `prepare_failed`. The gate's admission is in [`crate::session::connection`], the QR that ends the state in
//! [`super`].

use crate::gate::Urgency;
use crate::{CodeGrant, ErrorCode, Pairing, PairingMethod, StoreFailure};

use crate::session::effect::{Effect, Precheck, Tally, Timer};
use crate::session::event::{LinkNo, PrecheckError, Stored};
use crate::session::requests::PairingRequest;
use crate::session::state::{Parked, State};
use crate::session::step::{Failure, Step};

impl Step {
    pub(in crate::session) fn start_pairing_within_quota(&mut self, request: PairingRequest) {
        if let Some(request) = self.within_quota(request) {
            self.start_pairing(request);
        }
    }

    /// Starts a pairing for a company with nothing to lose. A code is requested only if the number may be asked for
    /// one.
    pub(in crate::session) fn start_pairing(&mut self, request: PairingRequest) {
        // A pending replacement of a phone that is no longer linked would replace this pairing instead.
        self.drop_intended_pairing(ErrorCode::Superseded);
        let pairing = request.pairing();
        self.begin_pairing(&pairing);
        match request.method {
            PairingMethod::Code => {
                let check = self.start_check(Precheck::Link {
                    phone: request.phone,
                    method: PairingMethod::Code,
                    by: request.by,
                    logs_out: false,
                });
                self.session.change.code_check = Some(check);
                self.create(pairing);
            }
            PairingMethod::Qr => self.prepare(pairing),
        }
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

    /// Handles the check of a pairing that has begun: nothing was touched so far.
    pub(super) fn creating_checked(&mut self, pairing: Pairing, result: Result<CodeGrant, PrecheckError>) {
        match result {
            Ok(grant) => self.prepare(Pairing { grant: Some(grant), ..pairing }),
            Err(denial) => {
                let wait = denial.until.map(|until| self.moment.until(until)).or(denial.code.retry_after());
                self.park(Parked { code: denial.code, until: wait.map(|wait| self.moment.after(wait)) });
                self.tell_failure(Failure::of(&pairing, denial.code).after(wait));
            }
        }
    }

    /// Wipes the old keys, of whichever phone, and makes new ones for this pairing.
    pub(in crate::session) fn prepare(&mut self, pairing: Pairing) {
        self.count_pairing(&pairing);
        let link = self.new_link();
        let phone = pairing.phone.clone();
        let line = &mut self.session.line;
        line.stored = Stored { phone: phone.clone(), requested_phone: phone.clone(), ..Stored::default() };
        line.failures.clear_with_the_line();
        self.then(Effect::Prepare { link, phone });
        self.create(pairing);
    }

    pub(in crate::session) fn credentials_prepared(&mut self, link: LinkNo) -> bool {
        let State::Creating(_) = self.session.line.state else { return false };
        self.session.line.stored.has_credentials = true;
        self.then(Effect::AskAdmission { link, urgency: Urgency::Person });
        true
    }

    pub(in crate::session) fn prepare_failed(&mut self, failure: StoreFailure) -> bool {
        let State::Creating(pairing) = self.session.line.state.clone() else { return false };
        self.session.line.link = None;
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
