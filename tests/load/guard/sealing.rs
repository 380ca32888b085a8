//! Sealing and opening of a batch of keys.

use linekeeper_secrets::{DataKey, Place};

use crate::costs::{Cost, hold};
use crate::salon;

const KEYS: usize = 30;
const LENGTH: usize = 200;

const WRITTEN: [Cost; 2] = [Cost::of("30 keys sealed", 61, 11264), Cost::of("30 keys opened", 61, 9728)];

#[test]
fn sealing_thirty_keys_makes_the_listed_allocations() {
    let (key, company) = (DataKey::generate(), salon());
    let ids: Vec<String> = (0..KEYS).map(|number| format!("7900646{number:04}.0:1")).collect();
    let place = |number: usize| Place::Key { company: &company, key_type: "session", key_id: &ids[number] };
    let seal = |plain: Vec<Vec<u8>>| {
        let sealed = plain.iter().enumerate().map(|(number, plain)| key.seal(&place(number), plain).unwrap());
        sealed.collect::<Vec<_>>()
    };
    let plain = || vec![vec![7; LENGTH]; KEYS];
    let open = |sealed: Vec<Vec<u8>>| {
        let opened = sealed.iter().enumerate().map(|(number, sealed)| key.open(&place(number), sealed).unwrap());
        opened.collect::<Vec<_>>()
    };
    assert_eq!(open(seal(plain())), plain());
    let measured =
        [Cost::of_path(WRITTEN[0].name(), plain, seal), Cost::of_path(WRITTEN[1].name(), || seal(plain()), open)];
    hold(&measured, &WRITTEN);
}
