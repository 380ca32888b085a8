//! Fixture: one service with a salon in each state of a session, for events that affect all of them at once.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use linekeeper_acceptance::World;
use linekeeper_harness::{Answer, Browser, Database, Frame, Salon, ServiceOptions, SimulatorProcess, link_many};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::databases::until;
use crate::outages::{bystander_of, until_nothing_is_written};

/// Situation of a salon. Those with a linked phone come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doing {
    /// Connected.
    Connected,
    /// Connecting; its log-in is not answered.
    Connecting,
    /// Reconnecting; its log-ins are refused until the faults are removed.
    Reconnecting,
    /// Parked by a disconnect request.
    Disconnected,
    /// Parked because WhatsApp locked the account.
    Locked,
    /// Parked because another connection uses its credentials.
    Replaced,
    /// Idle, with a watcher.
    Idle,
    /// Parked because the account demands a passkey in a way that cannot be answered.
    Passkey,
    /// Is asked for the passkey of its account.
    Challenge,
    /// Compares the code of its passkey.
    Comparing,
    /// Shows a code.
    Code,
    /// Shows a code, which is typed during the event.
    Typing,
    /// Has requested a code from WhatsApp, which does not answer.
    Asking,
    /// Has requested a code that was refused; the request is retried during the event.
    Retrying,
    /// Has opened a connection on which WhatsApp sends nothing.
    Opening,
    /// Creating its keys: the insert of its row waits for a lock that the test holds.
    MakingKeys,
}

/// Salons with a linked phone: final state and code after the event.
pub(crate) const LINKED: [(Doing, &str, Option<&str>); 6] = [
    (Doing::Connected, "connected", None),
    (Doing::Connecting, "connected", None),
    (Doing::Reconnecting, "connected", None),
    (Doing::Disconnected, "error", Some("DISCONNECTED")),
    (Doing::Locked, "error", Some("ACCOUNT_LOCKED")),
    (Doing::Replaced, "error", Some("REPLACED")),
];

/// Parked too, without a linked phone.
const PASSKEY: [(Doing, &str, Option<&str>); 1] = [(Doing::Passkey, "passkey_required", Some("PASSKEY_REQUIRED"))];

/// Timeout of pairings and of log-ins, short enough for a test to see them end.
const PATIENCE: Duration = Duration::from_secs(6);

impl Doing {
    pub(crate) fn salon(self) -> Salon {
        Salon::nth(self as usize + 1)
    }
}

/// One salon in each state, with a client on each.
pub(crate) struct EachState {
    pub(crate) world: World,
    pages: BTreeMap<Doing, Browser>,
    /// Challenges on the screens, and the phones that wait for their passkeys.
    passkeys: BTreeMap<Doing, (Value, JoinHandle<(u16, Value)>)>,
    /// Codes on the screens.
    codes: BTreeMap<Doing, String>,
    /// Time of the last code request or broken connection.
    begun: BTreeMap<Doing, Instant>,
    /// Connection that holds the row lock of [`Doing::MakingKeys`] and bypasses the service.
    holder: Option<tokio_postgres::Client>,
}

impl EachState {
    /// Brings one salon into each state, on this database.
    pub(crate) async fn on(database: Database, set: impl FnOnce(ServiceOptions) -> ServiceOptions) -> Self {
        let seconds = PATIENCE.as_secs().to_string();
        let settings = [
            ("PAIRING__BUDGET_SECONDS", seconds.as_str()),
            ("PAIRING__RETRY_MS", "3000"),
            ("SESSIONS__CONNECT_WATCHDOG_SECONDS", seconds.as_str()),
            ("SESSIONS__REPLACED_RETRY_SECONDS", "0"),
            ("STORE__CALL_TIMEOUT_SECONDS", "2"),
        ];
        let world = World::on(database, |options| set(options.set_all(&settings))).await;
        link_many(&world.service, &world.simulator, LINKED.len(), 6).await;
        let mut each = Self::again(world);
        each.bring_lines_into_their_states().await;
        // Waits for the writes of the log-ins: a commit that is cut makes a session read everything again.
        until_nothing_is_written(&each.world).await;
        each.begin_pairings().await;
        each
    }

    /// WebSocket client of a salon, opened at first use.
    pub(crate) async fn page(&mut self, doing: Doing) -> &mut Browser {
        if !self.pages.contains_key(&doing) {
            let page = self.world.service.browser(&doing.salon().company).await;
            self.pages.insert(doing, page);
        }
        self.pages.get_mut(&doing).expect("a page")
    }

    async fn fault(&self, doing: Doing, (at, answer, times): (&str, Value, u32)) {
        let fault = json!({ "at": at, "number": doing.salon().number, "answer": answer, "times": times });
        self.world.simulator.fault_json(fault).await;
    }

    async fn bring_lines_into_their_states(&mut self) {
        self.fault(Doing::Locked, ("login", json!({ "code": 403 }), 1)).await;
        self.cut(Doing::Locked).await;
        // The second fault waits until the session has reconnected.
        self.page(Doing::Replaced).await.state("connected").await;
        self.fault(Doing::Replaced, ("stream", json!({ "code": 440 }), 2)).await;
        let disconnect = format!("/api/whatsapp/sessions/{}/disconnect", Doing::Disconnected.salon().company);
        assert_eq!(self.world.service.post(&disconnect).await.status(), 200);
        for doing in [Doing::Locked, Doing::Replaced] {
            self.page(doing).await.state("error").await;
        }
    }

    /// Breaks a salon's connection.
    async fn cut(&mut self, doing: Doing) {
        self.page(doing).await.state("connected").await;
        self.begun.insert(doing, Instant::now());
        self.fault(doing, ("stream", json!("drop"), 1)).await;
        self.page(doing).await.state("reconnecting").await;
    }

    async fn begin_pairings(&mut self) {
        self.page(Doing::Idle).await.state("idle").await;
        self.ask_for_a_passkey().await;
        for doing in [Doing::Challenge, Doing::Comparing] {
            self.demand_passkey(doing).await;
        }
        self.answer_passkey(Doing::Comparing).await;
        for doing in [Doing::Code, Doing::Typing] {
            self.code_for(doing).await;
        }
        self.fault(Doing::Reconnecting, ("login", json!({ "code": 503 }), 0)).await;
        self.cut(Doing::Reconnecting).await;
        self.fault(Doing::Connecting, ("login", json!("hang"), 1)).await;
        self.cut(Doing::Connecting).await;
        self.open_a_line_that_says_nothing().await;
        for (doing, answer) in [(Doing::Asking, json!("hang")), (Doing::Retrying, json!({ "code": 500 }))] {
            self.fault(doing, ("pair-code", answer, 1)).await;
            self.ask(doing).await;
            self.page(doing).await.state("waiting_for_pairing_code").await;
        }
        self.page(Doing::Connecting).await.state("connecting").await;
        self.hold_the_keys().await;
    }

    async fn ask_for_a_passkey(&mut self) {
        self.world.simulator.demand_passkey(&Doing::Passkey.salon().number, "without-options").await;
        self.fault(Doing::Passkey, ("passkey-options", json!({ "code": 500 }), 1)).await;
        let (status, answer) = self.scan(Doing::Passkey).await.await.expect("no panic");
        assert_eq!((status, answer["error"].as_str()), (409, Some("companion_gone")), "{answer}");
        self.page(Doing::Passkey).await.state("passkey_required").await;
    }

    /// Scans the salon's QR with its phone.
    async fn scan(&mut self, doing: Doing) -> JoinHandle<(u16, Value)> {
        let page = self.page(doing).await;
        page.send(json!({ "type": "request-qr" })).await;
        let qr = page.frame("qr-code").await["qr"].as_str().expect("a text").to_owned();
        self.world.simulator.scanning(&doing.salon().number, &qr)
    }

    async fn demand_passkey(&mut self, doing: Doing) {
        self.world.simulator.demand_passkey(&doing.salon().number, "with-options").await;
        let phone = self.scan(doing).await;
        let page = self.page(doing).await;
        let challenge = page.frame("passkey-challenge").await;
        page.state("waiting_for_passkey").await;
        self.passkeys.insert(doing, (challenge, phone));
    }

    async fn answer_passkey(&mut self, doing: Doing) {
        let challenge = &self.passkeys[&doing].0;
        let assertion = self.world.simulator.assertion(&doing.salon().number, &challenge["options"]).await;
        let id = challenge["challengeId"].clone();
        let page = self.page(doing).await;
        page.send(json!({ "type": "answer-passkey", "challengeId": id, "assertion": assertion })).await;
        page.state("confirming_passkey").await;
        self.world.simulator.passkey_step(&doing.salon().number, "pairing-request").await;
    }

    /// Links the salons that wait for their passkeys with the challenge and the code on their screens.
    pub(crate) async fn passkeys_link(&mut self) {
        self.answer_passkey(Doing::Challenge).await;
        for (doing, (challenge, phone)) in std::mem::take(&mut self.passkeys) {
            let page = self.page(doing).await;
            page.send(json!({ "type": "confirm-passkey", "challengeId": challenge["challengeId"] })).await;
            self.world.simulator.confirm_passkey(&doing.salon().number).await;
            self.page(doing).await.state("connected").await;
            let (status, answer) = phone.await.expect("no panic");
            assert_eq!(status, 200, "{doing:?}: {answer}");
        }
    }

    /// Asserts that salons that wait for their passkeys go on waiting.
    pub(crate) async fn passkeys_stay(&mut self) {
        self.stays(Doing::Challenge, "waiting_for_passkey").await;
        self.stays(Doing::Comparing, "confirming_passkey").await;
    }

    async fn open_a_line_that_says_nothing(&mut self) {
        let registrations =
            async |world: &World| world.simulator.stats().await["handshakes"]["xx"].as_u64().expect("a number");
        let before = registrations(&self.world).await;
        // A registering connection has no number yet, so the fault names none.
        self.world.simulator.fault("register", Answer::Hang).await;
        self.ask(Doing::Opening).await;
        self.page(Doing::Opening).await.state("creating").await;
        until("the line is open", async || registrations(&self.world).await > before).await;
    }

    async fn hold_the_keys(&mut self) {
        let company = Doing::MakingKeys.salon().company;
        self.page(Doing::MakingKeys).await.state("idle").await;
        let holder = bystander_of(&self.world.database).await;
        let hold = format!("BEGIN; INSERT INTO whatsapp_auth (company_id) VALUES ('{company}')");
        holder.batch_execute(&hold).await.expect("held");
        self.ask(Doing::MakingKeys).await;
        self.page(Doing::MakingKeys).await.state("creating").await;
        let waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        until("a write waits", async || !holder.query(waiting, &[]).await.expect("rows").is_empty()).await;
        self.holder = Some(holder);
    }

    /// Id of the server's process that holds the row lock.
    pub(crate) async fn holder_process(&self) -> String {
        let holder = self.holder.as_ref().expect("a lock is held");
        let row = holder.query_one("SELECT pg_backend_pid()::text", &[]).await.expect("a row");
        row.get(0)
    }

    /// Releases the row lock.
    pub(crate) fn let_go(&mut self) {
        self.holder = None;
    }

    /// Requests a code for the salon's phone.
    pub(crate) async fn ask(&mut self, doing: Doing) {
        let number = doing.salon().number;
        self.world.simulator.name(&number, "Salon Anna").await;
        self.begun.insert(doing, Instant::now());
        self.page(doing).await.request_code(&number).await;
    }

    /// Requests a code and waits for it.
    pub(crate) async fn code_for(&mut self, doing: Doing) {
        self.ask(doing).await;
        self.code_comes(doing).await;
    }

    /// Waits for the requested code.
    pub(crate) async fn code_comes(&mut self, doing: Doing) {
        let code = self.page(doing).await.code().await;
        self.codes.insert(doing, code);
    }

    /// Types the code on the screen; returns status and response.
    pub(crate) async fn type_code(&self, doing: Doing) -> (u16, Value) {
        self.world.simulator.enter_code(&doing.salon().number, &self.codes[&doing]).await
    }

    /// Links the salon's phone with the code on the screen.
    pub(crate) async fn links(&mut self, doing: Doing) {
        let (status, answer) = self.type_code(doing).await;
        assert_eq!(status, 200, "{doing:?}: {answer}\n{}", self.world.service.log());
        self.page(doing).await.state("connected").await;
        assert_eq!(self.world.simulator.devices(&doing.salon().number).await, 1, "{doing:?}");
    }

    /// Returns the code of the next pairing error.
    pub(crate) async fn failure(&mut self, doing: Doing) -> String {
        let frame = self.page(doing).await.frame("pairing-code-error").await;
        frame["code"].as_str().expect("a code").to_owned()
    }

    /// Asserts that the client has received no other state since it was last read.
    pub(crate) async fn stays(&mut self, doing: Doing, state: &str) {
        let change = self.change(doing, state).await;
        assert!(change.is_none(), "{doing:?} does not stay {state}: {change:?}");
    }

    /// The same for a state that a timeout ends: checks only before the timeout.
    pub(crate) async fn stays_for_its_time(&mut self, doing: Doing, state: &str) {
        // Frames about its end are left to a later check.
        if self.begun[&doing].elapsed() + Duration::from_secs(1) < PATIENCE {
            self.stays(doing, state).await;
        }
    }

    /// First frame that is not this state; `None` if a ping is answered first.
    async fn change(&mut self, doing: Doing, state: &str) -> Option<Frame> {
        let page = self.page(doing).await;
        page.send(json!({ "type": "ping" })).await;
        let told = page.until("a change", |frame| frame["type"] != "session-state" || frame["state"] != state).await;
        (told["type"] != "pong").then_some(told)
    }

    /// Waits until the database holds the reason of every parked salon.
    pub(crate) async fn parks_are_kept(&self) {
        let parks = LINKED.into_iter().chain(PASSKEY).filter(|(.., code)| code.is_some()).count();
        let database = self.world.database.connect().await;
        let question = "SELECT FROM whatsapp_auth WHERE parked_code IS NOT NULL";
        until("parked", async || database.query(question, &[]).await.expect("rows").len() == parks).await;
    }

    /// Kills the service (SIGKILL) and drops the clients.
    pub(crate) async fn killed(self) -> (Database, SimulatorProcess, ServiceOptions) {
        let World { database, simulator, options, service } = self.world;
        service.kill().await;
        (database, simulator, options)
    }

    /// Continues on a process started after a [`kill`](Self::killed), with no client yet.
    pub(crate) const fn again(world: World) -> Self {
        Self {
            world,
            pages: BTreeMap::new(),
            passkeys: BTreeMap::new(),
            codes: BTreeMap::new(),
            begun: BTreeMap::new(),
            holder: None,
        }
    }

    /// State and code that the status endpoint shows.
    async fn shown(&self, doing: Doing) -> (String, Option<String>) {
        let status = self.world.status(&doing.salon().company).await;
        let text = |key: &str| status[key].as_str().map(str::to_owned);
        (text("state").unwrap_or_else(|| panic!("{doing:?}: {status}")), text("code"))
    }

    /// Asserts that each linked or parked salon reaches its expected state, and that no linked one lost its credentials
    /// or device.
    pub(crate) async fn have_lost_nothing(&self) {
        for (doing, state, code) in LINKED.into_iter().chain(PASSKEY) {
            let expected = (state.to_owned(), code.map(str::to_owned));
            until(&format!("{doing:?} is {expected:?}"), async || self.shown(doing).await == expected).await;
        }
        for (doing, ..) in LINKED {
            let Salon { company, number } = doing.salon();
            let path = format!("/api/whatsapp/sessions/{company}/credentials/status");
            let status = self.world.service.json(&path).await;
            assert_eq!(status["hasCredentials"], true, "{doing:?}: {status}");
            assert_eq!(self.world.simulator.devices(&number).await, 1, "{doing:?}");
        }
    }
}
