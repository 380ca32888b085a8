//! From a thread that fetches a file to the task that seals it, a few pieces at a time.

use std::io::{self, Write};

use bytes::Bytes;
use linekeeper_domain::messages::MimeType;
use linekeeper_ports::{FileFacts, FileSink, MediaError};
use linekeeper_secrets::FILE_CHUNK;
use tokio::sync::mpsc;

use crate::sealing::Sealer;

/// Pieces that wait for the task.
const WAITING: usize = 2;

/// What the thread says.
pub(crate) enum Said {
    /// The next bytes.
    Bytes(Bytes),
    /// The file begins anew.
    Restart,
}

/// The thread's side. The library writes sixteen bytes at a time: they are gathered.
pub(crate) struct ChannelSink {
    task: mpsc::Sender<Said>,
    gathered: Vec<u8>,
}

/// Makes both sides.
pub(crate) fn channel() -> (ChannelSink, mpsc::Receiver<Said>) {
    let (task, said) = mpsc::channel(WAITING);
    (ChannelSink { task, gathered: Vec::new() }, said)
}

impl ChannelSink {
    fn say(&self, said: Said) -> io::Result<()> {
        self.task.blocking_send(said).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Write for ChannelSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.get(..bytes.len().min(FILE_CHUNK)).unwrap_or_default();
        self.gathered.extend_from_slice(taken);
        if self.gathered.len() >= FILE_CHUNK {
            self.flush()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let gathered = std::mem::take(&mut self.gathered);
        self.say(Said::Bytes(gathered.into()))
    }
}

impl FileSink for ChannelSink {
    fn restart(&mut self) -> io::Result<()> {
        self.gathered.clear();
        self.say(Said::Restart)
    }
}

/// Seals what the thread says until it has nothing more to say.
///
/// # Errors
/// Those of the [`Sealer`]; the thread cannot go on then.
pub(crate) async fn sealed(
    mut sealer: Sealer<'_>,
    mut said: mpsc::Receiver<Said>,
    mime_type: MimeType,
) -> Result<FileFacts, MediaError> {
    while let Some(said) = said.recv().await {
        match said {
            Said::Bytes(bytes) => sealer.push(&bytes).await?,
            Said::Restart => sealer.restart(),
        }
    }
    sealer.finish(mime_type).await
}
