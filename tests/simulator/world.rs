//! The simulated world behind one lock: the persistent state ([`State`]) and the connections.
//!
//! Every stanza and every call of the control API changes the world in one short, synchronous step, so steps never
//! interleave. What takes time (PBKDF2, waiting for a companion) happens outside, between steps.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use wacore_binary::{Jid, Node, Server};

use crate::arrivals::Arrivals;
use crate::batches::Batches;
use crate::codes::CodeRequest;
use crate::config::SimulatorConfig;
use crate::error::Refusal;
use crate::faults::Faults;
use crate::inbox::Inbox;
use crate::lines::{Facts, Line};
use crate::media::MediaFiles;
use crate::message_log::MessageLog;
use crate::passkey::Exchange;
use crate::pauses::Pauses;
use crate::presence::PresenceLog;
use crate::received::Received;
use crate::server::Backlog;
use crate::signal::Address;
use crate::state::{Number, PublicSignedPreKey, State, random};
use crate::timeline::{Timeline, What};
use crate::versions::Versions;
use crate::views::Stats;
use crate::wire::stanza::device_jid;

/// Maximum number of stanzas that wait to be written to one connection; a client that lets more accumulate is
/// disconnected.
pub(crate) const OUTBOX: usize = 2048;
/// Maximum number of contacts of an account, which are notified when its devices change.
const CONTACTS: usize = 1_000;
/// Maximum number of messages whose retries are counted; beyond it all counts are reset.
const RETRIES: usize = 10_000;

/// Id of a connection; never used twice.
pub(crate) type ConnectionId = u64;

/// Command for a connection's task.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Send(Box<Node>),
    Pause(Duration),
    /// Sends a stanza after a pause, while other stanzas go on; [`Outgoing::Hasten`] shortens the pause.
    Later(Box<Node>, Duration),
    /// Sends the delayed stanza after this pause at the latest.
    Hasten(Duration),
    /// Sends what the device's queue has for it.
    Deliver,
    /// Sends more of the backlog after this time without a request for it.
    GrantUnasked(Duration),
    /// Ends the connection after earlier stanzas, with a WebSocket close.
    Close,
    /// Cuts the connection.
    Cut,
}

/// All state of the simulator.
pub(crate) struct World {
    pub(crate) config: Arc<SimulatorConfig>,
    pub(crate) state: State,
    /// Incremented with every change of `state`.
    pub(crate) generation: u64,
    pub(crate) live: BTreeMap<ConnectionId, Live>,
    /// Connections of logged-in devices.
    pub(crate) online: HashMap<Address, ConnectionId>,
    /// Live QR refs.
    pub(crate) refs: HashMap<String, ConnectionId>,
    pub(crate) codes: Vec<CodeRequest>,
    /// Numbers whose phone is in the middle of a linking.
    pub(crate) linking: HashSet<Number>,
    /// Number of times each message was requested again by a phone.
    retries: HashMap<(Address, String), u32>,
    pub(crate) faults: Faults,
    pub(crate) arrivals: Arrivals,
    pub(crate) stats: Stats,
    pub(crate) pauses: Pauses,
    pub(crate) timeline: Timeline,
    pub(crate) versions: Versions,
    /// What phones have sent.
    pub(crate) log: MessageLog,
    /// What phones have taken of devices.
    pub(crate) inbox: Inbox,
    /// Presence and typing of devices.
    pub(crate) presence: PresenceLog,
    /// Files at the media host.
    pub(crate) media: MediaFiles,
    pub(crate) batches: Batches,
    /// What phones have received.
    pub(crate) received: Received,
    next_connection: ConnectionId,
    next_id: u64,
    id_prefix: String,
}

/// An open connection.
pub(crate) struct Live {
    pub(crate) outbox: mpsc::Sender<Outgoing>,
    /// The client's Noise static key.
    pub(crate) noise: [u8; 32],
    pub(crate) role: Role,
    /// Set by a fault: stanzas are neither read nor sent on this connection.
    pub(crate) deaf: bool,
    pub(crate) facts: Facts,
}

/// Purpose of a connection.
pub(crate) enum Role {
    /// Refused, about to end.
    Leaving,
    Registering(Box<Registering>),
    Device(DeviceRole),
}

/// A logged-in device.
pub(crate) struct DeviceRole {
    pub(crate) address: Address,
    /// The device has sent `active`: stanzas are sent to it.
    pub(crate) active: bool,
    /// Place in its queue of the next stanza that is sent.
    pub(crate) cursor: u64,
    /// The connection's task was told that the queue has something for it.
    pub(crate) awake: bool,
    /// The device has said that it is used.
    pub(crate) is_available: bool,
    /// What waited at the login, until all of it is sent.
    pub(crate) backlog: Option<Backlog>,
}

/// A connection that waits to be linked.
pub(crate) struct Registering {
    pub(crate) keys: RegistrationKeys,
    pub(crate) refs_until: Instant,
    /// Display name that the companion gave with its code request.
    pub(crate) platform: Option<String>,
    /// Present while the phone waits for the companion's key bundle.
    pub(crate) finish: Option<oneshot::Sender<FinishAnswer>>,
    /// Present while the phone waits for the countersignature.
    pub(crate) sign: Option<AwaitedSign>,
    /// Whether the service has requested a passkey and waits for it.
    pub(crate) awaits_passkey: bool,
    /// Present once the account has demanded its passkey; absent if a fault has.
    pub(crate) passkey: Option<Box<Exchange>>,
    pub(crate) line: Line,
}

/// A `pair-success` whose answer a phone waits for.
pub(crate) struct AwaitedSign {
    /// Id of the request.
    pub(crate) request: String,
    pub(crate) number: Number,
    pub(crate) answer: oneshot::Sender<SignAnswer>,
}

/// Signal keys of a device that wants to be linked, from its `ClientPayload`.
#[derive(Debug, Clone)]
pub(crate) struct RegistrationKeys {
    pub(crate) registration_id: u32,
    pub(crate) identity: [u8; 32],
    pub(crate) signed_pre_key: PublicSignedPreKey,
    pub(crate) platform: String,
}

/// Outcome of `companion_finish`, for the phone.
#[derive(Debug)]
pub(crate) enum FinishAnswer {
    Bundle { bundle: Vec<u8>, identity: Vec<u8> },
    RefusedByServer,
}

/// The companion's answer to `pair-success`.
#[derive(Debug)]
pub(crate) enum SignAnswer {
    Signed(Vec<u8>),
    Refused(String),
}

impl World {
    pub(crate) fn new(config: Arc<SimulatorConfig>, state: State) -> Self {
        let log = MessageLog::new(config.limits.log, config.limits.log_bytes);
        let media = MediaFiles::new(config.limits.media_bytes);
        let inbox = Inbox::new(config.limits.inbox, config.limits.inbox_bytes);
        Self {
            config,
            state,
            generation: 0,
            live: BTreeMap::new(),
            online: HashMap::new(),
            refs: HashMap::new(),
            codes: Vec::new(),
            linking: HashSet::new(),
            retries: HashMap::new(),
            faults: Faults::default(),
            arrivals: Arrivals::default(),
            stats: Stats::default(),
            pauses: Pauses::default(),
            timeline: Timeline::default(),
            versions: Versions::default(),
            log,
            inbox,
            media,
            presence: PresenceLog::default(),
            batches: Batches::default(),
            received: Received::default(),
            next_connection: 1,
            next_id: 1,
            id_prefix: u32::from_be_bytes(random()).to_string(),
        }
    }

    /// Marks the state as changed.
    pub(crate) fn touch(&mut self) {
        self.generation += 1;
    }

    /// New id for a stanza of the server.
    pub(crate) fn stanza_id(&mut self) -> String {
        let id = format!("{}-{}", self.id_prefix, self.next_id);
        self.next_id += 1;
        id
    }

    pub(crate) fn connection_id(&mut self) -> ConnectionId {
        let id = self.next_connection;
        self.next_connection += 1;
        id
    }

    /// Account behind a jid of either kind; an unknown number becomes a new phone.
    pub(crate) fn account(&mut self, jid: &Jid) -> Option<Number> {
        match jid.server {
            Server::Pn | Server::Legacy => {
                let number = self.state.account_of(Number::parse(jid.user_base()).ok()?);
                self.state.phone_or_new(&number, self.config.limits.phones).ok()?;
                Some(number)
            }
            Server::Lid => self.state.number_of_lid(jid.user_base()).cloned(),
            _ => None,
        }
    }

    /// Jid under which the service names a device; device 0 is the phone.
    pub(crate) fn jid(&self, number: &Number, device: u16) -> Jid {
        self.state.phone(number).map_or_else(|| device_jid(number, device), |phone| phone.jid(device))
    }

    /// Device behind a jid of either kind.
    pub(crate) fn address(&mut self, jid: &Jid) -> Option<Address> {
        let number = self.account(jid)?;
        Some(Address { number, device: jid.device })
    }

    /// Queues a command for a connection's task; a connection that cannot keep up is cut.
    pub(crate) fn push(&mut self, connection: ConnectionId, outgoing: Outgoing) {
        let Some(live) = self.live.get(&connection) else { return };
        if live.deaf && matches!(outgoing, Outgoing::Send(_) | Outgoing::Later(..)) {
            return;
        }
        if live.outbox.try_send(outgoing).is_err() {
            tracing::warn!(connection, "a client does not read what is sent to it, disconnecting");
            self.forget(connection);
        }
    }

    pub(crate) fn send(&mut self, connection: ConnectionId, stanza: Node) {
        self.push(connection, Outgoing::Send(Box::new(stanza)));
    }

    /// Sends a final stanza and ends the connection after a short pause.
    pub(crate) fn send_last(&mut self, connection: ConnectionId, stanza: Node) {
        self.send(connection, stanza);
        self.end(connection);
    }

    /// Ends a connection after earlier stanzas and a short pause.
    pub(crate) fn end(&mut self, connection: ConnectionId) {
        let pause = self.config.latencies.close;
        self.push(connection, Outgoing::Pause(pause));
        self.push(connection, Outgoing::Close);
        self.leave(connection);
    }

    /// Cuts a connection off.
    pub(crate) fn cut(&mut self, connection: ConnectionId) {
        self.push(connection, Outgoing::Cut);
        self.leave(connection);
    }

    /// Removes the role of every connection: all of them are about to be cut by an outage.
    pub(crate) fn leave_all(&mut self) {
        for connection in self.live.keys().copied().collect::<Vec<_>>() {
            self.leave(connection);
        }
    }

    /// Removes a connection's role: it receives nothing any more, and its refs and waiting phones end.
    pub(crate) fn leave(&mut self, connection: ConnectionId) {
        let Some(live) = self.live.get_mut(&connection) else { return };
        live.facts.ended = true;
        match std::mem::replace(&mut live.role, Role::Leaving) {
            Role::Leaving => {}
            // Dropping the senders tells a waiting phone that its companion is gone.
            Role::Registering(_) => self.refs.retain(|_, owner| *owner != connection),
            Role::Device(role) => {
                if self.online.get(&role.address) == Some(&connection) {
                    self.online.remove(&role.address);
                }
            }
        }
    }

    /// Removes a connection whose task has ended, or will end once its outbox is dropped.
    pub(crate) fn forget(&mut self, connection: ConnectionId) {
        self.leave(connection);
        if self.live.contains_key(&connection) {
            self.note(connection, What::Closed);
        }
        self.live.remove(&connection);
        self.pauses.forget(connection);
    }

    /// Registration of the connection; `None` if it is not registering.
    pub(crate) fn registering(&mut self, connection: ConnectionId) -> Option<&mut Registering> {
        match &mut self.live.get_mut(&connection)?.role {
            Role::Registering(registering) => Some(registering),
            Role::Leaving | Role::Device(_) => None,
        }
    }

    /// Device of the connection; `None` if it is not logged in.
    pub(crate) fn device_role(&mut self, connection: ConnectionId) -> Option<&mut DeviceRole> {
        match &mut self.live.get_mut(&connection)?.role {
            Role::Device(role) => Some(role),
            Role::Leaving | Role::Registering(_) => None,
        }
    }

    /// Connection of a device that has sent `active`.
    pub(crate) fn ready(&self, device: &Address) -> Option<ConnectionId> {
        let connection = *self.online.get(device)?;
        let live = self.live.get(&connection)?;
        matches!(&live.role, Role::Device(role) if role.active).then_some(connection)
    }

    /// Whether the connection still waits to be linked.
    pub(crate) fn is_registering(&self, connection: ConnectionId) -> bool {
        self.live.get(&connection).is_some_and(|live| matches!(live.role, Role::Registering(_)))
    }

    /// Adds each account to the other's contacts.
    pub(crate) fn acquaint(&mut self, one: &Number, other: &Number) {
        for (own, their) in [(one, other), (other, one)] {
            let phone = self.state.phone_mut(own).filter(|phone| own != their && phone.contacts.len() < CONTACTS);
            if let Some(phone) = phone {
                phone.contacts.insert(their.clone());
            }
        }
    }

    /// Counts a phone's repeated request for a message, from 1.
    pub(crate) fn retries(&mut self, sender: &Address, message: &str) -> u32 {
        if self.retries.len() >= RETRIES {
            self.retries.clear();
        }
        let asked = self.retries.entry((sender.clone(), message.to_owned())).or_default();
        *asked += 1;
        *asked
    }

    /// Current statistics.
    pub(crate) fn stats(&self) -> Stats {
        Stats {
            connections: self.live.len(),
            connections_total: self.arrivals.accepted.total(),
            connects_peak_per_second: self.arrivals.accepted.peak(),
            connects_refused: self.arrivals.refused.total(),
            refused_peak_per_second: self.arrivals.refused.peak(),
            devices: self.state.phones().map(|phone| phone.devices.len()).sum(),
            phones: self.state.phones().count(),
            ..self.stats.clone()
        }
    }

    /// Phone of a number, created if it is new.
    pub(crate) fn phone(&mut self, number: &Number) -> Result<&mut crate::state::Phone, Refusal> {
        self.state.phone_or_new(number, self.config.limits.phones)
    }
}
