//! API keys, onboarding links and dashboard sessions on a real database.

use chrono::TimeDelta;
use linekeeper_domain::access::{AccessId, Scope};
use linekeeper_domain::branding::LinkDetails;
use linekeeper_domain::{StoreFailure, TriggeredBy};
use linekeeper_ports::{
    AccessIds, ApiKeys as _, DashboardSessions as _, Journal as _, JournalEntry, JournalFilter, LinkPlace,
    OnboardingLinks as _, Revocations as _, StoredDashboardSession, StoredKey, StoredLink,
};

use crate::support::{at, company, failure, in_a_world};

fn id(byte: u8) -> AccessId {
    AccessId::from_random([byte; AccessId::LENGTH])
}

fn key(byte: u8) -> StoredKey {
    StoredKey {
        id: id(byte),
        label: "the marketplace's backend".to_owned(),
        scopes: [Scope::SessionsRead, Scope::OnboardingCreate].into_iter().collect(),
        hash: [byte; 32],
        created_at: at(byte.into()),
        expires_at: Some(at(86_400)),
        last_used_at: None,
        revoked_at: None,
    }
}

fn link(byte: u8) -> StoredLink {
    let (created_at, expires_at) = (at(0), at(900));
    StoredLink {
        id: id(byte),
        company: company("1"),
        made_by: "key:a".into(),
        created_at,
        expires_at,
        revoked_at: None,
        short_hash: Some([byte; 32]),
        details: LinkDetails { name: "Salon Anna".parse().ok(), ..LinkDetails::default() },
    }
}

fn visit(byte: u8, key: StoredKey) -> StoredDashboardSession {
    StoredDashboardSession { id: id(byte), hash: [byte; 32], key, began_at: at(0), seen_at: at(0) }
}

#[test]
fn a_key_is_kept_as_it_was_made_and_listed_by_age() {
    in_a_world(async |world| {
        for made in [key(2), key(1)] {
            world.store.add_api_key(made).await.unwrap();
        }
        assert_eq!(world.store.api_key(&id(1)).await.unwrap(), Some(key(1)));
        assert_eq!(world.store.api_keys().await.unwrap(), [key(1), key(2)]);
        assert_eq!(world.store.api_key(&id(3)).await.unwrap(), None);
        assert_eq!(failure(world.store.add_api_key(key(1)).await), StoreFailure::Corrupt, "an id is given once");
    });
}

#[test]
fn a_key_is_revoked_once_and_stays_in_the_list() {
    in_a_world(async |world| {
        world.store.add_api_key(key(1)).await.unwrap();
        assert!(world.store.revoke_api_key(&id(1), at(5)).await.unwrap());
        assert!(!world.store.revoke_api_key(&id(1), at(6)).await.unwrap());
        assert!(!world.store.revoke_api_key(&id(2), at(6)).await.unwrap());
        assert_eq!(world.store.api_keys().await.unwrap()[0].revoked_at, Some(at(5)));
    });
}

#[test]
fn the_last_use_of_a_key_is_noted_to_the_minute() {
    in_a_world(async |world| {
        world.store.add_api_key(key(1)).await.unwrap();
        for (seconds, noted) in [(0, 0), (59, 0), (60, 60), (10, 60)] {
            world.store.api_key_used(&id(1), at(seconds)).await.unwrap();
            let kept = world.store.api_key(&id(1)).await.unwrap().unwrap();
            assert_eq!(kept.last_used_at, Some(at(noted)), "{seconds}");
        }
    });
}

#[test]
fn one_of_many_first_keys_added_at_once_is_kept() {
    in_a_world(async |world| {
        let made = (1..=5).map(|byte| world.store.add_first_api_key(key(byte)));
        let kept = futures::future::join_all(made).await;
        assert_eq!(kept.into_iter().filter(|kept| *kept.as_ref().unwrap()).count(), 1);
        assert_eq!(world.store.api_keys().await.unwrap().len(), 1);
        let only = world.store.api_keys().await.unwrap().remove(0).id;
        world.store.revoke_api_key(&only, at(9)).await.unwrap();
        assert!(!world.store.add_first_api_key(key(9)).await.unwrap(), "a revoked key was a key");
    });
}

#[test]
fn a_link_is_revoked_by_its_own_company_only_and_stays_revoked() {
    in_a_world(async |world| {
        world.store.add_onboarding_link(link(1)).await.unwrap();
        assert!(!world.store.revoke_onboarding_link(&company("2"), &id(1), at(5)).await.unwrap());
        assert_eq!(world.store.onboarding_link(&id(1)).await.unwrap(), Some(link(1)));
        for seconds in [5, 6] {
            assert!(world.store.revoke_onboarding_link(&company("1"), &id(1), at(seconds)).await.unwrap());
        }
        let kept = world.store.onboarding_link(&id(1)).await.unwrap().unwrap();
        assert_eq!(kept.revoked_at, Some(at(5)));
    });
}

#[test]
fn a_link_is_found_by_the_hash_of_its_short_code() {
    in_a_world(async |world| {
        let all = LinkDetails {
            name: "Салон «Анна»".parse().ok(),
            return_url: "https://market.example/done?x=%22".parse().ok(),
            support_url: "http://127.0.0.1:3000/help".parse().ok(),
            support_email: "help@market.example".parse().ok(),
        };
        let made = StoredLink { details: all, ..link(1) };
        let bare = StoredLink { short_hash: None, details: LinkDetails::default(), ..link(2) };
        for link in [&made, &bare, &StoredLink { id: id(3), ..bare.clone() }] {
            world.store.add_onboarding_link(link.clone()).await.unwrap();
        }
        let by_code = async |bytes: &[u8]| {
            world.store.onboarding_link_by_code(bytes.iter().map(|byte| [*byte; 32]).collect()).await.unwrap()
        };
        assert_eq!(by_code(&[9, 1]).await, Some(made));
        assert_eq!(by_code(&[9, 8]).await, None);
        assert_eq!(by_code(&[]).await, None);
        assert_eq!(world.store.onboarding_link(&id(2)).await.unwrap(), Some(bare));
        let again = StoredLink { id: id(4), ..link(1) };
        assert_eq!(
            failure(world.store.add_onboarding_link(again).await),
            StoreFailure::Corrupt,
            "a code is given once"
        );
    });
}

#[test]
fn links_of_a_company_are_listed_newest_first_with_their_maker() {
    in_a_world(async |world| {
        let store = &world.store;
        store.add_api_key(key(1)).await.unwrap();
        // Two of each second, so that a page ends between two of the same time.
        let by = [format!("key:{}", id(1)), format!("visit:{}:{}", id(9), id(1)), "sandbox".into(), "key:gone".into()];
        for number in 0..8_u8 {
            let made_by = by[usize::from(number % 4)].clone();
            let made = StoredLink { made_by, created_at: at((number / 2).into()), ..link(number + 1) };
            store.add_onboarding_link(made).await.unwrap();
        }
        store.add_onboarding_link(StoredLink { company: company("2"), ..link(20) }).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        for expected in [3, 3, 2, 0] {
            let page = store.onboarding_links(&company("1"), after.clone(), 3).await.unwrap();
            assert_eq!(page.len(), expected, "after {after:?}");
            after = page.last().map(|last| LinkPlace::from(&last.link)).or(after);
            seen.extend(page);
        }
        let ids: Vec<_> = seen.iter().map(|listed| listed.link.id.clone()).collect();
        let mut expected: Vec<_> = (0..8_u8).map(|number| (number / 2, id(number + 1))).collect();
        expected.sort();
        assert_eq!(ids, expected.into_iter().rev().map(|(_, id)| id).collect::<Vec<_>>());
        for listed in seen {
            let named = listed.link.made_by.ends_with(id(1).as_str());
            assert_eq!(listed.made_by_label.is_some(), named, "{}", listed.link.made_by);
        }
    });
}

#[test]
fn dashboard_session_shows_current_state_of_key_and_ends() {
    in_a_world(async |world| {
        world.store.add_api_key(key(1)).await.unwrap();
        world.store.add_visit(visit(7, key(1))).await.unwrap();
        assert_eq!(world.store.visit(&[7; 32]).await.unwrap(), Some(visit(7, key(1))));
        world.store.visit_seen(&id(7), at(61)).await.unwrap();
        world.store.revoke_api_key(&id(1), at(62)).await.unwrap();
        let kept = world.store.visit(&[7; 32]).await.unwrap().unwrap();
        assert_eq!((kept.seen_at, kept.key.revoked_at), (at(61), Some(at(62))));
        assert!(world.store.is_visit_open(&id(7)).await.unwrap());
        world.store.end_visit(&id(7)).await.unwrap();
        assert!(!world.store.is_visit_open(&id(7)).await.unwrap());
        assert_eq!(world.store.visit(&[7; 32]).await.unwrap(), None);
    });
}

#[test]
fn old_links_and_dashboard_sessions_are_pruned_in_batches() {
    in_a_world(async |world| {
        world.store.add_api_key(key(1)).await.unwrap();
        for byte in 1..=3 {
            world.store.add_onboarding_link(link(byte)).await.unwrap();
            world.store.add_visit(visit(byte, key(1))).await.unwrap();
        }
        let (too_early, late) = (at(0), at(0) + TimeDelta::days(1));
        assert_eq!(world.store.prune_onboarding_links(too_early, 9).await.unwrap(), 0);
        assert_eq!(world.store.prune_visits(too_early, 9).await.unwrap(), 0);
        for gone in [2, 1, 0] {
            assert_eq!(world.store.prune_onboarding_links(late, 2).await.unwrap(), gone);
            assert_eq!(world.store.prune_visits(late, 2).await.unwrap(), gone);
        }
    });
}

#[test]
fn journal_names_principal_of_action() {
    in_a_world(async |world| {
        let entry = JournalEntry {
            company: company("1"),
            at: at(0),
            event: "reset_requested".into(),
            transition: None,
            reason: None,
            code: None,
            actor: TriggeredBy::Api,
            principal: Some(linekeeper_domain::access::Principal::Key { id: id(1), scopes: key(1).scopes }),
            correlation: None,
        };
        world.store.append(vec![entry]).await.unwrap();
        let kept = world.store.entries(&company("1"), &JournalFilter::default(), (None, 1)).await.unwrap();
        assert_eq!(kept[0].principal, Some(format!("key:{}", id(1))));
    });
}

#[test]
fn valid_credentials_of_all_kinds_are_found_in_one_query() {
    in_a_world(async |world| {
        let store = &world.store;
        for made in
            [key(1), key(2), StoredKey { expires_at: Some(at(50)), ..key(3) }, StoredKey { expires_at: None, ..key(4) }]
        {
            store.add_api_key(made).await.unwrap();
        }
        store.revoke_api_key(&id(2), at(10)).await.unwrap();
        for made in [1, 2] {
            store.add_onboarding_link(link(made)).await.unwrap();
            store.add_visit(visit(made, key(1))).await.unwrap();
        }
        store.revoke_onboarding_link(&company("1"), &id(2), at(10)).await.unwrap();
        store.end_visit(&id(1)).await.unwrap();
        let ids = |all: &[u8]| all.iter().map(|byte| id(*byte)).collect();
        let asked = AccessIds { keys: ids(&[1, 2, 3, 4, 9]), links: ids(&[1, 2, 9]), visits: ids(&[1, 2, 9]) };
        let counting = store.still_counting(asked, at(100)).await.unwrap();
        assert_eq!(counting, AccessIds { keys: ids(&[1, 4]), links: ids(&[1]), visits: ids(&[2]) });
        assert_eq!(store.still_counting(AccessIds::default(), at(100)).await.unwrap(), AccessIds::default());
    });
}
