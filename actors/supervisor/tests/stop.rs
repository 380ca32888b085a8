//! Tests of the stop of all sessions.

use linekeeper_domain::session::StateName;

use super::*;
use crate::testing::{OTHER, SALON, WhatsApp, quiet, seconds, within};

#[actix::test]
async fn stop_is_answered_after_links_close_and_sessions_end() {
    let mut stage = Stage::new();
    stage.put_linked("a", ASKED);
    stage.put_linked("b", OTHER);
    let supervisor = stage.supervisor();
    let mut updates = watch(&supervisor, "a", 1).await.unwrap();
    let mut first = stage.link().await;
    let _more = watch(&supervisor, "b", 1).await.unwrap();
    let mut second = stage.link().await;
    let _idle = watch(&supervisor, "c", 1).await.unwrap();
    let stopped = tokio::task::spawn_local(supervisor.send(StopSessions));
    let again = tokio::task::spawn_local(supervisor.send(StopSessions));
    let (_, first_closing) = first.asked_to_close().await;
    let (_, second_closing) = second.asked_to_close().await;
    first_closing.release();
    quiet().await;
    assert!(!stopped.is_finished(), "one is still closing");
    second_closing.release();
    within(stopped).await.unwrap().unwrap();
    within(again).await.unwrap().unwrap();
    assert!(updates.told().await.contains(&"stopping".to_owned()));
    first.dropped().await;
    second.dropped().await;
}

#[actix::test]
async fn nothing_starts_after_a_stop() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    within(supervisor.send(StopSessions)).await.unwrap();
    assert_eq!(ask_code(&supervisor, SALON, ASKED).await, Err(ErrorCode::StoreUnavailable.into()));
    assert_eq!(reset(&supervisor, SALON).await, Err(ErrorCode::StoreUnavailable));
    assert!(watch(&supervisor, SALON, 1).await.is_err());
    supervisor.do_send(RestoreSessions);
    stage.opens_nothing().await;
    assert_eq!(stage.store.calls(), []);
    within(supervisor.send(StopSessions)).await.unwrap();
}

#[actix::test]
async fn a_stop_in_the_middle_of_a_restoration_ends_it() {
    let mut stage = Stage::with(|settings| settings.restore_per_second = 1);
    for (id, digits) in [("a", ASKED), ("b", OTHER), ("c", "79161234567")] {
        stage.put_linked(id, digits);
    }
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    let mut link = stage.link().await;
    let stopped = tokio::task::spawn_local(supervisor.send(StopSessions));
    drop(link.asked_to_close().await);
    within(stopped).await.unwrap().unwrap();
    tokio::time::sleep(seconds(10)).await;
    stage.opens_nothing().await;
    assert_eq!(lives(&stage, "b") + lives(&stage, "c"), 0);
}

#[actix::test]
async fn stop_cancels_a_scheduled_start_and_tells_watchers() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut updates = watch(&supervisor, SALON, 1).await.unwrap();
    stage.links.panic_next(1);
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    updates.state(StateName::Reconnecting).await;
    within(supervisor.send(StopSessions)).await.unwrap();
    tokio::time::sleep(seconds(10)).await;
    assert_eq!((updates.told().await, lives(&stage, SALON)), (vec!["stopping".to_owned()], 1));
}

#[actix::test]
async fn session_that_dies_during_a_stop_is_not_restarted() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let mut link = stage.link().await;
    link.asked_for_code().await;
    ask_code(&supervisor, SALON, OTHER).await.unwrap();
    let (_, closing) = link.asked_to_close().await;
    stage.store.panic_next(StoreCall::Prepare);
    let stopped = tokio::task::spawn_local(supervisor.send(StopSessions));
    closing.release();
    within(stopped).await.unwrap().unwrap();
    tokio::time::sleep(seconds(10)).await;
    assert_eq!(lives(&stage, SALON), 1);
}
