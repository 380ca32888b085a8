//! State file: read once at the start, rewritten (temporary file, sync, rename) after each change.
//!
//! Writing happens in a task of its own: changes that come during a write share the next one. A step that must not be
//! answered before its change is on disk waits with [`Saver::saved`].

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Notify, watch};

use super::State;
use crate::error::SimulatorError;

/// Reads the state; a missing file gives a new state.
pub(crate) fn load(path: &Path) -> Result<State, SimulatorError> {
    let broken = |why: String| SimulatorError::State { path: path.to_owned(), why };
    match std::fs::read(path) {
        Ok(text) => State::from_json(&text).map_err(broken),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::new()),
        Err(error) => Err(broken(error.to_string())),
    }
}

/// Writes the state after each notification of a change.
#[derive(Clone)]
pub(crate) struct Saver {
    wake: Arc<Notify>,
    done: watch::Receiver<u64>,
}

/// Returns the newest generation of the state, and its text.
pub(crate) type Snapshot = Box<dyn Fn() -> (u64, Result<Vec<u8>, String>) + Send + Sync>;

impl Saver {
    /// Starts the writing task and writes the first file, so that an unwritable path is an error at the start.
    pub(crate) fn start(path: PathBuf, snapshot: Snapshot) -> Result<Self, SimulatorError> {
        let (generation, text) = snapshot();
        text.and_then(|text| write(&path, &text)).map_err(|why| SimulatorError::State { path: path.clone(), why })?;
        let (sender, done) = watch::channel(generation);
        let wake = Arc::new(Notify::new());
        tokio::spawn(run(path, snapshot, wake.clone(), sender));
        Ok(Self { wake, done })
    }

    /// Notifies the task of a change.
    pub(crate) fn changed(&self) {
        self.wake.notify_one();
    }

    /// Waits until the generation is on disk.
    pub(crate) async fn saved(&self, generation: u64) {
        let mut done = self.done.clone();
        self.wake.notify_one();
        // An error means that the writing task has ended with the runtime.
        let _ = done.wait_for(|written| *written >= generation).await;
    }
}

async fn run(path: PathBuf, snapshot: Snapshot, wake: Arc<Notify>, done: watch::Sender<u64>) {
    loop {
        tokio::select! {
            () = wake.notified() => {}
            () = done.closed() => return,
        }
        let (generation, text) = snapshot();
        if generation == *done.borrow() {
            continue;
        }
        let target = path.clone();
        let outcome = tokio::task::spawn_blocking(move || text.and_then(|text| write(&target, &text))).await;
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(why)) => tracing::error!("the state file cannot be written: {why}"),
            // The runtime is ending, and this task with it.
            Err(error) if error.is_cancelled() => return,
            Err(error) => tracing::error!("writing the state file was interrupted: {error}"),
        }
        done.send_replace(generation);
    }
}

fn write(path: &Path, text: &[u8]) -> Result<(), String> {
    let mut name = path.file_name().ok_or("it has no name")?.to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    // The file holds the phones' private keys.
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary);
    let written = file.and_then(|mut file| {
        file.write_all(text)?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&temporary, path)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_a_clear_error_and_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        std::fs::write(&path, "{ not json").unwrap();
        let error = load(&path).unwrap_err().to_string();
        assert!(error.contains("state.json"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{ not json");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_an_error_at_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("state.json");
        let outcome = Saver::start(path, Box::new(|| (0, Ok(Vec::new()))));
        assert!(matches!(outcome, Err(SimulatorError::State { .. })));
    }

    #[tokio::test]
    async fn a_change_is_on_disk_once_it_is_reported_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let (sender, receiver) = watch::channel(0_u64);
        let snapshot: Snapshot = Box::new(move || {
            let generation = *receiver.borrow();
            (generation, Ok(format!("generation {generation}").into_bytes()))
        });
        let saver = Saver::start(path.clone(), snapshot).unwrap();
        sender.send_replace(7);
        saver.saved(7).await;
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "generation 7");
        assert!(!folder.path().join("state.json.tmp").exists());
    }
}
