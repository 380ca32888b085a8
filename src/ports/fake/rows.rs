//! One company's rows in memory, and the rules that the database's statements follow.

use std::collections::BTreeMap;

use linekeeper_domain::session::Parked;
use linekeeper_domain::{CompanyId, Phone, Timestamp};

use crate::{Batch, Credentials, Fence, KeyDelete, KeyQuery, KeyRow, KeySelect, StoredCompany, Written};

/// A company's row of `whatsapp_auth` with its rows of `whatsapp_keys`.
#[derive(Debug, Clone, Default)]
pub struct FakeRow {
    /// Fencing token: grows with each wipe and each change of owner.
    pub fence: i64,
    /// Number that linked.
    pub linked_phone: Option<Phone>,
    /// Number the pairing was requested for.
    pub requested_phone: Option<Phone>,
    /// The device's identity.
    pub credentials: Option<Credentials>,
    /// Time of the linking.
    pub paired_at: Option<Timestamp>,
    /// Time of the session's last connection.
    pub last_connected_at: Option<Timestamp>,
    /// Time of the last write to any of the rows.
    pub updated_at: Option<Timestamp>,
    /// Reason the session is parked.
    pub parked: Option<Parked>,
    /// Time at which it was parked because WhatsApp removed a device that had just been linked.
    pub removed_at: Option<Timestamp>,
    /// Fence under which the device's log-out was ordered.
    pub log_out_fence: Option<i64>,
    /// Time of the last warning that the credentials will expire.
    pub warned_at: Option<Timestamp>,
    /// Key rows, by type and id.
    pub keys: BTreeMap<(&'static str, String), KeyRow>,
}

impl FakeRow {
    /// Creates the row of a linked phone.
    #[must_use]
    pub fn linked(phone: &Phone, paired_at: Timestamp) -> Self {
        Self {
            linked_phone: Some(phone.clone()),
            requested_phone: Some(phone.clone()),
            credentials: Some(Credentials(bytes::Bytes::from_static(b"a device"))),
            paired_at: Some(paired_at),
            updated_at: Some(paired_at),
            ..Self::default()
        }
    }

    /// Returns the row without its secrets.
    pub(super) fn stored(&self, company: &CompanyId) -> StoredCompany {
        StoredCompany {
            company: company.clone(),
            phone: self.linked_phone.clone().or_else(|| self.requested_phone.clone()),
            has_credentials: self.credentials.is_some(),
            paired_at: self.paired_at,
            last_connected_at: self.last_connected_at,
            parked: self.parked.clone(),
        }
    }

    pub(super) fn wipe(&mut self, requested_phone: Option<Phone>, now: Timestamp) -> Fence {
        let (fence, removed_at) = (self.fence + 1, self.removed_at);
        *self = Self { fence, requested_phone, removed_at, updated_at: Some(now), ..Self::default() };
        Fence(self.fence)
    }

    pub(super) fn select(&self, query: &KeyQuery) -> Vec<KeyRow> {
        let of_type = self.keys.iter().filter(|((key_type, _), _)| *key_type == query.key_type);
        let wanted = |id: &String| match &query.select {
            KeySelect::Ids(ids) => ids.contains(id),
            KeySelect::Prefix(prefix) | KeySelect::LastWithPrefix(prefix) => id.starts_with(prefix),
        };
        let found: Vec<KeyRow> = of_type.filter(|((_, id), _)| wanted(id)).map(|(_, row)| row.clone()).collect();
        match query.select {
            KeySelect::LastWithPrefix(_) => found.into_iter().next_back().into_iter().collect(),
            KeySelect::Ids(_) | KeySelect::Prefix(_) => found,
        }
    }

    pub(super) fn apply(&mut self, batch: Batch, now: Timestamp) -> Written {
        let before = self.keys.len();
        for delete in &batch.deletes {
            self.keys.retain(|(key_type, id), row| !goes(delete, key_type, id, row.stamp));
        }
        let deleted = u64::try_from(before - self.keys.len()).unwrap_or_default();
        for put in batch.puts {
            self.keys.insert((put.key_type, put.row.key_id.clone()), put.row);
        }
        self.credentials = batch.credentials.or_else(|| self.credentials.take());
        if let Some(phone) = batch.linked_phone {
            self.linked_phone = Some(phone);
            self.paired_at = self.paired_at.or(Some(now));
        }
        self.updated_at = Some(now);
        Written { deleted }
    }

    pub(super) fn last_used(&self) -> Option<Timestamp> {
        self.last_connected_at.max(self.updated_at)
    }
}

fn goes(delete: &KeyDelete, of_type: &str, id: &str, row_stamp: Option<i64>) -> bool {
    match delete {
        KeyDelete::Id { key_type, key_id } => of_type == *key_type && id == key_id,
        KeyDelete::Prefix { key_type, prefix } => of_type == *key_type && id.starts_with(prefix.as_str()),
        KeyDelete::OlderThan { key_type, stamp } => {
            of_type == *key_type && row_stamp.is_some_and(|row_stamp| row_stamp != 0 && row_stamp < *stamp)
        }
    }
}
