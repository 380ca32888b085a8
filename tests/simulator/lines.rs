//! Connections as the control API sees them: which there are, and which of them something is sent to.

use std::collections::HashMap;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::codes::CodeRequest;
use crate::error::Refusal;
use crate::state::{Number, now_millis};
use crate::world::{ConnectionId, Live, Role, World};

/// Maximum number of connections in one list, and of those that something is sent to at once.
const MOST: usize = 1_000;
/// Maximum number of secrets remembered for one registering connection; the oldest are forgotten first.
const SECRETS: usize = 64;

/// What is known of a connection whatever its role, also after it has lost it.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) peer: SocketAddr,
    /// Milliseconds since 1970.
    pub(crate) since: i64,
    /// Account that it belongs to, or asked a code for.
    pub(crate) number: Option<Number>,
    pub(crate) device: Option<u16>,
    /// It is about to end.
    pub(crate) ended: bool,
}

impl Facts {
    pub(crate) fn new(peer: SocketAddr) -> Self {
        Self { peer, since: now_millis(), number: None, device: None, ended: false }
    }
}

/// What a registering connection is at, beside its keys.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Account whose phone has typed its code or scanned its QR, until that linking ends.
    pub(crate) linking: Option<Number>,
    /// Secrets of the QR codes that phones have scanned from it. The service never sees those that nobody scans.
    scanned: Vec<[u8; 32]>,
    retired: Vec<[u8; 32]>,
}

impl Line {
    /// Remembers the secret of a scanned QR. Returns whether it may still be used.
    pub(crate) fn scan(&mut self, secret: [u8; 32]) -> bool {
        if self.retired.contains(&secret) {
            return false;
        }
        if !self.scanned.contains(&secret) {
            remember(&mut self.scanned, secret);
        }
        true
    }

    /// Retires the secrets seen so far, and the given one.
    pub(crate) fn retire(&mut self, shown: Option<[u8; 32]>) {
        for secret in std::mem::take(&mut self.scanned).into_iter().chain(shown) {
            remember(&mut self.retired, secret);
        }
    }
}

fn remember(secrets: &mut Vec<[u8; 32]>, secret: [u8; 32]) {
    if secrets.len() >= SECRETS {
        secrets.remove(0);
    }
    secrets.push(secret);
}

/// State of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// The handshake is done and the answer to it waits, see the pauses.
    Greeted,
    /// Registering; shows QR codes and no pairing code.
    Qr,
    /// Registering; shows a pairing code, and QR codes.
    Code,
    /// Registering; a phone has typed its code or scanned its QR, and the linking has not ended.
    Linking,
    /// A logged-in device.
    Device,
    /// About to end.
    Ending,
}

/// An open connection, as the control API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Its id; ids are never used twice.
    pub connection: ConnectionId,
    /// What it is at.
    pub state: LineState,
    /// Address and port of the client.
    pub client: String,
    /// Time of the handshake, in milliseconds since 1970.
    pub since: i64,
    /// Account that it belongs to, or that it shows a code for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Device of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<u16>,
}

/// Open connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionsView {
    /// The newest that fit, oldest first.
    pub connections: Vec<ConnectionView>,
    /// Number of older ones that fit and are left out.
    pub more: usize,
}

/// Which connections are meant: those to which every given field applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// This one.
    #[serde(default)]
    pub connection: Option<ConnectionId>,
    /// Those of this account, in any form of its number.
    #[serde(default)]
    pub number: Option<String>,
    /// Those of this device of the account.
    #[serde(default)]
    pub device: Option<u16>,
    /// Those in this state.
    #[serde(default)]
    pub state: Option<LineState>,
    /// Only the newest of them.
    #[serde(default)]
    pub newest: bool,
}

impl Target {
    /// A connection by its id.
    pub fn connection(connection: ConnectionId) -> Self {
        Self { connection: Some(connection), ..Self::default() }
    }

    /// The connections of an account.
    pub fn number(number: &str) -> Self {
        Self { number: Some(number.to_owned()), ..Self::default() }
    }

    /// Those in this state.
    pub fn state(state: LineState) -> Self {
        Self { state: Some(state), ..Self::default() }
    }

    /// Only the newest of them.
    #[must_use]
    pub fn newest(mut self) -> Self {
        self.newest = true;
        self
    }
}

impl World {
    /// Open connections to which the target applies.
    pub(crate) fn connections(&self, wanted: &Target) -> Result<ConnectionsView, Refusal> {
        let mut found = self.meant(wanted)?;
        let more = found.len().saturating_sub(MOST);
        found.drain(..more);
        Ok(ConnectionsView { connections: found, more })
    }

    /// Connections that something is sent to: none that is about to end, and never all of them by mistake.
    pub(crate) fn chosen(&self, target: &Target) -> Result<Vec<ConnectionId>, Refusal> {
        if *target == (Target { newest: target.newest, ..Target::default() }) {
            let why = "connections are named by connection, number or state";
            return Err(Refusal::BadRequest(why.to_owned()));
        }
        let found: Vec<_> = self
            .meant(target)?
            .iter()
            .filter(|line| line.state != LineState::Ending)
            .map(|line| line.connection)
            .collect();
        match found.len() {
            0 => Err(Refusal::NoConnection),
            1..=MOST => Ok(found),
            _ => Err(Refusal::BadRequest(format!("more than {MOST} connections are meant"))),
        }
    }

    /// Those of [`World::chosen`] that wait to be linked.
    pub(crate) fn chosen_registering(&self, target: &Target) -> Result<Vec<ConnectionId>, Refusal> {
        let mut found = self.chosen(target)?;
        found.retain(|connection| self.is_registering(*connection));
        if found.is_empty() { Err(Refusal::NoConnection) } else { Ok(found) }
    }

    fn meant(&self, target: &Target) -> Result<Vec<ConnectionView>, Refusal> {
        let number = match target.number.as_deref() {
            None => None,
            Some(number) => Some(self.state.account_of(Number::parse(number)?).to_string()),
        };
        if target.device.is_some() && number.is_none() {
            return Err(Refusal::BadRequest("a device is given together with its number".to_owned()));
        }
        let codes: HashMap<ConnectionId, &CodeRequest> =
            self.codes.iter().map(|code| (code.connection, code)).collect();
        let views = self.live.iter().map(|(id, live)| view(*id, live, codes.get(id).copied()));
        let mut found: Vec<_> = views
            .filter(|line| {
                target.connection.is_none_or(|connection| line.connection == connection)
                    && target.device.is_none_or(|device| line.device == Some(device))
                    && target.state.is_none_or(|state| line.state == state)
                    && number.as_ref().is_none_or(|number| line.number.as_ref() == Some(number))
            })
            .collect();
        if target.newest {
            found.drain(..found.len().saturating_sub(1));
        }
        Ok(found)
    }
}

fn view(id: ConnectionId, live: &Live, code: Option<&CodeRequest>) -> ConnectionView {
    let facts = &live.facts;
    let state = match &live.role {
        _ if facts.ended => LineState::Ending,
        Role::Leaving => LineState::Greeted,
        Role::Device(_) => LineState::Device,
        Role::Registering(registering) if registering.line.linking.is_some() => LineState::Linking,
        Role::Registering(_) if code.is_some() => LineState::Code,
        Role::Registering(_) => LineState::Qr,
    };
    ConnectionView {
        connection: id,
        state,
        client: facts.peer.to_string(),
        since: facts.since,
        number: facts.number.as_ref().map(ToString::to_string),
        device: facts.device,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retired_secrets_cannot_be_scanned_again() {
        let mut line = Line::default();
        assert!(line.scan([1; 32]) && line.scan([1; 32]));
        line.retire(Some([2; 32]));
        assert!(!line.scan([1; 32]) && !line.scan([2; 32]));
        assert!(line.scan([3; 32]));
        line.retire(None);
        assert!(!line.scan([3; 32]) && !line.scan([1; 32]));
    }

    #[test]
    fn remembered_secrets_are_bounded() {
        let mut line = Line::default();
        for secret in 0..=200 {
            line.scan([secret; 32]);
            line.retire(Some([secret; 32]));
        }
        assert!(line.retired.len() <= SECRETS && line.scanned.len() <= SECRETS);
    }
}
