//! Five hundred sessions that connect at once, after a crash and after an outage of WhatsApp: the gate keeps its rate,
//! and all reconnect without a code.

use std::time::Duration;

use linekeeper_harness::{Database, Service, ServiceOptions, SimulatorProcess, link_many};

/// Number of sessions.
const CROWD: usize = 500;
/// Admissions per second.
const PACE: u64 = 50;
/// Maximum number of connections that the simulator may see within one second. The gate itself never exceeds its rate
/// (tests of the domain check that); but between an admission and the connection counted by the simulator lie threads
/// of two processes on a busy machine, so a second may get connections of its neighbours: on one whose processors all
/// belong to others for a second or two, those of both. Without the gate it would be all five hundred at once.
const MOST: u64 = PACE * 3;

/// Polling interval.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until `count` sessions are connected according to both service and simulator, for at most `patience`.
async fn until_connected(service: &Service, simulator: &SimulatorProcess, count: usize, patience: Duration) {
    let mut seen = (0.0, 0);
    for _ in 0..patience.as_millis() / LOOK.as_millis() {
        let metrics = service.metrics().await;
        seen = (metrics.sum_of("linekeeper_sessions", &[("state", "connected")]), simulator.stat("connections").await);
        if seen == (count as f64, count as u64) {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
    panic!("of {count} sessions {} are connected, to a simulator that has {}\n{}", seen.0, seen.1, service.log());
}

/// Waits until the simulator has no connection any more.
async fn until_all_are_gone(simulator: &SimulatorProcess) {
    for _ in 0..100 {
        if simulator.stat("connections").await == 0 {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
    panic!("connections stay open: {}", simulator.stats().await);
}

/// Asserts that the gate kept its rate since the last reset of the statistics.
async fn kept_its_pace(simulator: &SimulatorProcess, connected_at_least: u64) {
    let stats = simulator.stats().await;
    let (connects, refused) = (stats["connectsPeakPerSecond"].as_u64(), stats["refusedPeakPerSecond"].as_u64());
    println!("peaks: {connects:?} connections and {refused:?} refused ones a second");
    assert!(connects.is_some_and(|peak| (connected_at_least..=MOST).contains(&peak)), "{stats}");
    assert!(refused.is_some_and(|peak| peak <= MOST), "{stats}");
}

#[tokio::test]
async fn five_hundred_sessions_reconnect_at_the_rate_of_the_gate() {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint);
    let service = Service::start(&database, &options).await;
    let begun = std::time::Instant::now();
    link_many(&service, &simulator, CROWD, 16).await;
    println!("linked after {:?}", begun.elapsed());
    service.kill().await;
    until_all_are_gone(&simulator).await;

    simulator.reset_stats().await;
    let service = Service::start(&database, &options.set("GATE__PER_SECOND", &PACE.to_string())).await;
    until_connected(&service, &simulator, CROWD, Duration::from_secs(40)).await;
    println!("connected after {:?}", begun.elapsed());
    kept_its_pace(&simulator, 1).await;

    simulator.reset_stats().await;
    let before = simulator.stat("connectsRefused").await;
    simulator.outage(10).await;
    until_all_are_gone(&simulator).await;
    until_connected(&service, &simulator, CROWD, Duration::from_secs(60)).await;
    println!("back after {:?}", begun.elapsed());
    kept_its_pace(&simulator, 1).await;
    assert!(simulator.stat("connectsRefused").await > before, "nobody tried during the outage");
    assert_eq!(simulator.stat("codesIssued").await, 0, "everything was kept");
}

/// Number of sessions that WhatsApp asks to restart at once, and admissions per second.
const ASKED_TO_RESTART: usize = 24;
const SLOW: u64 = 2;

#[tokio::test]
async fn restarts_asked_for_by_whatsapp_pass_the_gate() {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint);
    let service = Service::start(&database, &options).await;
    let salons = link_many(&service, &simulator, ASKED_TO_RESTART, 8).await;
    assert_eq!(service.stop().await, Some(0));
    let service = Service::start(&database, &options.set("GATE__PER_SECOND", &SLOW.to_string())).await;
    until_connected(&service, &simulator, ASKED_TO_RESTART, Duration::from_secs(40)).await;

    // Entries left by the earlier stop do not count.
    let noise = async || {
        let mut found = 0;
        for salon in &salons {
            let events = service.events(&salon.company).await;
            found += events.iter().filter(|entry| entry["to"] == "reconnecting" || !entry["code"].is_null()).count();
        }
        found
    };
    let quiet = noise().await;
    simulator.reset_stats().await;
    let before = simulator.stat("connectionsTotal").await;
    simulator.fault_json(serde_json::json!({ "at": "stream", "answer": { "code": 515 }, "times": 1 })).await;
    for _ in 0..600 {
        if simulator.stat("connectionsTotal").await - before >= ASKED_TO_RESTART as u64 {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    until_connected(&service, &simulator, ASKED_TO_RESTART, Duration::from_secs(40)).await;
    let stats = simulator.stats().await;
    // A window that begins between two admissions may see one more, and a busy machine another.
    assert!(stats["connectsPeakPerSecond"].as_u64().is_some_and(|peak| peak <= SLOW + 2), "{stats}");
    let metrics = service.metrics().await;
    assert_eq!(metrics.sum("linekeeper_session_failures_total"), 0.0);
    assert_eq!(noise().await, quiet);
    assert!(!service.whole_log().contains(" ERROR "), "{}", service.log());
}
