//! A whatsapp-rust client for tests, whose store outlives it as a database would.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_simulator::{Linked, PhoneView, Simulator, SimulatorConfig};
use wacore::net::{HttpClient, HttpRequest, HttpResponse};
use wacore::store::InMemoryBackend;
use wacore::store::traits::SignalStore as _;
use wacore::types::events::{ChannelEventHandler, Event, InboundMessage, Subscription};
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::TokioRuntime;
use whatsapp_rust::pair_code::PairCodeOptions;
use whatsapp_rust::store::persistence_manager::PersistenceManager;
use whatsapp_rust::transport::TokioWebSocketTransportFactory;
use whatsapp_rust::types::durability_hook::InboundDurabilityHook;

/// Timeout of every wait.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn simulator() -> Simulator {
    Simulator::start(SimulatorConfig::default()).await.unwrap()
}

/// A simulator with a state file.
pub(crate) async fn remembering(file: &std::path::Path) -> Simulator {
    let config = SimulatorConfig { state: Some(file.to_owned()), ..SimulatorConfig::default() };
    Simulator::start(config).await.unwrap()
}

/// Waits until the phone's state is as wanted.
pub(crate) async fn until(simulator: &Simulator, number: &str, wanted: impl Fn(&PhoneView) -> bool) -> PhoneView {
    let mut changes = simulator.changes();
    let waiting = async {
        loop {
            changes.borrow_and_update();
            let view = simulator.phone(number).await.unwrap();
            if wanted(&view) {
                return view;
            }
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("the phone never looked as wanted")
}

/// Looks at every change until the closure's future gives a value.
pub(crate) async fn eventually<T, F>(simulator: &Simulator, look: impl Fn() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let mut changes = simulator.changes();
    let waiting = async {
        loop {
            changes.borrow_and_update();
            if let Some(found) = look().await {
                return found;
            }
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("it never happened")
}

/// HTTP of a client; without an agent there is none.
pub(crate) struct TestHttp(pub(crate) Option<ureq::Agent>);

#[async_trait::async_trait]
impl HttpClient for TestHttp {
    async fn execute(&self, request: HttpRequest) -> whatsapp_rust::anyhow::Result<HttpResponse> {
        let Some(agent) = self.0.clone() else { whatsapp_rust::anyhow::bail!("there is no HTTP in this test") };
        tokio::task::spawn_blocking(move || {
            let response = match request.method.as_str() {
                "GET" => agent.get(&request.url).call()?,
                _ => agent.post(&request.url).send(request.body.as_deref().unwrap_or_default())?,
            };
            let status_code = response.status().as_u16();
            let body = response.into_body().into_with_config().limit(128 << 20).read_to_vec()?;
            Ok(HttpResponse { status_code, body })
        })
        .await?
    }
}

/// Persistent store of a device.
#[derive(Clone)]
pub(crate) struct Store(Arc<InMemoryBackend>);

impl Store {
    pub(crate) fn new() -> Self {
        Self(Arc::new(InMemoryBackend::new()))
    }

    /// Deletes the sessions with a phone, under both of its names.
    pub(crate) async fn lose_sessions(&self, phone: &PhoneView) {
        for name in [format!("{}@c.us.0", phone.number), format!("{}.0", phone.lid)] {
            self.0.delete_session(&name).await.unwrap();
        }
    }
}

pub(crate) struct TestClient {
    pub(crate) client: Arc<Client>,
    events: whatsapp_rust::async_channel::Receiver<Arc<Event>>,
    _subscription: Subscription,
    running: tokio::task::JoinHandle<()>,
}

impl TestClient {
    /// Starts a client that connects and reconnects by itself.
    pub(crate) async fn start(endpoint: &str, store: &Store) -> Self {
        Self::start_with(endpoint, store, None).await
    }

    /// The same, with a hook that decides which messages are acknowledged.
    pub(crate) async fn start_with(
        endpoint: &str,
        store: &Store,
        hook: Option<Arc<dyn InboundDurabilityHook>>,
    ) -> Self {
        Self::start_whole(endpoint, store, (hook, TestHttp(None))).await
    }

    /// The same, with HTTP.
    pub(crate) async fn start_whole(
        endpoint: &str,
        store: &Store,
        (hook, http): (Option<Arc<dyn InboundDurabilityHook>>, TestHttp),
    ) -> Self {
        let manager = Arc::new(PersistenceManager::new(store.0.clone()).await.unwrap());
        let mut builder = Client::builder()
            .with_runtime(TokioRuntime)
            .with_persistence_manager(manager)
            .with_transport_factory(TokioWebSocketTransportFactory::new().with_url(endpoint))
            .with_http_client(http)
            .with_version_override((2, 3000, 1_000_000_000))
            .with_wanted_pre_key_count(10);
        if let Some(hook) = hook {
            builder = builder.with_inbound_durability_hook_arc(hook);
        }
        let client = builder.build().await.unwrap().into_client();
        let (handler, events) = ChannelEventHandler::new();
        let subscription = client.subscribe_handler(handler);
        let runner = client.clone();
        let running = tokio::spawn(async move { runner.run().await });
        Self { client, events, _subscription: subscription, running }
    }

    /// Waits for the next event that the closure maps to a value.
    pub(crate) async fn event<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let waiting = async {
            loop {
                let event = self.events.recv().await.unwrap();
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the event never came")
    }

    pub(crate) async fn qr(&self) -> String {
        self.event(|event| match event {
            Event::PairingQrCode(qr) => Some(qr.code.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn connected(&self) {
        self.event(|event| matches!(event, Event::Connected(_)).then_some(())).await;
    }

    /// Waits for a message that the closure maps to a value.
    pub(crate) async fn message<T>(&self, wanted: impl Fn(&InboundMessage) -> Option<T>) -> T {
        self.event(|event| match event {
            Event::Messages(batch) => batch.iter().find_map(&wanted),
            _ => None,
        })
        .await
    }

    /// Waits for the message with this id.
    pub(crate) async fn message_of(&self, id: &str) -> InboundMessage {
        self.message(|inbound| (inbound.info.id == id).then(|| inbound.clone())).await
    }

    /// Waits for a text; returns its sender, and whether it is a copy of what the own account sent.
    pub(crate) async fn receives(&self, text: &str) -> (String, bool) {
        self.event(|event| match event {
            Event::Messages(batch) => batch.iter().find_map(|inbound| {
                let same = inbound.message.conversation.as_deref() == Some(text);
                let source = &inbound.info.source;
                same.then(|| (source.sender.user.to_string(), source.is_from_me))
            }),
            _ => None,
        })
        .await
    }

    /// Sends a text; returns its message id.
    pub(crate) async fn says(&self, to: &str, text: &str) -> String {
        self.client.send_text(Jid::pn(to), text).await.unwrap().message_id
    }

    /// Requests a code once the connection is ready for it.
    pub(crate) async fn code(&self, number: &str) -> String {
        self.qr().await;
        let options = PairCodeOptions { phone_number: number.to_owned(), ..PairCodeOptions::default() };
        self.client.pair_with_code(options).await.unwrap()
    }

    /// Ends the client as a crash would, without a message to the server.
    pub(crate) async fn crash(self) {
        self.running.abort();
        self.client.disconnect().await;
    }
}

impl Drop for TestClient {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// A client linked by code and connected.
pub(crate) async fn linked(simulator: &Simulator, number: &str, store: &Store) -> (TestClient, Linked) {
    let client = TestClient::start(&simulator.endpoint(), store).await;
    let linked = link(simulator, number, &client).await;
    (client, linked)
}

/// Links a client by code and waits until it is connected.
pub(crate) async fn link(simulator: &Simulator, number: &str, client: &TestClient) -> Linked {
    let code = client.code(number).await;
    let linked = simulator.enter_code(number, &code).await.unwrap();
    client.connected().await;
    // Writes to the store what the client learned, as its saver would do later.
    client.client.persistence_manager().flush().await.unwrap();
    linked
}
