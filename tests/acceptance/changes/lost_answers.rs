//! The connections to the database break in the middle of a promotion, and the process lives on.

use linekeeper_harness::Mode;

use super::kills::MOVES;
use super::*;

#[tokio::test]
async fn promotion_that_is_cut_before_its_commit_is_made_again() {
    let (mut salon, wire) = Changing::behind_wire().await;
    wire.when_client_sends(MOVES, Mode::Stall);
    salon.is_held(&wire).await;
    wire.set(Mode::Cut);
    wire.until_connections(|open| open == 0).await;
    wire.set(Mode::Pass);
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    salon.rests_with(NEW_PHONE).await;
    salon.world.service.noted(SALON, "number_changed").await;
    salon.changes_to(OLD_PHONE).await;
}

/// Part of the test of all that wait for the log-out of an old device (see `kills`).
pub(super) async fn promotion_without_an_answer_is_looked_up() {
    let (mut salon, wire) = Changing::behind_wire().await;
    wire.when_client_sends(MOVES, Mode::Stall);
    salon.is_held(&wire).await;
    salon.loses_the_answer(&wire).await;
    wire.set(Mode::Cut);
    wire.until_connections(|open| open == 0).await;
    wire.set(Mode::Pass);
    let Changing { world, page, judge } = &mut salon;
    judge.watches(&world.simulator, page.line_of(NEW_PHONE)).await;
    salon.rests_with(NEW_PHONE).await;
    assert_eq!(salon.numbers_changed().await, 1, "it is written in the transaction");
    salon.looks_again().await;
    salon.changes_to(OLD_PHONE).await;
}
