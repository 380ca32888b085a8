//! Broken connections to the database and to WhatsApp in each step of a pairing: the process lives, clients get a true
//! error, and once the connection works again the salon is connected and nothing is lost.

mod steps;
mod unknown;

use linekeeper_harness::{Browser, Database, Frame, Mode, Salon, Service, ServiceOptions, SimulatorProcess, Wire};

use self::steps::Step;

/// Connection that breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Database,
    Whatsapp,
}

/// A service with a proxy to the database and one to WhatsApp.
struct Between {
    simulator: SimulatorProcess,
    service: Service,
    database: Wire,
    whatsapp: Wire,
    _data: Database,
}

impl Between {
    /// Starts both with timeouts short enough for a test.
    async fn fresh() -> Self {
        let (data, database) = Database::fresh().await.behind_wire().await;
        let (simulator, whatsapp) = SimulatorProcess::start_behind_wire(data.dir()).await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint).set_all(&[
            ("STORE__CALL_TIMEOUT_SECONDS", "1"),
            ("SESSIONS__FROZEN_SECONDS", "10"),
            ("SESSIONS__CONNECT_WATCHDOG_SECONDS", "5"),
            ("PAIRING__BUDGET_SECONDS", "6"),
            ("PAIRING__CODES_PER_HOUR", "100"),
            ("PAIRING__CODES_PER_DAY", "100"),
        ]);
        let service = Service::start(&data, &options).await;
        Self { simulator, service, database, whatsapp, _data: data }
    }

    const fn line(&self, side: Side) -> &Wire {
        match side {
            Side::Database => &self.database,
            Side::Whatsapp => &self.whatsapp,
        }
    }

    async fn readiness(&self) -> u16 {
        self.service.get("/readyz").await.status().as_u16()
    }

    /// Waits until `/readyz` returns this status.
    async fn ready_is(&self, status: u16) {
        let all = async { while self.readiness().await != status {} };
        let waited = tokio::time::timeout(linekeeper_harness::DEADLINE, all).await;
        waited.unwrap_or_else(|_| panic!("/readyz does not become {status}\n{}", self.service.log()));
    }

    /// Checks the effects of the broken connection.
    async fn observe(&self, side: Side, mode: Mode, (step, page): (Step, &mut Browser)) {
        assert_eq!(self.service.get("/healthz").await.status(), 200, "{step:?}");
        match (side, mode) {
            (_, Mode::Pass | Mode::Slow { .. }) => {}
            (Side::Database, Mode::Cut | Mode::Reset | Mode::Stall) => self.ready_is(503).await,
            // Silence is noticed only where an answer is expected.
            (Side::Whatsapp, Mode::Stall) if !step.awaits_whatsapp() => {}
            (Side::Whatsapp, Mode::Cut | Mode::Reset | Mode::Stall) => {
                let told = page.until("a word about it", is_about_the_line).await;
                assert!(is_true(&told), "{step:?}: {told}");
            }
        }
    }

    /// Asserts that the salon gets connected after the repair: by itself if it was linked, else with another code.
    async fn connects(&self, salon: &Salon) {
        let mut page = self.service.browser(&salon.company).await;
        for _ in 0..6 {
            page.request_code(&salon.number).await;
            let answer = page.until("an answer", is_answer).await;
            match answer["type"].as_str() {
                Some("whatsapp-connected") => break,
                Some("pairing-code") => {
                    let code = answer["code"].as_str().expect("a code");
                    if self.simulator.enter_code(&salon.number, code).await.0 == 200 {
                        page.until("connected", |frame| frame["type"] == "whatsapp-connected").await;
                        break;
                    }
                }
                // A retry is pending or the failure is not over yet: ask again in a settled state.
                _ => {
                    let settled =
                        |frame: &Frame| ["connected", "idle", "error"].iter().any(|state| frame["state"] == *state);
                    page.until("a settled state", settled).await;
                }
            }
        }
        // A write that was under way when the connection broke may still make the session reload.
        let path = format!("/api/whatsapp/sessions/{}", salon.company);
        let by_itself = async { while self.service.json(&path).await["state"] != "connected" {} };
        let waited = tokio::time::timeout(linekeeper_harness::DEADLINE, by_itself).await;
        waited.unwrap_or_else(|_| panic!("{salon:?} is not connected\n{}", self.service.log()));
        assert_eq!(self.service.stored_phone(&salon.company).await.as_deref(), Some(salon.number.as_str()));
        assert!(self.simulator.devices(&salon.number).await >= 1, "the phone lists the device");
    }
}

fn is_answer(frame: &Frame) -> bool {
    ["pairing-code", "pairing-code-error", "whatsapp-connected"].iter().any(|kind| frame["type"] == *kind)
}

fn is_about_the_line(frame: &Frame) -> bool {
    frame["type"] == "pairing-code-error" || frame["state"] == "reconnecting" || frame["state"] == "error"
}

/// Whether the frame's code is one that a broken connection can cause.
fn is_true(frame: &Frame) -> bool {
    let codes = ["NETWORK_ERROR", "STORE_UNAVAILABLE", "PAIRING_TIMEOUT", "CODE_EXPIRED", "PAIRING_CODE_FAILED"];
    frame["code"].is_null() || codes.iter().any(|code| frame["code"] == *code)
}

async fn every_step(side: Side, mode: Mode) {
    let world = Between::fresh().await;
    for (place, step) in Step::ALL.into_iter().enumerate() {
        let salon = Salon::nth(place + 1);
        world.simulator.name(&salon.number, "Salon Anna").await;
        let mut page = world.service.browser(&salon.company).await;
        page.state("idle").await;
        step.reach(&world, &salon, &mut page).await;
        world.line(side).set(mode);
        world.observe(side, mode, (step, &mut page)).await;
        world.simulator.mend().await;
        world.line(side).set(Mode::Pass);
        world.ready_is(200).await;
        world.connects(&salon).await;
        println!("{side:?} {mode:?} {step:?}: connected");
    }
}

macro_rules! lines {
    ($($name:ident: $side:ident, $mode:expr;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                every_step(Side::$side, $mode).await;
            }
        )+
    };
}

lines! {
    a_line_to_the_database_that_is_cut_in_any_step_loses_nothing: Database, Mode::Cut;
    a_line_to_the_database_that_stalls_in_any_step_loses_nothing: Database, Mode::Stall;
    a_line_to_the_database_that_is_reset_in_any_step_loses_nothing: Database, Mode::Reset;
    a_line_to_the_database_that_is_slow_in_any_step_is_only_slow: Database, Mode::Slow { bytes_per_second: 60_000 };
    a_line_to_whatsapp_that_is_cut_in_any_step_loses_nothing: Whatsapp, Mode::Cut;
    a_line_to_whatsapp_that_stalls_in_any_step_loses_nothing: Whatsapp, Mode::Stall;
    a_line_to_whatsapp_that_is_reset_in_any_step_loses_nothing: Whatsapp, Mode::Reset;
    a_line_to_whatsapp_that_is_slow_in_any_step_is_only_slow: Whatsapp, Mode::Slow { bytes_per_second: 20_000 };
}
