//! Orderly stops in the middle of everything: nothing that was noted is missing afterwards.

use std::time::{Duration, Instant};

use linekeeper_harness::{Database, Service, ServiceOptions, SimulatorProcess, link_many};
use serde_json::json;

/// Stops.
const STOPS: usize = 20;
/// Salons that are connected.
const LINKED: usize = 8;
/// Salons that ask for something at the moment of each stop.
const ASKING: usize = 12;

/// How many requests of these the journal has taken.
async fn noted(database: &Database, asked: &str) -> i64 {
    let statement = "SELECT count(DISTINCT correlation_id) FROM session_events
        WHERE event = 'cancel_requested' AND correlation_id LIKE $1";
    let client = database.connect().await;
    client.query_one(statement, &[&format!("{asked}.%")]).await.expect("an answer").get(0)
}

#[tokio::test]
async fn twenty_stops_in_the_middle_of_everything_lose_no_entry() {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint);
    let mut service = Service::start(&database, &options).await;
    link_many(&service, &simulator, LINKED, 4).await;
    for stop in 0..STOPS {
        let asked = format!("stop-{stop}");
        let mut pages = Vec::new();
        for number in 0..ASKING {
            pages.push(service.browser(&format!("asks-{number}")).await);
        }
        // Every line breaks, and every page asks for something, while the service is told to stop.
        simulator.fault_json(json!({ "at": "stream", "answer": "drop", "times": 1 })).await;
        for (number, page) in pages.iter_mut().enumerate() {
            let correlation = format!("{asked}.{number}");
            page.send(json!({ "type": "cancel-pairing", "correlationId": correlation })).await;
            page.send(json!({ "type": "ping", "requestId": "read" })).await;
        }
        for page in &mut pages {
            page.frame("pong").await;
        }
        service.signal("TERM").await;
        assert_eq!(service.wait_exit().await, Some(0), "{}", service.log());
        let log = service.whole_log();
        let lost = log.lines().find(|line| line.contains("entries were lost") || line.contains("was left out"));
        assert_eq!(lost, None, "stop {stop}");
        assert!(!log.contains("Pool has been closed"), "stop {stop}");
        assert_eq!(noted(&database, &asked).await, ASKING as i64, "stop {stop}: {log}");
        service = Service::start(&database, &options).await;
    }
}

#[tokio::test]
async fn reset_of_a_line_that_does_not_answer_is_answered() {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let service = Service::start(&database, &ServiceOptions::with_endpoint(&simulator.endpoint)).await;
    let salons = link_many(&service, &simulator, 1, 1).await;
    simulator.fault_json(json!({ "at": "stream", "answer": "hang", "times": 1 })).await;
    let begun = Instant::now();
    let path = format!("/api/whatsapp/sessions/{}/reset", salons[0].company);
    let answer = service.post(&path).await;
    assert_eq!(answer.status(), 200, "{}", service.log());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
