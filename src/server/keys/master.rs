//! `linekeeper keys new-master|rotate-master`: master keys, which wrap the companies' data keys.
//!
//! Steps of a rotation: add a new key behind the current one in every process, then move it to the front, then run
//! `rotate-master`, which wraps every data key under it, then remove the old key.

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Clock, StoreError, SystemClock};
use linekeeper_secrets::{MasterKey, MasterKeyId};
use linekeeper_store::{Rewrapped, Store};

use super::words;

/// Companies whose data keys are re-wrapped in one transaction.
const BATCH: u32 = 200;

/// Prints a new master key, as one entry of a ring. The id defaults to today's date.
pub(crate) fn new_master(id: Option<MasterKeyId>) -> Result<(), String> {
    let of_today = || SystemClock.now().format("%Y-%m-%d").to_string().parse();
    let id = id.map_or_else(of_today, Ok).map_err(|error| error.to_string())?;
    println!("{}", *MasterKey::generate(id).to_text());
    Ok(())
}

/// Returns the file of the sandbox's own master key, creating it if it is missing. Only a sandbox stores a key beside
/// its data.
///
/// # Errors
/// A sentence for the operator.
#[cfg(feature = "sandbox")]
pub(crate) fn of_sandbox(data_dir: &std::path::Path) -> Result<std::path::PathBuf, String> {
    use std::fs::OpenOptions;
    use std::io::{ErrorKind, Write as _};
    use std::os::unix::fs::OpenOptionsExt as _;

    let path = data_dir.join("master.key");
    let words = |error: std::io::Error| format!("cannot create {}: {error}", path.display());
    let id: MasterKeyId = "sandbox".parse().map_err(|_| "sandbox is no id".to_owned())?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let entry = MasterKey::generate(id).to_text();
            writeln!(file, "{}", *entry).and_then(|()| file.sync_all()).map_err(words)?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(words(error)),
    }
    Ok(path)
}

/// Wraps every data key under the first master key of the ring; works beside a running service, too.
///
/// # Errors
/// A sentence, when the database cannot be used or a data key is left under another master key.
pub(crate) async fn rotate(store: &Store, current: &MasterKeyId) -> Result<(), String> {
    let (mut count, mut unreadable) = (0, Vec::new());
    for of in DataKeys::ALL {
        let mut after = None;
        loop {
            let step = of.rewrap(store, after).await.map_err(words)?;
            count += step.count;
            unreadable.extend(step.unreadable);
            let Some(last) = step.last else { break };
            println!("{count} data keys are wrapped with master key {current} so far");
            after = Some(last);
        }
    }
    let left = store.under_other_master_keys().await.map_err(words)?;
    if left == 0 {
        println!("done: {count} data keys were re-wrapped, none is left under another master key than {current}");
        return Ok(());
    }
    Err(what_is_left(left, &unreadable))
}

/// Data keys, by where they are stored.
#[derive(Clone, Copy)]
enum DataKeys {
    /// Of the devices that the lines work with.
    Current,
    /// Of devices that are linked beside them.
    Next,
    /// Of devices that were replaced.
    OldDevices,
    /// Of logs of messages.
    Logs,
    /// Of webhook endpoints.
    Webhooks,
}

impl DataKeys {
    const ALL: [Self; 5] = [Self::Current, Self::Next, Self::OldDevices, Self::Logs, Self::Webhooks];

    async fn rewrap(self, store: &Store, after: Option<CompanyId>) -> Result<Rewrapped, StoreError> {
        match self {
            Self::Current => store.rewrap(after, BATCH).await,
            Self::Next => store.next_slot().rewrap(after, BATCH).await,
            Self::OldDevices => store.rewrap_old_devices(after, BATCH).await,
            Self::Logs => store.rewrap_logs(after, BATCH).await,
            Self::Webhooks => store.rewrap_webhooks(after, BATCH).await,
        }
    }
}

/// Describes what is left: data keys that cannot be unwrapped, and those wrapped under another key by a process
/// meanwhile.
fn what_is_left(left: u64, unreadable: &[CompanyId]) -> String {
    let also = left.saturating_sub(unreadable.len() as u64);
    let mut words = format!("{left} data keys are left under another master key");
    if !unreadable.is_empty() {
        let names: Vec<_> = unreadable.iter().take(20).map(CompanyId::as_str).collect();
        words += &format!("; of these cannot be read: {}", names.join(", "));
        words += "; reset these companies, or restore their rows";
    }
    if also > 0 {
        words += &format!("; {also} were made meanwhile: start every service with the new ring, then run this again");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_over_data_keys_are_reported_with_advice() {
        let damaged: Vec<CompanyId> = vec!["997441".parse().unwrap()];
        let both = what_is_left(3, &damaged);
        assert!(both.contains("997441") && both.contains("2 were made meanwhile"), "{both}");
        assert!(!what_is_left(1, &damaged).contains("meanwhile"));
        assert!(!what_is_left(1, &[]).contains("cannot be read"));
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn sandbox_master_key_is_made_once_and_private_to_its_owner() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let file = of_sandbox(directory.path()).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let made = std::fs::read(&file).unwrap();
        linekeeper_secrets::MasterKeys::from_file(&file).unwrap();
        assert_eq!(of_sandbox(directory.path()).unwrap(), file);
        assert_eq!(std::fs::read(&file).unwrap(), made);
    }
}
