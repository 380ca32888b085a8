//! Devices of the world: where each is stored, and those that are not wanted any more.

use super::super::at;
use super::{Device, World};
use crate::StoreFailure;
use crate::session::slots::{Input, OldDevice, Slot};

impl World {
    pub(super) fn old_devices(&self) -> Vec<OldDevice> {
        let named = |(device, of): &(i64, Device)| OldDevice {
            device: *device,
            phone: Some(of.phone.clone()),
            replaced_at: at(self.second).now,
        };
        self.old.iter().map(named).collect()
    }

    /// Keeps a linked device that is not wanted any more.
    pub(super) fn keep_old(&mut self, device: Device) {
        self.fence += 1;
        self.old.push((self.fence, device));
    }

    /// Empties the next slot. A linked device that was not logged out is kept.
    pub(super) fn set_aside(&mut self) {
        let device = self.rows.insert(Slot::Next, None).flatten();
        if let Some(device) = device.filter(|device| device.linked && !self.logged_out.contains(&device.name)) {
            self.keep_old(device);
            self.feed(Input::SetAside { old: self.old_devices() });
        }
    }

    /// Empties a slot. A line may be reset while it has no connection to be logged out over.
    pub(super) fn empty(&mut self, slot: Slot) {
        let device = self.rows.insert(slot, None).flatten();
        if slot == Slot::Current {
            self.given_up.extend(device.map(|device| device.name));
        }
    }

    pub(super) fn promote(&mut self) {
        if self.down {
            return self.feed(Input::PromotionFailed(StoreFailure::Unavailable));
        }
        let Some(new) = self.rows[&Slot::Next].clone().filter(|device| device.linked) else {
            return self.feed(Input::PromotionFailed(StoreFailure::Fenced));
        };
        let before = self.rows.insert(Slot::Current, Some(Device { connected: true, ..new })).flatten();
        self.rows.insert(Slot::Next, None);
        let before = before.filter(|device| device.linked).map(|device| self.keep_old(device));
        let old = before.and_then(|()| self.old_devices().pop());
        self.feed(Input::Promoted { old });
    }

    pub(in super::super) fn in_slot(&self, slot: Slot) -> Option<&Device> {
        self.rows[&slot].as_ref()
    }
}
