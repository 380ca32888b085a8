//! Proxy between the store and the server that counts round trips and can be cut at a chosen moment.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// Fault applied once, to the next client message that contains a given text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is cut before the message reaches the server.
    CutBefore,
    /// The connection is cut after the server has carried out the message, before the answer reaches the client.
    CutAnswer,
    /// The server's answer never arrives; the connection stays open.
    Silence,
}

/// The proxy. Clones share its state.
#[derive(Clone)]
pub(crate) struct Proxy {
    state: Arc<Mutex<State>>,
    broken: watch::Sender<bool>,
    pub(crate) port: u16,
}

#[derive(Default)]
struct State {
    fault: Option<(&'static str, Fault)>,
    round_trips: u32,
    connections: u32,
}

impl Proxy {
    /// Starts a proxy to the server at this endpoint (a host, or the directory of a socket).
    pub(crate) async fn to((host, port): (String, u16)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own_port = listener.local_addr().unwrap().port();
        let proxy = Self { state: Arc::default(), broken: watch::Sender::new(false), port: own_port };
        let wire = proxy.clone();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                client.set_nodelay(true).unwrap();
                wire.state.lock().unwrap().connections += 1;
                let (wire, host) = (wire.clone(), host.clone());
                tokio::spawn(async move {
                    if host.starts_with('/') {
                        let server = UnixStream::connect(format!("{host}/.s.PGSQL.{port}")).await.unwrap();
                        wire.carry(client, server).await;
                    } else {
                        wire.carry(client, TcpStream::connect((host, port)).await.unwrap()).await;
                    }
                });
            }
        });
        proxy
    }

    /// Applies the fault to the next message that contains `text`.
    pub(crate) fn arm(&self, text: &'static str, fault: Fault) {
        self.state.lock().unwrap().fault = Some((text, fault));
    }

    /// Whether the fault has been applied.
    pub(crate) fn has_met_its_fault(&self) -> bool {
        self.state.lock().unwrap().fault.is_none()
    }

    /// Cuts every connection and accepts no new one.
    pub(crate) fn break_it(&self) {
        self.broken.send_replace(true);
    }

    pub(crate) fn restore(&self) {
        self.broken.send_replace(false);
    }

    /// Round trips: the number of the client's Sync and Query messages.
    pub(crate) fn round_trips(&self) -> u32 {
        self.state.lock().unwrap().round_trips
    }

    /// Number of connections made.
    pub(crate) fn connections(&self) -> u32 {
        self.state.lock().unwrap().connections
    }

    async fn carry(&self, client: impl AsyncRead + AsyncWrite, server: impl AsyncRead + AsyncWrite) {
        let mut broken = self.broken.subscribe();
        let (client_reads, client_writes) = tokio::io::split(client);
        let (server_reads, server_writes) = tokio::io::split(server);
        let (told, telling) = watch::channel(None);
        tokio::select! {
            _ = self.forth(client_reads, server_writes, told) => {}
            _ = back(server_reads, client_writes, telling) => {}
            _ = broken.wait_for(|broken| *broken) => {}
        }
    }

    async fn forth(
        &self,
        mut client: impl AsyncRead + Unpin,
        mut server: impl AsyncWrite + Unpin,
        told: watch::Sender<Option<Fault>>,
    ) -> std::io::Result<()> {
        let (mut head, mut met) = (0, None);
        loop {
            let message = read_message(&mut client, head).await?;
            head = 1;
            met = self.look_at(&message).or(met);
            if met == Some(Fault::CutBefore) {
                return Ok(());
            }
            if met.is_some() {
                told.send_replace(met);
            }
            server.write_all(&message).await?;
            if met == Some(Fault::CutAnswer) && asks(&message) {
                // The server closes the connection by itself once it has carried out everything it was sent.
                server.shutdown().await?;
                return std::future::pending().await;
            }
        }
    }

    fn look_at(&self, message: &[u8]) -> Option<Fault> {
        let mut state = self.state.lock().unwrap();
        if asks(message) {
            state.round_trips += 1;
        }
        let (text, fault) = state.fault?;
        let hit = message.windows(text.len()).any(|window| window == text.as_bytes());
        hit.then(|| {
            state.fault = None;
            fault
        })
    }
}

/// Whether the server answers this message: Sync and Query.
fn asks(message: &[u8]) -> bool {
    matches!(message[0], b'S' | b'Q')
}

async fn back(
    mut server: impl AsyncRead + Unpin,
    mut client: impl AsyncWrite + Unpin,
    fault: watch::Receiver<Option<Fault>>,
) -> std::io::Result<()> {
    let mut bytes = [0; 8192];
    loop {
        let count = server.read(&mut bytes).await?;
        let now = *fault.borrow();
        match now {
            _ if count == 0 => return Ok(()),
            Some(_) => {}
            None => client.write_all(&bytes[..count]).await?,
        }
    }
}

/// Reads one message: a type of `head` bytes (the first message of a connection has none), a length, and that many
/// bytes.
async fn read_message(client: &mut (impl AsyncRead + Unpin), head: usize) -> std::io::Result<Vec<u8>> {
    let mut message = vec![0; head + 4];
    client.read_exact(&mut message).await?;
    let length = u32::from_be_bytes(message[head..].try_into().unwrap()) as usize;
    let begun = message.len();
    message.resize(head + length, 0);
    client.read_exact(&mut message[begun..]).await?;
    Ok(message)
}
