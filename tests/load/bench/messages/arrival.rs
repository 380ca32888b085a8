//! Time from a phone's message to its webhook at a receiver, at a steady pace. Simulator and receiver read the same clock;
//! the simulator's times are whole milliseconds, cut off, so what is told is up to one too long.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use linekeeper_harness::{Database, Receiver, Salon, Service, ServiceOptions, SimulatorProcess, link_many};
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::samples::Samples;
use linekeeper_load::usage::{self, Usage};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::millis;
use crate::linekeeper::Linekeeper;

/// Number of lines.
const LINES: usize = 100;
/// People who write to each line, and the number of the first.
const CONTACTS: u64 = 5;
const FIRST: &str = "79165550000";
/// Messages per second, of all together.
const PACE: u32 = 200;
/// Messages before the measurement: each of the people writes to each line twice, so that all sessions and lanes exist.
const FIRST_ONES: usize = 1_000;
/// Messages that are measured: a minute.
const COUNT: usize = 12_000;
/// Longest time until the last one is there.
const PATIENCE: Duration = Duration::from_secs(180);
const GLANCE: Duration = Duration::from_millis(200);
/// Target for the 99th percentile, in milliseconds.
const SOON: f64 = 100.0;

const SETTINGS: [(&str, &str); 3] =
    [("MESSAGES__ENABLED", "true"), ("WEBHOOKS__ALLOW_HTTP", "true"), ("WEBHOOKS__ALLOWED_NETWORKS", "127.0.0.0/8")];

/// Message that a phone has sent, with times in microseconds since 1970.
struct Sent {
    sent: u64,
    acknowledged: Option<u64>,
}

pub async fn measure() -> Vec<Row> {
    let dir = tempfile::tempdir().expect("a directory");
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint).set_all(&SETTINGS);
    let linekeeper = Linekeeper::start(database, options).await;
    let service = linekeeper.service();
    let lines = link_many(service, &simulator, LINES, 10).await;
    let receiver = receiver(dir.path(), service).await;
    let cpu = || (Usage::of(service.pid()).cpu, usage::postgres().cpu);
    let (before, count) = (cpu(), FIRST_ONES + COUNT);
    let to: Vec<&str> = lines.iter().map(|line| line.number.as_str()).collect();
    simulator.pace(&to, (FIRST, CONTACTS), (count as u64, PACE)).await;
    all_are_there(&receiver, count).await;
    let after = cpu();
    let arrived = arrived(&receiver);
    let sent = sent(&simulator, &lines).await;
    assert_eq!((sent.len(), arrived.len()), (count, count), "messages sent, and webhooks of different messages");
    let (mut taken, mut delivered) = (Samples::default(), Samples::default());
    for (key, Sent { sent, acknowledged }) in sent.into_iter().skip(FIRST_ONES) {
        let until = |then: u64| Duration::from_micros(then.saturating_sub(sent));
        let arrived = arrived.get(&key).unwrap_or_else(|| panic!("{key:?} did not arrive"));
        delivered.push(until(*arrived));
        taken.push(until(acknowledged.unwrap_or_else(|| panic!("{key:?} was not acknowledged"))));
    }
    let each = |after: Duration, before: Duration| {
        millis(after.saturating_sub(before) / u32::try_from(count).unwrap_or(u32::MAX))
    };
    rows(&taken, &delivered, (each(after.0, before.0), each(after.1, before.1)))
}

fn rows(taken: &Samples, delivered: &Samples, (process, database): (f64, f64)) -> Vec<Row> {
    let row = |figure: &str| {
        Row::new("messages to a receiver of webhooks", format!("{PACE} a second over {LINES} lines: {figure}"), "ms")
    };
    let of = |samples: &Samples, percent| samples.percentile(percent).map(millis);
    let filled = |figure: &str, value: Option<f64>| row(figure).with(Subject::Linekeeper, value);
    vec![
        filled("until acknowledged to WhatsApp (p50)", of(taken, 50)),
        filled("until acknowledged to WhatsApp (p99)", of(taken, 99)),
        filled("until a receiver has it (p50)", of(delivered, 50)),
        filled("until a receiver has it (p99)", of(delivered, 99)).at_most(SOON),
        filled("CPU per message", Some(process)),
        filled("CPU per message of PostgreSQL", Some(database)),
    ]
}

/// Starts a receiver that all lines deliver to.
async fn receiver(dir: &std::path::Path, service: &Service) -> Receiver {
    let receiver = Receiver::prepare(dir, &["--unsynced"]);
    let wanted = json!({ "url": receiver.url(), "events": ["message.received"] });
    let (status, added) = service.post_json("/api/whatsapp/webhooks", &wanted).await;
    assert_eq!(status, 201, "{added}");
    receiver.start(Some(added["secret"].as_str().expect("a secret"))).await;
    receiver
}

async fn all_are_there(receiver: &Receiver, count: usize) {
    let began = Instant::now();
    loop {
        let taken = receiver.count();
        if taken >= count {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{taken} of {count} webhooks came");
        sleep(GLANCE).await;
    }
}

/// Company and id of a message.
type Key = (String, String);

/// First arrival of each message.
fn arrived(receiver: &Receiver) -> HashMap<Key, u64> {
    let (taken, unsigned) = receiver.taken();
    assert_eq!(unsigned, 0, "requests whose signature does not verify");
    let mut arrived = HashMap::new();
    for one in taken {
        let body: Value = serde_json::from_str(&one.body).expect("JSON");
        let text = |field: &str| body["data"][field].as_str().expect("a text").to_owned();
        arrived.entry((text("companyId"), text("messageId"))).or_insert(one.at);
    }
    arrived
}

/// What the phones have sent, in order.
async fn sent(simulator: &SimulatorProcess, lines: &[Salon]) -> Vec<(Key, Sent)> {
    let companies: HashMap<&str, &str> =
        lines.iter().map(|line| (line.number.as_str(), line.company.as_str())).collect();
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = simulator.sent_after(after).await;
        for entry in page["messages"].as_array().expect("messages") {
            let company = companies.get(entry["to"].as_str().expect("a number")).expect("a line");
            let id = entry["id"].as_str().expect("an id");
            let micros = |millis: &Value| millis.as_u64().map(|millis| millis * 1_000);
            let sent = micros(&entry["at"]).expect("a time");
            let acknowledged = micros(&entry["deliveries"][0]["acknowledgedAt"]);
            all.push((((*company).to_owned(), id.to_owned()), Sent { sent, acknowledged }));
        }
        after = page["next"].as_u64().expect("a place");
        if page["more"] != true {
            return all;
        }
    }
}
