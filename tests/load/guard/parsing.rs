//! Parsing of a client's text frame.

use crate::costs::{Cost, hold};
use crate::frames::Received;

const FRAMES: [(&str, &str); 7] = [
    (
        "request-pairing-code",
        r#"{"type":"request-pairing-code","phoneNumber":"8 (900) 646-42-63","requestId":"r1","correlationId":"c-1"}"#,
    ),
    ("request-qr", r#"{"type":"request-qr","requestId":"r1"}"#),
    ("cancel-pairing", r#"{"type":"cancel-pairing","requestId":"r1"}"#),
    ("reset-whatsapp-credentials", r#"{"type":"reset-whatsapp-credentials","requestId":"r1"}"#),
    ("authenticate", r#"{"type":"authenticate","token":"eyJ.0123456789.0123456789","requestId":"r1"}"#),
    ("ping", r#"{"type":"ping"}"#),
    ("unknown", r#"{"type":"hello","requestId":"r1"}"#),
];

const WRITTEN: [Cost; 7] = [
    Cost::of("request-pairing-code", 13, 1024),
    Cost::of("request-qr", 7, 1024),
    Cost::of("cancel-pairing", 7, 1024),
    Cost::of("reset-whatsapp-credentials", 7, 1024),
    Cost::of("authenticate", 10, 1024),
    Cost::of("ping", 4, 768),
    Cost::of("unknown", 13, 1536),
];

#[test]
fn each_client_frame_makes_the_listed_allocations() {
    let measured = FRAMES.map(|(name, text)| {
        let understood = Received::parse(text).frame.is_ok();
        assert_eq!(understood, name != "unknown", "{name}");
        Cost::of_path(name, || text, Received::parse)
    });
    hold(&measured, &WRITTEN);
}
