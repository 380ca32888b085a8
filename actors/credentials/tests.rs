//! Tests of the credential actor with an in-memory store.

use std::sync::Arc;

use actix::{Actor, Addr};
use bytes::Bytes;
use linekeeper_domain::session::WipeOrder;
use linekeeper_domain::{Phone, StoreFailure};
use linekeeper_ports::{
    Batch, CredentialRows, CredentialStore, DialSignal, Fence, KeyPut, KeyQuery, KeyRow, KeySelect, LinkCredentials,
    StoreError, Written,
};
use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::testing::{ASKED, OTHER, Stage, StoreCall, phone, probe, quiet, salon, seconds, within};

pub(super) fn credentials(stage: &Stage) -> (Addr<CredentialActor>, UnboundedReceiver<CredentialsExited>) {
    let (exited, exits) = probe();
    let args = CredentialArgs {
        company: salon(),
        store: stage.services.store.clone(),
        numbers: stage.services.numbers.clone(),
        policy: Arc::default(),
        number: WorkNo(1),
        mailbox: 16,
        exited,
    };
    (CredentialActor::new(args).start(), exits)
}

pub(super) async fn taken(actor: &Addr<CredentialActor>) -> Fence {
    actor.send(TakeCompany).await.unwrap().unwrap().fence
}

pub(super) fn fenced(actor: &Addr<CredentialActor>, fence: Fence) -> Arc<FencedCredentials> {
    Arc::new(FencedCredentials::new(
        CredentialsHandle::new(actor.clone(), linekeeper_telemetry::Metrics::new()),
        fence,
        seconds(15),
    ))
}

pub(super) fn key(id: &str) -> Batch {
    let row = KeyRow { key_id: id.into(), value: Bytes::from_static(b"secret"), stamp: None };
    Batch { puts: vec![KeyPut { key_type: "session", row }], ..Batch::default() }
}

pub(super) fn keys(stage: &Stage) -> Vec<String> {
    stage.store.row(&salon()).unwrap().keys.into_keys().map(|(_, id)| id).collect()
}

pub(super) fn calls(stage: &Stage) -> Vec<StoreCall> {
    stage.store.calls().into_iter().map(|(call, _)| call).collect()
}

pub(super) fn failure<T: std::fmt::Debug>(result: Result<T, StoreError>) -> StoreFailure {
    result.unwrap_err().failure
}

/// Prepares a pairing without a code.
pub(super) async fn prepare_rows(actor: &Addr<CredentialActor>, phone: Option<Phone>) -> Result<Fence, StoreError> {
    let order = PrepareCredentials { phone, ask: None, dial: DialSignal::default() };
    let prepared = actor.send(order).await.unwrap()?;
    Ok(prepared.unwrap_or_else(|_| panic!("no code to refuse")).fence)
}

/// Message of a write, and the receiver of its answer.
pub(super) fn write_of(
    fence: Fence,
    batch: Batch,
) -> (WriteBatch, tokio::sync::oneshot::Receiver<Result<Written, StoreError>>) {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let queued = linekeeper_telemetry::Metrics::new().queued(linekeeper_telemetry::metrics::Mailbox::Credentials);
    (WriteBatch { fence, batch, answer, queued }, answered)
}

#[actix::test]
async fn calls_reach_the_store_one_at_a_time_in_mailbox_order() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let fence = taken(&actor).await;
    let mut hold = stage.store.hold_next(StoreCall::Write);
    let (write, written) = write_of(fence, key("a"));
    actor.do_send(write);
    let wiped = actor.send(WipeCredentials { order: WipeOrder::DeadCredentials });
    let read =
        actor.send(ReadKeys { query: KeyQuery { key_type: "session", select: KeySelect::Prefix(String::new()) } });
    within(hold.reached()).await;
    quiet().await;
    assert_eq!(calls(&stage), [StoreCall::Take, StoreCall::Write], "the others wait for the write");
    hold.release();
    written.await.unwrap().unwrap();
    wiped.await.unwrap().unwrap();
    assert_eq!(read.await.unwrap().unwrap(), []);
    assert_eq!(calls(&stage), [StoreCall::Take, StoreCall::Write, StoreCall::Wipe, StoreCall::Read]);
}

#[actix::test]
async fn link_writes_under_the_fence_it_was_created_with_only() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let old = fenced(&actor, taken(&actor).await);
    old.write(key("old")).await.unwrap();
    let prepared = prepare_rows(&actor, Some(phone(ASKED))).await.unwrap();
    assert_eq!(failure(old.write(key("late")).await), StoreFailure::Fenced);
    fenced(&actor, prepared).write(key("new")).await.unwrap();
    assert_eq!(keys(&stage), ["new"]);
}

#[actix::test]
async fn log_out_and_disconnect_of_a_person_take_the_company_back() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    taken(&actor).await;
    let elsewhere = stage.store.take(&salon()).await.unwrap().fence;
    // For another number nobody takes a line that works elsewhere.
    let refused = actor.send(OrderLogOut { takes_back: false }).await.unwrap();
    assert_eq!(failure(refused), StoreFailure::Fenced);
    assert_eq!(stage.store.row(&salon()).unwrap().fence, elsewhere.0);
    let fence = actor.send(OrderLogOut { takes_back: true }).await.unwrap().unwrap();
    let row = stage.store.row(&salon()).unwrap();
    assert!(fence > elsewhere);
    assert_eq!((row.fence, row.log_out_fence), (fence.0, Some(fence.0)));
    let elsewhere = stage.store.take(&salon()).await.unwrap().fence;
    let fence = actor.send(DisconnectCompany).await.unwrap().unwrap();
    assert!(fence > elsewhere);
    assert_eq!(stage.store.row(&salon()).unwrap().fence, fence.0);
}

#[actix::test]
async fn a_write_that_waits_behind_a_wipe_is_refused() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let link = fenced(&actor, taken(&actor).await);
    let mut hold = stage.store.hold_next(StoreCall::Wipe);
    let wiped = actor.send(WipeCredentials { order: WipeOrder::Person });
    within(hold.reached()).await;
    let late = tokio::task::spawn_local(async move { link.write(key("late")).await });
    quiet().await;
    hold.release();
    wiped.await.unwrap().unwrap();
    assert_eq!(failure(late.await.unwrap()), StoreFailure::Fenced);
    assert_eq!(keys(&stage), [""; 0]);
}

#[actix::test]
async fn write_in_flight_is_refused_after_another_owners_wipe() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let link = fenced(&actor, taken(&actor).await);
    let mut hold = stage.store.hold_next(StoreCall::Write);
    let late = tokio::task::spawn_local(async move { link.write(key("late")).await });
    within(hold.reached()).await;
    let (newer, _newer_exits) = credentials(&stage);
    taken(&newer).await;
    newer.send(WipeCredentials { order: WipeOrder::Person }).await.unwrap().unwrap();
    hold.release();
    assert_eq!(failure(late.await.unwrap()), StoreFailure::Fenced);
    assert_eq!(keys(&stage), [""; 0]);
}

#[actix::test]
async fn no_write_follows_one_that_failed_under_the_same_fence() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let link = fenced(&actor, taken(&actor).await);
    stage.store.fail_next(StoreCall::Write, StoreFailure::Unavailable);
    assert_eq!(failure(link.write(key("lost")).await), StoreFailure::Unavailable);
    assert_eq!(failure(link.write(key("next")).await), StoreFailure::Unavailable);
    assert_eq!(calls(&stage), [StoreCall::Take, StoreCall::Write], "the second did not reach the store");
    let again = taken(&actor).await;
    fenced(&actor, again).write(key("new")).await.unwrap();
    assert_eq!(keys(&stage), ["new"]);
}

#[actix::test]
async fn write_is_made_in_its_turn_after_its_caller_stops_waiting() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let link = fenced(&actor, taken(&actor).await);
    let mut hold = stage.store.hold_next(StoreCall::Write);
    let first = tokio::task::spawn_local({
        let link = link.clone();
        async move { link.write(key("1")).await }
    });
    within(hold.reached()).await;
    let given_up = tokio::task::spawn_local({
        let link = link.clone();
        async move { link.write(key("2")).await }
    });
    quiet().await;
    given_up.abort();
    let third = tokio::task::spawn_local(async move { link.write(key("3")).await });
    quiet().await;
    hold.release();
    first.await.unwrap().unwrap();
    third.await.unwrap().unwrap();
    assert_eq!(keys(&stage), ["1", "2", "3"]);
}

#[actix::test]
async fn link_call_does_not_wait_forever() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let link = fenced(&actor, taken(&actor).await);
    let _hold = stage.store.hold_next(StoreCall::Write);
    assert_eq!(failure(within(link.write(key("a"))).await), StoreFailure::UnknownOutcome);
}

#[actix::test]
async fn company_of_another_owner_is_taken_back_for_a_person_only() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    let fence = taken(&actor).await;
    fenced(&actor, fence).write(key("a")).await.unwrap();
    stage.store.take(&salon()).await.unwrap();
    let verdict = actor.send(WipeCredentials { order: WipeOrder::DeadCredentials }).await.unwrap();
    assert_eq!((failure(verdict), keys(&stage)), (StoreFailure::Fenced, vec!["a".to_owned()]));
    actor.send(WipeCredentials { order: WipeOrder::Person }).await.unwrap().unwrap();
    assert_eq!(keys(&stage), [""; 0]);

    stage.store.take(&salon()).await.unwrap();
    let prepared = prepare_rows(&actor, Some(phone(OTHER))).await.unwrap();
    stage.store.write(&salon(), prepared, key("b")).await.unwrap();
}

#[actix::test]
async fn phone_linked_by_another_owner_is_not_wiped_by_pairing() {
    let stage = Stage::new();
    let (actor, _exits) = credentials(&stage);
    taken(&actor).await;
    let theirs = stage.store.take(&salon()).await.unwrap().fence;
    let linked = linekeeper_ports::Batch { linked_phone: Some(phone(ASKED)), ..linekeeper_ports::Batch::default() };
    stage.store.write(&salon(), theirs, linked).await.unwrap();
    let prepared = prepare_rows(&actor, Some(phone(OTHER))).await;
    assert_eq!(prepared.unwrap_err().failure, StoreFailure::Fenced);
    stage.store.write(&salon(), theirs, key("theirs")).await.unwrap();
    assert_eq!(stage.store.row(&salon()).unwrap().linked_phone, Some(phone(ASKED)), "and their line goes on");
}

#[actix::test]
async fn last_write_is_made_after_all_handles_are_dropped() {
    let stage = Stage::new();
    let (actor, mut exits) = credentials(&stage);
    let fence = taken(&actor).await;
    let mut hold = stage.store.hold_next(StoreCall::Write);
    actor.do_send(write_of(fence, key("a")).0);
    within(hold.reached()).await;
    drop(actor);
    quiet().await;
    assert!(exits.is_empty());
    hold.release();
    within(exits.recv()).await.unwrap();
    assert_eq!(keys(&stage), ["a"]);
}

#[actix::test]
async fn panic_sends_the_exit_notice() {
    let stage = Stage::new();
    let (actor, mut exits) = credentials(&stage);
    stage.store.panic_next(StoreCall::Take);
    actor.send(TakeCompany).await.unwrap_err();
    within(exits.recv()).await.unwrap();
    quiet().await;
    assert!(exits.is_empty() && !actor.connected());
}
