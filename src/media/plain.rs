//! A kept file for threads that may wait: the upload to WhatsApp reads it twice, to hash it and to send it.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use linekeeper_ports::{BlobStore, KeptFile, PlainFile};
use tokio::runtime::Handle;

use crate::sealing::Opener;

/// A kept file.
pub(crate) struct Plain {
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) file: KeptFile,
    pub(crate) runtime: Handle,
}

impl PlainFile for Plain {
    fn bytes(&self) -> u64 {
        self.file.facts.bytes
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let opener = Opener::new(Arc::clone(&self.blobs), &self.file);
        Ok(Box::new(Reader { opener, piece: Bytes::new(), runtime: self.runtime.clone() }))
    }
}

struct Reader {
    opener: Opener,
    piece: Bytes,
    runtime: Handle,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty()
            && let Some(piece) = self.runtime.block_on(self.opener.next()).map_err(io::Error::other)?
        {
            self.piece = piece;
        }
        let length = self.piece.len().min(into.len());
        if let Some(into) = into.get_mut(..length) {
            self.piece.copy_to_slice(into);
        }
        Ok(length)
    }
}
