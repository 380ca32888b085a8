//! A commit whose answer is lost: nobody knows whether it happened, so the session leaves and reads what is there.

use linekeeper_harness::{Mode, Salon};

use super::Between;

#[tokio::test]
async fn a_commit_whose_answer_is_lost_makes_the_session_read_anew_and_end_connected() {
    let world = Between::fresh().await;
    let salon = Salon::nth(1);
    world.simulator.name(&salon.number, "Salon Anna").await;
    let mut page = world.service.browser(&salon.company).await;
    page.request_code(&salon.number).await;
    let code = page.code().await;
    // The statement that writes the linked device down, and commits, reaches the server; its answer reaches nobody.
    world.database.after_client_sent(b"WITH held AS", Mode::Cut);
    // Whatever the phone makes of it.
    let _typed = world.simulator.enter_code(&salon.number, &code).await;
    world.ready_is(503).await;
    world.database.set(Mode::Pass);
    world.ready_is(200).await;
    world.connects(&salon).await;
    let restarts = world.service.metrics().await;
    assert!(restarts.value("linekeeper_session_restarts_total", &[("reason", "reload")]) >= Some(1.0));
}
