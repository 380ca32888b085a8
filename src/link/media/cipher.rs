//! A file encrypted as it is read: with the same key it is the same each time, so nothing encrypted has to be kept.

use std::io::{self, Read};
use std::sync::Arc;

use linekeeper_ports::PlainFile;
use wacore::download::MediaType;
use wacore::upload::{EncryptedMediaInfo, MediaEncryptor, UploadSource};
use whatsapp_rust::anyhow;

/// Bytes that are encrypted at once.
const PIECE: usize = 32 * 1024;

/// A file with the key that it is encrypted with.
pub(super) struct Encrypting {
    pub(super) file: Arc<dyn PlainFile>,
    pub(super) key: [u8; 32],
    pub(super) kind: MediaType,
    /// Length of the encrypted file.
    pub(super) length: u64,
}

impl Encrypting {
    fn encryptor(&self, with_sidecar: bool) -> io::Result<MediaEncryptor> {
        MediaEncryptor::with_key_and_sidecar(self.key, self.kind, with_sidecar).map_err(io::Error::other)
    }

    /// Reads the file once, for its hashes and the length of what is sent.
    ///
    /// # Errors
    /// As reading.
    pub(super) fn measure(&mut self) -> anyhow::Result<EncryptedMediaInfo> {
        let is_played = matches!(self.kind, MediaType::Video | MediaType::Audio);
        let (mut encryptor, mut reader) = (self.encryptor(is_played)?, self.file.open()?);
        let (mut plain, mut length) = (vec![0; PIECE], Counted(0));
        loop {
            match reader.read(&mut plain)? {
                0 => break,
                read => encryptor.update_to_writer(plain.get(..read).unwrap_or_default(), &mut length)?,
            }
        }
        let info = encryptor.finalize_to_writer(&mut length)?;
        self.length = length.0;
        Ok(info)
    }
}

/// Counts what is written, and drops it.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl UploadSource for Encrypting {
    fn len(&self) -> u64 {
        self.length
    }

    fn reader_from(&self, offset: u64) -> io::Result<Box<dyn Read + Send>> {
        let encryptor = Some(self.encryptor(false)?);
        let mut reader = Encrypted { plain: self.file.open()?, encryptor, ready: Vec::new(), read: 0 };
        // What WhatsApp has already is encrypted all the same: each block depends on the one before.
        let skipped = io::copy(&mut reader.by_ref().take(offset), &mut io::sink())?;
        if skipped == offset { Ok(Box::new(reader)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// Reads the encrypted file.
struct Encrypted {
    plain: Box<dyn Read + Send>,
    /// Until the end.
    encryptor: Option<MediaEncryptor>,
    ready: Vec<u8>,
    /// How much of `ready` was read.
    read: usize,
}

impl Encrypted {
    fn refill(&mut self) -> io::Result<()> {
        let mut plain = vec![0; PIECE];
        self.ready.clear();
        self.read = 0;
        while self.ready.is_empty() {
            let Some(mut encryptor) = self.encryptor.take() else { return Ok(()) };
            match self.plain.read(&mut plain)? {
                0 => drop(encryptor.finalize(&mut self.ready).map_err(io::Error::other)?),
                read => {
                    encryptor.update(plain.get(..read).unwrap_or_default(), &mut self.ready);
                    self.encryptor = Some(encryptor);
                }
            }
        }
        Ok(())
    }
}

impl Read for Encrypted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.ready.len() {
            self.refill()?;
        }
        let mut ready = self.ready.get(self.read..).unwrap_or_default();
        let read = ready.read(into)?;
        self.read += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use wacore::upload::encrypt_media_with_key_and_sidecar;

    use super::*;

    struct Bytes(Vec<u8>);

    impl PlainFile for Bytes {
        fn bytes(&self) -> u64 {
            self.0.len() as u64
        }

        fn open(&self) -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(io::Cursor::new(self.0.clone())))
        }
    }

    #[test]
    fn file_is_encrypted_as_by_the_library_from_any_place() {
        for length in [1, 15, 16, 17, 100_000] {
            let plain: Vec<u8> = (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect();
            let whole =
                encrypt_media_with_key_and_sidecar(&plain, MediaType::Video, Some(&[7; 32]), Some(true)).unwrap();
            let file = Arc::new(Bytes(plain));
            let mut source = Encrypting { file, key: [7; 32], kind: MediaType::Video, length: 0 };
            let info = source.measure().unwrap();
            assert_eq!(info.file_enc_sha256, whole.file_enc_sha256);
            assert_eq!(info.file_sha256, whole.file_sha256);
            assert_eq!(info.streaming_sidecar, whole.streaming_sidecar);
            assert_eq!(source.len(), whole.data_to_upload.len() as u64);
            for offset in [0, 1, 16, source.len() - 1, source.len()] {
                let mut read = Vec::new();
                source.reader_from(offset).unwrap().read_to_end(&mut read).unwrap();
                assert!(read == whole.data_to_upload[usize::try_from(offset).unwrap()..], "{length} from {offset}");
            }
            assert!(source.reader_from(source.len() + 1).is_err());
        }
    }
}
