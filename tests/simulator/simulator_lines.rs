//! Operations of [`Simulator`] on connections: which there are, what is sent to them, what waits, what happened.

use serde::Deserialize;

use crate::error::Refusal;
use crate::lines::{ConnectionsView, Target};
use crate::linking::QrCode;
use crate::pauses::{HeldFilter, HeldView};
use crate::server::{REFS, RefreshChild, offer_refs, refresh};
use crate::simulator::Simulator;
use crate::stanzas::{ClientExpiration, SentTo, Stanzas, expire, send_to};
use crate::timeline::{TimelineFilter, TimelineView};

/// Request for new registration material of unpaired companions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegistrationRefresh {
    /// Registering connections that get it.
    pub to: Target,
    /// Content of the notification.
    #[serde(default)]
    pub child: RefreshChild,
    /// Text of the QR that is retired, if no phone has scanned it: the service does not know its secret otherwise.
    #[serde(default)]
    pub qr: Option<String>,
}

/// A `pair-device` on a connection that has one already.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PairDevice {
    /// Registering connections that get it.
    pub to: Target,
    /// Number of its refs, 1 to 6; 6 when absent.
    #[serde(default)]
    pub refs: Option<usize>,
}

impl Simulator {
    /// Open connections to which the target applies; all of them with the default.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a device without a number.
    pub async fn connections(&self, wanted: &Target) -> Result<ConnectionsView, Refusal> {
        self.look(|world| world.connections(wanted))
    }

    /// Sends stanzas to connections.
    ///
    /// # Errors
    /// [`Refusal::NoConnection`] if none is meant, [`Refusal::BadRequest`], [`Refusal::BadNumber`].
    pub async fn send_stanzas(&self, stanzas: &Stanzas) -> Result<SentTo, Refusal> {
        self.with(|world| send_to(world, stanzas))
    }

    /// Announces to connections that their client version ends (`<ib><client_expiration t=…/></ib>`).
    ///
    /// # Errors
    /// Those of [`Simulator::send_stanzas`].
    pub async fn expire_client(&self, told: &ClientExpiration) -> Result<SentTo, Refusal> {
        self.with(|world| expire(world, told))
    }

    /// Retires what registering connections advertise and requests new material (`companion_reg_refresh`). A QR whose
    /// secret the service knows cannot be scanned any more.
    ///
    /// # Errors
    /// Those of [`Simulator::send_stanzas`], [`Refusal::BadQr`].
    pub async fn refresh_registration(&self, request: &RegistrationRefresh) -> Result<SentTo, Refusal> {
        let shown = request.qr.as_deref().map(QrCode::parse).transpose()?;
        self.with(|world| {
            let connections = world.chosen_registering(&request.to)?;
            for connection in &connections {
                refresh(world, *connection, request.child, shown.as_ref().map(|qr| qr.adv_secret));
            }
            Ok(SentTo { connections })
        })
    }

    /// Sends another `pair-device`; its refs replace the connection's earlier ones.
    ///
    /// # Errors
    /// Those of [`Simulator::send_stanzas`].
    pub async fn pair_device_again(&self, request: &PairDevice) -> Result<SentTo, Refusal> {
        let refs = request.refs.unwrap_or(REFS);
        if !(1..=REFS).contains(&refs) {
            return Err(Refusal::BadRequest(format!("a pair-device has 1 to {REFS} refs")));
        }
        self.with(|world| {
            let connections = world.chosen_registering(&request.to)?;
            for connection in &connections {
                offer_refs(world, *connection, refs);
            }
            Ok(SentTo { connections })
        })
    }

    /// Steps that wait because of a pause, the longest waiting first.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`].
    pub async fn held(&self, wanted: &HeldFilter) -> Result<Vec<HeldView>, Refusal> {
        self.look(|world| world.held(wanted))
    }

    /// Lets waiting steps go on; returns how many.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`].
    pub async fn release(&self, wanted: &HeldFilter) -> Result<usize, Refusal> {
        self.with(|world| world.release(wanted))
    }

    /// What happened to connections and devices.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a device without a number.
    pub async fn timeline(&self, wanted: &TimelineFilter) -> Result<TimelineView, Refusal> {
        self.look(|world| world.timeline(wanted))
    }

    /// Forgets what happened so far.
    pub async fn clear_timeline(&self) {
        self.with(|world| world.timeline.clear());
    }
}
