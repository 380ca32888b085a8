//! Restart policies set per company.

use linekeeper_domain::StoreFailure;
use linekeeper_domain::restart::{Backoff, BackoffKind, RestartKind, RestartPolicy};
use linekeeper_ports::RestartPolicies;

use crate::support::{company, failure, in_a_world};

#[test]
fn policy_is_read_as_set_until_removed() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        assert_eq!(store.restart_policy(&salon).await.unwrap(), None);
        store.set_restart_policy(&salon, None).await.unwrap();
        let widest = RestartPolicy {
            kind: RestartKind::Permanent,
            max_restarts: 10_000,
            window_seconds: 604_800,
            backoff: Backoff {
                kind: BackoffKind::Exponential,
                initial_ms: 86_400_000,
                cap_ms: 86_400_000,
                jitter_percent: 100,
                stable_after_seconds: 86_400,
            },
        };
        let narrowest = RestartPolicy {
            kind: RestartKind::Temporary,
            max_restarts: 0,
            window_seconds: 1,
            backoff: Backoff {
                kind: BackoffKind::Fibonacci,
                initial_ms: 0,
                cap_ms: 0,
                jitter_percent: 0,
                stable_after_seconds: 0,
            },
        };
        for policy in [RestartPolicy::default(), widest, narrowest] {
            store.set_restart_policy(&salon, Some(policy)).await.unwrap();
            assert_eq!(store.restart_policy(&salon).await.unwrap(), Some(policy));
        }
        assert_eq!(store.restart_policy(&company("2")).await.unwrap(), None);
        store.set_restart_policy(&salon, None).await.unwrap();
        assert_eq!(store.restart_policy(&salon).await.unwrap(), None);
    });
}

#[test]
fn a_row_from_before_the_backoff_columns_has_the_defaults() {
    in_a_world(async |world| {
        let sql = "INSERT INTO restart_policies
            (company_id, kind, max_restarts, window_seconds, backoff_initial_ms, backoff_max_ms)
            VALUES ('1', 'permanent', 5, 60, 2000, 3000)";
        world.admin().await.batch_execute(sql).await.unwrap();
        let expected = RestartPolicy {
            kind: RestartKind::Permanent,
            max_restarts: 5,
            window_seconds: 60,
            backoff: Backoff { initial_ms: 2000, cap_ms: 3000, ..Backoff::default() },
        };
        assert_eq!(world.store.restart_policy(&company("1")).await.unwrap(), Some(expected));
    });
}

#[test]
fn a_policy_out_of_its_ranges_is_not_written() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let bad = RestartPolicy { window_seconds: 0, ..RestartPolicy::default() };
        assert_eq!(failure(store.set_restart_policy(&salon, Some(bad)).await), StoreFailure::Corrupt);
        assert_eq!(store.restart_policy(&salon).await.unwrap(), None);
    });
}
