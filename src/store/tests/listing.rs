//! Pages of companies, and the time of their last connection.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, StoredCompany};

use crate::support::{at, company, creds, failure, in_a_world, linked};

fn names(page: &[StoredCompany]) -> Vec<&str> {
    page.iter().map(|stored| stored.company.as_str()).collect()
}

#[test]
fn last_connection_time_does_not_go_back() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        store.touch_connected(&salon, fence, at(100)).await.unwrap();
        store.touch_connected(&salon, fence, at(50)).await.unwrap();
        assert_eq!(store.peek(&salon).await.unwrap().unwrap().last_connected_at, Some(at(100)));
        let unknown = store.touch_connected(&company("unknown"), fence, at(0)).await;
        assert_eq!(failure(unknown), StoreFailure::Fenced);
    });
}

#[test]
fn linked_companies_are_paged_most_recently_connected_first() {
    in_a_world(async |world| {
        let store = &world.store;
        let companies = [("a", None), ("b", Some(10)), ("c", Some(30)), ("d", Some(10)), ("e", None), ("f", Some(20))];
        for (index, (id, connected)) in companies.into_iter().enumerate() {
            let fence = linked(store, id, &format!("7900646426{index}")).await;
            if let Some(seconds) = connected {
                store.touch_connected(&company(id), fence, at(seconds)).await.unwrap();
            }
        }
        let half = store.take(&company("half")).await.unwrap().fence;
        store.write(&company("half"), half, Batch { credentials: Some(creds("c")), ..Batch::default() }).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.linked(after.as_ref(), 2).await.unwrap();
            let Some(last) = page.last().cloned() else { break };
            seen.extend(names(&page).into_iter().map(str::to_owned));
            after = Some(last);
        }
        assert_eq!(seen, ["c", "f", "b", "d", "a", "e"]);
        assert_eq!(store.linked(None, 0).await.unwrap(), []);
    });
}

#[test]
fn all_companies_come_in_pages_by_id() {
    in_a_world(async |world| {
        let store = &world.store;
        for id in ["b", "A", "_", "a", "997441", "-"] {
            store.take(&company(id)).await.unwrap();
        }
        let first = store.companies(None, 4).await.unwrap();
        assert_eq!(names(&first), ["-", "997441", "A", "_"]);
        let rest = store.companies(Some(&first[3].company), 4).await.unwrap();
        assert_eq!(names(&rest), ["a", "b"]);
    });
}
