//! The phone of a company's credentials, and that a phone is linked by one company only.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialRows, CredentialStore};

use crate::support::{
    World, company, creds, failure, ids, in_a_world, linked, linking, phone, prepare_rows, put, puts,
};

#[test]
fn prepare_removes_old_credentials_and_notes_new_phone() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("997441"));
        let fence = linked(store, "997441", "79936363848").await;
        store.write(&salon, fence, puts([put("session", "a", "v")])).await.unwrap();
        let prepared = prepare_rows(store, &salon, fence, Some(&phone("79006464263"))).await.unwrap();
        assert!(prepared > fence);
        assert_eq!(store.credentials(&salon).await.unwrap(), None);
        assert!(ids(store, &salon, "session").await.is_empty());
        let found = store.take(&salon).await.unwrap();
        assert_eq!(found.stored.phone, Some(phone("79006464263")));
        assert_eq!(found.requested_phone, Some(phone("79006464263")));
        assert_eq!((found.stored.has_credentials, found.stored.paired_at), (false, None));
    });
}

#[test]
fn preparing_for_a_qr_notes_no_phone() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79936363848").await;
        prepare_rows(store, &salon, fence, None).await.unwrap();
        let found = store.take(&salon).await.unwrap();
        assert_eq!((found.stored.phone, found.requested_phone), (None, None));
    });
}

#[test]
fn linked_phone_is_stored_beside_requested_phone() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let fence = prepare_rows(store, &salon, fence, Some(&phone("79006464263"))).await.unwrap();
        store.write(&salon, fence, Batch { credentials: Some(creds("half")), ..Batch::default() }).await.unwrap();
        assert_eq!(store.peek(&salon).await.unwrap().unwrap().paired_at, None);
        store.write(&salon, fence, linking("79936363848")).await.unwrap();
        let found = store.take(&salon).await.unwrap();
        assert_eq!(found.stored.phone, Some(phone("79936363848")));
        assert_eq!(found.requested_phone, Some(phone("79006464263")));
        assert!(found.stored.paired_at.is_some());
    });
}

#[test]
fn linking_time_is_that_of_first_linking() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        let first = store.peek(&salon).await.unwrap().unwrap().paired_at;
        store.write(&salon, fence, linking("79006464263")).await.unwrap();
        assert_eq!(store.peek(&salon).await.unwrap().unwrap().paired_at, first);
    });
}

#[test]
fn phone_linked_by_other_company_is_refused_without_change() {
    in_a_world(async |world| {
        let (store, second) = (&world.store, company("second"));
        linked(store, "first", "79006464263").await;
        let fence = linked(store, "second", "79936363848").await;
        store.write(&second, fence, puts([put("session", "a", "v")])).await.unwrap();
        let before = store.peek(&second).await.unwrap();
        let prepared = prepare_rows(store, &second, fence, Some(&phone("79006464263"))).await;
        assert_eq!(failure(prepared), StoreFailure::PhoneInUse);
        let batch = Batch { puts: vec![put("session", "b", "v")], ..linking("79006464263") };
        let error = store.write(&second, fence, batch).await.unwrap_err();
        assert_eq!(error.failure, StoreFailure::PhoneInUse);
        assert!(!error.to_string().contains("79006464263"), "{error}");
        assert_eq!(store.peek(&second).await.unwrap(), before);
        assert_eq!(ids(store, &second, "session").await, ["a"]);
        store.write(&second, fence, Batch::default()).await.unwrap();
    });
}

#[test]
fn phone_is_free_before_linking_and_after_wipe() {
    in_a_world(async |world| {
        let (store, first, second) = (&world.store, company("first"), company("second"));
        let fence = linked(store, "first", "79006464263").await;
        let fence = prepare_rows(store, &first, fence, Some(&phone("79006464263"))).await.unwrap();
        store.write(&first, fence, Batch { credentials: Some(creds("half")), ..Batch::default() }).await.unwrap();
        // A phone that is requested or half-paired is not linked.
        let other = store.take(&second).await.unwrap().fence;
        let other = prepare_rows(store, &second, other, Some(&phone("79006464263"))).await.unwrap();
        store.write(&second, other, linking("79006464263")).await.unwrap();
        assert_eq!(failure(store.write(&first, fence, linking("79006464263")).await), StoreFailure::PhoneInUse);
        store.wipe(&second, other).await.unwrap();
        store.write(&first, fence, linking("79006464263")).await.unwrap();
    });
}

async fn link_at_once(world: &World, first: &str, second: &str) -> Vec<Option<StoreFailure>> {
    let store = &world.store;
    let (one, two) = (company("one"), company("two"));
    let fences = (store.take(&one).await.unwrap().fence, store.take(&two).await.unwrap().fence);
    let results =
        tokio::join!(store.write(&one, fences.0, linking(first)), store.write(&two, fences.1, linking(second)));
    let mut failures = vec![results.0.err().map(|error| error.failure), results.1.err().map(|error| error.failure)];
    failures.sort_by_key(Option::is_some);
    failures
}

#[test]
fn one_of_two_companies_that_link_phone_at_once_succeeds() {
    in_a_world(async |world| {
        let failures = link_at_once(&world, "79006464263", "79006464263").await;
        assert_eq!(failures, [None, Some(StoreFailure::PhoneInUse)]);
    });
}

#[test]
fn check_of_phone_changes_nothing() {
    in_a_world(async |world| {
        let store = &world.store;
        let fence = linked(store, "one", "79006464263").await;
        let taken = phone("79006464263");
        assert_eq!(failure(store.confirm(&company("two"), Some(&taken)).await), StoreFailure::PhoneInUse);
        store.confirm(&company("one"), Some(&taken)).await.unwrap();
        store.confirm(&company("two"), Some(&phone("79936363848"))).await.unwrap();
        store.confirm(&company("two"), None).await.unwrap();
        assert_eq!(store.peek(&company("two")).await.unwrap(), None);
        store.write(&company("one"), fence, linking("79006464263")).await.unwrap();
    });
}
