//! The device's identity: the private keys of a linked device, written whole.
//!
//! The library saves from two places at once (its background saver and its flushes) and hands over a copy it made
//! earlier, so an older copy could overtake a newer one. Here saves stand in line, and each writes the newest state.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use async_trait::async_trait;
use linekeeper_domain::Phone;
use linekeeper_ports::{Batch, Credentials};
use sha2::{Digest as _, Sha256};
use wacore::stats::StorageResourceReport;
use wacore::store::Device;
use wacore::store::traits::DeviceStore;
use whatsapp_rust::store::persistence_manager::PersistenceManager;

use super::{Answer, Backend, codec};

/// SHA-256 of a written device.
pub(super) type Digest = [u8; 32];

/// A door leads to one company, and a company has one device.
const ONLY_DEVICE: i32 = 1;

impl Backend {
    /// Names the owner of the newest state.
    pub(crate) fn attach(&self, manager: Weak<PersistenceManager>) {
        // Set once, when the link is built.
        let _ = self.manager.set(manager);
    }

    /// The stored device, whatever this link is for.
    pub(crate) async fn stored_device(&self) -> Answer<Option<Device>> {
        let _under_way = self.enter().await?;
        let stored = self.door.credentials().await.map_err(|error| self.failed(&error))?;
        self.found.store(stored.is_some(), Ordering::SeqCst);
        let device = stored.map(|credentials| codec::decode(&credentials.0));
        device.transpose().map_err(|_| self.corrupt("the device"))
    }

    /// Commits the newest state, even where the library believes that it is committed or being committed.
    pub(crate) async fn save_now(&self) -> Answer<()> {
        let Some(manager) = self.manager.get().and_then(Weak::upgrade) else { return Ok(()) };
        let device = manager.get_device_snapshot();
        self.save(&device.core).await
    }

    /// Writes the device unless it was written like this last; `last` is held by whoever writes it.
    async fn write_device(&self, device: &Device, last: &mut Option<Digest>) -> Answer<()> {
        // A device that no phone knows is of no use to anybody but this link: a pairing that ends early is begun anew with
        // other keys. So a code is shown without waiting for a write.
        if !device.is_registered() {
            return Ok(());
        }
        let bytes = codec::encode(device).map_err(|_| self.corrupt("the device to write"))?;
        // The library saves after each step, whether or not the step has changed anything.
        let digest: Digest = Sha256::digest(&bytes).into();
        if *last == Some(digest) {
            return Ok(());
        }
        let batch = Batch { credentials: Some(Credentials(bytes)), linked_phone: phone_of(device), ..Batch::default() };
        *last = None;
        self.write(batch).await?;
        *last = Some(digest);
        Ok(())
    }
}

/// The number of the account the device is linked to.
pub(crate) fn phone_of(device: &Device) -> Option<Phone> {
    device.pn.as_ref().and_then(|pn| Phone::from_digits(&pn.user).ok())
}

#[async_trait]
impl DeviceStore for Backend {
    async fn save(&self, device: &Device) -> Answer<()> {
        let mut last = self.saving.lock().await;
        match self.manager.get().and_then(Weak::upgrade) {
            Some(manager) => {
                let newest: Arc<_> = manager.get_device_snapshot();
                self.write_device(&newest.core, &mut last).await
            }
            None => self.write_device(device, &mut last).await,
        }
    }

    async fn load(&self) -> Answer<Option<Device>> {
        if self.unborn.load(Ordering::SeqCst) { Ok(None) } else { self.stored_device().await }
    }

    async fn exists(&self) -> Answer<bool> {
        if self.unborn.load(Ordering::SeqCst) {
            return Ok(false);
        }
        if self.found.load(Ordering::SeqCst) {
            return Ok(true);
        }
        let _under_way = self.enter().await?;
        let stored = self.door.credentials().await.map_err(|error| self.failed(&error))?;
        Ok(stored.is_some())
    }

    async fn create(&self) -> Answer<i32> {
        // The library makes one when it finds none.
        Ok(ONLY_DEVICE)
    }

    async fn resource_report(&self) -> StorageResourceReport {
        // What is stored lies in the database, not in this process.
        StorageResourceReport { memory_bytes: Some(0), ..StorageResourceReport::default() }
    }
}
