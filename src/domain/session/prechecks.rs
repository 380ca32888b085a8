//! Checks before an action that cannot be undone, in every state: their start, and the event `checked`. At most one
//! runs for the owner of the line, one for the action on the linked phone, and one for the code of the pairing under
//! way.

use crate::CodeGrant;

use super::another_number::Intent;
use super::effect::{Effect, Precheck};
use super::event::{CheckNo, PrecheckError};
use super::line::OwnerCheck;
use super::step::Step;

impl Step {
    pub(super) fn start_check(&mut self, question: Precheck) -> CheckNo {
        let check = self.session.numbers.next_check();
        self.then(Effect::Check { check, question });
        check
    }

    /// Handles the answer to a check. The answer to an abandoned one changes nothing; what it grants is given back.
    pub(super) fn checked(&mut self, check: CheckNo, result: Result<CodeGrant, PrecheckError>) -> bool {
        let granted = result.is_ok();
        let wanted = self.answered(check, result);
        if granted && !wanted {
            self.then(Effect::GiveBack);
        }
        true
    }

    /// Returns whether the answer was still wanted.
    fn answered(&mut self, check: CheckNo, result: Result<CodeGrant, PrecheckError>) -> bool {
        if self.session.line.owner_check.take_if(|asked| *asked == OwnerCheck::Asked(check)).is_some() {
            self.ownership_known(result.err());
            return true;
        }
        if self.session.linking.code_check.take_if(|asked| *asked == check).is_some() {
            return self.code_checked(result);
        }
        match self.session.linking.intent.take_if(|intent| intent.check() == check) {
            Some(Intent::Pair { request, .. }) => self.replacement_checked(request, result),
            Some(Intent::Reset { waiting, .. }) => self.reset_checked(waiting, result.err()),
            None => return false,
        }
        true
    }
}
