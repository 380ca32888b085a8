//! Accepts connections and moves their stanzas.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use wacore_binary::Node;

use super::{backlog, delivery, login, registration, stream};
use crate::faults::{FaultAction, FaultPoint, Silence};
use crate::lines::Facts;
use crate::simulator::Simulator;
use crate::timeline::What;
use crate::wire::{Greeting, Pattern, Socket, StanzaReader, StanzaWriter, WireError};
use crate::world::{ConnectionId, Live, OUTBOX, Outgoing, Role, World};

/// Accepts connections until the simulator stops, then ends them all.
pub(crate) async fn listen(simulator: Simulator, listener: TcpListener) {
    let mut stopping = simulator.stopping();
    let mut clients = JoinSet::new();
    let limit = simulator.look(|world| world.config.limits.connections);
    loop {
        tokio::select! {
            () = stopped(&mut stopping) => break,
            Some(_) = clients.join_next(), if !clients.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((tcp, peer)) => {
                    // Subscribe before admission: an outage that begins in between cuts this connection too.
                    let outages = simulator.outages();
                    let room = clients.len() < limit;
                    if simulator.with(|world| world.arrivals.admit(Instant::now(), room)) {
                        clients.spawn(client(simulator.clone(), Arrived { tcp, peer, outages }));
                    } else {
                        simulator.look(|world| world.note_refused(peer));
                        if !room {
                            tracing::warn!("a connection was refused: {limit} are open");
                        }
                    }
                }
                Err(error) => {
                    // Most likely out of file descriptors: give open connections a moment to end.
                    tracing::warn!("a connection could not be accepted: {error}");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    clients.shutdown().await;
    simulator.with(|world| {
        for connection in world.live.keys().copied().collect::<Vec<_>>() {
            world.forget(connection);
        }
    });
}

/// Waits until the simulator stops.
pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the simulator was dropped.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// An accepted connection.
struct Arrived {
    tcp: TcpStream,
    peer: SocketAddr,
    outages: watch::Receiver<u64>,
}

async fn client(simulator: Simulator, arrived: Arrived) {
    let Arrived { tcp, peer, mut outages } = arrived;
    tokio::select! {
        outcome = serve(&simulator, tcp, peer) => if let Err(error) = outcome {
            tracing::debug!(%peer, "connection ended: {error}");
        },
        _ = outages.changed() => tracing::debug!(%peer, "connection cut by an outage"),
    }
}

/// Registration of a connection in the world, removed when its task ends in any way.
struct Known<'a> {
    simulator: &'a Simulator,
    id: ConnectionId,
}

impl Drop for Known<'_> {
    fn drop(&mut self) {
        self.simulator.with(|world| world.forget(self.id));
    }
}

async fn serve(simulator: &Simulator, tcp: TcpStream, peer: SocketAddr) -> Result<(), WireError> {
    let (server, config, silence) =
        simulator.with(|world| (world.state.server.clone(), world.config.clone(), silence_at_connect(world)));
    match silence {
        None => {}
        Some(Silence::Drop) => return Ok(()),
        Some(Silence::Hang) => {
            tokio::time::sleep(config.latencies.idle).await;
            return Ok(());
        }
    }
    // Send small frames at once: waiting to fill a packet would cost 40 ms each.
    let _ = tcp.set_nodelay(true);
    let patience = config.latencies.handshake;
    let greeted =
        async { Socket::accept(tcp, patience, config.limits.frame).await?.handshake(&server, patience).await };
    let (greeting, socket) = match greeted.await {
        Ok(greeted) => greeted,
        Err(error) => {
            simulator.with(|world| world.stats.handshakes_failed += 1);
            return Err(error);
        }
    };
    let (outbox, inbox) = mpsc::channel(OUTBOX);
    let id = simulator.with(|world| open(world, &greeting, (outbox, peer)));
    let known = Known { simulator, id };
    simulator.with(|world| begin(world, id, &greeting.payload));
    login::watch_for_silence(simulator, id);
    let (reader, writer) = socket.into_stanzas(greeting.read, greeting.write);
    let outcome = Pump { simulator, id, inbox, greeted: Some(Instant::now()) }.run(reader, writer).await;
    drop(known);
    outcome
}

/// Takes a `hang` or `drop` at `connect` for any number, which happens before the handshake.
fn silence_at_connect(world: &mut World) -> Option<Silence> {
    match world.faults.take_silence(FaultPoint::Connect)? {
        FaultAction::Silence(silence) => Some(silence),
        FaultAction::Answer(_) | FaultAction::Child(_) | FaultAction::Wait(_) => None,
    }
}

type Wire = (mpsc::Sender<Outgoing>, SocketAddr);

fn open(world: &mut World, greeting: &Greeting, (outbox, peer): Wire) -> ConnectionId {
    let handshakes = &mut world.stats.handshakes;
    match greeting.pattern {
        Pattern::Xx => handshakes.xx += 1,
        Pattern::Ik => handshakes.ik += 1,
        Pattern::XxFallback => handshakes.xx_fallback += 1,
    }
    let id = world.connection_id();
    let facts = Facts::new(peer);
    world.live.insert(id, Live { outbox, noise: greeting.client, role: Role::Leaving, deaf: false, facts });
    world.note(id, What::Connected);
    let latencies = &world.config.latencies;
    let pause = match greeting.pattern {
        Pattern::Xx | Pattern::XxFallback => latencies.first_stanza,
        Pattern::Ik => latencies.first_stanza_ik,
    };
    world.push(id, Outgoing::Pause(pause));
    id
}

/// Starts a registration or a login, depending on the client's payload.
fn begin(world: &mut World, id: ConnectionId, payload: &[u8]) {
    use buffa::Message as _;
    let Ok(payload) = waproto::whatsapp::ClientPayload::decode_from_slice(payload) else {
        return stream::fail(world, id, 400);
    };
    if !world.takes_version(&payload) {
        return stream::fail(world, id, 405);
    }
    if payload.device_pairing_data.is_set() {
        registration::begin(world, id, &payload);
    } else {
        login::begin(world, id, &payload);
    }
}

/// Moves stanzas between a client and the world.
struct Pump<'a> {
    simulator: &'a Simulator,
    id: ConnectionId,
    inbox: mpsc::Receiver<Outgoing>,
    /// End of the handshake; `None` once the first stanza was sent.
    greeted: Option<Instant>,
}

impl Pump<'_> {
    async fn run(mut self, mut reader: StanzaReader, mut writer: StanzaWriter) -> Result<(), WireError> {
        let latencies = self.simulator.look(|world| world.config.latencies.clone());
        let mut heard = Instant::now();
        let mut later: Option<(Instant, Box<Node>)> = None;
        let mut unasked: Option<Instant> = None;
        loop {
            let silence = tokio::time::sleep_until((heard + latencies.idle).into());
            let unasked_at = unasked.unwrap_or(heard + latencies.idle);
            let due = later.as_ref().map_or(heard + latencies.idle, |(due, _)| *due);
            tokio::select! {
                outgoing = self.inbox.recv() => match outgoing {
                    Some(Outgoing::Send(stanza)) => {
                        writer.send(&stanza, latencies.write).await?;
                        self.note_first_stanza();
                    }
                    Some(Outgoing::Pause(pause)) => tokio::time::sleep(pause).await,
                    Some(Outgoing::Later(stanza, pause)) => later = Some((Instant::now() + pause, stanza)),
                    Some(Outgoing::Hasten(pause)) => {
                        later = later.map(|(due, stanza)| (due.min(Instant::now() + pause), stanza));
                    }
                    Some(Outgoing::Deliver) => {
                        for stanza in self.simulator.with(|world| delivery::next(world, self.id)) {
                            writer.send(&stanza, latencies.write).await?;
                        }
                    }
                    Some(Outgoing::GrantUnasked(pause)) => unasked = Some(Instant::now() + pause),
                    Some(Outgoing::Close) => {
                        writer.close(latencies.write).await;
                        reader.drain(latencies.linger).await;
                        return Ok(());
                    }
                    Some(Outgoing::Cut) | None => return Ok(()),
                },
                () = tokio::time::sleep_until(due.into()), if later.is_some() => {
                    if let Some((_, stanza)) = later.take() {
                        writer.send(&stanza, latencies.write).await?;
                        self.simulator.with(|world| backlog::ended(world, self.id));
                    }
                }
                () = tokio::time::sleep_until(unasked_at.into()), if unasked.is_some() => {
                    unasked = None;
                    self.simulator.with(|world| backlog::grant_unasked(world, self.id));
                }
                stanza = reader.next() => {
                    heard = Instant::now();
                    let stanza = stanza?;
                    self.simulator.with(|world| stream::receive(world, self.id, &stanza));
                }
                () = silence => return Err(WireError::TooSlow("say anything")),
            }
        }
    }

    fn note_first_stanza(&mut self) {
        if let Some(greeted) = self.greeted.take() {
            let waited = u64::try_from(greeted.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.simulator.with(|world| world.stats.first_stanza_micros += waited);
        }
    }
}
