//! Operations of [`Simulator`] on messages: phones send them, and what became of them.

use crate::error::Refusal;
use crate::message_views::{self, GroupOrder, GroupView, MessagesFilter, MessagesView};
use crate::orders::MessageOrder;
use crate::phone;
use crate::simulator::Simulator;
use crate::views::SentText;

impl Simulator {
    /// Sends a text from the phone to a number, or to its own account with `self`.
    ///
    /// # Errors
    /// Those of [`Simulator::send_message`].
    pub async fn send(&self, number: &str, to: &str, text: &str) -> Result<SentText, Refusal> {
        self.send_message(number, &MessageOrder::text(to, text)).await
    }

    /// Sends a message from the phone to a number, a group, or its own account.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for an order that no phone carries out, [`Refusal::Full`].
    pub async fn send_message(&self, number: &str, order: &MessageOrder) -> Result<SentText, Refusal> {
        let number = self.account(number)?;
        let sent = self.with(|world| phone::send(world, &number, order))?;
        self.saved().await;
        Ok(sent)
    }

    /// Messages that a phone has sent, or all phones with `None`, in the order of sending.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a wrong limit.
    pub async fn messages(&self, number: Option<&str>, wanted: &MessagesFilter) -> Result<MessagesView, Refusal> {
        let number = number.map(|number| self.account(number)).transpose()?;
        self.look(|world| message_views::messages(world, number.as_ref(), wanted))
    }

    /// Forgets the messages that phones have sent so far; what is queued for devices stays queued.
    pub async fn clear_messages(&self) {
        self.with(|world| world.log.clear());
    }

    /// Makes a group with this id (digits, with or without `@g.us`), or replaces its members.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a bad id, name or number of members, [`Refusal::Full`].
    pub async fn put_group(&self, id: &str, order: &GroupOrder) -> Result<GroupView, Refusal> {
        let view = self.with(|world| message_views::put_group(world, id, order))?;
        self.saved().await;
        Ok(view)
    }

    /// All groups.
    pub async fn groups(&self) -> Vec<GroupView> {
        self.look(|world| message_views::groups(world))
    }
}
