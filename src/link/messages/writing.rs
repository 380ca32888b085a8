//! One write of the log while it is put together.

use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{
    EventId, EventType, InboundItem, MediaSource, MessageFacts, MessageKey, NewEvent, Origin,
};
use linekeeper_ports::Batch;
use wacore::types::events::InboundMessage;

use super::accounts::Accounts;
use super::awaited::{Awaited, Row, Waiting, row_id};
use super::inbox::Answer;
use super::mapping::{Told, facts_of, is_left_out, key_of, told};
use crate::backend::Backend;

/// Write that is being put together.
pub(super) struct Writing {
    pub(super) now: Timestamp,
    pub(super) accounts: Accounts,
    items: Vec<InboundItem>,
    changes: Changes,
}

/// What a write changes of that which is waited for.
#[derive(Default)]
pub(super) struct Changes {
    add: Vec<Waiting>,
    remove: Vec<MessageKey>,
}

impl Changes {
    pub(super) fn apply(self, awaited: &mut Awaited) {
        self.add.into_iter().for_each(|waiting| awaited.add(waiting));
        self.remove.iter().for_each(|key| awaited.remove(key));
        awaited.is_begun();
    }
}

/// Event with a new id.
fn event(kind: EventType, facts: MessageFacts, file: Option<MediaSource>) -> Option<Box<NewEvent>> {
    let id = EventId::from_random(rand::random::<[u8; AccessId::LENGTH]>());
    Some(Box::new(NewEvent { id, kind, facts, file }))
}

impl Writing {
    pub(super) fn new(now: Timestamp, accounts: Accounts) -> Self {
        Self { now, accounts, items: Vec::new(), changes: Changes::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.changes.add.is_empty() && self.changes.remove.is_empty()
    }

    /// Adds an item with an event.
    pub(super) fn tell(&mut self, key: MessageKey, kind: EventType, facts: MessageFacts) {
        self.items.push(InboundItem { key, event: event(kind, facts, None) });
    }

    /// Waits for a message from now on, unless too many are waited for.
    pub(super) fn wait_for(&mut self, waiting: Waiting, awaited: &Awaited) {
        if awaited.takes(&waiting.key()) {
            self.changes.add.push(waiting);
        }
    }

    /// Waits for a message no longer.
    pub(super) fn no_longer(&mut self, key: MessageKey) {
        self.changes.remove.push(key);
    }

    fn waits_for(&self, key: &MessageKey, awaited: &Awaited) -> bool {
        awaited.get(key).is_some() || self.changes.add.iter().any(|waiting| waiting.key() == *key)
    }

    /// Adds a message of a batch.
    pub(super) fn receive(&mut self, received: &InboundMessage, awaited: &Awaited, is_resend: bool) {
        if is_left_out(&received.info) {
            return;
        }
        let key = key_of(&received.info);
        let Some(facts) = facts_of(&received.info, &self.accounts) else {
            return self.items.push(InboundItem { key, event: None });
        };
        if self.waits_for(&key, awaited) {
            return self.recover(key, facts, &received.message);
        }
        let facts = if is_resend { MessageFacts { origin: Origin::Resend, ..facts } } else { facts };
        let told = told(&received.message, facts, &self.accounts);
        let event = told.and_then(|Told { kind, facts, file }| event(kind, facts, file));
        self.items.push(InboundItem { key, event });
    }

    /// Adds a message that has come after all. One that has nothing for people is told of, too, so that nobody waits for
    /// it any longer.
    pub(super) fn recover(&mut self, key: MessageKey, facts: MessageFacts, message: &waproto::whatsapp::Message) {
        let facts = MessageFacts { origin: Origin::Resend, ..facts };
        let bare = Told { kind: EventType::MessageRecovered, facts: facts.clone(), file: None };
        let Told { facts, file, .. } = told(message, facts, &self.accounts).unwrap_or(bare);
        self.items.push(InboundItem { key: key.clone(), event: event(EventType::MessageRecovered, facts, file) });
        self.no_longer(key);
    }

    /// The batch to write, and what it changes.
    ///
    /// # Errors
    /// If a row cannot be encoded.
    pub(super) fn finish(self, backend: &Backend, awaited: &Awaited) -> Answer<(Batch, Changes)> {
        let Self { items, mut changes, .. } = self;
        // What was added and came in the same write is not waited for.
        changes.add.retain(|waiting| !changes.remove.contains(&waiting.key()));
        let messages =
            changes.add.iter().map(|waiting| (row_id(&waiting.key()), Row::Message(Box::new(waiting.clone()))));
        let rows = messages.chain(awaited.beginning());
        let puts = rows.map(|(id, row)| backend.awaited_row(id, &row)).collect::<Answer<Vec<_>>>()?;
        let stored = changes.remove.iter().filter(|key| awaited.get(key).is_some());
        let deletes = stored.map(|key| Backend::no_longer_awaited(row_id(key))).collect();
        Ok((Batch { inbound: items, deletes, puts, ..Batch::default() }, changes))
    }
}
