//! Tests that the fakes keep the contracts of the ports they implement.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use linekeeper_domain::{CompanyId, Phone, StoreFailure, Timestamp, TriggeredBy};

use super::*;
use crate::{
    Batch, ChangeLeft, Clock, CredentialRows, CredentialStore, Credentials, Fence, JournalEntry, KeyDelete, KeyPut,
    KeyQuery, KeyRow, KeySelect, NextSlots, OldDevice, PairingOrder, Promoted, PromotionOrder, SetAside, SlotFences,
    StoreError,
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn salon(id: &str) -> CompanyId {
    id.parse().unwrap()
}

fn phone() -> Phone {
    "79006464263".parse().unwrap()
}

fn store() -> (Arc<ManualClock>, FakeStore) {
    let clock = Arc::new(ManualClock::at(at(0)));
    (clock.clone(), FakeStore::new(clock))
}

fn put(id: &str, value: &'static [u8], stamp: Option<i64>) -> KeyPut {
    KeyPut { key_type: "session", row: KeyRow { key_id: id.into(), value: Bytes::from_static(value), stamp } }
}

fn identity() -> Batch {
    Batch { credentials: Some(Credentials(Bytes::from_static(b"device"))), ..Batch::default() }
}

fn failure<T: std::fmt::Debug>(result: Result<T, StoreError>) -> StoreFailure {
    result.unwrap_err().failure
}

/// Prepares a pairing without a code.
async fn prepare_rows(
    store: &FakeStore,
    company: &CompanyId,
    held: Fence,
    phone: Option<&Phone>,
) -> Result<Fence, StoreError> {
    let order = PairingOrder { phone: phone.cloned(), ..PairingOrder::default() };
    let prepared = store.prepare(company, held, order).await?;
    Ok(prepared.unwrap().fence)
}

#[tokio::test]
async fn write_under_older_fence_is_refused_after_take() {
    let (_, store) = store();
    let a = salon("a");
    let first = store.take(&a).await.unwrap().fence;
    let second = store.take(&a).await.unwrap().fence;
    assert!(second > first);
    assert_eq!(failure(store.write(&a, first, identity()).await), StoreFailure::Fenced);
    store.write(&a, second, identity()).await.unwrap();
    assert!(store.peek(&a).await.unwrap().unwrap().has_credentials);
}

#[tokio::test]
async fn wipe_and_prepare_empty_rows_and_require_current_fence() {
    let (_, store) = store();
    let a = salon("a");
    let taken = store.take(&a).await.unwrap().fence;
    store.write(&a, taken, Batch { puts: vec![put("x", b"1", None)], ..identity() }).await.unwrap();
    let prepared = prepare_rows(&store, &a, taken, Some(&phone())).await.unwrap();
    let row = store.row(&a).unwrap();
    assert!(row.credentials.is_none() && row.keys.is_empty() && row.requested_phone == Some(phone()));
    assert_eq!(failure(store.wipe(&a, taken).await), StoreFailure::Fenced);
    assert_eq!(failure(prepare_rows(&store, &a, taken, None).await), StoreFailure::Fenced);
    assert_eq!(failure(store.touch_connected(&a, taken, at(1)).await), StoreFailure::Fenced);
    assert!(store.wipe(&a, prepared).await.unwrap() > prepared);
    assert_eq!(store.row(&a).unwrap().requested_phone, None);
}

#[tokio::test]
async fn phone_is_linked_by_one_company_at_a_time() {
    let (clock, store) = store();
    let (a, b) = (salon("a"), salon("b"));
    let fence = store.take(&a).await.unwrap().fence;
    clock.advance(Duration::from_secs(7));
    store.write(&a, fence, Batch { linked_phone: Some(phone()), ..identity() }).await.unwrap();
    assert_eq!(store.row(&a).unwrap().paired_at, Some(at(7)));
    let other = store.take(&b).await.unwrap().fence;
    assert_eq!(failure(prepare_rows(&store, &b, other, Some(&phone())).await), StoreFailure::PhoneInUse);
    let stolen = Batch { linked_phone: Some(phone()), ..identity() };
    assert_eq!(failure(store.write(&b, other, stolen).await), StoreFailure::PhoneInUse);
    assert_eq!(store.row(&b).unwrap().fence, other.0, "nothing changes when a phone is in use");
    store.wipe(&a, fence).await.unwrap();
    prepare_rows(&store, &b, other, Some(&phone())).await.unwrap();
}

#[tokio::test]
async fn key_rows_are_read_and_deleted_by_id_prefix_and_age() {
    let (_, store) = store();
    let a = salon("a");
    let fence = store.take(&a).await.unwrap().fence;
    let puts =
        vec![put("a1", b"1", Some(5)), put("a2", b"2", Some(50)), put("b1", b"3", None), put("a1", b"4", Some(9))];
    store.write(&a, fence, Batch { puts, ..Batch::default() }).await.unwrap();
    let ids = async |select| {
        let rows = store.keys(&a, KeyQuery { key_type: "session", select }).await.unwrap();
        rows.into_iter().map(|row| row.key_id).collect::<Vec<_>>()
    };
    assert_eq!(ids(KeySelect::Ids(vec!["b1".into(), "no".into()])).await, ["b1"]);
    assert_eq!(ids(KeySelect::Prefix(String::new())).await, ["a1", "a2", "b1"]);
    assert_eq!(ids(KeySelect::LastWithPrefix("a".into())).await, ["a2"]);
    let deletes = vec![KeyDelete::OlderThan { key_type: "session", stamp: 10 }];
    assert_eq!(store.write(&a, fence, Batch { deletes, ..Batch::default() }).await.unwrap().deleted, 1);
    let deletes = vec![KeyDelete::Prefix { key_type: "session", prefix: "b".into() }];
    assert_eq!(store.write(&a, fence, Batch { deletes, ..Batch::default() }).await.unwrap().deleted, 1);
    assert_eq!(ids(KeySelect::Prefix(String::new())).await, ["a2"]);
}

#[tokio::test]
async fn linked_companies_are_paged_most_recently_connected_first() {
    let (_, store) = store();
    for (id, last) in [("a", Some(10)), ("b", None), ("c", Some(30)), ("d", Some(20))] {
        let row = FakeRow { last_connected_at: last.map(at), ..FakeRow::linked(&phone(), at(0)) };
        store.put(&salon(id), row);
    }
    store.put(&salon("e"), FakeRow::default());
    let first = store.linked(None, 3).await.unwrap();
    let second = store.linked(first.last(), 3).await.unwrap();
    let ids = |page: &[crate::StoredCompany]| page.iter().map(|c| c.company.to_string()).collect::<Vec<_>>();
    assert_eq!((ids(&first), ids(&second)), (vec!["c".into(), "d".into(), "a".into()], vec!["b".into()]));
    assert!(store.linked(second.last(), 3).await.unwrap().is_empty());
    assert_eq!(ids(&store.companies(Some(&salon("c")), 9).await.unwrap()), ["d", "e"]);
}

#[tokio::test]
async fn disuse_is_counted_from_the_last_connection_or_write() {
    let (_, store) = store();
    let used =
        FakeRow { last_connected_at: Some(at(500)), warned_at: Some(at(20)), ..FakeRow::linked(&phone(), at(0)) };
    store.put(&salon("used"), used);
    store.put(&salon("empty"), FakeRow::default());
    let disuse = store.disuse(&salon("used")).await.unwrap().unwrap();
    assert_eq!((disuse.used_at, disuse.warned_at, disuse.now), (at(500), Some(at(20)), at(0)));
    assert_eq!(store.disuse(&salon("empty")).await.unwrap(), None);
    assert_eq!(store.disuse(&salon("unknown")).await.unwrap(), None);
}

#[tokio::test]
async fn held_write_checks_fence_only_when_released() {
    let (_, store) = store();
    let store = Arc::new(store);
    let a = salon("a");
    let fence = store.take(&a).await.unwrap().fence;
    let mut hold = store.hold_next(StoreCall::Write);
    let late = tokio::spawn({
        let (store, a) = (store.clone(), a.clone());
        async move { store.write(&a, fence, identity()).await }
    });
    hold.reached().await;
    store.wipe(&a, fence).await.unwrap();
    hold.release();
    assert_eq!(failure(late.await.unwrap()), StoreFailure::Fenced);
}

#[tokio::test]
async fn unknown_outcome_failure_still_applies_the_change() {
    let (_, store) = store();
    let a = salon("a");
    let fence = store.take(&a).await.unwrap().fence;
    store.fail_next(StoreCall::Wipe, StoreFailure::UnknownOutcome);
    store.fail_next(StoreCall::Wipe, StoreFailure::Unavailable);
    assert_eq!(failure(store.wipe(&a, fence).await), StoreFailure::UnknownOutcome);
    assert_eq!(store.row(&a).unwrap().fence, fence.0 + 1);
    assert_eq!(failure(store.wipe(&a, fence).await), StoreFailure::Unavailable);
    assert_eq!(failure(store.wipe(&a, fence).await), StoreFailure::Fenced);
}

fn number_changed(company: &CompanyId) -> JournalEntry {
    JournalEntry {
        company: company.clone(),
        at: at(0),
        event: "number_changed".into(),
        transition: None,
        reason: None,
        code: None,
        actor: TriggeredBy::Session,
        principal: None,
        correlation: None,
    }
}

#[tokio::test]
async fn promoted_device_replaces_current_one_which_is_kept() {
    let (clock, store) = store();
    let (next, a) = (store.next_slot(), salon("a"));
    store.put(&a, FakeRow { fence: 7, ..FakeRow::linked(&phone(), at(0)) });
    let fence = next.take(&a).await.unwrap().fence;
    assert_eq!(store.take(&a).await.unwrap().change_left, ChangeLeft::NOTHING);
    let other: Phone = "79161234567".parse().unwrap();
    let linking = Batch { linked_phone: Some(other.clone()), puts: vec![put("new", b"1", None)], ..identity() };
    next.write(&a, fence, linking.clone()).await.unwrap();
    assert_eq!(next.unfinished_changes(None, 9).await.unwrap(), std::slice::from_ref(&a));
    let taken = store.take(&a).await.unwrap();
    let left = ChangeLeft { in_next: true, old_devices: false };
    assert_eq!((taken.change_left, taken.stored.phone), (left, Some(phone())), "the line is as it was");
    for id in ["b", "c"] {
        let slot = if id == "b" { &store } else { &next };
        let fence = slot.take(&salon(id)).await.unwrap().fence;
        assert_eq!(failure(slot.write(&salon(id), fence, linking.clone()).await), StoreFailure::PhoneInUse);
    }
    let order = PromotionOrder {
        company: a.clone(),
        held: SlotFences { current: taken.fence, next: fence },
        entry: number_changed(&a),
    };
    let stale = PromotionOrder { held: SlotFences { current: Fence(7), next: fence }, ..order.clone() };
    assert_eq!(failure(next.promote(stale).await), StoreFailure::Fenced);
    assert_eq!(store.promotion_entries(), []);
    clock.advance(Duration::from_secs(5));
    let promoted = next.promote(order).await.unwrap();
    assert_eq!(store.promotion_entries().len(), 1);
    let old = OldDevice { device: 1, phone: Some(phone()), replaced_at: at(5) };
    assert_eq!(promoted, Promoted { fence: Fence(taken.fence.0 + 1), old: Some(old.clone()) });
    let row = store.row(&a).unwrap();
    assert!(row.linked_phone == Some(other) && row.keys.len() == 1 && row.last_connected_at == Some(at(5)));
    let emptied = next.row(&a).unwrap();
    assert!(emptied.credentials.is_none() && emptied.paired_at.is_none() && emptied.fence == fence.0 + 1);
    assert_eq!(next.old_devices(&a).await.unwrap(), std::slice::from_ref(&old));
    assert!(next.old_credentials(&a, old.device).await.unwrap().is_some());
    next.forget_old_device(&a, old.device).await.unwrap();
    assert_eq!(next.unfinished_changes(None, 9).await.unwrap(), []);
    assert_eq!(store.take(&a).await.unwrap().change_left, ChangeLeft::NOTHING);
}

#[tokio::test]
async fn set_aside_keeps_linked_device_and_drops_unfinished() {
    let (_, store) = store();
    let (next, a) = (store.next_slot(), salon("a"));
    let fence = next.take(&a).await.unwrap().fence;
    next.write(&a, fence, Batch { puts: vec![put("half", b"1", None)], ..Batch::default() }).await.unwrap();
    assert!(store.take(&a).await.unwrap().change_left.in_next, "keys are left as well");
    let SetAside { fence, old } = next.set_aside(&a, fence).await.unwrap();
    assert_eq!((store.take(&a).await.unwrap().change_left, old), (ChangeLeft::NOTHING, None));
    next.write(&a, fence, Batch { linked_phone: Some(phone()), ..identity() }).await.unwrap();
    next.set_aside(&a, fence).await.unwrap();
    assert_eq!(failure(next.set_aside(&a, fence).await), StoreFailure::Fenced);
    let old = next.old_devices(&a).await.unwrap();
    assert_eq!((old.len(), old[0].phone.clone()), (1, Some(phone())));
    assert!(next.old_credentials(&a, old[0].device).await.unwrap().is_some());
    assert_eq!(store.take(&a).await.unwrap().change_left, ChangeLeft { in_next: false, old_devices: true });
}

#[tokio::test]
async fn failures_and_calls_are_those_of_one_slot() {
    let (_, store) = store();
    let (next, a) = (store.next_slot(), salon("a"));
    next.fail_next(StoreCall::Take, StoreFailure::Unavailable);
    store.take(&a).await.unwrap();
    assert_eq!(failure(next.take(&a).await), StoreFailure::Unavailable);
    assert_eq!((store.calls().len(), next.calls().len()), (1, 1));
    assert!(store.row(&a).is_some() && next.row(&a).is_none());
    store.break_down();
    assert_eq!(failure(next.ping().await), StoreFailure::Unavailable);
}

#[tokio::test]
async fn store_answers_again_after_it_recovered() {
    let (_, store) = store();
    store.break_down();
    assert_eq!(failure(store.ping().await), StoreFailure::Unavailable);
    store.recover();
    store.ping().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn runtime_clock_follows_paused_timers() {
    let clock = RuntimeClock::starting_at(at(0));
    tokio::time::sleep(Duration::from_secs(90)).await;
    assert_eq!(clock.now(), at(90));
}
