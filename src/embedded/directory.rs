//! Data directory: its layout, access rights and lock.
//!
//! ```text
//! <data dir>/linekeeper.lock   held by the process that uses the directory, for as long as it lives
//! <data dir>/postgres/         the cluster
//! <data dir>/postgres.new-N/   a cluster being made; a leftover if no process holds the lock
//! <data dir>/run/              the socket, unless its path would be too long
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::EmbeddedError;

/// Longest path of a Unix socket, in bytes.
const MAX_SOCKET_PATH: usize = 107;

/// File name PostgreSQL gives its socket.
pub(super) const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// An existing data directory that the server's user can reach.
#[derive(Debug, Clone)]
pub(super) struct DataDirectory {
    pub(super) root: PathBuf,
    pub(super) account: Account,
}

impl DataDirectory {
    /// Makes the directory if absent, and checks that the server's user can reach it.
    pub(super) fn prepare(wanted: &Path) -> Result<Self, EmbeddedError> {
        let wanted = std::path::absolute(wanted).map_err(EmbeddedError::io("find", wanted))?;
        let account = Account::choose(&wanted.join("postgres"))?;
        refuse_if_out_of_reach(&account, &wanted)?;
        make_open(&wanted, &account)?;
        let root = wanted.canonicalize().map_err(EmbeddedError::io("find", &wanted))?;
        refuse_if_out_of_reach(&account, &root)?;
        Ok(Self { root, account })
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// Locks the directory for this process.
    ///
    /// # Errors
    /// [`EmbeddedError::InUse`] if another process holds the lock.
    pub(super) fn lock(&self) -> Result<DirectoryLock, EmbeddedError> {
        let path = self.root.join("linekeeper.lock");
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(EmbeddedError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                // The holder's process id is a courtesy; the error is valid without it.
                let _ = (&file).take(16).read_to_string(&mut pid);
                return Err(EmbeddedError::InUse { path: self.root.clone(), pid: pid.trim().to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(EmbeddedError::io("lock", &path)(error)),
        }
        let noted =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        noted.map_err(EmbeddedError::io("write", &path))?;
        Ok(DirectoryLock { _file: file })
    }

    /// Makes the socket's directory, closed to others: `run`, or a directory with a short path elsewhere if the path
    /// would be too long for a socket or has characters with a meaning in PostgreSQL's list of directories.
    pub(super) fn socket_directory(&self) -> Result<PathBuf, EmbeddedError> {
        let near = self.root.join("run");
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
        let fits = near.as_os_str().len() + 1 + SOCKET_NAME.len() <= MAX_SOCKET_PATH;
        let directory =
            if fits && near.as_os_str().as_bytes().iter().all(plain) { near } else { self.short_directory() };
        self.make_private(&directory)?;
        Ok(directory)
    }

    fn short_directory(&self) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        (&self.root, self.account.uid).hash(&mut hasher);
        let name = format!("linekeeper-{:016x}", hasher.finish());
        // `XDG_RUNTIME_DIR` is closed to other users, so it is usable only if the server runs as our own user.
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let usable =
            |base: &PathBuf| !self.account.switch && base.is_absolute() && base.is_dir() && base.as_os_str().len() < 60;
        runtime.filter(usable).unwrap_or_else(|| PathBuf::from("/tmp")).join(name)
    }

    /// Makes a directory of the server's user that no other user may enter. An existing one must be exactly that: in a
    /// shared place another user could have planted it.
    fn make_private(&self, directory: &Path) -> Result<(), EmbeddedError> {
        match DirBuilder::new().mode(0o700).create(directory) {
            Ok(()) => self.account.own(directory),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let facts = fs::symlink_metadata(directory).map_err(EmbeddedError::io("look at", directory))?;
                let safe = facts.is_dir() && facts.uid() == self.account.uid && facts.mode() & 0o077 == 0;
                if safe { Ok(()) } else { Err(EmbeddedError::UnsafeSocketDirectory { path: directory.to_owned() }) }
            }
            Err(error) => Err(EmbeddedError::io("make", directory)(error)),
        }
    }
}

fn refuse_if_out_of_reach(account: &Account, path: &Path) -> Result<(), EmbeddedError> {
    match account.kept_out_by(path) {
        Some(closed) => Err(EmbeddedError::OutOfReach { user: account.name.clone(), path: path.to_owned(), closed }),
        None => Ok(()),
    }
}

/// Makes a directory and its missing ancestors. As root they are made passable for everyone, whatever the umask; their
/// contents are not readable.
fn make_open(directory: &Path, account: &Account) -> Result<(), EmbeddedError> {
    let mode = if account.switch { 0o755 } else { 0o700 };
    let mut missing: Vec<&Path> = directory.ancestors().take_while(|ancestor| !ancestor.exists()).collect();
    missing.reverse();
    for ancestor in missing {
        let made = DirBuilder::new().mode(mode).create(ancestor);
        made.map_err(EmbeddedError::io("make", ancestor))?;
        let opened = fs::set_permissions(ancestor, Permissions::from_mode(mode));
        opened.map_err(EmbeddedError::io("set the permissions of", ancestor))?;
    }
    if directory.is_dir() {
        return Ok(());
    }
    Err(EmbeddedError::io("use", directory)(io::ErrorKind::NotADirectory.into()))
}

/// Lock of a data directory. The kernel releases it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct DirectoryLock {
    _file: File,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(root: &Path) -> DataDirectory {
        let uid = rustix::process::geteuid().as_raw();
        let gid = rustix::process::getegid().as_raw();
        let account = Account { name: "us".into(), uid, gid, switch: false };
        DataDirectory { root: root.canonicalize().unwrap(), account }
    }

    #[test]
    fn second_lock_of_directory_fails_with_pid_of_holder() {
        let top = tempfile::tempdir().unwrap();
        let held = directory(top.path()).lock().unwrap();
        let error = directory(top.path()).lock().unwrap_err();
        assert_eq!(error.cause(), "data_dir_in_use");
        assert!(error.to_string().contains(&format!("(pid {})", std::process::id())), "{error}");
        drop(held);
        assert!(directory(top.path()).lock().is_ok());
    }

    #[test]
    fn socket_is_in_data_dir_unless_path_is_too_long_or_odd() {
        let top = tempfile::tempdir().unwrap();
        assert_eq!(directory(top.path()).socket_directory().unwrap(), top.path().canonicalize().unwrap().join("run"));
        for name in ["x".repeat(90), "a,b \"c".to_owned()] {
            let odd = top.path().join(name);
            fs::create_dir(&odd).unwrap();
            let socket = directory(&odd).socket_directory().unwrap();
            assert!(socket.as_os_str().len() < 80 && !socket.starts_with(top.path()), "{socket:?}");
            assert_eq!(fs::metadata(&socket).unwrap().mode() & 0o777, 0o700);
            fs::remove_dir(socket).unwrap();
        }
    }

    #[test]
    fn socket_directory_open_to_others_or_link_is_refused() {
        let top = tempfile::tempdir().unwrap();
        let directory = directory(top.path());
        let run = directory.root.join("run");
        fs::create_dir(&run).unwrap();
        fs::set_permissions(&run, Permissions::from_mode(0o755)).unwrap();
        assert_eq!(directory.socket_directory().unwrap_err().cause(), "socket_dir_unsafe");
        fs::remove_dir(&run).unwrap();
        let elsewhere = directory.root.join("elsewhere");
        DirBuilder::new().mode(0o700).create(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &run).unwrap();
        assert_eq!(directory.socket_directory().unwrap_err().cause(), "socket_dir_unsafe");
    }

    #[test]
    fn file_in_place_of_data_directory_is_an_error() {
        let top = tempfile::tempdir().unwrap();
        let file = top.path().join("file");
        fs::write(&file, "").unwrap();
        fs::set_permissions(top.path(), Permissions::from_mode(0o755)).unwrap();
        for path in [file.clone(), file.join("below")] {
            assert_eq!(DataDirectory::prepare(&path).unwrap_err().cause(), "data_dir_not_writable", "{path:?}");
        }
    }
}
