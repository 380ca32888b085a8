//! What the session of a company takes, and what it has its actor do.

use std::time::Duration;

use crate::session::effect::{Effect, NumberChange};
use crate::session::event::Event;
use crate::{Phone, StoreFailure, Timestamp};

use super::CompanySession;

/// Slot of a company's credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The device of the line that is there.
    Current,
    /// The device that will take its place; empty but while a phone is being changed.
    Next,
}

/// Device that is not wanted any more, kept until it is logged out: another phone has replaced it, or it was linked for
/// a change that has ended otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldDevice {
    /// Number of the device within the company.
    pub device: i64,
    /// The number it is linked to.
    pub phone: Option<Phone>,
    /// Time at which another phone replaced it, or it was set aside.
    pub replaced_at: Timestamp,
}

/// Input of the session of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A person's request.
    Asked(Event),
    /// An event of one slot.
    In(Slot, Event),
    /// Something is left of a change that an earlier life began. If that is in the next slot, what is stored there
    /// follows as [`Event::Loaded`] of that slot; then comes that of the current one.
    Found {
        /// Devices that are not logged out yet.
        old: Vec<OldDevice>,
        /// Whether something is left in the next slot.
        in_next: bool,
    },
    /// A device of the next slot was set aside: it is linked, not wanted any more, and not logged out.
    SetAside {
        /// All devices that are not logged out yet.
        old: Vec<OldDevice>,
    },
    /// The device of the next slot is the current one.
    Promoted {
        /// The device that was current; `None` if none was linked.
        old: Option<OldDevice>,
    },
    /// The promotion failed.
    PromotionFailed(StoreFailure),
    /// The next try is due: of the promotion, or of emptying the next slot.
    NextDue,
    /// The log-out of an old device has ended.
    OldLoggedOut {
        /// The device.
        device: i64,
        /// Whether WhatsApp has removed it from the phone's list, and its kept credentials are deleted.
        done: bool,
    },
    /// The next try to log out an old device is due.
    OldDue,
}

/// One action that concerns both slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompanyEffect {
    /// Make the device of the next slot the current one, in one transaction that also notes the change of the number
    /// in the journal. Answer [`Input::Promoted`] or [`Input::PromotionFailed`].
    Promote(NumberChange),
    /// Start the timer of [`Input::NextDue`].
    ArmNext(Duration),
    /// The next slot has become the current one. The link of the slot that was current is closed; if `log_out` names
    /// its device, it is logged out over that link. Answer [`Input::OldLoggedOut`] for that.
    Swap {
        /// Device to log out.
        log_out: Option<i64>,
    },
    /// Log out an old device by a connection of its own, with its kept credentials. Answer [`Input::OldLoggedOut`].
    LogOutOld {
        /// The device.
        device: i64,
    },
    /// Start the timer of [`Input::OldDue`].
    ArmOld(Duration),
    /// Carry out a person's request that waited for the promotion.
    Again(Event),
}

/// The next session, and the effects that its actor carries out in this order.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The next session.
    pub session: CompanySession,
    /// Effects in the current slot.
    pub current: Vec<Effect>,
    /// Effects in the next slot.
    pub next: Vec<Effect>,
    /// Effects that concern both.
    pub company: Vec<CompanyEffect>,
}
