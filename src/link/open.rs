//! Builds the library's client for one link.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use linekeeper_domain::client_version::ClientVersion;
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{ClientVersions, LinkOrder, LinkPurpose, LogSpace};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wacore::types::events::{Event, EventHandler, EventInterest, EventKind, Subscription};
use wacore_binary::NodeRef;
use whatsapp_rust::store::persistence_manager::PersistenceManager;
use whatsapp_rust::{CacheConfig, Client, RawNodeLease};

use crate::backend::Backend;
use crate::config::LinkConfig;
use crate::endpoint::Endpoint;
use crate::hold::Hold;
use crate::http::BoundedHttp;
use crate::messages::Inbox;
use crate::own_phone::OwnPhone;
use crate::runtime::LinkRuntime;
use crate::sending::{Answers, Line};
use crate::stanzas;
use crate::transport::{Dialer, Progress};

/// State shared by all links of a process.
pub(crate) struct Shared {
    pub(crate) config: LinkConfig,
    pub(crate) endpoint: Endpoint,
    pub(crate) tls: tokio_rustls::TlsConnector,
    pub(crate) http: BoundedHttp,
    pub(crate) handle: tokio::runtime::Handle,
    pub(crate) clock: Arc<dyn linekeeper_ports::Clock>,
    /// Gate for an additional connection of an open link. Unset: no link makes one.
    pub(crate) redials: OnceLock<Arc<dyn linekeeper_ports::Redials>>,
    /// Client version of the process. Unset: links announce the configured one.
    pub(crate) versions: OnceLock<Arc<dyn ClientVersions>>,
    /// Whether the logs take messages. Unset: always.
    pub(crate) space: OnceLock<LogSpace>,
}

impl Shared {
    fn announced(&self) -> Announced {
        let versions = self.versions.get().cloned();
        let version = versions.as_ref().map_or_else(|| self.config.own_version(), |versions| versions.status().version);
        Announced { version, versions }
    }
}

/// Version that one link announces, for all its connections, and what hears about its end.
#[derive(Clone)]
struct Announced {
    version: ClientVersion,
    versions: Option<Arc<dyn ClientVersions>>,
}

/// Client of one link with the objects it works on.
pub(crate) struct Parts {
    pub(crate) client: Arc<Client>,
    pub(crate) backend: Arc<Backend>,
    pub(crate) runtime: LinkRuntime,
    pub(crate) progress: Arc<Progress>,
    pub(crate) hold: Arc<Hold>,
    /// Cancelled when nothing may be sent any more.
    pub(crate) cut: CancellationToken,
    pub(crate) bus: Bus,
    /// What messages are sent with.
    pub(crate) line: Arc<Line>,
    /// Acks and receipts of the messages that were sent.
    pub(crate) answers: Arc<Answers>,
    /// Tells when the account's own phone is in use.
    pub(crate) own_phone: Arc<OwnPhone>,
    /// Held while a device is being linked.
    pub(crate) stanzas: Option<LinkingStanzas>,
    /// Lease that has the library forward raw stanzas.
    _raw_nodes: RawNodeLease,
}

/// While it is held, raw stanzas of a linking are handed to the driver.
pub(crate) struct LinkingStanzas(Arc<AtomicBool>);

impl Drop for LinkingStanzas {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// Receiver of those library events that a link handles.
pub(crate) struct Bus {
    pub(crate) events: mpsc::Receiver<Arc<Event>>,
    /// Cancelled when the event queue was full and an event was dropped.
    pub(crate) overflow: CancellationToken,
    _subscription: Subscription,
}

/// Capacity of the event queue of one link. A link has a few events a minute.
const WAITING_EVENTS: usize = 256;

/// Time for which what was sent is kept for recipients whose devices cannot decrypt it and ask for it again: a phone may be off
/// for long, and without it people read that they wait for the message.
const SENT_MESSAGES: Duration = Duration::from_secs(14 * 86_400);

/// Subscribed event kinds: everything that changes the state of the link, and no messages. Where these are wanted they
/// come through the durability hook ([`Inbox`]).
const INTERESTS: [EventKind; 17] = [
    EventKind::RawNode,
    EventKind::Connected,
    EventKind::PairSuccess,
    EventKind::PairError,
    EventKind::PairingQrCode,
    EventKind::PairingQrCodesExhausted,
    EventKind::PairingCodeRefresh,
    EventKind::PairingCodeError,
    EventKind::PairPasskeyRequest,
    EventKind::PairPasskeyConfirmation,
    EventKind::PairPasskeyError,
    EventKind::LoggedOut,
    EventKind::StreamReplaced,
    EventKind::ClientOutdated,
    EventKind::TemporaryBan,
    EventKind::ConnectFailure,
    EventKind::AppStateSyncFailed,
];

/// Queues events without ever waiting: the library calls it synchronously in the middle of its work.
struct HandOver {
    sender: mpsc::Sender<Arc<Event>>,
    overflow: CancellationToken,
    /// A device is being linked.
    linking: Arc<AtomicBool>,
    own_phone: Arc<OwnPhone>,
    announced: Announced,
    /// Log of the link's messages, if they are wanted.
    inbox: Option<Arc<Inbox>>,
    /// What messages are sent with, and their answers.
    sends: (Arc<Line>, Arc<Answers>),
}

impl HandOver {
    /// Whether the driver needs this stanza: one of the few of a linking that say more than the library's own events, or
    /// the first within an hour of the account's own phone.
    fn takes(&self, node: &NodeRef<'_>) -> bool {
        if let Some(written) = stanzas::version_end(node)
            && let Some(versions) = &self.announced.versions
        {
            versions.ends(self.announced.version, &written);
        }
        if let Some(inbox) = &self.inbox {
            inbox.heard(node);
        }
        let links = self.linking.load(Ordering::SeqCst) && stanzas::read(node).is_some();
        links || self.own_phone.reports(node)
    }
}

impl EventHandler for HandOver {
    fn handle_event(&self, event: Arc<Event>) {
        match (&*event, &self.inbox) {
            (Event::RawNode(node), _) if !self.takes(node.get()) => return,
            (Event::UndecryptableMessage(message), Some(inbox)) => return inbox.undecryptable(message),
            (Event::ServerAck(ack), _) => return self.sends.0.acknowledged(ack, &self.sends.1),
            (Event::Receipt(receipt), _) => return self.sends.1.receipt(receipt),
            _ => {}
        }
        if let Err(mpsc::error::TrySendError::Full(_)) = self.sender.try_send(event) {
            self.overflow.cancel();
        }
    }
}

impl Bus {
    fn listen_to(client: &Client, hears: impl FnOnce(mpsc::Sender<Arc<Event>>, CancellationToken) -> HandOver) -> Self {
        let (sender, events) = mpsc::channel(WAITING_EVENTS);
        let overflow = CancellationToken::new();
        let hand_over = hears(sender, overflow.clone());
        let interest = EventInterest::of(&INTERESTS);
        let interest = match hand_over.inbox {
            Some(_) => {
                interest.with(EventKind::UndecryptableMessage).with(EventKind::ServerAck).with(EventKind::Receipt)
            }
            None => interest,
        };
        let subscription = client.subscribe(interest, Arc::new(hand_over));
        Self { events, overflow, _subscription: subscription }
    }
}

/// Reads the credentials and builds a client that has not connected yet.
///
/// # Errors
/// The end reason of a link that cannot begin: its credentials cannot be read or written, or their state (linked or
/// not) does not match the purpose of the link.
pub(crate) async fn build(shared: &Shared, order: &LinkOrder, cut: CancellationToken) -> Result<Parts, LinkEndReason> {
    let clock = Arc::clone(&shared.clock);
    let backend = Arc::new(Backend::new(Arc::clone(&order.credentials), clock, order.purpose));
    backend.health().cuts(cut.clone());
    let store_ending = || {
        // Nothing failed in the store itself, so the stored value was unreadable.
        LinkEndReason::Store(backend.health().failure().unwrap_or(StoreFailure::Corrupt))
    };
    let linked = !order.credentials.are_emptied() && backend.has_linked_device().await.map_err(|_| store_ending())?;
    // Registering over a linked device would strand it in the phone's list; logging in needs one.
    if linked != (order.purpose == LinkPurpose::Login) {
        tracing::error!(company.id = %order.company, linked, "the stored credentials do not match the purpose of the link");
        return Err(LinkEndReason::Store(StoreFailure::Corrupt));
    }
    let library_backend = Arc::clone(&backend) as Arc<dyn whatsapp_rust::traits::Backend>;
    let manager = Arc::new(PersistenceManager::new(library_backend).await.map_err(|_| store_ending())?);
    backend.attach(Arc::downgrade(&manager));
    let runtime = LinkRuntime::new(shared.handle.clone());
    let progress = Arc::new(Progress::default());
    backend.hurry_after(progress.line_over());
    let hold = Hold::new(Arc::clone(&backend), runtime.clone(), cut.clone());
    let hold = Arc::new(hold.ordered(order.purpose, order.phone.clone()));
    let dialer = Dialer {
        endpoint: shared.endpoint.clone(),
        tls: shared.tls.clone(),
        patience: shared.config.connect_timeout,
        progress: Arc::clone(&progress),
        hold: Arc::clone(&hold),
        cut: cut.clone(),
        runtime: runtime.clone(),
    };
    let own_phone = Arc::new(OwnPhone::new(Arc::clone(&backend), Arc::clone(&shared.clock)));
    let announced = shared.announced();
    let space = shared.space.get().cloned().unwrap_or_default();
    let inbox =
        shared.config.messages.then(|| Inbox::new(&backend, Arc::clone(&shared.clock), (runtime.clone(), space)));
    let parts = ClientParts { manager, dialer, version: announced.version, inbox: inbox.clone() };
    let client = client(shared, runtime.clone(), parts).await.map_err(|error| {
        tracing::error!(company.id = %order.company, %error, "the WhatsApp client cannot be built");
        LinkEndReason::Refused { status: 0 }
    })?;
    let linking = Arc::new(AtomicBool::new(order.purpose == LinkPurpose::Register));
    let line = Arc::new(Line {
        client: Arc::downgrade(&client),
        backend: Arc::clone(&backend),
        runtime: runtime.clone(),
        clock: Arc::clone(&shared.clock),
    });
    let answers = Arc::<Answers>::default();
    let bus = Bus::listen_to(&client, |sender, overflow| {
        let (linking, own_phone) = (Arc::clone(&linking), Arc::clone(&own_phone));
        let sends = (Arc::clone(&line), Arc::clone(&answers));
        HandOver { sender, overflow, linking, own_phone, announced, inbox, sends }
    });
    // For the whole link: WhatsApp names the end of a version at any time, and the library does not tell.
    let raw_nodes = client.acquire_raw_node_forwarding();
    let stanzas = Some(LinkingStanzas(linking));
    Ok(Parts {
        client,
        backend,
        runtime,
        progress,
        hold,
        cut,
        bus,
        line,
        answers,
        own_phone,
        stanzas,
        _raw_nodes: raw_nodes,
    })
}

/// Parts of the library's client.
struct ClientParts {
    manager: Arc<PersistenceManager>,
    dialer: Dialer,
    version: ClientVersion,
    inbox: Option<Arc<Inbox>>,
}

async fn client(
    shared: &Shared,
    runtime: LinkRuntime,
    ClientParts { manager, dialer, version, inbox }: ClientParts,
) -> Result<Arc<Client>, whatsapp_rust::ClientBuilderError> {
    let builder = Client::builder()
        .with_runtime(runtime)
        .with_persistence_manager(manager)
        .with_transport_factory(dialer)
        .with_http_client(shared.http.clone())
        .with_skip_history_sync(true)
        .with_wanted_pre_key_count(shared.config.pre_keys)
        .with_background_saver_interval(shared.config.saver_interval)
        .with_cache_config(CacheConfig { sent_message_ttl_secs: SENT_MESSAGES.as_secs(), ..CacheConfig::default() })
        // Without it the library looks the version up for each device, before it connects.
        .with_version_override(version.numbers());
    let builder = match &inbox {
        Some(inbox) => builder.with_inbound_durability_hook_arc(Arc::clone(inbox) as _),
        None => builder,
    };
    let client = builder.build().await?.into_client();
    if let Some(inbox) = &inbox {
        inbox.attach(&client);
        inbox.give_up_in_time();
    }
    // Whether to reconnect is the session's decision; `driver` has the one exception.
    client.enable_auto_reconnect.store(false, Ordering::Relaxed);
    client.set_device_props(shared.config.device.props()).await;
    Ok(client)
}
