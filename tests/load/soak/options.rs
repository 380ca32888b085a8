//! The program as a process. That it does what it is for takes a minute at least: `make soak-ci`.

use std::process::Command;

#[test]
fn options_that_make_no_sense_are_refused_before_anything_is_started() {
    for words in [&["--sessions", "0"][..], &["--minutes", "1", "--seconds", "60"], &["--seed", "today"]] {
        let said = Command::new(env!("CARGO_BIN_EXE_linekeeper-soak")).args(words).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{words:?}");
        assert!(said.stdout.is_empty(), "{words:?}");
    }
}
