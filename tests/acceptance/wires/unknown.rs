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
    // The next commit reaches the server, its answer reaches nobody: the one that writes the linked device down.
    world.database.after_client_sent(b"COMMIT", Mode::Cut);
    let typed = world.simulator.enter_code(&salon.number, &code).await;
    world.ready_is(503).await;
    world.database.set(Mode::Pass);
    world.ready_is(200).await;
    world.connects(&salon).await;
    let journal = world.service.events(&salon.company).await;
    let reloaded = |entry: &serde_json::Value| entry["event"] == "reload" || entry["reason"] == "ended: store";
    assert!(journal.iter().any(reloaded), "typed: {typed:?}\n{journal:#?}");
}
