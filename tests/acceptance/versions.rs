//! Client version: looked up once for all, replaced when WhatsApp refuses it, and its end, of which WhatsApp tells.

use linekeeper_domain::Timestamp;
use linekeeper_harness::{
    Database, FakeSentry, Salon, Service, ServiceOptions, SimulatorProcess, link_by_qr, link_many,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::databases::until;

/// Version that a sandbox build ships with, and those that the page of the simulator names.
const BUILT_IN: &str = "2.3000.1026131876";
const FIRST: &str = "2.3000.1026200000";
const SECOND: &str = "2.3000.1026300000";

/// Revision in a version.
fn revision(version: &str) -> &str {
    version.rsplit('.').next().expect("a number")
}

/// A simulator, and a service that looks its version up there.
struct World {
    database: Database,
    simulator: SimulatorProcess,
    sentry: FakeSentry,
    options: ServiceOptions,
}

impl World {
    async fn serving(page: &str) -> Self {
        let (database, sentry) = (Database::fresh().await, FakeSentry::start().await);
        let simulator = SimulatorProcess::start(database.dir()).await;
        simulator.serve_version(page).await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint)
            .looking_up_at(&simulator.version_page())
            .set("GATE__PROBE_SECONDS", "2")
            .with_sentry(&sentry);
        Self { database, simulator, sentry, options }
    }

    async fn service(&self) -> Service {
        Service::start(&self.database, &self.options).await
    }

    /// Starts a service and waits until it announces the version.
    async fn announcing(&self, version: &str) -> Service {
        let service = self.service().await;
        until(version, async || shown(&service).await["version"] == version).await;
        service
    }

    /// Connections that announced this version.
    async fn announced(&self, version: &str) -> u64 {
        self.simulator.versions().await["announced"][version].as_u64().unwrap_or(0)
    }

    async fn lookups(&self) -> u64 {
        self.simulator.versions().await["pageRequests"].as_u64().expect("a number")
    }
}

/// Client version as the service page shows it.
async fn shown(service: &Service) -> Value {
    service.json("/api/dashboard/service").await["clientVersion"].clone()
}

async fn connected(service: &Service, count: f64) {
    let state = [("state", "connected")];
    until("all are connected", async || service.metrics().await.value("linekeeper_sessions", &state) == Some(count))
        .await;
}

#[tokio::test]
async fn refused_version_is_replaced_by_a_fresh_lookup() {
    let world = World::serving(revision(FIRST)).await;
    let service = world.announcing(FIRST).await;
    link_many(&service, &world.simulator, 3, 3).await;
    let before = shown(&service).await;
    assert_eq!((before["source"].as_str(), before["expiresAt"].is_null()), (Some("looked_up"), true), "{before}");

    world.simulator.take_versions_from(SECOND).await;
    world.simulator.serve_version(revision(SECOND)).await;
    world.simulator.fault_json(json!({ "at": "stream", "answer": "drop", "times": 1 })).await;
    world.sentry.until("the alert", |event| event["tags"]["code"] == "CLIENT_OUTDATED").await;
    until("the version is accepted", async || service.json("/readyz").await["whatsapp"] == "accepted").await;
    connected(&service, 3.0).await;
    let after = shown(&service).await;
    assert_eq!((after["version"].as_str(), after["source"].as_str()), (Some(SECOND), Some("looked_up")), "{after}");
    assert_ne!(after["since"], before["since"]);
    assert_eq!(world.sentry.count(|event| event["tags"]["code"] == "CLIENT_OUTDATED"), 1);
    assert_eq!(world.lookups().await, 2);

    // The next process begins with it, whether or not the page answers.
    world.simulator.serve_version("").await;
    service.kill().await;
    let service = world.service().await;
    let kept = shown(&service).await;
    assert_eq!((&kept["version"], &kept["since"]), (&after["version"], &after["since"]));
    connected(&service, 3.0).await;
    assert_eq!(world.lookups().await, 2, "the answer is fresh");
}

#[tokio::test]
async fn many_lines_of_two_services_share_one_lookup() {
    let world = World::serving(revision(FIRST)).await;
    let (one, other) = tokio::join!(world.announcing(FIRST), world.announcing(FIRST));
    link_many(&one, &world.simulator, 20, 10).await;
    link_by_qr(&other, &world.simulator, "other", &Salon::nth(99).number).await;
    // Each is linked and logs in: two connections.
    assert_eq!((world.lookups().await, world.announced(FIRST).await), (1, 42));
    for service in [one, other] {
        assert_eq!(shown(&service).await["version"], FIRST);
        assert_eq!(service.stop().await, Some(0));
    }
}

#[tokio::test]
async fn lookup_that_fails_or_hangs_delays_no_line() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hanging = format!("http://{}/sw.js", silent.local_addr().unwrap());
    let gone = "http://127.0.0.1:9/sw.js".to_owned();
    for (page, url) in [("", None), ("<html>busy</html>", None), ("7", None), ("", Some(hanging)), ("", Some(gone))] {
        let mut world = World::serving(page).await;
        if let Some(url) = &url {
            world.options = world.options.looking_up_at(url);
        }
        let service = world.service().await;
        link_by_qr(&service, &world.simulator, "salon", &Salon::nth(1).number).await;
        let shown = shown(&service).await;
        let expected = (Some(BUILT_IN), Some("built_in"), true);
        let source = (shown["version"].as_str(), shown["source"].as_str(), shown["lookedUpAt"].is_null());
        assert_eq!(source, expected, "{page:?} {url:?}");
        assert_eq!(world.announced(BUILT_IN).await, 2, "{page:?} {url:?}");
        assert_eq!(service.stop().await, Some(0));
    }
}

#[tokio::test]
async fn configured_version_is_announced_and_nothing_looked_up() {
    let mut world = World::serving(revision(FIRST)).await;
    world.options = world.options.set("WHATSAPP__VERSION", "2.3000.1020000000");
    let service = world.service().await;
    link_by_qr(&service, &world.simulator, "salon", &Salon::nth(1).number).await;
    let shown = shown(&service).await;
    assert_eq!((shown["version"].as_str(), shown["source"].as_str()), (Some("2.3000.1020000000"), Some("configured")));
    assert_eq!((world.lookups().await, world.announced("2.3000.1020000000").await), (0, 2));
}

#[tokio::test]
async fn end_of_the_version_is_told_once_and_cleared_by_a_newer_one() {
    let world = World::serving(revision(FIRST)).await;
    let service = world.announcing(FIRST).await;
    link_many(&service, &world.simulator, 2, 2).await;
    let gauge = async |service: &Service| {
        service.metrics().await.value("linekeeper_client_version_end_time_seconds", &[]).expect("a gauge")
    };
    let devices = json!({ "state": "device" });
    let absurd = |t: &str| json!({ "tag": "ib", "children": [{ "tag": "client_expiration", "attrs": { "t": t } }] });
    world.simulator.stanzas(&devices, &["", "soon", "-7", "9e9", "99999999999999999999"].map(absurd)).await;
    world.simulator.expire_client(&devices, 1_000_000_000, 0).await;
    world.simulator.expire_client(&devices, u64::MAX, 0).await;

    let now = service.json("/api/dashboard/service").await["now"].as_str().expect("a time").to_owned();
    let now = now.parse::<Timestamp>().unwrap().timestamp();
    let end = u64::try_from(now + 10 * 86_400).unwrap();
    world.simulator.expire_client(&devices, end, 16).await;
    until("the end is shown", async || !shown(&service).await["expiresAt"].is_null()).await;
    let told = shown(&service).await["expiresAt"].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert_eq!((told.timestamp().unsigned_abs(), gauge(&service).await), (end, end as f64));
    let alert = world.sentry.until("the alert", |event| event["tags"]["code"] == "CLIENT_OUTDATED").await;
    let text = alert["message"].as_str().unwrap_or_default();
    assert!(text.contains(&told.format("%Y-%m-%d").to_string()) && text.contains(FIRST), "{alert}");
    world.simulator.expire_client(&devices, end, 0).await;
    connected(&service, 2.0).await;
    assert_eq!(world.sentry.count(|event| event["tags"]["code"] == "CLIENT_OUTDATED"), 1);
    assert_eq!(service.whole_log().matches("is ignored").count(), 1, "one line, however many say so");

    world.simulator.serve_version(revision(SECOND)).await;
    world.simulator.take_versions_from(SECOND).await;
    world.simulator.fault_json(json!({ "at": "stream", "answer": "drop", "times": 1 })).await;
    until("the newer one is announced", async || shown(&service).await["version"] == SECOND).await;
    assert!(shown(&service).await["expiresAt"].is_null());
    assert_eq!(gauge(&service).await, 0.0);
    connected(&service, 2.0).await;
}
