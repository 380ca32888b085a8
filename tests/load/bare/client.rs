//! One client of whatsapp-rust, from its start to its end.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use tokio::task::JoinHandle;
use wacore::net::{HttpClient, HttpRequest, HttpResponse};
use wacore::pair_code::PairCodeOptions;
use wacore::store::InMemoryBackend;
use wacore::types::events::{ChannelEventHandler, Event, Subscription};
use whatsapp_rust::async_channel::Receiver;
use whatsapp_rust::store::persistence_manager::PersistenceManager;
use whatsapp_rust::transport::TokioWebSocketTransportFactory;
use whatsapp_rust::{Client, Jid, TokioRuntime};

/// Number of pre-keys to upload, the same as Linekeeper's.
const PRE_KEYS: usize = 30;
/// Timeout of each step.
const PATIENCE: Duration = Duration::from_secs(120);

/// In-memory store of a client.
pub struct Keeping(Arc<InMemoryBackend>);

/// A running client that is not yet connected, with its events.
pub struct Linking {
    kept: Keeping,
    client: Arc<Client>,
    events: Receiver<Arc<Event>>,
    _subscription: Subscription,
    running: JoinHandle<()>,
}

/// A connected client, whose events are ignored.
pub struct Linked {
    kept: Keeping,
    client: Arc<Client>,
    running: JoinHandle<()>,
}

/// The library requires an HTTP client even if the version is given and nothing is downloaded.
struct NoHttp;

#[async_trait]
impl HttpClient for NoHttp {
    async fn execute(&self, _: HttpRequest) -> whatsapp_rust::anyhow::Result<HttpResponse> {
        whatsapp_rust::anyhow::bail!("nothing is fetched here")
    }
}

impl Keeping {
    pub fn new() -> Self {
        Self(Arc::new(InMemoryBackend::new()))
    }

    /// Starts a client with this store.
    pub async fn begin(self, endpoint: &str) -> Result<Linking, String> {
        let manager = PersistenceManager::new(self.0.clone()).await.map_err(|error| error.to_string())?;
        let built = Client::builder()
            .with_runtime(TokioRuntime)
            .with_persistence_manager(Arc::new(manager))
            .with_transport_factory(TokioWebSocketTransportFactory::new().with_url(endpoint))
            .with_http_client(NoHttp)
            .with_skip_history_sync(true)
            .with_wanted_pre_key_count(PRE_KEYS)
            .with_version_override((2, 3000, 1_023_223_821))
            .build()
            .await;
        let client = built.map_err(|error| error.to_string())?.into_client();
        client.enable_auto_reconnect.store(false, Ordering::Relaxed);
        let (handler, events) = ChannelEventHandler::new();
        let subscription = client.subscribe_handler(handler);
        let runner = client.clone();
        // `run` ends after every disconnect, also that of a new linking (515); only `disconnect()` should end the
        // client.
        let running = tokio::spawn(async move {
            loop {
                runner.run().await;
            }
        });
        Ok(Linking { kept: self, client, events, _subscription: subscription, running })
    }

    /// Starts a client with the credentials of an earlier one and waits until it is connected.
    pub async fn restore(self, endpoint: &str) -> Result<Linked, String> {
        self.begin(endpoint).await?.linked().await
    }
}

impl Linking {
    /// Requests a code for this number.
    pub async fn code(&self, number: &str) -> Result<String, String> {
        // A code requested before the first QR is refused.
        self.qr().await?;
        let options = PairCodeOptions { phone_number: number.to_owned(), ..PairCodeOptions::default() };
        self.client.pair_with_code(options).await.map_err(|error| error.to_string())
    }

    /// Waits for the first QR.
    pub async fn qr(&self) -> Result<String, String> {
        self.until(|event| match event {
            Event::PairingQrCode(qr) => Some(qr.code.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until the client is linked and connected.
    pub async fn linked(self) -> Result<Linked, String> {
        self.until(|event| matches!(event, Event::Connected(_)).then_some(())).await?;
        let Self { kept, client, running, .. } = self;
        Ok(Linked { kept, client, running })
    }

    pub async fn give_up(self) {
        self.client.disconnect().await;
        self.running.abort();
    }

    async fn until<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> Result<T, String> {
        let found = async {
            while let Ok(event) = self.events.recv().await {
                if let Some(found) = wanted(&event) {
                    return Ok(found);
                }
            }
            Err("the client is gone".to_owned())
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap_or_else(|_| Err("the client says nothing".to_owned()))
    }
}

impl Linked {
    /// Sends texts to a number, one after another.
    pub async fn send(client: Arc<Client>, number: &str, times: u16) -> Result<(), String> {
        for _ in 0..times {
            let sent = client.send_text(Jid::pn(number), "Yes, until nine").await;
            sent.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The client, to send with.
    pub fn client(&self) -> Arc<Client> {
        self.client.clone()
    }

    /// Closes the connection; returns the store.
    pub async fn drop(self) -> Keeping {
        self.client.disconnect().await;
        self.running.abort();
        self.kept
    }
}
