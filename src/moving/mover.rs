//! One company at a time: reads and stores its session, or writes it for the old system.

use std::sync::Arc;

use linekeeper_domain::access::Principal;
use linekeeper_domain::session::Parked;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Phone, StoreFailure, TriggeredBy};
use linekeeper_ports::{
    BaileysError, BaileysFormat, BaileysRelease, BaileysState, Clock, ConvertedSession, CredentialStore, Journal,
    JournalEntry, StoreError, WrittenSession,
};

use crate::report::Outcome;

/// Who moves a session, for the journal.
#[derive(Debug, Clone)]
pub struct By {
    /// Caller of the API, or none for an operator at the command line.
    pub principal: Option<Principal>,
    /// Correlation id of the request.
    pub correlation: Option<CorrelationId>,
}

/// Why a session was not stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotImported {
    /// A linked phone is stored already.
    #[error("a linked phone is stored already")]
    AlreadyThere,
    /// Its state cannot be used.
    #[error(transparent)]
    State(BaileysError),
    /// Another company has the account.
    #[error("another company has the account {0}")]
    PhoneInUse(
        /// The number, masked.
        String,
    ),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a session was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No linked phone is stored.
    #[error("no linked phone is stored")]
    NotLinked,
    /// Its rows cannot be written.
    #[error(transparent)]
    State(#[from] BaileysError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A session that was written.
pub struct Exported {
    /// The state, and what has no place in it.
    pub written: WrittenSession,
    /// The number, masked.
    pub phone: String,
}

/// Imports and exports sessions.
#[derive(Clone)]
pub struct Mover {
    /// Conversion.
    pub format: Arc<dyn BaileysFormat>,
    /// Our credentials.
    pub credentials: Arc<dyn CredentialStore>,
    /// The journal.
    pub journal: Arc<dyn Journal>,
    /// Time of the journal's entries.
    pub clock: Arc<dyn Clock>,
}

impl Mover {
    /// Stores a session, unless one of a linked phone is stored. Its next life connects it.
    ///
    /// # Errors
    /// [`NotImported`]; nothing is stored then, unless the outcome of a store call is unknown.
    pub async fn import(&self, company: &CompanyId, state: BaileysState, by: By) -> Result<Outcome, NotImported> {
        let converted = self.checked(company, state).await?;
        let (outcome, phone) = (imported(&converted), converted.phone);
        let owned = self.credentials.take(company).await?;
        if owned.stored.paired_at.is_some() {
            // A phone was linked since the check.
            return Err(NotImported::AlreadyThere);
        }
        // Another company may have linked the account since it was checked.
        let written = self.credentials.write(company, owned.fence, converted.batch).await;
        written.map_err(|error| refused(error, &phone))?;
        self.note(company, "imported", by).await?;
        Ok(outcome)
    }

    /// Says what [`Self::import`] would do, and stores nothing.
    ///
    /// # Errors
    /// [`NotImported`].
    pub async fn check(&self, company: &CompanyId, state: BaileysState) -> Result<Outcome, NotImported> {
        self.checked(company, state).await.map(|converted| imported(&converted))
    }

    async fn checked(&self, company: &CompanyId, state: BaileysState) -> Result<ConvertedSession, NotImported> {
        let stored = self.credentials.peek(company).await?;
        if stored.is_some_and(|stored| stored.paired_at.is_some()) {
            return Err(NotImported::AlreadyThere);
        }
        let converted = self.format.read(state).await.map_err(NotImported::State)?;
        let free = self.credentials.confirm(company, Some(&converted.phone)).await;
        free.map_err(|error| refused(error, &converted.phone))?;
        Ok(converted)
    }

    /// Writes a session for the old system. From here on it is not connected: its line is taken from its holder, and parked
    /// as disconnected, so that its keys are used at one place only.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export(&self, company: &CompanyId, release: BaileysRelease, by: By) -> Result<Exported, ExportError> {
        let stored = self.credentials.peek(company).await?.ok_or(ExportError::NotLinked)?;
        let phone = stored.phone.filter(|_| stored.paired_at.is_some()).ok_or(ExportError::NotLinked)?;
        let owned = self.credentials.take_stored(company).await?.ok_or(ExportError::NotLinked)?;
        let disconnected = Parked { code: ErrorCode::Disconnected, until: None };
        self.credentials.park(company, owned.fence, &disconnected).await?;
        let written = self.format.write(self.credentials.clone(), company, release).await?;
        self.note(company, "exported", by).await?;
        Ok(Exported { written, phone: phone.masked() })
    }

    async fn note(&self, company: &CompanyId, event: &str, by: By) -> Result<(), StoreError> {
        let entry = JournalEntry {
            company: company.clone(),
            at: self.clock.now(),
            event: event.to_owned(),
            transition: None,
            reason: None,
            code: None,
            actor: TriggeredBy::Api,
            principal: by.principal,
            correlation: by.correlation,
        };
        self.journal.append(vec![entry]).await
    }
}

fn refused(error: StoreError, phone: &Phone) -> NotImported {
    match error.failure {
        StoreFailure::PhoneInUse => NotImported::PhoneInUse(phone.masked()),
        _ => error.into(),
    }
}

fn imported(converted: &ConvertedSession) -> Outcome {
    let keys = converted.batch.puts.len();
    Outcome::Imported { phone: converted.phone.masked(), keys, left_out: converted.unknown }
}

impl NotImported {
    /// The outcome that a report has.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::AlreadyThere => Outcome::AlreadyThere,
            Self::State(BaileysError::NotPaired) => Outcome::NotPaired,
            Self::State(error @ BaileysError::Damaged { .. }) => Outcome::Damaged { why: error.to_string() },
            Self::State(BaileysError::Store(error)) => Outcome::Damaged { why: error.to_string() },
            Self::PhoneInUse(phone) => Outcome::PhoneInUse { phone: phone.clone() },
            Self::Store(error) => Outcome::Failed { why: error.to_string() },
        }
    }
}
