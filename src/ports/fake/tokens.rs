//! Token check against a list the test sets.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::CompanyId;

use super::hold::{Gate, Hold};
use crate::{Pass, TokenCheck, TokenRefusal};

/// Fake of [`TokenCheck`].
#[derive(Debug, Default)]
pub struct FakeTokens(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    tokens: HashMap<String, (CompanyId, Pass)>,
    failure: Option<TokenRefusal>,
    held: Option<Gate>,
    checks: usize,
    revoked: bool,
}

impl FakeTokens {
    /// Accepts this token for this company, with this pass.
    pub fn grant(&self, token: &str, company: &CompanyId, pass: Pass) {
        self.lock().tokens.insert(token.to_owned(), (company.clone(), pass));
    }

    /// Fails every check with this reason; `None` ends that.
    pub fn fail(&self, failure: Option<TokenRefusal>) {
        self.lock().failure = failure;
    }

    /// Revokes every pass.
    pub fn revoke_all(&self) {
        self.lock().revoked = true;
    }

    /// Pauses the next check until the returned hold is released.
    pub fn hold_next(&self) -> Hold {
        let (hold, gate) = Hold::new();
        self.lock().held = Some(gate);
        hold
    }

    /// Returns the number of checks that have begun.
    #[must_use]
    pub fn checks(&self) -> usize {
        self.lock().checks
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn judge(&self, company: &CompanyId, token: &str) -> Result<Pass, TokenRefusal> {
        let known = self.lock();
        if let Some(failure) = known.failure {
            return Err(failure);
        }
        let (own, pass) = known.tokens.get(token).ok_or(TokenRefusal::Forged)?;
        if own == company { Ok(pass.clone()) } else { Err(TokenRefusal::OtherCompany) }
    }
}

#[async_trait]
impl TokenCheck for FakeTokens {
    /// Decides when the check begins: what the test changes while the check is held does not count.
    async fn admit(&self, company: &CompanyId, token: &str) -> Result<Pass, TokenRefusal> {
        let answer = self.judge(company, token);
        let held = {
            let mut known = self.lock();
            known.checks += 1;
            known.held.take()
        };
        if let Some(gate) = held {
            gate.pass().await;
        }
        answer
    }

    async fn still_counts(&self, _: &Pass) -> Result<(), TokenRefusal> {
        let known = self.lock();
        match known.failure {
            Some(failure) => Err(failure),
            None if known.revoked => Err(TokenRefusal::Revoked),
            None => Ok(()),
        }
    }
}
