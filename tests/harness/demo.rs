//! Plays [`Story`] without a person and prints each step. Exits with 0 only if every step
//! succeeded.

use linekeeper_harness::{Database, Story};

#[tokio::main]
async fn main() {
    let mut number = 0;
    let mut step = |text: &str| {
        number += 1;
        println!("{number:>2}. {text}");
    };
    let mut story = Story::prepare(Database::fresh().await).await;
    let service = story.service().await;
    step("Linekeeper and the simulator of WhatsApp are running");
    story.until_connected(&service, &mut step).await;

    service.kill().await;
    let service = story.service().await;
    step("the process was killed (-9) and started again");
    story.until_reset(&service, &mut step).await;

    assert_eq!(service.stop().await, Some(0));
    step("stopped in good order");
}
