//! SIGKILL at random moments of the scenario: the service starts again, ends in a valid state, and the salon can be
//! linked.

use std::time::Duration;

use linekeeper_harness::{Browser, Database, NEW_PHONE, OLD_PHONE, SALON, Service, Story};
use serde_json::{Value, json};

use crate::databases::until;

/// Deterministic pseudo-random numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Maximum duration of the scenario on an otherwise idle machine, in milliseconds.
const STORY_MS: u64 = 2_600;

const STATES: [&str; 9] = [
    "idle",
    "creating",
    "waiting_for_pairing_code",
    "pairing_code_sent",
    "connecting",
    "connected",
    "reconnecting",
    "passkey_required",
    "error",
];

/// First status in a settled state (idle, connected or error); asserts that each state before it is a known one.
async fn settled(page: &mut Browser) -> Value {
    let is_settled = |frame: &Value| {
        let state = frame["state"].as_str().unwrap_or_default();
        if frame["type"] == "session-state" {
            assert!(STATES.contains(&state), "{frame}");
        }
        ["idle", "connected", "error"].contains(&state)
    };
    page.until("a settled state", is_settled).await
}

async fn killed_somewhere(seed: u64) {
    let mut dice = Dice(seed);
    let mut story = Story::prepare(Database::fresh().await).await;
    story.options = story.options.set("PAIRING__CODES_PER_HOUR", "100").set("PAIRING__CODES_PER_DAY", "100");
    let service = story.service().await;
    let moment = Duration::from_millis(dice.roll(STORY_MS));
    let played = async {
        story.until_connected(&service, |_| {}).await;
        story.until_reset(&service, |_| {}).await;
    };
    // The scenario is abandoned in whatever step it is.
    let _unfinished = tokio::time::timeout(moment, played).await;
    service.kill().await;

    let service = story.service().await;
    assert_eq!(service.get("/readyz").await.status(), 200, "after {moment:?}");
    let mut page = service.browser(SALON).await;
    let picture = settled(&mut page).await;
    agree(&story, &service, &picture).await;
    if picture["state"] != "connected" || service.stored_phone(SALON).await.as_deref() != Some(NEW_PHONE) {
        page.change_number(NEW_PHONE).await;
        // A device that was linked before the kill is the line without another code.
        let is_new = |frame: &Value| frame["phoneNumber"].as_str().is_some_and(|shown| shown.ends_with("63"));
        let comes = |frame: &Value| {
            (frame["type"] == "pairing-code" && frame["phoneNumber"] == NEW_PHONE)
                || (frame["state"] == "connected" && is_new(frame))
        };
        let frame = page.until("a code, or the line of the new phone", comes).await;
        if let Some(code) = frame["code"].as_str() {
            let (status, answer) = story.simulator.enter_code(NEW_PHONE, code).await;
            assert_eq!(status, 200, "after {moment:?}: {answer}\n{}", service.log());
            page.line_of(NEW_PHONE).await;
        }
    }
    story.simulator.without_devices(OLD_PHONE).await;
    assert_eq!(service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE), "after {moment:?}");
    assert_eq!(service.stop().await, Some(0));
}

/// Asserts that a connected session has credentials of a phone that lists the device.
async fn agree(story: &Story, service: &Service, picture: &Value) {
    if picture["state"] == "connected" {
        // The line may be handed to the new phone at this very moment.
        let is_whole = async || {
            let phone = service.stored_phone(SALON).await.expect("credentials");
            story.simulator.devices(&phone).await == 1
        };
        until("the stored device is on its phone's list", is_whole).await;
    }
}

macro_rules! killed_at {
    ($($name:ident: $seeds:expr;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                for seed in $seeds {
                    killed_somewhere(seed).await;
                }
            }
        )+
    };
}

// Twenty moments, five per test, so that the tests run in parallel.
killed_at! {
    killed_at_five_random_moments_the_service_starts_again: 0..5;
    killed_at_five_other_moments_the_service_starts_again: 5..10;
    killed_at_five_more_moments_the_service_starts_again: 10..15;
    killed_at_the_last_five_moments_the_service_starts_again: 15..20;
}

/// Logs a linked device out while a table lock keeps its rows from being wiped.
async fn logged_out_and_not_wiped() -> (Story, Service, Browser, tokio_postgres::Client) {
    let mut story = Story::prepare(Database::fresh().await).await;
    let service = story.service().await;
    story.link(&service, OLD_PHONE).await;
    let holder = story.database.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE").await.expect("the lock");
    let mut page = service.browser(SALON).await;
    page.send(json!({ "type": "reset-whatsapp-credentials" })).await;
    until("the device is logged out", async || story.simulator.devices(OLD_PHONE).await == 0).await;
    (story, service, page, holder)
}

/// Asserts that the salon can be linked at once: the half-hour wait after a removal does not apply to our own log-out.
async fn can_be_linked(story: &Story, service: &Service) {
    let mut page = service.browser(SALON).await;
    let picture = settled(&mut page).await;
    assert_eq!(picture["state"], "idle", "{picture}\n{}", service.log());
    page.request_code(NEW_PHONE).await;
    let code = page.code().await;
    assert_eq!(story.simulator.enter_code(NEW_PHONE, &code).await.0, 200);
    page.state("connected").await;
}

#[tokio::test]
async fn kill_between_log_out_and_wipe_imposes_no_wait() {
    let (story, service, _page, holder) = logged_out_and_not_wiped().await;
    service.kill().await;
    // A statement that waits for the lock would otherwise be executed when it is released.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    holder.batch_execute(end).await.expect("ended");
    holder.batch_execute("ROLLBACK").await.expect("rolled back");
    let service = story.service().await;
    let status = service.json(&format!("/api/whatsapp/sessions/{SALON}/credentials/status")).await;
    assert_eq!(status["hasCredentials"], true, "the wipe was not carried out: {status}");
    can_be_linked(&story, &service).await;
}

#[tokio::test]
async fn log_out_with_a_failed_wipe_counts_as_no_removal() {
    let (story, service, mut page, holder) = logged_out_and_not_wiped().await;
    page.until("it failed", |frame| [&frame["code"], &frame["error"]].contains(&&json!("STORE_UNAVAILABLE"))).await;
    holder.batch_execute("ROLLBACK").await.expect("rolled back");
    let reset = async || {
        let status = service.json(&format!("/api/whatsapp/sessions/{SALON}/credentials/status")).await;
        status["hasCredentials"] == false
    };
    let wiped = tokio::time::timeout(linekeeper_harness::DEADLINE, async {
        while !reset().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(wiped.await.is_ok(), "{}", service.log());
    can_be_linked(&story, &service).await;
}
