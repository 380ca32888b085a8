//! Client version that all processes share.

use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_domain::client_version::{ClientVersion, FoundVersion};
use linekeeper_ports::{LookupPauses, VersionStore};

use crate::support::in_a_world;

const OLD: ClientVersion = ClientVersion::new(2, 3000, 1_040_000_000);
const NEW: ClientVersion = ClientVersion::new(2, 3000, 4_294_967_295);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

#[test]
fn client_version_is_read_as_kept_with_its_first_time() {
    in_a_world(async |world| {
        let store = &world.store;
        assert_eq!(store.found_version().await.unwrap(), None);
        for (version, now, since) in [(OLD, 0, 0), (OLD, 10, 0), (NEW, 20, 20), (NEW, 5, 5), (OLD, 30, 30)] {
            let kept = FoundVersion { version, since: at(since), looked_up_at: at(now) };
            assert_eq!(store.keep_version(version, at(now)).await.unwrap(), kept);
            assert_eq!(store.found_version().await.unwrap(), Some(kept));
        }
    });
}

#[test]
fn one_process_claims_a_lookup_within_the_pause() {
    in_a_world(async |world| {
        let store = &world.store;
        let pauses = LookupPauses { answered: Duration::from_secs(2), unanswered: Duration::from_secs(10) };
        let claim = async |seconds| store.claim_version_lookup(at(seconds), pauses).await.unwrap();
        let claimed = futures::future::join_all((0..20).map(|_| claim(0))).await;
        assert_eq!(claimed.iter().filter(|claimed| **claimed).count(), 1, "of twenty at once");
        assert_eq!(store.found_version().await.unwrap(), None, "nothing is found yet");
        assert!(!claim(9).await);
        assert!(claim(10).await);
        assert!(claim(-60).await, "a time in the future holds nobody back");
        assert!(claim(40).await);
        store.keep_version(OLD, at(41)).await.unwrap();
        assert!(!claim(41).await);
        assert!(claim(42).await, "it was answered");
        assert!(!claim(51).await, "it is not answered");
        assert!(claim(52).await && store.found_version().await.unwrap().is_some());
    });
}

#[test]
fn client_version_that_is_none_is_refused() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        for bad in [
            "(true, now(), 'new', now(), now())",
            "(true, now(), '2.3000.1', NULL, now())",
            "(true, now(), '2.3000.1', now(), now() - interval '1 second')",
            "(false, now(), '2.3000.1', now(), now())",
        ] {
            let sql =
                format!("INSERT INTO client_version (only_row, asked_at, version, since, looked_up_at) VALUES {bad}");
            assert!(admin.batch_execute(&sql).await.is_err(), "{bad}");
        }
        admin.batch_execute("INSERT INTO client_version (asked_at) VALUES (now())").await.unwrap();
        let second = "INSERT INTO client_version (asked_at) VALUES (now())";
        assert!(admin.batch_execute(second).await.is_err(), "there is one row");
    });
}
