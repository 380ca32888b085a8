//! Stores of the Signal library, backed by the phone's key material.
//!
//! Every identity is trusted: a device that was linked anew has a new one, signed by the phone itself.

use std::collections::BTreeMap;

use async_trait::async_trait;
use wacore_libsignal::protocol::{
    Direction, GenericSignedPreKey as _, IdentityChange, IdentityKey, IdentityKeyPair, IdentityKeyStore, PreKeyId,
    PreKeyRecord, PreKeyStore, ProtocolAddress, SessionRecord, SessionStore, SignalProtocolError, SignedPreKeyId,
    SignedPreKeyRecord, SignedPreKeyStore, Timestamp,
};

use crate::state::{Blob, Keys, SignedPreKey};

type Result<T> = std::result::Result<T, SignalProtocolError>;

pub(super) struct Sessions<'a>(pub(super) &'a mut BTreeMap<String, Blob>);

#[async_trait]
impl SessionStore for Sessions<'_> {
    async fn load_session(&self, address: &ProtocolAddress) -> Result<Option<SessionRecord>> {
        let Some(blob) = self.0.get(address.as_str()) else { return Ok(None) };
        let mut record = SessionRecord::deserialize(blob.as_slice())?;
        // A session is loaded and stored for every message: leased counters would be wasted each time.
        record.waive_counter_lease();
        Ok(Some(record))
    }

    async fn has_session(&self, address: &ProtocolAddress) -> Result<bool> {
        Ok(self.0.contains_key(address.as_str()))
    }

    async fn store_session(&mut self, address: &ProtocolAddress, mut record: SessionRecord) -> Result<()> {
        record.waive_counter_lease();
        self.0.insert(address.as_str().to_owned(), record.serialize()?.into());
        Ok(())
    }
}

pub(super) struct Identity<'a> {
    pub(super) keys: &'a Keys,
    pub(super) registration_id: u32,
}

#[async_trait]
impl IdentityKeyStore for Identity<'_> {
    async fn get_identity_key_pair(&self) -> Result<IdentityKeyPair> {
        let pair = &self.keys.0;
        Ok(IdentityKeyPair::new(IdentityKey::new(pair.public_key), pair.private_key.clone()))
    }

    async fn get_local_registration_id(&self) -> Result<u32> {
        Ok(self.registration_id)
    }

    async fn save_identity(&mut self, _: &ProtocolAddress, _: &IdentityKey) -> Result<IdentityChange> {
        Ok(IdentityChange::NewOrUnchanged)
    }

    async fn is_trusted_identity(&self, _: &ProtocolAddress, _: &IdentityKey, _: Direction) -> Result<bool> {
        Ok(true)
    }

    async fn get_identity(&self, _: &ProtocolAddress) -> Result<Option<IdentityKey>> {
        Ok(None)
    }
}

pub(super) struct OneTime<'a>(pub(super) &'a mut BTreeMap<u32, Keys>);

#[async_trait]
impl PreKeyStore for OneTime<'_> {
    async fn get_pre_key(&self, id: PreKeyId) -> Result<PreKeyRecord> {
        let keys = self.0.get(&u32::from(id)).ok_or(SignalProtocolError::InvalidPreKeyId)?;
        Ok(PreKeyRecord::new(id, &keys.0))
    }

    async fn save_pre_key(&mut self, id: PreKeyId, record: &PreKeyRecord) -> Result<()> {
        self.0.insert(id.into(), Keys(record.key_pair()?));
        Ok(())
    }

    async fn remove_pre_key(&mut self, id: PreKeyId) -> Result<()> {
        self.0.remove(&u32::from(id));
        Ok(())
    }
}

pub(super) struct Signed<'a>(pub(super) &'a SignedPreKey);

#[async_trait]
impl SignedPreKeyStore for Signed<'_> {
    async fn get_signed_pre_key(&self, id: SignedPreKeyId) -> Result<SignedPreKeyRecord> {
        if u32::from(id) != self.0.id {
            return Err(SignalProtocolError::InvalidSignedPreKeyId);
        }
        let made = Timestamp::from_epoch_millis(0);
        Ok(SignedPreKeyRecord::new(id, made, &self.0.keys.0, self.0.signature.as_slice()))
    }

    async fn save_signed_pre_key(&mut self, _: SignedPreKeyId, _: &SignedPreKeyRecord) -> Result<()> {
        Err(SignalProtocolError::InvalidArgument("the phone keeps one signed pre-key".to_owned()))
    }
}
