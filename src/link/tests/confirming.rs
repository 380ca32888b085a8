//! Tests that no linking is confirmed before the device and its phone are stored.

use std::sync::Arc;

use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{CloseMode, LinkEvent, LinkPurpose};
use linekeeper_simulator::{Fault, FaultPoint};

use crate::credentials::{Held, MemoryCredentials};
use crate::world::{Line, SALON, World, devices, open_for, phone};

/// Starts scanning the QR code of a new link while `then` runs; the phone's result comes later and is ignored.
async fn scanning<T>(world: &World, line: &mut Line, then: impl AsyncFnOnce(&mut Line) -> T) -> T {
    let qr = line.qr().await;
    let simulator = world.simulator.clone();
    let scanned = tokio::spawn(async move { simulator.scan(SALON, &qr).await });
    let told = then(line).await;
    let _either_way = scanned.await.unwrap();
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phone_lists_no_device_before_it_is_stored() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    credentials.hold(Held::Linking);
    let seen = credentials.clone();
    scanning(&world, &mut line, async |line| {
        seen.until_linking().await;
        assert!(line.told.try_recv().is_err(), "nothing but the QR may have been told");
        assert_eq!((seen.linked_phone(), devices(&world.simulator).await), (None, (0, 0)));
        seen.hold(Held::Nothing);
        line.paired().await;
        assert_eq!(seen.linked_phone(), Some(phone(SALON)));
        line.connected().await;
    })
    .await;
    assert_eq!(devices(&world.simulator).await, (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn device_that_cannot_be_stored_is_never_confirmed() {
    for failure in
        [StoreFailure::PhoneInUse, StoreFailure::Unavailable, StoreFailure::UnknownOutcome, StoreFailure::Fenced]
    {
        let world = World::start().await;
        let credentials = MemoryCredentials::new();
        credentials.fail_linked_phone(failure);
        let mut line = world.open(&credentials, LinkPurpose::Register);
        let ended = scanning(&world, &mut line, async |line| line.ended().await).await;
        assert_eq!(ended, LinkEndReason::Store(failure));
        assert_eq!(devices(&world.simulator).await, (0, 0), "{failure}");
        assert_eq!(world.simulator.stats().await.logins, 0, "{failure}: nobody has to be logged out");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_phone_is_never_confirmed_nor_stored() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = open_for(&world.links, &credentials, (LinkPurpose::Register, Some(phone("79160000001"))));
    let ended = scanning(&world, &mut line, async |line| line.ended().await).await;
    assert_eq!(ended, LinkEndReason::WrongPhone { answered: phone(SALON) });
    assert_eq!((credentials.linked_phone(), credentials.credentials_now()), (None, None));
    assert_eq!((devices(&world.simulator).await, world.simulator.stats().await.logins), ((0, 0), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_asked_for_later_is_the_one_that_may_link() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    let qr = line.qr().await;
    line.code("79160000001").await;
    let scanned = world.simulator.scan(SALON, &qr).await;
    assert!(scanned.is_err(), "{scanned:?}");
    assert_eq!(line.ended().await, LinkEndReason::WrongPhone { answered: phone(SALON) });
    assert_eq!(devices(&world.simulator).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_while_the_linking_is_held_confirms_nothing() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    credentials.hold(Held::Linking);
    let held = Arc::clone(&credentials);
    scanning(&world, &mut line, async |line| {
        held.until_linking().await;
        line.link.close(CloseMode::Disconnect).await;
    })
    .await;
    assert_eq!(devices(&world.simulator).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmation_that_got_lost_is_an_unfinished_linking() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.simulator.add_fault(Fault::drop(FaultPoint::DeviceSign)).await.unwrap();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    let ended = scanning(&world, &mut line, async |line| {
        loop {
            match line.next().await {
                Some(LinkEvent::Ended(end_reason)) => break end_reason,
                // The library has sent the confirmation and cannot know that it was not received.
                Some(LinkEvent::QrCode { .. } | LinkEvent::Paired(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    });
    assert_eq!(ended.await, LinkEndReason::NotFinished);
    assert_eq!(devices(&world.simulator).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linking_is_told_as_taken_when_whatsapp_shows_it() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    // WhatsApp asks for the next connection (515), which breaks before its log-in is accepted.
    world.simulator.add_fault(Fault::drop(FaultPoint::Login).times(0)).await.unwrap();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    let told = scanning(&world, &mut line, async |line| {
        line.paired().await;
        line.next().await
    });
    assert_eq!(told.await, Some(LinkEvent::LinkingTaken));
    assert_eq!(line.ended().await, LinkEndReason::Network);

    // On a later link only an accepted log-in shows it.
    let mut line = world.open(&credentials, LinkPurpose::Login);
    assert_eq!(line.next().await, Some(LinkEvent::Ended(LinkEndReason::Network)));
    world.simulator.clear_faults().await;
    let mut line = world.open(&credentials, LinkPurpose::Login);
    assert_eq!(line.next().await, Some(LinkEvent::LinkingTaken));
    line.connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linked_device_that_is_unlinked_later_was_finished() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.linked(&credentials).await;
    world.simulator.unlink(SALON, None).await.unwrap();
    loop {
        match line.next_event().await {
            LinkEvent::Ended(end_reason) => break assert_eq!(end_reason, LinkEndReason::LoggedOut),
            LinkEvent::Connected { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}
