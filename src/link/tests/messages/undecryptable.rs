//! Tests of messages that the device cannot decrypt.

use linekeeper_domain::messages::{Content, EventType, Origin};
use linekeeper_simulator::{Fault, FaultAction, FaultPoint};

use super::*;
use crate::world::SALON;

async fn spoil_next(world: &World, damage: &str) {
    let mut fault = Fault::refuse(FaultPoint::Undecryptable, 1).of(SALON);
    if let FaultAction::Answer(answer) = &mut fault.answer {
        answer.text = Some(damage.to_owned());
    }
    world.simulator.add_fault(fault).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undecryptable_message_is_recovered_from_its_sender() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    answers(&world, SALON, (true, false)).await;
    spoil_next(&world, "mac").await;
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    let events = events(&credentials, 2).await;
    assert_eq!(kinds(&events), [EventType::MessageUndecryptable, EventType::MessageRecovered]);
    assert!(events.iter().all(|event| event.facts.message_id == sent.id));
    assert_eq!((&events[0].facts.content, text_of(&events[1])), (&None, "hello"));
    assert_eq!(events[1].facts.origin, Origin::Resend);
    world.settled().await;
    let awaited = credentials.rows_of("awaited-message");
    assert_eq!(awaited.len(), 1, "only since when the log is written");
}

/// The answer comes through the hook in the message that carries it; whatsapp-rust hands its content out past the hook.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answer_of_the_own_phone_is_committed_before_its_ack() {
    for damage in ["mac", "unavailable"] {
        let world = World::receiving().await;
        let (credentials, _line) = connected(&world).await;
        answers(&world, CUSTOMER, (false, true)).await;
        answers(&world, SALON, (true, true)).await;
        spoil_next(&world, damage).await;
        let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
        let events = events(&credentials, 2).await;
        assert_eq!(kinds(&events), [EventType::MessageUndecryptable, EventType::MessageRecovered], "{damage}");
        assert_eq!((text_of(&events[1]), events[1].facts.message_id.as_str()), ("hello", sent.id.as_str()));
        assert_eq!(events[0].facts.chat, events[1].facts.chat, "however the phone names the customer");
        world.settled().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn message_that_both_send_again_is_recovered_once() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    spoil_next(&world, "mac").await;
    world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    events(&credentials, 2).await;
    world.settled().await;
    let next = world.simulator.send(CUSTOMER, SALON, "next").await.unwrap();
    until_acknowledged(&world, &next.id).await;
    let events = events(&credentials, 3).await;
    assert_eq!(kinds(&events)[1..], [EventType::MessageRecovered, EventType::MessageReceived]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn message_recovered_after_a_restart_is_still_recovered() {
    let world = World::receiving().await;
    let (credentials, line) = connected(&world).await;
    answers(&world, CUSTOMER, (false, true)).await;
    answers(&world, SALON, (true, false)).await;
    spoil_next(&world, "mac").await;
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    events(&credentials, 1).await;
    until_acknowledged(&world, &sent.id).await;
    line.link.close(linekeeper_ports::CloseMode::Disconnect).await;
    // The sender's phone repeats it while the line is away, with the same id.
    let order = linekeeper_simulator::MessageOrder::text(SALON, "hello").with_id(&sent.id);
    world.simulator.send_message(CUSTOMER, &order).await.unwrap();
    let after = credentials.as_after_a_kill();
    let _line = again(&world, &after).await;
    let events = events(&after, 2).await;
    assert_eq!(kinds(&events), [EventType::MessageUndecryptable, EventType::MessageRecovered]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn placeholder_of_what_may_be_opened_once_is_a_message() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    spoil_next(&world, "view-once").await;
    world.simulator.send(CUSTOMER, SALON, "not for devices").await.unwrap();
    let events = events(&credentials, 1).await;
    assert_eq!((events[0].kind, &events[0].facts.content), (EventType::MessageReceived, &Some(Content::ViewOnce)));
}
