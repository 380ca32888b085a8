//! Links of the world, from their opening to their end.

use super::super::at;
use super::World;
use crate::session::slots::{Input, Slot};
use crate::session::{Event, LinkNo};
use crate::{LinkEndReason, StoreFailure};

/// Stage of a link that has reported that it is connected.
const CONNECTED: u8 = 9;

#[derive(Debug)]
pub(super) struct OpenLink {
    pub(super) slot: Slot,
    pub(super) device: Option<u32>,
    pub(super) logs_in: bool,
    pub(super) stage: u8,
}

impl World {
    pub(super) fn open(&mut self, slot: Slot, link: LinkNo, logs_in: bool) {
        if self.session.current_link(slot) == Some(link) {
            let device = self.rows[&slot].as_ref().filter(|device| device.linked == logs_in).map(|device| device.name);
            self.links.insert(link, OpenLink { slot, device, logs_in, stage: 0 });
        }
    }

    pub(super) fn code_is_requested(&mut self, link: LinkNo) {
        if let Some(open) = self.links.get_mut(&link) {
            open.stage = open.stage.max(2);
        }
    }

    pub(super) fn close(&mut self, link: LinkNo, log_out: bool) {
        if let Some(open) = self.links.remove(&link)
            && log_out
            && !self.silent
            && let Some(device) = open.device
        {
            self.known.remove(&device);
            self.logged_out.insert(device);
        }
    }

    pub(super) fn link_of(&self, next: bool) -> Option<(LinkNo, Slot)> {
        let slot = if next { Slot::Next } else { Slot::Current };
        let link = self.session.current_link(slot)?;
        self.links.contains_key(&link).then_some((link, slot))
    }

    /// The link reports the next thing of its way.
    pub(super) fn link_goes_on(&mut self, next: bool) {
        let Some((link, slot)) = self.link_of(next) else { return };
        let Some(open) = self.links.get_mut(&link) else { return };
        if open.stage == CONNECTED {
            return;
        }
        if open.logs_in {
            let known = open.device.is_some_and(|device| self.known.contains(&device));
            open.stage = CONNECTED;
            let Some(phone) = self.rows[&slot].as_ref().map(|device| device.phone.clone()) else { return };
            if known {
                return self.feed(Input::In(slot, Event::Connected { link, phone }));
            }
            return self.end(link, slot, LinkEndReason::LoggedOut);
        }
        let event = match open.stage {
            0 => {
                open.stage = 1;
                Event::QrShown { link, text: "2@ref".into(), expires_at: at(self.second + 60).now }
            }
            2 => {
                open.stage = 3;
                Event::CodeIssued { link, code: "ABCDEFGH".parse().unwrap(), expires_at: at(self.second + 180).now }
            }
            3 => {
                // Stored first; then the confirmation leaves, and the phone knows the device.
                if self.down {
                    return self.end(link, slot, LinkEndReason::Store(StoreFailure::Unavailable));
                }
                let Some(device) = self.rows.get_mut(&slot).unwrap() else { return };
                if self.prepared.get(&link) != Some(&device.name) {
                    return;
                }
                open.device = Some(device.name);
                open.stage = 4;
                device.linked = true;
                self.known.insert(device.name);
                let phone = device.phone.clone();
                Event::Paired { link, phone }
            }
            4 => {
                open.logs_in = true;
                Event::LinkingTaken { link }
            }
            _ => return,
        };
        self.feed(Input::In(slot, event));
    }

    pub(super) fn link_ends(&mut self, next: bool, refused: bool) {
        let Some((link, slot)) = self.link_of(next) else { return };
        self.end(link, slot, if refused { LinkEndReason::ServerBusy } else { LinkEndReason::Network });
    }

    pub(super) fn link_is_unsure(&mut self, next: bool) {
        if let Some((link, slot)) = self.link_of(next) {
            self.end(link, slot, LinkEndReason::Store(StoreFailure::UnknownOutcome));
        }
    }

    pub(super) fn end(&mut self, link: LinkNo, slot: Slot, end_reason: LinkEndReason) {
        self.links.remove(&link);
        self.feed(Input::In(slot, Event::Ended { link, end_reason }));
    }

    pub(super) fn old_log_out(&mut self, done: bool) {
        let Some(device) = self.logs_out_old.pop() else { return };
        let name = self.old.iter().find(|(of, _)| *of == device).map(|(_, device)| device.name);
        let gone = name.is_none_or(|name| !self.known.contains(&name));
        if done
            && !self.silent
            && let Some(name) = name
        {
            self.known.remove(&name);
        }
        let done = (done || gone) && !self.down && !self.silent;
        if done {
            self.old.retain(|(of, _)| *of != device);
        }
        self.feed(Input::OldLoggedOut { device, done });
    }
}
