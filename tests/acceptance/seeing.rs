//! Observability: a correlation id is found in every place its request reaches, and no secret in any.

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{Answer, Database, FakeSentry, OLD_PHONE, Service, Story};
use serde_json::{Value, json};

use crate::databases::until;

/// Parsed lines of a JSON log.
fn lines(log: &str) -> Vec<Value> {
    log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn of_story<'a>(log: &'a [Value], id: &str) -> Vec<&'a Value> {
    log.iter().filter(|line| line["correlation.id"] == id).collect()
}

async fn watched_world() -> (World, FakeSentry) {
    let sentry = FakeSentry::start().await;
    let world = World::on(Database::fresh().await, |options| {
        options.set("LOG__FORMAT", "json").set("PAIRING__RETRY_MS", "10").with_sentry(&sentry)
    });
    (world.await, sentry)
}

#[tokio::test]
async fn correlation_id_of_a_client_appears_in_every_output() {
    let (world, sentry) = watched_world().await;
    let mut page = world.service.browser_with_headers(SALON, &[("x-correlation-id", "story-1")]).await.unwrap();
    world.simulator.faults("pair-code", Answer::Code(500), 3).await;
    page.request_code(NEW_PHONE).await;
    let error = page.frame("pairing-code-error").await;
    assert_eq!(
        (error["code"].as_str(), error["correlationId"].as_str()),
        (Some("PAIRING_CODE_FAILED"), Some("story-1"))
    );
    assert_eq!(world.status(SALON).await["correlationId"], "story-1");
    let news = sentry.until("the failure", |event| event["tags"]["correlation.id"] == "story-1").await;
    assert_eq!(
        (news["tags"]["code"].as_str(), news["tags"]["company.id"].as_str()),
        (Some("PAIRING_CODE_FAILED"), Some(SALON))
    );
    let journalled = async || {
        let journal = world.service.events(SALON).await;
        journal.into_iter().filter(|entry| entry["correlationId"] == "story-1").collect::<Vec<_>>()
    };
    // It is written when there is time for it.
    let failed = async || journalled().await.iter().any(|entry| entry["code"] == "PAIRING_CODE_FAILED");
    until("the failure in the journal", failed).await;
    let told = journalled().await;
    assert!(told.iter().any(|entry| entry["to"] == "creating" && entry["actor"] == "client"), "{told:#?}");
    let log = lines(&world.service.whole_log());
    let targets: Vec<_> = of_story(&log, "story-1").iter().map(|line| line["target"].to_string()).collect();
    assert!(targets.iter().any(|target| target.contains("linekeeper_actors")), "{targets:?}");
    assert!(targets.iter().any(|target| target.contains("linekeeper_link")), "{targets:?}");
}

#[tokio::test]
async fn correlation_id_comes_from_a_frame_or_a_traceparent() {
    let (world, _sentry) = watched_world().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let header = format!("00-{trace}-00f067aa0ba902b7-01");
    let mut page = world.service.browser_with_headers(SALON, &[("traceparent", header.as_str())]).await.unwrap();
    page.request_code("no number").await;
    assert_eq!(page.frame("pairing-code-error").await["correlationId"], trace);
    page.request_code("no number").await;
    assert_eq!(page.frame("pairing-code-error").await["correlationId"], format!("{trace}.2"));
    let own = json!({ "type": "request-pairing-code", "phoneNumber": NEW_PHONE, "correlationId": "mine" });
    page.send(own).await;
    assert_eq!(page.frame("pairing-code").await["correlationId"], "mine");
}

#[tokio::test]
async fn database_failure_is_logged_with_the_correlation_id() {
    let database = Database::at("postgres://nobody@127.0.0.1:1/nowhere");
    let options = linekeeper_harness::ServiceOptions::with_endpoint("ws://127.0.0.1:1/ws/chat");
    let service = Service::start(&database, &options.set("LOG__FORMAT", "json")).await;
    let path = format!("/api/whatsapp/sessions/{SALON}/credentials/status");
    let answer = service.request(linekeeper_harness::Method::GET, &path, &[("x-correlation-id", "sql-7")]).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["x-correlation-id"], "sql-7");
    assert!(answer.headers().contains_key("retry-after"));
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(
        (problem["correlationId"].as_str(), problem["code"].as_str()),
        (Some("sql-7"), Some("STORE_UNAVAILABLE"))
    );
    let log = lines(&service.whole_log());
    assert!(!of_story(&log, "sql-7").is_empty(), "{log:#?}");
}

#[tokio::test]
async fn debug_output_of_the_demo_contains_no_secrets() {
    let sentry = FakeSentry::start().await;
    let mut story = Story::prepare(Database::fresh().await).await;
    story.options = story.options.set("LOG__FILTER", "debug").set("LOG__FORMAT", "json").with_sentry(&sentry);
    let service = story.service().await;
    let links = "/api/whatsapp/sessions/qr-salon/onboarding-links";
    let (_, link) = service.post_json(links, &json!({})).await;
    let link_token = link["token"].as_str().unwrap().to_owned();
    let mut owner = service.stranger("qr-salon", &[]).await.unwrap();
    owner.send(json!({ "type": "authenticate", "token": link_token })).await;
    owner.frame("authenticated").await;
    let master_key = story.database.master_keys().current().to_text().to_string();
    let mut page = service.browser("qr-salon").await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    story.until_connected(&service, |_| {}).await;
    let mut seen = [service.whole_log(), metrics_of(&service).await];
    service.kill().await;
    let service = story.service().await;
    story.until_reset(&service, |_| {}).await;
    seen[1] += &metrics_of(&service).await;
    let journal = format!("{:?}", service.events(linekeeper_harness::SALON).await);
    let (_, log) = (service.signal("TERM").await, service.whole_log());

    assert!(log.contains("is connected") && seen[0].contains("is connected"), "not the logs of this story");
    assert_eq!(log.lines().filter(|line| serde_json::from_str::<Value>(line).is_err()).count(), 0, "JSON only");
    let mut secrets: Vec<String> = story.codes.iter().flat_map(|code| [code.clone(), code.replace('-', "")]).collect();
    secrets.extend([OLD_PHONE.to_owned(), NEW_PHONE.to_owned(), service.key().to_owned(), link_token]);
    secrets.extend(master_key.split(':').skip(1).map(str::to_owned));
    secrets.extend(qr.split([',', '@']).filter(|part| part.len() > 20).map(str::to_owned));
    let places = [log, seen[0].clone(), seen[1].clone(), journal, format!("{:?}", sentry.events())];
    for (place, text) in ["second log", "first log", "metrics", "journal", "sentry"].iter().zip(places) {
        for secret in &secrets {
            let line = text.lines().find(|line| line.contains(secret.as_str()));
            assert!(line.is_none(), "a secret in the {place}: {}", line.unwrap_or_default());
        }
    }
}

async fn metrics_of(service: &Service) -> String {
    service.get("/metrics").await.text().await.unwrap()
}

#[tokio::test]
async fn metrics_count_a_pairing_without_naming_the_company() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let metrics = world.service.metrics().await;
    let code = [("method", "code")];
    assert_eq!(metrics.value("linekeeper_pairings_asked_total", &code), Some(1.0));
    assert_eq!(metrics.value("linekeeper_pairings_succeeded_total", &code), Some(1.0));
    assert_eq!(metrics.value("linekeeper_sessions", &[("state", "connected")]), Some(1.0));
    assert!(metrics.sum("linekeeper_store_call_seconds_count") > 5.0, "{:?}", metrics.names());
    assert!(!metrics.values_of("company").contains(&SALON));
    let text = metrics_of(&world.service).await;
    assert!(!text.contains(SALON) && !text.contains(NEW_PHONE));
}
