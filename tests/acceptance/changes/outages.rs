//! The database is away, or the clock is set, in the middle of a change.

use super::*;
use crate::clocks::{SetClock, by};
use crate::outages::{shut, until_nothing_is_written};

async fn code_typed_in_an_outage() {
    let mut salon = Changing::fresh().await;
    let code = salon.code_for(NEW_PHONE).await;
    let gone = shut(&salon.world.database).await;
    let (status, answer) = salon.world.simulator.enter_code(NEW_PHONE, &code).await;
    assert_eq!(status, 409, "a device that is not stored is not confirmed: {answer}");
    assert_eq!(salon.page.frame("pairing-code-error").await["code"], "STORE_UNAVAILABLE");
    salon.judge.look(&salon.world.simulator).await;
    gone.open().await;
    salon.rests_with(OLD_PHONE).await;
    salon.changes_to(NEW_PHONE).await;
}

async fn change_begun_in_an_outage() {
    let mut salon = Changing::fresh().await;
    // A commit of the log-in that is cut makes the session read everything again.
    until_nothing_is_written(&salon.world).await;
    let gone = shut(&salon.world.database).await;
    salon.page.change_number(NEW_PHONE).await;
    assert_eq!(salon.page.frame("pairing-code-error").await["code"], "STORE_UNAVAILABLE");
    gone.open().await;
    salon.rests_with(OLD_PHONE).await;
    salon.changes_to(NEW_PHONE).await;
}

#[tokio::test]
async fn outage_before_the_linking_refuses_the_change() {
    tokio::join!(code_typed_in_an_outage(), change_begun_in_an_outage());
}

#[tokio::test]
async fn device_linked_before_an_outage_is_the_line_after_it() {
    let mut salon = Changing::fresh().await;
    salon.stops_at(Stage::Linked, NEW_PHONE).await;
    let gone = shut(&salon.world.database).await;
    salon.world.simulator.mend().await;
    salon.judge.look(&salon.world.simulator).await;
    gone.open().await;
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    salon.rests_with(NEW_PHONE).await;
    salon.changes_to(OLD_PHONE).await;
}

#[tokio::test]
async fn outage_while_the_code_is_on_the_screen_changes_nothing() {
    let mut salon = Changing::fresh().await;
    let code = salon.code_for(NEW_PHONE).await;
    let gone = shut(&salon.world.database).await;
    assert_eq!(salon.world.service.get("/readyz").await.status(), 503);
    gone.open().await;
    until("ready again", async || salon.world.service.get("/readyz").await.status() == 200).await;
    salon.takes_texts(OLD_PHONE).await;
    salon.world.type_code(NEW_PHONE, &code).await;
    salon.page.line_of(NEW_PHONE).await;
    salon.rests_with(NEW_PHONE).await;
}

#[tokio::test]
async fn set_clock_neither_ends_a_change_nor_keeps_it_from_its_end() {
    let database = Database::fresh().await;
    let clock = SetClock::of(&database);
    let mut salon = Changing::on(database, |options| by(&clock, options)).await;
    let code = salon.code_for(NEW_PHONE).await;
    clock.set("+90d", &salon.world.service).await;
    salon.takes_texts(OLD_PHONE).await;
    assert_eq!(salon.change().await["state"], "pairing_code_sent");
    salon.world.type_code(NEW_PHONE, &code).await;
    salon.page.line_of(NEW_PHONE).await;
    salon.rests_with(NEW_PHONE).await;
    // Between the linking and the log-in.
    salon.stops_at(Stage::Linked, OLD_PHONE).await;
    clock.set("-90d", &salon.world.service).await;
    salon.world.simulator.mend().await;
    salon.page.line_of(OLD_PHONE).await;
    salon.rests_with(OLD_PHONE).await;
}
