//! Encrypted files in memory, found by the path they have at the media host or by their hash. The paths are names in a
//! table: what is not in it does not exist.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;

use super::crypto::sha256;
use crate::signal::Address;
use crate::state::random;

/// Maximum number of authorisations that are remembered; the oldest are forgotten first.
const AUTHS: usize = 10_000;

/// SHA-256 of an encrypted file.
pub(crate) type Hash = [u8; 32];

/// Files, and who may upload and download.
#[derive(Debug)]
pub(crate) struct MediaFiles {
    /// Host and port of the listener; `None` without one.
    host: Option<String>,
    files: HashMap<Hash, Stored>,
    order: VecDeque<Hash>,
    by_path: HashMap<String, Hash>,
    bytes: usize,
    bytes_limit: usize,
    auths: HashMap<String, Address>,
    auth_order: VecDeque<String>,
}

#[derive(Debug)]
struct Stored {
    bytes: Bytes,
    /// Path at the host, without a query.
    path: String,
    /// Status with which the path is answered in place of the file.
    gone: Option<u16>,
}

/// Outcome of a download.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    File(Bytes),
    /// The file is not there any more, with this status.
    Gone(u16),
    Unknown,
}

impl MediaFiles {
    pub(crate) fn new(bytes_limit: usize) -> Self {
        Self {
            host: None,
            files: HashMap::new(),
            order: VecDeque::new(),
            by_path: HashMap::new(),
            bytes: 0,
            bytes_limit,
            auths: HashMap::new(),
            auth_order: VecDeque::new(),
        }
    }

    pub(crate) fn set_host(&mut self, host: String) {
        self.host = Some(host);
    }

    /// Host and port of the listener.
    pub(crate) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// New authorisation for a device; earlier ones stay valid.
    pub(crate) fn authorise(&mut self, device: &Address) -> String {
        let auth: String = random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        self.auths.insert(auth.clone(), device.clone());
        self.auth_order.push_back(auth.clone());
        while self.auth_order.len() > AUTHS {
            if let Some(oldest) = self.auth_order.pop_front() {
                self.auths.remove(&oldest);
            }
        }
        auth
    }

    /// Device of an authorisation.
    pub(crate) fn authorised(&self, auth: &str) -> Option<&Address> {
        self.auths.get(auth)
    }

    /// Stores an encrypted file; returns its direct path. A file that is there already keeps its path.
    pub(crate) fn put(&mut self, bytes: Bytes) -> String {
        let hash = sha256(&bytes);
        if let Some(stored) = self.files.get_mut(&hash).filter(|stored| stored.gone.is_none()) {
            return direct(&stored.path);
        }
        self.forget(&hash);
        self.bytes += bytes.len();
        let path = new_path();
        self.by_path.insert(path.clone(), hash);
        self.files.insert(hash, Stored { bytes, path: path.clone(), gone: None });
        self.order.push_back(hash);
        while self.bytes > self.bytes_limit && self.order.len() > 1 {
            if let Some(oldest) = self.order.front().copied() {
                self.forget(&oldest);
            }
        }
        direct(&path)
    }

    fn forget(&mut self, hash: &Hash) {
        if let Some(stored) = self.files.remove(hash) {
            self.bytes -= stored.bytes.len();
            self.by_path.remove(&stored.path);
            self.order.retain(|one| one != hash);
        }
    }

    /// File at a path, which may have a query.
    pub(crate) fn at(&self, path: &str) -> Found {
        let path = path.split('?').next().unwrap_or_default();
        match self.by_path.get(path).and_then(|hash| self.files.get(hash)) {
            None => Found::Unknown,
            Some(Stored { gone: Some(status), .. }) => Found::Gone(*status),
            Some(stored) => Found::File(stored.bytes.clone()),
        }
    }

    /// File with this hash, wherever it is, also one that is gone from its host: its phone still has it.
    pub(crate) fn with_hash(&self, hash: &Hash) -> Option<Bytes> {
        self.files.get(hash).map(|stored| stored.bytes.clone())
    }

    /// Direct path of a file that can be downloaded.
    pub(crate) fn path_of(&self, hash: &Hash) -> Option<String> {
        self.files.get(hash).filter(|stored| stored.gone.is_none()).map(|stored| direct(&stored.path))
    }

    /// Has the host answer for a file with this status from now on; whether there is such a file.
    pub(crate) fn lose(&mut self, hash: &Hash, status: u16) -> bool {
        let stored = self.files.get_mut(hash);
        stored.map(|stored| stored.gone = Some(status)).is_some()
    }

    /// A phone uploads its file again: it gets another direct path. `None` if there is no such file.
    pub(crate) fn upload_again(&mut self, hash: &Hash) -> Option<String> {
        let stored = self.files.get_mut(hash)?;
        self.by_path.remove(&stored.path);
        stored.path = new_path();
        stored.gone = None;
        self.by_path.insert(stored.path.clone(), *hash);
        Some(direct(&stored.path))
    }
}

fn new_path() -> String {
    let name: String = random::<12>().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/v/t62.7118-24/{name}.enc")
}

/// Direct paths have a query of their own.
fn direct(path: &str) -> String {
    format!("{path}?ccb=11-4&oh=sim&oe=sim")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_found_by_its_path_which_a_new_upload_replaces() {
        let mut files = MediaFiles::new(100);
        let path = files.put(Bytes::from_static(b"one"));
        assert_eq!(files.put(Bytes::from_static(b"one")), path, "the same file is stored once");
        assert_eq!(files.at(&path), Found::File(Bytes::from_static(b"one")));
        for other in ["", "/", "/v/../v/", "/etc/passwd", "/v/t62.7118-24/", &path.replace(".enc", ".enc/..")] {
            assert_eq!(files.at(other), Found::Unknown, "{other}");
        }
        let hash = sha256(b"one");
        assert!(files.lose(&hash, 410) && !files.lose(&[0; 32], 410));
        assert_eq!((files.at(&path), files.path_of(&hash)), (Found::Gone(410), None));
        let again = files.upload_again(&hash).unwrap();
        assert_eq!(files.at(&again), Found::File(Bytes::from_static(b"one")));
        assert_eq!(files.at(&path), Found::Unknown);
    }

    #[test]
    fn files_are_bounded_by_their_bytes() {
        let mut files = MediaFiles::new(10);
        let [first, second, third] = [b"aaaa", b"bbbb", b"cccc"].map(|bytes| files.put(Bytes::from_static(bytes)));
        assert_eq!(files.at(&first), Found::Unknown);
        assert!(matches!((files.at(&second), files.at(&third)), (Found::File(_), Found::File(_))));
        let large = files.put(Bytes::from_static(b"larger than the limit"));
        assert!(matches!(files.at(&large), Found::File(_)));
        assert_eq!((files.files.len(), files.by_path.len(), files.order.len()), (1, 1, 1));
    }
}
