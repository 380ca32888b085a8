//! Orderly stops during activity: no journal entry is lost.

use std::time::{Duration, Instant};

use linekeeper_harness::{Database, Service, ServiceOptions, SimulatorProcess, link_many};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_postgres::Client;

use crate::databases::until;

/// Number of stops.
const STOPS: usize = 20;
/// Number of connected salons.
const LINKED: usize = 8;
/// Number of salons that send a request right before each stop.
const ASKING: usize = 12;

/// Number of these requests in the journal.
async fn noted(database: &Database, asked: &str) -> i64 {
    let statement = "SELECT count(DISTINCT correlation_id) FROM session_events
        WHERE event = 'cancel_requested' AND correlation_id LIKE $1";
    let client = database.connect().await;
    client.query_one(statement, &[&format!("{asked}.%")]).await.expect("an answer").get(0)
}

#[tokio::test]
async fn twenty_stops_during_activity_lose_no_journal_entry() {
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
        // All connections break and every client sends a request while the service is told to stop.
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

async fn waits_for_a_lock(holder: &Client) -> bool {
    // Within a transaction pg_stat_activity is a snapshot of its first use.
    holder.batch_execute("SELECT pg_stat_clear_snapshot()").await.expect("cleared");
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    holder.query_one(waiting, &[]).await.expect("an answer").get::<_, i64>(0) > 0
}

#[tokio::test]
async fn journal_that_waited_is_written_before_the_process_ends() {
    let database = Database::fresh().await;
    let options = ServiceOptions::with_endpoint("ws://127.0.0.1:1/ws/chat");
    let mut service = Service::start(&database, &options).await;
    let host = service.base().strip_prefix("http://").expect("an address").to_owned();
    let mut line = TcpStream::connect(host).await.expect("connected");
    let mut page = service.browser("asks").await;
    page.frame("session-state").await;
    let holder = database.connect().await;
    // The journal is written slowly, and for now not at all.
    let slowly = "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$;
        CREATE TRIGGER slowly BEFORE INSERT ON session_events FOR EACH STATEMENT EXECUTE FUNCTION slowly()";
    holder.batch_execute(slowly).await.expect("a trigger");
    holder.batch_execute("BEGIN; LOCK TABLE session_events IN ACCESS EXCLUSIVE MODE").await.expect("held");
    for number in 0..ASKING {
        page.send(json!({ "type": "cancel-pairing", "correlationId": format!("held.{number}") })).await;
        if number == 0 {
            // Entries from here on queue behind the write that waits.
            until("the journal waits for its table", async || waits_for_a_lock(&holder).await).await;
        }
    }
    page.send(json!({ "type": "ping", "requestId": "read" })).await;
    page.frame("pong").await;
    page.close().await;
    service.signal("TERM").await;
    // The server closes this connection when it has stopped serving; only the journal is left then.
    let _ended = line.read(&mut [0; 16]).await;
    holder.batch_execute("COMMIT").await.expect("let go");
    assert_eq!(service.wait_exit().await, Some(0), "{}", service.log());
    assert_eq!(noted(&database, "held").await, ASKING as i64, "{}", service.log());
}

#[tokio::test]
async fn reset_of_an_unresponsive_link_is_answered() {
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
