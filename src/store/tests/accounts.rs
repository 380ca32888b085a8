//! One WhatsApp account under two numbers: the rule in the database, the unique index based on it, and accounts linked
//! before both existed.

use linekeeper_domain::session::Parked;
use linekeeper_domain::{CodeRateLimit, CodeUsageEvent, CountedFor, ErrorCode, NumberNote, Phone, StoreFailure};
use linekeeper_ports::{CredentialRows, CredentialStore, NextSlots, NumberUsages, SlotFences};
use linekeeper_store::Store;
use tokio_postgres::Client;

use crate::support::{
    World, at, company, config, creds, expire, failure, in_a_world, linked, linking, phone, prepare_rows, promotion,
};

/// Numbers as people write them, and as WhatsApp names the account.
const ACCOUNTS: [[&str; 2]; 4] = [
    ["525512345678", "5215512345678"],
    ["541158749895", "5491158749895"],
    ["5531987654321", "553187654321"],
    ["2250707123456", "22507123456"],
];

async fn keys(admin: &Client, numbers: &[String]) -> Vec<String> {
    let sql = "SELECT whatsapp_account_key(n) FROM unnest($1::text[]) WITH ORDINALITY AS q (n, place) ORDER BY place";
    admin.query(sql, &[&numbers]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[test]
fn database_and_domain_distinguish_accounts_alike() {
    const CASES: &str = include_str!("../../domain/phone/accounts.txt");
    in_a_world(async |world| {
        let admin = world.admin().await;
        let cases = CASES.lines().map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
        let cases: Vec<Vec<&str>> = cases.map(Iterator::collect).filter(|case: &Vec<&str>| !case.is_empty()).collect();
        let numbers: Vec<String> = cases.iter().flat_map(|case| &case[1..]).map(|word| (*word).to_owned()).collect();
        for (case, keys) in cases.iter().zip(keys(&admin, &numbers).await.chunks(2)) {
            assert_eq!(keys[0] == keys[1], case[0] == "same", "{case:?} {keys:?}");
        }
    });
}

/// Numbers that the rules affect, and others: every country with a rule, in every length, with digits from a fixed
/// sequence.
fn many_numbers() -> Vec<String> {
    let starts = [
        "52", "521", "54", "549", "5411", "54911", "541115", "5491115", "5435115", "54935115", "54294415", "55",
        "5511", "55119", "55319", "225", "2250", "229", "22901", "230", "237", "241", "2410", "57", "593", "378", "84",
        "8412", "8416", "8418", "84199", "7", "1", "39", "",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut digit = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_digit((state >> 33) as u32 % 10, 10).unwrap()
    };
    let mut numbers = Vec::new();
    for (start, length) in starts.iter().flat_map(|start| (7..=15).map(move |length| (*start, length))) {
        for _ in 0..100 {
            let mut number = start.to_owned();
            while number.len() < length {
                let next = digit();
                number.push(if number.is_empty() && next == '0' { '9' } else { next });
            }
            number.truncate(15);
            numbers.push(number);
        }
    }
    numbers
}

#[test]
fn database_and_domain_make_the_same_keys() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let numbers = many_numbers();
        for (number, key) in numbers.iter().zip(keys(&admin, &numbers).await) {
            assert_eq!(Phone::from_digits(number).unwrap().account_key(), key, "{number}");
        }
    });
}

#[test]
fn account_is_linked_by_one_company_under_either_number() {
    in_a_world(async |world| {
        let store = &world.store;
        for [written, id] in ACCOUNTS {
            let (one, two) = (company(&format!("one-{id}")), company(&format!("two-{id}")));
            linked(store, one.as_str(), id).await;
            let free = store.confirm(&two, Some(&phone(written))).await;
            assert_eq!(failure(free), StoreFailure::PhoneInUse, "before anything is touched");
            assert_eq!(store.peek(&two).await.unwrap(), None);
            let fence = store.take(&two).await.unwrap().fence;
            assert_eq!(
                failure(prepare_rows(store, &two, fence, Some(&phone(written))).await),
                StoreFailure::PhoneInUse
            );
            assert_eq!(failure(store.write(&two, fence, linking(written)).await), StoreFailure::PhoneInUse);
            store.confirm(&one, Some(&phone(written))).await.unwrap();
        }
    });
}

#[test]
fn two_companies_link_a_fixed_line_and_a_mobile_that_look_alike() {
    in_a_world(async |world| {
        linked(&world.store, "fixed", "551134567890").await;
        linked(&world.store, "mobile", "5511934567890").await;
        world.store.confirm(&company("fixed"), Some(&phone("551134567890"))).await.unwrap();
        world.store.confirm(&company("mobile"), Some(&phone("5511934567890"))).await.unwrap();
    });
}

#[test]
fn one_of_two_companies_links_an_account_at_once() {
    in_a_world(async |world| {
        for [written, id] in ACCOUNTS {
            let (one, two) = (company(&format!("one-{id}")), company(&format!("two-{id}")));
            let fences = (world.store.take(&one).await.unwrap().fence, world.store.take(&two).await.unwrap().fence);
            let (first, second) = tokio::join!(
                world.store.write(&one, fences.0, linking(written)),
                world.store.write(&two, fences.1, linking(id))
            );
            let failures = [first.err(), second.err()].into_iter().flatten().map(|error| error.failure);
            assert_eq!(failures.collect::<Vec<_>>(), [StoreFailure::PhoneInUse], "{id}");
        }
    });
}

/// Inserts rows as a process before the rule could have written them, in the schema of that time, and then applies the
/// migration with the rule. Later migrations stay applied, or are applied again where
/// they build on it.
async fn written_before_the_rule(admin: &Client, rows: &str) {
    const FILE: &str = include_str!("../../../migrations/V20261128000500__account_keys.sql");
    const NEXT_SLOT: &str = include_str!("../../../migrations/V20261129000100__next_slot.sql");
    let undo = "DROP TABLE whatsapp_next_keys, whatsapp_next_auth, whatsapp_old_devices;
        DROP FUNCTION whatsapp_account_is_free CASCADE;
        DELETE FROM schema_lines WHERE version = 20261129000100;
        DROP INDEX whatsapp_auth_linked_account, whatsapp_auth_account, whatsapp_auth_linked_phone;
        ALTER TABLE whatsapp_auth DROP COLUMN shared_account, DROP CONSTRAINT whatsapp_auth_parked_code,
            ADD CONSTRAINT whatsapp_auth_parked_code CHECK (parked_code <> 'PHONE_IN_USE');
        ALTER TABLE pairing_budgets DROP CONSTRAINT pairing_budgets_account_rule,
            ADD CONSTRAINT pairing_budgets_account_rule CHECK (account = whatsapp_account(account));
        DROP FUNCTION whatsapp_account_key;
        CREATE UNIQUE INDEX whatsapp_auth_linked_phone ON whatsapp_auth (whatsapp_account(phone)) WHERE paired_at IS NOT NULL;";
    admin.batch_execute(&format!("{undo}{rows}")).await.unwrap();
    admin.batch_execute(FILE).await.unwrap();
    admin.batch_execute(NEXT_SLOT).await.unwrap();
}

async fn open(world: &World) -> Store {
    Store::open(config(&world.database.words())).await.unwrap()
}

async fn parked(store: &Store, id: &str) -> Option<ErrorCode> {
    let stored = store.peek(&company(id)).await.unwrap().unwrap();
    assert!(stored.has_credentials && stored.paired_at.is_some(), "{id} keeps its credentials");
    stored.parked.map(|parked: Parked| parked.code)
}

async fn three_of_one_account(world: &World) -> Client {
    for (id, digits) in
        [("earlier", "79006464261"), ("later", "79006464262"), ("never", "79006464263"), ("alone", "79006464264")]
    {
        linked(&world.store, id, digits).await;
    }
    let admin = world.admin().await;
    let rows = "UPDATE whatsapp_auth SET phone = '5215512345678', last_connected_at = now() - interval '2 days' WHERE company_id = 'earlier';
        UPDATE whatsapp_auth SET phone = '525512345678', last_connected_at = now() WHERE company_id = 'later';
        UPDATE whatsapp_auth SET phone = '79006464263', last_connected_at = NULL WHERE company_id = 'never';";
    written_before_the_rule(&admin, rows).await;
    admin
}

#[test]
fn companies_sharing_an_account_are_parked_but_the_last() {
    in_a_world(async |world| {
        let admin = three_of_one_account(&world).await;
        let store = open(&world).await;
        assert_eq!(parked(&store, "earlier").await, Some(ErrorCode::PhoneInUse));
        for id in ["later", "never", "alone"] {
            assert_eq!(parked(&store, id).await, None, "{id}");
        }
        assert_eq!(store.credentials(&company("earlier")).await.unwrap(), Some(creds("linked")));
        let told = "SELECT company_id, code FROM session_events WHERE event = 'account_shared'";
        let told = admin.query(told, &[]).await.unwrap();
        assert_eq!(
            told.iter().map(|row| (row.get(0), row.get(1))).collect::<Vec<(&str, &str)>>(),
            [("earlier", "PHONE_IN_USE")]
        );
        // No other company gets the account, even after the one that is not parked has released it.
        let third = company("third");
        let fence = store.take(&third).await.unwrap().fence;
        assert_eq!(failure(store.write(&third, fence, linking("525512345678")).await), StoreFailure::PhoneInUse);
        let last = store.take(&company("later")).await.unwrap().fence;
        store.wipe(&company("later"), last).await.unwrap();
        assert_eq!(failure(store.confirm(&third, Some(&phone("525512345678"))).await), StoreFailure::PhoneInUse);
        store.close().await;
    });
}

#[test]
fn parked_company_is_released_when_account_is_not_shared() {
    in_a_world(async |world| {
        drop(three_of_one_account(&world).await);
        let store = open(&world).await;
        let again = open(&world).await;
        assert_eq!(parked(&again, "earlier").await, Some(ErrorCode::PhoneInUse), "a start alone changes nothing");
        again.close().await;
        let fence = store.take(&company("later")).await.unwrap().fence;
        store.wipe(&company("later"), fence).await.unwrap();
        let again = open(&world).await;
        assert_eq!(parked(&again, "earlier").await, None);
        let fence = again.take(&company("later")).await.unwrap().fence;
        assert_eq!(
            failure(again.write(&company("later"), fence, linking("525512345678")).await),
            StoreFailure::PhoneInUse
        );
        again.close().await;
        store.close().await;
    });
}

#[test]
fn parked_company_that_links_other_phone_is_unmarked() {
    in_a_world(async |world| {
        drop(three_of_one_account(&world).await);
        let store = open(&world).await;
        let fence = store.take(&company("earlier")).await.unwrap().fence;
        let fence = prepare_rows(&store, &company("earlier"), fence, Some(&phone("79161234567"))).await.unwrap();
        store.write(&company("earlier"), fence, linking("79161234567")).await.unwrap();
        assert_eq!(parked(&store, "earlier").await, None);
        let third = store.take(&company("third")).await.unwrap().fence;
        assert_eq!(
            failure(store.write(&company("third"), third, linking("79161234567")).await),
            StoreFailure::PhoneInUse
        );
        store.close().await;
    });
}

#[test]
fn reset_company_loses_its_mark_and_cannot_link_the_account() {
    in_a_world(async |world| {
        drop(three_of_one_account(&world).await);
        let (store, old) = (&world.store, company("earlier"));
        let fence = store.take(&old).await.unwrap().fence;
        let fence = store.wipe(&old, fence).await.unwrap();
        // A pairing by QR does not say beforehand which number will link.
        let fence = prepare_rows(store, &old, fence, None).await.unwrap();
        assert_eq!(failure(store.write(&old, fence, linking("5215512345678")).await), StoreFailure::PhoneInUse);
        assert_eq!(store.credentials(&old).await.unwrap(), None);
    });
}

#[test]
fn promoted_company_gives_its_old_account_to_the_other() {
    in_a_world(async |world| {
        drop(three_of_one_account(&world).await);
        let (store, next, later) = (&world.store, world.store.next_slot(), company("later"));
        let current = store.take(&later).await.unwrap().fence;
        let fence = next.take(&later).await.unwrap().fence;
        next.write(&later, fence, linking("79161234567")).await.unwrap();
        assert_eq!(parked(store, "earlier").await, Some(ErrorCode::PhoneInUse), "nothing is given up yet");
        next.promote(promotion(&later, SlotFences { current, next: fence })).await.unwrap();
        assert_eq!(parked(store, "earlier").await, None);
    });
}

#[test]
fn released_account_belongs_to_other_company_at_once() {
    in_a_world(async |world| {
        drop(three_of_one_account(&world).await);
        let store = &world.store;
        let fence = store.take(&company("later")).await.unwrap().fence;
        // The company changes its number.
        prepare_rows(store, &company("later"), fence, Some(&phone("79161234567"))).await.unwrap();
        assert_eq!(parked(store, "earlier").await, None);
        let third = store.take(&company("third")).await.unwrap().fence;
        let linked = store.write(&company("third"), third, linking("525512345678")).await;
        assert_eq!(failure(linked), StoreFailure::PhoneInUse);
    });
}

#[test]
fn expired_account_belongs_to_other_company() {
    in_a_world(async |world| {
        drop(three_of_one_account(&world).await);
        let store = &world.store;
        assert_eq!(expire(&world, "later").await, [company("later")]);
        assert_eq!(parked(store, "earlier").await, None);
        let third = store.take(&company("third")).await.unwrap().fence;
        let linked = store.write(&company("third"), third, linking("525512345678")).await;
        assert_eq!(failure(linked), StoreFailure::PhoneInUse);
    });
}

#[test]
fn account_released_by_older_version_is_unmarked() {
    in_a_world(async |world| {
        let admin = three_of_one_account(&world).await;
        // Wipes as a process of the previous version does.
        admin
            .batch_execute(
                "UPDATE whatsapp_auth SET phone = NULL, paired_at = NULL, creds = NULL WHERE company_id = 'later'",
            )
            .await
            .unwrap();
        assert_eq!(world.store.release_accounts().await.unwrap(), [company("earlier")]);
        assert_eq!(parked(&world.store, "earlier").await, None);
        assert!(world.store.release_accounts().await.unwrap().is_empty());
    });
}

#[test]
fn code_usage_rows_of_one_account_are_merged() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let rows = "INSERT INTO pairing_budgets (account, asked_at, live_company, live_until, throttles, cooling_until) VALUES
            ('5215512345678', ARRAY['2027-01-15 08:00:01Z'::timestamptz], 'one', '2027-01-15 08:03:01Z', 0, NULL),
            ('525512345678', ARRAY['2027-01-15 08:00:00Z'::timestamptz, '2027-01-15 08:00:02Z'], NULL, NULL, 2, '2027-01-15 08:10:00Z'),
            ('5491158749895', ARRAY['2027-01-15 08:00:00Z'::timestamptz], NULL, NULL, 0, NULL),
            ('79006464263', '{}', 'two', '2027-01-15 08:00:00Z', 0, NULL)";
        written_before_the_rule(&admin, rows).await;
        let store = open(&world).await;
        let merged =
            "SELECT account, cardinality(asked_at), asked_at = ARRAY(SELECT a FROM unnest(asked_at) a ORDER BY a),
                live_company, throttles, cooling_until IS NOT NULL FROM pairing_budgets ORDER BY account";
        let merged = admin.query(merged, &[]).await.unwrap();
        let told = merged.iter().map(|row| {
            let (account, asked): (&str, i32) = (row.get(0), row.get(1));
            let (live, throttles): (Option<&str>, i64) = (row.get(3), row.get(4));
            assert!(row.get::<_, bool>(2), "the oldest first: {account}");
            (account, asked, live, throttles, row.get::<_, bool>(5))
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                ("525512345678", 3, Some("one"), 2, true),
                ("541158749895", 1, None, 0, false),
                ("79006464263", 0, Some("two"), 0, false),
            ]
        );
        let note = NumberNote {
            phone: phone("5215512345678"),
            company: company("two"),
            event: CodeUsageEvent::Ask,
            at: at(3),
            counted_for: CountedFor::Nobody,
        };
        assert!(store.note_number(note, &CodeRateLimit::default()).await.unwrap().is_err());
        store.close().await;
    });
}

#[test]
fn code_usage_under_older_key_can_still_be_written() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        // Row written by a process of the previous version, beside this version's row.
        for [written, id] in ACCOUNTS {
            let sql = "INSERT INTO pairing_budgets (account) VALUES (whatsapp_account($1)) ON CONFLICT DO NOTHING";
            admin.execute(sql, &[&written]).await.unwrap();
            admin.execute(sql, &[&id]).await.unwrap();
            let sql = "INSERT INTO pairing_budgets (account) VALUES (whatsapp_account_key($1)) ON CONFLICT DO NOTHING";
            admin.execute(sql, &[&id]).await.unwrap();
        }
    });
}

#[test]
fn account_key_is_not_planned_anew_for_each_statement() {
    in_a_world(async |world| {
        // The planner writes the body of an SQL function out wherever an index has it, and plans that for each statement.
        let sql = "SELECT l.lanname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE p.proname = 'whatsapp_account_key'";
        let language: String = world.admin().await.query_one(sql, &[]).await.unwrap().get(0);
        assert_eq!(language, "plpgsql");
    });
}
