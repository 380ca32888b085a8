//! From Baileys: all rows are made in memory by the same code that stores those of a link.

use std::sync::Arc;

use buffa::Message as _;
use linekeeper_ports::{
    BaileysError, BaileysKey, BaileysState, Batch, Clock, ConvertedSession, Credentials, LinkPurpose, StoreError,
};
use serde_json::Value;
use wacore::libsignal::protocol::PreKeyRecord;
use wacore::store::Device;
use wacore::store::error::StoreError as LibraryError;
use wacore::store::traits::{
    AppStateSyncKey, AppSyncStore as _, LidPnMappingEntry, ProtocolStore as _, SignalStore as _, TcTokenEntry,
};
use wacore::types::jid::{JidExt as _, make_sender_key_name};
use wacore_appstate::hash::HashState;
use wacore_appstate::processor::AppStateMutationMAC;
use wacore_binary::Jid;
use waproto::whatsapp::message::AppStateSyncKeyFingerprint;

use super::addresses::{device_of, of_parts, ours};
use super::collected::Collected;
use super::json::Field;
use super::lids::Lids;
use super::{device, sender_keys, sessions};
use crate::backend::{Backend, encoded_device, phone_of};

/// How our library names where a mapping was learned.
const LEARNED: &str = "import";

/// Reads a state whole.
pub(super) async fn read(state: BaileysState, clock: Arc<dyn Clock>) -> Result<ConvertedSession, BaileysError> {
    let creds: Value = parsed("creds", &state.creds)?;
    let device = device::read(&creds)?;
    let phone = phone_of(&device).ok_or_else(|| wrong("creds.me.id", "is no number"))?;
    let keys = state.keys.iter().map(|key| Ok((key, parsed(&place(key), &key.value)?)));
    // A key that was deleted may be stored as null.
    let keys: Vec<(&BaileysKey, Value)> = keys.collect::<Result<_, BaileysError>>()?;
    let keys: Vec<_> = keys.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let collected = Arc::new(Collected::default());
    let now = clock.now().timestamp();
    let backend = Backend::new(collected.clone(), clock, LinkPurpose::Login);
    let mut reading = Reading { backend: &backend, device: &device, lids: lids_of(&device, &keys)?, now, unknown: 0 };
    reading.lid_mappings().await?;
    for (key, value) in &keys {
        reading.read(key, &Field::of(place(key), value)).await?;
    }
    reading.newest_sync_key(&keys, &creds).await?;
    let unknown = reading.unknown;
    let credentials = encoded_device(&device).ok_or_else(|| wrong("creds", "cannot be written in our format"))?;
    let batch = Batch {
        credentials: Some(Credentials(credentials)),
        linked_phone: Some(phone.clone()),
        puts: collected.puts(),
        ..Batch::default()
    };
    Ok(ConvertedSession { phone, batch, unknown })
}

fn parsed(at: &str, json: &str) -> Result<Value, BaileysError> {
    serde_json::from_str(json).map_err(|_| wrong(at, "is no JSON"))
}

fn wrong(at: &str, why: &str) -> BaileysError {
    BaileysError::Damaged { at: at.to_owned(), why: why.to_owned() }
}

/// The place of a key: its type, and its id without most of the number in it.
fn place(key: &BaileysKey) -> String {
    let (id, length) = (key.id.chars(), key.id.chars().count());
    let shown: String =
        if length > 8 { id.clone().take(4).chain(['…']).chain(id.skip(length - 3)).collect() } else { id.collect() };
    format!("{} {shown}", key.key_type)
}

fn lids_of(device: &Device, keys: &[(&BaileysKey, Value)]) -> Result<Lids, BaileysError> {
    let mut lids = Lids::default();
    if let (Some(pn), Some(lid)) = (&device.pn, &device.lid) {
        lids.add(&pn.user, &lid.user);
    }
    for (key, value) in keys.iter().filter(|(key, _)| key.key_type == "lid-mapping") {
        lids.add_row(&key.id, Field::of(place(key), value).text()?);
    }
    Ok(lids)
}

/// A state that is being read.
struct Reading<'a> {
    backend: &'a Backend,
    device: &'a Device,
    lids: Lids,
    /// Now, in Unix seconds.
    now: i64,
    unknown: usize,
}

impl Reading<'_> {
    async fn lid_mappings(&self) -> Result<(), BaileysError> {
        let entry = |(phone, lid): (&str, &str)| LidPnMappingEntry {
            lid: lid.to_owned(),
            phone_number: phone.to_owned(),
            created_at: self.now,
            updated_at: self.now,
            learning_source: LEARNED.to_owned(),
        };
        let entries: Vec<_> = self.lids.pairs().map(entry).collect();
        kept(self.backend.put_lid_mappings(&entries).await)
    }

    async fn read(&mut self, key: &BaileysKey, value: &Field<'_>) -> Result<(), BaileysError> {
        match key.key_type.as_str() {
            "pre-key" => self.pre_key(&key.id, value).await,
            "session" => self.session(&key.id, value).await,
            "identity-key" => self.identity(&key.id, value).await,
            "sender-key" => self.sender_key(&key.id, value).await,
            "sender-key-memory" => self.sender_key_memory(&key.id, value).await,
            "app-state-sync-key" => self.sync_key(&key.id, value).await,
            "app-state-sync-version" => self.sync_version(&key.id, value).await,
            "tctoken" => self.token(&key.id, value).await,
            // Mappings are read before all others. Lists of devices are asked for anew: an old one misses devices.
            "lid-mapping" | "device-list" => Ok(()),
            _ => {
                self.unknown += 1;
                Ok(())
            }
        }
    }

    async fn pre_key(&self, id: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let id: u32 = id.parse().map_err(|_| value.wrong("has no number as its id"))?;
        let record = PreKeyRecord::new(id.into(), &device::key_pair(value)?);
        let record = record.serialize().map_err(|_| value.wrong("is no pre-key"))?;
        let uploaded = id < self.device.first_unupload_pre_key_id;
        kept(self.backend.store_prekey(id, &record, uploaded).await)
    }

    async fn session(&self, id: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let address = self.address(id, value)?;
        let Some(session) = sessions::read(value, self.device)? else { return Ok(()) };
        if let Some(identity) = session.identity {
            kept(self.backend.put_identity(&address, identity).await)?;
        }
        kept(self.backend.put_session(&address, &session.record).await)
    }

    async fn identity(&self, id: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        kept(self.backend.put_identity(&self.address(id, value)?, value.public_key()?).await)
    }

    fn address(&self, id: &str, value: &Field<'_>) -> Result<String, BaileysError> {
        let device = device_of(id, &self.lids).ok_or_else(|| value.wrong("has no address as its id"))?;
        Ok(ours(&device))
    }

    async fn sender_key(&self, id: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let mut parts = id.split("::");
        let (group, user, device) = (parts.next(), parts.next(), parts.next());
        let named = group.zip(user).zip(device).and_then(|((group, user), device)| {
            Some((group.parse::<Jid>().ok()?, of_parts(user, device, &self.lids)?))
        });
        let (group, sender) = named.ok_or_else(|| value.wrong("has no group and sender as its id"))?;
        let Some(record) = sender_keys::read(value)? else { return Ok(()) };
        let name = make_sender_key_name(&group, &sender.to_protocol_address());
        kept(self.backend.put_sender_key(name.cache_key(), &record).await)
    }

    /// Which devices of a group have our sender key.
    async fn sender_key_memory(&self, group: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let devices: Vec<(&str, bool)> =
            value.entries()?.iter().map(|(device, has_it)| (*device, has_it.is_true())).collect();
        kept(self.backend.set_sender_key_status(group, &devices).await)
    }

    async fn sync_key(&self, id: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let key_id = value.decoded(id)?;
        let fingerprint = value.find("fingerprint").map(|found| fingerprint(&found)).transpose()?.unwrap_or_default();
        let key = AppStateSyncKey {
            key_data: value.get("keyData")?.bytes()?,
            fingerprint,
            timestamp: value.find("timestamp").map(|time| time.number()).transpose()?.unwrap_or(0),
        };
        kept(self.backend.set_sync_key(&key_id, key).await)
    }

    /// Stores the newest app-state key once more: the one that was stored last is the newest to us.
    async fn newest_sync_key(&self, keys: &[(&BaileysKey, Value)], creds: &Value) -> Result<(), BaileysError> {
        let Some(newest) = creds.get("myAppStateKeyId").and_then(Value::as_str) else { return Ok(()) };
        let found = keys.iter().find(|(key, _)| key.key_type == "app-state-sync-key" && key.id == newest);
        match found {
            Some((key, value)) => self.sync_key(&key.id, &Field::of(place(key), value)).await,
            None => Ok(()),
        }
    }

    async fn sync_version(&self, name: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let number = value.get("version")?;
        let version = u64::try_from(number.number()?).map_err(|_| number.wrong("is out of range"))?;
        let state = HashState { version, hash: value.get("hash")?.exactly()?, ..HashState::default() };
        let mac = |(index, entry): &(&str, Field<'_>)| {
            Ok(AppStateMutationMAC { index_mac: entry.decoded(index)?, value_mac: entry.get("valueMac")?.bytes()? })
        };
        let macs = value.find("indexValueMap").map(|macs| macs.entries()).transpose()?.unwrap_or_default();
        let macs = macs.iter().map(mac).collect::<Result<Vec<_>, BaileysError>>()?;
        kept(self.backend.set_version(name, state).await)?;
        kept(self.backend.put_mutation_macs(name, version, &macs).await)
    }

    async fn token(&self, jid: &str, value: &Field<'_>) -> Result<(), BaileysError> {
        let time = |name: &str| value.find(name).map(|time| time.number()).transpose();
        let entry = TcTokenEntry {
            token: value.find("token").map(|token| token.bytes()).transpose()?.unwrap_or_default(),
            token_timestamp: time("timestamp")?.unwrap_or(0),
            sender_timestamp: time("senderTimestamp")?,
        };
        kept(self.backend.put_tc_token(jid, &entry).await)
    }
}

fn fingerprint(value: &Field<'_>) -> Result<Vec<u8>, BaileysError> {
    let number = |name: &str| value.find(name).map(|number| number.small()).transpose();
    let indexes = value.find("deviceIndexes").map(|indexes| indexes.items()).transpose()?.unwrap_or_default();
    let message = AppStateSyncKeyFingerprint {
        raw_id: number("rawId")?,
        current_index: number("currentIndex")?,
        device_indexes: indexes.iter().map(Field::small).collect::<Result<_, _>>()?,
    };
    Ok(message.encode_to_vec())
}

/// Memory takes every row: an error is one of the row's form.
fn kept<T>(stored: Result<T, LibraryError>) -> Result<(), BaileysError> {
    let failure = |error: LibraryError| StoreError::new(linekeeper_domain::StoreFailure::Corrupt, error.to_string());
    stored.map(drop).map_err(|error| BaileysError::Store(failure(error)))
}
