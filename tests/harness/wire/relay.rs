//! Connections of a [`super::Wire`]: accepts them and moves their bytes according to the mode.
//!
//! Both directions of a connection are one task, so that a mode set by one chunk applies to the answer to it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::triggers::{Moment, Past};
use super::{Mode, Shared, Side, Target};

/// Buffer size in bytes.
const CHUNK: usize = 16 * 1024;
/// Steps per second in which a slow line moves bytes, if its rate allows so many.
const STEPS: u64 = 20;

/// Accepts connections until the task is aborted.
pub(super) async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => {
                let (client, _) = accepted.expect("a connection");
                let open = Open::new(shared.clone());
                connections.spawn(async move { connection(client, &open.0).await });
            }
        }
    }
}

/// Counts a connection as open until dropped.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: Arc<Shared>) -> Self {
        shared.open.send_modify(|open| *open += 1);
        Self(shared)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}

async fn connection(mut client: TcpStream, shared: &Shared) {
    let _ = client.set_nodelay(true);
    let ends = Ends { mode: shared.mode.subscribe() };
    match ends.awake().await {
        Mode::Reset => return reset(&client),
        Mode::Cut => return,
        Mode::Pass | Mode::Stall | Mode::Slow { .. } => {}
    }
    // A target that cannot be reached ends the connection, as it would without the proxy.
    match &shared.target {
        Target::Tcp(address) => {
            let Ok(mut server) = TcpStream::connect(address).await else { return };
            let _ = server.set_nodelay(true);
            if relay(shared, &mut client, &mut server).await == Mode::Reset {
                reset(&client);
                reset(&server);
            }
        }
        Target::Unix(path) => {
            let Ok(mut server) = UnixStream::connect(path).await else { return };
            if relay(shared, &mut client, &mut server).await == Mode::Reset {
                reset(&client);
            }
        }
    }
}

/// Makes the drop of the socket a TCP reset: unsent bytes are discarded and the peer gets an RST.
fn reset(socket: &TcpStream) {
    // An error means that the connection is already closed.
    let _ = socket.set_zero_linger();
}

/// Moves bytes until both sides have ended or the mode ends the connection; returns the mode it ended in.
async fn relay<S>(shared: &Shared, client: &mut TcpStream, server: &mut S) -> Mode
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let ends = Ends { mode: shared.mode.subscribe() };
    let (from_client, to_client) = tokio::io::split(client);
    let (from_server, to_server) = tokio::io::split(server);
    let both = async {
        // An error of either direction ends both.
        tokio::try_join!(
            pump(Direction { shared, side: Side::Client }, from_client, to_server),
            pump(Direction { shared, side: Side::Server }, from_server, to_client),
        )
    };
    tokio::select! {
        // A mode that ends the connection takes precedence over bytes that could still be moved.
        biased;
        mode = ends.broken() => mode,
        _ = both => *shared.mode.borrow(),
    }
}

/// Waits for changes of the mode.
struct Ends {
    mode: watch::Receiver<Mode>,
}

impl Ends {
    /// Waits for a mode that ends the connection.
    async fn broken(mut self) -> Mode {
        let found = self.mode.wait_for(|mode| matches!(mode, Mode::Cut | Mode::Reset)).await;
        found.map_or(Mode::Cut, |mode| *mode)
    }

    /// Waits for any mode but [`Mode::Stall`].
    async fn awake(mut self) -> Mode {
        let found = self.mode.wait_for(|mode| *mode != Mode::Stall).await;
        found.map_or(Mode::Cut, |mode| *mode)
    }
}

struct Direction<'a> {
    shared: &'a Shared,
    side: Side,
}

async fn pump<R, W>(direction: Direction<'_>, mut from: R, mut to: W) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let shared = direction.shared;
    let mut mode = shared.mode.subscribe();
    let mut past = Past::default();
    let reads_along = shared.statements.get().filter(|_| direction.side == Side::Client);
    let mut reader = reads_along.map(|statements| statements.reader());
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer).await?;
        let chunk = &buffer[..read];
        let trigger = shared.triggers().take(direction.side, &past, chunk);
        let change = |moment| {
            if let Some(trigger) = trigger.filter(|trigger| trigger.moment == moment) {
                shared.mode.send_replace(trigger.mode);
            }
        };
        change(Moment::Before);
        if let Some(reader) = &mut reader {
            reader.read(chunk);
        }
        forward(&mut mode, chunk, &mut to).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        change(Moment::After);
        past.remember(chunk);
    }
}

/// Passes bytes on at the rate of the mode, which may change meanwhile. An end of stream (no bytes) waits while the
/// line stalls.
async fn forward<W>(mode: &mut watch::Receiver<Mode>, bytes: &[u8], to: &mut W) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut rest = bytes;
    loop {
        let now = *mode.borrow_and_update();
        match now {
            Mode::Pass => return to.write_all(rest).await,
            // `relay` ends the connection on `Cut` and `Reset`.
            Mode::Cut | Mode::Reset | Mode::Stall => {
                if mode.changed().await.is_err() {
                    return Ok(());
                }
            }
            Mode::Slow { bytes_per_second } => {
                let rate = bytes_per_second.max(1);
                let step = usize::try_from((rate / STEPS).max(1)).unwrap_or(CHUNK).min(rest.len());
                let (first, later) = rest.split_at(step);
                to.write_all(first).await?;
                rest = later;
                if first.is_empty() {
                    return Ok(());
                }
                let pause = Duration::from_secs_f64(first.len() as f64 / rate as f64);
                // A change of mode interrupts the pause.
                let _changed = tokio::time::timeout(pause, mode.changed()).await;
            }
        }
    }
}
