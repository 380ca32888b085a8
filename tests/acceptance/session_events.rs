//! Events of the session in the feed: what becomes of a line is told once and in order, also where the process is killed or
//! the database is away before the log has it.

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{DEADLINE, Database};
use serde_json::{Value, json};

use crate::messages::{events_of, feed, keeping, no_gaps};
use crate::outages::shut;

const LINKED: &str = "session.linked";
const CONNECTED: &str = "session.connected";
const DISCONNECTED: &str = "session.disconnected";
const LOGGED_OUT: &str = "session.logged_out";

/// The events of the session once there are this many; every one of them.
async fn told(world: &World, count: usize) -> Vec<Value> {
    events_of(world, "session.", count).await
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().expect("a type")).collect()
}

/// Waits until the session is in a state.
async fn until_state(world: &World, state: &str) {
    let so = async {
        while world.status(SALON).await["state"] != state {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, so).await.unwrap_or_else(|_| panic!("never {state}\n{}", world.service.log()));
}

/// Waits until the credentials are gone, and the database keeps why.
async fn until_wiped(world: &World) {
    let client = world.database.connect().await;
    let is_wiped = "SELECT creds IS NULL AND parked_code IS NOT NULL FROM whatsapp_auth WHERE company_id = $1";
    let so = async {
        while !client.query_one(is_wiped, &[&SALON]).await.expect("a row").get::<_, bool>(0) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DEADLINE, so).await.unwrap_or_else(|_| panic!("never wiped\n{}", world.service.log()));
}

/// Lets no event of a session be written, and everything else.
async fn refuse_telling(database: &Database) {
    let refusal = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''not now'' USING ERRCODE = ''lock_not_available''; END';
        CREATE TRIGGER refuse BEFORE INSERT ON message_events
            FOR EACH ROW WHEN (NEW.chat = 0) EXECUTE FUNCTION refuse()";
    database.connect().await.batch_execute(refusal).await.expect("a trigger");
}

/// Kills the service while it cannot tell of sessions, and starts it again when that can be told.
async fn killed_before_telling(world: World) -> World {
    let World { database, simulator, options, service } = world;
    service.kill().await;
    let allowed = "DROP TRIGGER refuse ON message_events; DROP FUNCTION refuse()";
    database.connect().await.batch_execute(allowed).await.expect("no trigger");
    let service = linekeeper_harness::Service::start(&database, &options).await;
    World { database, simulator, options, service }
}

#[tokio::test]
async fn linking_is_told_and_then_the_connection() {
    let world = keeping().await;
    let events = told(&world, 2).await;
    assert_eq!(kinds(&events), [LINKED, CONNECTED]);
    for (place, event) in (1..).zip(&events) {
        let data = &event["data"];
        assert_eq!((&data["chat"], &data["chatSeq"], &data["code"]), (&Value::Null, &json!(place), &Value::Null));
        assert_eq!(data["phoneNumber"], "7900•••••63");
    }
    no_gaps(&world).await;
}

#[tokio::test]
async fn line_linked_by_a_process_that_was_killed_is_told() {
    let world = World::on(Database::fresh().await, |options| options.set("MESSAGES__ENABLED", "true")).await;
    refuse_telling(&world.database).await;
    world.link(SALON, NEW_PHONE).await;
    let world = killed_before_telling(world).await;
    assert_eq!(kinds(&told(&world, 2).await), [LINKED, CONNECTED]);
    no_gaps(&world).await;
}

#[tokio::test]
async fn log_out_by_the_phone_is_told_once_after_a_kill() {
    let world = keeping().await;
    told(&world, 2).await;
    refuse_telling(&world.database).await;
    world.simulator.unlink(NEW_PHONE).await;
    until_wiped(&world).await;
    let world = killed_before_telling(world).await;
    let events = told(&world, 3).await;
    assert_eq!(kinds(&events)[2..], [LOGGED_OUT]);
    assert_eq!(events[2]["data"]["code"], "REMOVED_AFTER_LINK");
    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    page.override_wait(NEW_PHONE).await;
    let code = page.code().await;
    world.type_code(NEW_PHONE, &code).await;
    page.state("connected").await;
    assert_eq!(kinds(&told(&world, 5).await)[2..], [LOGGED_OUT, LINKED, CONNECTED]);
    no_gaps(&world).await;
}

#[tokio::test]
async fn line_lost_while_the_database_is_away_is_told_later() {
    let world = keeping().await;
    told(&world, 2).await;
    crate::outages::until_nothing_is_written(&world).await;
    let database = shut(&world.database).await;
    world.simulator.outage(600).await;
    until_state(&world, "reconnecting").await;
    database.open().await;
    let events = told(&world, 3).await;
    assert_eq!(kinds(&events)[2..], [DISCONNECTED]);
    assert_eq!(events[2]["data"]["code"], "NETWORK_ERROR");
    world.simulator.end_outage().await;
    assert_eq!(kinds(&told(&world, 4).await)[3..], [CONNECTED]);
    no_gaps(&world).await;
}

#[tokio::test]
async fn disconnect_and_reset_by_a_person_are_told() {
    let world = keeping().await;
    told(&world, 2).await;
    for request in ["disconnect", "reset"] {
        let path = format!("/api/whatsapp/sessions/{SALON}/{request}");
        assert_eq!(world.service.post(&path).await.status(), 200);
        told(&world, if request == "disconnect" { 3 } else { 4 }).await;
    }
    let events = told(&world, 4).await;
    assert_eq!(kinds(&events)[2..], [DISCONNECTED, LOGGED_OUT]);
    let codes: Vec<_> = events[2..].iter().map(|event| &event["data"]["code"]).collect();
    assert_eq!(codes, [&json!("DISCONNECTED"), &Value::Null]);
}

#[tokio::test]
async fn deleted_log_goes_on_with_the_next_event() {
    let world = keeping().await;
    told(&world, 2).await;
    let (status, answer) = world.service.delete(&feed()).await;
    assert_eq!((status, answer), (200, json!({ "events": 2 })));
    assert_eq!(world.service.post(&format!("/api/whatsapp/sessions/{SALON}/disconnect")).await.status(), 200);
    let events = told(&world, 1).await;
    assert_eq!(kinds(&events), [DISCONNECTED]);
    assert_eq!((&events[0]["data"]["seq"], &events[0]["data"]["chatSeq"]), (&json!(3), &json!(3)));
}
