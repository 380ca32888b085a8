//! Disconnect by request: the connection stays closed until a restart or a pairing request.

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, SALON, World};
use linekeeper_domain::ErrorCode;
use linekeeper_harness::{Browser, DEADLINE, Database, FakeSentry, Frame, Method, Service};
use serde_json::{Value, json};

const DISCONNECT: &str = "/api/whatsapp/sessions/997441/disconnect";
const RESTART: &str = "/api/whatsapp/sessions/997441/restart";

fn is_disconnected(frame: &Frame) {
    let code = ErrorCode::Disconnected;
    assert_eq!((&frame["state"], &frame["code"]), (&json!("error"), &json!(code)), "{frame}");
    assert_eq!((&frame["userAction"], &frame["linked"]), (&json!("retry"), &json!(true)), "{frame}");
    assert_eq!(frame["message"], json!({ "ru": code.text().ru, "en": code.text().en }));
    assert!(frame["retryAfterMs"].is_null(), "{frame}");
}

/// Links the salon's phone; returns a client that watches the connected session.
async fn connected(world: &World) -> Browser {
    world.link(SALON, NEW_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    page
}

async fn disconnect(world: &World) -> Value {
    let answer = world.service.request(Method::POST, DISCONNECT, &[("x-correlation-id", "on-purpose")]).await;
    let (status, answer) = Service::json_of(answer).await;
    assert_eq!((status, answer["success"].as_bool()), (200, Some(true)), "{answer}\n{}", world.service.log());
    answer
}

/// Waits until WhatsApp has no connection any more; the phone still lists the device.
async fn is_closed(world: &World) {
    let all = async { while world.simulator.stat("connections").await != 0 {} };
    tokio::time::timeout(DEADLINE, all).await.expect("the line is not closed");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1, "the device was logged out");
}

#[tokio::test]
async fn disconnected_salon_keeps_its_device_until_a_restart() {
    let sentry = FakeSentry::start().await;
    let world = World::on(Database::fresh().await, |options| options.with_sentry(&sentry)).await;
    let mut page = connected(&world).await;
    let answer = disconnect(&world).await;
    assert_eq!(answer["correlationId"], "on-purpose");
    let shown = page.state("error").await;
    is_disconnected(&shown);
    assert_eq!(shown["correlationId"], "on-purpose");
    is_disconnected(&world.status(SALON).await);
    is_closed(&world).await;
    let connections = world.simulator.stat("connectionsTotal").await;
    disconnect(&world).await;
    let list = world.service.json("/api/whatsapp/sessions?state=error").await;
    assert_eq!(list["sessions"][0]["code"], "DISCONNECTED", "{list}");
    let metrics = world.service.metrics().await;
    assert_eq!(metrics.value("linekeeper_session_failures_total", &[("code", "DISCONNECTED")]), Some(1.0));
    assert_eq!(sentry.count(|event| event["tags"]["company.id"] == SALON), 0, "it is no news");
    assert_eq!(world.simulator.stat("connectionsTotal").await, connections, "nothing came back by itself");

    assert_eq!(world.service.post(RESTART).await.status(), 200);
    page.state("connecting").await;
    page.state("connected").await;
    assert_eq!(world.codes_issued().await, 1, "nobody had to type anything");
    // A late reconnection or alert would have come by now: there was one connection, for the restart, and no alert.
    assert_eq!(world.simulator.stat("connectionsTotal").await, connections + 1);
    assert_eq!(sentry.count(|event| event["tags"]["company.id"] == SALON), 0);
    let journal = world.service.events(SALON).await;
    let asked = journal.iter().find(|entry| entry["event"] == "disconnect_requested").expect("who asked");
    assert_eq!((&asked["actor"], &asked["correlationId"]), (&json!("api"), &json!("on-purpose")));
    assert!(asked["principal"].as_str().is_some(), "{asked}");
    let closed = journal.iter().find(|entry| entry["code"] == "DISCONNECTED").expect("what became of it");
    assert_eq!((&closed["from"], &closed["to"]), (&json!("connected"), &json!("error")), "{closed}");
}

#[tokio::test]
async fn disconnect_survives_a_stop_and_a_kill() {
    let mut world = World::fresh().await;
    connected(&world).await;
    disconnect(&world).await;
    // Killed right after the response: the disconnect was stored before that.
    world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    is_disconnected(&page.state("error").await);
    is_closed(&world).await;
    let World { database, simulator, options, service } = world;
    assert_eq!(service.stop().await, Some(0));
    let service = Service::start(&database, &options).await;
    let world = World { database, simulator, options, service };
    let mut page = world.service.browser(SALON).await;
    is_disconnected(&page.state("error").await);
    is_closed(&world).await;

    assert_eq!(world.service.post(RESTART).await.status(), 200);
    page.state("connected").await;
    let world = world.killed_and_restarted().await;
    world.service.browser(SALON).await.state("connected").await;
}

#[tokio::test]
async fn the_linked_number_connects_again_and_a_change_replaces_it() {
    let world = World::fresh().await;
    let mut page = connected(&world).await;
    disconnect(&world).await;
    is_disconnected(&page.state("error").await);
    page.request_code(NEW_PHONE).await;
    page.frame("whatsapp-connected").await;
    assert_eq!(world.codes_issued().await, 1);

    disconnect(&world).await;
    is_disconnected(&page.state("error").await);
    world.change_number_on(&mut page, OLD_PHONE).await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));
}

#[tokio::test]
async fn disconnect_cancels_a_pairing_and_accepts_an_unlinked_salon() {
    let world = World::fresh().await;
    disconnect(&world).await;
    assert_eq!(world.status(SALON).await["state"], "idle");
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    let dead = page.code().await;
    disconnect(&world).await;
    page.state("idle").await;
    assert_eq!(world.simulator.enter_code(NEW_PHONE, &dead).await.0, 409);
    assert_eq!(world.status(SALON).await["linked"], false);
    world.link_on(&mut page, NEW_PHONE).await;
}

/// Makes the database refuse to store a disconnect, and nothing else.
const REFUSE: &str = "
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'as the test wants it' USING ERRCODE = 'lock_not_available'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON whatsapp_auth
        FOR EACH ROW WHEN (NEW.parked_code = 'DISCONNECTED') EXECUTE FUNCTION refuse()";

#[tokio::test]
async fn disconnect_that_cannot_be_stored_is_refused() {
    let world = World::fresh().await;
    let mut page = connected(&world).await;
    let database = world.database.connect().await;
    database.batch_execute(REFUSE).await.unwrap();
    let (status, problem) = Service::json_of(world.service.post(DISCONNECT).await).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")), "{problem}");
    assert_eq!(world.status(SALON).await["state"], "connected");
    assert_eq!(world.simulator.stat("connections").await, 1);
    database.batch_execute("DROP TRIGGER refuse ON whatsapp_auth").await.unwrap();
    disconnect(&world).await;
    is_disconnected(&page.state("error").await);
    is_closed(&world).await;
}
