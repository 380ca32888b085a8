//! Fuzzes the parser of master keys: it never panics, a parsed ring survives a round trip, and no error contains a key.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use linekeeper_secrets::{MasterKeyId, MasterKeys};

fuzz_target!(|text: &str| {
    match text.parse::<MasterKeys>() {
        Ok(ring) => read_again(&ring),
        Err(why) => {
            let words = format!("{why} {why:?}");
            let shown = entries(text).find(|key| words.contains(key));
            assert!(shown.is_none(), "{words}");
        }
    }
});

/// Parts of the text that may be keys; an id, which may be shown, is never so long.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|sign: char| sign.is_whitespace() || sign == ',' || sign == ':');
    parts.filter(|part| part.len() > MasterKeyId::MAX_LENGTH)
}

fn read_again(ring: &MasterKeys) {
    let texts: Vec<_> = ring.iter().map(|key| key.to_text().to_string()).collect();
    let again: MasterKeys = texts.join(",").parse().expect("its own text");
    assert!(again.iter().map(|key| key.to_text().to_string()).eq(texts.iter().cloned()));
    assert_eq!(texts.first(), Some(&ring.current().to_text().to_string()));
    let ids: BTreeSet<_> = ring.iter().map(|key| key.id().clone()).collect();
    assert_eq!(ids.len(), texts.len(), "two keys of one id");
    for text in texts {
        let (id, key) = text.split_once(':').expect("an entry");
        assert!(ring.named(id).is_some_and(|named| named.to_text().ends_with(key)));
        assert!(!format!("{ring:?}").contains(key), "a key prints");
    }
}
