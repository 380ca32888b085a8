//! What the log of a whole story must not hold.

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, SALON, World};
use linekeeper_harness::Database;
use serde_json::json;

#[tokio::test]
async fn the_log_of_a_whole_story_at_debug_has_no_code_number_or_qr_in_it() {
    let database = Database::fresh().await;
    let world = World::on(database, |options| options.set("LOG__FILTER", "debug")).await;
    let mut page = world.service.browser(SALON).await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    world.link(SALON, OLD_PHONE).await;
    page.request_code(NEW_PHONE).await;
    let frame =
        page.until("the code", |frame| frame["type"] == "pairing-code" && frame["phoneNumber"] == NEW_PHONE).await;
    let code = frame["code"].as_str().unwrap().to_owned();
    world.type_code(NEW_PHONE, &code).await;
    page.state("connected").await;
    world.simulator.unlink(NEW_PHONE).await;
    page.state("error").await;

    let log = world.service.whole_log();
    assert!(log.contains("is connected"), "the log is not the one of this story");
    let keys: Vec<&str> = qr.split(',').collect();
    let mut secrets = vec![code.clone(), code.replace('-', ""), NEW_PHONE.to_owned(), OLD_PHONE.to_owned()];
    secrets.extend(keys.iter().filter(|part| part.len() > 20).map(|part| (*part).to_owned()));
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "a secret in: {}", line.unwrap_or_default());
    }
}
