//! Companions that do a step of a linking with a passkey wrongly, too early or twice: each is refused with a reason.

use linekeeper_simulator::{PasskeyDemand, Refusal, Simulator, WrongAssertion};
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::client::{Store, TestClient, simulator, until};
use crate::companion::{Companion, Linking, RIGHT, child, error, leaf};
use crate::passkey_steps::{asserted, credential_id, demand};

const SALON: &str = "79006464263";

/// A companion that is asked for a passkey, and the phone that waits for it.
async fn asked(simulator: &Simulator) -> (Companion, Linking) {
    demand(simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let companion = Companion::registered(simulator).await;
    let scan = companion.scanned(simulator, SALON);
    (companion, scan)
}

async fn reason(simulator: &Simulator) -> String {
    simulator.phone(SALON).await.unwrap().passkey_linking.unwrap().refused.unwrap()
}

fn prologue(parts: Vec<Node>) -> Node {
    NodeBuilder::new("passkey_prologue").children(parts).build()
}

#[tokio::test]
async fn each_wrong_assertion_is_refused_and_a_right_one_links() {
    let simulator = simulator().await;
    let (mut companion, scan) = asked(&simulator).await;
    companion.notified("passkey_prologue_request").await;
    companion.ask_ref().await;
    for (wrong, why) in [
        (WrongAssertion::Challenge, "the challenge is not the one that was issued"),
        (WrongAssertion::Origin, "the origin is not under whatsapp.com"),
        (WrongAssertion::Type, "the type is not webauthn.get"),
        (WrongAssertion::RpId, "the authenticator data is for another rpId"),
        (WrongAssertion::Unverified, "the user was not verified"),
        (WrongAssertion::Absent, "no user was present"),
        (WrongAssertion::Signature, "the signature is not the credential's"),
        (WrongAssertion::Credential, "the account has no such credential"),
    ] {
        let options = companion.options().await;
        let assertion = asserted(&simulator, SALON, options, Some(wrong)).await;
        assert_eq!(error(&companion.prologue(&assertion, None).await), "401", "{wrong:?}");
        assert_eq!(reason(&simulator).await, why);
    }
    let assertion = asserted(&simulator, SALON, companion.options().await, None).await;
    assert_eq!(error(&companion.prologue(&assertion, None).await), "");
    let primary = companion.continued().await;
    assert_eq!(error(&companion.ask("set", leaf("companion_nonce", &companion.passkey.nonce.clone())).await), "");
    let code = companion.code(&primary);
    assert_eq!(simulator.phone(SALON).await.unwrap().passkey_linking.unwrap().code, Some(code));
    simulator.confirm_passkey(SALON).await.unwrap();
    let request = companion.pairing_request(&primary);
    assert_eq!(error(&companion.ask("set", request).await), "");
    companion.countersigns(RIGHT).await.unwrap();
    assert!(scan.await.unwrap().unwrap().linked);
}

#[tokio::test]
async fn challenge_counts_once_and_until_it_expires_or_is_replaced() {
    let simulator = simulator().await;
    let (mut companion, _scan) = asked(&simulator).await;
    companion.notified("passkey_prologue_request").await;
    companion.ask_ref().await;
    let first = companion.options().await;
    let second = companion.options().await;
    assert_ne!(first["challenge"], second["challenge"]);
    let replaced = asserted(&simulator, SALON, first, None).await;
    assert_eq!(error(&companion.prologue(&replaced, None).await), "401");
    // An assertion for another challenge does not spend this one; one that answers it does, right or wrong.
    let wrong = asserted(&simulator, SALON, second.clone(), Some(WrongAssertion::Signature)).await;
    assert_eq!(error(&companion.prologue(&wrong, None).await), "401");
    assert_eq!(reason(&simulator).await, "the signature is not the credential's");
    let spent = asserted(&simulator, SALON, second, None).await;
    assert_eq!(error(&companion.prologue(&spent, None).await), "401");
    assert_eq!(reason(&simulator).await, "the challenge is not the one that was issued");
    let third = companion.options().await;
    simulator.expire_passkey(SALON).await.unwrap();
    assert_eq!(simulator.phone(SALON).await.unwrap().passkey_linking.unwrap().options, None);
    let late = asserted(&simulator, SALON, third, None).await;
    assert_eq!(error(&companion.prologue(&late, None).await), "401");
    assert_eq!(reason(&simulator).await, "the challenge has expired");
    assert_eq!(simulator.expire_passkey(SALON).await, Err(Refusal::NoPasskeyLinking));
}

#[tokio::test]
async fn steps_out_of_order_are_conflicts() {
    let simulator = simulator().await;
    let (mut companion, _scan) = asked(&simulator).await;
    companion.notified("passkey_prologue_request").await;
    let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
    let request = leaf("encrypted_pairing_request", b"sealed");
    for early in [&nonce, &request] {
        assert_eq!(error(&companion.ask("set", early.clone()).await), "409");
    }
    assert_eq!(simulator.confirm_passkey(SALON).await, Err(Refusal::NoPasskeyLinking));
    let options = companion.options().await;
    companion.ask_ref().await;
    let assertion = asserted(&simulator, SALON, options, None).await;
    assert_eq!(error(&companion.prologue(&assertion, None).await), "");
    companion.continued().await;
    assert_eq!(error(&companion.prologue(&assertion, None).await), "409", "a second prologue");
    for late in ["passkey_request_options", "ref"] {
        assert_eq!(error(&companion.ask("get", NodeBuilder::new(late).build()).await), "409", "{late}");
    }
    assert_eq!(error(&companion.ask("set", request).await), "409");
    assert_eq!(simulator.renew_passkey(SALON).await, Err(Refusal::NoPasskeyLinking));
    assert_eq!(error(&companion.ask("set", nonce.clone()).await), "");
    assert_eq!(error(&companion.ask("set", nonce).await), "409", "a second nonce");
}

#[tokio::test]
async fn malformed_prologue_is_a_bad_request() {
    let simulator = simulator().await;
    let (mut companion, _scan) = asked(&simulator).await;
    companion.notified("passkey_prologue_request").await;
    let options = companion.options().await;
    let assertion = asserted(&simulator, SALON, options, None).await;
    assert_eq!(error(&companion.prologue(&assertion, None).await), "400", "without a ref");
    assert_eq!(reason(&simulator).await, "the companion has not asked for a ref");
    companion.ask_ref().await;
    let text = assertion.to_string();
    let parts = [
        leaf("credential_id", &credential_id(&assertion)),
        leaf("webauthn_assertion", text.as_bytes()),
        leaf("prologue_payload", &companion.payload()),
    ];
    let with = |place: usize, bytes: &[u8]| {
        let mut parts = parts.to_vec();
        parts[place].content = Some(wacore_binary::NodeContent::Bytes(bytes.to_vec()));
        prologue(parts)
    };
    let without = |place: usize| {
        let mut parts = parts.to_vec();
        parts.remove(place);
        prologue(parts)
    };
    let mut table = vec![prologue(Vec::new())];
    table.extend((0..3).map(without));
    for garbage in [&b""[..], b"\xff\xfe", &[b'7'; 50_000], b"{\"id\":", b"null"] {
        table.extend((0..3).map(|place| with(place, garbage)));
    }
    for proof in [&b""[..], &[1; 31], &[1; 33], &[1; 50_000]] {
        table.push(prologue([&parts[..], &[leaf("pairing_handoff_proof", proof)]].concat()));
    }
    for bad in table {
        let answer = companion.ask("set", bad.clone()).await;
        assert_eq!(error(&answer), "400", "{bad:?}");
    }
    // None of them has spent the challenge.
    assert_eq!(error(&companion.ask("set", prologue(parts.to_vec())).await), "");
}

#[tokio::test]
async fn prologue_for_another_ref_is_a_bad_request() {
    let simulator = simulator().await;
    let (mut companion, _scan) = asked(&simulator).await;
    companion.notified("passkey_prologue_request").await;
    let assertion = asserted(&simulator, SALON, companion.options().await, None).await;
    companion.ask_ref().await;
    let newer = companion.ask("get", NodeBuilder::new("ref").build()).await;
    assert_ne!(child(&newer, "ref"), companion.passkey.reference.clone().into_bytes());
    assert_eq!(error(&companion.prologue(&assertion, None).await), "400");
    assert_eq!(reason(&simulator).await, "the prologue is for another ref");
}

#[tokio::test]
async fn nonce_that_was_not_committed_to_ends_the_linking() {
    let simulator = simulator().await;
    let (mut companion, scan) = asked(&simulator).await;
    companion.answered(&simulator, SALON).await;
    for short in [&b""[..], &[1; 31], &[1; 50_000]] {
        assert_eq!(error(&companion.ask("set", leaf("companion_nonce", short)).await), "400");
    }
    assert_eq!(error(&companion.ask("set", leaf("companion_nonce", &[1; 32])).await), "401");
    assert_eq!(scan.await.unwrap().unwrap_err().code(), "companion_refused");
    let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
    assert_eq!(error(&companion.ask("set", nonce).await), "401", "the linking has ended");
}

#[tokio::test]
async fn pairing_request_that_does_not_verify_ends_the_linking() {
    let simulator = simulator().await;
    for forged in ["garbage", "another identity"] {
        let (mut companion, scan) = asked(&simulator).await;
        let primary = companion.answered(&simulator, SALON).await;
        let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
        assert_eq!(error(&companion.ask("set", nonce).await), "");
        let request = match forged {
            "garbage" => leaf("encrypted_pairing_request", &[0xff; 5_000]),
            _ => companion.pairing_request_of(&primary, [9; 32]),
        };
        assert_eq!(error(&companion.ask("set", request).await), "401", "{forged}");
        assert_eq!(scan.await.unwrap().unwrap_err().code(), "companion_refused");
    }
    assert!(simulator.phone(SALON).await.unwrap().devices.is_empty());
}

#[tokio::test]
async fn person_who_refuses_the_code_ends_the_linking() {
    let simulator = simulator().await;
    assert_eq!(simulator.refuse_passkey(SALON).await, Err(Refusal::NoPasskeyLinking));
    let (mut companion, scan) = asked(&simulator).await;
    let primary = companion.answered(&simulator, SALON).await;
    let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
    assert_eq!(error(&companion.ask("set", nonce).await), "");
    simulator.refuse_passkey(SALON).await.unwrap();
    assert_eq!(scan.await.unwrap(), Err(Refusal::PasskeyRefused));
    let request = companion.pairing_request(&primary);
    assert_eq!(error(&companion.ask("set", request).await), "403");
    let phone = simulator.phone(SALON).await.unwrap();
    assert_eq!((phone.passkey_linking, phone.devices.len()), (None, 0));
    // The phone is free for another companion.
    demand(&simulator, SALON, PasskeyDemand::Off).await;
    let next = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = next.qr().await;
    assert!(simulator.scan(SALON, &qr).await.unwrap().linked);
}

#[tokio::test]
async fn code_refused_after_the_pairing_request_links_nothing() {
    let simulator = simulator().await;
    let (mut companion, scan) = asked(&simulator).await;
    let primary = companion.answered(&simulator, SALON).await;
    let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
    companion.ask("set", nonce).await;
    let request = companion.pairing_request(&primary);
    assert_eq!(error(&companion.ask("set", request).await), "");
    simulator.refuse_passkey(SALON).await.unwrap();
    assert_eq!(scan.await.unwrap(), Err(Refusal::PasskeyRefused));
    let ping = companion.ask("get", NodeBuilder::new("ping").build()).await;
    assert_eq!(error(&ping), "", "the connection stays open");
    until(&simulator, SALON, |phone| phone.devices.is_empty() && phone.passkey_linking.is_none()).await;
}
