//! Connected sessions during an outage of the database: a link whose writes are certain stays connected, and nothing is
//! lost.

use std::path::Path;
use std::process::Command;

use linekeeper_harness::{Database, Metrics, Mode, Salon, Service, ServiceOptions, SimulatorProcess, Wire, link_many};

use crate::databases::until;
use crate::outages::shut;

/// Number of sessions.
const LINES: usize = 6;

/// Phone that writes to the salons.
const CUSTOMER: &str = "79160000001";

/// Texts sent to each salon at a time.
const TEXTS: u16 = 3;

/// Connected sessions, and the simulator's counts before the outage.
struct Lines {
    service: Service,
    simulator: SimulatorProcess,
    salons: Vec<Salon>,
    connections: u64,
    taken: u64,
    sent: u64,
}

impl Lines {
    async fn on(database: &Database) -> Self {
        let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint)
            .set("STORE__CALL_TIMEOUT_SECONDS", "1")
            .set("SESSIONS__FROZEN_SECONDS", "10");
        let service = Service::start(database, &options).await;
        let salons = link_many(&service, &simulator, LINES, 3).await;
        simulator.name(CUSTOMER, "Customer").await;
        let mut lines = Self { service, simulator, salons, connections: 0, taken: 0, sent: 0 };
        lines.are_calm().await;
        lines.connections = lines.simulator.stat("connectionsTotal").await;
        lines.taken = lines.simulator.stat("messagesTaken").await;
        lines
    }

    /// Waits until the writes of the log-ins are done.
    async fn are_calm(&self) {
        let seen = std::cell::Cell::new(-1.0);
        let calm = async || {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            let now = self.service.metrics().await.sum_of("linekeeper_store_calls_total", &[("call", "write")]);
            seen.replace(now) == now
        };
        until("calm", calm).await;
    }

    /// Sends texts from the customer to these salons.
    async fn write_to(&mut self, salons: std::ops::Range<usize>) {
        for salon in &self.salons[salons] {
            self.simulator.send(CUSTOMER, &salon.number, ("hello", TEXTS)).await;
            self.sent += u64::from(TEXTS);
        }
    }

    /// Waits until calls of links have failed with `unavailable` several times.
    async fn have_met_the_outage(&self) {
        until("links have met the outage", async || self.calls_in_vain().await >= 3.0).await;
    }

    /// Number of links' calls that ended with `unavailable`: nothing was written.
    async fn calls_in_vain(&self) -> f64 {
        let metrics: Metrics = self.service.metrics().await;
        let failed =
            |call| metrics.sum_of("linekeeper_store_calls_total", &[("call", call), ("outcome", "unavailable")]);
        ["keys", "write", "credentials"].map(failed).iter().sum()
    }

    async fn readiness_is(&self, status: u16) {
        until("readiness", async || self.service.get("/readyz").await.status().as_u16() == status).await;
    }

    /// Asserts that every text was received, and that exactly `reconnected` links were opened anew.
    async fn have_lost_nothing(&self, reconnected: u64) {
        let taken = self.taken + self.sent;
        until("every text is taken", async || self.simulator.stat("messagesTaken").await >= taken).await;
        // The session gauges are refreshed periodically: a session about to reconnect may still count as connected.
        let lines = self.connections + reconnected;
        until("who reads anew is back", async || self.simulator.stat("connectionsTotal").await >= lines).await;
        until("all are connected", async || self.connected().await == Some(LINES as f64)).await;
        assert_eq!(self.simulator.stat("connectionsTotal").await, lines, "{}", self.service.log());
        assert_eq!(self.restarts().await, reconnected as f64);
        for salon in &self.salons {
            assert_eq!(self.simulator.devices(&salon.number).await, 1);
        }
    }

    async fn connected(&self) -> Option<f64> {
        self.service.metrics().await.value("linekeeper_sessions", &[("state", "connected")])
    }

    async fn restarts(&self) -> f64 {
        self.service.metrics().await.sum("linekeeper_session_restarts_total")
    }

    /// Continues in a new process, which must read what was written meanwhile.
    async fn go_on_in_a_new_process(mut self, database: &Database, options: &ServiceOptions) {
        self.are_calm().await;
        self.service.kill().await;
        self.service = Service::start(database, options).await;
        until("all are connected again", async || self.connected().await == Some(LINES as f64)).await;
        self.write_to(0..LINES).await;
        let taken = self.taken + self.sent;
        until("every text is taken", async || self.simulator.stat("messagesTaken").await >= taken).await;
    }
}

#[tokio::test]
async fn sessions_outlast_a_database_that_is_gone_for_a_while() {
    let database = Database::fresh().await;
    let mut lines = Lines::on(&database).await;
    let before = lines.service.whole_log().len();
    let gone = shut(&database).await;
    lines.readiness_is(503).await;
    lines.write_to(0..LINES).await;
    lines.have_met_the_outage().await;
    lines.write_to(0..LINES).await;
    lines.have_met_the_outage().await;
    assert_eq!(lines.connected().await, Some(LINES as f64));
    gone.open().await;
    lines.readiness_is(200).await;
    lines.have_lost_nothing(0).await;
    let log = lines.service.whole_log();
    let about: Vec<_> =
        log[before..].lines().filter(|line| line.contains(" WARN ") || line.contains("ERROR")).collect();
    let outage = about.iter().filter(|line| line.contains("STORE_UNAVAILABLE")).count();
    assert!(outage <= 2 && about.len() <= outage + 1, "one line for the outage, not one for each company: {about:#?}");
    let options = ServiceOptions::with_endpoint(&lines.simulator.endpoint);
    lines.go_on_in_a_new_process(&database, &options).await;
}

#[tokio::test]
async fn only_the_session_with_a_lost_commit_reloads() {
    for mode in [Mode::Cut, Mode::Stall] {
        let (database, wire): (Database, Wire) = Database::fresh().await.behind_wire().await;
        let mut lines = Lines::on(&database).await;
        // The statement reaches the server, its answer is lost.
        wire.after_client_sent(b"WITH held AS", mode);
        lines.write_to(0..1).await;
        wire.until_mode(mode).await;
        lines.readiness_is(503).await;
        lines.write_to(1..LINES).await;
        lines.have_met_the_outage().await;
        wire.set(Mode::Pass);
        lines.readiness_is(200).await;
        lines.have_lost_nothing(1).await;
    }
}

/// Process ids of the embedded server's postmaster and of its backends.
pub(crate) fn server_processes(data_dir: &Path) -> (String, Vec<String>) {
    let text = std::fs::read_to_string(data_dir.join("postgres/postmaster.pid")).expect("a running server");
    let postmaster = text.lines().next().expect("a process id").to_owned();
    let children = std::fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"));
    let children = children.expect("its children").split_whitespace().map(str::to_owned).collect();
    (postmaster, children)
}

pub(crate) fn signal(name: &str, processes: &[String]) {
    assert!(Command::new("kill").arg(format!("-{name}")).args(processes).status().expect("kill").success());
}

#[tokio::test]
async fn sessions_outlast_a_restart_of_the_database() {
    let database = Database::embedded();
    let mut lines = Lines::on(&database).await;
    // Fast shutdown, then immediate shutdown.
    for name in ["INT", "QUIT"] {
        let (postmaster, _) = server_processes(&database.data_dir());
        signal(name, std::slice::from_ref(&postmaster));
        lines.readiness_is(503).await;
        lines.write_to(0..LINES).await;
        lines.readiness_is(200).await;
        assert_ne!(server_processes(&database.data_dir()).0, postmaster, "the keeper started another one");
        lines.have_lost_nothing(0).await;
        lines.are_calm().await;
    }
}

#[tokio::test]
async fn sessions_outlast_a_server_that_is_paused_beyond_its_timeout() {
    let database = Database::embedded();
    let mut lines = Lines::on(&database).await;
    let (postmaster, mut paused) = server_processes(&database.data_dir());
    paused.push(postmaster);
    signal("STOP", &paused);
    lines.readiness_is(503).await;
    lines.write_to(0..LINES).await;
    lines.have_met_the_outage().await;
    signal("CONT", &paused);
    lines.readiness_is(200).await;
    lines.have_lost_nothing(0).await;
}

/// Holds a lock that every write needs for longer than many calls last, then releases it.
async fn outlast_locks(mut lines: Lines, holder: tokio_postgres::Client) {
    for lock in ["SELECT FROM whatsapp_auth FOR UPDATE", "LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE"] {
        let (before, met) = (lines.service.whole_log().len(), lines.calls_in_vain().await);
        holder.batch_execute(&format!("BEGIN; {lock}")).await.expect("the lock");
        lines.write_to(0..LINES).await;
        // Each call waits for a part of the lock's time, and its retries back off: about nine seconds in all.
        let tries = met + 5.0 * LINES as f64;
        until("all have tried often", async || lines.calls_in_vain().await >= tries).await;
        assert_eq!(lines.service.get("/readyz").await.status(), 200, "a lock is no outage: {lock}");
        assert_eq!(lines.service.metrics().await.value("linekeeper_store_up", &[]), Some(1.0), "{lock}");
        assert_eq!(lines.connected().await, Some(LINES as f64), "{lock}");
        holder.batch_execute("ROLLBACK").await.expect("the end");
        lines.have_lost_nothing(0).await;
        let log = lines.service.whole_log();
        assert!(!log[before..].contains("does not answer") && !log[before..].contains("ERROR"), "{}", &log[before..]);
        lines.are_calm().await;
    }
}

#[tokio::test]
async fn sessions_outlast_held_row_and_table_locks() {
    let database = Database::fresh().await;
    let lines = Lines::on(&database).await;
    outlast_locks(lines, database.connect().await).await;
}

#[tokio::test]
async fn sessions_outlast_held_locks_through_a_pooler() {
    let database = Database::fresh().await;
    let holder = database.connect().await;
    let (database, _pooler) = database.behind_pooler(8).await;
    outlast_locks(Lines::on(&database).await, holder).await;
}
