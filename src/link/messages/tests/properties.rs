//! Whatever comes: nothing panics, the key is that of the stanza, and what is told can be written and read as JSON.

use proptest::prelude::*;

use super::super::mapping::{key_of, named_in};
use super::*;

/// Bytes of a protobuf, some of them nested in the fields that messages are nested in.
fn protobuf() -> impl Strategy<Value = Vec<u8>> {
    let leaf = proptest::collection::vec(any::<u8>(), 0..40);
    let tag = prop_oneof![1_u32..128, Just(12), Just(14), Just(31), Just(37), Just(40), Just(46), Just(58)];
    leaf.prop_recursive(8, 64, 4, move |inner| {
        proptest::collection::vec((tag.clone(), inner), 0..4).prop_map(|fields| {
            fields.into_iter().fold(Vec::new(), |mut bytes, (tag, value)| {
                varint(&mut bytes, u64::from(tag) << 3 | 2);
                varint(&mut bytes, value.len() as u64);
                bytes.extend(value);
                bytes
            })
        })
    })
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

proptest! {
    #[test]
    fn any_bytes_are_mapped_to_something_that_can_be_told(bytes in protobuf(), who in 0_usize..3, id in any::<String>()) {
        let Ok(message) = waproto::codec::message_decode(&bytes) else { return Ok(()) };
        let info = MessageInfo { id, ..[from_anna, from_phone, in_group][who]() };
        named_in(&message);
        prop_assert_eq!(key_of(&info).id, info.id.clone());
        if let Some(told) = mapped(&info, &message) {
            let written = serde_json::to_string(&told.facts).unwrap();
            prop_assert!(!written.contains("\\u0000"), "{}", written);
            let read: MessageFacts = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read, told.facts);
        }
    }

    /// A text with whatever beside it is still told.
    #[test]
    fn text_is_told_whatever_it_is(written in any::<String>(), id in any::<String>()) {
        let info = MessageInfo { id, ..from_anna() };
        let told = facts(&info, &text(&written));
        prop_assert_eq!(told.content, Some(said(&written.replace('\0', "\u{fffd}"))));
    }
}
