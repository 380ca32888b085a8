//! Operations of [`Simulator`] on messages: phones send and take them, and what became of them.

use crate::error::Refusal;
use crate::inbox_views::{self, OpenedChat, TakenFilter, TakenPage};
use crate::media;
use crate::message_views::{self, GroupOrder, GroupView, MessagesFilter, MessagesView};
use crate::orders::MessageOrder;
use crate::phone;
use crate::presence::{self, PresenceFilter, PresenceKind, PresencePage};
use crate::server::phone_is_available;
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
        let order = media::prepare(self, order).await?;
        let sent = self.with(|world| phone::send(world, &number, &order))?;
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

    /// Messages of linked devices that a phone has taken, or all phones with `None`, in the order of arrival.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a wrong limit.
    pub async fn received(&self, number: Option<&str>, wanted: &TakenFilter) -> Result<TakenPage, Refusal> {
        let number = number.map(|number| self.account(number)).transpose()?;
        self.look(|world| inbox_views::taken(world, number.as_ref(), wanted))
    }

    /// Forgets the messages that phones have taken so far.
    pub async fn clear_received(&self) {
        self.with(|world| world.inbox.clear());
    }

    /// Opens a chat on the phone, a number's, a group's or its own with `self`: what devices sent is read, and their
    /// receipts are sent.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a group that the phone is not a member of.
    pub async fn open_chat(&self, number: &str, chat: &str) -> Result<OpenedChat, Refusal> {
        let number = self.account(number)?;
        self.with(|world| phone::open(world, &number, chat))
    }

    /// Plays a message on the phone, whose sender gets a receipt of that.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] if the phone has no such message.
    pub async fn play(&self, number: &str, chat: &str, message: &str) -> Result<(), Refusal> {
        let number = self.account(number)?;
        self.with(|world| phone::play(world, &number, (chat, message)))
    }

    /// A person at the phone writes to a number or a group, records or has stopped. Returns the number of devices that
    /// were told: those that have said that they are used.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a state that is not one of typing.
    pub async fn types(&self, number: &str, to: &str, state: PresenceKind) -> Result<usize, Refusal> {
        let number = self.account(number)?;
        self.with(|world| phone::types(world, &number, (to, state)))
    }

    /// A person uses the phone, or not any more; devices that have subscribed to it are told.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::Full`].
    pub async fn set_available(&self, number: &str, is_available: bool) -> Result<(), Refusal> {
        let number = self.account(number)?;
        self.with(|world| {
            world.phone(&number)?;
            phone_is_available(world, &number, is_available);
            Ok(())
        })
    }

    /// Presence and typing of linked devices, in order.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`].
    pub async fn presence(&self, wanted: &PresenceFilter) -> Result<PresencePage, Refusal> {
        self.look(|world| presence::page(world, wanted))
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
