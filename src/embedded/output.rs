//! Standard error of PostgreSQL, forwarded to our log line by line and never kept in files, so it is bounded as our own
//! log is. The server is configured to log no statements, parameters or values (see `keeper`).

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tracing::{debug, warn};

/// Longest piece of a line that is forwarded, in bytes.
const MAX_LINE: u64 = 1024;

/// Beginning of the server's message to clients that connect while it starts or stops.
const NOT_READY: &str = "FATAL:  the database system is";

/// Number of lines kept for error messages.
const KEPT: usize = 6;

/// Last lines of the output, for error messages.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail(Arc<Mutex<VecDeque<String>>>);

/// Importance of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Ordinary message; logged at debug level.
    Chat,
    /// Sign of an error; logged as a warning. Even a panic of the server does not alert by itself: the calls that fail
    /// do, once.
    Complaint,
}

impl Tail {
    /// Forwards a child's lines from a thread of its own, until the last process that has the pipe closes it.
    pub(super) fn follow(&self, pipe: Option<impl Read + Send + 'static>) {
        let Some(pipe) = pipe else { return };
        let tail = self.clone();
        let reader = move || {
            let mut pipe = BufReader::new(pipe);
            let mut piece = Vec::new();
            while matches!((&mut pipe).take(MAX_LINE).read_until(b'\n', &mut piece), Ok(1..)) {
                tail.note(String::from_utf8_lossy(&piece).trim_end());
                piece.clear();
            }
        };
        if let Err(problem) = thread::Builder::new().name("postgres-log".into()).spawn(reader) {
            warn!("the log of the embedded PostgreSQL cannot be followed: {problem}");
        }
    }

    fn note(&self, line: &str) {
        if line.is_empty() {
            return;
        }
        let weight = weigh(line);
        match weight {
            Weight::Chat => debug!("embedded PostgreSQL: {line}"),
            Weight::Complaint => warn!("embedded PostgreSQL: {line}"),
        }
        if line.contains(NOT_READY) {
            return;
        }
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push_back(line.to_owned());
        if lines.len() > KEPT {
            lines.pop_front();
        }
    }

    /// Forgets the lines of an earlier start.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Last lines joined into one text.
    pub(super) fn words(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.is_empty() {
            return "no output".to_owned();
        }
        lines.iter().map(String::as_str).collect::<Vec<_>>().join("; ")
    }
}

fn weigh(line: &str) -> Weight {
    let told_apart = line.split_once(':').map_or("", |(level, _)| level);
    match told_apart {
        "LOG" | "DETAIL" | "HINT" | "NOTICE" | "INFO" | "STATEMENT" | "CONTEXT" => Weight::Chat,
        level if level.starts_with("DEBUG") => Weight::Chat,
        // The server tells this to clients that connect while it starts or stops; we do so to check whether it is
        // ready.
        "FATAL" if line.contains(NOT_READY) => Weight::Chat,
        "FATAL" if line.contains("terminating connection due to administrator command") => Weight::Chat,
        _ if line.starts_with('\t') => Weight::Chat,
        _ => Weight::Complaint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_lines_are_joined_for_error_message() {
        let tail = Tail::default();
        for line in ["FATAL:  the database system is starting up", ""] {
            tail.note(line);
        }
        assert_eq!(tail.words(), "no output");
        tail.note("LOG:  unrecognized configuration parameter");
        tail.note("postgres: error while loading shared libraries: libx.so");
        assert_eq!(
            tail.words(),
            "LOG:  unrecognized configuration parameter; postgres: error while loading shared libraries: libx.so"
        );
        tail.clear();
        assert_eq!(tail.words(), "no output");
    }

    #[test]
    fn error_lines_are_warnings_and_others_debug() {
        for chat in ["LOG:  database system is ready", "FATAL:  the database system is shutting down", "\tmore"] {
            assert_eq!(weigh(chat), Weight::Chat, "{chat}");
        }
        for complaint in
            ["ERROR:  no", "WARNING:  hm", "FATAL:  no memory", "PANIC:  no disk", "sh: not found", "initdb: error: no"]
        {
            assert_eq!(weigh(complaint), Weight::Complaint, "{complaint}");
        }
    }

    #[test]
    fn only_last_lines_are_kept() {
        let tail = Tail::default();
        (0..100).for_each(|n| tail.note(&format!("ERROR:  {n}")));
        assert_eq!(tail.words().split("; ").count(), KEPT);
        assert!(tail.words().ends_with("ERROR:  99"));
    }
}
