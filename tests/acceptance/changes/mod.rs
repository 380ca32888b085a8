//! Changes of a salon's phone beside its working line: the ways out of one, and kills in the middle of one. Whatever
//! happens, the old line or the new one is whole. The judges are the phones: what they list must be stored, and what is
//! stored as the line must be listed.

mod kills;
mod lost_answers;
mod outages;
mod random_kills;
mod refusals;
mod two_processes;
mod ways_out;

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::{Browser, DEADLINE, Database, ServiceOptions, SimulatorProcess, Wire};
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::databases::until;
use crate::outages::bystander_of;

/// A third phone, to which a change is redirected.
const THIRD_PHONE: &str = "79161234567";
/// Phone of a customer who writes to the salon.
const CUSTOMER: &str = "79250000001";
/// Every phone that may list a device of the salon.
const PHONES: [&str; 3] = [OLD_PHONE, NEW_PHONE, THIRD_PHONE];

/// Pause between two looks at what is stored and listed.
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

const STORED: &str = "SELECT (SELECT phone FROM whatsapp_auth WHERE company_id = $1 AND paired_at IS NOT NULL),
    (SELECT phone FROM whatsapp_next_auth WHERE company_id = $1 AND paired_at IS NOT NULL),
    ARRAY(SELECT phone FROM whatsapp_old_devices WHERE company_id = $1 AND phone IS NOT NULL ORDER BY device),
    (SELECT count(*) FROM whatsapp_next_keys WHERE company_id = $1)
        + (SELECT count(*) FROM whatsapp_next_auth WHERE company_id = $1 AND creds IS NOT NULL)";

/// Phones of the devices that are stored for the salon.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stored {
    current: Option<String>,
    next: Option<String>,
    old: Vec<String>,
    /// Keys and devices that are left in the next slot, whether linked or not.
    left: i64,
}

impl Stored {
    fn times(&self, phone: &str) -> usize {
        let all = self.current.iter().chain(&self.next).chain(&self.old);
        all.filter(|stored| *stored == phone).count()
    }
}

/// Compares what is stored with what the phones list, by a connection that no fault of a test concerns.
struct Judge(Client);

impl Judge {
    async fn of(database: &Database) -> Self {
        Self(bystander_of(database).await)
    }

    async fn stored(&self) -> Stored {
        let row = self.0.query_one(STORED, &[&SALON]).await.expect("what is stored");
        Stored { current: row.get(0), next: row.get(1), old: row.get(2), left: row.get(3) }
    }

    /// Asserts what holds at every moment: the phone of the stored line lists its device, and what a phone lists is
    /// stored. What was changed while the phones were asked is looked at next time.
    async fn look(&self, simulator: &SimulatorProcess) {
        let before = self.stored().await;
        let mut listed = Vec::new();
        for phone in PHONES {
            listed.push((phone, simulator.devices(phone).await));
        }
        if before == self.stored().await {
            for (phone, devices) in listed {
                assert!(devices <= before.times(phone), "{phone} lists {devices} devices: {before:?}");
                let is_line = before.current.as_deref() == Some(phone);
                assert!(!is_line || devices > 0, "{phone} does not list the line: {before:?}");
            }
        }
    }

    /// Looks again and again until the work is done.
    async fn watches<T>(&self, simulator: &SimulatorProcess, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        let looking = async {
            loop {
                self.look(simulator).await;
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        tokio::select! {
            biased;
            done = &mut work => done,
            () = looking => unreachable!("the looks have no end"),
        }
    }

    /// Waits until nothing is left of any change, and asserts that this phone is the line: stored, listed and online.
    async fn rests(&self, simulator: &SimulatorProcess, line: Option<&str>) {
        let is_at_rest = async || {
            let stored = self.stored().await;
            let mut rests = stored.current.as_deref() == line && stored.next.is_none() && stored.old.is_empty();
            rests &= stored.left == 0;
            for phone in PHONES {
                rests &= simulator.devices(phone).await == usize::from(line == Some(phone));
            }
            rests
        };
        let all = async {
            while !is_at_rest().await {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        // A device that an earlier life has replaced is logged out half a minute after the start.
        if tokio::time::timeout(DEADLINE * 2, all).await.is_err() {
            let mut listed = Vec::new();
            for phone in PHONES {
                listed.push((phone, simulator.devices(phone).await));
            }
            panic!("the line of {line:?} does not come to rest: {:?}, phones list {listed:?}", self.stored().await);
        }
    }
}

/// Stage of a change at which something happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// WhatsApp was asked for a code.
    Asked,
    /// The code is on the screen.
    Code,
    /// The phone lists the new device, which has not logged in yet.
    Linked,
}

const STAGES: [Stage; 3] = [Stage::Asked, Stage::Code, Stage::Linked];

/// A salon whose line is that of [`OLD_PHONE`], and the page of the person who changes its phone.
struct Changing {
    world: World,
    page: Browser,
    judge: Judge,
}

/// Codes for many changes, and a log-in that is given up early when it is not answered.
fn patient_and_quick(options: ServiceOptions) -> ServiceOptions {
    options.set_all(&[
        ("PAIRING__CODES_PER_HOUR", "1000"),
        ("PAIRING__CODES_PER_DAY", "1000"),
        ("SESSIONS__CONNECT_WATCHDOG_SECONDS", "5"),
    ])
}

impl Changing {
    async fn fresh() -> Self {
        let database = Database::fresh().await;
        Self::on(database, |options| options).await
    }

    async fn on(database: Database, set: impl FnOnce(ServiceOptions) -> ServiceOptions) -> Self {
        let judge = Judge::of(&database).await;
        Self::judged(judge, database, set).await
    }

    /// On a database behind a [`Wire`]. The judge goes round it.
    async fn behind_wire() -> (Self, Wire) {
        let database = Database::fresh().await;
        let judge = Judge::of(&database).await;
        let (database, wire) = database.behind_wire().await;
        (Self::judged(judge, database, |options| options).await, wire)
    }

    async fn judged(judge: Judge, database: Database, set: impl FnOnce(ServiceOptions) -> ServiceOptions) -> Self {
        let world = World::on(database, |options| set(patient_and_quick(options))).await;
        world.simulator.name(THIRD_PHONE, "Salon Anna").await;
        let mut page = world.service.browser(SALON).await;
        world.link_on(&mut page, OLD_PHONE).await;
        Self { world, page, judge }
    }

    /// Status of the change; null if there is none.
    async fn change(&self) -> Value {
        self.world.status(SALON).await["change"].take()
    }

    async fn comes_to_state(&self, state: &str) {
        until(state, async || self.change().await["state"] == state).await;
    }

    /// Waits until the change has failed with this code.
    async fn fails(&mut self, code: &str) {
        until(code, async || {
            let change = self.change().await;
            (&change["state"], &change["code"]) == (&json!("failed"), &json!(code))
        })
        .await;
    }

    /// Requests a code for this phone, and waits until it is shown.
    async fn code_for(&mut self, phone: &str) -> String {
        self.page.change_number(phone).await;
        let is_shown = |frame: &Value| frame["type"] == "pairing-code" && frame["phoneNumber"] == phone;
        let frame = self.page.until("a code for the phone", is_shown).await;
        frame["code"].as_str().expect("a code").to_owned()
    }

    /// Begins a change to this phone and stops it at this stage, until the simulator is mended.
    async fn stops_at(&mut self, stage: Stage, phone: &str) {
        let hang = |at: &str| json!({ "at": at, "number": phone, "answer": "hang", "times": 0 });
        match stage {
            Stage::Asked => {
                self.world.simulator.fault_json(hang("pair-code")).await;
                self.page.change_number(phone).await;
                self.comes_to_state("waiting_for_pairing_code").await;
            }
            Stage::Code => drop(self.code_for(phone).await),
            Stage::Linked => {
                self.world.simulator.fault_json(hang("login")).await;
                let code = self.code_for(phone).await;
                self.world.type_code(phone, &code).await;
                self.comes_to_state("connecting").await;
                assert_eq!(self.world.simulator.devices(phone).await, 1);
            }
        }
    }

    /// Asserts that this phone is the line, and that nothing is left of a change but the reason why it failed.
    async fn rests_with(&self, phone: &str) {
        self.judge.rests(&self.world.simulator, Some(phone)).await;
        let masked = format!("{}•••••{}", &phone[..4], &phone[9..]);
        until("the line is connected", async || {
            let status = self.world.status(SALON).await;
            let over = status["change"].is_null() || status["change"]["state"] == "failed";
            over && (&status["state"], &status["phoneNumber"]) == (&json!("connected"), &json!(masked))
        })
        .await;
        assert_eq!(self.world.service.stored_phone(SALON).await.as_deref(), Some(phone));
        self.takes_texts(phone).await;
    }

    /// Asserts that a text to this phone reaches the device that is linked to it.
    async fn takes_texts(&self, phone: &str) {
        self.world.simulator.send(CUSTOMER, phone, ("Is there a place at noon?", 1)).await;
        until("the text is taken", async || {
            let listed = self.world.simulator.phone(phone).await;
            let devices = listed["devices"].as_array().expect("devices");
            devices.len() == 1 && devices[0]["queued"] == 0
        })
        .await;
    }

    /// Changes to this phone, while it is watched that the salon always has a line.
    async fn changes_to(&mut self, phone: &str) {
        let Self { world, page, judge } = self;
        judge
            .watches(&world.simulator, async {
                page.change_number(phone).await;
                let is_shown = |frame: &Value| frame["type"] == "pairing-code" && frame["phoneNumber"] == phone;
                let frame = page.until("a code for the phone", is_shown).await;
                world.type_code(phone, frame["code"].as_str().expect("a code")).await;
                page.line_of(phone).await;
            })
            .await;
        self.rests_with(phone).await;
    }

    /// Kills the service and starts another one, with a page of its own.
    async fn killed_and_restarted(mut self) -> Self {
        self.world = self.world.killed_and_restarted().await;
        self.looks_again().await;
        self
    }

    /// Opens the page again: one that is not read for half a minute is closed.
    async fn looks_again(&mut self) {
        self.page = self.world.service.browser(SALON).await;
    }

    async fn numbers_changed(&self) -> usize {
        let events = self.world.service.events(SALON).await;
        events.iter().filter(|entry| entry["event"] == "number_changed").count()
    }

    async fn post(&self, what: &str) -> (u16, Value) {
        self.world.service.post_json(&format!("/api/whatsapp/sessions/{SALON}/{what}"), &Value::Null).await
    }
}
