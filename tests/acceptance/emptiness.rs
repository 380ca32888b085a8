//! A company without stored data has no database row, whichever requests are made about it.

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use serde_json::json;

async fn rows(world: &World) -> i64 {
    let database = world.database.connect().await;
    database.query_one("SELECT count(*) FROM whatsapp_auth", &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn asking_about_a_company_makes_no_row() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    // Watched, read, refused and reset.
    let mut page = world.service.browser(OTHER_SALON).await;
    page.state("idle").await;
    assert_eq!(world.status(OTHER_SALON).await["state"], "idle");
    page.request_code(NEW_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "PHONE_IN_USE");
    page.send(json!({ "type": "reset-whatsapp-credentials", "requestId": "x" })).await;
    page.frame("credentials-reset").await;
    assert_eq!(rows(&world).await, 1);
    // A pairing creates a row.
    world.link_on(&mut page, "79936363848").await;
    assert_eq!(rows(&world).await, 2);
}

#[tokio::test]
async fn session_goes_on_when_its_empty_row_was_deleted() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.send(json!({ "type": "reset-whatsapp-credentials", "requestId": "x" })).await;
    page.frame("credentials-reset").await;
    let database = world.database.connect().await;
    assert_eq!(database.execute("DELETE FROM whatsapp_auth", &[]).await.unwrap(), 1);
    world.link_on(&mut page, NEW_PHONE).await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
}
