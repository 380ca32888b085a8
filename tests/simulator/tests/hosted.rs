//! Business accounts that are connected to Meta's cloud: the outer account type and the signed inner device type, each
//! by itself.

use linekeeper_simulator::{AdvType, PhoneProfile, Refusal, Simulator};
use wacore::types::events::Event;

use crate::client::{Store, TestClient, simulator};
use crate::companion::{Companion, RIGHT, attr, linked_by_qr};

const SALON: &str = "79006464263";
use AdvType::{E2ee, Hosted};
const ALL: [(AdvType, AdvType); 4] = [(E2ee, E2ee), (E2ee, Hosted), (Hosted, E2ee), (Hosted, Hosted)];

async fn account(account_type: AdvType, device_type: AdvType) -> Simulator {
    let simulator = simulator().await;
    let types =
        PhoneProfile { account_type: Some(account_type), device_type: Some(device_type), ..PhoneProfile::default() };
    let phone = simulator.put_phone(SALON, types).await.unwrap();
    assert_eq!((phone.account_type, phone.device_type), (account_type, device_type));
    simulator
}

#[tokio::test]
async fn companion_that_signs_as_the_web_does_is_always_linked() {
    for (outer, inner) in ALL {
        let simulator = account(outer, inner).await;
        let companion = linked_by_qr(&simulator, SALON).await;
        let mut device = companion.logs_in(&simulator, SALON, 1).await;
        assert_eq!(device.stanza_received().await.tag, "success", "{outer:?} {inner:?}");
    }
}

#[tokio::test]
async fn countersignature_of_the_cloud_is_a_signature_mismatch() {
    for (outer, inner) in ALL {
        let simulator = account(outer, inner).await;
        let mut companion = Companion::registered(&simulator).await;
        let qr = companion.qr();
        let (linked, signed) = tokio::join!(simulator.scan(SALON, &qr), companion.countersigns([6, 6]));
        signed.unwrap();
        assert!(
            matches!(&linked, Err(Refusal::CompanionRefused(why)) if why.starts_with("signature-mismatch")),
            "{outer:?} {inner:?}: {linked:?}"
        );
        let error = companion.raw.stanza_received().await;
        assert_eq!((error.tag.as_ref(), attr(&error, "code").as_str()), ("stream:error", "401"));
        assert!(simulator.phone(SALON).await.unwrap().devices.is_empty());
    }
}

/// What whatsapp-rust 0.7.0 makes of each combination. A release that reads both types as the web does links in all of
/// them: then every row here says `Ok`.
#[tokio::test]
async fn library_links_no_hosted_account_yet() {
    let mismatch = "signature-mismatch";
    let table = [
        (E2ee, E2ee, None),
        // It takes both prefixes from the outer type and does not read the inner one.
        (E2ee, Hosted, Some((mismatch, false))),
        (Hosted, E2ee, Some((mismatch, false))),
        // It verifies the identity and then countersigns as the cloud does.
        (Hosted, Hosted, Some((mismatch, true))),
    ];
    for (outer, inner, refused) in table {
        for by_code in [true, false] {
            let what = format!("{outer:?} {inner:?}, by code: {by_code}");
            let simulator = account(outer, inner).await;
            let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
            let linked = if by_code {
                let code = client.code(SALON).await;
                simulator.enter_code(SALON, &code).await
            } else {
                let qr = client.qr().await;
                simulator.scan(SALON, &qr).await
            };
            let Some((text, takes_itself_for_linked)) = refused else {
                assert!(linked.is_ok(), "{what}: {linked:?}");
                continue;
            };
            let why = match linked {
                Err(Refusal::CompanionRefused(why)) => why,
                other => panic!("{what}: {other:?}"),
            };
            assert!(why.starts_with(text), "{what}: {why}");
            let taken = client
                .event(|event| match event {
                    Event::PairSuccess(_) => Some(true),
                    Event::PairError(_) => Some(false),
                    _ => None,
                })
                .await;
            assert_eq!(taken, takes_itself_for_linked, "{what}");
            assert!(simulator.phone(SALON).await.unwrap().devices.is_empty(), "{what}");
        }
    }
}

#[tokio::test]
async fn types_are_kept_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = crate::client::remembering(&file).await;
    let hosted = PhoneProfile { account_type: Some(Hosted), ..PhoneProfile::default() };
    first.put_phone(SALON, hosted).await.unwrap();
    first.stop().await;
    let second = crate::client::remembering(&file).await;
    let phone = second.phone(SALON).await.unwrap();
    assert_eq!((phone.account_type, phone.device_type), (Hosted, E2ee));
    let mut companion = Companion::registered(&second).await;
    let qr = companion.qr();
    let (linked, signed) = tokio::join!(second.scan(SALON, &qr), companion.countersigns(RIGHT));
    assert!(linked.is_ok() && signed.is_ok(), "{linked:?} {signed:?}");
}
