//! A linking with a passkey that is cut short: by a restart, by SIGKILL at each step, by a lost connection, by the person.
//! The challenge is lost, which is said, and the pairing begins anew; a device that is linked stays linked.

use super::*;

/// Steps at which a linking is cut short.
const STEPS: [&str; 3] = ["waiting_for_passkey", "confirming_passkey", "checking_passkey"];

/// Goes on to this state. Returns the linking and what the page would send next.
async fn at(world: &World, state: &str) -> (Demanded, Value) {
    let mut linking = demanded(world).await;
    let answer = answer(&linking.challenge, &assertion(world, &linking.challenge).await);
    if state == "waiting_for_passkey" {
        return (linking, answer);
    }
    let shown = linking.answered(world).await;
    world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    if state == "checking_passkey" {
        linking.page.send(confirmation(&shown)).await;
        linking.page.frame("passkey-accepted").await;
    }
    assert_eq!(world.status(SALON).await["state"], state);
    (linking, confirmation(&shown))
}

/// Asserts that nothing of the linking is left, and that the next one works.
async fn begins_anew(world: &World, late: Value, phone: Phone) {
    let mut page = world.service.browser(SALON).await;
    let first = page.next().await.expect("a state");
    assert_eq!(first["state"], "idle", "{first}");
    page.send(late).await;
    is_refused(&mut page, "NO_PASSKEY_REQUESTED").await;
    assert_ne!(phone.await.expect("no panic").0, 200);
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);
    demanded_on(world, page).await.completed(world).await;
}

#[tokio::test]
async fn kill_at_each_step_loses_the_challenge_and_says_so() {
    for state in STEPS {
        let world = world().await;
        let (linking, late) = at(&world, state).await;
        let world = world.killed_and_restarted().await;
        begins_anew(&world, late, linking.phone).await;
    }
}

#[tokio::test]
async fn restart_at_each_step_loses_the_challenge_and_says_so() {
    for state in STEPS {
        let mut world = world().await;
        let (mut linking, late) = at(&world, state).await;
        let service = linekeeper_harness::Service::start(&world.database, &world.options);
        world.service.stop().await;
        assert_eq!(linking.page.closed_with().await.map(|(code, _)| code), Some(1012), "the page connects again");
        world.service = service.await;
        begins_anew(&world, late, linking.phone).await;
    }
}

#[tokio::test]
async fn lost_connection_ends_the_linking_with_its_reason() {
    for state in STEPS {
        let world = world().await;
        let (linking, late) = at(&world, state).await;
        world.simulator.outage(1).await;
        let mut page = linking.fails(&world, "NETWORK_ERROR").await;
        page.send(late).await;
        is_refused(&mut page, "NO_PASSKEY_REQUESTED").await;
        demanded_on(&world, page).await.completed(&world).await;
    }
}

#[tokio::test]
async fn cancel_and_reset_at_each_step_leave_nothing() {
    for state in STEPS {
        for frame in ["cancel-pairing", "reset-whatsapp-credentials"] {
            let world = world().await;
            let (mut linking, late) = at(&world, state).await;
            linking.page.send(json!({ "type": frame })).await;
            linking.page.state("idle").await;
            begins_anew(&world, late, linking.phone).await;
        }
    }
}

#[tokio::test]
async fn kill_in_a_change_of_phone_keeps_the_line() {
    let world = world().await;
    world.link(SALON, OLD_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    let mut linking = demanded_by_change(&world, page).await;
    let shown = linking.answered(&world).await;
    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    let line = page.state("connected").await;
    assert!(line["phoneNumber"].is_string() && line["livePasskey"].is_null(), "{line}");
    page.send(confirmation(&shown)).await;
    is_refused(&mut page, "NO_PASSKEY_REQUESTED").await;
    assert_ne!(linking.phone.await.expect("no panic").0, 200);
    assert_eq!((world.simulator.devices(OLD_PHONE).await, world.simulator.devices(NEW_PHONE).await), (1, 0));
}
