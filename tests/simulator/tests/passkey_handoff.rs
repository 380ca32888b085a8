//! A companion that proves to have been linked before: no code is compared.

use linekeeper_simulator::PasskeyDemand;
use wacore::shortcake::ShortcakeUtils;

use crate::client::simulator;
use crate::companion::{Companion, RIGHT, error, leaf, linked_by_qr};
use crate::passkey_steps::{asserted, demand};

const SALON: &str = "79006464263";

fn proof(secret: &[u8; 32], companion: &Companion) -> [u8; 32] {
    let key = ShortcakeUtils::derive_pairing_handoff_hmac_key(secret).unwrap();
    ShortcakeUtils::compute_pairing_handoff_proof(&key, &companion.payload())
}

#[tokio::test]
async fn companion_linked_before_needs_no_code() {
    let simulator = simulator().await;
    let secret = linked_by_qr(&simulator, SALON).await.secret;
    // The phone remembers the secret of a device that is no longer linked.
    simulator.unlink(SALON, None).await.unwrap();
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let mut companion = Companion::registered(&simulator).await;
    let scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    companion.ask_ref().await;
    let assertion = asserted(&simulator, SALON, companion.options().await, None).await;
    let proof = proof(&secret, &companion);
    assert_eq!(error(&companion.prologue(&assertion, Some(&proof)).await), "");
    let primary = companion.continued().await;
    assert_eq!(error(&companion.ask("set", leaf("companion_nonce", &companion.passkey.nonce.clone())).await), "");
    let linking = simulator.phone(SALON).await.unwrap().passkey_linking.unwrap();
    assert_eq!((linking.code, linking.handoff, linking.confirmed), (None, true, true));
    let request = companion.pairing_request(&primary);
    assert_eq!(error(&companion.ask("set", request).await), "");
    companion.countersigns(RIGHT).await.unwrap();
    assert!(scan.await.unwrap().unwrap().linked);
}

#[tokio::test]
async fn proof_of_an_unknown_secret_leaves_the_code() {
    let simulator = simulator().await;
    linked_by_qr(&simulator, SALON).await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let mut companion = Companion::registered(&simulator).await;
    let _scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    companion.ask_ref().await;
    let assertion = asserted(&simulator, SALON, companion.options().await, None).await;
    let proof = proof(&[7; 32], &companion);
    assert_eq!(error(&companion.prologue(&assertion, Some(&proof)).await), "");
    let primary = companion.continued().await;
    companion.ask("set", leaf("companion_nonce", &companion.passkey.nonce.clone())).await;
    let linking = simulator.phone(SALON).await.unwrap().passkey_linking.unwrap();
    assert_eq!((linking.code, linking.handoff, linking.confirmed), (Some(companion.code(&primary)), false, false));
}
