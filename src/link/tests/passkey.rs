//! Linking an account that demands its passkey: by code and by QR, what is refused, and that minutes may pass.

use std::time::Duration;

use linekeeper_domain::{InvalidPasskey, PasskeyAssertion, PasskeyChallenge, PasskeyFailure};
use linekeeper_ports::{CloseMode, LinkEvent, LinkPurpose};
use linekeeper_simulator::{AssertionOrder, Linked, PasskeyDemand, PhoneProfile, Refusal, Simulator, WrongAssertion};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::credentials::MemoryCredentials;
use crate::world::{Line, SALON, World, devices, phone};

type Phone = JoinHandle<Result<Linked, Refusal>>;

async fn demanding(demand: PasskeyDemand) -> World {
    let world = World::start().await;
    let profile = PhoneProfile { passkey: Some(demand), ..PhoneProfile::default() };
    world.simulator.put_phone(SALON, profile).await.unwrap();
    world
}

/// A link whose QR code is being scanned by a phone whose account demands its passkey.
async fn scanned(world: &World) -> (Line, Phone) {
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    let (simulator, qr) = (world.simulator.clone(), line.qr().await);
    (line, tokio::spawn(async move { simulator.scan(SALON, &qr).await }))
}

async fn requested(line: &mut Line) -> PasskeyChallenge {
    loop {
        match line.next_event().await {
            LinkEvent::PhoneAnswered => {}
            LinkEvent::PasskeyRequested(challenge) => return challenge,
            other => panic!("no request for a passkey: {other:?}"),
        }
    }
}

async fn asserted(simulator: &Simulator, asked: &PasskeyChallenge, wrong: Option<WrongAssertion>) -> String {
    let order = AssertionOrder { options: Some(Value::String(asked.options().to_owned())), origin: None, wrong };
    simulator.passkey_assertion(SALON, order).await.unwrap().to_string()
}

/// Sends the right assertion, and returns the code that follows.
async fn answered(world: &World, line: &mut Line, asked: &PasskeyChallenge) -> String {
    let assertion = asserted(&world.simulator, asked, None).await;
    line.link.answer_passkey(PasskeyAssertion::parse(&assertion, asked).unwrap());
    match line.next_event().await {
        LinkEvent::PasskeyCode(code) => code.as_str().to_owned(),
        other => panic!("no code to compare: {other:?}"),
    }
}

async fn fails(line: &mut Line) -> PasskeyFailure {
    match line.next_event().await {
        LinkEvent::PasskeyFailed(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

/// Confirms on both sides, and waits until the phone is linked.
async fn completed(world: &World, line: &mut Line, by_phone: Phone) {
    line.link.confirm_passkey();
    world.simulator.confirm_passkey(SALON).await.unwrap();
    line.paired().await;
    assert!(by_phone.await.unwrap().unwrap().linked);
    assert_eq!(line.connected().await, phone(SALON));
    assert_eq!(devices(&world.simulator).await, (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scanned_qr_links_once_both_codes_are_confirmed() {
    let world = demanding(PasskeyDemand::WithOptions).await;
    let (mut line, scan) = scanned(&world).await;
    let asked = requested(&mut line).await;
    assert_eq!(asked.valid_for(), Duration::from_secs(600));
    let code = answered(&world, &mut line, &asked).await;
    let shown = world.simulator.phone(SALON).await.unwrap().passkey_linking.unwrap().code;
    assert_eq!(shown, Some(code), "the phone shows the same");
    assert_eq!(devices(&world.simulator).await, (0, 0));
    completed(&world, &mut line, scan).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typed_code_links_where_the_options_are_asked_for() {
    let world = demanding(PasskeyDemand::WithoutOptions).await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    let (simulator, code) = (world.simulator.clone(), line.code(SALON).await);
    let typed = tokio::spawn(async move { simulator.enter_code(SALON, &code.displayed()).await });
    let asked = requested(&mut line).await;
    answered(&world, &mut line, &asked).await;
    completed(&world, &mut line, typed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_assertion_is_told_and_another_challenge_links() {
    let world = demanding(PasskeyDemand::WithOptions).await;
    let (mut line, scan) = scanned(&world).await;
    let asked = requested(&mut line).await;
    for wrong in [WrongAssertion::Signature, WrongAssertion::Unverified] {
        let assertion = asserted(&world.simulator, &asked, Some(wrong)).await;
        line.link.answer_passkey(PasskeyAssertion::parse(&assertion, &asked).unwrap());
        assert_eq!(fails(&mut line).await, PasskeyFailure::Assertion, "{wrong:?}");
    }
    world.simulator.renew_passkey(SALON).await.unwrap();
    let again = requested(&mut line).await;
    let late = asserted(&world.simulator, &asked, None).await;
    assert_eq!(PasskeyAssertion::parse(&late, &again), Err(InvalidPasskey::OtherChallenge));
    answered(&world, &mut line, &again).await;
    completed(&world, &mut line, scan).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_assertion_is_refused() {
    let world = demanding(PasskeyDemand::WithOptions).await;
    let (mut line, scan) = scanned(&world).await;
    let asked = requested(&mut line).await;
    let assertion = asserted(&world.simulator, &asked, None).await;
    world.simulator.expire_passkey(SALON).await.unwrap();
    line.link.answer_passkey(PasskeyAssertion::parse(&assertion, &asked).unwrap());
    assert_eq!(fails(&mut line).await, PasskeyFailure::Assertion);
    line.link.close(CloseMode::Disconnect).await;
    assert!(scan.await.unwrap().is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn step_that_nobody_asked_for_fails() {
    let world = demanding(PasskeyDemand::WithOptions).await;
    let (mut line, scan) = scanned(&world).await;
    let asked = requested(&mut line).await;
    line.link.confirm_passkey();
    assert_eq!(fails(&mut line).await, PasskeyFailure::Confirmation, "there is no code yet");
    answered(&world, &mut line, &asked).await;
    let second = asserted(&world.simulator, &asked, None).await;
    line.link.answer_passkey(PasskeyAssertion::parse(&second, &asked).unwrap());
    assert_eq!(fails(&mut line).await, PasskeyFailure::Assertion, "one was taken");
    completed(&world, &mut line, scan).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusal_on_the_phone_fails_the_confirmation() {
    let world = demanding(PasskeyDemand::WithOptions).await;
    let (mut line, scan) = scanned(&world).await;
    let asked = requested(&mut line).await;
    answered(&world, &mut line, &asked).await;
    world.simulator.refuse_passkey(SALON).await.unwrap();
    assert!(scan.await.unwrap().is_err());
    line.link.confirm_passkey();
    assert_eq!(fails(&mut line).await, PasskeyFailure::Confirmation);
    assert_eq!(devices(&world.simulator).await, (0, 0));
}
