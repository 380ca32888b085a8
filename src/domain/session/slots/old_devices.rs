//! Devices that are not wanted any more: each is logged out, and tried again until WhatsApp confirms it.

use std::time::Duration;

use crate::Timestamp;

use super::turn::Turn;
use super::{CompanyEffect, OldDevice};

/// Pause before the first further try to log out an old device; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 3600);

/// Pause before the first try after a start, when the sessions themselves connect.
const AFTER_START: Duration = Duration::from_secs(30);

/// Old devices of a company, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OldDevices {
    all: Vec<Entry>,
    /// Time of the next try; `None` while one is under way.
    pub(super) next_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    old: OldDevice,
    tries: u32,
    /// Whether its log-out is under way.
    leaves: bool,
}

impl OldDevices {
    pub(super) const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The one that is shown: the newest.
    pub(super) fn shown(&self) -> Option<&OldDevice> {
        self.all.last().map(|entry| &entry.old)
    }

    fn add(&mut self, old: OldDevice, leaves: bool) {
        self.all.push(Entry { old, tries: 0, leaves });
    }

    /// Pause until the next try; none while one is under way, or where none is left.
    fn pause(&self) -> Option<Duration> {
        let tries = self.all.iter().map(|entry| entry.tries).min()?;
        let under_way = self.all.iter().any(|entry| entry.leaves);
        let pause = FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
        (!under_way).then_some(pause)
    }
}

impl Turn {
    /// Notes the devices that an earlier life has left.
    pub(super) fn found_old(&mut self, found: Vec<OldDevice>) {
        self.add_old(found, AFTER_START);
    }

    /// Notes a device that was set aside. One try to log it out has failed, or could not be made.
    pub(super) fn set_aside(mut self, old: Vec<OldDevice>) -> Self {
        self.add_old(old, FIRST_PAUSE);
        self
    }

    /// Notes those devices that are not known yet.
    fn add_old(&mut self, found: Vec<OldDevice>, pause: Duration) {
        let old = self.old.get_or_insert_default();
        let before = old.all.len();
        for device in found {
            if old.all.iter().all(|entry| entry.old.device != device.device) {
                old.add(device, false);
            }
        }
        let under_way = old.next_at.is_some() || old.all.iter().any(|entry| entry.leaves);
        if old.all.len() > before && !under_way {
            self.try_old_after(pause);
        }
    }

    /// The device that was current is being logged out over its own connection.
    pub(super) fn log_out_begins(&mut self, device: OldDevice) {
        let old = self.old.get_or_insert_default();
        old.add(device, true);
        old.next_at = None;
    }

    /// Notes how the log-out of an old device has ended.
    pub(super) fn old_logged_out(mut self, device: i64, done: bool) -> Self {
        let Some(old) = self.old.as_deref_mut() else { return self };
        if done {
            old.all.retain(|entry| entry.old.device != device);
        } else if let Some(entry) = old.all.iter_mut().find(|entry| entry.old.device == device) {
            entry.leaves = false;
            entry.tries = entry.tries.saturating_add(1);
        }
        if let Some(pause) = self.old.as_deref().and_then(OldDevices::pause) {
            self.try_old_after(pause);
        }
        self
    }

    fn try_old_after(&mut self, pause: Duration) {
        if let Some(old) = self.old.as_deref_mut() {
            old.next_at = Some(self.moment.after(pause));
            self.then(CompanyEffect::ArmOld(pause));
        }
    }

    /// Tries the device that was tried least.
    pub(super) fn old_due(mut self) -> Self {
        let Some(old) = self.old.as_deref_mut() else { return self };
        if old.all.iter().any(|entry| entry.leaves) {
            return self;
        }
        if let Some(entry) = old.all.iter_mut().min_by_key(|entry| entry.tries) {
            entry.leaves = true;
            old.next_at = None;
            let device = entry.old.device;
            self.then(CompanyEffect::LogOutOld { device });
        }
        self
    }
}
