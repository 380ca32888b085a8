//! Configuration of a simulator: addresses, state file, latencies and limits.
//!
//! The latencies matter: a server that answers without any delay breaks real clients. Baileys 6 loses a stanza that
//! arrives within a few milliseconds of the handshake, and a client that is asked to restart before it has stored its
//! credentials loses the pairing.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Addresses, state file, latencies and limits of a simulator.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Loopback address of the WebSocket endpoint; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Loopback address of the media host, over HTTPS; with `None` there is none, and devices are told one that does not
    /// resolve.
    pub media: Option<SocketAddr>,
    /// File that keeps phones, linked devices and the server's keys over a restart; with `None` nothing is kept.
    pub state: Option<PathBuf>,
    /// Delays and validity periods.
    pub latencies: Latencies,
    /// Limits on what a client can make the simulator hold.
    pub limits: Limits,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            media: None,
            state: None,
            latencies: Latencies::default(),
            limits: Limits::default(),
        }
    }
}

/// Delays and validity periods of the simulated service.
#[derive(Debug, Clone)]
pub struct Latencies {
    /// Between the end of an XX handshake and the first stanza. Baileys 6 switches its keys only after its own finish
    /// message is written; a stanza that arrives earlier, on a busy machine tens of milliseconds later, is lost for
    /// good.
    pub first_stanza: Duration,
    /// The same after an IK handshake; the clients with this defect do not use IK.
    pub first_stanza_ik: Duration,
    /// Between `pair-device-sign` and stream error 515.
    pub restart: Duration,
    /// Between a final stanza and the end of the connection.
    pub close: Duration,
    /// Timeout for the client to close the connection after that.
    pub linger: Duration,
    /// Validity of a pairing code, counted from `companion_hello`.
    pub code_validity: Duration,
    /// Time that a phone with a typed code waits for a companion that shows one, if there is none yet.
    pub code_arrival: Duration,
    /// Validity of the refs of one `pair-device` (60 s and five times 20 s in the real client).
    pub refs_validity: Duration,
    /// Timeout of the phone for the companion's answer at each step of a linking.
    pub phone_patience: Duration,
    /// Between the last stanza of a device's queue and the marker that the queue is delivered, if the device does not
    /// acknowledge the stanzas sooner.
    pub drain: Duration,
    /// The same, counted from the last acknowledgement.
    pub drained: Duration,
    /// Timeout of the WebSocket upgrade and of each message of the handshake.
    pub handshake: Duration,
    /// Silence after which a connection is closed.
    pub idle: Duration,
    /// Timeout for the client to read a stanza that is sent to it.
    pub write: Duration,
    /// Time until the queue is delivered after a login without `active`.
    pub unasked_delivery: Duration,
    /// Time for a client to ask for more of its backlog, after which it gets more without asking.
    pub unasked_batch: Duration,
    /// Validity of a passkey's challenge.
    pub passkey_challenge: Duration,
    /// Time from the demand for a passkey to the companion's pairing request and the person's confirmation, after which
    /// the phone gives up.
    pub passkey_patience: Duration,
    /// Time that the phone takes for each of its answers in such a linking. Clients take up the next step only after they
    /// have read the result of their request.
    pub phone_answer: Duration,
}

impl Default for Latencies {
    fn default() -> Self {
        Self {
            first_stanza: Duration::from_millis(100),
            first_stanza_ik: Duration::from_millis(40),
            restart: Duration::from_millis(100),
            close: Duration::from_millis(150),
            linger: Duration::from_secs(2),
            code_validity: Duration::from_secs(180),
            code_arrival: Duration::from_millis(500),
            refs_validity: Duration::from_secs(160),
            phone_patience: Duration::from_secs(60),
            drain: Duration::from_millis(150),
            drained: Duration::from_millis(40),
            handshake: Duration::from_secs(20),
            idle: Duration::from_secs(180),
            write: Duration::from_secs(10),
            unasked_delivery: Duration::from_secs(5),
            unasked_batch: Duration::from_secs(1),
            passkey_challenge: Duration::from_secs(600),
            passkey_patience: Duration::from_secs(1200),
            phone_answer: Duration::from_millis(100),
        }
    }
}

/// Limits on what a client or a caller of the control API can make the simulator hold.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections.
    pub connections: usize,
    /// Phones, created by the control API or by a pairing.
    pub phones: usize,
    /// Size of one inbound frame, in bytes.
    pub frame: usize,
    /// Unacknowledged stanzas of one device; the oldest are dropped first.
    pub queue: usize,
    /// Their total size, in bytes.
    pub queue_bytes: usize,
    /// Messages in the log of what phones sent; the oldest are dropped first.
    pub log: usize,
    /// Total size of their contents, in bytes.
    pub log_bytes: usize,
    /// Messages in the log of what phones have taken; the oldest are dropped first.
    pub inbox: usize,
    /// Total size of their contents, in bytes.
    pub inbox_bytes: usize,
    /// Total size of the encrypted files at the media host, in bytes; the oldest are dropped first.
    pub media_bytes: usize,
    /// Texts remembered by one phone; the oldest are dropped first.
    pub texts: usize,
    /// Size of one text, in bytes.
    pub text_bytes: usize,
    /// Linked devices of one phone (the real service allows four).
    pub devices: usize,
    /// Tries at one pairing code (the real phone allows three).
    pub tries: u32,
    /// Pending faults.
    pub faults: usize,
    /// One-time pre-keys kept for one device.
    pub pre_keys: usize,
    /// Patches kept for one app-state collection.
    pub patches: usize,
    /// Entries of the timeline; the oldest are dropped first.
    pub timeline: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            phones: 20_000,
            frame: 1 << 20,
            queue: 20_000,
            queue_bytes: 32 << 20,
            log: 500_000,
            log_bytes: 256 << 20,
            inbox: 200_000,
            inbox_bytes: 128 << 20,
            media_bytes: 512 << 20,
            texts: 1_000,
            text_bytes: 65_536,
            devices: 4,
            tries: 3,
            faults: 1_000,
            pre_keys: 2_000,
            patches: 500,
            timeline: 20_000,
        }
    }
}
