//! A second process takes the company in the middle of a change: what the first one still writes is refused, neither
//! slot is damaged, and one line is left.

use linekeeper_harness::{Mode, Service};

use super::kills::{BECOMES, HOLDS};
use super::*;

impl Changing {
    /// Starts a second process, which goes round the wire, and has the page watch it. The first one lives on.
    async fn is_taken_by_another(&mut self, url: Option<&str>) -> Service {
        let options = self.world.options.clone();
        let options = match url {
            Some(url) => options.env("DATABASE_URL", url),
            None => options,
        };
        let second = Service::start(&self.world.database, &options).await;
        self.page = second.browser(SALON).await;
        std::mem::replace(&mut self.world.service, second)
    }
}

#[tokio::test]
async fn linked_device_is_promoted_by_the_process_that_took_over() {
    let mut salon = Changing::fresh().await;
    salon.stops_at(Stage::Linked, NEW_PHONE).await;
    let first = salon.is_taken_by_another(None).await;
    let Changing { world, page, judge } = &mut salon;
    let promoted = async {
        world.simulator.mend().await;
        page.line_of(NEW_PHONE).await;
    };
    judge.watches(&world.simulator, promoted).await;
    salon.rests_with(NEW_PHONE).await;
    let parked = first.json(&format!("/api/whatsapp/sessions/{SALON}")).await;
    assert_ne!(parked["state"], "connected", "{parked}");
    salon.changes_to(OLD_PHONE).await;
    assert_eq!(first.stop().await, Some(0));
}

#[tokio::test]
async fn code_of_a_process_that_was_replaced_leaves_one_line() {
    let mut salon = Changing::fresh().await;
    let code = salon.code_for(NEW_PHONE).await;
    let first = salon.is_taken_by_another(None).await;
    salon.page.state("connected").await;
    let typed = salon.world.simulator.enter_code(NEW_PHONE, &code);
    let (status, answer) = salon.judge.watches(&salon.world.simulator, typed).await;
    assert_eq!(status, 409, "the device that an older process links is not stored: {answer}");
    salon.rests_with(OLD_PHONE).await;
    salon.changes_to(NEW_PHONE).await;
    assert_eq!(first.stop().await, Some(0));
    salon.rests_with(NEW_PHONE).await;
}

#[tokio::test]
async fn promotion_that_comes_late_changes_nothing() {
    let database = Database::fresh().await;
    let url = database.url().expect("a server").to_owned();
    let judge = Judge::of(&database).await;
    let (database, wire) = database.behind_wire().await;
    let mut salon = Changing::judged(judge, database, |options| options).await;
    wire.when_client_sends(HOLDS, Mode::Stall);
    salon.is_held(&wire).await;
    let first = salon.is_taken_by_another(Some(&url)).await;
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    wire.set(Mode::Pass);
    salon.rests_with(NEW_PHONE).await;
    salon.looks_again().await;
    salon.changes_to(OLD_PHONE).await;
    assert_eq!(first.stop().await, Some(0));
    salon.rests_with(OLD_PHONE).await;
}

/// Part of the test of all that wait for the log-out of an old device (see `kills`).
pub(super) async fn promotion_in_its_transaction_leaves_one_line() {
    let database = Database::fresh().await;
    let url = database.url().expect("a server").to_owned();
    let judge = Judge::of(&database).await;
    let (database, wire) = database.behind_wire().await;
    let mut salon = Changing::judged(judge, database, |options| options).await;
    wire.when_client_sends(BECOMES, Mode::Stall);
    salon.is_held(&wire).await;
    let first = salon.is_taken_by_another(Some(&url)).await;
    wire.set(Mode::Pass);
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    assert_eq!(first.stop().await, Some(0));
    salon.rests_with(NEW_PHONE).await;
    salon.looks_again().await;
    salon.changes_to(OLD_PHONE).await;
}
