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

/// SHA-256 of a device.
type Digest = [u8; 32];

/// What is stored of the device, as far as it is known.
#[derive(Default)]
pub(super) struct Stored {
    whole: Option<Digest>,
    /// Without what can be learned again.
    vital: Option<Digest>,
}

impl Stored {
    /// This device, in the form in which it is stored.
    fn of(device: &Device, bytes: &[u8]) -> Result<Self, codec::Unreadable> {
        Ok(Self { whole: Some(digest(bytes)), vital: Some(digest(&codec::encode(&vital(device))?)) })
    }
}

/// How soon a change of the device has to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Urgency {
    /// Before the library goes on, unless it can be learned again.
    Vital,
    /// Now, whatever it is.
    Whole,
}

/// A door leads to one company, and a company has one device.
const ONLY_DEVICE: i32 = 1;

impl Backend {
    /// Names the owner of the newest state.
    pub(crate) fn attach(&self, manager: Weak<PersistenceManager>) {
        // Set once, when the link is built.
        let _ = self.manager.set(manager);
    }

    /// Whether a linked device is stored, whatever this link is for. What was found is kept for the library, which reads it next.
    pub(crate) async fn has_linked_device(&self) -> Answer<bool> {
        let device = self.stored_device().await?;
        let linked = device.as_ref().is_some_and(Device::is_registered);
        if let Some(device) = &device {
            let known = codec::encode(device).and_then(|bytes| Stored::of(device, &bytes));
            *self.saving.lock().await = known.map_err(|_| self.corrupt("the device"))?;
        }
        *self.found.lock().await = device;
        Ok(linked)
    }

    async fn stored_device(&self) -> Answer<Option<Device>> {
        let _under_way = self.enter().await?;
        let stored = self.asked(self.door.credentials()).await.map_err(|error| self.failed(&error))?;
        let device = stored.map(|credentials| codec::decode(&credentials.0));
        device.transpose().map_err(|_| self.corrupt("the device"))
    }

    /// The device that WhatsApp has linked, as far as the library knows, while nothing of it is stored for certain.
    pub(crate) fn linked_device(&self) -> Option<Arc<whatsapp_rust::store::Device>> {
        let newest = self.manager.get().and_then(Weak::upgrade)?.get_device_snapshot();
        // The account is noted after the number; a device without it is of no use.
        (newest.is_registered() && newest.account.is_some()).then_some(newest)
    }

    /// Stores the linked device with its number, unless it is stored as it is. From the first time on the library's own saves
    /// are carried out, too.
    pub(crate) async fn commit_linked(&self) -> Answer<()> {
        let mut stored = self.saving.lock().await;
        let Some(newest) = self.linked_device() else { return Ok(()) };
        self.write_device(&newest.core, Urgency::Vital, &mut stored).await?;
        self.unlinked.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Commits the newest state, even where the library believes that it is committed or being committed.
    pub(crate) async fn save_now(&self) -> Answer<()> {
        if self.unlinked.load(Ordering::SeqCst) {
            return Ok(());
        }
        let Some(manager) = self.manager.get().and_then(Weak::upgrade) else { return Ok(()) };
        let mut stored = self.saving.lock().await;
        let newest = manager.get_device_snapshot();
        self.write_device(&newest.core, Urgency::Whole, &mut stored).await
    }

    /// Whether anything of a linked device is not stored.
    pub(super) async fn is_behind(&self) -> bool {
        let Some(manager) = self.manager.get().and_then(Weak::upgrade) else { return false };
        let newest = manager.get_device_snapshot();
        let stored = self.saving.lock().await;
        !self.unlinked.load(Ordering::SeqCst)
            && newest.is_registered()
            && codec::encode(&newest.core).is_ok_and(|bytes| stored.whole != Some(digest(&bytes)))
    }

    /// Writes the device unless what has changed, if anything, may wait; `stored` is held by whoever writes it.
    async fn write_device(&self, device: &Device, urgency: Urgency, stored: &mut Stored) -> Answer<()> {
        // A device that no phone knows is of no use to anybody but this link: a pairing that ends early is begun anew with
        // other keys. So a code is shown without waiting for a write.
        if !device.is_registered() {
            return Ok(());
        }
        // The library saves after each step, whether or not the step has changed anything.
        let unfit = |_| self.corrupt("the device to write");
        let bytes = codec::encode(device).map_err(unfit)?;
        let new = Stored::of(device, &bytes).map_err(unfit)?;
        let as_it_is = match urgency {
            Urgency::Vital => new.vital == stored.vital,
            Urgency::Whole => new.whole == stored.whole,
        };
        if as_it_is {
            return Ok(());
        }
        let batch = Batch { credentials: Some(Credentials(bytes)), linked_phone: phone_of(device), ..Batch::default() };
        *stored = Stored::default();
        self.write(batch).await?;
        *stored = new;
        Ok(())
    }
}

fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// The device without what each log-in changes and the next one learns again: how often it has logged in, which version and which
/// settings the server has told, how to reach it sooner. It is stored with the next change of anything else, and once the
/// link has come to rest or ends.
fn vital(device: &Device) -> Device {
    Device {
        login_counter: 0,
        app_version_primary: 0,
        app_version_secondary: 0,
        app_version_tertiary: 0,
        app_version_last_fetched_ms: 0,
        props_hash: None,
        edge_routing_info: None,
        server_cert_chain: None,
        ..device.clone()
    }
}

/// The number of the account the device is linked to.
pub(crate) fn phone_of(device: &Device) -> Option<Phone> {
    device.pn.as_ref().and_then(|pn| Phone::from_digits(&pn.user).ok())
}

#[async_trait]
impl DeviceStore for Backend {
    async fn save(&self, device: &Device) -> Answer<()> {
        let mut stored = self.saving.lock().await;
        match self.manager.get().and_then(Weak::upgrade) {
            // Whether the phone may be linked is decided before anything of it is stored.
            Some(_) if self.unlinked.load(Ordering::SeqCst) => Ok(()),
            Some(manager) => {
                let newest: Arc<_> = manager.get_device_snapshot();
                self.write_device(&newest.core, Urgency::Vital, &mut stored).await
            }
            None => self.write_device(device, Urgency::Vital, &mut stored).await,
        }
    }

    async fn load(&self) -> Answer<Option<Device>> {
        if self.unborn.load(Ordering::SeqCst) {
            return Ok(None);
        }
        match self.found.lock().await.take() {
            Some(device) => Ok(Some(device)),
            None => self.stored_device().await,
        }
    }

    async fn exists(&self) -> Answer<bool> {
        if self.unborn.load(Ordering::SeqCst) {
            return Ok(false);
        }
        if self.found.lock().await.is_some() {
            return Ok(true);
        }
        let _under_way = self.enter().await?;
        let stored = self.asked(self.door.credentials()).await.map_err(|error| self.failed(&error))?;
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
