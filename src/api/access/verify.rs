//! Verification of credentials. The database is queried each time, so that a revocation takes effect at once. While it
//! does not answer, API keys confirmed within the last minutes are still accepted, so that operators can work during an
//! outage.

use std::sync::PoisonError;

use linekeeper_domain::access::{AccessId, Principal};
use linekeeper_domain::{CompanyId, ErrorCode, StoreFailure, Timestamp};
use linekeeper_ports::{Pass, StoreError, StoredDashboardSession, StoredKey, TokenRefusal};
use linekeeper_secrets::{ApiKey, DashboardCookie, OnboardingClaims, TokenError, same};
use tracing::warn;

use super::proof::{Found, Proof};
use super::{Access, REMEMBERED_FOR};

/// Resolution of the recorded time of last use.
const NOTE_EVERY: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// Refusal: a code, and a sentence for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) ErrorCode, pub(crate) &'static str);

impl Refused {
    const NO_KEY: Self = Self(ErrorCode::Unauthorized, "the API key does not count");
    const NO_VISIT: Self = Self(ErrorCode::Unauthorized, "the visit is over; sign in again");
    const NOBODY_CAN_TELL: Self =
        Self(ErrorCode::StoreUnavailable, "whether you are let in cannot be told at the moment");

    fn nobody_can_tell(error: &StoreError) -> Self {
        warn!(%error, "a caller could not be authenticated because the store failed");
        Self::NOBODY_CAN_TELL
    }
}

impl From<TokenRefusal> for Refused {
    fn from(refusal: TokenRefusal) -> Self {
        match refusal {
            TokenRefusal::Forged => Self(ErrorCode::Unauthorized, "the token does not count"),
            TokenRefusal::Expired => Self(ErrorCode::Unauthorized, "the token has expired"),
            TokenRefusal::Revoked => Self(ErrorCode::Unauthorized, "the link was revoked"),
            TokenRefusal::OtherCompany => Self(ErrorCode::Forbidden, "the token is for another company"),
            TokenRefusal::Unavailable => Self::NOBODY_CAN_TELL,
        }
    }
}

impl Access {
    /// Verifies a credential; none if the request carries none.
    pub(super) async fn verify(&self, proof: &Proof, company: Option<&CompanyId>) -> Result<Option<Found>, Refused> {
        match proof {
            Proof::Nothing => Ok(None),
            Proof::Bearer(key) => self.key(key).await.map(Some),
            Proof::Cookie(cookie) => self.visit(cookie).await.map(Some),
            Proof::Token(token) => {
                // The path has no valid company id: the endpoint answers that itself.
                let Some(company) = company else { return Ok(None) };
                let pass = self.link(token, company).await?;
                Ok(Some(Found { pass, csrf_token: None }))
            }
        }
    }

    async fn key(&self, text: &str) -> Result<Found, Refused> {
        let key = self.counting_key(text).await?;
        let principal = Principal::Key { id: key.id, scopes: key.scopes };
        Ok(Found { pass: Pass { principal, expires_at: key.expires_at }, csrf_token: None })
    }

    /// Returns the stored key if it is valid, and records its use.
    pub(crate) async fn counting_key(&self, text: &str) -> Result<StoredKey, Refused> {
        let key: ApiKey = text.parse().map_err(|_| Refused::NO_KEY)?;
        let now = self.clock.now();
        let right = |stored: &StoredKey| same(&stored.hash, &key.hash()) && stored.counts(now);
        let stored = match self.store.api_key(key.id()).await {
            Ok(found) => {
                self.remember(key.id(), found.as_ref());
                found.filter(right).ok_or(Refused::NO_KEY)?
            }
            // Same error whether the key is unknown or wrong: a difference would reveal which keys exist.
            Err(error) if error.failure == StoreFailure::Unavailable => {
                self.remembered(key.id()).filter(right).ok_or_else(|| Refused::nobody_can_tell(&error))?
            }
            Err(error) => return Err(Refused::nobody_can_tell(&error)),
        };
        if stored.last_used_at.is_none_or(|last| now - last >= NOTE_EVERY) {
            self.note(self.store.api_key_used(&stored.id, now).await);
        }
        Ok(stored)
    }

    fn remembered(&self, id: &AccessId) -> Option<StoredKey> {
        let now = self.clock.monotonic();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(id).filter(|(_, since)| now.since(*since) < REMEMBERED_FOR).map(|(key, _)| key.clone())
    }

    fn remember(&self, id: &AccessId, found: Option<&StoredKey>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        match found {
            // Used just now: during an outage its use must not be recorded again for each request.
            Some(key) => drop(
                known.put(id.clone(), (StoredKey { last_used_at: Some(now), ..key.clone() }, self.clock.monotonic())),
            ),
            None => drop(known.pop(id)),
        }
    }

    async fn visit(&self, text: &str) -> Result<Found, Refused> {
        let cookie: DashboardCookie = text.parse().map_err(|_| Refused::NO_VISIT)?;
        let stored = self.store.visit(&cookie.hash()).await.map_err(|error| Refused::nobody_can_tell(&error))?;
        let StoredDashboardSession { id, key, began_at, seen_at, .. } = stored.ok_or(Refused::NO_VISIT)?;
        let now = self.clock.now();
        if !key.counts(now) || self.settings.visits.ends_at(began_at, seen_at) <= now {
            return Err(Refused::NO_VISIT);
        }
        if now - seen_at >= NOTE_EVERY {
            self.note(self.store.visit_seen(&id, now).await);
        }
        let expires_at = Some(self.ends_at(began_at, &key));
        let principal = Principal::DashboardSession { id, key: key.id, scopes: key.scopes };
        Ok(Found { pass: Pass { principal, expires_at }, csrf_token: Some(cookie.csrf_token()) })
    }

    /// Time at which a dashboard session ends at the latest, even if it is in use.
    pub(crate) fn ends_at(&self, began_at: Timestamp, key: &StoredKey) -> Timestamp {
        let absolute = began_at + self.settings.visits.absolute;
        key.expires_at.map_or(absolute, |end| end.min(absolute))
    }

    /// Verifies a token for a company's WebSocket and returns its pass.
    pub(super) async fn link(&self, token: &str, company: &CompanyId) -> Result<Pass, TokenRefusal> {
        let claims = OnboardingClaims::verify(token, &self.keys, self.clock.now()).map_err(|error| match error {
            TokenError::Forged => TokenRefusal::Forged,
            TokenError::Expired => TokenRefusal::Expired,
        })?;
        if claims.company != *company {
            return Err(TokenRefusal::OtherCompany);
        }
        let stored = self.store.onboarding_link(&claims.link).await.map_err(|error| {
            warn!(%error, "an onboarding token could not be checked because the store failed");
            TokenRefusal::Unavailable
        })?;
        if stored.ok_or(TokenRefusal::Forged)?.revoked_at.is_some() {
            return Err(TokenRefusal::Revoked);
        }
        let OnboardingClaims { link, company, expires_at, .. } = claims;
        Ok(Pass { principal: Principal::Onboarding { link, company }, expires_at: Some(expires_at) })
    }

    /// Logs a failed record of use; it does not refuse the caller.
    fn note(&self, noted: Result<(), StoreError>) {
        if let Err(error) = noted {
            warn!(%error, "a time of last use could not be stored");
        }
    }
}
