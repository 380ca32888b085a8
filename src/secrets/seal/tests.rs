//! Tests: a sealed value opens in its own place with its own key, and nowhere else.

use linekeeper_domain::CompanyId;
use proptest::prelude::*;

use super::{DataKey, Place, Unreadable, WrappedKey};
use crate::MasterKey;

fn company(id: &str) -> CompanyId {
    id.parse().unwrap()
}

fn master(id: &str) -> MasterKey {
    MasterKey::generate(id.parse().unwrap())
}

fn company_id() -> impl Strategy<Value = CompanyId> {
    "[A-Za-z0-9_-]{1,64}".prop_map(|id| id.parse().unwrap())
}

/// Company, and type and id of a key row; without those it is the credentials.
type Spot = (CompanyId, Option<(String, String)>);

fn spot() -> impl Strategy<Value = Spot> {
    (company_id(), proptest::option::of((".{0,8}", ".{0,8}")))
}

fn place((company, key): &Spot) -> Place<'_> {
    match key {
        None => Place::Credentials { company },
        Some((key_type, key_id)) => Place::Key { company, key_type, key_id },
    }
}

#[test]
fn order_opens_as_the_order_of_its_message_only() {
    let (key, company, other) = (DataKey::generate(), company("1"), company("2"));
    let message = "msg_aaaaaaaaaaaaaaaa";
    let sealed = key.seal(&Place::Outgoing { company: &company, message }, b"order").unwrap();
    assert_eq!(key.open(&Place::Outgoing { company: &company, message }, &sealed).unwrap(), b"order");
    for place in [
        Place::Outgoing { company: &other, message },
        Place::Outgoing { company: &company, message: "msg_bbbbbbbbbbbbbbbb" },
        Place::Event { company: &company, event: message },
    ] {
        assert_eq!(key.open(&place, &sealed), Err(Unreadable::Damaged), "{place:?}");
    }
}

proptest! {
    #[test]
    fn sealed_value_opens_with_its_key_in_its_place(spot in spot(), plain in proptest::collection::vec(any::<u8>(), 0..600)) {
        let key = DataKey::generate();
        let sealed = key.seal(&place(&spot), &plain).unwrap();
        prop_assert_eq!(sealed.len(), plain.len() + 49);
        prop_assert_eq!(sealed[0], 1);
        let tag = key.tag();
        prop_assert_eq!(&sealed[1..9], tag.as_bytes());
        prop_assert_eq!(key.open(&place(&spot), &sealed).unwrap(), plain);
    }

    #[test]
    fn value_in_another_place_is_refused(here in spot(), there in spot()) {
        prop_assume!(here != there);
        let key = DataKey::generate();
        let sealed = key.seal(&place(&here), b"key material").unwrap();
        prop_assert_eq!(key.open(&place(&there), &sealed), Err(Unreadable::Damaged));
    }

    #[test]
    fn data_key_unwraps_for_its_master_key_and_company_only(one in company_id(), other in company_id()) {
        prop_assume!(one != other);
        let (right, wrong, key) = (master("a"), master("a"), DataKey::generate());
        let wrapped = WrappedKey::of(&key, &one, &right).unwrap();
        prop_assert_eq!(wrapped.as_bytes().len(), WrappedKey::BYTES);
        let again = WrappedKey::from_bytes(wrapped.as_bytes());
        prop_assert!(again.open(&one, &right).unwrap().is(&key));
        prop_assert_eq!(again.open(&one, &wrong).unwrap_err(), Unreadable::Damaged);
        prop_assert_eq!(again.open(&other, &right).unwrap_err(), Unreadable::Damaged);
    }

    #[test]
    fn arbitrary_bytes_are_refused_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120), ours in any::<bool>()) {
        let (key, salon) = (DataKey::generate(), company("1"));
        let mut bytes = bytes;
        if ours && bytes.len() > 9 {
            bytes[0] = 1;
            bytes[1..9].copy_from_slice(key.tag().as_bytes());
        }
        let place = Place::Credentials { company: &salon };
        prop_assert!(key.open(&place, &bytes).is_err());
        prop_assert!(WrappedKey::from_bytes(&bytes).open(&salon, &master("a")).is_err());
    }
}

#[test]
fn every_flipped_bit_and_every_lost_byte_is_refused() {
    let (key, salon, current) = (DataKey::generate(), company("997441"), master("a"));
    let place = Place::Key { company: &salon, key_type: "session", key_id: "7:1" };
    let sealed = key.seal(&place, b"key material").unwrap();
    let wrapped = WrappedKey::of(&key, &salon, &current).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut bytes = sealed.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0 => Unreadable::NotSealed,
            1..9 => Unreadable::OtherKey,
            _ => Unreadable::Damaged,
        };
        assert_eq!(key.open(&place, &bytes), Err(expected), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(key.open(&place, &sealed[..length]).is_err(), "{length} bytes");
    }
    for bit in 0..wrapped.as_bytes().len() * 8 {
        let mut bytes = wrapped.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(WrappedKey::from_bytes(&bytes).open(&salon, &current).is_err(), "bit {bit}");
    }
}

#[test]
fn similar_places_are_distinguished() {
    let (key, one, other) = (DataKey::generate(), company("1"), company("11"));
    let of = |company, key_type, key_id| Place::Key { company, key_type, key_id };
    let places = [
        Place::Credentials { company: &one },
        Place::Credentials { company: &other },
        of(&one, "creds", ""),
        of(&one, "", "creds"),
        of(&one, "session", "a"),
        of(&one, "sessiona", ""),
        of(&one, "pre-key", "a"),
        of(&one, "session", "b"),
        of(&other, "session", "a"),
        of(&one, "event", "a"),
        Place::Event { company: &one, event: "a" },
        Place::Event { company: &other, event: "a" },
        Place::Event { company: &one, event: "b" },
        Place::Endpoint { endpoint: "1", value: "a" },
        Place::Endpoint { endpoint: "1", value: "b" },
        Place::Endpoint { endpoint: "11", value: "a" },
    ];
    for (here, home) in places.iter().enumerate() {
        let sealed = key.seal(home, b"v").unwrap();
        for (there, place) in places.iter().enumerate() {
            assert_eq!(key.open(place, &sealed).is_ok(), here == there, "{home:?} in {place:?}");
        }
    }
}

#[test]
fn value_under_another_data_key_is_not_reported_as_damaged() {
    let (key, other, salon) = (DataKey::generate(), DataKey::generate(), company("1"));
    let place = Place::Credentials { company: &salon };
    let sealed = key.seal(&place, b"v").unwrap();
    assert_eq!(other.open(&place, &sealed), Err(Unreadable::OtherKey));
    assert_eq!(key.open(&place, b"plain"), Err(Unreadable::NotSealed));
    assert!(!key.is(&other));
}

#[test]
fn same_value_sealed_twice_differs() {
    let (key, salon) = (DataKey::generate(), company("1"));
    let place = Place::Credentials { company: &salon };
    assert_ne!(key.seal(&place, b"v").unwrap(), key.seal(&place, b"v").unwrap());
}

#[test]
fn data_key_does_not_print() {
    assert_eq!(format!("{:?}", DataKey::generate()), "DataKey(hidden)");
}

#[test]
fn keyed_hash_differs_by_key_label_and_parts() {
    let (key, other) = (DataKey::generate(), DataKey::generate());
    let hash = key.keyed_hash("chat", &["a", "bc"]);
    assert_eq!(key.keyed_hash("chat", &["a", "bc"]), hash);
    for different in [
        other.keyed_hash("chat", &["a", "bc"]),
        key.keyed_hash("message", &["a", "bc"]),
        key.keyed_hash("chat", &["ab", "c"]),
        key.keyed_hash("chat", &["a", "bc", ""]),
        key.keyed_hash("chat", &["bc", "a"]),
    ] {
        assert_ne!(different, hash);
    }
}
