//! Tests of the journal of a company and of its status without an actor.

use linekeeper_domain::TriggeredBy as Who;
use linekeeper_domain::session::{Parked, StateName};
use linekeeper_ports::{Journal, JournalEntry};

use linekeeper_ports::SystemClock;

use super::*;

fn entry(number: usize) -> JournalEntry {
    JournalEntry {
        company: "997441".parse().unwrap(),
        at: SystemClock.now(),
        event: format!("event-{number}"),
        transition: Some((StateName::Idle, StateName::Creating)),
        reason: Some("pairing_requested".into()),
        code: Some(ErrorCode::LoggedOut),
        actor: Who::Client,
        principal: None,
        correlation: Some("c-1".parse().unwrap()),
    }
}

#[actix_web::test]
async fn journal_is_listed_newest_first_in_pages() {
    let api = Api::new().await;
    api.journal.append((0..5).map(entry).collect()).await.unwrap();
    let path = "/api/whatsapp/sessions/997441/events";
    let (status, first) = api.answer(Method::GET, &format!("{path}?limit=3")).await;
    assert_eq!(status, 200);
    let newest = &first["events"][0];
    assert_eq!(
        (newest["event"].as_str(), newest["from"].as_str(), newest["to"].as_str()),
        (Some("event-4"), Some("idle"), Some("creating"))
    );
    assert_eq!(
        (newest["actor"].as_str(), newest["code"].as_str(), newest["correlationId"].as_str()),
        (Some("client"), Some("LOGGED_OUT"), Some("c-1"))
    );
    let (_, second) =
        api.answer(Method::GET, &format!("{path}?limit=3&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!((second["events"].as_array().unwrap().len(), second["next"].is_null()), (2, true));
    for query in ["limit=0", "limit=1001", "limit=x", "cursor=x", "before=1", "colour=blue"] {
        assert_eq!(api.answer(Method::GET, &format!("{path}?{query}")).await.0, 400, "{query}");
    }
    assert_eq!(
        api.answer(Method::GET, "/api/whatsapp/sessions/880012/events").await.1["events"],
        serde_json::json!([])
    );
}

#[actix_web::test]
async fn parked_company_without_an_actor_shows_its_reason() {
    let api = Api::new().await;
    let parked = Some(Parked { code: ErrorCode::LoggedOut, until: None });
    api.store.put(&"997441".parse().unwrap(), FakeRow { parked, ..FakeRow::default() });
    let (_, session) = api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    assert_eq!((session["state"].as_str(), session["code"].as_str()), (Some("error"), Some("LOGGED_OUT")));
    assert_eq!(session["userAction"], "retry");
}

#[actix_web::test]
async fn session_status_is_a_503_during_an_outage() {
    let api = Api::new().await;
    api.store.break_down();
    assert_eq!(api.answer(Method::GET, "/api/whatsapp/sessions/997441").await.0, 503);
}

#[actix_web::test]
async fn credentials_status_shows_the_expiry_of_unused_credentials() {
    let mut api = Api::new().await;
    api.state.expire_after = std::time::Duration::from_secs(86_400);
    let phone = "79936363848".parse().unwrap();
    let used = api.state.clock.now();
    let row = || FakeRow { last_connected_at: Some(used), ..FakeRow::linked(&phone, used) };
    api.store.put(&"997441".parse().unwrap(), FakeRow { parked: disconnected(), ..row() });
    let (_, status) = api.answer(Method::GET, "/api/whatsapp/sessions/997441/credentials/status").await;
    let expires: chrono::DateTime<chrono::Utc> = status["expiresAt"].as_str().unwrap().parse().unwrap();
    assert_eq!((expires - used).num_seconds(), 86_400);
    let (_, none) = api.answer(Method::GET, "/api/whatsapp/sessions/880012/credentials/status").await;
    assert!(none["expiresAt"].is_null());
    // Linked and not parked: in use now, whichever process has the session, even while it cannot connect.
    api.store.put(
        &"997441".parse().unwrap(),
        FakeRow { last_connected_at: None, ..FakeRow::linked(&phone, used - chrono::TimeDelta::days(7)) },
    );
    let (_, status) = api.answer(Method::GET, "/api/whatsapp/sessions/997441/credentials/status").await;
    let expires: chrono::DateTime<chrono::Utc> = status["expiresAt"].as_str().unwrap().parse().unwrap();
    assert!((expires - used).num_seconds() >= 86_400);
}

/// Parked because a person disconnected the session.
fn disconnected() -> Option<Parked> {
    Some(Parked { code: ErrorCode::Disconnected, until: None })
}

#[actix_web::test]
async fn credentials_do_not_expire_before_their_owner_was_warned() {
    let api = Api::new().await;
    let days = |days: i64| api.state.clock.now() + chrono::TimeDelta::days(days);
    let phone = "79936363848".parse().unwrap();
    for (used, warned, expires) in [(-10, None, 80), (-200, None, 7), (-200, Some(-3), 4), (-200, Some(-300), 7)] {
        let parked = disconnected();
        let row = FakeRow { parked, warned_at: warned.map(days), ..FakeRow::linked(&phone, days(used)) };
        api.store.put(&"997441".parse().unwrap(), row);
        let (_, status) = api.answer(Method::GET, "/api/whatsapp/sessions/997441/credentials/status").await;
        let told: chrono::DateTime<chrono::Utc> = status["expiresAt"].as_str().unwrap().parse().unwrap();
        assert_eq!(told, days(expires), "used {used}, warned {warned:?}");
    }
}
