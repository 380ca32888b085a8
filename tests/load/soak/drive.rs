//! Execution of deeds by a page, a phone and a backend, as people would; each waits for what the documents promise
//! next. A timeout panics with what was seen.

use std::time::Duration;

use futures::future::join_all;
use linekeeper_harness::{Browser, DEADLINE, Service, SimulatorProcess};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::deeds::{Deed, Line, Way, Which};
use crate::model::{Done, Salon, Standing};

/// Polling interval.
pub const LOOK: Duration = Duration::from_millis(50);

/// Code usage is written after the status: so long it may still refuse another code.
const LEDGER: Duration = Duration::from_secs(10);

/// Number of browsers of one `Visit`.
const BROWSERS: usize = 5;

/// Polls until the condition holds. Panics after `patience`.
pub async fn until<F: Future<Output = bool>>(what: &str, patience: Duration, mut so: impl FnMut() -> F) {
    let asked = async {
        while !so().await {
            sleep(LOOK).await;
        }
    };
    timeout(patience, asked).await.unwrap_or_else(|_| panic!("{what}: not within {patience:?}"));
}

/// Executes deeds on one salon.
pub struct Hands<'a> {
    service: &'a Service,
    simulator: &'a SimulatorProcess,
    salon: &'a Salon,
    company: String,
}

impl<'a> Hands<'a> {
    pub fn new(service: &'a Service, simulator: &'a SimulatorProcess, salon: &'a Salon) -> Self {
        Self { service, simulator, salon, company: salon.company() }
    }

    /// Executes the deed and waits for its effects.
    pub async fn carry_out(&self, deed: Deed) -> Done {
        match deed {
            Deed::Pair(way, which) => return self.pair(way, which).await,
            Deed::Cancel(which) => return self.give_up(which, "cancel-pairing").await,
            Deed::ResetWhilePairing(which) => return self.give_up(which, "reset-whatsapp-credentials").await,
            Deed::AskForLinked => return self.ask_for_linked().await,
            Deed::Reset => self.reset().await,
            Deed::Disconnect => self.disconnect().await,
            Deed::Restart => self.restart().await,
            Deed::Unlink => self.unlink().await,
            Deed::Replace => self.replace().await,
            Deed::Break(Line::Restart) => self.restart_asked_for().await,
            Deed::Break(line) => self.cut(fault_of(line)).await,
            Deed::Texts(count) => self.write(count).await,
            Deed::TextsIntoBreak(count) => {
                self.write(count).await;
                self.cut(fault_of(Line::Cut)).await;
            }
            Deed::Visit => self.visit().await,
        }
        Done::default()
    }

    /// Asserts that status, database and phones agree with the model of the salon.
    pub async fn agrees(&self, now: Duration) {
        let status = self.service.json(&format!("/api/whatsapp/sessions/{}", self.company)).await;
        let seen = (status["state"].as_str().unwrap_or_default(), status["code"].as_str());
        assert!(self.salon.pictures(now).contains(&seen), "{:?} are expected, not {status}", self.salon.pictures(now));
        assert_eq!(status["linked"], self.salon.linked(), "{status}");
        let stored = self.salon.linked().then(|| self.salon.number(self.salon.phone));
        let kept = || async { self.service.stored_phone(&self.company).await == stored };
        until(&format!("{stored:?} is the stored phone"), DEADLINE, kept).await;
        for which in [Which::First, Which::Second] {
            let devices = usize::from(self.salon.linked() && which == self.salon.phone);
            let listed = self.simulator.devices(&self.salon.number(which)).await;
            assert_eq!(listed, devices, "devices on {}", self.salon.number(which));
        }
        if self.salon.standing == Standing::Connected {
            until("all texts are taken", DEADLINE, || async { self.device(self.salon.phone).await.0 == 0 }).await;
        }
    }

    async fn page(&self) -> Browser {
        self.service.browser(&self.company).await
    }

    /// Opens a page and waits for the state that the model expects.
    async fn page_at_rest(&self) -> Browser {
        let mut page = self.page().await;
        let pictures = self.salon.pictures(Duration::ZERO);
        let fits = |frame: &Value| pictures.iter().any(|(state, _)| frame["state"] == *state);
        page.until("the picture of before", fits).await;
        page
    }

    async fn post(&self, what: &str) {
        let answer = self.service.post(&format!("/api/whatsapp/sessions/{}/{what}", self.company)).await;
        let (status, answer) = Service::json_of(answer).await;
        assert!((200..300).contains(&status), "{what}: {status} {answer}");
    }

    /// Number of stanzas queued for a phone's device, and whether it is logged in.
    async fn device(&self, which: Which) -> (u64, bool) {
        let phone = self.simulator.phone(&self.salon.number(which)).await;
        let device = &phone["devices"][0];
        (device["queued"].as_u64().unwrap_or(0), device["active"] == true)
    }

    async fn fault(&self, answer: Value) {
        let number = self.salon.number(self.salon.phone);
        self.simulator.fault_json(json!({ "at": "stream", "number": number, "answer": answer })).await;
    }

    async fn pair(&self, way: Way, which: Which) -> Done {
        let number = self.salon.number(which);
        self.simulator.name(&number, "Salon Anna").await;
        let mut page = self.page_at_rest().await;
        let requests = match way {
            Way::Qr => {
                page.send(json!({ "type": "request-qr", "overrideWait": true })).await;
                let frame = page.frame("qr-code").await;
                let (status, answer) = self.simulator.scan(&number, frame["qr"].as_str().expect("a text")).await;
                assert_eq!(status, 200, "{answer}");
                1
            }
            Way::Code => self.type_code_of(&mut page, &number, 0).await,
            Way::CodeAfterReload => {
                page.override_wait(&number).await;
                page.state("creating").await;
                page.close().await;
                page = self.page().await;
                self.type_code_of(&mut page, &number, 1).await
            }
        };
        page.frame("whatsapp-connected").await;
        page.close().await;
        self.tidy_up().await;
        Done { requests }
    }

    /// Requests a code and types it; returns the number of requests, `asked` included.
    async fn type_code_of(&self, page: &mut Browser, number: &str, asked: u64) -> u64 {
        let (code, requests) = self.code(page, number, asked).await;
        let (status, answer) = self.simulator.enter_code(number, &code).await;
        assert_eq!(status, 200, "{answer}");
        requests
    }

    /// Requests a code, repeatedly while the end of an earlier one is being written.
    async fn code(&self, page: &mut Browser, number: &str, mut asked: u64) -> (String, u64) {
        let begun = Instant::now();
        loop {
            page.override_wait(number).await;
            asked += 1;
            let answers = |frame: &Value| frame["type"] == "pairing-code-error" || frame["type"] == "pairing-code";
            let answer = page.until("a code", answers).await;
            if let Some(code) = answer["code"].as_str().filter(|_| answer["type"] == "pairing-code") {
                return (code.to_owned(), asked);
            }
            assert!(answer["code"] == "RATE_LIMITED" && begun.elapsed() < LEDGER, "{answer}");
            sleep(LOOK * 4).await;
        }
    }

    /// Removes the device on the phone: a closed session could not log its device out.
    async fn tidy_up(&self) {
        if matches!(self.salon.standing, Standing::Disconnected | Standing::Replaced) {
            self.simulator.unlink(&self.salon.number(self.salon.phone)).await;
        }
    }

    /// Requests a code and ends the pairing with this frame; asserts that the code is dead.
    async fn give_up(&self, which: Which, by: &str) -> Done {
        let number = self.salon.number(which);
        let mut page = self.page_at_rest().await;
        let (code, requests) = self.code(&mut page, &number, 0).await;
        page.send(json!({ "type": by })).await;
        if by == "cancel-pairing" {
            page.state("idle").await;
        } else {
            assert_eq!(page.frame("credentials-reset").await["success"], true);
        }
        let (status, answer) = self.simulator.enter_code(&number, &code).await;
        assert_eq!(status, 409, "a dead code: {answer}");
        page.close().await;
        Done { requests }
    }

    async fn ask_for_linked(&self) -> Done {
        let mut page = self.page_at_rest().await;
        page.request_code(&self.salon.number(self.salon.phone)).await;
        page.frame("whatsapp-connected").await;
        page.close().await;
        Done { requests: 1 }
    }

    async fn reset(&self) {
        let mut page = self.page_at_rest().await;
        self.post("reset").await;
        page.state("idle").await;
        page.close().await;
        self.tidy_up().await;
    }

    async fn disconnect(&self) {
        let mut page = self.page_at_rest().await;
        self.post("disconnect").await;
        let shown = page.state("error").await;
        assert_eq!(shown["code"], "DISCONNECTED", "{shown}");
        page.close().await;
        until("the device is logged off", DEADLINE, || async { !self.device(self.salon.phone).await.1 }).await;
    }

    async fn restart(&self) {
        let mut page = self.page_at_rest().await;
        self.post("restart").await;
        page.until("a new life", |frame| frame["type"] == "session-state" && frame["state"] != "connected").await;
        page.state("connected").await;
        page.close().await;
    }

    async fn unlink(&self) {
        let mut page = self.page_at_rest().await;
        self.simulator.unlink(&self.salon.number(self.salon.phone)).await;
        page.state("error").await;
        page.close().await;
    }

    async fn replace(&self) {
        if self.salon.replaced_once {
            let mut page = self.page_at_rest().await;
            self.fault(json!({ "code": 440 })).await;
            let shown = page.state("error").await;
            assert_eq!(shown["code"], "REPLACED", "{shown}");
            page.close().await;
        } else {
            self.cut(json!({ "code": 440 })).await;
        }
    }

    async fn cut(&self, how: Value) {
        let mut page = self.page_at_rest().await;
        self.fault(how).await;
        page.state("reconnecting").await;
        page.state("connected").await;
        page.close().await;
    }

    /// Reconnection below the session: it reports nothing but being connected again.
    async fn restart_asked_for(&self) {
        let mut page = self.page_at_rest().await;
        self.fault(fault_of(Line::Restart)).await;
        let told = |frame: &Value| frame["type"] == "whatsapp-connected" || frame["state"] != "connected";
        let next = page.until("a new line", told).await;
        assert_eq!(next["type"], "whatsapp-connected", "{next}");
        page.close().await;
    }

    async fn write(&self, count: u64) {
        let times = u16::try_from(count).expect("a few");
        self.simulator.send(&self.salon.customer(), &self.salon.number(self.salon.phone), ("Hello", times)).await;
    }

    /// Half of the browsers leave without a close frame.
    async fn visit(&self) {
        let pages = join_all((0..BROWSERS).map(|_| self.page_at_rest())).await;
        for (place, page) in pages.into_iter().enumerate() {
            if place % 2 == 0 {
                page.close().await;
            }
        }
    }
}

fn fault_of(line: Line) -> Value {
    match line {
        Line::Cut => json!("drop"),
        Line::Busy => json!({ "code": 503 }),
        Line::Failed => json!({ "code": 500 }),
        Line::Restart => json!({ "code": 515 }),
    }
}
