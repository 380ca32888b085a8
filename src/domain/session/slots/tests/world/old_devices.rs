//! Devices of the world that are not wanted any more.

use super::super::at;
use super::{Device, World};
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
}
