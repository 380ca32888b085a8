//! Tests of the dashboard's overview and service status.

use chrono::TimeDelta;
use linekeeper_domain::client_version::{VersionSource, VersionStatus};
use linekeeper_domain::overview::{StateCounts, Tallies};

use super::*;

const OVERVIEW: &str = "/api/dashboard/overview";
const SERVICE: &str = "/api/dashboard/service";

#[actix_web::test]
async fn overview_covers_24_hours_or_the_requested_period() {
    let api = Api::new().await;
    let now = api.clock.now();
    for (query, hours) in [("", 24), ("?hours=1", 1), ("?hours=720", 720)] {
        let (status, overview) = api.answer(Method::GET, &format!("{OVERVIEW}{query}")).await;
        assert_eq!(status, 200, "{overview}");
        let range = *api.dashboard.ranges().last().unwrap();
        let (back, begun) = (now - range.from, TimeDelta::hours(hours));
        assert!(range.to == now && back >= begun && back < begun + TimeDelta::seconds(range.bucket_seconds.into()));
        assert_eq!(overview["bucketSeconds"], range.bucket_seconds);
    }
    for query in ["?hours=0", "?hours=721", "?hours=-1", "?hours=70000", "?hours=1.5", "?hours=", "?days=1"] {
        let (status, problem) = api.answer(Method::GET, &format!("{OVERVIEW}{query}")).await;
        assert_eq!((status, problem["code"].as_str()), (400, Some("BAD_REQUEST")), "{query}");
    }
    assert_eq!(api.dashboard.ranges().len(), 3);
}

#[actix_web::test]
async fn overview_has_the_counts_and_the_current_states() {
    let api = Api::new().await;
    let now = api.clock.now();
    let before = now - std::time::Duration::from_secs(3600);
    let counts = StateCounts { connected: 3, ..StateCounts::default() };
    api.dashboard.set(Tallies { states: [(before, counts)].into(), ..Tallies::default() });
    // A session that is not linked.
    api.answer(Method::POST, "/api/whatsapp/sessions/997441/reset").await;
    let (_, overview) = api.answer(Method::GET, OVERVIEW).await;
    let states = overview["states"].as_array().unwrap();
    assert_eq!(states.len(), 2, "the rest are gaps: {overview}");
    assert_eq!(states[0]["counts"]["connected"], 3);
    assert_eq!((states[1]["counts"]["connected"].as_u64(), states[1]["counts"]["idle"].as_u64()), (Some(0), Some(1)));
}

#[actix_web::test]
async fn an_overview_needs_the_database() {
    let api = Api::new().await;
    api.dashboard.break_down();
    let (status, problem) = api.answer(Method::GET, OVERVIEW).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
}

#[actix_web::test]
async fn service_status_is_available_while_the_database_is_down() {
    let api = Api::new().await;
    api.clock.advance(std::time::Duration::from_secs(60));
    let (status, service) = api.answer(Method::GET, SERVICE).await;
    assert_eq!((status, service["ready"].as_bool()), (200, Some(true)), "{service}");
    assert_eq!(service["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (service["startedAt"].as_str(), service["now"].as_str()),
        (Some("2027-01-15T08:00:00Z"), Some("2027-01-15T08:01:00Z"))
    );
    let checks = service["checks"].as_array().unwrap();
    assert_eq!(checks.iter().map(|check| check["name"].as_str().unwrap()).collect::<Vec<_>>(), ["store", "gate"]);
    assert!(checks.iter().all(|check| check["ok"] == true && check["detail"].is_null()));
    assert_eq!(
        service["store"],
        serde_json::json!({ "up": true, "serverVersion": "15.8", "latencyMs": { "p50": 0.42, "p99": 17.0 } })
    );
    assert_eq!(
        service["gate"],
        serde_json::json!({ "waiting": 0, "connecting": 0, "perSecond": 50, "concurrency": 100 })
    );
    assert_eq!(service["breaker"], serde_json::json!({ "open": false, "since": null, "nextProbeAt": null }));
    assert_eq!((service["sessions"]["connected"].as_u64(), service["sockets"].as_u64()), (Some(0), Some(0)));

    api.store.break_down();
    api.dashboard.break_down();
    let (status, service) = api.answer(Method::GET, SERVICE).await;
    assert_eq!((status, service["ready"].as_bool()), (200, Some(false)));
    assert_eq!((service["store"]["up"].as_bool(), service["store"]["serverVersion"].is_null()), (Some(false), true));
    let check = &service["checks"][0];
    assert_eq!(
        (check["ok"].as_bool(), check["detail"].as_str()),
        (Some(false), Some("the credential store is unavailable"))
    );
}

#[actix_web::test]
async fn service_status_shows_an_open_breaker_and_its_next_probe() {
    let api = Api::new().await;
    api.refuse_version().await;
    let (_, service) = api.answer(Method::GET, SERVICE).await;
    assert_eq!(service["ready"], true, "callers are no better off elsewhere");
    let breaker =
        serde_json::json!({ "open": true, "since": "2027-01-15T08:00:00Z", "nextProbeAt": "2027-01-15T08:05:00Z" });
    assert_eq!(service["breaker"], breaker);
}

#[actix_web::test]
async fn service_status_shows_the_announced_client_version() {
    let api = Api::new().await;
    let shown = async |api: &Api| api.answer(Method::GET, SERVICE).await.1["clientVersion"].clone();
    let configured = serde_json::json!({
        "version": "2.3000.1040000000",
        "source": "configured",
        "since": "2027-01-15T08:00:00Z",
        "lookedUpAt": null,
        "expiresAt": null,
    });
    assert_eq!(shown(&api).await, configured);
    let now = api.clock.now();
    let status = VersionStatus {
        version: "2.3000.1040000001".parse().unwrap(),
        source: VersionSource::LookedUp,
        since: now,
        looked_up_at: Some(now + TimeDelta::hours(1)),
        expires_at: Some(now + TimeDelta::days(14)),
    };
    api.version.set(status);
    let looked_up = serde_json::json!({
        "version": "2.3000.1040000001",
        "source": "looked_up",
        "since": "2027-01-15T08:00:00Z",
        "lookedUpAt": "2027-01-15T09:00:00Z",
        "expiresAt": "2027-01-29T08:00:00Z",
    });
    assert_eq!(shown(&api).await, looked_up);
    api.version.set(VersionStatus { source: VersionSource::BuiltIn, ..status });
    assert_eq!(shown(&api).await["source"], "built_in");
}
