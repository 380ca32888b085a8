//! A linking with a passkey beside what else a linking can meet: pauses, hosted accounts, a second phone, the timeline.

use linekeeper_simulator::{
    AdvType, Fault, FaultPoint, HeldFilter, LineState, PairDevice, PasskeyDemand, PhoneProfile, Refusal, Simulator,
    Target, TimelineFilter, What,
};
use wacore_binary::builder::NodeBuilder;

use crate::client::{Store, TestClient, eventually, simulator};
use crate::companion::{Companion, RIGHT, attr, error, leaf};
use crate::passkey_linking::completes_the_passkey;
use crate::passkey_steps::{asserted, demand};
use crate::pauses::{held, release};

const SALON: &str = "79006464263";
const OTHER: &str = "79936363848";

async fn events(simulator: &Simulator) -> Vec<(What, Option<u16>)> {
    let account = TimelineFilter { number: Some(SALON.to_owned()), ..TimelineFilter::default() };
    let entries = simulator.timeline(&account).await.unwrap().entries;
    entries.iter().map(|entry| (entry.what, entry.code)).collect()
}

#[tokio::test]
async fn held_pair_success_after_a_passkey_links_once_released() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    simulator.add_fault(Fault::hold(FaultPoint::PairSuccess).of(SALON)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let scan = companion.scanned(&simulator, SALON);
    companion.links_with_passkey(&simulator, SALON).await;
    let waiting = held(&simulator, FaultPoint::PairSuccess).await;
    let line = simulator.connections(&Target::connection(waiting.connection)).await.unwrap().connections;
    assert_eq!((line[0].state, line[0].number.as_deref()), (LineState::Linking, Some(SALON)));
    let phone = simulator.phone(SALON).await.unwrap();
    assert_eq!((phone.passkey_linking, phone.devices.len()), (None, 0));
    assert!(!scan.is_finished());
    assert_eq!(release(&simulator).await, 1);
    companion.countersigns(RIGHT).await.unwrap();
    assert!(scan.await.unwrap().unwrap().linked);
}

#[tokio::test]
async fn library_waits_for_a_held_pair_success_after_a_passkey() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    simulator.add_fault(Fault::hold(FaultPoint::PairSuccess)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let typing = {
        let simulator = simulator.clone();
        tokio::spawn(async move { simulator.enter_code(SALON, &code).await })
    };
    completes_the_passkey(&simulator, &client).await;
    held(&simulator, FaultPoint::PairSuccess).await;
    assert!(simulator.phone(SALON).await.unwrap().devices.is_empty() && !typing.is_finished());
    assert_eq!(release(&simulator).await, 1);
    assert!(typing.await.unwrap().unwrap().linked);
    client.connected().await;
}

#[tokio::test]
async fn each_held_step_of_the_exchange_goes_on() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let steps = [
        FaultPoint::PasskeyOptions,
        FaultPoint::PasskeyRef,
        FaultPoint::PasskeyPrologue,
        FaultPoint::PasskeyContinuation,
        FaultPoint::PasskeyNonce,
        FaultPoint::PasskeyPairingRequest,
    ];
    for at in steps {
        simulator.add_fault(Fault::hold(at).of(SALON)).await.unwrap();
    }
    let mut companion = Companion::registered(&simulator).await;
    let scan = companion.scanned(&simulator, SALON);
    let releasing = async {
        for at in steps {
            let waiting = held(&simulator, at).await;
            assert_eq!((waiting.number.as_deref(), waiting.hold), (Some(SALON), true));
            assert_eq!(release(&simulator).await, 1, "{at:?}");
        }
    };
    tokio::join!(companion.links_with_passkey(&simulator, SALON), releasing);
    companion.countersigns(RIGHT).await.unwrap();
    assert!(scan.await.unwrap().unwrap().linked);
}

#[tokio::test]
async fn step_held_beyond_the_refusal_is_refused_when_released() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    simulator.add_fault(Fault::hold(FaultPoint::PasskeyNonce)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let scan = companion.scanned(&simulator, SALON);
    companion.answered(&simulator, SALON).await;
    let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
    let asked = companion.asks("set", nonce).await;
    held(&simulator, FaultPoint::PasskeyNonce).await;
    simulator.refuse_passkey(SALON).await.unwrap();
    assert_eq!(scan.await.unwrap(), Err(Refusal::PasskeyRefused));
    release(&simulator).await;
    let answer = companion.next().await;
    assert_eq!((attr(&answer, "id"), error(&answer).as_str()), (asked, "403"));
}

#[tokio::test]
async fn step_held_beyond_its_connection_changes_nothing() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    simulator.add_fault(Fault::hold(FaultPoint::PasskeyContinuation)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    companion.ask_ref().await;
    let assertion = asserted(&simulator, SALON, companion.options().await, None).await;
    assert_eq!(error(&companion.prologue(&assertion, None).await), "");
    held(&simulator, FaultPoint::PasskeyContinuation).await;
    drop(companion);
    assert_eq!(scan.await.unwrap(), Err(Refusal::CompanionGone("its connection is closed")));
    let all = HeldFilter::default();
    eventually(&simulator, || async { simulator.held(&all).await.unwrap().is_empty().then_some(()) }).await;
    assert!(simulator.phone(SALON).await.unwrap().devices.is_empty());
}

#[tokio::test]
async fn hosted_account_links_with_a_passkey() {
    use AdvType::{E2ee, Hosted};
    for (outer, inner) in [(Hosted, E2ee), (Hosted, Hosted), (E2ee, Hosted)] {
        let simulator = simulator().await;
        let profile = PhoneProfile {
            account_type: Some(outer),
            device_type: Some(inner),
            passkey: Some(PasskeyDemand::WithoutOptions),
            ..PhoneProfile::default()
        };
        simulator.put_phone(SALON, profile).await.unwrap();
        let mut companion = Companion::registered(&simulator).await;
        let scan = companion.scanned(&simulator, SALON);
        companion.links_with_passkey(&simulator, SALON).await;
        companion.countersigns(RIGHT).await.unwrap();
        assert!(scan.await.unwrap().unwrap().linked, "{outer:?} {inner:?}");
    }
}

#[tokio::test]
async fn demand_and_refusals_are_in_the_timeline() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let mut companion = Companion::registered(&simulator).await;
    let scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    simulator.add_fault(Fault::refuse(FaultPoint::PasskeyRef, 503)).await.unwrap();
    assert_eq!(error(&companion.ask("get", NodeBuilder::new("ref").build()).await), "503");
    assert_eq!(error(&companion.ask("set", leaf("companion_nonce", &[1; 32])).await), "409");
    simulator.renew_passkey(SALON).await.unwrap();
    simulator.refuse_passkey(SALON).await.unwrap();
    assert_eq!(scan.await.unwrap(), Err(Refusal::PasskeyRefused));
    let (demanded, refused) = ((What::PasskeyDemanded, None), What::PasskeyRefused);
    let told = [(What::Linking, None), demanded, (refused, Some(503)), (refused, Some(409)), demanded, (refused, None)];
    assert_eq!(events(&simulator).await, told);
    // A demand that a fault makes is told as well.
    demand(&simulator, SALON, PasskeyDemand::Off).await;
    simulator.clear_timeline().await;
    simulator.add_fault(Fault::hang(FaultPoint::Passkey)).await.unwrap();
    let other = Companion::registered(&simulator).await;
    assert_eq!(simulator.scan(SALON, &other.qr()).await, Err(Refusal::PasskeyRequired));
    assert_eq!(events(&simulator).await, [(What::Linking, None), demanded]);
}

#[tokio::test]
async fn companion_that_owes_a_passkey_is_linked_to_nobody_else() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    simulator.add_fault(Fault::hold(FaultPoint::PairCode)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let hello = companion.hello(OTHER, Some("true"), "Chrome (Windows)");
    companion.raw.stanza(&hello).await;
    held(&simulator, FaultPoint::PairCode).await;
    let scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    // Neither a code that is issued late nor new refs are a way around it.
    release(&simulator).await;
    assert_eq!(simulator.enter_code(OTHER, "ABCD1234").await, Err(Refusal::NoPairing));
    let again = PairDevice { to: Target::state(LineState::Linking), refs: None };
    simulator.pair_device_again(&again).await.unwrap();
    companion.receives_refs().await;
    assert_eq!(simulator.scan(OTHER, &companion.qr()).await, Err(Refusal::PasskeyRequired));
    let line = simulator.connections(&Target::state(LineState::Linking)).await.unwrap().connections;
    assert_eq!(line[0].number.as_deref(), Some(SALON), "the first phone still waits");
    companion.ask_ref().await;
    assert!(!scan.is_finished());
    assert_eq!(simulator.phone(SALON).await.unwrap().passkey_linking.unwrap().refused, None);
}
