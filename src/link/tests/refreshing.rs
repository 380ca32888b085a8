//! WhatsApp retires what a companion shows (`companion_reg_refresh`, `pair-device-rotate-qr`), or shows other refs: at each
//! moment of a linking.

use linekeeper_ports::{LinkEvent, LinkPurpose};
use linekeeper_simulator::{
    Fault, FaultPoint, HeldFilter, LineState, PairDevice, RefreshChild, RegistrationRefresh, Target,
};

use crate::credentials::MemoryCredentials;
use crate::world::{Line, SALON, World, phone};

const BOTH: [RefreshChild; 2] = [RefreshChild::CompanionRegRefresh, RefreshChild::PairDeviceRotateQr];

async fn refresh(world: &World, state: LineState, child: RefreshChild) {
    let request = RegistrationRefresh { to: Target::state(state), child, qr: None };
    world.simulator.refresh_registration(&request).await.unwrap();
}

fn reference(qr: &str) -> &str {
    qr.split(',').next().unwrap()
}

/// Asserts that a phone that scans this QR is not linked, and that the link says why and goes on.
async fn links_no_more(world: &World, line: &mut Line, qr: &str) {
    let (scanned, told) = tokio::join!(world.simulator.scan(SALON, qr), line.next_event());
    assert!(scanned.is_err(), "{scanned:?}");
    assert!(matches!(told, LinkEvent::PairingRefused(_)), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retired_qr_is_shown_anew_at_once_and_only_that_links() {
    for child in BOTH {
        let world = World::start().await;
        let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
        let mut shown = vec![line.qr().await];
        for _ in 0..2 {
            refresh(&world, LineState::Qr, child).await;
            shown.push(line.qr().await);
        }
        let newest = shown.pop().unwrap();
        for retired in &shown {
            assert_ne!(*retired, newest);
            assert_eq!(reference(retired), reference(&newest), "the same ref with another secret");
            links_no_more(&world, &mut line, retired).await;
        }
        let (linked, _) = tokio::join!(world.simulator.scan(SALON, &newest), line.paired());
        assert!(linked.unwrap().linked);
        assert_eq!(line.connected().await, phone(SALON));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_links_though_the_qr_beside_it_is_retired() {
    for child in BOTH {
        let world = World::start().await;
        let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
        line.qr().await;
        let code = line.code(SALON).await;
        refresh(&world, LineState::Code, child).await;
        line.qr().await;
        refresh(&world, LineState::Code, child).await;
        line.qr().await;
        world.type_code(&code, &mut line).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refresh_after_the_phones_answer_does_not_spoil_the_linking() {
    for child in BOTH {
        let world = World::start().await;
        world.simulator.add_fault(Fault::hold(FaultPoint::PairSuccess)).await.unwrap();
        let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
        line.qr().await;
        let code = line.code(SALON).await;
        let simulator = world.simulator.clone();
        let typed = tokio::spawn(async move { simulator.enter_code(SALON, &code.displayed()).await });
        assert_eq!(line.next_event().await, LinkEvent::PhoneAnswered);
        let all = HeldFilter::default();
        world.until(async |simulator| simulator.held(&all).await.unwrap().len() == 1).await;
        refresh(&world, LineState::Linking, child).await;
        refresh(&world, LineState::Linking, child).await;
        world.simulator.release(&all).await.unwrap();
        line.paired().await;
        assert!(typed.await.unwrap().unwrap().linked);
        assert_eq!(line.connected().await, phone(SALON));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn second_pair_device_shows_other_refs_and_those_link() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    let first = line.qr().await;
    for refs in [Some(1), None] {
        let again = PairDevice { to: Target::state(LineState::Qr), refs };
        world.simulator.pair_device_again(&again).await.unwrap();
        let second = line.qr().await;
        assert_ne!(reference(&first), reference(&second));
        assert!(world.simulator.scan(SALON, &first).await.is_err(), "its ref is retired");
        if refs.is_none() {
            let (linked, _) = tokio::join!(world.simulator.scan(SALON, &second), line.paired());
            assert!(linked.unwrap().linked);
        }
    }
    assert_eq!(line.connected().await, phone(SALON));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_links_after_a_second_pair_device() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    let code = line.code(SALON).await;
    let again = PairDevice { to: Target::state(LineState::Code), refs: None };
    world.simulator.pair_device_again(&again).await.unwrap();
    line.qr().await;
    world.type_code(&code, &mut line).await;
}
