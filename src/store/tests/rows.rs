//! Credentials and keys: reads return what was written, in one round trip.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect};
use linekeeper_store::Store;

use crate::support::proxy::Proxy;
use crate::support::{company, config, creds, failure, ids, in_a_world, put, puts, row};

fn delete(key_type: &'static str, key_id: &str) -> KeyDelete {
    KeyDelete::Id { key_type, key_id: key_id.into() }
}

fn prefix(key_type: &'static str, prefix: &str) -> KeyDelete {
    KeyDelete::Prefix { key_type, prefix: prefix.into() }
}

fn stamped(key_id: &str, stamp: Option<i64>) -> KeyPut {
    KeyPut { key_type: "token", row: KeyRow { stamp, ..row(key_id, "t") } }
}

#[test]
fn a_batch_is_read_back_as_it_was_written() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("997441"));
        let fence = store.take(&salon).await.unwrap().fence;
        assert_eq!(store.credentials(&salon).await.unwrap(), None);
        let batch =
            Batch { credentials: Some(creds("identity")), ..puts([put("session", "a", "1"), stamped("t", Some(7))]) };
        assert_eq!(store.write(&salon, fence, batch).await.unwrap().deleted, 0);
        assert_eq!(store.credentials(&salon).await.unwrap(), Some(creds("identity")));
        let by_ids = KeyQuery { key_type: "session", select: KeySelect::Ids(vec!["a".into(), "absent".into()]) };
        assert_eq!(store.keys(&salon, by_ids).await.unwrap(), [row("a", "1")]);
        let token = KeyQuery { key_type: "token", select: KeySelect::Prefix("t".into()) };
        assert_eq!(store.keys(&salon, token).await.unwrap(), [KeyRow { stamp: Some(7), ..row("t", "t") }]);
        assert!(store.peek(&salon).await.unwrap().unwrap().has_credentials);
    });
}

#[test]
fn companies_and_types_do_not_see_each_others_keys() {
    in_a_world(async |world| {
        let store = &world.store;
        let (one, other) = (company("1"), company("2"));
        let fences = (store.take(&one).await.unwrap().fence, store.take(&other).await.unwrap().fence);
        store.write(&one, fences.0, puts([put("session", "a", "one"), put("pre-key", "a", "x")])).await.unwrap();
        store.write(&other, fences.1, puts([put("session", "a", "other")])).await.unwrap();
        let deletes = vec![prefix("session", "")];
        let gone = store.write(&other, fences.1, Batch { deletes, ..Batch::default() }).await.unwrap();
        assert_eq!(gone.deleted, 1);
        assert_eq!((ids(store, &one, "session").await.len(), ids(store, &one, "pre-key").await.len()), (1, 1));
    });
}

#[test]
fn prefixes_and_last_id_are_ordered_bytewise() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let written = ["a:2", "A", "a:10", "b", "é", "a:\u{10ffff}", "a;", "a", ""];
        store.write(&salon, fence, puts(written.map(|id| put("session", id, "v")))).await.unwrap();
        assert_eq!(ids(store, &salon, "session").await, ["", "A", "a", "a:10", "a:2", "a:\u{10ffff}", "a;", "b", "é"]);
        let select = async |select| {
            let rows = store.keys(&salon, KeyQuery { key_type: "session", select }).await.unwrap();
            rows.into_iter().map(|row| row.key_id).collect::<Vec<_>>()
        };
        assert_eq!(select(KeySelect::Prefix("a:".into())).await, ["a:10", "a:2", "a:\u{10ffff}"]);
        assert_eq!(select(KeySelect::LastWithPrefix("a:".into())).await, ["a:\u{10ffff}"]);
        assert_eq!(select(KeySelect::LastWithPrefix(String::new())).await, ["é"]);
        assert!(select(KeySelect::LastWithPrefix("zz".into())).await.is_empty());
        assert!(select(KeySelect::Prefix("%".into())).await.is_empty());
    });
}

#[test]
fn each_kind_of_delete_removes_what_it_names_and_no_more() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let keys = ["a:1", "a:2", "a;", "b"].map(|id| put("session", id, "v"));
        let tokens = [("none", None), ("zero", Some(0)), ("old", Some(9)), ("edge", Some(10)), ("before", Some(-1))];
        let tokens = tokens.map(|(id, stamp)| stamped(id, stamp));
        let others = ["x", "y"].map(|id| put("pre-key", id, "v"));
        store.write(&salon, fence, puts(keys.into_iter().chain(tokens).chain(others))).await.unwrap();
        let deletes = vec![
            delete("session", "b"),
            delete("session", "absent"),
            prefix("session", "a:"),
            prefix("session", "a:1"),
            prefix("pre-key", ""),
            KeyDelete::OlderThan { key_type: "token", stamp: 10 },
        ];
        let gone = store.write(&salon, fence, Batch { deletes, ..Batch::default() }).await.unwrap();
        assert_eq!(gone.deleted, 7);
        assert_eq!(ids(store, &salon, "session").await, ["a;"]);
        assert_eq!(ids(store, &salon, "token").await, ["edge", "none", "zero"]);
        assert!(ids(store, &salon, "pre-key").await.is_empty());
    });
}

#[test]
fn key_deleted_and_put_in_one_batch_exists_and_is_counted() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        store.write(&salon, fence, puts(["a", "b", "c"].map(|id| put("session", id, "old")))).await.unwrap();
        let batch = Batch {
            deletes: vec![prefix("session", ""), delete("session", "b"), delete("session", "new")],
            ..puts([put("session", "b", "fresh"), put("session", "new", "fresh")])
        };
        assert_eq!(store.write(&salon, fence, batch).await.unwrap().deleted, 3);
        let left = store.keys(&salon, crate::support::all("session")).await.unwrap();
        assert_eq!(left, [row("b", "fresh"), row("new", "fresh")]);
    });
}

#[test]
fn later_of_two_puts_of_one_key_wins() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let batch = puts([put("session", "a", "first"), put("pre-key", "a", "other"), put("session", "a", "second")]);
        store.write(&salon, fence, batch).await.unwrap();
        assert_eq!(store.keys(&salon, crate::support::all("session")).await.unwrap(), [row("a", "second")]);
    });
}

#[test]
fn empty_batch_only_checks_fence() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        assert_eq!(store.write(&salon, fence, Batch::default()).await.unwrap().deleted, 0);
        let wrong = store.write(&salon, Fence(fence.0 + 1), Batch::default()).await;
        assert_eq!(failure(wrong), StoreFailure::Fenced);
        let nobody = store.write(&company("unknown"), fence, Batch::default()).await;
        assert_eq!(failure(nobody), StoreFailure::Fenced);
    });
}

#[test]
fn invalid_id_is_refused_and_store_keeps_working() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        for id in ["a\0b".to_owned(), "x".repeat(1025)] {
            let refused = store.write(&salon, fence, puts([put("session", &id, "v")])).await;
            assert_eq!(failure(refused), StoreFailure::Corrupt);
        }
        store.write(&salon, fence, puts([put("session", &"x".repeat(1024), "v")])).await.unwrap();
        store.ping().await.unwrap();
    });
}

#[test]
fn a_batch_takes_one_round_trip_however_large_it_is() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        let mut settings = config(&world.database.words_through(proxy.port));
        settings.pool_size = 1;
        let store = Store::open(settings).await.unwrap();
        let salon = company("1");
        let fence = store.take(&salon).await.unwrap().fence;
        store.ping().await.unwrap();
        let large = (0..1000).map(|n| put("pre-key", &format!("{n:08}"), "key material"));
        let batch = Batch {
            credentials: Some(creds("identity")),
            deletes: (0..100).map(|n| delete("session", &n.to_string())).chain([prefix("pre-key", "")]).collect(),
            ..puts(large)
        };
        let before = proxy.round_trips();
        store.write(&salon, fence, batch).await.unwrap();
        assert_eq!(proxy.round_trips() - before, 1);
        assert_eq!(ids(&store, &salon, "pre-key").await.len(), 1000);
        assert_eq!(proxy.round_trips() - before, 2);
        assert_eq!(proxy.connections(), 4, "three before the store is open, one of the pool");
        store.close().await;
    });
}
