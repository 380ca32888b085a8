//! Code usage of numbers: one row per account, one event at a time, and kept across restarts.

use std::sync::Arc;

use chrono::TimeDelta;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::{CodeGrant, CodeLimit, CodeRateLimit, CodeUsageEvent, CountedFor, NumberNote, RetryNotBefore};
use linekeeper_ports::{Clock, NumberUsages, SystemClock};
use linekeeper_store::Store;
use tokio::sync::Barrier;

use crate::support::proxy::Proxy;
use crate::support::{World, at, company, config, in_a_world, phone};

const RUSSIAN: &str = "79006464263";

fn note(id: &str, digits: &str, (event, seconds): (CodeUsageEvent, i64)) -> NumberNote {
    NumberNote { phone: phone(digits), company: company(id), event, at: at(seconds), counted_for: CountedFor::Nobody }
}

async fn told(store: &Store, id: &str, event: (CodeUsageEvent, i64)) -> Result<CodeGrant, RetryNotBefore> {
    store.note_number(note(id, RUSSIAN, event), &CodeRateLimit::default()).await.unwrap()
}

async fn rows(world: &World) -> i64 {
    world.admin().await.query_one("SELECT count(*) FROM pairing_budgets", &[]).await.unwrap().get(0)
}

fn granted(throttles: u32) -> Result<CodeGrant, RetryNotBefore> {
    Ok(CodeGrant { throttles })
}

fn refused_until(seconds: i64) -> Result<CodeGrant, RetryNotBefore> {
    Err(RetryNotBefore { until: at(seconds), limit: CodeLimit::Number })
}

#[test]
fn one_of_two_processes_that_ask_at_once_gets_grant() {
    in_a_world(async |world| {
        let other = Store::open(config(&world.database.words())).await.unwrap();
        // Each number twice: once without stored usage, once with it.
        for round in 0..20 {
            let digits = format!("79006464{:03}", round / 2);
            let start = Arc::new(Barrier::new(2));
            let ask = |store: &Store, id: &str| {
                let (store, start) = (store.clone(), start.clone());
                let asked = note(id, &digits, (CodeUsageEvent::Ask, 1000 * (round % 2)));
                tokio::spawn(async move {
                    start.wait().await;
                    store.note_number(asked, &CodeRateLimit::default()).await.unwrap()
                })
            };
            let (one, two) = (ask(&world.store, "one"), ask(&other, "two"));
            let answers = [one.await.unwrap(), two.await.unwrap()];
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "round {round}: {answers:?}");
        }
        other.close().await;
    });
}

#[test]
fn second_request_waits_and_sees_grant_of_first() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        assert_eq!(told(&world.store, "one", (CodeUsageEvent::Ask, 0)).await, granted(0));
        admin.batch_execute("BEGIN; UPDATE pairing_budgets SET live_company = 'two'").await.unwrap();
        let store = world.store.clone();
        let asking = tokio::spawn(async move { told(&store, "one", (CodeUsageEvent::Ask, 1)).await });
        world.until_waiting(&admin, 1).await;
        admin.batch_execute("COMMIT").await.unwrap();
        assert_eq!(asking.await.unwrap(), refused_until(180));
    });
}

#[test]
fn code_usage_and_pauses_survive_reopening() {
    in_a_world(async |world| {
        let throttled = CodeUsageEvent::Throttled { until: at(900) };
        assert_eq!(told(&world.store, "1", (CodeUsageEvent::Ask, 0)).await, granted(0));
        assert_eq!(told(&world.store, "1", (throttled, 1)).await, granted(1));
        let again = Store::open(config(&world.database.words())).await.unwrap();
        for (id, event, expected) in [
            ("2", (CodeUsageEvent::Ask, 2), refused_until(900)),
            ("2", (CodeUsageEvent::Ask, 900), granted(1)),
            ("2", (CodeUsageEvent::NotGiven, 901), granted(1)),
            ("2", (CodeUsageEvent::Ask, 902), granted(1)),
            ("1", (CodeUsageEvent::Ask, 903), refused_until(902 + 180)),
            ("2", (CodeUsageEvent::Over, 904), granted(1)),
            ("2", (CodeUsageEvent::Ask, 905), granted(1)),
            ("2", (CodeUsageEvent::Linked, 906), granted(0)),
            // It would be the fourth code within the hour.
            ("1", (CodeUsageEvent::Ask, 907), refused_until(3600)),
        ] {
            assert_eq!(told(&again, id, event).await, expected, "{event:?}");
        }
        again.close().await;
    });
}

#[test]
fn account_with_two_numbers_has_one_code_usage() {
    in_a_world(async |world| {
        let policy = CodeRateLimit::default();
        let ask = async |id: &str, digits: &str| {
            world.store.note_number(note(id, digits, (CodeUsageEvent::Ask, 0)), &policy).await.unwrap()
        };
        for [written, id, other] in [
            ["5511987650001", "551187650001", "551187650002"],
            ["525512345678", "5215512345678", "5215512345679"],
            ["541158749895", "5491158749895", "5491158749896"],
            // A landline and the mobile number that looks like it are two subscribers.
            ["5511934567890", "5511934567890", "551134567890"],
        ] {
            let before = rows(&world).await;
            assert_eq!(ask("1", written).await, granted(0));
            assert_eq!(ask("2", id).await, refused_until(180), "{id}");
            assert_eq!(ask("2", other).await, granted(0), "{other}");
            assert_eq!(rows(&world).await, before + 2);
        }
    });
}

#[test]
fn refused_or_unchanging_event_writes_nothing() {
    in_a_world(async |world| {
        let none = CodeRateLimit { per_day: 0, ..CodeRateLimit::default() };
        let refused = world.store.note_number(note("1", RUSSIAN, (CodeUsageEvent::Ask, 0)), &none).await.unwrap();
        assert_eq!(refused, refused_until(86_400));
        assert_eq!(told(&world.store, "1", (CodeUsageEvent::Over, 0)).await, granted(0));
        assert_eq!(rows(&world).await, 0);
        assert_eq!(told(&world.store, "1", (CodeUsageEvent::Ask, 0)).await, granted(0));
        let row = "SELECT row_to_json(b)::text FROM pairing_budgets b";
        let admin = world.admin().await;
        let before: String = admin.query_one(row, &[]).await.unwrap().get(0);
        assert_eq!(told(&world.store, "2", (CodeUsageEvent::Ask, 1)).await, refused_until(180));
        let after: String = admin.query_one(row, &[]).await.unwrap().get(0);
        assert_eq!(after, before);
    });
}

#[test]
fn code_usage_event_takes_two_round_trips() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        let store = Store::open(config(&world.database.words_through(proxy.port))).await.unwrap();
        told(&store, "1", (CodeUsageEvent::Ask, 0)).await.unwrap();
        let before = proxy.round_trips();
        told(&store, "1", (CodeUsageEvent::Over, 1)).await.unwrap();
        assert_eq!(proxy.round_trips() - before, 2);
        store.close().await;
    });
}

#[test]
fn old_code_usage_is_pruned_unless_pause_continues() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        for (index, days) in [3, 5, 4, 1].into_iter().enumerate() {
            let digits = format!("7900646426{index}");
            let asked = note("1", &digits, (CodeUsageEvent::Ask, 0));
            store.note_number(asked, &CodeRateLimit::default()).await.unwrap().unwrap();
            let sql = "UPDATE pairing_budgets SET updated_at = now() - make_interval(days => $2) WHERE account = $1";
            admin.execute(sql, &[&digits, &days]).await.unwrap();
        }
        let sql = "UPDATE pairing_budgets SET throttles = 1, cooling_until = now() WHERE account = '79006464262'";
        admin.batch_execute(sql).await.unwrap();
        let before = SystemClock.now() - chrono::TimeDelta::hours(60);
        assert_eq!(store.prune_numbers(before, 1).await.unwrap(), 1);
        let left = admin.query("SELECT account FROM pairing_budgets ORDER BY account", &[]).await.unwrap();
        let left: Vec<String> = left.iter().map(|row| row.get(0)).collect();
        assert_eq!(left, ["79006464260", "79006464262", "79006464263"]);
        assert_eq!(store.prune_numbers(before, 10).await.unwrap(), 1);
        assert_eq!(store.prune_numbers(before, 10).await.unwrap(), 0);
        assert_eq!(rows(&world).await, 2);
    });
}

fn counted(id: &str, number: u32, (event, seconds): (CodeUsageEvent, i64)) -> NumberNote {
    NumberNote { counted_for: CountedFor::Company, ..note(id, &format!("7900646{number:04}"), (event, seconds)) }
}

async fn asks(store: &Store, note: NumberNote) -> Result<CodeGrant, RetryNotBefore> {
    store.note_number(note, &CodeRateLimit::default()).await.unwrap()
}

fn limit(answer: Result<CodeGrant, RetryNotBefore>) -> CodeLimit {
    answer.unwrap_err().limit
}

#[test]
fn processes_that_ask_for_one_company_count_together() {
    in_a_world(async |world| {
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let start = Arc::new(Barrier::new(12));
        let asking = (0..12).map(|number| {
            let (store, start) = (if number % 2 == 0 { world.store.clone() } else { other.clone() }, start.clone());
            tokio::spawn(async move {
                start.wait().await;
                asks(&store, counted("1", number, (CodeUsageEvent::Ask, 0))).await
            })
        });
        let mut granted = 0;
        for asked in asking.collect::<Vec<_>>() {
            match asked.await.unwrap() {
                Ok(_) => granted += 1,
                Err(cool_down) => assert_eq!(cool_down.limit, CodeLimit::CompanyNumbers),
            }
        }
        assert_eq!(granted, 5);
        assert_eq!(rows(&world).await, 5, "a refused request writes nothing");
        other.close().await;
    });
}

#[test]
fn link_is_counted_by_its_numbers_and_operator_is_not() {
    in_a_world(async |world| {
        let by_link = |number| {
            let link = AccessId::from_random([7; AccessId::LENGTH]);
            NumberNote { counted_for: CountedFor::Link(link), ..counted("1", number, (CodeUsageEvent::Ask, 0)) }
        };
        for number in 0..3 {
            assert!(asks(&world.store, by_link(number)).await.is_ok());
        }
        assert_eq!(limit(asks(&world.store, by_link(3)).await), CodeLimit::LinkNumbers);
        for number in 10..30 {
            let by_operator = note("1", &format!("7900646{number:04}"), (CodeUsageEvent::Ask, 0));
            assert!(asks(&world.store, by_operator).await.is_ok());
        }
        assert!(asks(&world.store, counted("1", 3, (CodeUsageEvent::Ask, 0))).await.is_ok());
    });
}

#[test]
fn released_request_is_not_counted() {
    in_a_world(async |world| {
        let link = AccessId::from_random([7; AccessId::LENGTH]);
        for number in 0..20 {
            for counted_for in [CountedFor::Link(link.clone()), CountedFor::Company, CountedFor::Nobody] {
                let asked = NumberNote { counted_for, ..counted("1", number, (CodeUsageEvent::Ask, number.into())) };
                assert!(asks(&world.store, asked.clone()).await.is_ok(), "{number}");
                assert!(asks(&world.store, NumberNote { event: CodeUsageEvent::NotAsked, ..asked }).await.is_ok());
            }
            let elsewhere = counted("2", number, (CodeUsageEvent::Ask, number.into()));
            assert!(number > 4 || asks(&world.store, elsewhere).await.is_ok(), "nobody shows a code for it");
        }
    });
}

#[test]
fn code_not_given_is_not_counted_and_old_usage_is_pruned() {
    in_a_world(async |world| {
        for second in 0..20 {
            assert!(asks(&world.store, counted("1", 1, (CodeUsageEvent::Ask, second))).await.is_ok());
            assert!(asks(&world.store, counted("1", 1, (CodeUsageEvent::NotGiven, second))).await.is_ok());
        }
        let admin = world.admin().await;
        let count = async || -> i64 { admin.query_one("SELECT count(*) FROM code_usage", &[]).await.unwrap().get(0) };
        assert_eq!(count().await, 1);
        assert_eq!(world.store.prune_usage(SystemClock.now() - TimeDelta::days(3), 10).await.unwrap(), 0);
        assert_eq!(world.store.prune_usage(SystemClock.now() + TimeDelta::days(3), 10).await.unwrap(), 1);
        assert_eq!(count().await, 0);
    });
}
