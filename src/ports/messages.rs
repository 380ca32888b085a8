//! The log of messages, as its readers see it. It is written by [`CredentialRows::write`](crate::CredentialRows::write).

use async_trait::async_trait;
use linekeeper_domain::messages::{Chat, EventDocument, SessionNow};
use linekeeper_domain::{CompanyId, Timestamp};

use crate::StoreError;

/// Part of a company's log, or of a chat in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventsPage {
    /// Events in the order of their `seq`.
    pub events: Vec<EventDocument>,
    /// `seq` of its last event, 0 if it never had one. It is not the last of the page if there are more.
    pub last_seq: i64,
    /// `seq` of the first event that is kept; `None` if none is. Those before it are over their retention, or deleted.
    pub first_seq: Option<i64>,
}

/// Most events of one page.
pub const MOST_EVENTS: u32 = 200;

/// Reads and deletes in the logs of companies.
#[async_trait]
pub trait MessageLog: Send + Sync {
    /// Returns at most `limit` events after a place, and not many more than 4 MiB of them.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn events(&self, company: &CompanyId, after: i64, limit: u32) -> Result<EventsPage, StoreError>;

    /// Returns events of one chat after a place in the log, at most the given number, and not many more than 4 MiB of them.
    /// First and last place of the page are those of the chat.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn events_of_chat(
        &self,
        company: &CompanyId,
        chat: &Chat,
        after_and_limit: (i64, u32),
    ) -> Result<EventsPage, StoreError>;

    /// Deletes what is kept of one chat, with what endpoints are still owed of it. Returns the number of events. The
    /// places of other events stay.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delete_chat(&self, company: &CompanyId, chat: &Chat) -> Result<u64, StoreError>;

    /// Deletes a company's log, with what endpoints are still owed of it, and its key, so that copies of it cannot be
    /// read any more. Returns the number of events. The next event takes the next place.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delete_log(&self, company: &CompanyId) -> Result<u64, StoreError>;

    /// Returns how many bytes the events of all companies take, their rows and indexes included as an estimate.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn used_bytes(&self) -> Result<u64, StoreError>;

    /// Deletes at most `limit` events from before a time, of all companies, with what endpoints are still owed of them;
    /// returns their number.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn prune_log(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Forgets at most `limit` messages that were received before a time; returns their number. One that WhatsApp
    /// delivers again after that counts as new.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn prune_seen(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
}

/// Sessions that their logs have not told of as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Untold {
    /// Those with something to say.
    pub behind: Vec<(CompanyId, SessionNow)>,
    /// Those that the database does not agree with yet, whether a phone is linked: one is about to follow the other.
    pub ahead: Vec<(CompanyId, SessionNow)>,
}

/// Tells receivers of sessions, in the same logs.
#[async_trait]
pub trait SessionLog: Send + Sync {
    /// Finds those of these sessions that their logs have something to say of.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn untold(&self, sessions: Vec<(CompanyId, SessionNow)>) -> Result<Untold, StoreError>;

    /// Appends what the log of a company has not said of its session yet. Returns `false`, and has written nothing, if the
    /// database does not agree with the session; see [`Untold::ahead`].
    ///
    /// # Errors
    /// [`StoreError`]. A repetition says nothing twice, whatever the outcome was.
    async fn tell(&self, company: &CompanyId, now: &SessionNow) -> Result<bool, StoreError>;

    /// Returns companies after the given one whose log says that a phone is linked and that have none, in the order of
    /// their ids: their sessions have ended without telling it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn told_linked_and_not(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<CompanyId>, StoreError>;
}
