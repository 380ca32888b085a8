//! `companion_reg_refresh`, and a second `pair-device`: what is retired links no more, what is new does.

use linekeeper_simulator::{
    Fault, FaultAction, FaultAnswer, FaultPoint, HeldFilter, LineState, PairDevice, RefreshChild, Refusal,
    RegistrationRefresh, Simulator, Target,
};

use crate::client::{Store, TestClient, eventually, simulator};
use crate::companion::{Companion, RIGHT, attr};

const SALON: &str = "79006464263";

fn to(target: Target, child: RefreshChild) -> RegistrationRefresh {
    RegistrationRefresh { to: target, child, qr: None }
}

async fn refresh(simulator: &Simulator, state: LineState, child: RefreshChild) {
    simulator.refresh_registration(&to(Target::state(state), child)).await.unwrap();
}

const BOTH: [RefreshChild; 2] = [RefreshChild::CompanionRegRefresh, RefreshChild::PairDeviceRotateQr];

#[tokio::test]
async fn library_shows_a_new_qr_and_only_that_one_links() {
    for child in BOTH {
        let simulator = simulator().await;
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        let mut shown = vec![client.qr().await];
        for _ in 0..2 {
            refresh(&simulator, LineState::Qr, child).await;
            shown.push(client.qr().await);
        }
        let newest = shown.pop().unwrap();
        for retired in &shown {
            // The same ref, another secret: the phone signs with the old one, which the companion does not take.
            assert_eq!(retired.split(',').next(), newest.split(',').next());
            let refused = simulator.scan(SALON, retired).await.unwrap_err();
            assert_eq!(refused.code(), "companion_refused", "{refused}");
        }
        assert!(simulator.scan(SALON, &newest).await.unwrap().linked);
        client.connected().await;
    }
}

#[tokio::test]
async fn secret_that_the_service_knows_is_refused_at_the_scan() {
    let simulator = simulator().await;
    let mut companion = Companion::registered(&simulator).await;
    // Known from the caller, and known from an earlier scan: here one that a companion refuses.
    for known_by_scan in [false, true] {
        let retired = companion.qr();
        if known_by_scan {
            let refused = Fault::hang(FaultPoint::Scan);
            simulator.add_fault(refused).await.unwrap();
            assert_eq!(simulator.scan(SALON, &retired).await.unwrap_err().code(), "bad_qr");
        } else {
            let request =
                RegistrationRefresh { qr: Some(retired.clone()), ..to(Target::state(LineState::Qr), BOTH[0]) };
            simulator.refresh_registration(&request).await.unwrap();
        }
        let stanza = companion.raw.stanza_received().await;
        assert_eq!(attr(&stanza, "type"), "companion_reg_refresh");
        assert!(stanza.get_optional_child("companion_reg_refresh").is_some());
        // This companion ignores the request and still shows the old secret.
        assert_eq!(simulator.scan(SALON, &retired).await, Err(Refusal::BadQr("the service has retired it")));
        companion.secret = rand::random();
    }
    let qr = companion.qr();
    let (linked, signed) = tokio::join!(simulator.scan(SALON, &qr), companion.countersigns(RIGHT));
    assert!(linked.is_ok() && signed.is_ok(), "{linked:?} {signed:?}");
}

#[tokio::test]
async fn scan_that_asks_for_a_new_qr_links_with_that_one() {
    for child in BOTH {
        let simulator = simulator().await;
        let text = (child == BOTH[1]).then(|| "pair-device-rotate-qr".to_owned());
        let answer = FaultAction::Answer(FaultAnswer { text, ..FaultAnswer::code(1) });
        simulator.add_fault(Fault { answer, ..Fault::hang(FaultPoint::Scan) }.of(SALON)).await.unwrap();
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        let first = client.qr().await;
        assert_eq!(simulator.scan(SALON, &first).await.unwrap_err().code(), "bad_qr");
        let second = client.qr().await;
        assert_eq!(simulator.scan(SALON, &first).await, Err(Refusal::BadQr("the service has retired it")));
        assert!(simulator.scan(SALON, &second).await.unwrap().linked);
        client.connected().await;
    }
}

#[tokio::test]
async fn shown_code_still_links_after_a_refresh() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    refresh(&simulator, LineState::Code, BOTH[0]).await;
    client.qr().await;
    assert!(simulator.enter_code(SALON, &code).await.unwrap().linked);
    client.connected().await;
}

#[tokio::test]
async fn refresh_before_pair_success_does_not_spoil_the_code() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hold(FaultPoint::PairSuccess)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let refreshing = async {
        let all = HeldFilter::default();
        eventually(&simulator, || async { simulator.held(&all).await.unwrap().pop() }).await;
        refresh(&simulator, LineState::Linking, BOTH[0]).await;
        refresh(&simulator, LineState::Linking, BOTH[1]).await;
        simulator.release(&HeldFilter::default()).await.unwrap();
    };
    let (linked, ()) = tokio::join!(simulator.enter_code(SALON, &code), refreshing);
    assert!(linked.unwrap().linked);
    client.connected().await;
}

#[tokio::test]
async fn second_pair_device_retires_the_refs_of_the_first() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let first = client.qr().await;
    for refs in [Some(1), None] {
        let again = PairDevice { to: Target::state(LineState::Qr), refs };
        simulator.pair_device_again(&again).await.unwrap();
        let second = client.qr().await;
        assert_ne!(first, second);
        assert_eq!(simulator.scan(SALON, &first).await, Err(Refusal::BadQr("its ref is not live")));
        if refs.is_none() {
            assert!(simulator.scan(SALON, &second).await.unwrap().linked);
        }
    }
    client.connected().await;
}

#[tokio::test]
async fn requests_for_no_registering_line_are_refused() {
    let simulator = simulator().await;
    let (_client, _) = crate::client::linked(&simulator, SALON, &Store::new()).await;
    let device = Target::number(SALON);
    let refused = simulator.refresh_registration(&to(device.clone(), BOTH[0])).await;
    assert_eq!(refused, Err(Refusal::NoConnection));
    let again = |refs| PairDevice { to: device.clone(), refs };
    assert_eq!(simulator.pair_device_again(&again(None)).await, Err(Refusal::NoConnection));
    for refs in [0, 7, usize::MAX] {
        assert!(matches!(simulator.pair_device_again(&again(Some(refs))).await, Err(Refusal::BadRequest(_))));
    }
    let bad = RegistrationRefresh { qr: Some("no qr".to_owned()), ..to(device.clone(), BOTH[0]) };
    assert_eq!(simulator.refresh_registration(&bad).await.unwrap_err().code(), "bad_qr");
}
