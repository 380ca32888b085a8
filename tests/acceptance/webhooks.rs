//! Webhooks over real processes: what an endpoint gets, and what outlasts an outage.

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{DEADLINE, Database, Receiver};
use serde_json::{Value, json};

use crate::databases::until;
use crate::messages::{events_of, feed};
use crate::outages::shut;

const CUSTOMER: &str = "79160000001";

/// A linked line, and a receiver that is not started yet: an endpoint for events of these types.
async fn endpoint(events: &[&str]) -> (World, Receiver) {
    let settings = [
        ("MESSAGES__ENABLED", "true"),
        ("WEBHOOKS__ALLOW_HTTP", "true"),
        ("WEBHOOKS__ALLOWED_NETWORKS", "127.0.0.0/8"),
    ];
    let world = World::on(Database::fresh().await, |options| options.set_all(&settings)).await;
    let dir = world.database.dir().join("receiver");
    std::fs::create_dir(&dir).expect("a folder");
    let receiver = Receiver::prepare(&dir, &[]);
    let wanted = json!({ "url": receiver.url(), "events": events });
    let (status, added) = world.service.post_json("/api/whatsapp/webhooks", &wanted).await;
    assert_eq!(status, 201, "{added}");
    receiver.keep_secret(added["secret"].as_str().expect("a secret"));
    world.link(SALON, NEW_PHONE).await;
    (world, receiver)
}

/// Ids and bodies of what was taken, once it is so much.
async fn taken(world: &World, receiver: &Receiver, count: usize) -> Vec<(String, Value)> {
    let taken = async {
        while receiver.count() < count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let so = tokio::time::timeout(DEADLINE, taken).await;
    so.unwrap_or_else(|_| panic!("{} of {count} deliveries\n{}", receiver.count(), world.service.log()));
    let (taken, unsigned) = receiver.taken();
    assert_eq!(unsigned, 0);
    taken.into_iter().map(|one| (one.id, serde_json::from_str(&one.body).expect("JSON"))).collect()
}

#[tokio::test]
async fn webhook_gets_the_types_it_asked_for() {
    let (world, receiver) = endpoint(&["session.connected", "session.disconnected"]).await;
    receiver.start(None).await;
    events_of(&world, "session.", 2).await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("When are you open?", 1)).await;
    events_of(&world, "message.", 1).await;
    assert_eq!(world.service.post(&format!("/api/whatsapp/sessions/{SALON}/disconnect")).await.status(), 200);
    let bodies: Vec<Value> = taken(&world, &receiver, 2).await.into_iter().map(|(_, body)| body).collect();
    let kinds: Vec<&Value> = bodies.iter().map(|body| &body["type"]).collect();
    assert_eq!(kinds, ["session.connected", "session.disconnected"]);
    assert_eq!(bodies, events_of(&world, "session.", 3).await[1..], "the same documents as in the feed");
    let owed = "SELECT count(*) FROM webhook_deliveries";
    let owed: i64 = world.database.connect().await.query_one(owed, &[]).await.unwrap().get(0);
    assert_eq!(owed, 2, "nothing else was owed");
}

#[tokio::test]
async fn delivery_outlasts_receiver_and_database_that_are_down() {
    let (world, receiver) = endpoint(&["message.received"]).await;
    for text in ["one", "two", "three"] {
        world.simulator.send(CUSTOMER, NEW_PHONE, (text, 1)).await;
    }
    let written = events_of(&world, "message.", 3).await;
    until("the first attempt has failed", async || {
        world.service.metrics().await.sum_of("linekeeper_webhook_attempts_total", &[]) > 0.0
    })
    .await;
    let database = shut(&world.database).await;
    receiver.start(None).await;
    // The second attempt is due 5 s after the first one: it finds no database.
    let refused = [("call", "claim_lanes"), ("outcome", "unavailable")];
    until("a claim fails", async || {
        world.service.metrics().await.sum_of("linekeeper_store_calls_total", &refused) > 0.0
    })
    .await;
    assert_eq!(receiver.count(), 0);
    database.open().await;
    let taken = taken(&world, &receiver, 3).await;
    assert_eq!(taken.iter().map(|(_, body)| body).collect::<Vec<_>>(), written.iter().collect::<Vec<_>>());
    for ((id, body), event) in taken.iter().zip(&written) {
        assert_eq!((id.as_str(), &body["data"]["seq"]), (event["id"].as_str().expect("an id"), &event["data"]["seq"]));
    }
    // The log can go: it owes nothing any more.
    until("all are settled", async || {
        world.service.metrics().await.sum_of("linekeeper_webhook_lanes_waiting", &[]) == 0.0
    })
    .await;
    assert_eq!(world.service.delete(&feed()).await.0, 200);
}
