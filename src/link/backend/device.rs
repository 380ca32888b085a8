//! Identity of the device: the private keys of a linked device, always written as a whole.
//!
//! The library saves from two places at once (its background saver and its flushes) and passes a copy made earlier, so
//! an older copy could overwrite a newer one. Here saves are serialised, and each writes the newest state.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::Phone;
use linekeeper_ports::{Batch, Credentials};
use sha2::{Digest as _, Sha256};
use wacore::stats::StorageResourceReport;
use wacore::store::Device;
use wacore::store::traits::DeviceStore;
use whatsapp_rust::store::persistence_manager::PersistenceManager;

use super::{Answer, Backend, codec};

/// SHA-256 of an encoded device.
type Digest = [u8; 32];

/// Digests of the stored device; none where it is not known what is stored.
#[derive(Default)]
pub(super) struct Stored {
    whole: Option<Digest>,
    /// Digest without what can be learned again, see [`vital`].
    vital: Option<Digest>,
}

impl Stored {
    /// Digests of this device as it would be stored; `bytes` is its encoding.
    fn of(device: &Device, bytes: &[u8]) -> Result<Self, codec::Unreadable> {
        Ok(Self { whole: Some(digest(bytes)), vital: Some(digest(&codec::encode(&vital(device))?)) })
    }
}

/// Which changes of the device must be stored before the caller goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Urgency {
    /// All but those that can be learned again, see [`vital`].
    Vital,
    /// All.
    Whole,
}

/// Device id: the credentials of a link belong to one company, and a company has one device.
const ONLY_DEVICE: i32 = 1;

impl Backend {
    /// Sets the manager, which holds the newest state of the device.
    pub(crate) fn attach(&self, manager: Weak<PersistenceManager>) {
        // Set once, when the link is built.
        let _ = self.manager.set(manager);
    }

    /// Whether a linked device is stored, whatever the purpose of this link. Keeps the device for the library, which
    /// reads it next.
    pub(crate) async fn has_linked_device(&self) -> Answer<bool> {
        let device = self.stored_device().await?;
        let linked = device.as_ref().is_some_and(Device::is_registered);
        if let Some(device) = &device {
            let known = codec::encode(device).and_then(|bytes| Stored::of(device, &bytes));
            *self.saving.lock().await = known.map_err(|_| self.corrupt("the device"))?;
        }
        *self.found.lock().await = device.map(Box::new);
        Ok(linked)
    }

    async fn stored_device(&self) -> Answer<Option<Device>> {
        let _under_way = self.enter().await?;
        let stored = self.asked(self.credentials.credentials()).await.map_err(|error| self.failed(&error))?;
        let device = stored.map(|credentials| codec::decode(&credentials.0));
        device.transpose().map_err(|_| self.corrupt("the device"))
    }

    /// Device that the library regards as linked, whether or not it is stored; none if it is not linked.
    pub(crate) fn linked_device(&self) -> Option<Arc<whatsapp_rust::store::Device>> {
        let newest = self.manager.get().and_then(Weak::upgrade)?.get_device_snapshot();
        // The account is set after the number; a device without it is of no use.
        (newest.is_registered() && newest.account.is_some()).then_some(newest)
    }

    /// Stores the linked device with its number, unless it is stored already. Until this has succeeded once, the
    /// library's own saves are ignored.
    pub(crate) async fn commit_linked(&self) -> Answer<()> {
        let mut stored = self.saving.lock().await;
        let Some(newest) = self.linked_device() else { return Ok(()) };
        self.write_device(&newest.core, Urgency::Vital, &mut stored).await?;
        self.unlinked.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Stores the newest state, even if the library believes that it is stored or being stored.
    pub(crate) async fn save_now(&self) -> Answer<()> {
        if self.unlinked.load(Ordering::SeqCst) {
            return Ok(());
        }
        let Some(manager) = self.manager.get().and_then(Weak::upgrade) else { return Ok(()) };
        let mut stored = self.saving.lock().await;
        let newest = manager.get_device_snapshot();
        self.write_device(&newest.core, Urgency::Whole, &mut stored).await
    }

    /// Whether anything of a linked device is not stored yet.
    pub(super) async fn is_behind(&self) -> bool {
        let Some(manager) = self.manager.get().and_then(Weak::upgrade) else { return false };
        let newest = manager.get_device_snapshot();
        let stored = self.saving.lock().await;
        !self.unlinked.load(Ordering::SeqCst)
            && newest.is_registered()
            && codec::encode(&newest.core).is_ok_and(|bytes| stored.whole != Some(digest(&bytes)))
    }

    /// Writes the device unless nothing has changed that `urgency` requires to be stored; `stored` is the locked record
    /// of what is stored.
    async fn write_device(&self, device: &Device, urgency: Urgency, stored: &mut Stored) -> Answer<()> {
        // A device that is not linked is of no use to any later link: a pairing that ends early is begun anew with
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

/// Device without the fields that each log-in changes and the next one learns again: the log-in counter, the version
/// and the settings told by the server, its routing info and certificate. Those are stored with the next change of
/// anything else, and when the link has settled or ends.
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

/// The device as it is stored; `None` if it cannot be encoded.
pub(crate) fn encoded(device: &Device) -> Option<Bytes> {
    codec::encode(device).ok()
}

/// The device that is stored like this; `None` if it cannot be read.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Device> {
    codec::decode(bytes).ok()
}

/// Phone number of the account that the device is linked to; none if it is not linked.
pub(crate) fn phone_of(device: &Device) -> Option<Phone> {
    device.pn.as_ref().and_then(|pn| Phone::from_digits(&pn.user).ok())
}

#[async_trait]
impl DeviceStore for Backend {
    async fn save(&self, device: &Device) -> Answer<()> {
        let mut stored = self.saving.lock().await;
        match self.manager.get().and_then(Weak::upgrade) {
            // The hold (see `hold.rs`) decides whether the phone may be linked before anything of the device is stored.
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
            Some(device) => Ok(Some(*device)),
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
        let stored = self.asked(self.credentials.credentials()).await.map_err(|error| self.failed(&error))?;
        Ok(stored.is_some())
    }

    async fn create(&self) -> Answer<i32> {
        // The library creates a device when it finds none.
        Ok(ONLY_DEVICE)
    }

    async fn resource_report(&self) -> StorageResourceReport {
        // Rows are in the database, not in this process.
        StorageResourceReport { memory_bytes: Some(0), ..StorageResourceReport::default() }
    }
}
