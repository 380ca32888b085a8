//! `companion_reg_refresh`: the service retires what an unpaired companion advertises, and the companion makes a new
//! secret and shows its QR anew.
//!
//! The secret is in the QR only, so the service knows it from phones that scanned it. One that nobody has scanned is
//! refused by a companion that honours the request: the phone signs with the retired secret.

use serde::{Deserialize, Serialize};
use wacore_binary::SERVER_JID;
use wacore_binary::builder::NodeBuilder;

use crate::faults::{FaultAction, FaultPoint};
use crate::state::Number;
use crate::wire::stanza::notification;
use crate::world::{ConnectionId, World};

/// Content of the notification; companions take both for the same request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefreshChild {
    /// `<companion_reg_refresh/>`.
    #[default]
    #[serde(rename = "companion_reg_refresh")]
    CompanionRegRefresh,
    /// `<pair-device-rotate-qr/>`.
    #[serde(rename = "pair-device-rotate-qr")]
    PairDeviceRotateQr,
}

impl RefreshChild {
    fn tag(self) -> &'static str {
        match self {
            Self::CompanionRegRefresh => "companion_reg_refresh",
            Self::PairDeviceRotateQr => "pair-device-rotate-qr",
        }
    }
}

/// Retires the secrets of a registering connection, the `shown` one among them, and requests a new one.
pub(crate) fn refresh(world: &mut World, id: ConnectionId, child: RefreshChild, shown: Option<[u8; 32]>) {
    let Some(registering) = world.registering(id) else { return };
    registering.line.retire(shown);
    let child = NodeBuilder::new(child.tag()).build();
    let stanza = notification("companion_reg_refresh", SERVER_JID, world.stanza_id()).children([child]).build();
    world.send(id, stanza);
}

/// Requests a new secret if a fault demands it when a QR code is scanned, as the service does since July 2026. Returns
/// whether it was requested.
pub(crate) fn refresh_at_scan(world: &mut World, id: ConnectionId, number: &Number) -> bool {
    let Some(action) = world.faults.take(FaultPoint::Scan, Some(number)) else { return false };
    let rotate = matches!(&action, FaultAction::Answer(answer)
        if answer.text.as_deref() == Some(RefreshChild::PairDeviceRotateQr.tag()));
    let child = if rotate { RefreshChild::PairDeviceRotateQr } else { RefreshChild::CompanionRegRefresh };
    refresh(world, id, child, None);
    true
}
