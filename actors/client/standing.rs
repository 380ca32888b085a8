//! Who a client is: a stranger, or somebody with a pass; and what a newer token makes of it.

use linekeeper_domain::access::{Asker, Need, Principal};
use linekeeper_domain::{Actor, CompanyId, Timestamp};
use linekeeper_ports::{Pass, TokenRefusal};

/// Who a client is.
#[derive(Debug, Default)]
pub(super) struct Standing {
    pass: Option<Pass>,
    /// A token is being checked.
    checking: bool,
    /// Its time to say who it is was over while that went on.
    overdue: bool,
}

/// What is to be done about a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Examination {
    /// It is looked at.
    Begins,
    /// Another one is, at this moment.
    UnderWay,
    /// It is not looked at: the client was known when it came, by a key or a visit.
    NotNeeded,
}

impl Standing {
    /// As whom the client asks; nobody, if it is a stranger.
    pub(super) fn asker(&self) -> Option<Asker> {
        let pass = self.pass.as_ref()?;
        Some(Asker { actor: Actor::Client, principal: Some(pass.principal.clone()) })
    }

    pub(super) const fn is_stranger(&self) -> bool {
        self.pass.is_none()
    }

    /// The pass it has, if it has one.
    pub(super) const fn pass(&self) -> Option<&Pass> {
        self.pass.as_ref()
    }

    /// When the pass stops to count, if it does.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        self.pass.as_ref()?.expires_at
    }

    /// Whether the pass has stopped to count.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|end| end <= now)
    }

    /// A token comes. One is looked at at a time.
    pub(super) const fn examine(&mut self) -> Examination {
        match &self.pass {
            Some(Pass { principal: Principal::Key { .. } | Principal::Visit { .. }, .. }) => Examination::NotNeeded,
            Some(Pass { principal: Principal::Onboarding { .. }, .. }) | None if self.checking => Examination::UnderWay,
            Some(Pass { principal: Principal::Onboarding { .. }, .. }) | None => {
                self.checking = true;
                Examination::Begins
            }
        }
    }

    /// The time to say who it is is over: whether a stranger is sent away now. A check under way is waited for, since it is
    /// not the stranger who takes long.
    pub(super) const fn time_is_up(&mut self) -> bool {
        self.overdue = self.checking;
        self.pass.is_none() && !self.checking
    }

    /// Whether a check that came to nothing was the last one of a stranger.
    pub(super) const fn was_last(&self) -> bool {
        self.pass.is_none() && self.overdue
    }

    /// It was looked at.
    pub(super) const fn examined(&mut self) {
        self.checking = false;
    }

    /// From now on it is this one.
    pub(super) fn take(&mut self, pass: Pass) {
        self.pass = Some(pass);
    }
}

/// The pass that takes over when a token gives one: the newer one, if it is for this company and counts longer.
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
