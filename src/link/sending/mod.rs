//! What a line sends: messages, and what chats show of it. Its answers are gathered in `answers`.

mod answers;
mod content;
mod files;

use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::Phone;
use linekeeper_domain::messages::{Chat, NewChatsRefused, NotWritten, SendFailure, Typing};
use linekeeper_ports::{Clock, LineDown, LineMessages, NumberCheck, OutgoingMessage, ReadMessages};
use wacore::iq::usync::IsOnWhatsAppResult;
use wacore::types::events::ServerAck;
use wacore_binary::{Jid, JidExt as _};
use whatsapp_rust::request::IqError;
use whatsapp_rust::send::{SendError, SendOptions};
use whatsapp_rust::{ChatStateType, Client};

pub(crate) use self::answers::Answers;
use self::answers::{Ack, NEW_CHAT_REFUSED};
use self::content::{Addresses, message_of};
use crate::addresses::{jid_of, jid_of_person};
use crate::backend::Backend;
use crate::handle::Control;
use crate::runtime::LinkRuntime;

/// Timeout of one question to WhatsApp.
const QUESTION: Duration = Duration::from_secs(20);
/// Timeout of the question why new chats are refused: the report of the refusal waits for it.
const WHY_REFUSED: Duration = Duration::from_secs(5);

/// The parts of a link that sending needs, once they are built.
pub(crate) struct Line {
    pub(crate) client: Weak<Client>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) runtime: LinkRuntime,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Line {
    /// Runs work as a task of the link: it goes on if the caller's future is dropped, and ends with the link.
    ///
    /// # Errors
    /// [`LineDown`] if the link ends before.
    async fn run<F, T>(self: &Arc<Self>, work: impl FnOnce(Arc<Self>, Arc<Client>) -> F) -> Result<T, LineDown>
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        let client = self.client.upgrade().ok_or(LineDown)?;
        let work = Box::pin(work(Arc::clone(self), client));
        self.runtime.start(work).await.ok().flatten().ok_or(LineDown)
    }

    /// Handles an ack of WhatsApp; reports it at once unless its cause has to be looked for.
    pub(crate) fn acknowledged(self: &Arc<Self>, ack: &ServerAck, answers: &Arc<Answers>) {
        let Some(ack) = Ack::of(ack, self.clock.now()) else { return };
        if ack.error != Some(NEW_CHAT_REFUSED) {
            return answers.add(std::iter::once(ack.report(NewChatsRefused::Unknown)));
        }
        let (line, answers) = (Arc::clone(self), Arc::clone(answers));
        drop(self.runtime.start(async move {
            let known = tokio::time::timeout(WHY_REFUSED, line.is_locked()).await.unwrap_or_default();
            answers.add(std::iter::once(ack.report(known)));
        }));
    }

    /// Whether the account may begin no new chats for a time, as it says itself.
    async fn is_locked(&self) -> NewChatsRefused {
        let Some(client) = self.client.upgrade() else { return NewChatsRefused::Unknown };
        match client.mex().fetch_reachout_timelock().await {
            Ok(lock) if lock.is_active == Some(true) => NewChatsRefused::Locked,
            // No lock: what is missing is the token that a recipient gives to those whom it writes to.
            Ok(_) => NewChatsRefused::NoToken,
            Err(_) => NewChatsRefused::Unknown,
        }
    }
}

/// A link as its session sends with it.
pub(crate) struct Sender(pub(crate) Arc<Control>);

impl Sender {
    fn line(&self) -> Result<Arc<Line>, LineDown> {
        self.0.line().ok_or(LineDown)
    }
}

#[async_trait]
impl LineMessages for Sender {
    async fn send(&self, message: OutgoingMessage) -> Result<(), NotWritten> {
        let line = self.line().map_err(|LineDown| NotWritten::LineDown)?;
        let sent = line.run(|line, client| async move { send(&line, &client, message).await }).await;
        sent.unwrap_or(Err(NotWritten::LineDown))
    }

    async fn mark_read(&self, read: ReadMessages) -> Result<(), LineDown> {
        self.line()?.run(|_, client| async move { mark_read(&client, read).await }).await?
    }

    async fn show_typing(&self, chat: Chat, typing: Typing) -> Result<(), LineDown> {
        let to = jid_of(&chat).ok_or(LineDown)?;
        let state = match typing {
            Typing::Composing => ChatStateType::Composing,
            Typing::Recording => ChatStateType::Recording,
            Typing::Paused => ChatStateType::Paused,
        };
        let shown = self.line()?.run(|_, client| async move { client.chatstate().send(&to, state).await }).await?;
        shown.map_err(|_| LineDown)
    }

    async fn check_numbers(&self, numbers: Vec<Phone>) -> Result<Vec<NumberCheck>, LineDown> {
        self.line()?.run(|_, client| async move { check_numbers(&client, numbers).await }).await?
    }
}

async fn send(line: &Line, client: &Client, message: OutgoingMessage) -> Result<(), NotWritten> {
    let OutgoingMessage { id, order, file } = message;
    let to = jid_of(&order.chat).ok_or(NotWritten::Failed(SendFailure::NotEncrypted))?;
    if to.is_pn() && is_unknown(client, &to).await? {
        let answer = ask(client, std::slice::from_ref(&to)).await.map_err(|LineDown| NotWritten::LineDown)?;
        if answer.iter().any(|one| !one.is_registered) {
            return Err(NotWritten::Failed(SendFailure::NotOnWhatsapp));
        }
    }
    let addresses = Addresses { own: own_in(client, &to), to, now_ms: line.clock.now().timestamp_millis() };
    let message = message_of((&order, file), &addresses).ok_or(NotWritten::Failed(SendFailure::MediaGone))?;
    // What came since may have begun a new chain of keys, which the library stores a moment later. Were it written with
    // before that, a crash would leave the recipient with a chain that the line does not have, and unable to read any more.
    client.flush_pending_signal_state().await.map_err(|_| NotWritten::LineDown)?;
    let options = SendOptions::default().with_message_id(id.as_str());
    let sent = client.send_message_with_options(addresses.to, message, options).await;
    sent.map(drop).map_err(|error| not_written(&error, line))
}

/// Whether nothing is known of a number but itself.
async fn is_unknown(client: &Client, phone: &Jid) -> Result<bool, NotWritten> {
    // A failed read has ended the link.
    client.get_lid_pn_entry(phone).await.map(|entry| entry.is_none()).map_err(|_| NotWritten::LineDown)
}

/// The line's own account by the kind of name that the chat uses.
fn own_in(client: &Client, chat: &Jid) -> Jid {
    let device = client.persistence_manager().get_device_snapshot();
    let (phone, lid) = (device.pn.as_ref(), device.lid.as_ref());
    let own = if chat.is_lid() { lid.or(phone) } else { phone.or(lid) };
    own.map(Jid::to_non_ad).unwrap_or_default()
}

/// Why the library did not send a message: because of the line or the store, which end the link, or because of the message.
fn not_written(error: &SendError, line: &Line) -> NotWritten {
    if line.backend.health().failure().is_some() {
        return NotWritten::LineDown;
    }
    match error {
        SendError::Iq(IqError::ServerError { code, .. }) if (400..500).contains(code) => {
            // WhatsApp's answer to a question about the chat: for example, the line is not in the group.
            NotWritten::Failed(SendFailure::Refused)
        }
        SendError::InvalidRequest(_) | SendError::Internal(_) => {
            tracing::warn!(kind = error_kind(error), "a message cannot be made");
            NotWritten::Failed(SendFailure::NotEncrypted)
        }
        _ => NotWritten::LineDown,
    }
}

/// Name of an error whose text may have a number in it.
const fn error_kind(error: &SendError) -> &'static str {
    match error {
        SendError::InvalidRequest(_) => "invalid request",
        _ => "internal",
    }
}

async fn mark_read(client: &Client, read: ReadMessages) -> Result<(), LineDown> {
    let chat = jid_of(&read.chat).ok_or(LineDown)?;
    let mut by_sender: Vec<(Option<Jid>, Vec<&str>)> = Vec::new();
    for message in &read.messages {
        let sender = message.sender.as_ref().filter(|_| chat.is_group()).and_then(jid_of_person);
        match by_sender.iter_mut().find(|(of, _)| *of == sender) {
            Some((_, ids)) => ids.push(&message.message_id),
            None => by_sender.push((sender, vec![&message.message_id])),
        }
    }
    for (sender, ids) in by_sender {
        client.mark_as_read(&chat, sender.as_ref(), &ids).await.map_err(|_| LineDown)?;
    }
    Ok(())
}

async fn check_numbers(client: &Client, numbers: Vec<Phone>) -> Result<Vec<NumberCheck>, LineDown> {
    let asked: Vec<Jid> = numbers.iter().map(|phone| Jid::pn(phone.digits())).collect();
    let answers = ask(client, &asked).await?;
    Ok(numbers.into_iter().map(|phone| checked(phone, &answers)).collect())
}

async fn ask(client: &Client, numbers: &[Jid]) -> Result<Vec<IsOnWhatsAppResult>, LineDown> {
    let answer = tokio::time::timeout(QUESTION, client.contacts().is_on_whatsapp(numbers)).await;
    answer.map_err(|_| LineDown)?.map_err(|_| LineDown)
}

/// What the answers say of a number; one that they leave out has no account.
fn checked(phone: Phone, answers: &[IsOnWhatsAppResult]) -> NumberCheck {
    let is_of = |answer: &&IsOnWhatsAppResult| {
        let named = [Some(&answer.jid), answer.pn_jid.as_ref()];
        named.into_iter().flatten().any(|jid| jid.is_pn() && jid.user == phone.digits())
    };
    let found = answers.iter().find(is_of).filter(|answer| answer.is_registered);
    let lid = found.and_then(|answer| {
        let named = [answer.lid.as_ref(), Some(&answer.jid)];
        named.into_iter().flatten().find(|jid| jid.is_lid()).map(|jid| jid.user.to_string())
    });
    NumberCheck { on_whatsapp: found.is_some(), lid, is_business: found.is_some_and(|one| one.is_business), phone }
}
