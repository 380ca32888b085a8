//! The outbox: orders that are stored once, sent chat by chat under the fence, and recorded whatever comes in which order.

mod deletions;
mod many;
mod records;
mod sending;

use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{
    Chat, EventDocument, EventType, MessageId, OutboundContent, SendEvent, SendOrder, SendReport, SendStatus, StanzaId,
};
use linekeeper_ports::{
    Enqueued, Fence, Marked, MessageLog, NewOutgoing, NextOutgoing, NextSelect, Outbox, Outgoing, OutgoingId,
};
use linekeeper_store::Store;

pub(crate) use crate::messages::of_number;
use crate::support::{at, company};

const SALON: &str = "997441";

/// An order of a text, with new ids.
fn order(chat: &Chat, text: &str) -> NewOutgoing {
    let now = linekeeper_ports::Clock::now(&linekeeper_ports::SystemClock);
    NewOutgoing {
        id: OutgoingId::New(MessageId::from_random(rand::random::<[u8; AccessId::LENGTH]>())),
        whatsapp_id: StanzaId::from_random(rand::random()),
        order: SendOrder {
            chat: chat.clone(),
            content: OutboundContent::Text { text: text.to_owned() },
            reply_to: None,
        },
        at: now,
        expires_at: now + std::time::Duration::from_secs(86_400),
    }
}

async fn enqueue(store: &Store, orders: &[NewOutgoing]) -> Vec<Enqueued> {
    store.enqueue(&company(SALON), orders.to_vec()).await.unwrap()
}

/// Orders texts to a chat; returns the messages.
async fn ordered<const N: usize>(store: &Store, chat: &Chat, texts: [&str; N]) -> [Outgoing; N] {
    let orders = texts.map(|text| order(chat, text));
    enqueue(store, &orders).await.into_iter().map(|one| one.message).collect::<Vec<_>>().try_into().unwrap()
}

fn words(message: &Outgoing) -> String {
    match &message.order.as_ref().unwrap().content {
        OutboundContent::Text { text } => text.clone(),
        other => unreachable!("{other:?}"),
    }
}

async fn next(store: &Store, fence: Fence) -> Vec<NextOutgoing> {
    let select = NextSelect { under_way: Vec::new(), limit: 50 };
    store.next_to_send(&company(SALON), fence, select).await.unwrap()
}

/// Texts of the messages that may be sent next.
async fn next_words(store: &Store, fence: Fence) -> Vec<String> {
    next(store, fence).await.iter().map(|next| words(&next.message)).collect()
}

async fn mark(store: &Store, fence: Fence, message: &Outgoing) -> Marked {
    store.mark_sending(&company(SALON), fence, message.seq).await.unwrap()
}

fn report(message: &Outgoing, event: SendEvent) -> SendReport {
    SendReport { whatsapp_id: message.whatsapp_id.clone(), event, at: at(7) }
}

/// Records what happened to a message; returns where it went with each change.
async fn record(store: &Store, message: &Outgoing, events: &[SendEvent]) -> Vec<SendStatus> {
    let reports = events.iter().map(|event| report(message, *event)).collect();
    let changes = store.record_sends(&company(SALON), reports).await.unwrap();
    changes.into_iter().map(|change| change.to.status).collect()
}

async fn stored(store: &Store, message: &Outgoing) -> Outgoing {
    store.outgoing(&company(SALON), &message.id).await.unwrap().unwrap()
}

async fn status(store: &Store, message: &Outgoing) -> SendStatus {
    stored(store, message).await.progress.status
}

async fn log(store: &Store) -> Vec<EventDocument> {
    store.events(&company(SALON), 0, 200).await.unwrap().events
}

/// Statuses that the log tells of a message.
async fn told(store: &Store, message: &Outgoing) -> Vec<SendStatus> {
    let log = log(store).await;
    let of_message = log.iter().filter_map(|event| event.data.status()).filter(|facts| facts.id == message.id);
    of_message.map(|facts| facts.status).collect()
}

/// Checks that places in log and chats have no gaps.
async fn has_no_gaps(store: &Store) {
    let mut chats = std::collections::HashMap::<Vec<String>, i64>::new();
    for (event, seq) in log(store).await.iter().zip(1..) {
        let names: Vec<_> = event.data.chat().map(|chat| chat.names().collect()).unwrap_or_default();
        let chat_seq = chats.entry(names).or_default();
        *chat_seq += 1;
        assert_eq!((event.data.seq, event.data.chat_seq), (seq, *chat_seq), "{:?}", event.kind);
        assert_eq!(event.kind == EventType::MessageStatus, event.data.status().is_some());
    }
}
