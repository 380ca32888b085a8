//! Tests of a session whose database is unavailable.

use bytes::Bytes;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{Batch, KeyPut, KeyQuery, KeyRow, KeySelect, StoreError};

use super::*;
use crate::testing::{quiet, salon, seconds, within};

fn ratchet(id: &str) -> Batch {
    let row = KeyRow { key_id: id.into(), value: Bytes::from_static(b"moved"), stamp: None };
    Batch { puts: vec![KeyPut { key_type: "session", row }], ..Batch::default() }
}

/// Writes through the link's credentials.
fn write(link: &FakeLink, id: &str) -> JoinHandle<Result<(), StoreError>> {
    let (credentials, batch) = (link.credentials.clone(), ratchet(id));
    tokio::task::spawn_local(async move { credentials.write(batch).await.map(drop) })
}

fn written(stage: &Stage) -> Vec<String> {
    stage.store.row(&salon()).unwrap().keys.into_keys().map(|(_, id)| id).collect()
}

#[actix::test]
async fn connected_session_waits_out_an_outage_and_loses_nothing() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.break_down();
    let (first, second) = (write(&link, "1"), write(&link, "2"));
    tokio::time::sleep(seconds(500)).await;
    assert!(!first.is_finished() && !second.is_finished());
    assert_eq!(player.updates.told().await, [""; 0], "nobody is told anything");
    stage.store.recover();
    within(first).await.unwrap().unwrap();
    within(second).await.unwrap().unwrap();
    assert_eq!(written(&stage), ["1", "2"]);
    assert!(link.try_asked().is_none() && player.exits.is_empty());
    stage.opens_nothing().await;
}

#[actix::test]
async fn session_reads_everything_again_after_an_unknown_outcome() {
    let mut stage = Stage::new();
    let (mut player, link) = connected(&mut stage).await;
    stage.store.fail_next(StoreCall::Write, StoreFailure::UnknownOutcome);
    let outcome = within(write(&link, "1")).await.unwrap();
    assert_eq!(outcome.unwrap_err().failure, StoreFailure::UnknownOutcome);
    // The link ends for the same reason.
    link.ends(LinkEndReason::Store(StoreFailure::UnknownOutcome)).await;
    assert_eq!(within(player.exits.recv()).await.unwrap().reason, ExitReason::Reload);
}

#[actix::test]
async fn pairing_is_told_of_an_outage_at_once() {
    let mut stage = Stage::new();
    let (mut player, link) = with_code(&mut stage).await;
    stage.store.break_down();
    let refused = within(write(&link, "early")).await.unwrap();
    assert_eq!(refused.unwrap_err().failure, StoreFailure::Unavailable);
    assert!(stage.seconds() < 5);
    link.ends(LinkEndReason::Store(StoreFailure::Unavailable)).await;
    assert!(player.updates.told().await.contains(&"pairing failed: STORE_UNAVAILABLE".to_owned()));
}

#[actix::test]
async fn line_that_was_linked_a_moment_ago_waits_once_it_is_connected() {
    let mut stage = Stage::new();
    let (mut player, link) = with_code(&mut stage).await;
    link.links(ASKED).await;
    link.connects(ASKED).await;
    player.updates.state(StateName::Connected).await;
    stage.store.break_down();
    let late = write(&link, "late");
    tokio::time::sleep(seconds(60)).await;
    assert!(!late.is_finished());
    stage.store.recover();
    within(late).await.unwrap().unwrap();
}

#[actix::test]
async fn reset_in_an_outage_is_refused_at_once_and_the_line_stays() {
    let mut stage = Stage::new();
    let (player, mut link) = connected(&mut stage).await;
    stage.store.break_down();
    let waiting = write(&link, "1");
    quiet().await;
    assert_eq!(within(reset(&player.session, "r")).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    assert_eq!(within(disconnect(&player.session, "d")).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    assert!(stage.seconds() < 5 && link.try_asked().is_none());
    stage.store.recover();
    within(waiting).await.unwrap().unwrap();
    let answer = reset(&player.session, "r");
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Ok(()));
}

#[actix::test]
async fn stop_in_an_outage_does_not_wait_for_the_database() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.break_down();
    drop(write(&link, "1"));
    quiet().await;
    player.session.do_send(StopSession);
    drop(link.asked_to_close().await);
    assert_eq!(within(player.exits.recv()).await.unwrap().reason, ExitReason::Stopped);
    assert!(stage.seconds() < 5);
}

#[actix::test]
async fn next_link_reads_what_the_last_wrote_in_an_outage() {
    let mut stage = Stage::new();
    let (_player, mut link) = connected(&mut stage).await;
    stage.store.break_down();
    drop(write(&link, "1"));
    quiet().await;
    link.ends(LinkEndReason::Network).await;
    drop(link.asked_to_close().await);
    let next = stage.link().await;
    let credentials = next.credentials.clone();
    let query = KeyQuery { key_type: "session", select: KeySelect::Prefix(String::new()) };
    let read = tokio::task::spawn_local(async move { credentials.keys(query).await });
    quiet().await;
    stage.store.recover();
    assert_eq!(within(read).await.unwrap().unwrap().len(), 1);
}
