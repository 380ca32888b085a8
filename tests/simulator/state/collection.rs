//! App state of an account: encrypted patches of each collection, and the hash over them.
//!
//! The server only numbers and keeps patches. The phone, a member of the account, also maintains the hash, so that it
//! can write patches of its own (its push name) after those of linked devices.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use wacore_appstate::hash::HashState;
use waproto::whatsapp as wa;

use super::{Blob, random};

/// Key that the account's devices share for app state.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SyncKey {
    pub(crate) id: Blob,
    pub(crate) data: Blob,
    pub(crate) made_at: i64,
}

impl SyncKey {
    pub(crate) fn generate() -> Self {
        // In the real client the first two bytes are a part of the key's epoch counter; any six bytes identify a key.
        Self { id: random::<6>().to_vec().into(), data: random::<32>().to_vec().into(), made_at: super::now_millis() }
    }
}

/// One collection, for example `critical_block`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collection {
    /// Patches from version 1 on, as protobuf; the version of a collection is their count.
    pub(crate) patches: Vec<Blob>,
    /// LTHash over the current values; empty before the first patch.
    hash: Blob,
    /// Value MACs by base64 of the index MAC.
    values: BTreeMap<String, Blob>,
}

impl Collection {
    pub(crate) fn version(&self) -> u64 {
        self.patches.len() as u64
    }

    /// Hash after these mutations, which are not yet part of the collection.
    pub(crate) fn hash_after(&self, mutations: &[wa::SyncdMutation]) -> HashState {
        let mut state = HashState { version: self.version(), ..HashState::default() };
        if let Ok(hash) = self.hash.as_slice().try_into() {
            state.hash = hash;
        }
        // A missing earlier value is no error: there is nothing to subtract from the hash.
        let (_, _) = state.update_hash(mutations, |index, place| Ok(self.value_before(mutations, place, index)));
        state.version += 1;
        state
    }

    /// Value MAC that the mutation at `place` replaces: one of the same patch, else the collection's.
    fn value_before(&self, mutations: &[wa::SyncdMutation], place: usize, index: &[u8]) -> Option<Vec<u8>> {
        let removal = mutations.get(place).is_some_and(removes);
        let same = |other: &&wa::SyncdMutation| other.record.index.blob.as_deref() == Some(index) && !removes(other);
        let earlier = mutations.iter().take(place).rev().find(same).filter(|_| !removal);
        let kept = || self.values.get(&STANDARD.encode(index)).map(|mac| mac.0.clone());
        earlier.and_then(value_mac).map_or_else(kept, |mac| Some(mac.to_vec()))
    }

    /// Appends a patch with the next version, whatever version it states.
    pub(crate) fn append(&mut self, mut patch: wa::SyncdPatch) {
        let next = self.hash_after(&patch.mutations);
        for mutation in &patch.mutations {
            self.follow(mutation);
        }
        self.hash = next.hash.to_vec().into();
        patch.version = wa::SyncdVersion { version: Some(next.version) }.into();
        self.patches.push(waproto::codec::syncd_patch_to_vec(&patch).into());
    }

    fn follow(&mut self, mutation: &wa::SyncdMutation) {
        let Some(index) = mutation.record.index.blob.as_deref() else { return };
        let index = STANDARD.encode(index);
        if removes(mutation) {
            self.values.remove(&index);
        } else if let Some(mac) = value_mac(mutation) {
            self.values.insert(index, mac.to_vec().into());
        }
    }
}

fn removes(mutation: &wa::SyncdMutation) -> bool {
    let remove = wa::syncd_mutation::SyncdOperation::REMOVE as i32;
    mutation.operation.as_ref().is_some_and(|operation| operation.to_i32() == remove)
}

fn value_mac(mutation: &wa::SyncdMutation) -> Option<&[u8; 32]> {
    mutation.record.value.blob.as_deref()?.last_chunk::<32>()
}
