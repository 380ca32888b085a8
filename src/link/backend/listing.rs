//! Lists of all rows of a kind, for those who write a company's state in another form.

use std::collections::BTreeMap;

use bytes::Bytes;
use linekeeper_ports::{KeyRow, KeySelect};
use wacore::appstate::hash::HashState;
use wacore::store::traits::{AppStateSyncKey, AppSyncStore as _};

use super::{Answer, Backend, codec, keys, protocol};

/// A version of the app state, with the MACs of its entries by those of their indexes.
pub(crate) struct SyncVersion {
    pub(crate) name: String,
    pub(crate) state: HashState,
    pub(crate) macs: Vec<(Vec<u8>, Bytes)>,
}

impl Backend {
    /// Signal sessions by the address of the device.
    pub(crate) async fn sessions(&self) -> Answer<Vec<(String, Bytes)>> {
        self.named(keys::SESSION).await
    }

    /// Identities by the address of the device.
    pub(crate) async fn identities(&self) -> Answer<Vec<(String, Bytes)>> {
        self.named(keys::IDENTITY).await
    }

    /// Sender keys by group and address, as the library joins them.
    pub(crate) async fn sender_keys(&self) -> Answer<Vec<(String, Bytes)>> {
        self.named(keys::SENDER_KEY).await
    }

    /// One-time pre-keys.
    pub(crate) async fn pre_keys(&self) -> Answer<Vec<(u32, Bytes)>> {
        let id = |row: &KeyRow| keys::number_of(&row.key_id).ok_or_else(|| self.corrupt("a pre-key's number"));
        let rows = self.all(keys::PRE_KEY).await?;
        rows.iter().map(|row| Ok((id(row)?, self.pre_key_record(&row.value)?))).collect()
    }

    /// Keys of the app state by their ids.
    pub(crate) async fn sync_keys(&self) -> Answer<Vec<(Vec<u8>, AppStateSyncKey)>> {
        let rows = self.all(keys::SYNC_KEY).await?;
        let key = |row: &KeyRow| Some((keys::unhex(&row.key_id)?, codec::decode(&row.value).ok()?));
        rows.iter().map(|row| key(row).ok_or_else(|| self.corrupt("an app-state key"))).collect()
    }

    /// Versions of the app state.
    pub(crate) async fn sync_versions(&self) -> Answer<Vec<SyncVersion>> {
        let mut versions = Vec::new();
        for row in self.all(keys::SYNC_VERSION).await? {
            let state = self.get_version(&row.key_id).await?;
            let prefix = keys::joined(&[&row.key_id]);
            let macs = self.read(keys::SYNC_MAC, KeySelect::Prefix(prefix)).await?;
            let mac = |row: KeyRow| Some((keys::unhex(keys::split(&row.key_id)?.1)?, row.value));
            let macs = macs.into_iter().map(|row| mac(row).ok_or_else(|| self.corrupt("a MAC of the app state")));
            versions.push(SyncVersion { name: row.key_id, state, macs: macs.collect::<Answer<_>>()? });
        }
        Ok(versions)
    }

    /// Devices that have our sender key, by group.
    pub(crate) async fn group_devices(&self) -> Answer<BTreeMap<String, Vec<(String, bool)>>> {
        let mut groups = BTreeMap::<_, Vec<_>>::new();
        for row in self.all(keys::SENDER_KEY_DEVICE).await? {
            let found = keys::split(&row.key_id).zip(protocol::device_of(&row.value));
            let ((group, _), device) = found.ok_or_else(|| self.corrupt("a device of a group"))?;
            groups.entry(group.to_owned()).or_default().push(device);
        }
        Ok(groups)
    }

    async fn named(&self, key_type: &'static str) -> Answer<Vec<(String, Bytes)>> {
        Ok(self.all(key_type).await?.into_iter().map(|row| (row.key_id, row.value)).collect())
    }

    async fn all(&self, key_type: &'static str) -> Answer<Vec<KeyRow>> {
        self.read(key_type, KeySelect::Prefix(String::new())).await
    }
}
