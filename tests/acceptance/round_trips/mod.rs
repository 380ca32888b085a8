//! How often the service asks the database, counted exactly by what it asks: a line between the two is read along.
//!
//! What the process asks by itself (whether the database answers, how many sessions there are, what is old) is left out. Four
//! counts depend on time and are bounded instead: the journal writes at once whatever has come while it wrote before (its
//! rows are exact); the library saves its device some time after it changed, looks now and then whether a key that the phone
//! promised has come, and two of its tasks want the list of the account's devices, each for itself or one for both.

mod asked;

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, SALON};
use linekeeper_harness::{DEADLINE, Database, RoundTrip, Service, ServiceOptions, SimulatorProcess, Statements, Wire};

use self::asked::{Asked, Counts};

/// A session has come to rest when it asked nothing for so long: the library looks every 5 s whether its device has changed.
const SILENCE: Duration = Duration::from_secs(6);

/// Kinds that depend on time, and how often they may be asked at most.
const BOUNDED: [(&str, usize); 3] = [("save the device", 12), ("read app-state-sync-key", 6), ("write device-list", 2)];

/// From the request for a code until the phone is linked, connected, and its first contacts are synchronised.
const PAIRING: [(&str, usize); 19] = [
    // Ours, before the code is shown, and when it was used. The company has no row before.
    ("take the company", 1),
    ("is the phone another's", 1),
    ("read the number's ledger", 2),
    ("write the number's ledger", 2),
    ("hold the company", 1),
    ("delete its keys", 1),
    ("empty its row", 1),
    ("begin", 1),
    ("commit", 1),
    ("note that it connected", 1),
    ("rows of the journal", 7),
    // The library's; what it has not written itself a young link knows to be absent.
    ("read the device", 1),
    ("write app-state-latest-key, app-state-sync-key", 1),
    ("write app-state-mac", 1),
    ("write app-state-version", 5),
    ("write identity", 1),
    ("write lid, lid-of-phone", 1),
    ("write pre-key", 2),
    ("write session", 1),
];

/// From a company taken at the start of a process until it is connected.
const LOGIN: [(&str, usize); 10] = [
    ("take the company", 1),
    ("note that it connected", 1),
    ("rows of the journal", 2),
    ("read the device", 1),
    ("read device-list", 1),
    ("read lid", 1),
    ("read pre-key", 1),
    ("read session", 2),
    ("read tc-token", 1),
    ("delete device-list", 1),
];

const RESET: [(&str, usize); 7] = [
    ("note that it is logged out", 1),
    ("begin", 1),
    ("hold the company", 1),
    ("delete its keys", 1),
    ("empty its row", 1),
    ("commit", 1),
    ("rows of the journal", 2),
];

/// A service whose database is read along.
struct Between {
    simulator: SimulatorProcess,
    options: ServiceOptions,
    service: Service,
    said: Statements,
    database: Database,
    _line: Wire,
}

impl Between {
    async fn fresh() -> Self {
        let (database, line) = Database::fresh().await.behind_wire().await;
        let said = line.statements();
        let simulator = SimulatorProcess::start(database.dir()).await;
        simulator.name(NEW_PHONE, "Salon Anna").await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint);
        let service = Service::start(&database, &options).await;
        // Housekeeping at the start ends with them.
        said.until(|said| said.iter().any(|trip| trip.sql.contains("FROM dashboard_visits"))).await;
        Self { simulator, options, service, said, database, _line: line }
    }

    /// What was asked from there on, once nothing is asked any more.
    async fn asked_since(&self, then: usize) -> Asked {
        let all = async {
            let mut known = self.said.count();
            loop {
                tokio::time::sleep(SILENCE).await;
                let now = self.said.all();
                if Asked::of(&now[known..]).counts.is_empty() {
                    return Asked::of(&now[then..]);
                }
                known = now.len();
            }
        };
        let waited = tokio::time::timeout(DEADLINE, all).await;
        waited.unwrap_or_else(|_| panic!("a session does not come to rest: {:#?}", Asked::of(&self.said.all()[then..])))
    }

    /// Links the salon's phone; returns what that asked.
    async fn pair(&self) -> Asked {
        let mut page = self.service.browser(SALON).await;
        page.state("idle").await;
        let then = self.said.count();
        page.request_code(NEW_PHONE).await;
        let code = page.code().await;
        let (status, answer) = self.simulator.enter_code(NEW_PHONE, &code).await;
        assert_eq!(status, 200, "{answer}");
        page.state("connected").await;
        self.asked_since(then).await
    }

    /// The process ends in order and another one begins; returns what the salon's login asked.
    async fn log_in(&mut self) -> Asked {
        let service = Service::start(&self.database, &self.options);
        let before = self.said.count();
        self.service = service.await;
        let is_taken = |trip: &RoundTrip| trip.sql.starts_with("INSERT INTO whatsapp_auth AS");
        let is_connected = |trip: &RoundTrip| trip.sql.contains("SET last_connected_at = greatest");
        let said = self.said.until(|said| said[before..].iter().any(is_connected)).await;
        let taken = said[before..].iter().position(is_taken).expect("a company taken");
        let mut asked = self.asked_since(before + taken).await;
        // Housekeeping looks in a transaction for what is unused, at about the same time; a login has none.
        asked.counts.retain(|kind, _| !["begin", "commit", "roll back"].contains(&kind.as_str()));
        asked
    }
}

/// Compares what was asked with what is written.
#[track_caller]
fn hold(asked: &Asked, written: &[(&str, usize)]) {
    let (bounded, exact): (Counts, Counts) =
        asked.counts.clone().into_iter().partition(|(kind, _)| BOUNDED.iter().any(|(name, _)| name == kind));
    let written: Counts = written.iter().map(|(kind, times)| ((*kind).to_owned(), *times)).collect();
    let differs = |kind: &&String| exact.get(*kind) != written.get(*kind);
    let times = |counts: &Counts, kind: &str| counts.get(kind).copied().unwrap_or(0);
    let kinds: std::collections::BTreeSet<_> = exact.keys().chain(written.keys()).filter(differs).collect();
    let told =
        kinds.into_iter().map(|kind| format!("\n  {kind}: {}, not {}", times(&exact, kind), times(&written, kind)));
    let told = told.collect::<String>();
    assert!(
        told.is_empty(),
        "the database is asked otherwise than the table says. More: take out what is asked for nothing, or say in the commit why it \
         is asked and raise the table. Less: lower the table, so that it stays so.{told}"
    );
    for (kind, most) in BOUNDED {
        assert!(times(&bounded, kind) <= most, "{kind}: {} times, {most} at most", times(&bounded, kind));
    }
    assert!(asked.journal <= times(&written, "rows of the journal"), "{} writes of the journal", asked.journal);
}

#[tokio::test]
async fn a_pairing_by_code_asks_the_database_what_is_written_here_and_a_connected_session_asks_nothing_more() {
    // That it asks nothing more is what `asked_since` waits for.
    hold(&Between::fresh().await.pair().await, &PAIRING);
}

#[tokio::test]
async fn a_login_after_a_restart_and_a_reset_ask_the_database_what_is_written_here() {
    let mut between = Between::fresh().await;
    between.pair().await;
    between.service.signal("TERM").await;
    assert_eq!(between.service.wait_exit().await, Some(0));
    hold(&between.log_in().await, &LOGIN);

    let then = between.said.count();
    assert_eq!(between.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await.status(), 200);
    hold(&between.asked_since(then).await, &RESET);
}
