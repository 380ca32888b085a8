//! Credentials in memory: rows are collected here in our format before any is stored, and read from here when they are
//! written for others.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::messages::MessageKey;
use linekeeper_ports::{
    Batch, Credentials, KeyDelete, KeyPut, KeyQuery, KeyRow, KeySelect, LinkCredentials, StoreError, Written,
};

/// Rows by type and id.
#[derive(Default)]
pub(super) struct Collected(Mutex<BTreeMap<(&'static str, String), KeyRow>>);

impl Collected {
    /// All rows.
    pub(super) fn puts(&self) -> Vec<KeyPut> {
        self.with(|rows| rows.iter().map(|((key_type, _), row)| KeyPut { key_type, row: row.clone() }).collect())
    }

    fn with<T>(&self, use_them: impl FnOnce(&mut BTreeMap<(&'static str, String), KeyRow>) -> T) -> T {
        use_them(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl LinkCredentials for Collected {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        Ok(None)
    }

    async fn keys(&self, KeyQuery { key_type, select }: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        Ok(self.with(|rows| {
            let mut of_type = rows.iter().filter(|((found, _), _)| *found == key_type).map(|(_, row)| row);
            match select {
                KeySelect::Ids(ids) => ids.into_iter().filter_map(|id| rows.get(&(key_type, id)).cloned()).collect(),
                KeySelect::Prefix(prefix) => of_type.filter(|row| row.key_id.starts_with(&prefix)).cloned().collect(),
                KeySelect::LastWithPrefix(prefix) => {
                    of_type.rfind(|row| row.key_id.starts_with(&prefix)).cloned().into_iter().collect()
                }
            }
        }))
    }

    async fn write(&self, batch: Batch) -> Result<Written, StoreError> {
        self.with(|rows| {
            for delete in batch.deletes {
                match delete {
                    KeyDelete::Id { key_type, key_id } => drop(rows.remove(&(key_type, key_id))),
                    KeyDelete::Prefix { key_type, prefix } => {
                        rows.retain(|(found, id), _| *found != key_type || !id.starts_with(&prefix));
                    }
                    // Rows that are collected do not age.
                    KeyDelete::OlderThan { .. } => {}
                }
            }
            rows.extend(batch.puts.into_iter().map(|put| ((put.key_type, put.row.key_id.clone()), put.row)));
        });
        Ok(Written::default())
    }

    async fn has_seen(&self, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        Ok(vec![false; keys.len()])
    }
}
