//! How a simulator is set up: where it listens, what it keeps, how fast it answers and what it refuses to hold.
//!
//! The latencies are not decoration: a server that answers without any delay breaks real clients. Baileys 6 loses a
//! stanza that arrives within a few milliseconds of the handshake, and a client that is asked to restart before it
//! wrote its credentials down loses the pairing.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Where a simulator listens and what it remembers.
#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    /// Loopback address of the WebSocket endpoint. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// File that keeps phones, linked devices and the server's key over a restart. `None` keeps nothing.
    pub state: Option<PathBuf>,
    /// Delays and validity periods.
    pub latencies: Latencies,
    /// Bounds of everything a client can make the simulator hold.
    pub limits: Limits,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            state: None,
            latencies: Latencies::default(),
            limits: Limits::default(),
        }
    }
}

/// Delays and validity periods of the simulated service.
#[derive(Debug, Clone)]
pub struct Latencies {
    /// Between the end of an XX handshake and the first stanza. Baileys 6 switches its keys only after its own finish is
    /// written out; a stanza that comes before, on a busy machine tens of milliseconds later, is lost for good.
    pub first_stanza: Duration,
    /// The same after an IK handshake, which no such client uses.
    pub first_stanza_ik: Duration,
    /// Between `pair-device-sign` and stream error 515.
    pub restart: Duration,
    /// Between a final stanza and the end of the connection.
    pub close: Duration,
    /// After that end, how long the client may take to hang up.
    pub linger: Duration,
    /// How long a pairing code can be entered, counted from `companion_hello`.
    pub code_validity: Duration,
    /// How long a phone with a typed code waits for a companion that shows one, when there is none yet.
    pub code_arrival: Duration,
    /// How long the refs of one `pair-device` can be scanned (60 s and five times 20 s in the real client).
    pub refs_validity: Duration,
    /// How long the phone waits for the companion at each step of a linking.
    pub phone_patience: Duration,
    /// Between the last stanza that waited for a device and the word that it was the last, when the device does not
    /// acknowledge them sooner.
    pub drain: Duration,
    /// The same, counted from the last acknowledgement.
    pub drained: Duration,
    /// How long a client may take for the WebSocket upgrade and for each message of the handshake.
    pub handshake: Duration,
    /// How long a connection may stay silent before it is closed.
    pub idle: Duration,
    /// How long a client may take to read what is sent to it.
    pub write: Duration,
    /// After a login that never says `active`, when the queue is delivered all the same.
    pub unasked_delivery: Duration,
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
        }
    }
}

/// Bounds of everything a client or a caller of the control API can make the simulator hold.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections.
    pub connections: usize,
    /// Phones, made by the control API or by a pairing.
    pub phones: usize,
    /// Bytes of one inbound frame.
    pub frame: usize,
    /// Stanzas waiting for one device that has not acknowledged them; the oldest are given up first.
    pub queue: usize,
    /// Texts remembered by one phone; the oldest are forgotten first.
    pub texts: usize,
    /// Bytes of one text.
    pub text_bytes: usize,
    /// Linked devices of one phone (the real service allows four).
    pub devices: usize,
    /// Tries at one pairing code (the real phone allows three).
    pub tries: u32,
    /// Faults waiting to happen.
    pub faults: usize,
    /// One-time pre-keys kept for one device.
    pub pre_keys: usize,
    /// Patches kept for one app-state collection.
    pub patches: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            phones: 20_000,
            frame: 1 << 20,
            queue: 512,
            texts: 1_000,
            text_bytes: 65_536,
            devices: 4,
            tries: 3,
            faults: 1_000,
            pre_keys: 2_000,
            patches: 500,
        }
    }
}
