//! To Baileys.

use std::sync::Arc;

use async_trait::async_trait;
use linekeeper_domain::messages::MessageKey;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{
    BaileysError, BaileysKey, BaileysRelease, BaileysState, Batch, Clock, CredentialRows, Credentials, KeyQuery,
    KeyRow, LinkCredentials, LinkPurpose, StoreError, Written, WrittenSession,
};
use serde_json::{Map, Value, json};
use wacore::libsignal::protocol::PreKeyRecord;
use wacore::store::error::StoreError as LibraryError;
use wacore::store::traits::{AppSyncStore as _, ProtocolStore as _};
use waproto::whatsapp::message::AppStateSyncKeyFingerprint;

use super::addresses::theirs;
use super::json::{base64, buffer, object};
use super::{device, sender_keys, sessions};
use crate::backend::{Backend, SyncVersion, decoded_device};

/// Writes the state of a company's linked device.
pub(super) async fn write(
    rows: Arc<dyn CredentialRows>,
    company: &CompanyId,
    release: BaileysRelease,
    clock: Arc<dyn Clock>,
) -> Result<WrittenSession, BaileysError> {
    let stored = rows.credentials(company).await?.ok_or(BaileysError::NotPaired)?;
    let device = decoded_device(&stored.0).ok_or_else(|| corrupt("the device"))?;
    let of_company = Arc::new(OfCompany { rows, company: company.clone() });
    let backend = Backend::new(of_company, clock, LinkPurpose::Login);
    let newest = backend.get_latest_sync_key_id().await.map_err(failed)?;
    let creds = device::write(&device, newest.as_deref())?;
    let mut writing = Writing { release, keys: Vec::new(), left_out: Vec::new() };
    writing.signal(&backend).await.map_err(failed)?;
    writing.groups(&backend).await.map_err(failed)?;
    writing.app_state(&backend).await.map_err(failed)?;
    if release == BaileysRelease::V7 {
        writing.since_version_7(&backend).await.map_err(failed)?;
    }
    Ok(WrittenSession {
        state: BaileysState { creds: creds.to_string(), keys: writing.keys },
        left_out: writing.left_out,
    })
}

fn failed(error: LibraryError) -> BaileysError {
    corrupt(&error.to_string())
}

fn corrupt(what: &str) -> BaileysError {
    StoreError::new(StoreFailure::Corrupt, what).into()
}

/// A state that is being written.
struct Writing {
    release: BaileysRelease,
    keys: Vec<BaileysKey>,
    left_out: Vec<String>,
}

impl Writing {
    fn add(&mut self, key_type: &str, id: String, value: &Value) {
        self.keys.push(BaileysKey { key_type: key_type.to_owned(), id, value: value.to_string() });
    }

    /// Adds a value whose id is made of an address; what cannot be converted is left out.
    fn add_at(&mut self, key_type: &str, id: Option<String>, value: Result<Value, String>) {
        match (id, value) {
            (Some(id), Ok(value)) => self.add(key_type, id, &value),
            (Some(_), Err(why)) => self.left_out.push(format!("{key_type}: {why}")),
            (None, _) => self.left_out.push(format!("{key_type}: has an address without counterpart")),
        }
    }

    async fn signal(&mut self, backend: &Backend) -> Result<(), LibraryError> {
        for (id, record) in backend.pre_keys().await? {
            match PreKeyRecord::deserialize(&record).and_then(|record| record.key_pair()) {
                Ok(pair) => self.add("pre-key", id.to_string(), &device::pair(&pair)),
                Err(error) => self.left_out.push(format!("pre-key: {error}")),
            }
        }
        for (address, record) in backend.sessions().await? {
            self.add_at("session", theirs(&address, self.release), sessions::write(&record));
        }
        Ok(())
    }

    async fn groups(&mut self, backend: &Backend) -> Result<(), LibraryError> {
        for (name, record) in backend.sender_keys().await? {
            let id = name.split_once(':').and_then(|(group, address)| {
                let sender = theirs(address, self.release)?.replace('.', "::");
                Some(format!("{group}::{sender}"))
            });
            self.add_at("sender-key", id, sender_keys::write(&record));
        }
        for (group, devices) in backend.group_devices().await? {
            let having = devices.into_iter().filter(|(_, has_it)| *has_it);
            let memory: Map<String, Value> = having.map(|(device, _)| (device, Value::Bool(true))).collect();
            self.add("sender-key-memory", group, &Value::Object(memory));
        }
        Ok(())
    }

    async fn app_state(&mut self, backend: &Backend) -> Result<(), LibraryError> {
        for (id, key) in backend.sync_keys().await? {
            let found: Option<AppStateSyncKeyFingerprint> = buffa::Message::decode_from_slice(&key.fingerprint).ok();
            let fingerprint = found.map(|found| {
                json!({
                    "rawId": found.raw_id,
                    "currentIndex": found.current_index,
                    "deviceIndexes": found.device_indexes,
                })
            });
            let value = object([
                ("keyData", Some(base64(&key.key_data).into())),
                ("fingerprint", fingerprint),
                ("timestamp", Some(key.timestamp.to_string().into())),
            ]);
            self.add("app-state-sync-key", base64(&id), &value);
        }
        for SyncVersion { name, state, macs } in backend.sync_versions().await? {
            let macs: Map<String, Value> =
                macs.iter().map(|(index, mac)| (base64(index), json!({ "valueMac": buffer(mac) }))).collect();
            let value = json!({ "version": state.version, "hash": buffer(&state.hash), "indexValueMap": macs });
            self.add("app-state-sync-version", name, &value);
        }
        Ok(())
    }

    async fn since_version_7(&mut self, backend: &Backend) -> Result<(), LibraryError> {
        for (address, key) in backend.identities().await? {
            let key = <&[u8; 32]>::try_from(key.as_ref()).map(|key| buffer(&device::tagged(key)));
            self.add_at("identity-key", theirs(&address, self.release), key.map_err(|_| "cannot be read".to_owned()));
        }
        for entry in backend.get_all_lid_mappings().await? {
            self.add("lid-mapping", entry.phone_number.clone(), &Value::from(entry.lid.as_str()));
            self.add("lid-mapping", format!("{}_reverse", entry.lid), &Value::from(entry.phone_number));
        }
        for jid in backend.get_all_tc_token_jids().await? {
            if let Some(token) = backend.get_tc_token(&jid).await? {
                let value = object([
                    ("token", Some(buffer(&token.token))),
                    ("timestamp", Some(token.token_timestamp.to_string().into())),
                    ("senderTimestamp", token.sender_timestamp.map(Value::from)),
                ]);
                self.add("tctoken", jid, &value);
            }
        }
        Ok(())
    }
}

/// A company's rows as a link reads them; nothing is written.
struct OfCompany {
    rows: Arc<dyn CredentialRows>,
    company: CompanyId,
}

#[async_trait]
impl LinkCredentials for OfCompany {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        self.rows.credentials(&self.company).await
    }

    async fn keys(&self, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        self.rows.keys(&self.company, query).await
    }

    async fn write(&self, _: Batch) -> Result<Written, StoreError> {
        Err(StoreError::new(StoreFailure::Fenced, "these rows are read only"))
    }

    async fn has_seen(&self, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        Ok(vec![false; keys.len()])
    }
}
