//! Sender keys of a phone: its own one per group, with which every message for the group is encrypted once, and those of
//! the members' devices, with which it decrypts theirs.

use std::collections::BTreeMap;

use async_trait::async_trait;
use futures::FutureExt as _;
use wacore_libsignal::protocol::{
    SenderKeyDistributionMessage, SenderKeyName, SenderKeyRecord, SenderKeyStore, SignalProtocolError,
    create_sender_key_distribution_message, group_decrypt, group_encrypt, process_sender_key_distribution_message,
};
use waproto::whatsapp as wa;

use super::{Address, Sealed, SignalError};
use crate::state::{Blob, Phone};

type Result<T> = std::result::Result<T, SignalProtocolError>;

/// Sender keys by the first part of their names: the group, and for keys of others the device.
struct SenderKeys<'a>(&'a mut BTreeMap<String, Blob>);

/// Maximum number of sender keys of others that a phone keeps; beyond it all are forgotten and asked for again.
const HEARD_KEYS: usize = 4_096;

#[async_trait]
impl SenderKeyStore for SenderKeys<'_> {
    async fn store_sender_key(&mut self, name: &SenderKeyName, mut record: SenderKeyRecord) -> Result<()> {
        record.waive_counter_lease()?;
        self.0.insert(name.group_id().to_owned(), record.serialize()?.into());
        Ok(())
    }

    async fn load_sender_key(&self, name: &SenderKeyName) -> Result<Option<SenderKeyRecord>> {
        let Some(blob) = self.0.get(name.group_id()) else { return Ok(None) };
        let mut record = SenderKeyRecord::deserialize(blob.as_slice())?;
        // A key is loaded and stored for every message: leased iterations would be wasted each time.
        record.waive_counter_lease()?;
        Ok(Some(record))
    }
}

impl Phone {
    fn sender_key_name(&self, group: &str) -> SenderKeyName {
        SenderKeyName::from_parts(&format!("{group}@g.us"), self.number.as_str())
    }

    /// Message that gives a device the group's sender key in its present state; makes the key if there is none.
    pub(crate) fn sender_key(&mut self, group: &str) -> std::result::Result<wa::Message, SignalError> {
        let name = self.sender_key_name(group);
        let mut store = SenderKeys(&mut self.sender_keys);
        let key = create_sender_key_distribution_message(&name, &mut store, &mut rand::rng())
            .now_or_never()
            .ok_or(SignalError::NotReady)??;
        let distribution = wa::message::SenderKeyDistributionMessage {
            group_id: Some(name.group_id().to_owned()),
            axolotl_sender_key_distribution_message: Some(key.serialized().to_vec()),
        };
        Ok(wa::Message { sender_key_distribution_message: distribution.into(), ..Default::default() })
    }

    /// Encrypts a padded plaintext for the whole group.
    pub(crate) fn seal_for_group(&mut self, group: &str, plain: &[u8]) -> std::result::Result<Sealed, SignalError> {
        let name = self.sender_key_name(group);
        let mut store = SenderKeys(&mut self.sender_keys);
        let sealed =
            group_encrypt(&mut store, &name, plain, &mut rand::rng()).now_or_never().ok_or(SignalError::NotReady)??;
        Ok(Sealed { kind: "skmsg", bytes: sealed.serialized().to_vec() })
    }

    /// Name of a device's sender key; the store looks at its first part alone.
    fn heard_key_name(group: &str, from: &Address) -> SenderKeyName {
        SenderKeyName::from_parts(&format!("{group}@g.us {from}"), from.number.as_str())
    }

    /// Learns the sender key of a device.
    pub(crate) fn learn_sender_key(
        &mut self,
        group: &str,
        from: &Address,
        key: &[u8],
    ) -> std::result::Result<(), SignalError> {
        let key = SenderKeyDistributionMessage::try_from(key)?;
        if self.heard_keys.len() >= HEARD_KEYS {
            self.heard_keys.clear();
        }
        let (name, mut store) = (Self::heard_key_name(group, from), SenderKeys(&mut self.heard_keys));
        process_sender_key_distribution_message(&name, &key, &mut store)
            .now_or_never()
            .ok_or(SignalError::NotReady)??;
        Ok(())
    }

    /// Decrypts a device's message for a group to the padded plaintext.
    pub(crate) fn open_of_group(
        &mut self,
        group: &str,
        from: &Address,
        sealed: &[u8],
    ) -> std::result::Result<Vec<u8>, SignalError> {
        let (name, mut store) = (Self::heard_key_name(group, from), SenderKeys(&mut self.heard_keys));
        Ok(group_decrypt(sealed, &mut store, &name).now_or_never().ok_or(SignalError::NotReady)??)
    }
}
