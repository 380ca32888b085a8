//! Steps that wait: for a time, or until they are released.

use std::time::{Duration, Instant};

use linekeeper_simulator::{Fault, FaultPoint, HeldFilter, HeldView, LineState, Refusal, Simulator, Target};
use wacore::types::events::Event;

use crate::client::{PATIENCE, Store, TestClient, eventually, linked, simulator, until};
use crate::companion::{Companion, attr, linked_by_qr};

const SALON: &str = "79006464263";

/// Waits until a step waits.
pub(crate) async fn held(simulator: &Simulator, at: FaultPoint) -> HeldView {
    let wanted = HeldFilter { at: Some(at), ..HeldFilter::default() };
    eventually(simulator, || async { simulator.held(&wanted).await.unwrap().pop() }).await
}

/// Lets every step that waits go on.
pub(crate) async fn release(simulator: &Simulator) -> usize {
    simulator.release(&HeldFilter::default()).await.unwrap()
}

#[tokio::test]
async fn held_pair_success_links_once_released() {
    let simulator = simulator().await;
    for by_code in [true, false] {
        simulator.add_fault(Fault::hold(FaultPoint::PairSuccess).of(SALON)).await.unwrap();
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        let linking = {
            let (code, qr) =
                if by_code { (client.code(SALON).await, None) } else { (String::new(), Some(client.qr().await)) };
            let simulator = simulator.clone();
            tokio::spawn(async move {
                match qr {
                    Some(qr) => simulator.scan(SALON, &qr).await,
                    None => simulator.enter_code(SALON, &code).await,
                }
            })
        };
        let waiting = held(&simulator, FaultPoint::PairSuccess).await;
        assert_eq!((waiting.number.as_deref(), waiting.hold), (Some(SALON), true));
        let line = simulator.connections(&Target::connection(waiting.connection)).await.unwrap().connections;
        assert_eq!((line[0].state, line[0].number.as_deref()), (LineState::Linking, Some(SALON)));
        assert!(simulator.phone(SALON).await.unwrap().devices.is_empty() && !linking.is_finished());
        assert_eq!(release(&simulator).await, 1);
        linking.await.unwrap().unwrap();
        client.connected().await;
        simulator.unlink(SALON, None).await.unwrap();
    }
}

#[tokio::test]
async fn held_code_is_issued_once_released() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hold(FaultPoint::PairCode)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let hello = companion.hello(SALON, Some("true"), "Chrome (Windows)");
    companion.raw.stanza(&hello).await;
    held(&simulator, FaultPoint::PairCode).await;
    assert_eq!(simulator.stats().await.codes_issued, 0);
    assert_eq!(release(&simulator).await, 1);
    let answer = companion.raw.stanza_received().await;
    assert_eq!((attr(&answer, "id"), attr(&answer, "type")), ("hello".to_owned(), "result".to_owned()));
}

#[tokio::test]
async fn held_step_can_be_refused_after_its_pause() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::refuse(FaultPoint::PairCode, 429)).await.unwrap();
    simulator.add_fault(Fault::hold(FaultPoint::PairCode)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let hello = companion.hello(SALON, Some("true"), "Chrome (Windows)");
    companion.raw.stanza(&hello).await;
    held(&simulator, FaultPoint::PairCode).await;
    release(&simulator).await;
    let answer = companion.raw.stanza_received().await;
    assert_eq!(attr(answer.get_optional_child("error").unwrap(), "code"), "429");
}

#[tokio::test]
async fn held_login_succeeds_once_released() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    client.crash().await;
    until(&simulator, SALON, |phone| phone.devices.iter().all(|device| !device.online)).await;
    simulator.add_fault(Fault::hold(FaultPoint::Login).of(SALON)).await.unwrap();
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    let waiting = held(&simulator, FaultPoint::Login).await;
    let line = simulator.connections(&Target::connection(waiting.connection)).await.unwrap().connections;
    assert_eq!(line[0].state, LineState::Greeted);
    assert!(!simulator.phone(SALON).await.unwrap().devices[0].online);
    release(&simulator).await;
    again.connected().await;
}

#[tokio::test]
async fn held_registration_and_bundle_and_signature_go_on() {
    let simulator = simulator().await;
    for at in [FaultPoint::Register, FaultPoint::CompanionFinish, FaultPoint::DeviceSign] {
        simulator.add_fault(Fault::hold(at)).await.unwrap();
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        let linking = async {
            let code = client.code(SALON).await;
            simulator.enter_code(SALON, &code).await.unwrap();
        };
        let releasing = async {
            held(&simulator, at).await;
            assert!(simulator.phone(SALON).await.unwrap().devices.is_empty(), "{at:?}");
            assert_eq!(release(&simulator).await, 1, "{at:?}");
        };
        tokio::join!(linking, releasing);
        client.event(|event| matches!(event, Event::PairSuccess(_)).then_some(())).await;
        client.connected().await;
        simulator.unlink(SALON, None).await.unwrap();
    }
}

#[tokio::test]
async fn pause_lasts_its_time_and_then_goes_on() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::pause(FaultPoint::PairSuccess, 300).of(SALON)).await.unwrap();
    let began = Instant::now();
    linked_by_qr(&simulator, SALON).await;
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert!(simulator.held(&HeldFilter::default()).await.unwrap().is_empty());
}

#[tokio::test]
async fn step_of_a_closed_connection_waits_no_longer() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hold(FaultPoint::PairSuccess)).await.unwrap();
    let companion = Companion::registered(&simulator).await;
    let qr = companion.qr();
    let closing = async {
        held(&simulator, FaultPoint::PairSuccess).await;
        drop(companion);
    };
    let both = async { tokio::join!(simulator.scan(SALON, &qr), closing) };
    let (linked, ()) = tokio::time::timeout(PATIENCE, both).await.expect("it waits for a companion that is gone");
    assert_eq!(linked, Err(Refusal::CompanionGone("its connection is closed")));
    simulator.add_fault(Fault::hold(FaultPoint::Login)).await.unwrap();
    let mut other = linked_by_qr(&simulator, SALON).await;
    other.raw.closed().await;
    let device = other.logs_in(&simulator, SALON, 1).await;
    held(&simulator, FaultPoint::Login).await;
    drop(device);
    let all = HeldFilter::default();
    eventually(&simulator, || async { simulator.held(&all).await.unwrap().is_empty().then_some(()) }).await;
    assert!(!simulator.phone(SALON).await.unwrap().devices[0].online);
}

#[tokio::test]
async fn only_the_steps_that_are_named_are_released() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hold(FaultPoint::PairCode).of(SALON)).await.unwrap();
    simulator.add_fault(Fault::hold(FaultPoint::Register)).await.unwrap();
    let mut registering = Companion::greeted(&simulator).await;
    held(&simulator, FaultPoint::Register).await;
    let mut asking = Companion::registered(&simulator).await;
    let hello = asking.hello(SALON, Some("true"), "Chrome (Windows)");
    asking.raw.stanza(&hello).await;
    let waiting = held(&simulator, FaultPoint::PairCode).await;
    let filter =
        |at, number: Option<&str>, connection| HeldFilter { at, number: number.map(str::to_owned), connection };
    for nothing in [
        filter(Some(FaultPoint::Login), None, None),
        filter(None, Some("79936363848"), None),
        filter(Some(FaultPoint::Register), None, Some(waiting.connection)),
    ] {
        assert_eq!(simulator.release(&nothing).await, Ok(0), "{nothing:?}");
    }
    assert_eq!(simulator.release(&filter(None, Some(SALON), None)).await, Ok(1));
    asking.raw.stanza_received().await;
    assert_eq!(simulator.release(&filter(Some(FaultPoint::Register), None, None)).await, Ok(1));
    registering.receives_refs().await;
}

#[tokio::test]
async fn simulator_with_a_held_step_stops() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hold(FaultPoint::PairSuccess)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let qr = companion.qr();
    let stopping = async {
        held(&simulator, FaultPoint::PairSuccess).await;
        simulator.stop().await;
    };
    let both = async { tokio::join!(simulator.scan(SALON, &qr), stopping) };
    let (linked, ()) = tokio::time::timeout(PATIENCE, both).await.expect("it did not stop");
    assert!(linked.is_err(), "{linked:?}");
    assert!(companion.raw.next().await.is_none());
}
