//! Tests of what WhatsApp refuses to a device that wants to link.

use linekeeper_domain::{LinkEndReason, PairRefusal, Refusal};
use linekeeper_ports::{LinkEvent, LinkPurpose};
use linekeeper_simulator::{Fault, FaultAction, FaultAnswer, FaultPoint};

use crate::credentials::MemoryCredentials;
use crate::world::{SALON, World, phone};

fn answer(code: u16, text: Option<&str>, backoff: Option<u64>) -> Fault {
    let answer = FaultAnswer { text: text.map(str::to_owned), backoff, ..FaultAnswer::code(code) };
    Fault { at: FaultPoint::PairCode, number: None, answer: FaultAction::Answer(answer), times: 1 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_refusal_has_its_status_and_another_request_can_follow() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    for (status, text, backoff) in [
        (400, None, None),
        (403, None, None),
        (429, None, Some(90)),
        (429, Some("not the usual text"), None),
        (452, None, None),
        (500, None, None),
        (418, None, None),
    ] {
        world.simulator.add_fault(answer(status, text, backoff)).await.unwrap();
        line.link.request_code(&phone(SALON));
        let refusal = Refusal { status: Some(status), backoff_seconds: backoff };
        assert_eq!(line.next_event().await, LinkEvent::CodeRefused(refusal));
    }
    line.code(SALON).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_of_a_registration_ends_the_link() {
    let world = World::start().await;
    for (status, end_reason) in [
        (400, LinkEndReason::Refused { status: 400 }),
        (401, LinkEndReason::LoggedOut),
        (403, LinkEndReason::Locked),
        (405, LinkEndReason::ClientOutdated),
        (500, LinkEndReason::ServerError),
        (503, LinkEndReason::ServerBusy),
    ] {
        world.simulator.add_fault(Fault::refuse(FaultPoint::Register, status)).await.unwrap();
        let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
        assert_eq!(line.ended().await, end_reason, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_wanted_before_the_qr_ends_with_the_connection() {
    let world = World::start().await;
    world.simulator.add_fault(Fault::drop(FaultPoint::Connect)).await.unwrap();
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.link.request_code(&phone(SALON));
    assert_eq!(line.ended().await, LinkEndReason::Network);
    assert_eq!(world.simulator.stats().await.code_requests, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_linking_names_its_reason_and_leaves_the_qr() {
    let spoilt = [
        ("hmac", PairRefusal::HmacMismatch),
        ("signature", PairRefusal::SignatureMismatch),
        ("key", PairRefusal::InvalidKey),
        ("garbage", PairRefusal::Malformed),
        ("details", PairRefusal::Malformed),
        ("identity", PairRefusal::NoIdentity),
        ("id", PairRefusal::NoRequestId),
    ];
    for (text, reason) in spoilt {
        let world = World::start().await;
        let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
        let qr = line.qr().await;
        world.simulator.add_fault(spoil(text)).await.unwrap();
        let simulator = world.simulator.clone();
        let first = qr.clone();
        let scanned = tokio::spawn(async move { simulator.scan(SALON, &first).await });
        assert_eq!(line.next_event().await, LinkEvent::PairingRefused(reason), "{text}");
        if reason == PairRefusal::NoRequestId {
            // The library cannot answer it, and the phone waits for a minute.
            scanned.abort();
            continue;
        }
        assert!(scanned.await.unwrap().is_err(), "{text}");
        let (linked, _) = tokio::join!(world.simulator.scan(SALON, &qr), line.paired());
        assert!(linked.unwrap().linked, "{text}: the QR that is shown links");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pair_success_without_a_number_is_never_confirmed() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    let qr = line.qr().await;
    world.simulator.add_fault(spoil("number")).await.unwrap();
    let simulator = world.simulator.clone();
    let scanned = tokio::spawn(async move { simulator.scan(SALON, &qr).await });
    assert_eq!(line.next_event().await, LinkEvent::PairingRefused(PairRefusal::NoNumber));
    assert_eq!(line.ended().await, LinkEndReason::NotFinished);
    assert!(scanned.await.unwrap().is_err());
    assert_eq!(credentials.credentials_now(), None);
}

fn spoil(text: &str) -> Fault {
    Fault { at: FaultPoint::PairSuccess, ..answer(1, Some(text), None) }
}
