//! A sink as the library writes to one, and whether it still does.

use std::io::{self, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linekeeper_ports::FileSink;
use wacore::download::DownloadWriter;

/// Time without a byte after which a media server counts as hanging.
const SILENCE: Duration = Duration::from_secs(20);
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Counts what is written.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<AtomicU64>);

impl Progress {
    fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns when nothing was written for a while.
    pub(super) async fn silent(&self) {
        let (mut seen, mut silence) = (self.0.load(Ordering::Relaxed), Duration::ZERO);
        while silence < SILENCE {
            tokio::time::sleep(LOOK).await;
            let now = self.0.load(Ordering::Relaxed);
            silence = if now == seen { silence + LOOK } else { Duration::ZERO };
            seen = now;
        }
    }
}

/// Writer over a sink. The library empties it before each attempt, and rewinds it; it seeks nowhere else. Clones share the
/// sink: the library keeps the writer of a download that failed.
#[derive(Clone)]
pub(super) struct SinkWriter {
    sink: Arc<Mutex<Box<dyn FileSink>>>,
    progress: Progress,
    failure: Failure,
}

/// What the sink said when it did not go on. It is the cause then, whatever the library makes of it.
#[derive(Clone, Default)]
pub(super) struct Failure(Arc<std::sync::OnceLock<String>>);

impl Failure {
    /// The words of the sink, if it failed.
    pub(super) fn words(&self) -> Option<String> {
        self.0.get().cloned()
    }
}

impl SinkWriter {
    pub(super) fn new(sink: Box<dyn FileSink>) -> Self {
        Self { sink: Arc::new(Mutex::new(sink)), progress: Progress::default(), failure: Failure::default() }
    }

    /// Whether it is written to.
    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// What the sink says when it does not go on.
    pub(super) fn failure(&self) -> Failure {
        self.failure.clone()
    }

    fn sink(&self) -> MutexGuard<'_, Box<dyn FileSink>> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn noted<T>(&self, outcome: io::Result<T>) -> io::Result<T> {
        self.progress.note();
        if let Err(error) = &outcome {
            // The first failure is the cause.
            let _ = self.failure.0.set(error.to_string());
        }
        outcome
    }
}

impl Write for SinkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let outcome = self.sink().write(bytes);
        self.noted(outcome)
    }

    fn flush(&mut self) -> io::Result<()> {
        let outcome = self.sink().flush();
        self.noted(outcome)
    }
}

impl Seek for SinkWriter {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // After the last byte, too: what was gathered is passed on then.
        self.flush()?;
        match to {
            SeekFrom::Start(0) => Ok(0),
            SeekFrom::Start(_) | SeekFrom::End(_) | SeekFrom::Current(_) => {
                Err(io::Error::from(io::ErrorKind::Unsupported))
            }
        }
    }
}

impl DownloadWriter for SinkWriter {
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        if length != 0 {
            return Err(io::Error::from(io::ErrorKind::Unsupported));
        }
        let outcome = self.sink().restart();
        self.noted(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Taken(Arc<Mutex<Vec<u8>>>);

    impl Write for Taken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if bytes == b"full" {
                return Err(io::Error::other("the disk is full"));
            }
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl FileSink for Taken {
        fn restart(&mut self) -> io::Result<()> {
            self.0.lock().unwrap().clear();
            Ok(())
        }
    }

    #[test]
    fn writer_is_emptied_and_rewound_and_goes_nowhere_else() {
        let taken = Taken::default();
        let mut writer = SinkWriter::new(Box::new(taken.clone()));
        let failure = writer.failure();
        writer.write_all(b"forged").unwrap();
        writer.truncate(0).unwrap();
        writer.rewind().unwrap();
        writer.write_all(b"true").unwrap();
        assert_eq!(*taken.0.lock().unwrap(), b"true");
        assert!(writer.truncate(1).is_err() && writer.seek(SeekFrom::End(0)).is_err());
        assert_eq!(failure.words(), None);
        assert!(writer.write_all(b"full").is_err());
        assert_eq!(failure.words().unwrap(), "the disk is full");
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_told_only_when_nothing_is_written() {
        let progress = Progress::default();
        let writing = progress.clone();
        let task = tokio::spawn(async move {
            for _ in 0..10 {
                tokio::time::sleep(SILENCE - LOOK * 3).await;
                writing.note();
            }
        });
        progress.silent().await;
        assert!(task.is_finished());
    }
}
