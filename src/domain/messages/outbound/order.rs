//! The order to send a message: as a caller writes it, and as it is stored once it was checked.

use std::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::content::check_target;
use super::{OutboundContent, RequestedRecipient};
use crate::messages::{Chat, ChatKind, Target};
use crate::{Region, Timestamp};

/// Time after which a message that could not be sent yet expires, unless the caller says another one.
const EXPIRES_AFTER: TimeDelta = TimeDelta::days(1);
/// Longest time that a message may wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);

/// Order to send a message, as a caller writes it.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendRequest {
    /// Who gets it.
    pub to: RequestedRecipient,
    /// What is sent.
    pub content: OutboundContent,
    /// The message of the same chat that it replies to; null if it is no reply.
    #[serde(default)]
    pub reply_to: Option<Target>,
    /// Time at which it expires if it could not be sent by then; a day from now if null, and a week from now at most.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// What an order is checked by.
#[derive(Debug, Clone, Copy)]
pub struct OrderRules {
    /// Region of numbers without a country code.
    pub region: Region,
    /// Time of the request.
    pub now: Timestamp,
}

/// A checked order, as it is stored. New fields need a default: orders that an older version has written are read too.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendOrder {
    /// The chat it goes to.
    pub chat: Chat,
    /// What is sent.
    pub content: OutboundContent,
    /// The message that it replies to.
    #[serde(default)]
    pub reply_to: Option<Target>,
}

/// Why an order is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct InvalidOrder {
    /// The field, by its path in the request.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: OrderProblem,
}

/// What is wrong with a field of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderProblem {
    /// Nothing is in it.
    #[error("is empty")]
    Empty,
    /// It is too long.
    #[error("is longer than {most}")]
    TooLong {
        /// Most characters; bytes for a vCard.
        most: usize,
    },
    /// There are too many.
    #[error("has more than {most} entries")]
    TooMany {
        /// Most entries.
        most: usize,
    },
    /// It is no phone number.
    #[error("is not a phone number with a country code")]
    NotAPhone,
    /// It is no LID.
    #[error("is not a LID: digits without @lid")]
    NotALid,
    /// It is no group.
    #[error("is not the id of a group: digits without @g.us")]
    NotAGroup,
    /// It is no id of a message.
    #[error("is not the id of a message")]
    NotAnId,
    /// A coordinate is no place on Earth.
    #[error("is out of range")]
    OutOfRange,
    /// It is no single emoji.
    #[error("is not an emoji")]
    NotAnEmoji,
    /// It is no vCard.
    #[error("is not a vCard: BEGIN:VCARD to END:VCARD")]
    NotACard,
    /// Messages of this kind do not have it.
    #[error("is not for messages of this kind")]
    NotOfThisKind,
    /// What others wrote in a direct chat cannot be deleted for them.
    #[error("is not a message of this line")]
    NotOurs,
    /// In a group it has to be said who wrote the message.
    #[error("needs the sender of the message, since the chat is a group")]
    NoSender,
    /// The time is past.
    #[error("is not in the future")]
    NotInTheFuture,
    /// The time is too far away.
    #[error("is more than a week away")]
    TooFarAway,
}

impl InvalidOrder {
    /// Creates the error of a field.
    pub(super) const fn new(field: &'static str, problem: OrderProblem) -> Self {
        Self { field, problem }
    }
}

impl SendRequest {
    /// Checks the order. Returns it as it is stored, and the time at which it expires.
    ///
    /// # Errors
    /// [`InvalidOrder`] with the first field that does not fit.
    pub fn check(self, rules: &OrderRules) -> Result<(SendOrder, Timestamp), InvalidOrder> {
        let chat = self.to.chat(rules.region)?;
        let in_group = chat.kind == ChatKind::Group;
        self.content.check(in_group)?;
        if let Some(reply_to) = &self.reply_to {
            if !self.content.can_reply() {
                return Err(InvalidOrder::new("replyTo", OrderProblem::NotOfThisKind));
            }
            check_target("replyTo", reply_to, in_group)?;
        }
        let expires_at = self.expires_at.unwrap_or_else(|| after(rules.now, EXPIRES_AFTER));
        if expires_at <= rules.now {
            return Err(InvalidOrder::new("expiresAt", OrderProblem::NotInTheFuture));
        }
        if expires_at > after(rules.now, LONGEST_WAIT) {
            return Err(InvalidOrder::new("expiresAt", OrderProblem::TooFarAway));
        }
        Ok((SendOrder { chat, content: self.content, reply_to: self.reply_to }, expires_at))
    }
}

fn after(now: Timestamp, wait: TimeDelta) -> Timestamp {
    now.checked_add_signed(wait).unwrap_or(Timestamp::MAX_UTC)
}

/// What people write, and to whom, does not appear in logs.
impl fmt::Debug for SendOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendOrder").field("chat", &self.chat).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
