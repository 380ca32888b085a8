//! Answers that are refused: wrong, late, twice, for another challenge, of another requester; refusals by the phone.

use super::*;

#[tokio::test]
async fn wrong_assertions_end_the_pairing_and_it_begins_anew() {
    let world = world().await;
    let mut page = world.service.browser(SALON).await;
    for wrong in ["signature", "unverified"] {
        let mut linking = demanded_on(&world, page).await;
        let order = json!({ "options": linking.challenge["options"], "wrong": wrong });
        let (status, assertion) = world.simulator.assertion_json(NEW_PHONE, &order).await;
        assert_eq!(status, 200, "{assertion}");
        linking.page.send(answer(&linking.challenge, &assertion)).await;
        linking.page.frame("passkey-accepted").await;
        page = linking.fails(&world, "PASSKEY_REFUSED").await;
        let status = world.status(SALON).await;
        assert_eq!((&status["state"], &status["code"]), (&json!("error"), &json!("PASSKEY_REFUSED")));
    }
    demanded_on(&world, page).await.completed(&world).await;
}

#[tokio::test]
async fn late_assertion_ends_the_pairing() {
    let world = world().await;
    let mut linking = demanded(&world).await;
    let assertion = assertion(&world, &linking.challenge).await;
    world.simulator.expire_passkey(NEW_PHONE).await;
    linking.page.send(answer(&linking.challenge, &assertion)).await;
    linking.fails(&world, "PASSKEY_REFUSED").await;
}

#[tokio::test]
async fn assertion_for_an_earlier_challenge_changes_nothing() {
    let world = world().await;
    let mut linking = demanded(&world).await;
    let earlier = std::mem::take(&mut linking.challenge);
    let assertion = assertion(&world, &earlier).await;
    world.simulator.renew_passkey(NEW_PHONE).await;
    linking.challenge = linking.page.frame("passkey-challenge").await;
    assert_ne!(linking.challenge["challengeId"], earlier["challengeId"]);
    // By its old name, and under the new one.
    for named in [&earlier, &linking.challenge] {
        linking.page.send(answer(named, &assertion)).await;
        is_refused(&mut linking.page, "PASSKEY_OUTDATED").await;
    }
    linking.completed(&world).await;
}

#[tokio::test]
async fn challenge_is_answered_once_by_however_many() {
    let world = world().await;
    let mut linking = demanded(&world).await;
    let assertion = assertion(&world, &linking.challenge).await;
    let mut others = Vec::new();
    for _ in 0..8 {
        let mut page = world.service.browser(SALON).await;
        page.state("waiting_for_passkey").await;
        others.push(page);
    }
    let frame = answer(&linking.challenge, &assertion);
    linking.page.send(frame.clone()).await;
    for page in &mut others {
        page.send(frame.clone()).await;
    }
    let mut taken = 0;
    for page in others.iter_mut().chain([&mut linking.page]) {
        let is_answer = |frame: &Value| frame["requestId"] == "p-1";
        let told = page.until("an answer", is_answer).await;
        taken += u32::from(told["type"] == "passkey-accepted");
        assert!(told["type"] == "passkey-accepted" || told["code"] == "PASSKEY_ALREADY_ANSWERED", "{told}");
    }
    assert_eq!(taken, 1);
    let shown = linking.page.frame("passkey-code").await;
    world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    linking.page.send(confirmation(&shown)).await;
    linking.page.frame("passkey-accepted").await;
    linking.page.send(confirmation(&shown)).await;
    let refused = linking.page.until("an answer", |frame| frame["requestId"] == "p-2").await;
    assert!(["PASSKEY_ALREADY_ANSWERED", "NO_PASSKEY_REQUESTED"].contains(&refused["code"].as_str().unwrap()));
    world.simulator.confirm_passkey(NEW_PHONE).await;
    linking.page.state("connected").await;
}

#[tokio::test]
async fn only_the_requester_and_operators_may_answer() {
    let world = world().await;
    let linking = demanded_on(&world, world.owner_page(SALON).await).await;
    assert_eq!(linking.challenge["mayAnswer"], true);
    let frame = answer(&linking.challenge, &assertion(&world, &linking.challenge).await);
    // Another company's page, another link of the same company.
    let mut foreign = world.owner_page(OTHER_SALON).await;
    foreign.send(frame.clone()).await;
    is_refused(&mut foreign, "NO_PASSKEY_REQUESTED").await;
    let mut other = world.owner_page(SALON).await;
    assert_eq!(other.state("waiting_for_passkey").await["livePasskey"]["mayAnswer"], false);
    other.send(frame.clone()).await;
    is_refused(&mut other, "FORBIDDEN").await;
    // Whoever has asked for the same phone may.
    other.request_code(NEW_PHONE).await;
    assert_eq!(other.frame("passkey-challenge").await["mayAnswer"], true);
    let mut operator = world.service.browser(SALON).await;
    assert_eq!(operator.state("waiting_for_passkey").await["livePasskey"]["mayAnswer"], true);
    linking.completed(&world).await;
}

#[tokio::test]
async fn answer_of_another_form_leaves_the_challenge_open() {
    let world = world().await;
    let mut linking = demanded(&world).await;
    let right = assertion(&world, &linking.challenge).await;
    let mut without_signature = right.clone();
    without_signature["response"]["signature"] = json!("");
    let mut of_creation = right.clone();
    of_creation["type"] = json!("password");
    let texts = [json!({}), json!([]), json!("x"), json!({ "x": "y".repeat(20_000) }), without_signature, of_creation];
    for assertion in &texts {
        linking.page.send(answer(&linking.challenge, assertion)).await;
        is_refused(&mut linking.page, "PASSKEY_INVALID").await;
    }
    let (status, problem) = world
        .service
        .post_json(PASSKEY, &json!({ "challengeId": linking.challenge["challengeId"], "assertion": {} }))
        .await;
    assert_eq!((status, &problem["code"]), (422, &json!("PASSKEY_INVALID")));
    linking.completed(&world).await;
}

#[tokio::test]
async fn refusal_on_the_phone_is_told_and_the_pairing_begins_anew() {
    let world = world().await;
    let mut linking = demanded(&world).await;
    let shown = linking.answered(&world).await;
    world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    world.simulator.refuse_passkey(NEW_PHONE).await;
    linking.page.send(confirmation(&shown)).await;
    let page = linking.fails(&world, "PASSKEY_NOT_CONFIRMED").await;
    demanded_on(&world, page).await.completed(&world).await;
}

#[tokio::test]
async fn demand_that_cannot_be_answered_is_parked_for_support() {
    let world = World::fresh().await;
    world.simulator.demand_passkey(NEW_PHONE, "without-options").await;
    let refusal = json!({ "at": "passkey-options", "answer": { "code": 500 } });
    world.simulator.fault_json(refusal).await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    let code = page.code().await;
    let phone = world.simulator.typing(NEW_PHONE, &code);
    assert_eq!(page.frame("pairing-code-error").await["code"], "PASSKEY_REQUIRED");
    page.state("passkey_required").await;
    assert_eq!(phone.await.expect("no panic").0, 409);
}
