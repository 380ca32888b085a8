//! Tests of the program's options and termination. A real run takes a minute at least: `make soak-ci`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use linekeeper_load::usage::descendants;

#[test]
fn invalid_options_are_refused_before_the_start() {
    for words in [&["--sessions", "0"][..], &["--minutes", "1", "--seconds", "60"], &["--seed", "today"]] {
        let said = Command::new(env!("CARGO_BIN_EXE_linekeeper-soak")).args(words).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{words:?}");
        assert!(said.stdout.is_empty(), "{words:?}");
    }
}

#[test]
fn terminated_run_leaves_no_process() {
    let mut soak = Command::new(env!("CARGO_BIN_EXE_linekeeper-soak"))
        .args(["--sessions", "1", "--minutes", "10"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(soak.stdout.take().unwrap()).lines().map_while(Result::ok);
    // PostgreSQL, the simulator and the service run by then.
    let linked = lines.filter(|line| line.contains("are linked")).take(1).count();
    let started = descendants(soak.id());
    let killed = Command::new("kill").args(["-TERM", &soak.id().to_string()]).status().unwrap();
    let ended = soak.wait().unwrap();
    assert!(linked == 1 && started.len() >= 3 && killed.success(), "{started:?}");
    assert_eq!(ended.code(), Some(143));
    // PostgreSQL flushes its data before it ends.
    let began = Instant::now();
    let runs = |pid: &u32| Path::new(&format!("/proc/{pid}/exe")).exists();
    while started.iter().any(runs) {
        assert!(began.elapsed() < Duration::from_secs(60), "still there: {started:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
