//! Outages of the database, restarts of PostgreSQL and starts without it, for a session in each state. The table in
//! `actors/README.md` describes the expected outcomes.

use linekeeper_acceptance::World;
use linekeeper_harness::{Database, Service};
use serde_json::{Value, json};

use crate::databases::until;
use crate::each_state::{Doing, EachState, LINKED};
use crate::outages::shut;
use crate::outlasting::{server_processes, signal};

async fn readiness_is(service: &Service, status: u16) {
    until("readiness", async || service.get("/readyz").await.status().as_u16() == status).await;
}

impl EachState {
    /// Asserts that requests which would log a phone out, wipe credentials or close a connection for good are refused
    /// at once.
    async fn nothing_is_undone(&self) {
        let lines = [Doing::Connected, Doing::Connecting, Doing::Reconnecting].map(|doing| (doing, "disconnect"));
        for (doing, what) in LINKED.map(|(doing, ..)| (doing, "reset")).into_iter().chain(lines) {
            let path = format!("/api/whatsapp/sessions/{}/{what}", doing.salon().company);
            let refused = self.world.service.post_json(&path, &Value::Null).await;
            assert_eq!((refused.0, refused.1["code"].as_str()), (503, Some("STORE_UNAVAILABLE")), "{what} {doing:?}");
        }
    }

    /// Asserts that pairings which wait for WhatsApp, not for the database, get their usual answer.
    pub(crate) async fn go_their_way(&mut self) {
        self.code_comes(Doing::Retrying).await;
        for doing in [Doing::Asking, Doing::Opening] {
            assert_eq!(self.failure(doing).await, "PAIRING_TIMEOUT", "{doing:?}");
        }
        self.page(Doing::Connecting).await.state("reconnecting").await;
    }

    /// Asserts that salons with a code on the screen link with it, and that the others get one when they ask again.
    pub(crate) async fn can_be_linked(&mut self, on_the_screen: &[Doing], anew: &[Doing]) {
        for doing in anew {
            self.code_for(*doing).await;
        }
        for doing in on_the_screen.iter().chain(anew) {
            self.links(*doing).await;
        }
    }
}

/// Asserts that another salon waits for the number at most the lifetime of a code (180 s) that the first salon may have
/// been given.
async fn is_free_in_time(world: &World, doing: Doing) {
    let mut page = world.service.browser(&format!("next-to-{doing:?}")).await;
    page.request_code(&doing.salon().number).await;
    let answer = page.until("an answer", |frame| frame["type"] == "pairing-code-error").await;
    assert_eq!(answer["code"], "RATE_LIMITED", "{answer}");
    assert!((1..=180_000).contains(&answer["retryAfterMs"].as_u64().expect("a time")), "{answer}");
}

#[tokio::test]
async fn each_state_outlasts_a_database_that_is_shut() {
    let mut each = EachState::on(Database::fresh().await, |options| options).await;
    let gone = shut(&each.world.database).await;
    readiness_is(&each.world.service, 503).await;
    each.ask(Doing::Idle).await;
    assert_eq!(each.type_code(Doing::Typing).await.0, 409, "a device that is not stored is not confirmed");
    for doing in [Doing::MakingKeys, Doing::Idle, Doing::Typing] {
        assert_eq!(each.failure(doing).await, "STORE_UNAVAILABLE", "{doing:?}");
    }
    assert_eq!(each.world.simulator.devices(&Doing::Typing.salon().number).await, 0);
    each.nothing_is_undone().await;
    each.go_their_way().await;
    // It waits for the database, from which it has to read.
    each.page(Doing::Connecting).await.state("connecting").await;
    each.stays(Doing::Connected, "connected").await;
    each.stays(Doing::Code, "pairing_code_sent").await;
    each.passkeys_stay().await;

    each.let_go();
    each.world.simulator.mend().await;
    gone.open().await;
    readiness_is(&each.world.service, 200).await;
    each.have_lost_nothing().await;
    each.stays(Doing::Connected, "connected").await;
    each.passkeys_link().await;
    is_free_in_time(&each.world, Doing::Opening).await;
    let anew = [Doing::Idle, Doing::Typing, Doing::Asking, Doing::Opening, Doing::MakingKeys];
    each.can_be_linked(&[Doing::Code, Doing::Retrying], &anew).await;
}

#[tokio::test]
async fn each_state_outlasts_a_restart_of_the_database() {
    let database = Database::embedded();
    let mut each = EachState::on(database, |options| options).await;
    // The lock outlasts the write that waits for it. Otherwise that write goes on if the lock's holder is the first to end.
    let holder = [each.holder_process().await];
    signal("STOP", &holder);
    // Fast shutdown, then immediate shutdown.
    for name in ["INT", "QUIT"] {
        let (postmaster, _) = server_processes(&each.world.database.data_dir());
        signal(name, std::slice::from_ref(&postmaster));
        if name == "INT" {
            assert_eq!(each.failure(Doing::MakingKeys).await, "STORE_UNAVAILABLE");
            signal("CONT", &holder);
        }
        readiness_is(&each.world.service, 503).await;
        readiness_is(&each.world.service, 200).await;
        assert_ne!(server_processes(&each.world.database.data_dir()).0, postmaster, "another one was started");
    }
    each.world.simulator.mend().await;
    each.go_their_way().await;
    each.have_lost_nothing().await;
    each.stays(Doing::Connected, "connected").await;
    each.passkeys_stay().await;
    each.passkeys_link().await;
    let anew = [Doing::Idle, Doing::Asking, Doing::Opening, Doing::MakingKeys];
    each.can_be_linked(&[Doing::Code, Doing::Typing, Doing::Retrying], &anew).await;
}

#[tokio::test]
async fn each_state_is_restored_once_the_database_is_back() {
    let each = EachState::on(Database::fresh().await, |options| options).await;
    each.parks_are_kept().await;
    let (database, simulator, options) = each.killed().await;
    simulator.mend().await;
    let gone = shut(&database).await;
    let service = Service::start(&database, &options).await;
    assert_eq!(service.get("/healthz").await.status(), 200);
    assert_eq!(service.get("/readyz").await.status(), 503);
    let path = format!("/api/whatsapp/sessions/{}/reset", Doing::Connected.salon().company);
    assert_eq!(service.post_json(&path, &json!(null)).await.0, 503);
    gone.open().await;
    readiness_is(&service, 200).await;
    let mut each = EachState::again(World { database, simulator, options, service });
    each.have_lost_nothing().await;
    let pairings =
        [Doing::Idle, Doing::Code, Doing::Typing, Doing::Retrying, Doing::Asking, Doing::Opening, Doing::MakingKeys];
    for doing in pairings.into_iter().chain([Doing::Challenge, Doing::Comparing]) {
        each.page(doing).await.state("idle").await;
    }
    each.can_be_linked(&[], &pairings).await;
}
