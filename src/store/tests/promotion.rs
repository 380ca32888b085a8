//! Promotion of the device in the next slot: what moves, what is refused, and that it happens whole or not at all.

use std::time::{Duration, Instant};

use linekeeper_domain::session::Parked;
use linekeeper_domain::{ErrorCode, StoreFailure};
use linekeeper_ports::{
    Batch, ChangeLeft, CredentialRows, CredentialStore, Fence, Journal, JournalFilter, KeyRow, NextSlots, Promoted,
    SlotFences, StoreError,
};
use linekeeper_store::{Statements, Store, StoreConfig};

use crate::support::proxy::{Fault, Proxy};
use crate::support::{
    World, all, at, company, config, creds, failure, ids, in_a_world, linked, linking, phone, promotion, put, puts,
    until,
};

const OLD: &str = "79006464263";
const NEW: &str = "79161234567";

/// Links the old phone in the current slot and the new one in the next slot, each with two keys.
pub(crate) async fn changing(store: &Store, id: &str, [old, new]: [&str; 2]) -> SlotFences {
    let (salon, next_slot) = (company(id), store.next_slot());
    let current = linked(store, id, old).await;
    store.write(&salon, current, puts([put("session", "both", "old"), put("session", "old", "old")])).await.unwrap();
    let next = next_slot.take(&salon).await.unwrap().fence;
    let batch = Batch {
        credentials: Some(creds("new")),
        puts: vec![put("session", "both", "new"), put("pre-key", "new", "new")],
        ..linking(new)
    };
    next_slot.write(&salon, next, batch).await.unwrap();
    SlotFences { current, next }
}

async fn promote(store: &Store, id: &str, held: SlotFences) -> Result<Promoted, StoreError> {
    store.next_slot().promote(promotion(&company(id), held)).await
}

/// Sessions of a slot, by id and value.
async fn sessions(store: &Store, id: &str) -> Vec<(String, String)> {
    let rows = store.keys(&company(id), all("session")).await.unwrap();
    let texts = |row: KeyRow| (row.key_id, String::from_utf8(row.value.to_vec()).unwrap());
    rows.into_iter().map(texts).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
}

/// Asserts that the old device is current and whole, and the new one is whole in the next slot.
async fn nothing_has_moved(store: &Store, id: &str, held: SlotFences) {
    let (salon, next) = (company(id), store.next_slot());
    assert_eq!(store.credentials(&salon).await.unwrap(), Some(creds("linked")));
    assert_eq!(sessions(store, id).await, pairs(&[("both", "old"), ("old", "old")]));
    assert_eq!(next.credentials(&salon).await.unwrap(), Some(creds("new")));
    assert_eq!(sessions(&next, id).await, pairs(&[("both", "new")]));
    assert_eq!(ids(&next, &salon, "pre-key").await, ["new"]);
    assert_eq!(next.old_devices(&salon).await.unwrap(), []);
    assert_eq!(
        store.entries(&salon, &JournalFilter::default(), (None, 10)).await.unwrap(),
        [],
        "the journal tells only of what has happened"
    );
    store.confirm_owner(&salon, held.current).await.unwrap();
    next.confirm_owner(&salon, held.next).await.unwrap();
}

/// Asserts that the new device is current and whole, the old one is kept, and the next slot is empty.
async fn everything_has_moved(store: &Store, id: &str) {
    let (salon, next) = (company(id), store.next_slot());
    assert_eq!(store.credentials(&salon).await.unwrap(), Some(creds("new")));
    assert_eq!(sessions(store, id).await, pairs(&[("both", "new")]));
    assert_eq!(ids(store, &salon, "pre-key").await, ["new"]);
    assert_eq!(next.credentials(&salon).await.unwrap(), None);
    assert_eq!(sessions(&next, id).await, []);
    let old = next.old_devices(&salon).await.unwrap();
    assert_eq!(old.len(), 1);
    let entries = store.entries(&salon, &JournalFilter::default(), (None, 10)).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.event.as_str()).collect::<Vec<_>>(), ["number_changed"]);
    assert_eq!(next.old_credentials(&salon, old[0].device).await.unwrap(), Some(creds("linked")));
}

#[test]
fn promoted_device_is_current_with_keys_and_times() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let held = changing(store, "1", [OLD, NEW]).await;
        let park = Parked { code: ErrorCode::RemovedAfterLink, until: Some(at(0)) };
        store.park(&salon, held.current, &park).await.unwrap();
        store.order_log_out(&salon, held.current).await.unwrap();
        let paired_at = store.next_slot().peek(&salon).await.unwrap().unwrap().paired_at;
        let promoted = promote(store, "1", held).await.unwrap();
        assert!(promoted.fence > held.current);
        let old = promoted.old.unwrap();
        assert_eq!(old.phone, Some(phone(OLD)));
        assert_eq!(store.next_slot().old_devices(&salon).await.unwrap(), [old]);
        everything_has_moved(store, "1").await;
        let taken = store.take(&salon).await.unwrap();
        assert_eq!((taken.stored.phone, taken.stored.paired_at), (Some(phone(NEW)), paired_at));
        assert!(taken.stored.last_connected_at >= paired_at && taken.stored.parked.is_none());
        assert!(taken.since_removal.is_none() && !taken.log_out_ordered);
        assert_eq!(taken.change_left, ChangeLeft { in_next: false, old_devices: true });
        let emptied = store.next_slot().take(&salon).await.unwrap();
        assert!(emptied.fence.0 > held.next.0 + 1 && !emptied.stored.has_credentials);
        assert_eq!((emptied.stored.phone, emptied.stored.paired_at), (None, None));
    });
}

#[test]
fn promotion_under_stale_fence_of_either_slot_is_refused() {
    in_a_world(async |world| {
        let held = changing(&world.store, "1", [OLD, NEW]).await;
        let (Fence(current), Fence(next)) = (held.current, held.next);
        for stale in [
            SlotFences { current: Fence(current - 1), ..held },
            SlotFences { next: Fence(next - 1), ..held },
            SlotFences { current: Fence(current + 1), ..held },
            SlotFences { current: held.next, next: held.current },
        ] {
            assert_eq!(failure(promote(&world.store, "1", stale).await), StoreFailure::Fenced, "{stale:?}");
        }
        nothing_has_moved(&world.store, "1", held).await;
        promote(&world.store, "1", held).await.unwrap();
        assert_eq!(failure(promote(&world.store, "1", held).await), StoreFailure::Fenced, "once");
        everything_has_moved(&world.store, "1").await;
    });
}

#[test]
fn promotion_of_unfinished_pairing_is_refused() {
    in_a_world(async |world| {
        let (salon, next_slot) = (company("1"), world.store.next_slot());
        let current = linked(&world.store, "1", OLD).await;
        let next = next_slot.take(&salon).await.unwrap().fence;
        let held = SlotFences { current, next };
        assert_eq!(failure(promote(&world.store, "1", held).await), StoreFailure::Fenced);
        let half = Batch { credentials: Some(creds("half")), ..Batch::default() };
        next_slot.write(&salon, next, half).await.unwrap();
        assert_eq!(failure(promote(&world.store, "1", held).await), StoreFailure::Fenced);
        assert_eq!(world.store.credentials(&salon).await.unwrap(), Some(creds("linked")));
    });
}

#[test]
fn promotion_over_unlinked_current_slot_keeps_no_old_device() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let held = changing(store, "1", [OLD, NEW]).await;
        let current = store.wipe(&salon, held.current).await.unwrap();
        let half = Batch { credentials: Some(creds("half")), ..Batch::default() };
        store.write(&salon, current, half).await.unwrap();
        let promoted = promote(store, "1", SlotFences { current, ..held }).await.unwrap();
        assert_eq!(promoted.old, None);
        assert_eq!(store.credentials(&salon).await.unwrap(), Some(creds("new")));
        assert_eq!(store.take(&salon).await.unwrap().change_left, ChangeLeft::NOTHING);
    });
}

#[test]
fn writes_after_promotion_need_promoted_fence() {
    in_a_world(async |world| {
        let (store, salon, next) = (&world.store, company("1"), world.store.next_slot());
        let held = changing(store, "1", [OLD, NEW]).await;
        let promoted = promote(store, "1", held).await.unwrap();
        let late = || puts([put("session", "late", "v")]);
        assert_eq!(failure(store.write(&salon, held.current, late()).await), StoreFailure::Fenced, "of the old link");
        assert_eq!(failure(next.write(&salon, held.next, late()).await), StoreFailure::Fenced, "into the next slot");
        let identity = Batch { credentials: Some(creds("new too")), ..Batch::default() };
        store.write(&salon, promoted.fence, identity).await.unwrap();
        store.write(&salon, promoted.fence, late()).await.unwrap();
        assert_eq!(sessions(store, "1").await, pairs(&[("both", "new"), ("late", "v")]));
        // Another process, which has none of the data keys at hand.
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert_eq!(other.credentials(&salon).await.unwrap(), Some(creds("new too")));
        assert_eq!(sessions(&other, "1").await, pairs(&[("both", "new"), ("late", "v")]));
        other.write(&salon, promoted.fence, puts([put("session", "later", "v")])).await.unwrap();
        assert_eq!(ids(store, &salon, "session").await, ["both", "late", "later"]);
        other.close().await;
    });
}

/// A store with one connection, behind a proxy.
async fn behind_a_wire(world: &World) -> (Proxy, Store) {
    let proxy = Proxy::to(world.database.endpoint()).await;
    let config = config(&world.database.words_through(proxy.port));
    (proxy.clone(), Store::open(StoreConfig { pool_size: 1, statements: Statements::Unnamed, ..config }).await.unwrap())
}

#[test]
fn promotion_cut_short_leaves_old_device_or_new_one_whole() {
    in_a_world(async |world| {
        let cuts = [
            ("FROM whatsapp_next_auth\n    WHERE company_id", Fault::CutBefore, false),
            ("DELETE FROM whatsapp_keys", Fault::CutBefore, false),
            ("DELETE FROM whatsapp_keys", Fault::CutAnswer, false),
            ("INSERT INTO whatsapp_old_devices", Fault::CutBefore, false),
            ("DELETE FROM whatsapp_next_keys", Fault::CutBefore, false),
            ("UPDATE whatsapp_next_auth", Fault::CutBefore, false),
            ("COMMIT", Fault::CutBefore, false),
            ("COMMIT", Fault::CutAnswer, true),
        ];
        for (number, (text, fault, has_moved)) in cuts.into_iter().enumerate() {
            let id = format!("salon-{number}");
            let held =
                changing(&world.store, &id, [&format!("7900000000{number}"), &format!("7900000001{number}")]).await;
            let (proxy, store) = behind_a_wire(&world).await;
            store.ping().await.unwrap();
            proxy.arm(text, fault);
            let failed = failure(promote(&store, &id, held).await);
            assert!(proxy.has_met_its_fault(), "{text}");
            let sent_with_the_commit = ["DELETE FROM whatsapp_next_keys", "UPDATE whatsapp_next_auth", "COMMIT"];
            let before_the_commit = !sent_with_the_commit.contains(&text);
            let expected = if before_the_commit { StoreFailure::Unavailable } else { StoreFailure::UnknownOutcome };
            assert_eq!(failed, expected, "{text} {fault:?}");
            store.close().await;
            if has_moved {
                everything_has_moved(&world.store, &id).await;
            } else {
                nothing_has_moved(&world.store, &id, held).await;
                promote(&world.store, &id, held).await.unwrap();
                everything_has_moved(&world.store, &id).await;
            }
        }
    });
}

#[test]
fn refused_statement_of_promotion_changes_nothing() {
    in_a_world(async |world| {
        let held = changing(&world.store, "1", [OLD, NEW]).await;
        let admin = world.admin().await;
        admin
            .batch_execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$",
            )
            .await
            .unwrap();
        for (when, table) in [
            ("DELETE", "whatsapp_keys"),
            ("INSERT", "whatsapp_old_devices"),
            ("UPDATE", "whatsapp_auth"),
            ("DELETE", "whatsapp_next_keys"),
            ("INSERT", "whatsapp_keys"),
            ("UPDATE", "whatsapp_next_auth"),
        ] {
            let trigger = format!("CREATE TRIGGER refuse BEFORE {when} ON {table} EXECUTE FUNCTION refuse()");
            admin.batch_execute(&trigger).await.unwrap();
            assert_eq!(failure(promote(&world.store, "1", held).await), StoreFailure::Unavailable, "{when} {table}");
            admin.batch_execute(&format!("DROP TRIGGER refuse ON {table}")).await.unwrap();
            nothing_has_moved(&world.store, "1", held).await;
        }
        promote(&world.store, "1", held).await.unwrap();
        everything_has_moved(&world.store, "1").await;
    });
}

#[test]
fn killed_backend_of_promotion_changes_nothing() {
    in_a_world(async |world| {
        let (held, admin) = (changing(&world.store, "1", [OLD, NEW]).await, world.admin().await);
        for table in ["whatsapp_next_auth", "whatsapp_keys", "whatsapp_old_devices", "whatsapp_next_keys"] {
            admin.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")).await.unwrap();
            let promoting = tokio::spawn({
                let store = world.store.clone();
                async move { promote(&store, "1", held).await }
            });
            // A view of activity is one for the whole transaction, so another connection looks.
            let other = world.admin().await;
            world.until_waiting(&other, 1).await;
            let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'";
            other.execute(kill, &[]).await.unwrap();
            let failed = failure(promoting.await.unwrap());
            assert!(matches!(failed, StoreFailure::Unavailable | StoreFailure::UnknownOutcome), "{table} {failed:?}");
            admin.batch_execute("ROLLBACK").await.unwrap();
            nothing_has_moved(&world.store, "1", held).await;
        }
        promote(&world.store, "1", held).await.unwrap();
        everything_has_moved(&world.store, "1").await;
    });
}

#[test]
fn promotion_that_waits_too_long_for_a_row_changes_nothing() {
    in_a_world(async |world| {
        let (held, admin) = (changing(&world.store, "1", [OLD, NEW]).await, world.admin().await);
        let config = StoreConfig { call_timeout: Duration::from_millis(600), ..config(&world.database.words()) };
        let store = Store::open(config).await.unwrap();
        for table in ["whatsapp_auth", "whatsapp_next_auth", "whatsapp_keys", "whatsapp_next_keys"] {
            admin.batch_execute(&format!("BEGIN; SELECT FROM {table} FOR UPDATE")).await.unwrap();
            assert_eq!(failure(promote(&store, "1", held).await), StoreFailure::Unavailable, "{table}");
            admin.batch_execute("ROLLBACK").await.unwrap();
            nothing_has_moved(&store, "1", held).await;
        }
        promote(&store, "1", held).await.unwrap();
        everything_has_moved(&store, "1").await;
        store.close().await;
    });
}

#[test]
fn promotion_waits_three_times_for_the_database() {
    in_a_world(async |world| {
        let held = changing(&world.store, "1", [OLD, NEW]).await;
        // What is sent before each answer: the opening and two locks; the delete, the move of the row and the entry;
        // the move of the keys, the emptying and the commit.
        for (silent, asked) in [("START TRANSACTION", 3), ("DELETE FROM whatsapp_keys", 6), ("WITH moved", 9)] {
            let (proxy, store) = behind_a_wire(&world).await;
            store.ping().await.unwrap();
            let before = proxy.round_trips();
            proxy.arm(silent, Fault::Silence);
            let promoting = tokio::spawn({
                let store = store.clone();
                async move { promote(&store, "1", held).await }
            });
            until(async || proxy.round_trips() - before >= asked).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert_eq!(proxy.round_trips() - before, asked, "{silent}");
            promoting.abort();
            proxy.break_it();
            store.close().await;
        }
    });
}

#[test]
fn company_with_many_old_keys_is_promoted_in_time() {
    in_a_world(async |world| {
        let held = changing(&world.store, "1", [OLD, NEW]).await;
        let copies = "INSERT INTO TABLE SELECT company_id, 'many', 'id' || n, value, n FROM TABLE, generate_series(1, 50000) AS n
            WHERE company_id = '1' AND key_id = 'both'";
        let admin = world.admin().await;
        admin.batch_execute(&copies.replace("TABLE", "whatsapp_keys")).await.unwrap();
        let config = StoreConfig { call_timeout: Duration::from_secs(5), ..config(&world.database.words()) };
        let store = Store::open(config).await.unwrap();
        let begun = Instant::now();
        let promoted = promote(&store, "1", held).await.unwrap();
        eprintln!("promotion over 50,000 old keys: {:?}", begun.elapsed());
        everything_has_moved(&store, "1").await;
        // And back, with as many keys of the new device.
        let next_slot = store.next_slot();
        let next = next_slot.take(&company("1")).await.unwrap().fence;
        next_slot
            .write(&company("1"), next, Batch { puts: vec![put("session", "both", "3")], ..linking(OLD) })
            .await
            .unwrap();
        admin.batch_execute(&copies.replace("TABLE", "whatsapp_next_keys")).await.unwrap();
        let begun = Instant::now();
        promote(&store, "1", SlotFences { current: promoted.fence, next }).await.unwrap();
        eprintln!("promotion with 50,000 new keys: {:?}", begun.elapsed());
        assert_eq!(next_slot.old_devices(&company("1")).await.unwrap().len(), 2);
        store.close().await;
    });
}
