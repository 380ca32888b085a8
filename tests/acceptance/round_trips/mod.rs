//! Counts the service's round trips to the database exactly, by kind of statement, as recorded by a proxy between the
//! two.
//!
//! Statements of the process itself (health checks, session counts, maintenance) are left out. Five counts depend on
//! time and have upper bounds instead: the journal writes in one batch whatever came during its previous write (its
//! rows are exact); the library writes in one batch the Signal sessions that messages changed since its previous write,
//! saves its device some time after it changed, checks now and then whether a key that the phone promised has come, and
//! two of its tasks need the account's device list, each for itself or one for both.

mod asked;

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, SALON};
use linekeeper_harness::{DEADLINE, Database, RoundTrip, Service, ServiceOptions, SimulatorProcess, Statements, Wire};

use self::asked::{Asked, Counts};

/// Silence after which a session is at rest: the library checks every 5 s whether its device has changed.
const SILENCE: Duration = Duration::from_secs(6);

/// Kinds whose count depends on time, and their upper bounds.
const BOUNDED: [(&str, usize); 4] =
    [("save the device", 12), ("read app-state-sync-key", 6), ("write device-list", 2), ("write session", 3)];

/// From the request for a code until the phone is linked, connected, and its first contacts are synchronised.
const PAIRING: [(&str, usize); 14] = [
    // By the service, before the code is shown. The company has no row before.
    ("begin", 1),
    ("make its row", 1),
    ("hold the number's usage", 1),
    ("write the number's usage", 2),
    ("commit", 1),
    // By the service, when the code was used.
    ("read the number's usage", 1),
    ("note that it connected", 1),
    ("rows of the journal", 7),
    // By the library. A link that pairs knows that keys it has not written itself are absent, so it does not read them.
    ("write app-state-latest-key, app-state-sync-key", 1),
    ("write app-state-mac", 1),
    ("write app-state-version", 5),
    ("write identity", 1),
    ("write lid, lid-of-phone", 1),
    ("write pre-key", 2),
];

/// From the start of a process, when it takes the company, until the session is connected.
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

/// A whole change of the phone of a connected salon, from the request until the old device is forgotten and the new
/// line is at rest.
const CHANGE: [(&str, usize); 20] = [
    // By the service, before the code is shown: as for any pairing, in the next slot.
    ("make the row of the next slot", 1),
    ("hold the number's usage", 1),
    ("write the number's usage", 2),
    // By the service, when the code was used.
    ("read the number's usage", 1),
    // The promotion. The connection is noted in it.
    ("hold the line for a promotion", 1),
    ("hold the new device", 1),
    ("delete its keys", 1),
    ("make the new device the line", 1),
    ("move its keys", 1),
    ("empty the next slot", 1),
    // Once the old device is logged out.
    ("forget the old device", 1),
    // Of the preparation and the promotion.
    ("begin", 2),
    ("commit", 2),
    ("rows of the journal", 8),
    // By the library: what it writes for any pairing, and nothing for the old device.
    ("write app-state-latest-key, app-state-sync-key", 1),
    ("write app-state-mac", 1),
    ("write app-state-version", 5),
    ("write identity", 1),
    ("write lid, lid-of-phone", 1),
    ("write pre-key", 2),
];

/// A service whose statements are recorded.
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
        for phone in [NEW_PHONE, OLD_PHONE] {
            simulator.name(phone, "Salon Anna").await;
        }
        let options = ServiceOptions::with_endpoint(&simulator.endpoint);
        let service = Service::start(&database, &options).await;
        // The last statement of maintenance at the start.
        said.until(|said| said.iter().any(|trip| trip.sql.contains("FROM dashboard_visits"))).await;
        Self { simulator, options, service, said, database, _line: line }
    }

    /// Statements since this point, once no more are sent for [`SILENCE`].
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

    /// Links the salon's phone; returns the statements for it.
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

    /// Starts another process; returns the statements of the salon's log-in.
    async fn log_in(&mut self) -> Asked {
        let service = Service::start(&self.database, &self.options);
        let before = self.said.count();
        self.service = service.await;
        let is_taken = |trip: &RoundTrip| trip.sql.starts_with("INSERT INTO whatsapp_auth AS");
        let is_connected = |trip: &RoundTrip| trip.sql.contains("SET last_connected_at = greatest");
        let said = self.said.until(|said| said[before..].iter().any(is_connected)).await;
        let taken = said[before..].iter().position(is_taken).expect("a company taken");
        let mut asked = self.asked_since(before + taken).await;
        // Maintenance looks for unused credentials in a transaction at about the same time; a log-in has none.
        asked.counts.retain(|kind, _| !["begin", "commit", "roll back"].contains(&kind.as_str()));
        asked
    }
}

impl Between {
    /// Changes the salon's phone; returns the statements for it.
    async fn change(&self) -> Asked {
        let mut page = self.service.browser(SALON).await;
        page.state("connected").await;
        let then = self.said.count();
        page.change_number(OLD_PHONE).await;
        let code = page.code().await;
        let (status, answer) = self.simulator.enter_code(OLD_PHONE, &code).await;
        assert_eq!(status, 200, "{answer}");
        page.line_of(OLD_PHONE).await;
        self.asked_since(then).await
    }
}

/// Compares counts with the table.
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
async fn pairing_and_change_of_phone_make_the_listed_round_trips() {
    let between = Between::fresh().await;
    // `asked_since` waits until it sends nothing more.
    hold(&between.pair().await, &PAIRING);
    hold(&between.change().await, &CHANGE);
}

#[tokio::test]
async fn login_and_reset_make_the_listed_round_trips() {
    let mut between = Between::fresh().await;
    between.pair().await;
    between.service.signal("TERM").await;
    assert_eq!(between.service.wait_exit().await, Some(0));
    hold(&between.log_in().await, &LOGIN);

    let then = between.said.count();
    assert_eq!(between.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await.status(), 200);
    hold(&between.asked_since(then).await, &RESET);
}
