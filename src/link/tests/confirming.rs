//! Nothing confirms a linking before the device and its phone are stored.

use std::sync::Arc;

use linekeeper_domain::{Ending, StoreFailure};
use linekeeper_ports::{CloseMode, LinkEvent, LinkPurpose};
use linekeeper_simulator::{Fault, FaultPoint};

use crate::door::{Held, MemoryDoor};
use crate::world::{Line, SALON, World, devices, open_for, phone};

/// Begins to scan the QR of a new link; the phone's answer comes later.
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
    let door = MemoryDoor::new();
    let mut line = world.open(&door, LinkPurpose::Register);
    door.hold(Held::Linking);
    let seen = door.clone();
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
        let door = MemoryDoor::new();
        door.fail_linked_phone(failure);
        let mut line = world.open(&door, LinkPurpose::Register);
        let ended = scanning(&world, &mut line, async |line| line.ended().await).await;
        assert_eq!(ended, Ending::Store(failure));
        assert_eq!(devices(&world.simulator).await, (0, 0), "{failure}");
        assert_eq!(world.simulator.stats().await.logins, 0, "{failure}: nobody has to be logged out");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_phone_is_never_confirmed_nor_stored() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = open_for(&world.links, &door, (LinkPurpose::Register, Some(phone("79160000001"))));
    let ended = scanning(&world, &mut line, async |line| line.ended().await).await;
    assert_eq!(ended, Ending::WrongPhone);
    assert_eq!((door.linked_phone(), door.credentials_now()), (None, None));
    assert_eq!((devices(&world.simulator).await, world.simulator.stats().await.logins), ((0, 0), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_asked_for_later_is_the_one_that_may_link() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = world.open(&door, LinkPurpose::Register);
    let qr = line.qr().await;
    line.code("79160000001").await;
    let scanned = world.simulator.scan(SALON, &qr).await;
    assert!(scanned.is_err(), "{scanned:?}");
    assert_eq!(line.ended().await, Ending::WrongPhone);
    assert_eq!(devices(&world.simulator).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_while_the_linking_is_held_confirms_nothing() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = world.open(&door, LinkPurpose::Register);
    door.hold(Held::Linking);
    let held = Arc::clone(&door);
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
    let door = MemoryDoor::new();
    world.simulator.add_fault(Fault::drop(FaultPoint::DeviceSign)).await.unwrap();
    let mut line = world.open(&door, LinkPurpose::Register);
    let ended = scanning(&world, &mut line, async |line| {
        loop {
            match line.next().await {
                Some(LinkEvent::Ended(ending)) => break ending,
                // The library has sent the confirmation: it cannot know that nobody has read it.
                Some(LinkEvent::QrCode { .. } | LinkEvent::Paired(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    });
    assert_eq!(ended.await, Ending::NotFinished);
    assert_eq!(devices(&world.simulator).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linking_is_told_as_taken_when_whatsapp_shows_it() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    // WhatsApp asks for the connection that follows, and that one breaks before a log-in is taken.
    world.simulator.add_fault(Fault::drop(FaultPoint::Login).times(0)).await.unwrap();
    let mut line = world.open(&door, LinkPurpose::Register);
    let told = scanning(&world, &mut line, async |line| {
        line.paired().await;
        line.next().await
    });
    assert_eq!(told.await, Some(LinkEvent::LinkingTaken));
    assert_eq!(line.ended().await, Ending::Network);

    // A later link: nothing shows it but a log-in that is taken.
    let mut line = world.open(&door, LinkPurpose::Login);
    assert_eq!(line.next().await, Some(LinkEvent::Ended(Ending::Network)));
    world.simulator.clear_faults().await;
    let mut line = world.open(&door, LinkPurpose::Login);
    assert_eq!(line.next().await, Some(LinkEvent::LinkingTaken));
    line.connected().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linked_device_that_is_unlinked_later_was_finished() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = world.linked(&door).await;
    world.simulator.unlink(SALON, None).await.unwrap();
    loop {
        match line.news().await {
            LinkEvent::Ended(ending) => break assert_eq!(ending, Ending::LoggedOut),
            LinkEvent::Connected { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}
