//! The whole way to the linked phone: by code, by QR, by HTTP, beside a working line.

use super::*;

#[tokio::test]
async fn account_with_a_passkey_links_by_code() {
    let world = world().await;
    let mut linking = demanded(&world).await;
    let open = world.status(SALON).await;
    assert_eq!(open["state"], "waiting_for_passkey", "{open}");
    assert_eq!(open["pairing"]["passkeyExpiresAt"], linking.challenge["expiresAt"]);
    assert_eq!(linking.challenge["options"]["rpId"], "whatsapp.com");
    assert_eq!(linking.challenge["mayAnswer"], true);

    let assertion = assertion(&world, &linking.challenge).await;
    linking.page.send(answer(&linking.challenge, &assertion)).await;
    let accepted = linking.page.frame("passkey-accepted").await;
    assert_eq!((&accepted["requestId"], &accepted["challengeId"]), (&json!("p-1"), &linking.challenge["challengeId"]));
    let shown = linking.page.frame("passkey-code").await;
    let at_phone = world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    assert_eq!(shown["code"], at_phone["code"], "both show the same code");
    assert_eq!(world.status(SALON).await["state"], "confirming_passkey");
    // A page that comes in between shows the same.
    let mut another = world.service.browser(SALON).await;
    assert_eq!(another.state("confirming_passkey").await["livePasskey"]["code"], shown["code"]);

    linking.page.send(confirmation(&shown)).await;
    world.simulator.confirm_passkey(NEW_PHONE).await;
    linking.page.state("connected").await;
    assert_eq!(linking.phone.await.expect("no panic").0, 200);

    let metrics = world.service.metrics().await;
    for step in ["requested", "answered", "code_shown", "confirmed", "linked"] {
        let counted = metrics.value("linekeeper_passkey_steps_total", &[("step", step)]);
        assert_eq!(counted, Some(1.0), "{step}");
    }
    world.service.noted(SALON, "connected").await;
    let events = world.service.events(SALON).await;
    let journal = json!(events).to_string();
    for state in ["waiting_for_passkey", "checking_passkey", "confirming_passkey", "connected"] {
        assert!(events.iter().any(|event| event["event"] == state), "{state}: {journal}");
    }
    assert!(events.iter().any(|event| event["event"] == "passkey_answered" && event["principal"].is_string()));
    let log = world.service.whole_log();
    for secret in [&linking.challenge["options"]["challenge"], &assertion["response"]["signature"], &shown["code"]] {
        let secret = secret.as_str().expect("a text");
        assert!(!log.contains(secret) && !journal.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn account_with_a_passkey_links_by_qr() {
    let world = World::fresh().await;
    // The companion asks for the options by itself.
    world.simulator.demand_passkey(NEW_PHONE, "without-options").await;
    world.simulator.set_passkey_rp_id(NEW_PHONE, "web.whatsapp.com").await;
    let mut page = world.service.browser(SALON).await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().expect("a text").to_owned();
    let phone = world.simulator.scanning(NEW_PHONE, &qr);
    let challenge = page.frame("passkey-challenge").await;
    assert_eq!(challenge["options"]["rpId"], "web.whatsapp.com");
    let shown = page.until("its state", |frame| frame["state"] == "waiting_for_passkey").await;
    assert!(shown.get("liveQr").is_none(), "no other phone can scan: {shown}");
    Demanded { page, phone, challenge }.completed(&world).await;
}

#[tokio::test]
async fn program_answers_and_confirms_by_http() {
    let world = world().await;
    let confirm = format!("{PASSKEY}/confirm");
    let mut linking = demanded_on(&world, world.owner_page(SALON).await).await;
    let asked = world.service.json(PASSKEY).await;
    assert_eq!((&asked["state"], &asked["code"]), (&json!("waiting_for_passkey"), &Value::Null));
    assert_eq!(asked["challengeId"], linking.challenge["challengeId"]);
    assert_eq!(asked["options"], linking.challenge["options"]);

    let body = json!({ "challengeId": asked["challengeId"], "assertion": assertion(&world, &asked).await });
    let early = world.service.post_json(&confirm, &json!({ "challengeId": asked["challengeId"] })).await;
    assert_eq!((early.0, &early.1["code"]), (404, &json!("NO_PASSKEY_REQUESTED")));
    assert_eq!(world.service.post_json(PASSKEY, &body).await.0, 202);
    let again = world.service.post_json(PASSKEY, &body).await;
    assert_eq!((again.0, &again.1["code"]), (409, &json!("PASSKEY_ALREADY_ANSWERED")));

    linking.page.frame("passkey-code").await;
    let shown = world.service.json(PASSKEY).await;
    assert_eq!((&shown["state"], &shown["options"]), (&json!("confirming_passkey"), &Value::Null));
    let at_phone = world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    assert_eq!(shown["code"], at_phone["code"]);
    let other = world.service.post_json(&confirm, &json!({ "challengeId": "another" })).await;
    assert_eq!((other.0, &other.1["code"]), (409, &json!("PASSKEY_OUTDATED")));
    assert_eq!(world.service.post_json(&confirm, &json!({ "challengeId": asked["challengeId"] })).await.0, 202);
    world.simulator.confirm_passkey(NEW_PHONE).await;
    linking.page.state("connected").await;
    assert_eq!(world.service.get(PASSKEY).await.status(), 404);
}

#[tokio::test]
async fn passkey_of_a_new_phone_leaves_the_working_line_alone() {
    let world = world().await;
    world.link(SALON, OLD_PHONE).await;
    world.simulator.clear_timeline().await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    let mut linking = demanded_by_change(&world, page).await;
    let beside = world.status(SALON).await;
    assert_eq!((&beside["state"], &beside["change"]["state"]), (&json!("connected"), &json!("waiting_for_passkey")));
    assert_eq!(beside["change"]["expiresAt"], linking.challenge["expiresAt"]);

    // A refusal ends the change; the line was never touched.
    world.simulator.refuse_passkey(NEW_PHONE).await;
    let assertion = assertion(&world, &linking.challenge).await;
    linking.page.send(answer(&linking.challenge, &assertion)).await;
    let error = linking.page.frame("pairing-code-error").await;
    assert!(error["code"].as_str().is_some_and(|code| code.starts_with("PASSKEY_")), "{error}");
    assert_eq!(linking.phone.await.expect("no panic").0, 409);
    assert_eq!(world.status(SALON).await["state"], "connected");
    let told = world.simulator.timeline(&json!({ "number": OLD_PHONE })).await;
    assert!(told.is_empty(), "the old phone's device stays connected: {told:?}");

    let mut linking = demanded_by_change(&world, linking.page).await;
    let shown = linking.answered(&world).await;
    world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    linking.page.send(confirmation(&shown)).await;
    world.simulator.confirm_passkey(NEW_PHONE).await;
    linking.page.line_of(NEW_PHONE).await;
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
}
