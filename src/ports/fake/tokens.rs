//! Tokens that count because the test says so.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::CompanyId;

use super::hold::{Gate, Hold};
use crate::{Pass, TokenCheck, TokenRefusal};

/// Checks tokens against a list.
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
    /// From now on this token gives this pass, for this company.
    pub fn grant(&self, token: &str, company: &CompanyId, pass: Pass) {
        self.lock().tokens.insert(token.to_owned(), (company.clone(), pass));
    }

    /// From now on every check ends so; `None` heals it.
    pub fn fail(&self, failure: Option<TokenRefusal>) {
        self.lock().failure = failure;
    }

    /// From now on no pass counts any more.
    pub fn revoke_all(&self) {
        self.lock().revoked = true;
    }

    /// Holds the next check back.
    pub fn hold_next(&self) -> Hold {
        let (hold, gate) = Hold::new();
        self.lock().held = Some(gate);
        hold
    }

    /// How many checks have begun.
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
    /// The answer is that of the moment in which the check began.
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
