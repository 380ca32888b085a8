//! Authentication state of a client: unauthenticated, or with a pass; and whether a newer token replaces that pass.

use linekeeper_domain::access::{Asker, Need, Principal};
use linekeeper_domain::{CompanyId, Timestamp, TriggeredBy};
use linekeeper_ports::{Pass, TokenRefusal};

/// Authentication state of one socket.
#[derive(Debug, Default)]
pub(super) struct AuthState {
    pass: Option<Pass>,
    /// A token is being checked.
    checking: bool,
    /// The time to authenticate ran out while that check was under way.
    overdue: bool,
}

/// How to handle a token that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenExamination {
    /// Check it now.
    Begins,
    /// Refuse it: another check is under way.
    UnderWay,
    /// Confirm without a check: the client is authenticated by a key or a dashboard session.
    NotNeeded,
}

impl AuthState {
    /// Identity under which the client sends requests; `None` while unauthenticated.
    pub(super) fn asker(&self) -> Option<Asker> {
        let pass = self.pass.as_ref()?;
        Some(Asker { actor: TriggeredBy::Client, principal: Some(pass.principal.clone()) })
    }

    pub(super) const fn is_stranger(&self) -> bool {
        self.pass.is_none()
    }

    /// Whether it is a salon's owner, with an onboarding link.
    pub(super) fn is_owner(&self) -> bool {
        self.pass.as_ref().is_some_and(|pass| matches!(pass.principal, Principal::Onboarding { .. }))
    }

    /// Valid pass, if there is one.
    pub(super) const fn pass(&self) -> Option<&Pass> {
        self.pass.as_ref()
    }

    /// When the pass expires, if it does.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        self.pass.as_ref()?.expires_at
    }

    /// Whether the pass has expired.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|end| end <= now)
    }

    /// Starts the check of a token. Only one check runs at a time.
    pub(super) const fn examine(&mut self) -> TokenExamination {
        match &self.pass {
            Some(Pass { principal: Principal::Key { .. } | Principal::DashboardSession { .. }, .. }) => {
                TokenExamination::NotNeeded
            }
            Some(Pass { principal: Principal::Onboarding { .. }, .. }) | None if self.checking => {
                TokenExamination::UnderWay
            }
            Some(Pass { principal: Principal::Onboarding { .. }, .. }) | None => {
                self.checking = true;
                TokenExamination::Begins
            }
        }
    }

    /// Called when the time to authenticate is over; returns whether the client is closed now. A check under way is
    /// awaited first: the delay is ours, not the client's.
    pub(super) const fn time_is_up(&mut self) -> bool {
        self.overdue = self.checking;
        self.pass.is_none() && !self.checking
    }

    /// Whether the failed check was the last chance of an unauthenticated client.
    pub(super) const fn was_last(&self) -> bool {
        self.pass.is_none() && self.overdue
    }

    /// Marks the check as finished.
    pub(super) const fn examined(&mut self) {
        self.checking = false;
    }

    /// Replaces the pass.
    pub(super) fn take(&mut self, pass: Pass) {
        self.pass = Some(pass);
    }
}

/// Returns the brought pass if it is for this company's socket and valid longer than the present one.
///
/// # Errors
/// [`TokenRefusal::OtherCompany`] when it does not open this company's socket.
pub(super) fn newer(present: Option<&Pass>, brought: Pass, company: &CompanyId) -> Result<Option<Pass>, TokenRefusal> {
    if !brought.principal.may(Need::Socket, Some(company)) {
        return Err(TokenRefusal::OtherCompany);
    }
    let counts_longer = present.is_none_or(|present| match (present.expires_at, brought.expires_at) {
        (Some(present), Some(brought)) => brought > present,
        (Some(_), None) => true,
        (None, Some(_) | None) => false,
    });
    Ok(counts_longer.then_some(brought))
}
