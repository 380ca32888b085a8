//! What tests do with the simulator's controls, tried with the real service: connections, pauses, stanzas, the timeline,
//! passkeys and hosted accounts.

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{Answer, Browser, DEADLINE};
use serde_json::{Value, json};

/// Opens a page that shows a QR; returns its text, too.
async fn showing(world: &World) -> (Browser, String) {
    let mut page = world.service.browser(SALON).await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = qr(&mut page).await;
    (page, qr)
}

async fn qr(page: &mut Browser) -> String {
    page.frame("qr-code").await["qr"].as_str().expect("a text").to_owned()
}

/// Events of the timeline, in order.
fn events(entries: &[Value]) -> Vec<&str> {
    entries.iter().filter_map(|entry| entry["what"].as_str()).collect()
}

#[tokio::test]
async fn linking_is_held_seen_and_told() {
    let world = World::fresh().await;
    let (mut page, qr) = showing(&world).await;
    let simulator = &world.simulator;
    let registering = simulator.connection(&json!({ "state": "qr" })).await["connection"].clone();
    simulator.fault_of(NEW_PHONE, "pair-success", Answer::Hold).await;
    simulator.fault_of(NEW_PHONE, "login", Answer::Pause(Duration::from_millis(20))).await;
    let scan = simulator.scanning(NEW_PHONE, &qr);
    let held = simulator.held("pair-success").await;
    assert_eq!((&held["connection"], &held["number"]), (&registering, &json!(NEW_PHONE)));
    assert!(!scan.is_finished());
    assert_eq!(simulator.release(&json!({ "at": "login" })).await, 0);
    assert_eq!(simulator.release(&json!({ "number": NEW_PHONE })).await, 1);
    let (status, answer) = scan.await.expect("no panic");
    assert_eq!((status, &answer["linked"]), (200, &json!(true)));
    page.state("connected").await;

    let of_salon = json!({ "number": NEW_PHONE });
    let told = simulator.timeline(&of_salon).await;
    assert_eq!(events(&told)[..2], ["linking", "linked"], "{told:?}");
    assert!(events(&told).contains(&"logged-in"), "{told:?}");
    simulator.clear_timeline().await;
    assert_eq!(simulator.timeline(&json!({})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn stanzas_reach_a_connected_line_and_end_it() {
    let world = World::fresh().await;
    let simulator = &world.simulator;
    world.link(SALON, NEW_PHONE).await;
    let line = json!({ "number": NEW_PHONE, "state": "device" });
    let first = simulator.connection(&line).await["connection"].as_u64().expect("an id");
    assert_eq!(simulator.expire_client(&line, 1_893_456_000, 2).await, [first]);
    let info = json!({ "tag": "ib", "children": [{ "tag": "dirty", "attrs": { "type": "groups" } }] });
    assert_eq!(simulator.stanzas(&line, std::slice::from_ref(&info)).await, [first]);
    simulator.clear_timeline().await;
    assert_eq!(simulator.last_stanzas(&line, &[info], "cut").await, [first]);
    // The service comes back on another connection.
    let again = logged_in_after(&world, first).await;
    assert_ne!(again, first);
    simulator.fault_of(NEW_PHONE, "stream", Answer::Child("ack")).await;
    assert_ne!(logged_in_after(&world, again).await, again);
}

/// Waits for a connection of the salon's line beside this one, which has ended.
async fn logged_in_after(world: &World, ended: u64) -> u64 {
    let newest = json!({ "number": NEW_PHONE, "state": "device", "newest": true });
    let coming = async {
        loop {
            let id = world.simulator.connection(&newest).await["connection"].as_u64().expect("an id");
            if id != ended {
                return id;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(DEADLINE, coming).await.expect("the line does not come back")
}

#[tokio::test]
async fn page_shows_the_qr_that_replaces_a_retired_one() {
    let world = World::fresh().await;
    let (mut page, first) = showing(&world).await;
    let simulator = &world.simulator;
    let with_qr = json!({ "state": "qr" });
    simulator.refresh_registration(&json!({ "to": with_qr, "qr": first })).await;
    let second = qr(&mut page).await;
    assert_eq!(first.split(',').next(), second.split(',').next(), "the same ref with another secret");
    assert_eq!(simulator.scan(NEW_PHONE, &first).await.1["error"], "bad_qr");
    assert_eq!(simulator.pair_device(&with_qr, 2).await.len(), 1);
    let third = qr(&mut page).await;
    assert_ne!(second.split(',').next(), third.split(',').next());
    assert_eq!(simulator.scan(NEW_PHONE, &third).await.0, 200);
    page.state("connected").await;
}

#[tokio::test]
async fn account_that_demands_its_passkey_waits_for_it() {
    let world = World::fresh().await;
    let simulator = &world.simulator;
    simulator.demand_passkey(NEW_PHONE, "with-options").await;
    simulator.set_passkey_rp_id(NEW_PHONE, "web.whatsapp.com").await;
    let passkey = simulator.passkey(NEW_PHONE).await;
    assert_eq!((&passkey["demand"], &passkey["rpId"]), (&json!("with-options"), &json!("web.whatsapp.com")));
    let key = passkey["credentials"][0]["publicKey"].clone();
    simulator.put_credential(NEW_PHONE, &json!({ "id": "AAAA", "publicKey": key })).await;
    assert_eq!(simulator.passkey(NEW_PHONE).await["credentials"].as_array().map(Vec::len), Some(2));
    let options = json!({ "challenge": "AAAA", "rpId": "web.whatsapp.com" });
    let assertion = simulator.assertion(NEW_PHONE, &options).await;
    assert_eq!((&assertion["type"], &assertion["id"]), (&json!("public-key"), &passkey["credentials"][0]["id"]));
    let elsewhere = json!({ "options": options, "origin": "https://salon.example" });
    assert_eq!(simulator.assertion_json(NEW_PHONE, &elsewhere).await.0, 400);

    let (mut page, qr) = showing(&world).await;
    let scan = simulator.scanning(NEW_PHONE, &qr);
    page.state("waiting_for_passkey").await;
    page.send(json!({ "type": "cancel-pairing" })).await;
    let (status, answer) = scan.await.expect("no panic");
    assert_eq!((status, &answer["error"]), (409, &json!("companion_gone")));
    assert_eq!(simulator.passkey_linking(NEW_PHONE).await, Value::Null);
    let told = simulator.timeline(&json!({ "number": NEW_PHONE })).await;
    assert_eq!(events(&told)[..2], ["linking", "passkey-demanded"], "{told:?}");
}

#[tokio::test]
async fn hosted_account_is_refused_by_the_library() {
    let world = World::fresh().await;
    world.simulator.account_types(NEW_PHONE, "hosted", "e2ee").await;
    let (_page, qr) = showing(&world).await;
    let (status, answer) = world.simulator.scan(NEW_PHONE, &qr).await;
    assert_eq!((status, &answer["error"]), (409, &json!("companion_refused")), "{answer}");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);
}
