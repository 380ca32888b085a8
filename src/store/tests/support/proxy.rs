//! A wire between the store and the server that can be cut, at a moment of the test's choosing, and that counts.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// What happens to a message of the client that contains a text, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The wire is cut before the message reaches the server.
    CutBefore,
    /// The wire is cut when the server has done what it was asked, and before the answer reaches the client.
    CutAnswer,
    /// The server's answer never arrives, and the wire stays.
    Silence,
}

/// The wire.
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
    /// Lays a wire to the server at this endpoint (a host, or the directory of a socket).
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

    /// The next message that contains `text` meets this fault.
    pub(crate) fn arm(&self, text: &'static str, fault: Fault) {
        self.state.lock().unwrap().fault = Some((text, fault));
    }

    /// Whether the message that was to meet a fault has come by.
    pub(crate) fn has_met_its_fault(&self) -> bool {
        self.state.lock().unwrap().fault.is_none()
    }

    /// Cuts every wire and lets no new one through.
    pub(crate) fn break_it(&self) {
        self.broken.send_replace(true);
    }

    pub(crate) fn restore(&self) {
        self.broken.send_replace(false);
    }

    /// How often the client has asked the server: its Sync and Query messages.
    pub(crate) fn round_trips(&self) -> u32 {
        self.state.lock().unwrap().round_trips
    }

    /// How many connections were made.
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
                // It ends by itself when it has done all it was sent.
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

/// Whether the server answers to this: Sync and Query.
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

/// One message: a type of `head` bytes (the first message of a connection has none), a length, and so many bytes.
async fn read_message(client: &mut (impl AsyncRead + Unpin), head: usize) -> std::io::Result<Vec<u8>> {
    let mut message = vec![0; head + 4];
    client.read_exact(&mut message).await?;
    let length = u32::from_be_bytes(message[head..].try_into().unwrap()) as usize;
    let begun = message.len();
    message.resize(head + length, 0);
    client.read_exact(&mut message[begun..]).await?;
    Ok(message)
}
