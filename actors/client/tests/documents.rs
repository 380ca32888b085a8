//! Tests of JSON documents with duplicate names.

use proptest::prelude::*;

use super::super::document::Document;
use super::*;

fn read(text: &str) -> Document {
    serde_json::from_str(text).unwrap()
}

#[test]
fn repeated_name_is_noticed_at_any_depth_and_in_any_spelling() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"x":{"a":1,"b":2,"a":3}}"#,
        r#"[[{"a":null,"a":null}]]"#,
        r#"{"x":[0,{"y":{"a":{},"a":[]}}]}"#,
        r#"{"":1,"":2}"#,
    ] {
        assert!(read(text).has_repeated_names(), "{text}");
    }
    for text in [r#"{"a":{"a":{"a":1}}}"#, r#"[{"a":1},{"a":1}]"#, r#"{"a":1,"A":1}"#, "7", "null"] {
        assert!(!read(text).has_repeated_names(), "{text}");
    }
}

#[test]
fn text_is_known_where_it_is_unambiguous() {
    let document = read(r#"{"id":"1","type":"a","type":"b","n":7,"in":{"id":"2","id":"3"}}"#);
    assert_eq!((document.text("id"), document.text("type"), document.text("n")), (Some("1"), None, None));
    assert_eq!(read("[1]").text("id"), None);
}

proptest! {
    #[test]
    fn value_is_what_serde_reads(text in r#"(\[|\{|\}|\]|,|:|"a"|"b"|"\\u0061"|-1|2|3.5|1e9|true|null| ){0,12}"#) {
        let plain = serde_json::from_str::<Value>(&text);
        let document = serde_json::from_str::<Document>(&text);
        prop_assert_eq!(plain.is_ok(), document.is_ok());
        if let (Ok(plain), Ok(document)) = (plain, document)
            && !document.has_repeated_names()
        {
            prop_assert_eq!(plain, document.value);
        }
    }
}
