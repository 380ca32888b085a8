//! Companies as people look for them: the recorded status, the name, and what operators have noted. The dashboard's
//! lists and the list of the API read nothing else.

use async_trait::async_trait;
use linekeeper_domain::branding::DisplayName;
use linekeeper_domain::session::{Help, RecordedStatus, StateName};
use linekeeper_domain::{CompanyId, ErrorCode, Phone, Timestamp};

use crate::{Place, StoreError};

/// A company in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCompany {
    /// Id of the company.
    pub company: CompanyId,
    /// Name that people know it by.
    pub name: Option<String>,
    /// Status as it was last recorded; `None` for a company that has a name and nothing else.
    pub status: Option<RecordedStatus>,
    /// Time at which the session entered its state.
    pub since: Timestamp,
    /// The linked number or, before that, the requested one.
    pub phone: Option<Phone>,
    /// What an operator has noted of its trouble.
    pub acknowledgement: Option<Acknowledgement>,
}

impl ListedCompany {
    /// A company of which nothing is recorded.
    #[must_use]
    pub const fn unknown(company: CompanyId, since: Timestamp) -> Self {
        Self { company, name: None, status: None, since, phone: None, acknowledgement: None }
    }

    /// Time that lists sort it by: since when it is in trouble or, if it is not, in its state.
    #[must_use]
    pub fn sorts_by(&self) -> Timestamp {
        let trouble = self.status.as_ref().and_then(RecordedStatus::help_needed);
        trouble.map_or(self.since, |trouble| trouble.since)
    }
}

/// An operator's note that a company's trouble is known. It ends with the trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Who, as the journal names them.
    pub by: String,
    /// Label of the API key that they are signed in with; read, not stored.
    pub label: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Their note.
    pub note: Option<String>,
    /// Until when the company is left out of what needs attention; `None` for as long as the trouble lasts.
    pub until: Option<Timestamp>,
}

/// Order of a list. Companies at the same time are ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CompanyOrder {
    /// By id.
    #[default]
    Company,
    /// Longest in trouble, or in its state, first.
    Oldest,
    /// Shortest first.
    Newest,
}

/// Place in a list of companies: the time that it is sorted by, which the order of ids does not use, and the id.
pub type CompanyPlace = Place<CompanyId>;

impl From<&ListedCompany> for CompanyPlace {
    fn from(listed: &ListedCompany) -> Self {
        Self { at: listed.sorts_by(), id: listed.company.clone() }
    }
}

/// Words of a name, or of a search for one, in lower case.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Search for companies: those that match any part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanySearch {
    /// Beginning of an id.
    pub id_prefix: Option<CompanyId>,
    /// Beginnings of words of the name, all of which it has; in lower case.
    pub words: Vec<String>,
    /// A whole number.
    pub phone: Option<Phone>,
}

impl CompanySearch {
    /// Whether nothing is searched for, so that nothing matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id_prefix.is_none() && self.words.is_empty() && self.phone.is_none()
    }
}

/// Which companies a list has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanyFilter {
    /// States; all if empty.
    pub states: Vec<StateName>,
    /// Code of the park or of the last failure.
    pub code: Option<ErrorCode>,
    /// What would help.
    pub help: Option<Help>,
    /// Search; `None` for all companies.
    pub search: Option<CompanySearch>,
}

/// Page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyQuery {
    /// Which companies.
    pub filter: CompanyFilter,
    /// In which order.
    pub order: CompanyOrder,
    /// The last company of the previous page; `None` for the first page.
    pub after: Option<CompanyPlace>,
    /// Most companies in the page.
    pub limit: u32,
    /// Lines that are down since this time or later need nobody yet.
    pub unreachable_before: Timestamp,
}

/// Companies with the same state, code and help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanyCount {
    /// State of the session; `None` for one that this version does not know.
    pub state: Option<StateName>,
    /// Code of the park or of the last failure.
    pub code: Option<ErrorCode>,
    /// What would help.
    pub help: Option<Help>,
    /// Whether an operator has acknowledged it.
    pub acknowledged: bool,
    /// Number of companies.
    pub count: u64,
}

/// Storage of what people see of companies.
#[async_trait]
pub trait Companies: Send + Sync {
    /// Records statuses. One that says nothing (idle, and nothing has happened) makes no row.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was written unless the outcome is unknown.
    async fn record(&self, statuses: Vec<(CompanyId, RecordedStatus)>) -> Result<(), StoreError>;

    /// Records that no pairing from before this time is under way: the process that carried it out is gone. Returns how
    /// many were.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn settle(&self, began_before: Timestamp) -> Result<u64, StoreError>;

    /// Returns one company; `None` if nothing is recorded of it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn company(&self, company: &CompanyId) -> Result<Option<ListedCompany>, StoreError>;

    /// Returns a page of companies.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn list(&self, query: CompanyQuery) -> Result<Vec<ListedCompany>, StoreError>;

    /// Counts companies by what lists filter by.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn counts(
        &self,
        search: Option<CompanySearch>,
        now: Timestamp,
        unreachable_before: Timestamp,
    ) -> Result<Vec<CompanyCount>, StoreError>;

    /// Returns of each kind of help the companies longest in trouble that nobody has acknowledged, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn attention(
        &self,
        now: Timestamp,
        unreachable_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<ListedCompany>, StoreError>;

    /// Names a company, or removes its name.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn name_company(&self, company: &CompanyId, name: Option<DisplayName>) -> Result<(), StoreError>;

    /// Notes that a company's trouble is known, or takes that back; returns whether the company needs somebody.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn acknowledge(&self, company: &CompanyId, note: Option<Acknowledgement>) -> Result<bool, StoreError>;
}
