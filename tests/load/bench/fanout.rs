//! One session changes its state while a thousand dashboards watch. Only Linekeeper has dashboards.

use std::time::{Duration, Instant};

use futures::{StreamExt as _, future, stream};
use linekeeper_harness::{Browser, Database, Salon, Service, ServiceOptions, SimulatorProcess, link_many};
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::samples::Samples;
use linekeeper_load::usage::Usage;
use serde_json::{Value, json};

/// Number of dashboards.
const WATCHERS: usize = 1_000;
/// Number of dashboards that subscribe and never read.
const SLOW: usize = 100;
/// Number of sessions.
const SALONS: usize = 50;
/// Number of measured changes, one after another.
const CHANGES: usize = 40;
/// Number of changes while the slow dashboards do not read.
const UNREAD: usize = 400;
/// Number of dashboards that connect at once.
const AT_ONCE: usize = 50;

pub async fn measure() -> Vec<Row> {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint).set("LOG__FILTER", "info");
    let service = Service::start(&database, &options).await;
    let salons = link_many(&service, &simulator, SALONS, 10).await;
    let mut rows = Vec::new();
    for watchers in [1, WATCHERS] {
        let mut all = watching(&service, watchers).await;
        let cpu = Usage::of(service.pid()).cpu;
        let (mut first, mut last) = (Samples::default(), Samples::default());
        for change in 0..CHANGES {
            let heard = change_once(&service, salon_of(&salons, change), &mut all).await;
            first.push(heard.percentile(1).unwrap_or_default());
            last.push(heard.percentile(100).unwrap_or_default());
        }
        let cost = (Usage::of(service.pid()).cpu - cpu) / u32::try_from(CHANGES).unwrap_or(1);
        let row = |figure: &str| {
            Row::new("fan-out of a change to dashboards", format!("{watchers} watching: {figure}"), "ms")
        };
        let millis = |time: Option<Duration>| Some(time?.as_secs_f64() * 1e3);
        rows.push(row("until the first has it (p50)").with(Subject::Linekeeper, millis(first.median())));
        rows.push(row("until the last has it (p50)").with(Subject::Linekeeper, millis(last.median())));
        rows.push(row("until the last has it (p99)").with(Subject::Linekeeper, millis(last.percentile(99))));
        rows.push(row("CPU per change").with(Subject::Linekeeper, cost.as_secs_f64() * 1e3));
        future::join_all(all.into_iter().map(Browser::close)).await;
    }
    rows.push(slow_watchers(&service, &salons).await);
    rows
}

fn salon_of(salons: &[Salon], change: usize) -> &Salon {
    &salons[change % salons.len()]
}

/// Opens dashboards that have received all sessions.
async fn watching(service: &Service, count: usize) -> Vec<Browser> {
    let opening = stream::iter(0..count).map(|_| async {
        let mut dashboard = service.dashboard(&[]).await.expect("a dashboard");
        dashboard.send(json!({ "type": "watch" })).await;
        let mut seen = 0;
        while seen < SALONS {
            let frame = dashboard.frame("sessions").await;
            seen += frame["sessions"].as_array().map_or(0, Vec::len);
            acknowledge(&mut dashboard, &frame).await;
        }
        dashboard
    });
    opening.buffer_unordered(AT_ONCE).collect().await
}

async fn acknowledge(dashboard: &mut Browser, frame: &Value) {
    dashboard.send(json!({ "type": "ack", "seq": frame["seq"] })).await;
}

/// Restarts a session and returns the time until each dashboard was notified. States that change again before a
/// dashboard reads are coalesced.
async fn change_once(service: &Service, salon: &Salon, watchers: &mut [Browser]) -> Samples {
    let path = format!("/api/whatsapp/sessions/{}", salon.company);
    let before = service.json(&path).await["since"].clone();
    let began = Instant::now();
    let hearing = watchers.iter_mut().map(|watcher| heard(watcher, salon, &before));
    let restarting = format!("{path}/restart");
    let (answer, heard) = future::join(service.post(&restarting), future::join_all(hearing)).await;
    assert!(answer.status().is_success(), "{}", answer.status());
    heard.into_iter().map(|at| at - began).collect()
}

/// Time at which this dashboard was first notified of the salon; returns once the salon is connected again.
async fn heard(watcher: &mut Browser, salon: &Salon, before: &Value) -> Instant {
    let mut first = None;
    loop {
        let frame = watcher.frame("sessions").await;
        let at = Instant::now();
        acknowledge(watcher, &frame).await;
        let rows = frame["sessions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some(row) = rows.iter().find(|row| row["companyId"] == salon.company.as_str()) else { continue };
        let first = *first.get_or_insert(at);
        if row["state"] == "connected" && row["since"] != *before {
            return first;
        }
    }
}

/// Memory of a dashboard that never reads, after many changes.
async fn slow_watchers(service: &Service, salons: &[Salon]) -> Row {
    let mut reading = watching(service, 1).await;
    let slow = watching(service, SLOW).await;
    for change in 0..CHANGES {
        change_once(service, salon_of(salons, change), &mut reading).await;
    }
    let before = Usage::of(service.pid()).memory;
    for change in 0..UNREAD {
        change_once(service, salon_of(salons, change), &mut reading).await;
    }
    let grown = Usage::of(service.pid()).memory.saturating_sub(before) as f64 / 1e3;
    drop(slow);
    let figure = format!("memory of a dashboard that reads nothing, after {UNREAD} changes");
    Row::new("fan-out of a change to dashboards", figure, "kB")
        .with(Subject::Linekeeper, grown / SLOW as f64)
        .at_most(64.0)
}
