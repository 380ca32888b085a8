//! Messages that are sent, per company: the outbox. It is part of the company's log, sealed under the log's key, and lives as
//! long as the events that tell of it.
//!
//! What a session calls, in this order: [`next_to_send`](Outbox::next_to_send) when its line is connected, when it is told of an
//! order, and when a chat's first message is answered; its pace says which of these it writes, and when; then
//! [`mark_sending`](Outbox::mark_sending), the write to the socket, and [`record_sends`](Outbox::record_sends) with what it learns: the ack,
//! receipts, or that a minute is over. A message that was marked and is not answered is given again after a restart, and is
//! written again with the same id. So each is sent once, as far as ids go, and none is lost.

use async_trait::async_trait;
use linekeeper_domain::messages::{
    Chat, Head, MessageId, SendOrder, SendProgress, SendReport, SendStatus, StanzaId, Waiting,
};
use linekeeper_domain::{CompanyId, Timestamp};

use crate::{Fence, StoreError};

/// Most messages of one page of the outbox, and most chats of each kind that [`Outbox::next_to_send`] gives.
pub const MOST_OUTGOING: u32 = 100;
/// Number at which messages of a status are not counted on.
pub const COUNTED_OUTGOING: u64 = 10_000;

/// Where the id of a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingId {
    /// A new one.
    New(MessageId),
    /// That of a request with an idempotency key: the same request gets the same id, as long as the log is not deleted.
    OfRequest {
        /// Caller, as the journal names callers.
        principal: String,
        /// Idempotency key that the caller sent.
        key: String,
    },
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOutgoing {
    /// Its public id.
    pub id: OutgoingId,
    /// WhatsApp's id of it, a new one.
    pub whatsapp_id: StanzaId,
    /// The order.
    pub order: SendOrder,
    /// When it was ordered.
    pub at: Timestamp,
    /// From when on it is not sent any more.
    pub expires_at: Timestamp,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Enqueued {
    /// The message as it is stored: of an order that is known, as it was stored then, with the ids that it got then.
    pub message: Outgoing,
    /// Whether the order was known. Compare [`Outgoing::order`] with the order that was given: another one under the same
    /// idempotency key is a mistake of the caller's.
    pub was_known: bool,
}

/// What is stored of an order cannot be read: the row is damaged, or was written by a newer version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the order of message {id} cannot be read: {why}")]
pub struct UnreadableOrder {
    /// The message.
    pub id: MessageId,
    /// Why, without what people wrote.
    pub why: String,
}

/// A message of the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its public id.
    pub id: MessageId,
    /// WhatsApp's id of it.
    pub whatsapp_id: StanzaId,
    /// Its place among the messages of the line, and so within its chat.
    pub seq: i64,
    /// The order.
    pub order: Result<SendOrder, UnreadableOrder>,
    /// How far it has come.
    pub progress: SendProgress,
    /// When it was ordered.
    pub queued_at: Timestamp,
    /// When it was last about to be written to the socket.
    pub sending_at: Option<Timestamp>,
    /// Since when it has its status.
    pub changed_at: Timestamp,
    /// When WhatsApp had it, as far as that was told before something later; so the following ones.
    pub sent_at: Option<Timestamp>,
    /// When a device of the recipient had it.
    pub delivered_at: Option<Timestamp>,
    /// When the recipient saw it.
    pub read_at: Option<Timestamp>,
    /// When the recipient played it.
    pub played_at: Option<Timestamp>,
    /// From when on it is not sent any more.
    pub expires_at: Timestamp,
    /// How often it was about to be written.
    pub attempts: u32,
}

/// The first message that waits of a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct NextOutgoing {
    /// The message: `queued`, or `sending` where an earlier life of the session was about to write it and did not learn what
    /// became of that. Such a one is written again, with the same id.
    pub message: Outgoing,
    /// When the chat last wrote to the line, as of the chat's last order; `None` if that was long before, or never.
    pub heard_at: Option<Timestamp>,
}

impl NextOutgoing {
    /// What the line needs to know of it to send it.
    #[must_use]
    pub fn head(&self) -> Head {
        Head {
            waiting: Waiting { seq: self.message.seq, heard_at: self.heard_at },
            whatsapp_id: self.message.whatsapp_id.clone(),
            expires_at: self.message.expires_at,
            is_readable: self.message.order.is_ok(),
        }
    }
}

/// Whether a message may be written to the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// It may, this often so far: it is noted as `sending`.
    Write {
        /// Attempts, with this one.
        attempts: u32,
    },
    /// It may not, and nothing was changed: it was deleted, has another status by now, is over its time (report that as
    /// [`TimeOver`](linekeeper_domain::messages::SendEvent::TimeOver), so that the next one of its chat can go), or another one of its chat is first.
    Not,
}

/// A change that a report has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendChange {
    /// The message.
    pub id: MessageId,
    /// WhatsApp's id of it.
    pub whatsapp_id: StanzaId,
    /// How far it had come.
    pub from: SendStatus,
    /// How far it has.
    pub to: SendProgress,
}

/// The outbox of companies. Nothing of it changes the credentials, and no wipe of them changes it.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Stores orders, in this order, all or none: each with its event `message.status` (`queued`), and what endpoints are owed
    /// of that. The log begins with the first one. An order whose id is known changes nothing, so a repetition after any error
    /// is safe with [`OutgoingId::OfRequest`], and with the same new id.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn enqueue(&self, company: &CompanyId, orders: Vec<NewOutgoing>) -> Result<Vec<Enqueued>, StoreError>;

    /// Returns the first message that waits of each chat, without the messages `under_way`: those of chats that wrote lately
    /// first, then those of others, at most `limit` of each kind, each kind in the order in which it was queued.
    ///
    /// # Errors
    /// [`StoreError`]; fenced, if the line has another owner by now. A row that cannot be read is no error of the call.
    async fn next_to_send(
        &self,
        company: &CompanyId,
        fence: Fence,
        select: NextSelect,
    ) -> Result<Vec<NextOutgoing>, StoreError>;

    /// Notes that a message is about to be written to the socket, if it may be.
    ///
    /// # Errors
    /// [`StoreError`]; fenced, if the line has another owner by now. If the outcome is unknown, the message may be noted: mark it
    /// again, or leave it to [`Self::next_to_send`].
    async fn mark_sending(&self, company: &CompanyId, fence: Fence, seq: i64) -> Result<Marked, StoreError>;

    /// Records what was learned of messages, in this order, whoever owns the line by now. Each real change appends its event, with
    /// what endpoints are owed of that, in the same transaction; what is behind the status that a message has changes nothing, and
    /// so do ids that are not of the outbox. A repetition after any error is safe.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn record_sends(&self, company: &CompanyId, reports: Vec<SendReport>) -> Result<Vec<SendChange>, StoreError>;

    /// Gives up at most `limit` messages of all companies that are over their time, by the caller's clock and by the
    /// database's, so that a jump of one does not cost a message: as expired, or as unknown if they were about to be written more
    /// than a minute ago. Returns their number.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn expire_outgoing(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Returns a message.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn outgoing(&self, company: &CompanyId, id: &MessageId) -> Result<Option<Outgoing>, StoreError>;

    /// Returns messages to a chat, the newest first: those before a place in the order, or the newest ones, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn outgoing_of_chat(
        &self,
        company: &CompanyId,
        chat: &Chat,
        page: OutgoingPage,
    ) -> Result<Vec<Outgoing>, StoreError>;

    /// Counts the messages of a line that wait to be sent, up to a number.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn count_waiting(&self, company: &CompanyId, up_to: u32) -> Result<u32, StoreError>;

    /// Counts the messages of a line by status, up to [`COUNTED_OUTGOING`] of each; statuses without any are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn count_outgoing(&self, company: &CompanyId) -> Result<Vec<(SendStatus, u64)>, StoreError>;
}

/// Selection of messages to send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NextSelect {
    /// Places of the messages that the session itself has written and waits for the answers of.
    pub under_way: Vec<i64>,
    /// Most messages of each kind, up to [`MOST_OUTGOING`].
    pub limit: u32,
}

/// Part of a list of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutgoingPage {
    /// Place of the last message of the page before; `None` for the first page.
    pub before: Option<i64>,
    /// Most messages, up to [`MOST_OUTGOING`].
    pub limit: u32,
}
