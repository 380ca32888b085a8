//! Tests of when a message is acknowledged.

use std::collections::HashMap;

use linekeeper_domain::messages::{EventType, Origin};
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{CloseMode, LinkPurpose, LogSpace};
use linekeeper_simulator::{BatchOrder, Contacts, Fault, FaultPoint};

use super::*;
use crate::credentials::Held;
use crate::world::SALON;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_text_is_acknowledged_only_after_its_commit() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    credentials.hold(Held::Messages);
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    credentials.until_held_back(1).await;
    assert_eq!((delivery(&world, &sent.id).await.acknowledged, credentials.events().len()), (None, 0));
    credentials.hold(Held::Nothing);
    until_acknowledged(&world, &sent.id).await;
    let events = events(&credentials, 1).await;
    assert_eq!((events[0].kind, text_of(&events[0])), (EventType::MessageReceived, "hello"));
    assert_eq!((events[0].facts.origin, events[0].facts.message_id.as_str()), (Origin::Live, sent.id.as_str()));
    assert!(credentials.rows_of("pending-message").is_empty(), "the buffer is cleared in the same write");
    assert_eq!(credentials.asked(), 0, "what comes once is not asked about");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_that_the_store_refuses_comes_again_and_once() {
    for failure in [StoreFailure::Unavailable, StoreFailure::UnknownOutcome] {
        let world = World::receiving().await;
        let (credentials, mut line) = connected(&world).await;
        credentials.hold(Held::Messages);
        let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
        credentials.until_held_back(1).await;
        credentials.fail(failure);
        credentials.hold(Held::Nothing);
        assert_eq!(line.ended().await, LinkEndReason::Store(failure));
        assert_eq!(delivery(&world, &sent.id).await.acknowledged, None);
        credentials.recover();
        let _line = again(&world, &credentials).await;
        until_acknowledged(&world, &sent.id).await;
        assert_eq!(text_of(&events(&credentials, 1).await[0]), "hello");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backlog_is_committed_in_bounded_batches_in_order() {
    const MESSAGES: usize = 1_000;
    let world = World::receiving().await;
    let (credentials, line) = connected(&world).await;
    line.link.close(CloseMode::Disconnect).await;
    let contacts = Contacts { first: CUSTOMER.to_owned(), count: 7 };
    let order =
        BatchOrder { to: vec![SALON.to_owned()], contacts, count: MESSAGES as u64, text: None, per_second: None };
    world.simulator.send_batch(&order).await.unwrap();
    let _line = again(&world, &credentials).await;
    let events = events(&credentials, MESSAGES).await;
    world.settled().await;
    let batches = credentials.batches();
    // On a busy machine the library takes its backlog for over before its end, and commits the rest one by one.
    assert!(batches.iter().all(|messages| *messages <= 400) && batches.len() < MESSAGES / 2, "{batches:?}");
    assert!(events.iter().all(|event| event.facts.origin == Origin::Offline));
    assert_eq!(chats_in_order(&events), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_log_takes_nothing_and_keeps_the_line() {
    const MESSAGES: usize = 1_500;
    let space = LogSpace::default();
    let world = World::receiving().await.filling(&space);
    let (credentials, line) = connected(&world).await;
    space.set(false);
    let first = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    world.until(async |_| delivery(&world, &first.id).await.times == 1).await;
    let contacts = Contacts { first: CUSTOMER.to_owned(), count: 100 };
    let order =
        BatchOrder { to: vec![SALON.to_owned()], contacts, count: MESSAGES as u64, text: None, per_second: None };
    world.simulator.send_batch(&order).await.unwrap();
    // Another connection while it is full: what was not acknowledged comes again.
    line.link.close(CloseMode::Disconnect).await;
    let _line = again(&world, &credentials).await;
    world.until(async |_| delivery(&world, &first.id).await.times == 2).await;
    assert_eq!((delivery(&world, &first.id).await.acknowledged, credentials.events().len()), (None, 0));
    let kept = credentials.rows_of("pending-message").len();
    // A batch of the backlog, and what was under way before it.
    assert!(kept <= 500, "{kept} messages are buffered meanwhile");
    space.set(true);
    let events = events(&credentials, MESSAGES + 1).await;
    assert!(events.iter().any(|event| text_of(event) == "hello"));
    assert_eq!(chats_in_order(&events), 100);
    until_acknowledged(&world, &first.id).await;
    assert!(credentials.rows_of("pending-message").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn message_whose_ack_is_lost_adds_nothing_when_it_comes_again() {
    let world = World::receiving().await;
    let (credentials, mut line) = connected(&world).await;
    world.simulator.add_fault(Fault::drop(FaultPoint::MessageAck).of(SALON)).await.unwrap();
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    assert_eq!(line.ended().await, LinkEndReason::Network);
    assert_eq!(events(&credentials, 1).await.len(), 1);
    let after = credentials.as_after_a_kill();
    let _line = again(&world, &after).await;
    until_acknowledged(&world, &sent.id).await;
    assert_eq!((after.events().len(), delivery(&world, &sent.id).await.times), (1, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn message_killed_before_its_commit_is_decrypted_again() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    let before = credentials.pending();
    credentials.hold(Held::Messages);
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    credentials.until_held_back(1).await;
    // The ratchet waits for the log.
    let after = credentials.as_after_a_kill();
    assert_eq!(after.pending(), before, "no copy is stored");
    let _again = again(&world, &after).await;
    until_acknowledged(&world, &sent.id).await;
    assert_eq!(text_of(&events(&after, 1).await[0]), "hello");
    assert_eq!(after.asked(), 0, "nobody has seen it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_that_the_log_takes_never_becomes_a_row() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    let before = credentials.pending();
    for number in 1..=5 {
        let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
        until_acknowledged(&world, &sent.id).await;
        events(&credentials, number).await;
    }
    world.settled().await;
    assert_eq!(credentials.pending(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backlog_killed_before_its_commit_comes_from_the_buffer() {
    const MESSAGES: usize = 20;
    let world = World::receiving().await;
    let (credentials, line) = connected(&world).await;
    line.link.close(CloseMode::Disconnect).await;
    let contacts = Contacts { first: CUSTOMER.to_owned(), count: 1 };
    let order =
        BatchOrder { to: vec![SALON.to_owned()], contacts, count: MESSAGES as u64, text: None, per_second: None };
    world.simulator.send_batch(&order).await.unwrap();
    credentials.hold(Held::Messages);
    let _line = again(&world, &credentials).await;
    // In a backlog the library stores the ratchets before the log has the messages.
    credentials.until_held_back(1).await;
    let after = credentials.as_after_a_kill();
    assert!(!after.rows_of("pending-message").is_empty(), "copies are stored with them");
    let _again = again(&world, &after).await;
    let events = events(&after, MESSAGES).await;
    assert_eq!(chats_in_order(&events), 1);
    world.settled().await;
    assert!(after.rows_of("pending-message").is_empty());
    assert_eq!(after.asked(), 0, "each was found, or decrypted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn close_during_a_commit_leaves_the_message_for_later() {
    let world = World::receiving().await;
    let (credentials, line) = connected(&world).await;
    credentials.hold(Held::Messages);
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    credentials.until_held_back(1).await;
    line.link.close(CloseMode::Disconnect).await;
    assert_eq!(delivery(&world, &sent.id).await.acknowledged, None);
    let writes = credentials.writes();
    credentials.hold(Held::Nothing);
    assert!(credentials.writes() <= writes + 1, "at most the write that was under way");
    let _line = again(&world, &credentials).await;
    until_acknowledged(&world, &sent.id).await;
    events(&credentials, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn line_without_a_log_stores_nothing_of_messages() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let _line = world.linked(&credentials).await;
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    until_acknowledged(&world, &sent.id).await;
    assert_eq!((credentials.seen(), credentials.batches().len()), (0, 0));
    assert_eq!((credentials.pending(), credentials.rows_of("awaited-message").len()), ((0, 0), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn probe_of_the_builder_is_answered_from_memory() {
    let world = World::receiving().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    line.qr().await;
    assert_eq!((credentials.writes(), credentials.asked()), (0, 0), "nothing is written before the linking");
}

/// How many chats these events are of, each of which has "hello", if at all, and then its messages of a batch in order.
///
/// Chats are taken beside each other: there is no order between them.
fn chats_in_order(events: &[NewEvent]) -> usize {
    let mut last: HashMap<String, Option<u32>> = HashMap::new();
    for event in events {
        let number = text_of(event).strip_prefix("message ").map(|number| number.parse().unwrap());
        let before = last.insert(event.facts.chat.names().next().unwrap(), number);
        assert!(before.is_none_or(|before| before < number), "{number:?} comes after {before:?}");
    }
    last.len()
}
