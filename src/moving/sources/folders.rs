//! Folders of Baileys' `useMultiFileAuthState`: `creds.json`, and a file for each key.

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use linekeeper_ports::{BaileysKey, BaileysState};

use super::{Found, Source, SourceError};

const CREDS: &str = "creds.json";

/// Types of keys: a file's name begins with one of them. A type that begins another one comes after it.
const TYPES: [&str; 11] = [
    "app-state-sync-version",
    "app-state-sync-key",
    "sender-key-memory",
    "identity-key",
    "lid-mapping",
    "device-list",
    "sender-key",
    "pre-key",
    "session",
    "tctoken",
    "message",
];

/// A folder of one company, or a folder with one of each company, named by its id.
pub struct Folders {
    left: std::vec::IntoIter<(String, PathBuf)>,
}

impl Folders {
    /// Looks into a folder. One that is a company's own is of the company with this id.
    ///
    /// # Errors
    /// [`SourceError`], if it cannot be read or its company is not named.
    pub async fn at(root: &Path, company: Option<&str>) -> Result<Self, SourceError> {
        let failed = |error: Error| SourceError(format!("{}: {error}", root.display()));
        if tokio::fs::try_exists(root.join(CREDS)).await.map_err(failed)? {
            let id =
                company.ok_or_else(|| SourceError("the folder is of one company: name it by --company".to_owned()))?;
            return Ok(Self { left: vec![(id.to_owned(), root.to_owned())].into_iter() });
        }
        let mut found = BTreeSet::new();
        let mut entries = tokio::fs::read_dir(root).await.map_err(failed)?;
        while let Some(entry) = entries.next_entry().await.map_err(failed)? {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let wanted = company.is_none_or(|company| company == name);
            if wanted && tokio::fs::try_exists(path.join(CREDS)).await.unwrap_or(false) {
                found.insert((name, path));
            }
        }
        Ok(Self { left: found.into_iter().collect::<Vec<_>>().into_iter() })
    }
}

#[async_trait]
impl Source for Folders {
    async fn next(&mut self) -> Result<Option<Found>, SourceError> {
        let Some((id, folder)) = self.left.next() else { return Ok(None) };
        let state = read(&folder).await.map_err(|error| error.to_string());
        Ok(Some(Found { id, state }))
    }
}

async fn read(folder: &Path) -> Result<BaileysState, Error> {
    let creds = tokio::fs::read_to_string(folder.join(CREDS)).await?;
    let mut keys = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        let Some((key_type, id)) = name.to_str().and_then(key_of) else { continue };
        let value = tokio::fs::read_to_string(entry.path()).await?;
        keys.push(BaileysKey { key_type: key_type.to_owned(), id, value });
    }
    // One order, whatever the file system's: errors name the same field each time.
    keys.sort_by(|one, other| (&one.key_type, &one.id).cmp(&(&other.key_type, &other.id)));
    Ok(BaileysState { creds, keys })
}

/// Type and id of a key by the name of its file; `None` for other files.
fn key_of(name: &str) -> Option<(&'static str, String)> {
    let name = name.strip_suffix(".json")?;
    let (key_type, id) =
        TYPES.iter().find_map(|key_type| Some((*key_type, name.strip_prefix(key_type)?.strip_prefix('-')?)))?;
    // What Baileys has written in place of characters that file systems do not take.
    let id = id.replace("__", "/");
    let id = if key_type == "sender-key" { id.replace("--", "::") } else { id };
    Some((key_type, id))
}

/// Writes a state as such a folder, which must not exist.
///
/// # Errors
/// The operating system's.
pub async fn folder_of(state: &BaileysState, folder: &Path) -> Result<(), Error> {
    if let Some(parent) = folder.parent() {
        tokio::fs::create_dir_all(parent).await?;
    }
    // Keys are nobody's to read.
    tokio::fs::DirBuilder::new().mode(0o700).create(folder).await?;
    for BaileysKey { key_type, id, value } in &state.keys {
        let name = format!("{key_type}-{id}.json").replace('/', "__").replace(':', "-");
        if name.starts_with('.') || name.contains('\0') {
            return Err(Error::new(ErrorKind::InvalidInput, "a key has an id that is no name of a file"));
        }
        tokio::fs::write(folder.join(name), value).await?;
    }
    // Last: a folder without it is no session.
    tokio::fs::write(folder.join(CREDS), &state.creds).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_of_a_file_tells_type_and_id() {
        for (name, key_type, id) in [
            ("session-79160000001.17.json", "session", "79160000001.17"),
            ("session-555_1.0.json", "session", "555_1.0"),
            ("pre-key-31.json", "pre-key", "31"),
            ("sender-key-120363@g.us--79160000001--0.json", "sender-key", "120363@g.us::79160000001::0"),
            ("sender-key-memory-120363-45@g.us.json", "sender-key-memory", "120363-45@g.us"),
            ("app-state-sync-key-AAA__b.json", "app-state-sync-key", "AAA/b"),
            ("app-state-sync-version-critical_unblock_low.json", "app-state-sync-version", "critical_unblock_low"),
            ("lid-mapping-555_reverse.json", "lid-mapping", "555_reverse"),
        ] {
            assert_eq!(key_of(name), Some((key_type, id.to_owned())), "{name}");
        }
        for other in ["creds.json", "session.json", "notes.txt", "session-1.0.json.bak"] {
            assert_eq!(key_of(other), None, "{other}");
        }
    }

    #[tokio::test]
    async fn state_is_written_as_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let key =
            |key_type: &str, id: &str| BaileysKey { key_type: key_type.into(), id: id.into(), value: "{}".into() };
        let keys = vec![key("app-state-sync-key", "A/b="), key("sender-key", "1@g.us::2_1::0"), key("session", "2.0")];
        let state = BaileysState { creds: "{\"me\":1}".into(), keys };
        folder_of(&state, &dir.path().join("salon")).await.unwrap();
        assert!(folder_of(&state, &dir.path().join("salon")).await.is_err(), "nothing is overwritten");
        let mut folders = Folders::at(dir.path(), None).await.unwrap();
        let found = folders.next().await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.state), ("salon", Ok(state)));
        assert!(folders.next().await.unwrap().is_none());
        assert!(Folders::at(&dir.path().join("salon"), None).await.is_err(), "its company is not named");
        assert!(Folders::at(&dir.path().join("none"), None).await.is_err());
    }
}
