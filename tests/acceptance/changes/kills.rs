//! SIGKILL at each step of a change. Each step is held, so that the process dies at exactly that point: by a fault of
//! the simulator, or by the wire to the database.

use linekeeper_harness::Mode;

use super::*;

/// Beginning of the promotion: the lock of the current row.
pub(super) const HOLDS: &[u8] = b"FROM whatsapp_auth a WHERE company_id = $1 AND fence = $2 FOR UPDATE";
/// The statement that makes the new device the current one.
pub(super) const BECOMES: &[u8] = b"WITH kept AS";
/// The statement that moves its keys, sent with the commit.
pub(super) const MOVES: &[u8] = b"WITH moved AS";
/// Deletion of an old device that is logged out.
const FORGETS: &[u8] = b"DELETE FROM whatsapp_old_devices WHERE";

impl Changing {
    /// Types the code for the new phone; returns once the service is held on the wire.
    pub(super) async fn is_held(&mut self, wire: &Wire) {
        let code = self.code_for(NEW_PHONE).await;
        self.world.type_code(NEW_PHONE, &code).await;
        wire.until_mode(Mode::Stall).await;
    }

    /// Lets the commit of a held promotion through, but no answer to it.
    pub(super) async fn loses_the_answer(&self, wire: &Wire) {
        // Commits of other transactions may pass before it.
        while self.judge.stored().await.current.as_deref() != Some(NEW_PHONE) {
            wire.when_server_sends(b"COMMIT\0", Mode::Stall);
            wire.set(Mode::Pass);
            wire.until_mode(Mode::Stall).await;
        }
    }

    /// Kills the service with what it has sent and nobody has got, and starts another one.
    async fn dies_on(self, wire: &Wire) -> Self {
        self.world.service.signal("KILL").await;
        wire.set(Mode::Cut);
        wire.until_connections(|open| open == 0).await;
        wire.set(Mode::Pass);
        self.judge.look(&self.world.simulator).await;
        self.killed_and_restarted().await
    }
}

#[tokio::test]
async fn killed_before_the_new_phone_is_linked_keeps_the_line() {
    let mut salon = Changing::fresh().await;
    for stage in [Stage::Asked, Stage::Code] {
        salon.stops_at(stage, NEW_PHONE).await;
        salon = salon.killed_and_restarted().await;
        salon.world.simulator.mend().await;
        salon.rests_with(OLD_PHONE).await;
        assert!(salon.change().await.is_null(), "{stage:?}");
    }
    assert_eq!(salon.numbers_changed().await, 0);
    salon.changes_to(NEW_PHONE).await;
}

#[tokio::test]
async fn killed_before_the_confirmation_keeps_the_line() {
    let mut salon = Changing::fresh().await;
    salon.world.simulator.fault_json(json!({ "at": "device-sign", "number": NEW_PHONE, "answer": "hang" })).await;
    let code = salon.code_for(NEW_PHONE).await;
    let killed = async {
        until("the device is stored", async || salon.judge.stored().await.next.as_deref() == Some(NEW_PHONE)).await;
        salon.world.service.signal("KILL").await;
    };
    let ((status, answer), ()) = tokio::join!(salon.world.simulator.enter_code(NEW_PHONE, &code), killed);
    assert_eq!(status, 409, "{answer}");
    assert_eq!(salon.world.simulator.devices(NEW_PHONE).await, 0);
    // The process may have been killed before it had sent what the fault waits for.
    salon.world.simulator.mend().await;
    let mut salon = salon.killed_and_restarted().await;
    salon.fails("PAIRING_NOT_FINISHED").await;
    salon.rests_with(OLD_PHONE).await;
    assert_eq!(salon.numbers_changed().await, 0);
    salon.changes_to(NEW_PHONE).await;
}

#[tokio::test]
async fn killed_before_the_log_in_changes_to_the_new_phone() {
    let mut salon = Changing::fresh().await;
    salon.stops_at(Stage::Linked, NEW_PHONE).await;
    let mut salon = salon.killed_and_restarted().await;
    let Changing { world, page, judge } = &mut salon;
    let promoted = async {
        world.simulator.mend().await;
        page.line_of(NEW_PHONE).await;
    };
    judge.watches(&world.simulator, promoted).await;
    salon.rests_with(NEW_PHONE).await;
    salon.world.service.noted(SALON, "number_changed").await;
    salon.changes_to(OLD_PHONE).await;
}

async fn killed_before_the_commit(held: &[u8]) {
    let (mut salon, wire) = Changing::behind_wire().await;
    wire.when_client_sends(held, Mode::Stall);
    salon.is_held(&wire).await;
    let stored = salon.judge.stored().await;
    assert_eq!((stored.current.as_deref(), stored.next.as_deref()), (Some(OLD_PHONE), Some(NEW_PHONE)));
    assert_eq!(salon.world.simulator.devices(NEW_PHONE).await, 1);
    let mut salon = salon.dies_on(&wire).await;
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    salon.rests_with(NEW_PHONE).await;
    salon.world.service.noted(SALON, "number_changed").await;
    salon.changes_to(OLD_PHONE).await;
}

#[tokio::test]
async fn killed_before_the_commit_changes_to_the_new_phone() {
    tokio::join!(killed_before_the_commit(HOLDS), killed_before_the_commit(BECOMES), killed_before_the_commit(MOVES));
}

/// Asserts that the new phone is the line at once, and that the old device is logged out by itself.
async fn is_logged_out_by_the_next_life(salon: Changing, wire: &Wire) -> Changing {
    let mut salon = salon.dies_on(wire).await;
    salon.page.line_of(NEW_PHONE).await;
    let stored = salon.judge.stored().await;
    assert_eq!((stored.current.as_deref(), stored.next.as_deref()), (Some(NEW_PHONE), None));
    assert_eq!(stored.old, [OLD_PHONE]);
    let change = salon.change().await;
    assert_eq!(change["state"], "logging_out", "{change}");
    assert!(change["oldDevice"]["nextAttemptAt"].is_string(), "{change}");
    let Changing { world, judge, .. } = &salon;
    judge.watches(&world.simulator, judge.rests(&world.simulator, Some(NEW_PHONE))).await;
    salon.rests_with(NEW_PHONE).await;
    salon.looks_again().await;
    salon
}

async fn answer_to_the_commit_is_lost() {
    let (mut salon, wire) = Changing::behind_wire().await;
    wire.when_client_sends(BECOMES, Mode::Stall);
    salon.is_held(&wire).await;
    salon.loses_the_answer(&wire).await;
    assert_eq!(salon.world.simulator.devices(OLD_PHONE).await, 1);
    is_logged_out_by_the_next_life(salon, &wire).await.changes_to(OLD_PHONE).await;
}

async fn log_out_does_not_leave() {
    let (mut salon, wire) = Changing::behind_wire().await;
    // The old device's connection carries nothing any more, and nobody has noticed.
    salon.world.simulator.fault_json(json!({ "at": "stream", "number": OLD_PHONE, "answer": "hang" })).await;
    let code = salon.code_for(NEW_PHONE).await;
    salon.world.type_code(NEW_PHONE, &code).await;
    salon.page.line_of(NEW_PHONE).await;
    assert_eq!(salon.change().await["state"], "logging_out");
    assert_eq!(salon.world.simulator.devices(OLD_PHONE).await, 1);
    salon.world.service.noted(SALON, "number_changed").await;
    is_logged_out_by_the_next_life(salon, &wire).await.changes_to(OLD_PHONE).await;
}

async fn log_out_is_not_noted() {
    let (mut salon, wire) = Changing::behind_wire().await;
    wire.when_client_sends(FORGETS, Mode::Stall);
    salon.is_held(&wire).await;
    assert_eq!(salon.world.simulator.devices(OLD_PHONE).await, 0);
    is_logged_out_by_the_next_life(salon, &wire).await.changes_to(OLD_PHONE).await;
}

/// All at once: a next life waits half a minute before it logs an old device out.
#[tokio::test]
async fn next_life_after_the_commit_logs_the_old_device_out() {
    tokio::join!(
        answer_to_the_commit_is_lost(),
        log_out_does_not_leave(),
        log_out_is_not_noted(),
        super::lost_answers::promotion_without_an_answer_is_looked_up(),
        super::two_processes::promotion_in_its_transaction_leaves_one_line(),
    );
}
