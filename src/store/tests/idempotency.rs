//! Idempotency keys on a real database.

use chrono::TimeDelta;
use linekeeper_ports::{BodyHash, Claimed, IdempotencyClaim, IdempotencyKeys as _, KeptAnswer};

use crate::support::{World, at, in_a_world};

fn hashed_by(master_key: &str, body: u8) -> BodyHash {
    BodyHash { master_key: master_key.to_owned(), hash: [body; 32] }
}

fn claim(key: &str, body: u8, seconds: i64) -> IdempotencyClaim {
    IdempotencyClaim {
        principal: "key:abcdefghijklmnop".to_owned(),
        operation: "POST /api/whatsapp/sessions/997441/reset".to_owned(),
        key: key.to_owned(),
        body_hashes: vec![hashed_by("tests", body)],
        // Finer than the database's microseconds.
        at: at(seconds) + TimeDelta::nanoseconds(123_456_789),
    }
}

fn answer(body: &str) -> KeptAnswer {
    KeptAnswer { status: 200, content_type: "application/json".to_owned(), body: body.to_owned() }
}

async fn claimed(world: &World, key: &str, body: u8, seconds: i64) -> Claimed {
    world.store.claim(&claim(key, body, seconds)).await.unwrap()
}

#[test]
fn one_of_many_concurrent_claims_is_first() {
    in_a_world(async |world| {
        let claims = (0..5).map(|_| claimed(&world, "k", 1, 0));
        let outcomes = futures::future::join_all(claims).await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Claimed::First).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Claimed::UnderWay).count(), 4, "{outcomes:?}");
    });
}

#[test]
fn answer_is_repeated_for_a_day_to_same_body_only() {
    in_a_world(async |world| {
        assert_eq!(claimed(&world, "k", 1, 0).await, Claimed::First);
        assert_eq!(claimed(&world, "k", 2, 1).await, Claimed::OtherBody);
        world.store.keep_answer(&claim("k", 1, 0), answer("done")).await.unwrap();
        assert_eq!(claimed(&world, "k", 1, 86_399).await, Claimed::Answered(answer("done")));
        assert_eq!(claimed(&world, "k", 2, 86_399).await, Claimed::OtherBody);
        assert_eq!(claimed(&world, "k", 2, 86_400).await, Claimed::First);
    });
}

#[test]
fn body_hashed_by_unknown_master_key_counts_as_same() {
    in_a_world(async |world| {
        assert_eq!(claimed(&world, "k", 1, 0).await, Claimed::First);
        world.store.keep_answer(&claim("k", 1, 0), answer("done")).await.unwrap();
        let ring = |hashes: &[BodyHash]| IdempotencyClaim { body_hashes: hashes.to_vec(), ..claim("k", 1, 5) };
        let (new, old, other) = (hashed_by("new", 7), hashed_by("tests", 1), hashed_by("tests", 2));
        for (hashes, expected) in [
            (vec![new.clone(), old], Claimed::Answered(answer("done"))),
            (vec![new.clone(), other], Claimed::OtherBody),
            (vec![new.clone()], Claimed::Answered(answer("done"))),
        ] {
            assert_eq!(world.store.claim(&ring(&hashes)).await.unwrap(), expected, "{hashes:?}");
        }
        // The previous version does not store which master key was used.
        world.admin().await.batch_execute("UPDATE idempotency_keys SET hashed_by = NULL").await.unwrap();
        assert_eq!(world.store.claim(&ring(&[new])).await.unwrap(), Claimed::OtherBody);
        assert_eq!(claimed(&world, "k", 1, 6).await, Claimed::Answered(answer("done")));
    });
}

#[test]
fn keys_are_separate_per_principal_and_operation() {
    in_a_world(async |world| {
        let first = claim("k", 1, 0);
        let others = [
            IdempotencyClaim { principal: "key:b".into(), ..first.clone() },
            IdempotencyClaim { operation: "POST /elsewhere".into(), ..first.clone() },
            claim("another", 1, 0),
        ];
        for claim in std::iter::once(&first).chain(&others) {
            assert_eq!(world.store.claim(claim).await.unwrap(), Claimed::First, "{claim:?}");
        }
    });
}

#[test]
fn claim_expires_after_a_minute_and_late_answer_is_ignored() {
    in_a_world(async |world| {
        assert_eq!(claimed(&world, "k", 1, 0).await, Claimed::First);
        assert_eq!(claimed(&world, "k", 1, 59).await, Claimed::UnderWay);
        assert_eq!(claimed(&world, "k", 1, 60).await, Claimed::First);
        world.store.keep_answer(&claim("k", 1, 0), answer("late")).await.unwrap();
        world.store.give_up(&claim("k", 1, 0)).await.unwrap();
        assert_eq!(claimed(&world, "k", 1, 61).await, Claimed::UnderWay);
        world.store.keep_answer(&claim("k", 1, 60), answer("second")).await.unwrap();
        assert_eq!(claimed(&world, "k", 1, 200).await, Claimed::Answered(answer("second")));
    });
}

#[test]
fn released_claim_frees_key_and_answered_one_stays() {
    in_a_world(async |world| {
        assert_eq!(claimed(&world, "k", 1, 0).await, Claimed::First);
        world.store.give_up(&claim("k", 1, 0)).await.unwrap();
        assert_eq!(claimed(&world, "k", 2, 1).await, Claimed::First);
        world.store.keep_answer(&claim("k", 2, 1), answer("done")).await.unwrap();
        world.store.give_up(&claim("k", 2, 1)).await.unwrap();
        assert_eq!(claimed(&world, "k", 2, 2).await, Claimed::Answered(answer("done")));
    });
}

#[test]
fn old_keys_are_pruned_a_few_at_a_time() {
    in_a_world(async |world| {
        for key in ["a", "b", "c"] {
            claimed(&world, key, 1, 0).await;
        }
        claimed(&world, "young", 1, 500).await;
        for gone in [2, 1, 0] {
            assert_eq!(world.store.prune_idempotency_keys(at(100), 2).await.unwrap(), gone);
        }
        assert_eq!(claimed(&world, "young", 1, 501).await, Claimed::UnderWay);
    });
}

#[test]
fn table_refuses_values_that_callers_may_not_choose() {
    in_a_world(async |world| {
        for key in ["", "a b", "ключ", &"x".repeat(256)] {
            assert!(world.store.claim(&claim(key, 1, 0)).await.is_err(), "{key:?}");
        }
    });
}
