//! A commit whose answer is lost: its outcome is unknown, so the session ends its link and reloads.

use linekeeper_harness::{Mode, Salon};

use super::Between;

#[tokio::test]
async fn lost_answer_to_a_commit_reloads_the_session_and_reconnects() {
    let world = Between::fresh().await;
    let salon = Salon::nth(1);
    world.simulator.name(&salon.number, "Salon Anna").await;
    let mut page = world.service.browser(&salon.company).await;
    page.request_code(&salon.number).await;
    let code = page.code().await;
    // The statement that stores the linked device, and commits, reaches the server; its answer is lost.
    world.database.after_client_sent(b"WITH held AS", Mode::Cut);
    // Whether or not the phone reports success.
    let _typed = world.simulator.enter_code(&salon.number, &code).await;
    world.ready_is(503).await;
    world.database.set(Mode::Pass);
    world.ready_is(200).await;
    world.connects(&salon).await;
    let restarts = world.service.metrics().await;
    assert!(restarts.value("linekeeper_session_restarts_total", &[("reason", "reload")]) >= Some(1.0));
}
