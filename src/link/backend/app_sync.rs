//! Synchronised app state: its keys, the version of each collection, and the MACs of its entries.
//!
//! All of it can be fetched again from the phone, so an unreadable row counts as absent and is fetched anew.

use std::collections::HashMap;

use async_trait::async_trait;
use linekeeper_ports::{Batch, KeyDelete, KeySelect};
use wacore::appstate::hash::HashState;
use wacore::store::traits::{AppStateSyncKey, AppSyncStore};
use wacore_appstate::processor::AppStateMutationMAC;

use super::{Answer, Backend, codec, keys, put, without};

/// Id of the only row of its type.
const LATEST: &str = "latest";

fn mac_id(collection: &str, index_mac: &[u8]) -> String {
    keys::joined(&[collection, &keys::hex(index_mac)])
}

#[async_trait]
impl AppSyncStore for Backend {
    async fn get_sync_key(&self, key_id: &[u8]) -> Answer<Option<AppStateSyncKey>> {
        let stored = self.read_one(keys::SYNC_KEY, keys::hex(key_id)).await?;
        Ok(stored.and_then(|value| codec::decode(&value).ok()))
    }

    async fn set_sync_key(&self, key_id: &[u8], key: AppStateSyncKey) -> Answer<()> {
        let value = codec::encode(&key).map_err(|_| self.corrupt("an app-state key to write"))?;
        let key_row = put(keys::SYNC_KEY, keys::hex(key_id), value);
        let latest = put(keys::LATEST_SYNC_KEY, LATEST.to_owned(), key_id.to_vec());
        self.put(vec![key_row, latest]).await
    }

    async fn get_version(&self, name: &str) -> Answer<HashState> {
        let stored = self.read_one(keys::SYNC_VERSION, keys::one(name)).await?;
        Ok(stored.and_then(|value| codec::decode(&value).ok()).unwrap_or_default())
    }

    async fn set_version(&self, name: &str, state: HashState) -> Answer<()> {
        let value = codec::encode(&state).map_err(|_| self.corrupt("an app-state version to write"))?;
        self.put(vec![put(keys::SYNC_VERSION, keys::one(name), value)]).await
    }

    async fn put_mutation_macs(&self, name: &str, _version: u64, mutations: &[AppStateMutationMAC]) -> Answer<()> {
        let row = |mutation: &AppStateMutationMAC| {
            put(keys::SYNC_MAC, mac_id(name, &mutation.index_mac), mutation.value_mac.clone())
        };
        self.put(mutations.iter().map(row).collect()).await
    }

    async fn get_mutation_mac(&self, name: &str, index_mac: &[u8]) -> Answer<Option<Vec<u8>>> {
        Ok(self.read_one(keys::SYNC_MAC, mac_id(name, index_mac)).await?.map(Into::into))
    }

    async fn get_mutation_macs(&self, name: &str, index_macs: &[[u8; 32]]) -> Answer<HashMap<[u8; 32], Vec<u8>>> {
        if index_macs.is_empty() {
            return Ok(HashMap::new());
        }
        let by_id: HashMap<String, [u8; 32]> = index_macs.iter().map(|mac| (mac_id(name, mac), *mac)).collect();
        let rows = self.read(keys::SYNC_MAC, KeySelect::Ids(by_id.keys().cloned().collect())).await?;
        let found = |row: linekeeper_ports::KeyRow| Some((*by_id.get(&row.key_id)?, row.value.into()));
        Ok(rows.into_iter().filter_map(found).collect())
    }

    async fn delete_mutation_macs(&self, name: &str, index_macs: &[Vec<u8>]) -> Answer<()> {
        let row = |mac: &Vec<u8>| without(keys::SYNC_MAC, mac_id(name, mac));
        self.delete(index_macs.iter().map(row).collect()).await.map(drop)
    }

    async fn clear_mutation_macs(&self, name: &str) -> Answer<()> {
        let all = KeyDelete::Prefix { key_type: keys::SYNC_MAC, prefix: keys::joined(&[name]) };
        self.write(Batch { deletes: vec![all], ..Batch::default() }).await.map(drop)
    }

    async fn get_latest_sync_key_id(&self) -> Answer<Option<Vec<u8>>> {
        Ok(self.read_one(keys::LATEST_SYNC_KEY, LATEST.to_owned()).await?.map(Into::into))
    }
}
