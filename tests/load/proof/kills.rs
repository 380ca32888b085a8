//! Execution of kills. Each ends with everything running again; nobody waits until it has recovered.

use std::collections::BTreeMap;
use std::time::Duration;

use linekeeper_harness::{Database, Service};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use tokio::time::sleep;

use crate::holds::{Hold, last_seq, log_grows};
use crate::load::{contact, first_of_burst};
use crate::plan::{Point, Table, Victim};
use crate::world::World;

/// Time within which a named point is reached; else the kill counts as one at random.
const REACHED: Duration = Duration::from_secs(15);

/// Time between two looks at what phones have taken.
const LOOK: Duration = Duration::from_millis(20);

/// Texts that wait at WhatsApp before a kill in the middle of them.
const BACKLOG: u64 = 120;

/// People who write a backlog.
const WRITERS: u64 = 3;

/// Kills at each point: all, and those at which it was reached.
pub type Tally = BTreeMap<&'static str, (u64, u64)>;

/// Kills one after the other.
pub struct Killer<'a> {
    world: &'a World,
    dice: StdRng,
    /// Running service; none only while it is being replaced.
    service: Option<Service>,
    /// Place of the last message that phones had taken when it was last looked.
    taken: u64,
    /// Kills so far.
    pub tally: Tally,
}

impl<'a> Killer<'a> {
    /// Prepares to kill these processes.
    pub fn new(world: &'a World, service: Service, seed: u64) -> Self {
        let dice = StdRng::seed_from_u64(seed ^ 0x7769_6c6c);
        Self { world, dice, service: Some(service), taken: 0, tally: Tally::new() }
    }

    /// Kills at this point, and starts again what was killed.
    pub async fn kill(&mut self, point: Point) {
        let is_reached = match point {
            Point::Random(victim, after) => {
                sleep(after).await;
                self.end(victim).await;
                true
            }
            Point::Write(victim, table) => self.during_write(victim, table).await,
            Point::Buffer => self.before_buffering().await,
            Point::Unacknowledged(victim) => self.before_acknowledgement(victim).await,
            Point::Backlog(victim) => self.during_backlog(victim).await,
            Point::Untold(victim) => self.before_ack(victim).await,
            Point::Unanswered => match &self.world.receiver {
                Some(receiver) => receiver.kill_before_answer().await,
                None => false,
            },
        };
        self.mend().await;
        let (all, reached) = self.tally.entry(point.name()).or_default();
        *all += 1;
        *reached += u64::from(is_reached);
    }

    /// The service, at the end of the kills.
    pub fn finish(self) -> (Service, Tally) {
        (self.service.expect("it was started again"), self.tally)
    }

    async fn end(&mut self, victim: Victim) {
        match victim {
            Victim::Service => {
                if let Some(service) = self.service.take() {
                    service.kill().await;
                }
            }
            Victim::Postgres => Database::kill_server().await,
            Victim::Receiver => {
                if let Some(receiver) = &self.world.receiver {
                    receiver.kill().await;
                }
            }
        }
    }

    /// Starts again what does not run. PostgreSQL is started by its keeper.
    async fn mend(&mut self) {
        if self.service.is_none() {
            self.service = Some(self.world.start_again().await);
        }
        if let (Some(receiver), Some(service)) = (&self.world.receiver, &self.service)
            && !receiver.is_running().await
        {
            receiver.start(None).await;
            self.world.enable_webhook(service).await;
        }
    }

    async fn during_write(&mut self, victim: Victim, table: Table) -> bool {
        let hold = Hold::on(&self.world.database, table, REACHED).await;
        let is_reached = match &hold {
            Some(hold) => hold.is_reached(REACHED).await,
            None => false,
        };
        // The hold ends after the kill: what the server has been sent of the transaction goes on then, without a client.
        self.end(victim).await;
        is_reached
    }

    async fn before_acknowledgement(&mut self, victim: Victim) -> bool {
        let place = self.dice.random_range(0..self.world.lines.len());
        let line = &self.world.lines[place];
        let before = last_seq(&self.world.database, &line.company, REACHED).await;
        let fault = json!({ "at": "message-ack", "number": line.number, "answer": "hang", "times": 0 });
        self.world.simulator.fault_json(fault).await;
        let text = json!({ "to": line.number, "content": { "type": "text", "text": "Are you there?" } });
        self.world.simulator.order(&contact(place, 0), &text).await;
        let is_reached = match before {
            Some(before) => log_grows(&self.world.database, &line.company, (before, REACHED)).await,
            None => false,
        };
        self.end(victim).await;
        self.world.simulator.mend().await;
        is_reached
    }

    /// The callers order all the time: the first message that a phone takes now is not acknowledged.
    async fn before_ack(&mut self, victim: Victim) -> bool {
        let simulator = &self.world.simulator;
        loop {
            let page = simulator.taken_after(self.taken).await;
            self.taken = page["next"].as_u64().unwrap_or(self.taken);
            if page["more"] != true {
                break;
            }
        }
        simulator.fault_json(json!({ "at": "message-send", "answer": "hang", "times": 0 })).await;
        let began = tokio::time::Instant::now();
        let mut is_reached = false;
        while !is_reached && began.elapsed() < REACHED {
            sleep(LOOK).await;
            is_reached =
                simulator.taken_after(self.taken).await["messages"].as_array().is_some_and(|taken| !taken.is_empty());
        }
        self.end(victim).await;
        self.world.simulator.mend().await;
        is_reached
    }

    async fn before_buffering(&mut self) -> bool {
        let place = self.dice.random_range(0..self.world.lines.len());
        self.end(Victim::Service).await;
        let number = &self.world.lines[place].number;
        self.world.simulator.burst(number, (&first_of_burst(place), WRITERS), BACKLOG).await;
        let hold = Hold::on(&self.world.database, Table::Copies, REACHED).await;
        self.service = Some(self.world.start_again().await);
        let is_reached = match &hold {
            Some(hold) => hold.is_reached(REACHED).await,
            None => false,
        };
        self.end(Victim::Service).await;
        is_reached
    }

    async fn during_backlog(&mut self, victim: Victim) -> bool {
        let place = self.dice.random_range(0..self.world.lines.len());
        let line = &self.world.lines[place];
        self.end(Victim::Service).await;
        let before = last_seq(&self.world.database, &line.company, REACHED).await;
        self.world.simulator.burst(&line.number, (&first_of_burst(place), WRITERS), BACKLOG).await;
        self.service = Some(self.world.start_again().await);
        let is_reached = match before {
            Some(before) => log_grows(&self.world.database, &line.company, (before, REACHED)).await,
            None => false,
        };
        self.end(victim).await;
        is_reached
    }
}
