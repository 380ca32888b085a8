//! The start of a pairing: the phone's check, the code's entry and the empty rows are one transaction, or none of it.

use std::time::Duration;

use linekeeper_domain::{CodeRateLimit, CodeUsageEvent, CountedFor, NumberNote, RetryNotBefore, StoreFailure};
use linekeeper_ports::{
    CredentialRows, CredentialStore, DialSignal, Fence, NumberUsages, PairingOrder, PairingRows, StoreError,
};
use linekeeper_store::Store;
use tokio_postgres::Client;

use crate::support::{World, all, at, company, failure, in_a_world, linked, linking, phone, put, puts};

const ASKED: &str = "79006464263";

/// A pairing of this company with a code for the number.
pub(crate) fn order(id: &str, digits: &str, (second, counted_for): (i64, CountedFor)) -> PairingOrder {
    let note = NumberNote {
        phone: phone(digits),
        company: company(id),
        event: CodeUsageEvent::Ask,
        at: at(second),
        counted_for,
    };
    PairingOrder { phone: Some(phone(digits)), code: Some((note, CodeRateLimit::default())), dial: None }
}

/// Starts a pairing; also returns whether WhatsApp might be dialled.
async fn started(
    store: &Store,
    (id, held): (&str, Fence),
    order: PairingOrder,
) -> (Result<Result<PairingRows, RetryNotBefore>, StoreError>, bool) {
    let dial = DialSignal::default();
    let answer = store.prepare(&company(id), held, PairingOrder { dial: Some(dial.clone()), ..order }).await;
    (answer, dial.initialized())
}

async fn count(admin: &Client, table: &str) -> i64 {
    admin.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap().get(0)
}

#[test]
fn first_pairing_makes_the_row_and_counts_the_code() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let (answer, told) = started(&world.store, ("1", Fence(0)), order("1", ASKED, (0, CountedFor::Company))).await;
        let PairingRows { fence, grant, .. } = answer.unwrap().unwrap();
        assert!(told && grant.is_some());
        let row = admin.query_one("SELECT fence, phone, requested_phone, creds FROM whatsapp_auth", &[]).await.unwrap();
        assert_eq!((row.get::<_, i64>(0), row.get::<_, Option<Vec<u8>>>(3)), (fence.0, None));
        assert_eq!([row.get::<_, &str>(1), row.get::<_, &str>(2)], [ASKED, ASKED]);
        assert_eq!((count(&admin, "code_usage").await, count(&admin, "pairing_budgets").await), (1, 1));
        // What is written under its fence can be read.
        world.store.write(&company("1"), fence, linking(ASKED)).await.unwrap();
        assert!(world.store.credentials(&company("1")).await.unwrap().is_some());
    });
}

#[test]
fn refused_code_leaves_everything_as_it_was() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let fence = linked(&world.store, "dead", "79161234567").await;
        world.store.write(&company("dead"), fence, puts([put("session", "a", "kept")])).await.unwrap();
        for second in 0..3 {
            let order = order("other", ASKED, (second, CountedFor::Company));
            let held = if second == 0 { Fence(0) } else { world.store.take(&company("other")).await.unwrap().fence };
            started(&world.store, ("other", held), order).await.0.unwrap().unwrap();
            let over = NumberNote {
                phone: phone(ASKED),
                company: company("other"),
                event: CodeUsageEvent::Over,
                at: at(second),
                counted_for: CountedFor::Company,
            };
            world.store.note_number(over, &CodeRateLimit::default()).await.unwrap().unwrap();
        }
        let usages = count(&admin, "code_usage").await;
        for (id, held) in [("dead", fence), ("new", Fence(0))] {
            let (answer, told) = started(&world.store, (id, held), order(id, ASKED, (9, CountedFor::Company))).await;
            assert_eq!(answer.unwrap().unwrap_err().until, at(3600), "{id}");
            assert!(!told, "nobody may dial for {id}");
        }
        assert_eq!(count(&admin, "code_usage").await, usages);
        assert!(world.store.peek(&company("new")).await.unwrap().is_none(), "no row is made for a refusal");
        let kept = world.store.peek(&company("dead")).await.unwrap().unwrap();
        assert!(kept.has_credentials && kept.paired_at.is_some());
        assert_eq!(world.store.keys(&company("dead"), all("session")).await.unwrap().len(), 1);
        world.store.write(&company("dead"), fence, puts([put("session", "b", "goes on")])).await.unwrap();
    });
}

#[test]
fn phone_of_another_company_is_refused_before_a_code_counts() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        linked(&world.store, "owner", ASKED).await;
        let held = world.store.take(&company("second")).await.unwrap().fence;
        for (id, held) in [("second", held), ("third", Fence(0))] {
            let (answer, told) = started(&world.store, (id, held), order(id, ASKED, (0, CountedFor::Company))).await;
            assert_eq!((failure(answer), told), (StoreFailure::PhoneInUse, false), "{id}");
        }
        assert_eq!((count(&admin, "code_usage").await, count(&admin, "pairing_budgets").await), (0, 0));
        assert!(world.store.peek(&company("third")).await.unwrap().is_none());
    });
}

#[test]
fn row_made_by_somebody_else_meanwhile_is_not_taken() {
    in_a_world(async |world| {
        let theirs = linked(&world.store, "1", ASKED).await;
        let (answer, told) = started(&world.store, ("1", Fence(0)), order("1", ASKED, (0, CountedFor::Company))).await;
        assert_eq!((failure(answer), told), (StoreFailure::Fenced, false));
        let stale = Fence(theirs.0 - 1);
        let (answer, told) = started(&world.store, ("1", stale), order("1", ASKED, (0, CountedFor::Company))).await;
        assert_eq!((failure(answer), told), (StoreFailure::Fenced, false));
        world.store.write(&company("1"), theirs, puts([put("session", "a", "goes on")])).await.unwrap();
        assert_eq!(count(&world.admin().await, "code_usage").await, 0);
    });
}

#[test]
fn rows_are_emptied_and_the_code_counted_together_or_not_at_all() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let held = linked(&world.store, "1", ASKED).await;
        // Whatever fails at the end takes the code with it.
        let forbid = "CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
            CREATE CONSTRAINT TRIGGER forbid AFTER UPDATE ON whatsapp_auth DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION forbid()";
        admin.batch_execute(forbid).await.unwrap();
        let (answer, told) = started(&world.store, ("1", held), order("1", ASKED, (0, CountedFor::Company))).await;
        assert!(answer.is_err() && told, "the limits were passed, and the commit failed");
        assert_eq!((count(&admin, "code_usage").await, count(&admin, "pairing_budgets").await), (0, 0));
        assert!(world.store.credentials(&company("1")).await.unwrap().is_some());
        admin.batch_execute("DROP TRIGGER forbid ON whatsapp_auth").await.unwrap();
        let (answer, _) = started(&world.store, ("1", held), order("1", ASKED, (0, CountedFor::Company))).await;
        let fence = answer.unwrap().unwrap().fence;
        assert!(fence > held && world.store.credentials(&company("1")).await.unwrap().is_none());
        let late = world.store.write(&company("1"), held, linking(ASKED)).await;
        assert_eq!(failure(late), StoreFailure::Fenced);
        assert_eq!(count(&admin, "code_usage").await, 1);
    });
}

#[test]
fn codes_of_operators_count_for_the_number_only() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let (answer, _) = started(&world.store, ("1", Fence(0)), order("1", ASKED, (0, CountedFor::Nobody))).await;
        assert!(answer.unwrap().unwrap().grant.is_some());
        assert_eq!((count(&admin, "code_usage").await, count(&admin, "pairing_budgets").await), (0, 1));
        let (answer, _) = started(&world.store, ("2", Fence(0)), order("2", ASKED, (1, CountedFor::Nobody))).await;
        assert!(answer.unwrap().is_err(), "the number has a live code");
    });
}

/// Many companies start pairings for few numbers at once, beside notes of the same usages and wipes.
async fn crowd(world: &World) -> usize {
    let mut tasks = tokio::task::JoinSet::new();
    for turn in 0..120_i64 {
        let store = world.store.clone();
        tasks.spawn(async move {
            let (id, digits) = (format!("c{}", turn % 7), format!("7900646{:04}", turn % 5));
            let held = store.take(&company(&id)).await.unwrap().fence;
            if turn % 3 == 0 {
                let note = order(&id, &digits, (turn, CountedFor::Company)).code.unwrap().0;
                let note = NumberNote { event: CodeUsageEvent::NotGiven, ..note };
                store.note_number(note, &CodeRateLimit::default()).await.unwrap().unwrap();
                return false;
            }
            let (answer, _) = started(&store, (&id, held), order(&id, &digits, (turn, CountedFor::Company))).await;
            match answer {
                Ok(granted) => granted.is_ok(),
                // Another turn has taken the company.
                Err(error) => {
                    assert_eq!(error.failure, StoreFailure::Fenced, "{error}");
                    false
                }
            }
        });
    }
    let all = tokio::time::timeout(Duration::from_secs(60), tasks.join_all()).await.expect("no deadlock");
    all.into_iter().filter(|granted| *granted).count()
}

#[test]
fn many_companies_and_few_numbers_do_not_deadlock() {
    in_a_world(async |world| {
        assert!(crowd(&world).await > 0);
        let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        let deadlocks: i64 = world.admin().await.query_one(deadlocks, &[]).await.unwrap().get(0);
        assert_eq!(deadlocks, 0);
    });
}
