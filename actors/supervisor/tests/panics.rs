//! Panics of each kind of actor: neighbours are untouched, and what is restarted has fresh state and the stored credentials.

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
) -> (News, FakeLink) {
    stage.put_linked(id, digits);
    let mut news = watch(supervisor, id, 1).await.unwrap();
    let link = stage.link().await;
    link.connects(digits).await;
    news.state(StateName::Connected).await;
    news.told().await;
    (news, link)
}

/// The neighbour hears nothing, its link is asked nothing, and it lives its first life.
async fn untouched(stage: &Stage, news: &mut News, link: &FakeLink) {
    assert_eq!(news.told().await, [""; 0]);
    assert!(!link.has_request());
    assert_eq!(lives(stage, "neighbour"), 1);
}

#[actix::test]
async fn a_session_actor_that_panics_logs_in_again_with_what_is_stored() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut neighbour, their_link) = connected(&mut stage, &supervisor, "neighbour", OTHER).await;
    let (mut news, mut link) = connected(&mut stage, &supervisor, SALON, ASKED).await;
    known(&supervisor, SALON).await.unwrap().session.unwrap().do_send(crate::session::tests::Panic);
    link.dropped().await;
    news.state(StateName::Reconnecting).await;
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    again.connects(ASKED).await;
    news.state(StateName::Connected).await;
    untouched(&stage, &mut neighbour, &their_link).await;
}

#[actix::test]
async fn a_credential_actor_that_panics_takes_its_session_along_and_no_other() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut neighbour, their_link) = connected(&mut stage, &supervisor, "neighbour", OTHER).await;
    let (mut news, link) = connected(&mut stage, &supervisor, SALON, ASKED).await;
    stage.store.panic_next(StoreCall::Read);
    assert!(link.door.credentials().await.is_err());
    news.state(StateName::Reconnecting).await;
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    assert!(again.door.credentials().await.unwrap().is_some(), "the new one reads what is stored");
    again.connects(ASKED).await;
    news.state(StateName::Connected).await;
    untouched(&stage, &mut neighbour, &their_link).await;
}

#[actix::test]
async fn restarts_are_counted_by_reason_and_sessions_by_state_whatever_way_they_went() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut news, _link) = connected(&mut stage, &supervisor, SALON, ASKED).await;
    known(&supervisor, SALON).await.unwrap().session.unwrap().do_send(crate::session::tests::Panic);
    let again = {
        news.state(StateName::Reconnecting).await;
        stage.link().await
    };
    again.connects(ASKED).await;
    quiet().await;
    let shown = stage.world.metrics.render();
    assert!(shown.contains("linekeeper_session_restarts_total{reason=\"crashed\"} 1"), "{shown}");
    assert!(shown.contains("linekeeper_sessions{state=\"connected\"} 1"), "{shown}");
    drop(again);
    within(supervisor.send(StopSessions)).await.unwrap();
    assert!(stage.world.metrics.render().contains("linekeeper_sessions{state=\"connected\"} 0"));
}
