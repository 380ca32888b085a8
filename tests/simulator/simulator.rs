//! [`Simulator`]: a running service with its phones, and the operations on both.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::SimulatorConfig;
use crate::error::{Refusal, SimulatorError};
use crate::faults::Fault;
use crate::media::MediaListener;
use crate::pauses::Started;
use crate::phone;
use crate::server;
use crate::stanzas::StanzaText;
use crate::state::{Number, Saver, State, load};
use crate::views::{Linked, PhoneProfile, PhoneView, Stats, Unlinked};
use crate::world::World;

/// A running simulator. Clones are handles to the same one; it runs until [`Simulator::stop`] or the end of the
/// runtime.
#[derive(Clone)]
pub struct Simulator {
    inner: Arc<Inner>,
}

struct Inner {
    world: Arc<Mutex<World>>,
    address: SocketAddr,
    saver: Option<Saver>,
    changes: watch::Sender<u64>,
    stopping: watch::Sender<bool>,
    /// Incremented by every outage.
    outages: watch::Sender<u64>,
    listener: Mutex<Option<JoinHandle<()>>>,
    /// URL of the media host, and the certificate of its authority in PEM.
    media: Option<(String, String)>,
    /// Runtime on which paused steps go on.
    runtime: Handle,
}

impl Simulator {
    /// Starts listening. Needs a tokio runtime, on which every connection becomes a task.
    ///
    /// # Errors
    /// An address that is not loopback or is taken, or a state file that cannot be read or written.
    pub async fn start(config: SimulatorConfig) -> Result<Self, SimulatorError> {
        if !config.listen.ip().is_loopback() {
            return Err(SimulatorError::NotLoopback(config.listen));
        }
        let state = config.state.as_deref().map_or_else(|| Ok(State::new()), load)?;
        let failed = |source| SimulatorError::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let media = match config.media {
            Some(address) => Some(MediaListener::bind(address).await?),
            None => None,
        };
        let file = config.state.clone();
        let world = Arc::new(Mutex::new(World::new(Arc::new(config), state)));
        let saver = match file {
            Some(path) => Some(Saver::start(path, snapshot_of(world.clone()))?),
            None => None,
        };
        let inner = Inner {
            world,
            address,
            saver,
            changes: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            outages: watch::Sender::new(0),
            listener: Mutex::new(None),
            media: media.as_ref().map(|media| (format!("https://{}", media.host), media.authority.clone())),
            runtime: Handle::current(),
        };
        let simulator = Self { inner: Arc::new(inner) };
        if let Some(media) = media {
            simulator.look(|world| world.media.set_host(media.host.clone()));
            tokio::spawn(media.serve(simulator.clone()));
        }
        let task = tokio::spawn(server::listen(simulator.clone(), listener));
        *simulator.inner.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        Ok(simulator)
    }

    /// URL for clients, `ws://127.0.0.1:PORT/ws/chat`.
    pub fn endpoint(&self) -> String {
        format!("ws://{}/ws/chat", self.inner.address)
    }

    /// URL of the media host, `https://127.0.0.1:PORT`; `None` without one.
    pub fn media(&self) -> Option<&str> {
        self.inner.media.as_ref().map(|(url, _)| url.as_str())
    }

    /// Certificate of the media host's authority, in PEM, which clients have to trust; another one at each start.
    pub fn media_authority(&self) -> Option<&str> {
        self.inner.media.as_ref().map(|(_, authority)| authority.as_str())
    }

    /// Public key, in hexadecimal, that signed the intermediate certificate: a client that verifies the whole chain
    /// must trust it in place of WhatsApp's root.
    pub fn root(&self) -> String {
        let key = self.look(|world| world.state.server.intermediate.public());
        key.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Stops listening, cuts every connection and writes the state file. Calling it again does nothing.
    pub async fn stop(&self) {
        self.inner.stopping.send_replace(true);
        let task = self.inner.listener.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            // An error means that the task panicked or was cancelled: it has stopped listening either way.
            let _ = task.await;
        }
        self.saved().await;
    }

    /// Counter that every step increments: tests wait for it instead of sleeping.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Returns the phone of a number; an unknown number becomes a new phone.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::Full`].
    pub async fn phone(&self, number: &str) -> Result<PhoneView, Refusal> {
        let number = self.account(number)?;
        self.look(|world| phone::view(world, &number))
    }

    /// Sets a phone's names, which its linked devices learn through app state, and whether linking demands its passkey.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`] for a name over 100 characters, [`Refusal::Full`].
    pub async fn put_phone(&self, number: &str, profile: PhoneProfile) -> Result<PhoneView, Refusal> {
        let number = self.account(number)?;
        let view = self.with(|world| phone::put(world, &number, profile))?;
        self.saved().await;
        Ok(view)
    }

    /// Types a pairing code on the phone and waits until the device is linked.
    ///
    /// # Errors
    /// The refusal that the phone would show: see [`Refusal`].
    pub async fn enter_code(&self, number: &str, code: &str) -> Result<Linked, Refusal> {
        let number = self.account(number)?;
        phone::enter_code(self.clone(), number, code.to_owned()).await
    }

    /// Scans a QR code with the phone and waits until the device is linked.
    ///
    /// # Errors
    /// [`Refusal::BadQr`] for a text that is malformed or whose ref is not live, and any other refusal that the phone
    /// would show.
    pub async fn scan(&self, number: &str, qr: &str) -> Result<Linked, Refusal> {
        let number = self.account(number)?;
        phone::scan(self.clone(), number, qr.to_owned()).await
    }

    /// Unlinks one device of the phone (its jid, or the number after the colon), or all of them.
    ///
    /// # Errors
    /// [`Refusal::NoDevice`] if there is no such device, or none at all.
    pub async fn unlink(&self, number: &str, device: Option<&str>) -> Result<Unlinked, Refusal> {
        let number = self.account(number)?;
        let unlinked = self.with(|world| phone::unlink(world, &number, device))?;
        self.saved().await;
        Ok(unlinked)
    }

    /// Sends a stanza to the newest connection that shows a code for this number.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`], [`Refusal::NoPairing`] if there is none.
    pub async fn send_stanza(&self, number: &str, stanza: &StanzaText) -> Result<(), Refusal> {
        let number = Number::parse(number)?;
        self.with(|world| crate::stanzas::send(world, &number, stanza))
    }

    /// Adds a fault.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::BadRequest`], [`Refusal::Full`].
    pub async fn add_fault(&self, mut fault: Fault) -> Result<(), Refusal> {
        self.with(|world| {
            if let Some(number) = fault.number.as_deref().and_then(|number| Number::parse(number).ok()) {
                fault.number = Some(world.state.account_of(number).to_string());
            }
            let limit = world.config.limits.faults;
            world.faults.add(fault, limit)?;
            server::apply_faults_at_once(world);
            Ok(())
        })
    }

    /// Removes all pending faults.
    pub async fn clear_faults(&self) {
        self.with(|world| world.faults.clear());
    }

    /// Cuts every connection and refuses new ones for this long: each is accepted and cut at once. A newer outage
    /// replaces an older one.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] unless it lasts up to ten minutes.
    pub async fn outage(&self, lasts: Duration) -> Result<(), Refusal> {
        self.with(|world| {
            world.arrivals.begin_outage(Instant::now(), lasts)?;
            world.leave_all();
            Ok(())
        })?;
        self.inner.outages.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Ends an outage early.
    pub async fn end_outage(&self) {
        self.with(|world| world.arrivals.end_outage());
    }

    /// Resets the peaks of [`Stats`].
    pub async fn reset_stats(&self) {
        self.with(|world| world.arrivals.reset_peaks());
    }

    /// Statistics since the start.
    pub async fn stats(&self) -> Stats {
        self.look(|world| world.stats())
    }

    /// Account of a number, whichever form of it is given.
    pub(crate) fn account(&self, number: &str) -> Result<Number, Refusal> {
        let number = Number::parse(number)?;
        Ok(self.look(|world| world.state.account_of(number)))
    }

    /// Runs one step of the world and wakes those who wait for [`Simulator::changes`].
    pub(crate) fn with<R>(&self, step: impl FnOnce(&mut World) -> R) -> R {
        let result = self.look(step);
        self.inner.changes.send_modify(|count| *count += 1);
        result
    }

    /// Runs a step of the world without waking those who wait for [`Simulator::changes`].
    pub(crate) fn look<R>(&self, step: impl FnOnce(&mut World) -> R) -> R {
        let (result, changed, started) = {
            let mut world = self.inner.world.lock().unwrap_or_else(PoisonError::into_inner);
            let before = world.generation;
            let result = step(&mut world);
            (result, world.generation != before, world.pauses.take_started())
        };
        for Started { pause, resume } in started {
            let simulator = self.clone();
            self.inner.runtime.spawn(async move {
                pause.over(&simulator).await;
                resume(&simulator);
            });
        }
        if changed && let Some(saver) = &self.inner.saver {
            saver.changed();
        }
        result
    }

    /// Waits until the current state is in the state file, if there is one.
    pub(crate) async fn saved(&self) {
        if let Some(saver) = &self.inner.saver {
            let generation = self.look(|world| world.generation);
            saver.saved(generation).await;
        }
    }

    /// Counter that changes when an outage begins.
    pub(crate) fn outages(&self) -> watch::Receiver<u64> {
        self.inner.outages.subscribe()
    }

    /// Flag that becomes true when the simulator stops.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.inner.stopping.subscribe()
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}

fn snapshot_of(world: Arc<Mutex<World>>) -> crate::state::Snapshot {
    Box::new(move || {
        let world = world.lock().unwrap_or_else(PoisonError::into_inner);
        (world.generation, world.state.to_json())
    })
}
