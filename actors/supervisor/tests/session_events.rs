//! Events of sessions: what the logs are told of a session that is linked, lost, logged out, or ended with its process.

use linekeeper_domain::messages::EventType::{
    SessionConnected as CONNECTED, SessionDisconnected as DISCONNECTED, SessionLinked as LINKED,
    SessionLoggedOut as LOGGED_OUT,
};
use linekeeper_domain::messages::{EventType, SessionFacts};
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::LinkEvent;
use linekeeper_ports::fake::FakeRow;

use super::*;
use crate::testing::{SALON, at, quiet, salon, seconds};

/// A stage on which messages are kept.
fn keeping() -> Stage {
    let mut stage = Stage::new();
    stage.services.session_log = Some(stage.store.clone());
    stage
}

/// A linked line that is looked at, on such a stage.
async fn line() -> (Stage, Addr<SessionSupervisor>, Updates) {
    let stage = keeping();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let news = watch(&supervisor, SALON, 1).await.unwrap();
    (stage, supervisor, news)
}

fn told(stage: &Stage) -> Vec<(EventType, SessionFacts)> {
    stage.store.session_events(&salon())
}

fn kinds(stage: &Stage) -> Vec<EventType> {
    told(stage).into_iter().map(|(kind, _)| kind).collect()
}

#[actix::test]
async fn line_is_told_as_linked_connected_and_disconnected() {
    let (mut stage, supervisor, _news) = line().await;
    let link = connect(&mut stage).await;
    written(&supervisor).await;
    assert_eq!(kinds(&stage), [LINKED, CONNECTED]);
    link.tell(LinkEvent::Ended(LinkEndReason::Locked)).await;
    quiet().await;
    written(&supervisor).await;
    let told = told(&stage);
    assert_eq!((told[2].0, told[2].1.code), (DISCONNECTED, Some(ErrorCode::AccountLocked)));
    assert_eq!(told.len(), 3);
}

#[actix::test]
async fn log_out_is_told_with_its_reason_when_the_keys_are_gone() {
    let (mut stage, supervisor, _news) = line().await;
    let link = connect(&mut stage).await;
    written(&supervisor).await;
    let wipe = stage.store.hold_next(StoreCall::Wipe);
    link.tell(LinkEvent::Ended(LinkEndReason::LoggedOut)).await;
    drop(link);
    tokio::time::sleep(seconds(3)).await;
    assert_eq!(kinds(&stage), [LINKED, CONNECTED], "it is not so before the keys are gone");
    wipe.release();
    tokio::time::sleep(seconds(3)).await;
    let told = told(&stage);
    assert_eq!((told[2].0, told[2].1.code), (LOGGED_OUT, Some(ErrorCode::LoggedOut)));
    assert_eq!(told.len(), 3);
    assert!(stage.services.metrics.render().contains("linekeeper_session_events_waiting 0"));
}

#[actix::test]
async fn outage_of_the_database_delays_events_and_loses_none() {
    let (mut stage, _supervisor, _news) = line().await;
    stage.store.fail_next(StoreCall::Untold, StoreFailure::Unavailable);
    stage.store.fail_next(StoreCall::Tell, StoreFailure::Unavailable);
    stage.store.fail_next(StoreCall::Tell, StoreFailure::UnknownOutcome);
    let _link = connect(&mut stage).await;
    tokio::time::sleep(seconds(10)).await;
    assert_eq!(kinds(&stage), [LINKED, CONNECTED]);
    assert!(stage.services.metrics.render().contains("linekeeper_session_events_waiting 0"));
}

#[actix::test]
async fn log_that_cannot_be_written_holds_nobody_up() {
    let (mut stage, _supervisor, _news) = line().await;
    for _ in 0..3 {
        stage.store.fail_next(StoreCall::Tell, StoreFailure::Corrupt);
    }
    let _link = connect(&mut stage).await;
    tokio::time::sleep(seconds(5)).await;
    assert!(stage.services.metrics.render().contains("linekeeper_session_events_waiting 0"));
}

#[actix::test]
async fn idle_line_asks_the_log_nothing() {
    let (mut stage, supervisor, _news) = line().await;
    let link = connect(&mut stage).await;
    written(&supervisor).await;
    let asked = |stage: &Stage| stage.store.calls().iter().filter(|(call, _)| *call == StoreCall::Untold).count();
    let before = asked(&stage);
    link.tell(LinkEvent::PhoneSeen { at: at(7200) }).await;
    tokio::time::sleep(seconds(3600)).await;
    assert_eq!(asked(&stage), before);
}

#[actix::test]
async fn restart_of_the_process_is_not_told_if_the_line_comes_back() {
    let (mut stage, supervisor, news) = line().await;
    let link = connect(&mut stage).await;
    written(&supervisor).await;
    drop((news, supervisor, link));
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    let _link = connect(&mut stage).await;
    written(&supervisor).await;
    assert_eq!(kinds(&stage), [LINKED, CONNECTED]);
}

#[actix::test]
async fn line_that_ended_untold_is_told_after_a_restart() {
    let (mut stage, supervisor, news) = line().await;
    let link = connect(&mut stage).await;
    written(&supervisor).await;
    drop((news, supervisor, link));
    // The keys were wiped and the process ended before the log was told.
    stage.store.put(&salon(), FakeRow::default());
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    tokio::time::sleep(seconds(3)).await;
    written(&supervisor).await;
    assert_eq!(kinds(&stage), [LINKED, CONNECTED, LOGGED_OUT]);
}

#[actix::test]
async fn nothing_is_told_where_messages_are_not_kept() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let _link = connect(&mut stage).await;
    tokio::time::sleep(seconds(3)).await;
    written(&supervisor).await;
    assert_eq!(kinds(&stage), []);
}
