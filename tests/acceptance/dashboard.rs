//! Dashboard endpoints: the overview's counts, and the state of the service.

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::{Answer, link_by_qr};
use serde_json::{Value, json};

use crate::outages::shut;

const OVERVIEW: &str = "/api/dashboard/overview?hours=1";
const SERVICE: &str = "/api/dashboard/service";

/// Polls the overview until it fits: the journal it is computed from is written asynchronously.
async fn overview(world: &World, fits: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        loop {
            let overview = world.service.json(OVERVIEW).await;
            if fits(&overview) {
                return overview;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let found = tokio::time::timeout(std::time::Duration::from_secs(20), look).await;
    match found {
        Ok(overview) => overview,
        Err(_) => panic!("it never was so: {:#}", world.service.json(OVERVIEW).await),
    }
}

#[tokio::test]
async fn overview_counts_pairings_by_code_by_qr_and_failed() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    link_by_qr(&world.service, &world.simulator, OTHER_SALON, "79001000001").await;
    world.simulator.fault("pair-code", Answer::Code(403)).await;
    let mut page = world.service.browser("third").await;
    page.request_code("79001000002").await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "PAIRING_CODE_FAILED");
    // A request for the number that is already linked is no pairing.
    let mut again = world.service.browser(SALON).await;
    again.request_code(NEW_PHONE).await;
    again.frame("whatsapp-connected").await;

    let done = |overview: &Value| {
        overview["timeToConnected"]["count"] == 2 && overview["failures"].as_array().is_some_and(|all| !all.is_empty())
    };
    let told = overview(&world, done).await;
    let pairings = json!({
        "code": { "requested": 2, "shown": 1, "phoneAnswered": 1, "connected": 1 },
        "qr": { "requested": 1, "shown": 1, "phoneAnswered": 1, "connected": 1 },
    });
    assert_eq!(told["pairings"], pairings, "{told:#}");
    assert_eq!(told["failures"], json!([{ "code": "PAIRING_CODE_FAILED", "count": 1 }]));
    let times = &told["timeToConnected"];
    assert!(times["p50Ms"].as_u64() <= times["p99Ms"].as_u64() && times["p50Ms"].as_u64() > Some(0), "{times}");
    let counted: u64 =
        times["buckets"].as_array().unwrap().iter().map(|bucket| bucket["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, 2);

    // The time before the start is a gap; now two sessions are connected and one has failed.
    let states = told["states"].as_array().unwrap();
    assert!(!states.is_empty() && states.len() <= 3, "{states:#?}");
    let now = &states.last().unwrap()["counts"];
    assert_eq!((now["connected"].as_u64(), now["error"].as_u64(), now["idle"].as_u64()), (Some(2), Some(1), Some(0)));
    assert!(told["restarts"].as_array().unwrap().iter().all(|point| point["count"] == 0));
}

#[tokio::test]
async fn counts_of_sessions_are_kept_from_the_start_on() {
    let world = World::fresh().await;
    let client = world.database.connect().await;
    let kept = async || client.query_one("SELECT count(*) FROM session_counts", &[]).await.unwrap().get::<_, i64>(0);
    for _ in 0..200 {
        if kept().await > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("none is kept");
}

#[tokio::test]
async fn service_endpoint_shows_readiness_with_and_without_a_database() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let _page = world.service.browser(SALON).await;
    let ready = world.service.json(SERVICE).await;
    assert_eq!((ready["ready"].as_bool(), ready["store"]["up"].as_bool()), (Some(true), Some(true)), "{ready:#}");
    assert!(ready["store"]["serverVersion"].as_str().unwrap().starts_with(|first: char| first.is_ascii_digit()));
    assert!(ready["store"]["latencyMs"]["p50"].as_f64() > Some(0.0), "{ready:#}");
    assert!(ready["startedAt"].as_str() < ready["now"].as_str());
    assert_eq!((ready["sessions"]["connected"].as_u64(), ready["sockets"].as_u64() >= Some(1)), (Some(1), true));
    assert_eq!(ready["breaker"], json!({ "open": false, "since": null, "nextProbeAt": null }));

    let _shut = shut(&world.database).await;
    assert_eq!(world.service.get("/readyz").await.status(), 503);
    // The key's check is cached, so the request needs no database.
    let down = world.service.json(SERVICE).await;
    assert_eq!((down["ready"].as_bool(), down["store"]["up"].as_bool()), (Some(false), Some(false)), "{down:#}");
    assert_eq!((down["checks"][0]["name"].as_str(), down["checks"][0]["ok"].as_bool()), (Some("store"), Some(false)));
    assert!(down["checks"][0]["detail"].is_string() && down["store"]["serverVersion"].is_null());
    // In any state: a link that was just writing reads everything again.
    let sessions: u64 = down["sessions"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(sessions, 1, "{down:#}");
    assert_eq!(world.service.get("/api/dashboard/overview").await.status(), 503);
}
