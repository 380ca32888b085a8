//! The journal: in order, in pages, pruned by age.

use linekeeper_domain::{CorrelationId, ErrorCode};
use linekeeper_ports::{Journal, JournalEntry};
use linekeeper_store::{MAX_EVENT_TEXT, Store};

use crate::support::proxy::Proxy;
use crate::support::{at, company, config, in_a_world};

fn entry(id: &str, seconds: i64, event: &str) -> JournalEntry {
    JournalEntry {
        company: company(id),
        at: at(seconds),
        event: event.into(),
        code: None,
        actor: "client".into(),
        correlation: None,
    }
}

#[test]
fn entries_are_kept_in_order_and_read_in_pages_newest_first() {
    in_a_world(async |world| {
        let store = &world.store;
        let failed = JournalEntry {
            code: Some(ErrorCode::PairingTimeout),
            correlation: Some("pairing-1.2".parse::<CorrelationId>().unwrap()),
            ..entry("1", 5, "error")
        };
        // The same second, and a clock that went back: the order is that of the entries.
        let entries = vec![entry("1", 9, "creating"), entry("2", 1, "idle"), failed, entry("1", 5, "idle")];
        store.append(entries).await.unwrap();
        let first = store.events(&company("1"), None, 2).await.unwrap();
        let events: Vec<&str> = first.iter().map(|row| row.event.as_str()).collect();
        assert_eq!(events, ["idle", "error"]);
        assert_eq!(
            (first[1].code.as_deref(), first[1].correlation.as_deref()),
            (Some("PAIRING_TIMEOUT"), Some("pairing-1.2"))
        );
        assert_eq!((first[1].at, first[1].actor.as_str()), (at(5), "client"));
        let second = store.events(&company("1"), Some(first[1].id), 2).await.unwrap();
        assert_eq!(second.iter().map(|row| row.event.as_str()).collect::<Vec<_>>(), ["creating"]);
    });
}

#[test]
fn a_hundred_entries_take_one_round_trip_and_none_takes_none() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        let store = Store::open(config(&world.database.words_through(proxy.port))).await.unwrap();
        store.append(vec![entry("1", 0, "warm")]).await.unwrap();
        let before = proxy.round_trips();
        store.append((0..100).map(|n| entry("1", n, "connected")).collect()).await.unwrap();
        store.append(Vec::new()).await.unwrap();
        assert_eq!(proxy.round_trips() - before, 1);
        assert_eq!(store.events(&company("1"), None, 1000).await.unwrap().len(), 101);
        store.close().await;
    });
}

#[test]
fn an_odd_name_is_cut_to_fit_and_takes_no_other_entry_with_it() {
    in_a_world(async |world| {
        let store = &world.store;
        let odd =
            vec![entry("1", 0, &"я".repeat(1000)), entry("1", 1, "a\0b"), entry("1", 2, ""), entry("1", 3, "reset")];
        store.append(odd).await.unwrap();
        let kept = store.events(&company("1"), None, 10).await.unwrap();
        assert_eq!(kept.iter().map(|row| row.event.as_str()).collect::<Vec<_>>()[..3], ["reset", "unnamed", "ab"]);
        assert_eq!(kept[3].event.chars().count(), MAX_EVENT_TEXT);
    });
}

#[test]
fn old_entries_are_pruned_oldest_first_and_so_many_at_a_time() {
    in_a_world(async |world| {
        let store = &world.store;
        store.append((0..10).map(|n| entry("1", n, &n.to_string())).collect()).await.unwrap();
        assert_eq!(store.prune_events(at(7), 4).await.unwrap(), 4);
        let oldest = store.events(&company("1"), None, 10).await.unwrap();
        assert_eq!(oldest.last().unwrap().event, "4");
        assert_eq!(store.prune_events(at(7), 100).await.unwrap(), 3);
        assert_eq!(store.prune_events(at(7), 100).await.unwrap(), 0);
        assert_eq!(store.events(&company("1"), None, 10).await.unwrap().len(), 3);
    });
}
