//! What a client sends on its WebSocket: read without a panic, and nothing of it comes back but a bounded `requestId`.

#![no_main]

// The files themselves and not their crate: actix need not be built with the fuzzer's counters.
#[path = "../../../actors/client/document.rs"]
mod document;
#[expect(dead_code, reason = "what a client is sent is not read here")]
#[path = "../../../actors/client/frames.rs"]
mod frames;

use frames::{ClientFrame, MAX_REQUEST_ID, Received};
use libfuzzer_sys::fuzz_target;

/// As long as the shortest number: no sentence of ours has a figure of so many digits.
const DIGITS_OF_A_PHONE: usize = 7;
/// No sentence of ours is longer, in bytes.
const LONGEST_SENTENCE: usize = 100;

fuzz_target!(|text: &str| {
    let Received { request_id, correlation, frame } = Received::parse(text);
    if let Some(id) = request_id {
        assert!(id.len() <= MAX_REQUEST_ID, "a requestId of {} bytes", id.len());
    }
    if let Some(id) = correlation {
        assert!(id.as_str().parse() == Ok(id), "a correlation id that is none");
    }
    match frame {
        Ok(frame @ ClientFrame::Authenticate { .. }) => {
            assert_eq!(format!("{frame:?}"), "Authenticate { token: Token(hidden) }");
        }
        Ok(_) => {}
        Err(why) => {
            assert!(why.len() <= LONGEST_SENTENCE, "{why}");
            let figures = why.split(|sign: char| !sign.is_numeric());
            assert!(figures.map(str::len).max() < Some(DIGITS_OF_A_PHONE), "{why}");
        }
    }
});
