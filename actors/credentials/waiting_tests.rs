//! Tests of link calls during an outage of the database.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::StoreFailure;
use linekeeper_domain::messages::{InboundItem, MessageKey};
use linekeeper_domain::session::WipeOrder;
use linekeeper_ports::{Batch, CredentialStore, Fence, KeyQuery, KeyRow, KeySelect, LinkCredentials, StoreError};
use tokio::task::JoinHandle;

use super::tests::{calls, credentials, failure, fenced, key, keys, prepare_rows, taken, write_of};
use super::*;
use crate::testing::{Stage, StoreCall, quiet, salon, seconds, within};

const PATIENCE: Duration = Duration::from_secs(600);

/// Starts a credential actor that waits out outages, with the credentials of one link.
async fn patient(stage: &Stage) -> (actix::Addr<CredentialActor>, Arc<FencedCredentials>, Fence) {
    let (actor, _exits) = credentials(stage);
    let fence = taken(&actor).await;
    actor.send(SetOutagePatience { patience: PATIENCE }).await.unwrap();
    let metrics = linekeeper_telemetry::Metrics::new();
    let link = Arc::new(FencedCredentials::new(CredentialsHandle::new(actor.clone(), metrics), fence, PATIENCE * 2));
    (actor, link, fence)
}

fn write(link: &Arc<FencedCredentials>, batch: Batch) -> JoinHandle<Result<(), StoreError>> {
    let link = link.clone();
    tokio::task::spawn_local(async move { link.write(batch).await.map(drop) })
}

fn read_all(link: &Arc<FencedCredentials>) -> JoinHandle<Result<Vec<KeyRow>, StoreError>> {
    let link = link.clone();
    let query = KeyQuery { key_type: "session", select: KeySelect::Prefix(String::new()) };
    tokio::task::spawn_local(async move { link.keys(query).await })
}

fn value(id: &str, value: &'static str) -> Batch {
    let mut batch = key(id);
    batch.puts[0].row.value = value.into();
    batch
}

fn count(stage: &Stage, call: StoreCall) -> usize {
    calls(stage).into_iter().filter(|made| *made == call).count()
}

#[actix::test]
async fn writes_land_in_their_order_when_the_database_is_back() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let first = write(&link, value("a", "old"));
    quiet().await;
    let second = write(&link, value("b", "only"));
    let third = write(&link, value("a", "new"));
    quiet().await;
    let read = read_all(&link);
    tokio::time::sleep(seconds(300)).await;
    assert!(![first.is_finished(), second.is_finished(), third.is_finished(), read.is_finished()].contains(&true));
    assert_eq!(count(&stage, StoreCall::Read), 0, "the read waits behind the writes");
    stage.store.recover();
    for written in [first, second, third] {
        within(written).await.unwrap().unwrap();
    }
    let rows = within(read).await.unwrap().unwrap();
    let rows: Vec<_> = rows.iter().map(|row| (row.key_id.as_str(), row.value.as_ref())).collect();
    assert_eq!(rows, [("a", b"new".as_slice()), ("b", b"only")]);
}

#[actix::test]
async fn outage_is_probed_by_one_call_with_backoff() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    for id in ["a", "b", "c"] {
        drop(write(&link, key(id)));
    }
    tokio::time::sleep(seconds(60)).await;
    assert!((20..=27).contains(&count(&stage, StoreCall::Write)), "{}", count(&stage, StoreCall::Write));
}

#[actix::test]
async fn read_waits_for_the_database_and_finds_what_is_stored() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    link.write(key("a")).await.unwrap();
    stage.store.break_down();
    let read = read_all(&link);
    let device = tokio::task::spawn_local({
        let link = link.clone();
        async move { link.credentials().await }
    });
    tokio::time::sleep(seconds(100)).await;
    stage.store.recover();
    assert_eq!(within(read).await.unwrap().unwrap().len(), 1);
    assert_eq!(within(device).await.unwrap().unwrap(), None);
}

#[actix::test]
async fn calls_fail_together_when_the_patience_is_used_up() {
    let stage = Stage::new();
    let (actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let (written, read) = (write(&link, key("a")), read_all(&link));
    tokio::time::sleep(PATIENCE - seconds(5)).await;
    assert!(!written.is_finished() && !read.is_finished());
    assert_eq!(failure(within(written).await.unwrap()), StoreFailure::Unavailable);
    assert_eq!(failure(within(read).await.unwrap()), StoreFailure::Unavailable);
    stage.store.recover();
    let late = link.write(key("late")).await;
    assert_eq!(failure(late), StoreFailure::Unavailable, "the sequence of a link's writes has no holes");
    let again = taken(&actor).await;
    fenced(&actor, again).write(key("new")).await.unwrap();
    assert_eq!(keys(&stage), ["new"]);
}

#[actix::test]
async fn write_with_an_unknown_outcome_is_final_and_none_follows() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    // The first attempt is not sent; the second is sent and its answer lost.
    stage.store.fail_next(StoreCall::Write, StoreFailure::Unavailable);
    stage.store.fail_next(StoreCall::Write, StoreFailure::UnknownOutcome);
    let (first, second) = (write(&link, key("a")), write(&link, key("b")));
    assert_eq!(failure(within(first).await.unwrap()), StoreFailure::UnknownOutcome);
    assert_eq!(failure(within(second).await.unwrap()), StoreFailure::UnknownOutcome);
    assert_eq!((keys(&stage), count(&stage, StoreCall::Write)), (vec!["a".to_owned()], 2));
}

#[actix::test]
async fn write_that_the_tables_refuse_is_final_and_none_follows() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.fail_next(StoreCall::Write, StoreFailure::Corrupt);
    assert_eq!(failure(link.write(key("a")).await), StoreFailure::Corrupt);
    assert_eq!(failure(link.write(key("b")).await), StoreFailure::Corrupt);
    assert_eq!(count(&stage, StoreCall::Write), 1);
}

#[actix::test]
async fn wipe_does_not_wait_for_queued_writes_and_fences_them() {
    let stage = Stage::new();
    let (actor, link, _) = patient(&stage).await;
    stage.store.fail_next(StoreCall::Write, StoreFailure::Unavailable);
    let (first, second) = (write(&link, key("a")), write(&link, key("b")));
    quiet().await;
    actor.send(WipeCredentials { order: WipeOrder::Person }).await.unwrap().unwrap();
    assert_eq!(failure(within(first).await.unwrap()), StoreFailure::Fenced);
    assert_eq!(failure(within(second).await.unwrap()), StoreFailure::Fenced);
    assert_eq!(keys(&stage), [""; 0]);
}

#[actix::test]
async fn requests_of_people_are_answered_at_once_while_writes_wait() {
    let stage = Stage::new();
    let (actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let written = write(&link, key("a"));
    quiet().await;
    let began = tokio::time::Instant::now();
    let wiped = actor.send(WipeCredentials { order: WipeOrder::Person }).await.unwrap();
    let prepared = prepare_rows(&actor, None).await;
    let disconnected = actor.send(DisconnectCompany).await.unwrap();
    for answer in [wiped, prepared, disconnected] {
        assert_eq!(failure(answer), StoreFailure::Unavailable);
    }
    assert!(began.elapsed() < seconds(1));
    stage.store.recover();
    within(written).await.unwrap().unwrap();
}

#[actix::test]
async fn write_is_refused_when_another_owner_came_in_the_outage() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let written = write(&link, key("a"));
    quiet().await;
    stage.store.recover();
    stage.store.take(&salon()).await.unwrap();
    assert_eq!(failure(within(written).await.unwrap()), StoreFailure::Fenced);
    assert_eq!(keys(&stage), [""; 0]);
}

#[actix::test]
async fn too_many_waiting_bytes_fail_all_writes_and_leave_no_gap() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let large = |id: &str| {
        let mut batch = key(id);
        batch.puts[0].row.value = vec![0; 300 * 1024].into();
        batch
    };
    let waiting: Vec<_> = ["a", "b", "c"].map(|id| write(&link, large(id))).into_iter().collect();
    quiet().await;
    assert!(waiting.iter().all(|write| !write.is_finished()));
    let last = write(&link, large("d"));
    for written in waiting.into_iter().chain([last]) {
        assert_eq!(failure(within(written).await.unwrap()), StoreFailure::Unavailable);
    }
    stage.store.recover();
    assert_eq!(failure(link.write(key("late")).await), StoreFailure::Unavailable);
    assert_eq!(keys(&stage), [""; 0]);
}

#[actix::test]
async fn many_calls_that_wait_end_the_link() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    // The actor of these tests has a mailbox capacity of 16, so 16 calls may wait.
    let waiting: Vec<_> = (0..18).map(|_| read_all(&link)).collect();
    for read in waiting {
        assert_eq!(failure(within(read).await.unwrap()), StoreFailure::Unavailable);
    }
}

#[actix::test]
async fn write_that_waits_is_made_though_its_caller_has_gone() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let (written, last) = (write(&link, key("a")), write(&link, key("b")));
    quiet().await;
    written.abort();
    quiet().await;
    stage.store.recover();
    within(last).await.unwrap().unwrap();
    assert_eq!(keys(&stage), ["a", "b"]);
}

#[actix::test]
async fn waiting_writes_are_made_after_all_handles_are_dropped() {
    let stage = Stage::new();
    let (actor, mut exits) = credentials(&stage);
    let fence = taken(&actor).await;
    actor.send(SetOutagePatience { patience: PATIENCE }).await.unwrap();
    stage.store.break_down();
    actor.do_send(write_of(fence, key("a")).0);
    quiet().await;
    drop(actor);
    tokio::time::sleep(seconds(10)).await;
    assert!(exits.is_empty());
    stage.store.recover();
    within(exits.recv()).await.unwrap();
    assert_eq!(keys(&stage), ["a"]);
}

#[actix::test]
async fn actor_without_handles_ends_when_its_patience_is_used_up() {
    let stage = Stage::new();
    let (actor, mut exits) = credentials(&stage);
    let fence = taken(&actor).await;
    actor.send(SetOutagePatience { patience: PATIENCE }).await.unwrap();
    stage.store.break_down();
    actor.do_send(write_of(fence, key("a")).0);
    drop(actor);
    within(exits.recv()).await.unwrap();
    assert!((600..=610).contains(&stage.seconds()), "{}", stage.seconds());
}

#[actix::test]
async fn question_for_seen_messages_waits_for_the_write_before() {
    let stage = Stage::new();
    let (_actor, link, _) = patient(&stage).await;
    stage.store.break_down();
    let key = |id: &str| MessageKey { chat: "1@lid".into(), sender: "1@lid".into(), id: id.into() };
    let inbound = vec![InboundItem { key: key("A"), event: None }];
    let written = write(&link, Batch { inbound, ..Batch::default() });
    quiet().await;
    let asking = link.clone();
    let asked = tokio::task::spawn_local(async move { asking.has_seen(vec![key("A"), key("B")]).await });
    tokio::time::sleep(seconds(300)).await;
    assert!(!written.is_finished() && !asked.is_finished());
    stage.store.recover();
    within(written).await.unwrap().unwrap();
    assert_eq!(within(asked).await.unwrap().unwrap(), [true, false]);
}
