//! Persistent state of a simulator: the server's keys, and the phones with their Signal state, linked devices and
//! texts.
//!
//! All of it is written to the state file as it is; nothing here depends on connections.

mod collection;
mod device;
mod file;
mod group;
mod keys;
mod number;
mod phone;
mod queue;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub(crate) use collection::{Collection, SyncKey};
pub(crate) use device::{Device, PublicPreKey, PublicSignedPreKey};
pub(crate) use file::{Saver, Snapshot, load};
pub(crate) use group::Group;
pub(crate) use keys::{Blob, Keys, random, verified};
pub(crate) use number::Number;
pub(crate) use phone::{Phone, Sent, SentContent, SignedPreKey, Text};
pub(crate) use queue::{Queue, QueueLimit, Queued, StanzaClass};

use crate::error::Refusal;

/// Version of the file format; another one is refused at the start.
const FORM: u32 = 1;

/// State that survives a restart.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    form: u32,
    pub(crate) server: ServerKeys,
    phones: BTreeMap<Number, Phone>,
    /// Groups by the user part of their jid.
    #[serde(default)]
    groups: BTreeMap<String, Group>,
    /// Numbers by hidden id (LID); rebuilt when the file is read.
    #[serde(skip)]
    lids: HashMap<String, Number>,
    /// Accounts by the other forms of their numbers; rebuilt when the file is read.
    #[serde(skip)]
    written_as: HashMap<Number, Number>,
}

/// The server's keys: clients pin the static key after their first handshake.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServerKeys {
    pub(crate) noise: Keys,
    pub(crate) intermediate: Keys,
}

impl State {
    /// A state without phones and with new server keys.
    pub(crate) fn new() -> Self {
        Self {
            form: FORM,
            server: ServerKeys { noise: Keys::generate(), intermediate: Keys::generate() },
            phones: BTreeMap::new(),
            groups: BTreeMap::new(),
            lids: HashMap::new(),
            written_as: HashMap::new(),
        }
    }

    /// Parses the text of a state file; the error says what is wrong with it.
    pub(crate) fn from_json(text: &[u8]) -> Result<Self, String> {
        let mut state: Self = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if state.form != FORM {
            return Err(format!("it has form {}, this simulator writes form {FORM}", state.form));
        }
        state.lids = state.phones.values().map(|phone| (phone.lid.clone(), phone.number.clone())).collect();
        let written = |phone: &Phone| {
            let number = phone.number.clone();
            phone.written_as.clone().into_iter().map(move |written| (written, number.clone())).collect::<Vec<_>>()
        };
        state.written_as = state.phones.values().flat_map(written).collect();
        Ok(state)
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, String> {
        serde_json::to_vec(self).map_err(|error| error.to_string())
    }

    pub(crate) fn phone(&self, number: &Number) -> Option<&Phone> {
        self.phones.get(number)
    }

    pub(crate) fn phone_mut(&mut self, number: &Number) -> Option<&mut Phone> {
        self.phones.get_mut(number)
    }

    pub(crate) fn phones(&self) -> impl Iterator<Item = &Phone> {
        self.phones.values()
    }

    pub(crate) fn group(&self, id: &str) -> Option<&Group> {
        self.groups.get(id)
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    /// Adds a group, or replaces the one with its id. Refused if there are `limit` others.
    pub(crate) fn put_group(&mut self, group: Group, limit: usize) -> Result<(), Refusal> {
        if !self.groups.contains_key(&group.id) && self.groups.len() >= limit {
            return Err(Refusal::Full("groups"));
        }
        self.groups.insert(group.id.clone(), group);
        Ok(())
    }

    /// The phone of the number; created if it does not exist and there are fewer than `limit`.
    pub(crate) fn phone_or_new(&mut self, number: &Number, limit: usize) -> Result<&mut Phone, Refusal> {
        if !self.phones.contains_key(number) {
            if self.phones.len() >= limit {
                return Err(Refusal::Full("phones"));
            }
            let lid = self.free_lid(number);
            self.lids.insert(lid.clone(), number.clone());
            self.phones.insert(number.clone(), Phone::new(number.clone(), lid));
        }
        self.phones.get_mut(number).ok_or(Refusal::Full("phones"))
    }

    /// Number of the account that this number leads to: itself, unless it is another form of an account's number.
    pub(crate) fn account_of(&self, number: Number) -> Number {
        self.written_as.get(&number).cloned().unwrap_or(number)
    }

    /// Sets the other forms of a phone's number. Refused if one of them is a phone, or belongs to another phone.
    pub(crate) fn write_also(&mut self, number: &Number, written: BTreeSet<Number>) -> Result<(), Refusal> {
        let taken = |one: &&Number| {
            self.phones.contains_key(*one) || self.written_as.get(*one).is_some_and(|account| account != number)
        };
        if let Some(taken) = written.iter().find(taken) {
            return Err(Refusal::BadRequest(format!("{} is a phone, or another phone's", taken.masked())));
        }
        self.written_as.retain(|_, account| account != number);
        self.written_as.extend(written.iter().map(|one| (one.clone(), number.clone())));
        if let Some(phone) = self.phones.get_mut(number) {
            phone.written_as = written;
        }
        Ok(())
    }

    /// Number behind a hidden id (LID).
    pub(crate) fn number_of_lid(&self, lid: &str) -> Option<&Number> {
        self.lids.get(lid)
    }

    /// A hidden id (LID) that no other phone has: 15 digits derived from a hash of the number.
    fn free_lid(&self, number: &Number) -> String {
        let digest = Sha256::digest(number.as_str().as_bytes());
        let seed = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let mut lid = 100_000_000_000_000 + seed % 900_000_000_000_000;
        while self.lids.contains_key(&lid.to_string()) {
            lid += 1;
        }
        lid.to_string()
    }
}

/// Seconds since 1970, the unit of every `t` on the wire.
pub(crate) fn now() -> i64 {
    now_millis() / 1000
}

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the simulated service keeps the time that its clients keep")]
pub(crate) fn now_millis() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

/// Microseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the simulated service keeps the time that its clients keep")]
pub(crate) fn now_micros() -> i64 {
    chrono::Utc::now().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn lid_leads_to_its_number_after_a_restart() {
        let mut state = State::new();
        let lid = state.phone_or_new(&number("79006464263"), 10).unwrap().lid.clone();
        let back = State::from_json(&state.to_json().unwrap()).unwrap();
        assert_eq!(back.number_of_lid(&lid), Some(&number("79006464263")));
        assert_eq!(back.server.noise.public(), state.server.noise.public());
    }

    #[test]
    fn account_with_two_numbers_is_found_by_either_after_a_restart() {
        let (id, written) = (number("5215512345678"), number("525512345678"));
        let mut state = State::new();
        state.phone_or_new(&id, 10).unwrap();
        state.write_also(&id, [written.clone()].into()).unwrap();
        let mut back = State::from_json(&state.to_json().unwrap()).unwrap();
        assert_eq!((back.account_of(written.clone()), back.account_of(id.clone())), (id.clone(), id.clone()));
        let other = number("79006464263");
        back.phone_or_new(&other, 10).unwrap();
        assert!(back.write_also(&other, [written].into()).is_err(), "it is another phone's");
        assert!(back.write_also(&other, [id].into()).is_err(), "it is a phone");
    }

    #[test]
    fn phones_are_bounded() {
        let mut state = State::new();
        state.phone_or_new(&number("79006464263"), 1).unwrap();
        assert_eq!(state.phone_or_new(&number("79006464264"), 1).unwrap_err(), Refusal::Full("phones"));
        assert!(state.phone_or_new(&number("79006464263"), 1).is_ok());
    }

    #[test]
    fn file_of_another_format_version_is_refused() {
        let mut state = State::new();
        state.form = 99;
        let why = State::from_json(&state.to_json().unwrap()).unwrap_err();
        assert!(why.contains("form 99"), "{why}");
    }
}
