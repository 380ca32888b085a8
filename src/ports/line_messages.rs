//! What a connected line does with messages: sends them, and tells their senders that they were read or are being answered.

use async_trait::async_trait;
use linekeeper_domain::Phone;
use linekeeper_domain::messages::{Chat, MimeType, NotWritten, SendOrder, StanzaId, Target, Typing};

use crate::UploadedFile;

/// Message to write to WhatsApp.
#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingMessage {
    /// Its id, by which acks and receipts name it.
    pub id: StanzaId,
    /// What is sent, and to whom.
    pub order: SendOrder,
    /// Its file, uploaded over the same line; `None` where the order has none.
    pub file: Option<AttachedFile>,
}

/// File of a message that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// What WhatsApp has of it.
    pub uploaded: UploadedFile,
    /// Its type.
    pub mime_type: MimeType,
}

/// Messages of a chat that were read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadMessages {
    /// The chat.
    pub chat: Chat,
    /// The messages; those of a group with their senders.
    pub messages: Vec<Target>,
}

/// What WhatsApp says of a number.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberCheck {
    /// The number.
    pub phone: Phone,
    /// Whether it has an account.
    pub on_whatsapp: bool,
    /// LID of the account, where WhatsApp says it.
    pub lid: Option<String>,
    /// Whether it is a business account.
    pub is_business: bool,
}

/// Numbers and LIDs are personal data: neither appears in logs.
impl std::fmt::Debug for NumberCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NumberCheck").field("on_whatsapp", &self.on_whatsapp).finish_non_exhaustive()
    }
}

/// The line is not connected, or was cut before WhatsApp answered. Nothing is known of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the line is not connected")]
pub struct LineDown;

/// Messages of one line. Calls of a line that is not connected fail at once.
#[async_trait]
pub trait LineMessages: Send + Sync {
    /// Writes a message to the socket. What becomes of it is told by
    /// [`LinkEvent::SendsAnswered`](crate::LinkEvent::SendsAnswered). A repetition under the same id is no second message for
    /// its recipients. Once called, it goes on if the future is dropped.
    ///
    /// # Errors
    /// [`NotWritten`].
    async fn send(&self, message: OutgoingMessage) -> Result<(), NotWritten>;

    /// Tells senders that their messages were read, as far as the account lets that be known.
    ///
    /// # Errors
    /// [`LineDown`].
    async fn mark_read(&self, read: ReadMessages) -> Result<(), LineDown>;

    /// Shows a chat that the line writes. WhatsApp forgets it after some seconds.
    ///
    /// # Errors
    /// [`LineDown`].
    async fn show_typing(&self, chat: Chat, typing: Typing) -> Result<(), LineDown>;

    /// Asks WhatsApp which numbers have accounts. Answers are in the order of the numbers.
    ///
    /// # Errors
    /// [`LineDown`].
    async fn check_numbers(&self, numbers: Vec<Phone>) -> Result<Vec<NumberCheck>, LineDown>;
}
