//! Tests of the window in which whatsapp-rust 0.7.0 loses a live message: its copy is not stored yet when a flush for
//! another message stores the advanced ratchet, and the process is killed.

use linekeeper_domain::LinkEndReason;
use linekeeper_domain::messages::{EventType, Origin};
use linekeeper_ports::CloseMode;
use linekeeper_simulator::{Fault, FaultPoint, MessageOrder};

use super::*;
use crate::world::SALON;

const OTHER: &str = "79160000002";

/// Values of the session with a person's phone.
async fn session_with(world: &World, credentials: &MemoryCredentials, number: &str) -> Vec<bytes::Bytes> {
    let lid = world.simulator.phone(number).await.unwrap().lid;
    let sessions = credentials.rows_of("session").into_iter();
    let theirs = sessions.filter(|row| row.key_id.starts_with(number) || row.key_id.starts_with(&lid));
    theirs.map(|row| row.value).collect()
}

/// Returns once the stored session with a person's phone is another than `before`.
async fn until_moved(world: &World, credentials: &MemoryCredentials, (number, before): (&str, &[bytes::Bytes])) {
    let mut writes = credentials.written();
    let moved = async {
        while session_with(world, credentials, number).await == before {
            writes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), moved).await.unwrap();
}

/// What is stored when the process is killed in that window, with the message `LOST` of the customer: the ratchet that has
/// consumed it, and neither a copy nor its event. The window is too short to be met, so what is stored then is put
/// together: all of it from before the message, but the session.
async fn killed_in_the_window(world: &World) -> Arc<MemoryCredentials> {
    let (credentials, line) = connected(world).await;
    line.link.close(CloseMode::Disconnect).await;
    // A link that has just registered makes its writes one after the other.
    let mut line = again(world, &credentials).await;
    for number in [CUSTOMER, OTHER] {
        world.simulator.send(number, SALON, "hello").await.unwrap();
        until_moved(world, &credentials, (number, &[])).await;
    }
    world.simulator.send_message(OTHER, &MessageOrder::text(SALON, "kept").with_id("KEPT")).await.unwrap();
    until_acknowledged(world, "KEPT").await;
    world.settled().await;
    let after = credentials.as_after_a_kill();
    let before = session_with(world, &credentials, CUSTOMER).await;
    world.simulator.add_fault(Fault::drop(FaultPoint::MessageAck).of(SALON)).await.unwrap();
    world.simulator.send_message(CUSTOMER, &MessageOrder::text(SALON, "lost").with_id("LOST")).await.unwrap();
    assert_eq!(line.ended().await, LinkEndReason::Network);
    until_moved(world, &credentials, (CUSTOMER, &before)).await;
    after.take_over("session", &credentials);
    assert_eq!((delivery(world, "LOST").await.acknowledged, events(&after, 3).await.len()), (None, 3));
    after
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn library_alone_acknowledges_a_message_that_it_has_lost() {
    let world = World::receiving().await;
    let after = killed_in_the_window(&world).await;
    after.claim_to_have_seen_all();
    let _line = again(&world, &after).await;
    until_acknowledged(&world, "LOST").await;
    world.settled().await;
    assert_eq!(events(&after, 3).await.len(), 3, "nobody will ever have it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_message_is_asked_for_again_and_recovered() {
    let world = World::receiving().await;
    answers(&world, SALON, (true, false)).await;
    let after = killed_in_the_window(&world).await;
    let line = again(&world, &after).await;
    let recovered = events(&after, 4).await;
    let recovered = recovered.last().unwrap();
    assert_eq!((recovered.kind, text_of(recovered)), (EventType::MessageRecovered, "lost"));
    assert_eq!(recovered.facts.origin, Origin::Resend);
    assert_eq!(delivery(&world, "LOST").await.resends, 1);
    line.link.close(CloseMode::Disconnect).await;
    let _line = again(&world, &after).await;
    world.settled().await;
    assert_eq!(after.events().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_message_is_recovered_from_the_own_phone() {
    let world = World::receiving().await;
    answers(&world, CUSTOMER, (false, true)).await;
    answers(&world, SALON, (true, true)).await;
    let after = killed_in_the_window(&world).await;
    let line = again(&world, &after).await;
    assert_eq!(text_of(events(&after, 4).await.last().unwrap()), "lost");
    line.link.close(CloseMode::Disconnect).await;
    let _line = again(&world, &after).await;
    // It has not been acknowledged so far, and comes once more: now the log knows it.
    until_acknowledged(&world, "LOST").await;
    assert_eq!(events(&after, 4).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_message_is_asked_for_once_a_day_and_not_acknowledged() {
    let world = World::receiving().await;
    for number in [CUSTOMER, SALON] {
        answers(&world, number, (false, false)).await;
    }
    let after = killed_in_the_window(&world).await;
    for times in 2..=4 {
        let line = again(&world, &after).await;
        world
            .until(async |_| {
                let delivery = delivery(&world, "LOST").await;
                delivery.times == times && delivery.retries == 1
            })
            .await;
        // What comes behind it is handled after it.
        let next = world.simulator.send(CUSTOMER, SALON, "next").await.unwrap();
        until_acknowledged(&world, &next.id).await;
        let delivery = delivery(&world, "LOST").await;
        assert_eq!((delivery.acknowledged, delivery.retries), (None, 1));
        line.link.close(CloseMode::Disconnect).await;
    }
    assert!(!kinds(&after.events()).contains(&EventType::MessageRecovered));
}
