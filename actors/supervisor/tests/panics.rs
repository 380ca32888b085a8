//! Tests of a panic in each kind of actor: neighbours are unaffected, and what is restarted has fresh state and the
//! stored credentials.

use linekeeper_domain::session::StateName;
use linekeeper_ports::LinkPurpose;
use linekeeper_ports::fake::FakeLink;

use super::*;
use crate::testing::{OTHER, SALON, WhatsApp, quiet, within};

async fn connected(
    stage: &mut Stage,
    supervisor: &Addr<SessionSupervisor>,
    id: &str,
    digits: &str,
) -> (Updates, FakeLink) {
    stage.put_linked(id, digits);
    let mut updates = watch(supervisor, id, 1).await.unwrap();
    let link = stage.link().await;
    link.connects(digits).await;
    updates.state(StateName::Connected).await;
    updates.told().await;
    (updates, link)
}

/// Asserts that the neighbour got no update and no request, and is in its first life.
async fn untouched(stage: &Stage, updates: &mut Updates, link: &FakeLink) {
    assert_eq!(updates.told().await, [""; 0]);
    assert!(!link.has_request());
    assert_eq!(lives(stage, "neighbour"), 1);
}

#[actix::test]
async fn session_restarts_from_stored_credentials_after_panic() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut neighbour, their_link) = connected(&mut stage, &supervisor, "neighbour", OTHER).await;
    let (mut updates, mut link) = connected(&mut stage, &supervisor, SALON, ASKED).await;
    known(&supervisor, SALON).await.unwrap().session.unwrap().do_send(crate::session::tests::Panic);
    link.dropped().await;
    updates.state(StateName::Reconnecting).await;
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    again.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    untouched(&stage, &mut neighbour, &their_link).await;
}

#[actix::test]
async fn credential_actor_panic_ends_its_own_session_only() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut neighbour, their_link) = connected(&mut stage, &supervisor, "neighbour", OTHER).await;
    let (mut updates, link) = connected(&mut stage, &supervisor, SALON, ASKED).await;
    stage.store.panic_next(StoreCall::Read);
    assert!(link.credentials.credentials().await.is_err());
    updates.state(StateName::Reconnecting).await;
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    assert!(again.credentials.credentials().await.unwrap().is_some(), "the new one reads what is stored");
    again.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    untouched(&stage, &mut neighbour, &their_link).await;
}

#[actix::test]
async fn restarts_are_counted_by_reason_and_sessions_by_state() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut updates, _link) = connected(&mut stage, &supervisor, SALON, ASKED).await;
    known(&supervisor, SALON).await.unwrap().session.unwrap().do_send(crate::session::tests::Panic);
    let again = {
        updates.state(StateName::Reconnecting).await;
        stage.link().await
    };
    again.connects(ASKED).await;
    quiet().await;
    let shown = stage.services.metrics.render();
    assert!(shown.contains("linekeeper_session_restarts_total{reason=\"crashed\"} 1"), "{shown}");
    assert!(shown.contains("linekeeper_sessions{state=\"connected\"} 1"), "{shown}");
    drop(again);
    within(supervisor.send(StopSessions)).await.unwrap();
    assert!(stage.services.metrics.render().contains("linekeeper_sessions{state=\"connected\"} 0"));
}
