//! User account the server runs as: our own, or, because PostgreSQL refuses to run as root, one with fewer rights.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::error::EmbeddedError;

/// Users tried if we are root, in order.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// User that owns the server's processes and files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Whether it is another user than ours, so that processes and files must be handed to it.
    pub(super) switch: bool,
}

impl Account {
    /// Chooses our own user; as root the owner of the existing cluster, else `postgres`, else `nobody`.
    pub(super) fn choose(cluster: &Path) -> Result<Self, EmbeddedError> {
        let us = rustix::process::geteuid().as_raw();
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        if us != 0 {
            let name = by(&users, |user| user.uid == us).map_or_else(|| us.to_string(), |user| user.name);
            let gid = rustix::process::getegid().as_raw();
            return Ok(Self { name, uid: us, gid, switch: false });
        }
        let owner = fs::metadata(cluster).ok().filter(|cluster| cluster.uid() != 0);
        if let Some(owner) = owner {
            let (uid, gid) = (owner.uid(), owner.gid());
            let known = by(&users, |user| user.uid == uid);
            return Ok(known.unwrap_or_else(|| Self { name: uid.to_string(), uid, gid, switch: true }));
        }
        let mut candidates = CANDIDATES.iter().filter_map(|name| by(&users, |user| user.name == *name));
        candidates.next().ok_or(EmbeddedError::NoAccount)
    }

    /// First directory on `path` that this user may not enter, if any. Not checked for our own user: the file system
    /// reports what we cannot reach.
    pub(super) fn kept_out_by(&self, path: &Path) -> Option<PathBuf> {
        if !self.switch {
            return None;
        }
        let real = path.ancestors().find_map(|ancestor| ancestor.canonicalize().ok())?;
        let mut directories: Vec<&Path> = real.ancestors().filter(|ancestor| ancestor.is_dir()).collect();
        directories.reverse();
        directories.into_iter().find(|directory| !self.may_enter(directory)).map(Path::to_owned)
    }

    fn may_enter(&self, directory: &Path) -> bool {
        let Ok(facts) = fs::metadata(directory) else { return false };
        let bit = match (facts.uid() == self.uid, facts.gid() == self.gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        facts.mode() & bit != 0
    }

    /// Makes this user the owner of a file or directory that we made.
    pub(super) fn own(&self, path: &Path) -> Result<(), EmbeddedError> {
        if !self.switch {
            return Ok(());
        }
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid))
            .map_err(EmbeddedError::io("give to the user of PostgreSQL", path))
    }
}

/// First user of a `passwd` file for whom `wanted` holds.
fn by(users: &str, wanted: impl Fn(&Account) -> bool) -> Option<Account> {
    users.lines().filter_map(parse).find(wanted)
}

fn parse(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name, uid, gid, switch: true })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn passwd_file_is_parsed_and_broken_lines_are_skipped() {
        let users = "root:x:0:0::/root:/bin/sh\nbroken\npostgres:x:104:x\nnobody:x:65534:65533::/:/bin/false\n";
        let nobody = by(users, |user| user.name == "nobody").unwrap();
        assert_eq!((nobody.uid, nobody.gid), (65534, 65533));
        assert_eq!(by(users, |user| user.name == "postgres"), None);
    }

    #[test]
    fn closed_directory_on_path_is_named() {
        let top = tempfile::tempdir().unwrap();
        let closed = top.path().canonicalize().unwrap().join("closed");
        fs::create_dir_all(closed.join("inner")).unwrap();
        fs::set_permissions(top.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = Account { name: "stranger".into(), uid: 4_000_000, gid: 4_000_000, switch: true };
        assert_eq!(stranger.kept_out_by(&closed.join("inner/not/there")), Some(closed.clone()));
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o711)).unwrap();
        assert_eq!(stranger.kept_out_by(&closed.join("inner/not/there")), None);
    }
}
