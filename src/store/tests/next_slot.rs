//! The next slot of credentials: the same store over other tables, beside the working line; and old devices.

use futures::future::join_all;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{
    Batch, ChangeLeft, CredentialRows, CredentialStore, NextSlots, PairingOrder, SetAside, SlotFences,
};
use linekeeper_store::Store;
use tokio_postgres::Client;

use crate::promotion::changing;
use crate::support::{
    all, at, company, creds, failure, ids, in_a_world, linked, linking, phone, prepare_rows, promotion, put, puts,
};

/// Everything in the current slot's tables, as text.
async fn current_slot(admin: &Client) -> Vec<String> {
    let sql = "SELECT a::text FROM whatsapp_auth a UNION ALL SELECT k::text FROM whatsapp_keys k ORDER BY 1";
    admin.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[test]
fn pairing_into_next_slot_leaves_current_as_it_was() {
    in_a_world(async |world| {
        let (store, next, salon) = (&world.store, world.store.next_slot(), company("1"));
        let admin = world.admin().await;
        let held = linked(store, "1", "79006464263").await;
        store.write(&salon, held, puts([put("session", "a", "v"), put("pre-key", "1", "v")])).await.unwrap();
        let before = current_slot(&admin).await;
        let fence = prepare_rows(&next, &salon, linekeeper_ports::Fence(0), Some(&phone("79161234567"))).await.unwrap();
        next.write(&salon, fence, puts([put("session", "a", "other"), put("session", "b", "other")])).await.unwrap();
        next.write(&salon, fence, linking("79161234567")).await.unwrap();
        next.touch_connected(&salon, fence, at(0)).await.unwrap();
        assert_eq!(ids(&next, &salon, "session").await, ["a", "b"]);
        assert_eq!(next.peek(&salon).await.unwrap().unwrap().phone, Some(phone("79161234567")));
        let again = prepare_rows(&next, &salon, fence, None).await.unwrap();
        assert!(again > fence);
        let emptied = next.wipe(&salon, again).await.unwrap();
        assert_eq!(failure(next.write(&salon, again, linking("79161234567")).await), StoreFailure::Fenced);
        assert!(next.take(&salon).await.unwrap().fence > emptied);
        assert_eq!(next.credentials(&salon).await.unwrap(), None);
        assert_eq!(current_slot(&admin).await, before, "byte for byte");
        store.confirm_owner(&salon, held).await.unwrap();
        assert_eq!(store.credentials(&salon).await.unwrap(), Some(creds("linked")));
    });
}

#[test]
fn wipe_of_current_slot_leaves_next_as_it_was() {
    in_a_world(async |world| {
        let (store, next, salon) = (&world.store, world.store.next_slot(), company("1"));
        let held = changing(store, "1", ["79006464263", "79161234567"]).await;
        store.wipe(&salon, held.current).await.unwrap();
        assert_eq!(store.credentials(&salon).await.unwrap(), None);
        assert_eq!(next.credentials(&salon).await.unwrap(), Some(creds("new")));
        next.write(&salon, held.next, puts([put("session", "c", "v")])).await.unwrap();
        assert_eq!(ids(&next, &salon, "session").await, ["both", "c"]);
    });
}

#[test]
fn take_tells_whether_something_is_left_of_a_change() {
    in_a_world(async |world| {
        let (store, next, salon) = (&world.store, world.store.next_slot(), company("1"));
        let left = async || store.take(&salon).await.unwrap().change_left;
        let in_next = ChangeLeft { in_next: true, old_devices: false };
        linked(store, "1", "79006464263").await;
        assert_eq!(left().await, ChangeLeft::NOTHING);
        let fence = next.take(&salon).await.unwrap();
        assert_eq!(left().await, ChangeLeft::NOTHING, "an empty row is nothing");
        let keys = puts([put("session", "half", "of a QR that nobody has scanned")]);
        next.write(&salon, fence.fence, keys).await.unwrap();
        assert_eq!(left().await, in_next, "keys without a device");
        let fence = next.set_aside(&salon, fence.fence).await.unwrap();
        assert_eq!((left().await, fence.old), (ChangeLeft::NOTHING, None));
        let order = PairingOrder { phone: Some(phone("79161234567")), ..PairingOrder::default() };
        let asked = next.prepare(&salon, fence.fence, order).await.unwrap().unwrap().fence;
        assert_eq!(left().await, in_next, "a pairing that was asked for");
        next.write(&salon, asked, linking("79161234567")).await.unwrap();
        assert_eq!(left().await, in_next);
        assert_eq!(store.take_stored(&salon).await.unwrap().unwrap().change_left, in_next);
        let next_fence = next.take(&salon).await.unwrap();
        assert_eq!(next_fence.change_left, ChangeLeft::NOTHING, "its owner reads the slot itself");
        let current = store.take(&salon).await.unwrap().fence;
        let held = SlotFences { current, next: next_fence.fence };
        let old = next.promote(promotion(&salon, held)).await.unwrap().old.unwrap();
        assert_eq!(left().await, ChangeLeft { in_next: false, old_devices: true });
        next.forget_old_device(&salon, old.device).await.unwrap();
        assert_eq!(left().await, ChangeLeft::NOTHING);
        // Together with others, in one statement.
        let salons: Vec<_> = (0..40).map(|number| company(&format!("salon-{number}"))).collect();
        for salon in &salons {
            store.take(salon).await.unwrap();
        }
        for salon in salons.iter().step_by(5) {
            let fence = next.take(salon).await.unwrap().fence;
            next.write(salon, fence, Batch { credentials: Some(creds("half")), ..Batch::default() }).await.unwrap();
        }
        let taken = join_all(salons.iter().map(|salon| store.take(salon))).await;
        for (place, taken) in taken.into_iter().enumerate() {
            assert_eq!(taken.unwrap().change_left.in_next, place % 5 == 0, "{place}");
        }
    });
}

/// Links a phone in a slot, after a take.
async fn link(store: &Store, salon: &CompanyId, digits: &str) -> Result<(), StoreFailure> {
    let fence = store.take(salon).await.unwrap().fence;
    store.write(salon, fence, linking(digits)).await.map(drop).map_err(|error| error.failure)
}

#[test]
fn phone_of_other_company_is_refused_in_all_combinations() {
    in_a_world(async |world| {
        let slots = [world.store.clone(), world.store.next_slot()];
        for (number, (first, second)) in [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter().enumerate() {
            let (one, two) = (company(&format!("one-{number}")), company(&format!("two-{number}")));
            // Two numbers of one account.
            let (theirs, ours) = (format!("52155123456{number}8"), format!("5255123456{number}8"));
            let (theirs, ours) = (theirs.as_str(), ours.as_str());
            link(&slots[first], &one, theirs).await.unwrap();
            let store = &slots[second];
            assert_eq!(failure(store.confirm(&two, Some(&phone(ours))).await), StoreFailure::PhoneInUse);
            let made = prepare_rows(store, &two, linekeeper_ports::Fence(0), Some(&phone(ours))).await;
            assert_eq!(failure(made), StoreFailure::PhoneInUse);
            assert_eq!(store.peek(&two).await.unwrap(), None, "nothing is made");
            let fence = store.take(&two).await.unwrap().fence;
            let prepared = prepare_rows(store, &two, fence, Some(&phone(ours))).await;
            assert_eq!(failure(prepared), StoreFailure::PhoneInUse);
            assert_eq!(failure(store.write(&two, fence, linking(ours)).await), StoreFailure::PhoneInUse);
            assert_eq!(store.credentials(&two).await.unwrap(), None);
            // The company itself may link it in its other slot.
            let other = &slots[1 - first];
            other.confirm(&one, Some(&phone(ours))).await.unwrap();
            link(other, &one, ours).await.unwrap();
        }
    });
}

#[test]
fn one_of_many_companies_links_a_phone_at_once() {
    in_a_world(async |world| {
        let slots = [world.store.clone(), world.store.next_slot()];
        for round in 0..6 {
            let digits = format!("7916000000{round}");
            let salons: Vec<_> = (0..24).map(|number| company(&format!("salon-{round}-{number}"))).collect();
            let mut fences = Vec::new();
            for (place, salon) in salons.iter().enumerate() {
                fences.push(slots[place % 2].take(salon).await.unwrap().fence);
            }
            let linking = salons.iter().zip(fences).enumerate().map(|(place, (salon, fence))| {
                let (store, salon, batch) = (slots[place % 2].clone(), salon.clone(), linking(&digits));
                tokio::spawn(async move { store.write(&salon, fence, batch).await })
            });
            let outcomes = join_all(linking.collect::<Vec<_>>()).await;
            let refused: Vec<_> = outcomes.into_iter().filter_map(|one| one.unwrap().err()).collect();
            assert_eq!(refused.len(), 23, "one wins");
            for error in refused {
                assert_eq!(error.failure, StoreFailure::PhoneInUse, "{error}");
            }
        }
    });
}

#[test]
fn changes_and_links_of_many_companies_do_not_deadlock() {
    in_a_world(async |world| {
        let (store, next) = (&world.store, world.store.next_slot());
        let mut changes = Vec::new();
        for number in 0..8 {
            let id = format!("salon-{number}");
            let held = changing(store, &id, [&format!("7900000000{number}"), &format!("7900000001{number}")]).await;
            changes.push((company(&id), held));
        }
        let mut tasks = Vec::new();
        for (place, (salon, held)) in changes.iter().cloned().enumerate() {
            let (store, next) = (store.clone(), next.clone());
            // What another company links while its account is being given up or moved.
            let others = format!("7900000001{}", (place + 1) % 8);
            tasks.push(tokio::spawn(async move {
                let key = || puts([put("session", "k", "v")]);
                let order = PairingOrder { phone: Some(phone(&others)), ..PairingOrder::default() };
                let (promoted, prepared, one, two, linked) = tokio::join!(
                    next.promote(promotion(&salon, held)),
                    store.prepare(&salon, held.current, order),
                    store.write(&salon, held.current, key()),
                    next.write(&salon, held.next, key()),
                    store.write(&salon, held.current, linking(&others)),
                );
                let failures = [promoted.err(), prepared.err(), one.err(), two.err(), linked.err()];
                for error in failures.into_iter().flatten() {
                    assert!(matches!(error.failure, StoreFailure::Fenced | StoreFailure::PhoneInUse), "{error}");
                }
            }));
        }
        for task in join_all(tasks).await {
            task.unwrap();
        }
        let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        assert_eq!(world.admin().await.query_one(deadlocks, &[]).await.unwrap().get::<_, i64>(0), 0);
        for (salon, _) in &changes {
            assert!(store.credentials(salon).await.unwrap().is_some(), "no company is without a device");
        }
    });
}

#[test]
fn old_devices_are_listed_oldest_first_until_forgotten() {
    in_a_world(async |world| {
        let (store, next, salon) = (&world.store, world.store.next_slot(), company("1"));
        let held = changing(store, "1", ["79006464263", "79161234567"]).await;
        let first = next.promote(promotion(&salon, held)).await.unwrap();
        let fence = next.take(&salon).await.unwrap().fence;
        next.write(&salon, fence, Batch { credentials: Some(creds("third")), ..linking("79006464263") }).await.unwrap();
        let second = next.promote(promotion(&salon, SlotFences { current: first.fence, next: fence })).await.unwrap();
        let devices = [first.old.unwrap(), second.old.unwrap()];
        assert_eq!(store.old_devices(&salon).await.unwrap(), devices, "either slot's store knows them");
        for (device, text) in devices.iter().zip(["linked", "new"]) {
            assert_eq!(next.old_credentials(&salon, device.device).await.unwrap(), Some(creds(text)));
        }
        assert_eq!(next.old_credentials(&company("2"), devices[0].device).await.unwrap(), None);
        // An account that is nobody's any more may be linked by another company while its old device is kept.
        link(store, &company("2"), "79161234567").await.unwrap();
        for _ in 0..2 {
            next.forget_old_device(&salon, devices[0].device).await.unwrap();
            assert_eq!(next.old_devices(&salon).await.unwrap(), devices[1..]);
        }
        assert_eq!(next.old_credentials(&salon, devices[0].device).await.unwrap(), None);
        assert_eq!(store.keys(&salon, all("session")).await.unwrap(), []);
    });
}

#[test]
fn unfinished_changes_are_paged_by_company() {
    in_a_world(async |world| {
        let (store, next) = (&world.store, world.store.next_slot());
        let pair = |number: usize| [format!("7900000000{number}"), format!("7900000001{number}")];
        for number in 0..6 {
            let digits = pair(number);
            let held = changing(store, &format!("salon-{number}"), [&digits[0], &digits[1]]).await;
            if number % 2 == 0 {
                next.promote(promotion(&company(&format!("salon-{number}")), held)).await.unwrap();
            }
        }
        // Both at once: an old device, and the next change.
        let both = company("salon-0");
        link(&next, &both, "79000000000").await.unwrap();
        let half = next.take(&company("half")).await.unwrap().fence;
        let unfinished = Batch { credentials: Some(creds("half")), ..Batch::default() };
        next.write(&company("half"), half, unfinished).await.unwrap();
        linked(store, "no-change", "79161234567").await;
        let mut found: Vec<CompanyId> = Vec::new();
        loop {
            let page = next.unfinished_changes(found.last(), 2).await.unwrap();
            found.extend(page.iter().cloned());
            if page.len() < 2 {
                break;
            }
        }
        let expected: Vec<_> = (0..6).map(|number| company(&format!("salon-{number}"))).collect();
        assert_eq!(found, expected);
    });
}

#[test]
fn many_accounts_are_linked_in_one_transaction() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        // As a restored backup does it; a lock for each account would be more than the server keeps.
        let sql = "INSERT INTO whatsapp_auth (company_id, phone, requested_phone, paired_at)
            SELECT 'salon-' || n, phone, phone, now()
            FROM generate_series(1, 20000) AS n, LATERAL (SELECT (79010000000 + n)::text AS phone) AS of_salon";
        assert_eq!(admin.execute(sql, &[]).await.unwrap(), 20_000);
    });
}

#[test]
fn set_aside_keeps_device_by_its_data_key_and_empties_slot() {
    in_a_world(async |world| {
        let (store, next, salon) = (&world.store, world.store.next_slot(), company("1"));
        let current = linked(store, "1", "79006464263").await;
        let fence = next.take(&salon).await.unwrap().fence;
        let keys = vec![put("session", "many", "new")];
        let linking = Batch { credentials: Some(creds("new")), puts: keys, ..linking("79161234567") };
        next.write(&salon, fence, linking.clone()).await.unwrap();
        let SetAside { fence: emptied, old } = next.set_aside(&salon, fence).await.unwrap();
        let old = old.unwrap();
        assert_eq!((old.phone.clone(), emptied > fence), (Some(phone("79161234567")), true));
        assert_eq!(next.old_devices(&salon).await.unwrap(), std::slice::from_ref(&old));
        assert_eq!(next.old_credentials(&salon, old.device).await.unwrap(), Some(creds("new")));
        assert_eq!((next.credentials(&salon).await.unwrap(), ids(&next, &salon, "session").await), (None, vec![]));
        assert_eq!(failure(next.set_aside(&salon, fence).await), StoreFailure::Fenced);
        // A pairing that is prepared over a linked device keeps that one, too; another company may link its phone.
        next.write(&salon, emptied, linking).await.unwrap();
        let rows = next.prepare(&salon, emptied, PairingOrder::default()).await.unwrap().unwrap();
        let second = rows.set_aside.unwrap();
        assert!(second.device != old.device, "{second:?}");
        assert_eq!(next.old_devices(&salon).await.unwrap().len(), 2);
        let other = store.take(&company("2")).await.unwrap().fence;
        store.write(&company("2"), other, self::linking("79161234567")).await.unwrap();
        store.confirm_owner(&salon, current).await.unwrap();
        // Nothing of it concerns a wipe that follows a confirmed log-out.
        next.write(&salon, rows.fence, self::linking("79167654321")).await.unwrap();
        next.wipe(&salon, rows.fence).await.unwrap();
        assert_eq!(next.old_devices(&salon).await.unwrap().len(), 2);
    });
}
