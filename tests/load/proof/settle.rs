//! The end of a run: everything recovers, and the records of all sides are read.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use linekeeper_harness::Service;
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::compare::{Findings, Sends, compare_log, compare_receiver, compare_sends, missing, open_sends};
use crate::records::{Logged, People, Received, Sent, Taken};
use crate::sends::Asked;
use crate::world::World;

/// Time without any progress after which what is missing is lost.
const PATIENCE: Duration = Duration::from_secs(90);

/// Time between two looks, each of which enables the webhook: what waits is sent at once.
const LOOK: Duration = Duration::from_secs(2);

/// Records of all sides, by company.
#[derive(Default, Serialize)]
pub struct Records {
    /// What phones sent.
    pub sent: BTreeMap<String, Vec<Sent>>,
    /// What the logs hold.
    pub logged: HashMap<String, Vec<Logged>>,
    /// What the receiver took; none without a receiver.
    pub received: Option<HashMap<String, Vec<Received>>>,
    /// What callers ordered.
    pub asked: BTreeMap<String, Vec<Asked>>,
    /// What phones have taken of the lines.
    pub taken: HashMap<String, Vec<Taken>>,
    /// Status of each message that was ordered, by our id.
    pub statuses: HashMap<String, String>,
    /// What could not be read, in words.
    pub unreadable: Vec<String>,
    /// Messages that WhatsApp holds no acknowledgement of.
    pub unacknowledged: u64,
    /// Requests to the receiver whose signature did not verify.
    pub unsigned: u64,
}

impl Records {
    /// Number of messages of which there is no event.
    fn missing(&self) -> usize {
        self.sent.iter().map(|(company, sent)| missing(sent, self.of(company))).sum()
    }

    /// Number of messages that were ordered, and did not arrive or are not said to have.
    fn open(&self) -> usize {
        self.asked.keys().map(|company| open_sends(&self.sends(company))).sum()
    }

    fn sends(&self, company: &str) -> Sends<'_> {
        Sends {
            asked: self.asked.get(company).map(Vec::as_slice).unwrap_or_default(),
            taken: self.taken.get(company).map(Vec::as_slice).unwrap_or_default(),
            logged: self.of(company),
            statuses: &self.statuses,
        }
    }

    /// Findings in what was sent for callers.
    pub fn findings_of_sends(&self) -> Findings {
        let mut found = Findings::default();
        for company in self.sent.keys() {
            found.merge(company, compare_sends(&self.sends(company)));
        }
        found
    }

    fn of(&self, company: &str) -> &[Logged] {
        self.logged.get(company).map(Vec::as_slice).unwrap_or_default()
    }

    /// Findings in the logs, and at the receiver.
    pub fn findings(&self) -> (Findings, Option<Findings>) {
        let mut log = Findings::default();
        let mut receiver = self.received.as_ref().map(|_| Findings::default());
        for (company, sent) in &self.sent {
            log.merge(company, compare_log(sent, self.of(company)));
            if let (Some(all), Some(received)) = (&mut receiver, &self.received) {
                let received = received.get(company).map(Vec::as_slice).unwrap_or_default();
                all.merge(company, compare_receiver(self.of(company), received));
            }
        }
        (log, receiver)
    }
}

/// Waits until nothing is missing and nothing waits, or nothing moves any more; returns the records.
pub async fn settle(world: &World, service: &Service, (people, asked): (&People, Vec<Asked>)) -> Records {
    let mut records = Records::default();
    for asked in asked {
        records.asked.entry(asked.company.clone()).or_default().push(asked);
    }
    let (mut best, mut since) = ((usize::MAX, u64::MAX, i64::MAX, usize::MAX), Instant::now());
    loop {
        world.enable_webhook(service).await;
        read_sent(world, people, &mut records).await;
        read_logs(world, service, (people, &mut records)).await;
        read_taken(world, people, &mut records).await;
        read_statuses(service, &mut records).await;
        let waiting = if world.receiver.is_some() { world.waiting().await.unwrap_or(i64::MAX) } else { 0 };
        let left = (records.missing(), records.unacknowledged, waiting, records.open());
        if left < best {
            (best, since) = (left, Instant::now());
        }
        if left == (0, 0, 0, 0) || since.elapsed() > PATIENCE {
            break;
        }
        sleep(LOOK).await;
    }
    read_received(world, &mut records);
    records
}

async fn read_sent(world: &World, people: &People, records: &mut Records) {
    records.sent = world.lines.iter().map(|line| (line.company.clone(), Vec::new())).collect();
    let mut after = 0;
    loop {
        let page = world.simulator.sent_after(after).await;
        assert_eq!(page["dropped"], 0, "the simulator has dropped messages: the run was too long");
        let entries = page["messages"].as_array().expect("messages");
        for (company, sent) in entries.iter().flat_map(|entry| people.sent(entry)) {
            records.sent.entry(company).or_default().push(sent);
        }
        after = page["next"].as_u64().expect("a place");
        if page["more"] != true {
            break;
        }
    }
    let all = records.sent.values().flatten();
    records.unacknowledged = all.filter(|sent| !sent.acknowledged).count() as u64;
}

async fn read_taken(world: &World, people: &People, records: &mut Records) {
    records.taken.clear();
    let mut after = 0;
    loop {
        let page = world.simulator.taken_after(after).await;
        assert_eq!(page["dropped"], 0, "the simulator has dropped messages: the run was too long");
        let entries = page["messages"].as_array().expect("messages");
        for (company, taken) in entries.iter().filter_map(|entry| people.taken(entry)) {
            records.taken.entry(company).or_default().push(taken);
        }
        after = page["next"].as_u64().expect("a place");
        if page["more"] != true {
            return;
        }
    }
}

/// Reads the status of each message that may have another one by now.
async fn read_statuses(service: &Service, records: &mut Records) {
    let is_last = |status: Option<&String>| status.is_some_and(|status| status == "delivered");
    for asked in records.asked.values().flatten() {
        if !is_last(records.statuses.get(&asked.message)) {
            let path = format!("/api/whatsapp/sessions/{}/messages/{}", asked.company, asked.message);
            let status = service.json(&path).await["status"].as_str().unwrap_or_default().to_owned();
            records.statuses.insert(asked.message.clone(), status);
        }
    }
}

/// Reads what has come since the last time.
async fn read_logs(world: &World, service: &Service, (people, records): (&People, &mut Records)) {
    for line in &world.lines {
        loop {
            let after = records.of(&line.company).last().map_or(0, |last| last.seq);
            let page =
                service.json(&format!("/api/whatsapp/sessions/{}/feed?after={after}&limit=200", line.company)).await;
            let Some(events) = page["events"].as_array().filter(|events| !events.is_empty()) else { break };
            for event in events {
                match people.logged(event) {
                    Ok((company, logged)) if company == line.company => {
                        records.logged.entry(company).or_default().push(logged);
                    }
                    Ok((company, _)) => records.unreadable.push(format!("{company} in the log of {}", line.company)),
                    Err(what) => records.unreadable.push(what),
                }
            }
            if page["more"] != true || !records.unreadable.is_empty() {
                break;
            }
        }
    }
}

fn read_received(world: &World, records: &mut Records) {
    let Some(receiver) = &world.receiver else { return };
    let (taken, unsigned) = receiver.taken();
    records.unsigned = unsigned;
    let mut received: HashMap<String, Vec<Received>> = HashMap::new();
    for taken in taken {
        let body: Value = serde_json::from_str(&taken.body).unwrap_or_default();
        match (body["data"]["companyId"].as_str(), body["data"]["seq"].as_i64()) {
            (Some(company), Some(seq)) => {
                let one = Received { event: taken.id, seq, document: body.to_string() };
                received.entry(company.to_owned()).or_default().push(one);
            }
            _ => records.unreadable.push(format!("{} has the body {}", taken.id, taken.body)),
        }
    }
    let known = |company: &String| records.sent.contains_key(company);
    records.unreadable.extend(received.keys().filter(|company| !known(company)).map(|it| format!("company {it}")));
    records.received = Some(received);
}
