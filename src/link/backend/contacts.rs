//! Stored data about contacts: which hidden id (LID) belongs to which phone number, and trusted-contact tokens.
//!
//! All of it can be requested again, so an unreadable row counts as absent.

use std::collections::{HashMap, HashSet};

use linekeeper_ports::{KeyPut, KeyRow, KeySelect};
use serde::{Deserialize, Serialize};
use wacore::store::traits::{LidPnMappingEntry, TcTokenEntry};

use super::{Answer, Backend, codec, keys, put, without};

/// Token with the address of its contact: the row id may hold only a digest of the address.
#[derive(Serialize, Deserialize)]
struct TokenOf {
    jid: String,
    entry: TcTokenEntry,
}

impl TokenOf {
    fn from_row(row: &KeyRow) -> Option<Self> {
        codec::decode(&row.value).ok()
    }

    /// Whether the window of either side (received token, sender) is still open.
    fn lives(&self, token_cutoff: i64, sender_cutoff: i64) -> bool {
        let token = !self.entry.token.is_empty() && self.entry.token_timestamp >= token_cutoff;
        token || self.entry.sender_timestamp.is_some_and(|stamp| stamp >= sender_cutoff)
    }
}

impl Backend {
    /// Row with the encoded value.
    pub(super) fn encoded<T: Serialize>(&self, key_type: &'static str, key_id: String, value: &T) -> Answer<KeyPut> {
        let value = codec::encode(value).map_err(|_| self.corrupt(key_type))?;
        Ok(put(key_type, key_id, value))
    }

    pub(super) async fn lid_entry(&self, lid: &str) -> Answer<Option<LidPnMappingEntry>> {
        let stored = self.read_one(keys::LID, keys::one(lid)).await?;
        Ok(stored.and_then(|value| codec::decode(&value).ok()))
    }

    /// Entry that a phone number points to now.
    pub(super) async fn lid_entry_of_phone(&self, phone: &str) -> Answer<Option<LidPnMappingEntry>> {
        let Some(lid) = self.read_one(keys::LID_OF_PHONE, keys::one(phone)).await? else { return Ok(None) };
        let Ok(lid) = std::str::from_utf8(&lid) else { return Ok(None) };
        // The hidden id may have moved to another number since.
        Ok(self.lid_entry(lid).await?.filter(|entry| entry.phone_number == phone))
    }

    /// Writes mappings. The time a hidden id was first seen is kept, and a number points to its most recent hidden id.
    /// The pointer of a number whose hidden id has moved away stays and is ignored, see [`Self::lid_entry_of_phone`].
    pub(super) async fn put_lid_entries(&self, entries: &[LidPnMappingEntry]) -> Answer<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let _change = self.change.lock().await;
        let mut of_phone = self.lids_of_phones(entries.iter().map(|entry| entry.phone_number.as_str())).await?;
        let wanted = entries.iter().map(|entry| entry.lid.clone()).chain(of_phone.values().cloned()).collect();
        let mut known = self.lid_entries(wanted).await?;
        let mut puts = Vec::with_capacity(2 * entries.len());
        for entry in entries {
            let before = known.get(&entry.lid);
            let created_at = before.map_or(entry.created_at, |before| before.created_at);
            let entry = LidPnMappingEntry { created_at, ..entry.clone() };
            let pointed_to = of_phone.get(&entry.phone_number).and_then(|lid| known.get(lid));
            let newer = pointed_to.is_none_or(|to| {
                to.phone_number != entry.phone_number || to.lid == entry.lid || to.updated_at <= entry.updated_at
            });
            if newer {
                let pointer = put(keys::LID_OF_PHONE, keys::one(&entry.phone_number), entry.lid.clone());
                puts.push(pointer);
                of_phone.insert(entry.phone_number.clone(), entry.lid.clone());
            }
            puts.push(self.encoded(keys::LID, keys::one(&entry.lid), &entry)?);
            known.insert(entry.lid.clone(), entry);
        }
        self.put(puts).await
    }

    async fn lid_entries(&self, lids: HashSet<String>) -> Answer<HashMap<String, LidPnMappingEntry>> {
        let select = KeySelect::Ids(lids.iter().map(|lid| keys::one(lid)).collect());
        let rows = self.read(keys::LID, select).await?;
        let entries = rows.into_iter().filter_map(|row| codec::decode::<LidPnMappingEntry>(&row.value).ok());
        Ok(entries.map(|entry| (entry.lid.clone(), entry)).collect())
    }

    async fn lids_of_phones(&self, phones: impl Iterator<Item = &str>) -> Answer<HashMap<String, String>> {
        let by_id: HashMap<String, String> = phones.map(|phone| (keys::one(phone), phone.to_owned())).collect();
        let rows = self.read(keys::LID_OF_PHONE, KeySelect::Ids(by_id.keys().cloned().collect())).await?;
        let pair = |row: KeyRow| Some((by_id.get(&row.key_id)?.clone(), String::from_utf8(row.value.into()).ok()?));
        Ok(rows.into_iter().filter_map(pair).collect())
    }

    pub(super) async fn tc_token(&self, jid: &str) -> Answer<Option<TcTokenEntry>> {
        let stored = self.read_one(keys::TC_TOKEN, keys::one(jid)).await?;
        let token = stored.and_then(|value| codec::decode::<TokenOf>(&value).ok());
        Ok(token.map(|token| token.entry))
    }

    pub(super) async fn write_tc_token(&self, jid: &str, entry: TcTokenEntry) -> Answer<()> {
        let token = TokenOf { jid: jid.to_owned(), entry };
        self.put(vec![self.encoded(keys::TC_TOKEN, keys::one(jid), &token)?]).await
    }

    pub(super) async fn tc_token_owners(&self) -> Answer<Vec<String>> {
        let rows = self.read(keys::TC_TOKEN, KeySelect::Prefix(String::new())).await?;
        Ok(rows.iter().filter_map(TokenOf::from_row).map(|token| token.jid).collect())
    }

    /// Deletes tokens whose windows have both passed, and unreadable rows.
    pub(super) async fn prune_tc_tokens(&self, token_cutoff: i64, sender_cutoff: i64) -> Answer<u32> {
        let _change = self.change.lock().await;
        let rows = self.read(keys::TC_TOKEN, KeySelect::Prefix(String::new())).await?;
        let lives = |row: &KeyRow| TokenOf::from_row(row).is_some_and(|token| token.lives(token_cutoff, sender_cutoff));
        let dead = rows.into_iter().filter(|row| !lives(row));
        self.delete(dead.map(|row| without(keys::TC_TOKEN, row.key_id)).collect()).await
    }
}
