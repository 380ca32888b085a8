//! Fuzzes the parser of client frames: it never panics, and nothing of the input is returned but a bounded `requestId`.

#![no_main]

// Source files instead of their crate: actix need not be built with the fuzzer's instrumentation.
#[path = "../../../actors/client/document.rs"]
mod document;
#[expect(dead_code, reason = "what a client is sent is not read here")]
#[path = "../../../actors/client/frames.rs"]
mod frames;

use frames::{ClientFrame, MAX_REQUEST_ID, Received};
use libfuzzer_sys::fuzz_target;

/// Length of the shortest phone number: no error text of ours contains a number of so many digits.
const DIGITS_OF_A_PHONE: usize = 7;
/// Maximum length of our error texts, in bytes.
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
