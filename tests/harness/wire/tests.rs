//! Tests of the proxy in front of an echo server.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use tokio::sync::mpsc;

use super::{Mode, Target, Wire};

/// Server that sends back every byte and reports what it received.
struct Echo {
    target: Target,
    heard: mpsc::UnboundedReceiver<Vec<u8>>,
}

async fn echo<S>(mut socket: S, told: mpsc::UnboundedSender<Vec<u8>>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut buffer = vec![0; 65_536];
    while let Ok(read @ 1..) = socket.read(&mut buffer).await {
        told.send(buffer[..read].to_vec()).ok();
        if socket.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

impl Echo {
    async fn on_tcp() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = Target::Tcp(listener.local_addr().unwrap());
        let (told, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(echo(socket, told.clone()));
            }
        });
        Self { target, heard }
    }

    fn on_unix(path: &std::path::Path) -> Self {
        let listener = UnixListener::bind(path).unwrap();
        let (told, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(echo(socket, told.clone()));
            }
        });
        Self { target: Target::Unix(path.to_owned()), heard }
    }

    async fn hears(&mut self, bytes: &[u8]) {
        let heard = tokio::time::timeout(crate::DEADLINE, self.heard.recv()).await.unwrap().unwrap();
        assert_eq!(heard, bytes);
    }
}

async fn connect(wire: &Wire) -> TcpStream {
    TcpStream::connect(wire.address()).await.unwrap()
}

async fn receives(client: &mut TcpStream, bytes: &[u8]) {
    let mut got = vec![0; bytes.len()];
    tokio::time::timeout(crate::DEADLINE, client.read_exact(&mut got)).await.unwrap().unwrap();
    assert_eq!(got, bytes);
}

async fn echoes(client: &mut TcpStream, bytes: &[u8]) {
    client.write_all(bytes).await.unwrap();
    receives(client, bytes).await;
}

/// How the connection ends: `None` for an orderly close, else the error. Panics if bytes come first.
async fn end(client: &mut TcpStream) -> Option<ErrorKind> {
    let mut byte = [0];
    match tokio::time::timeout(crate::DEADLINE, client.read(&mut byte)).await.expect("the connection stays open") {
        Ok(read) => {
            assert_eq!(read, 0, "bytes came through");
            None
        }
        Err(error) => Some(error.kind()),
    }
}

#[tokio::test]
async fn bytes_pass_and_an_end_is_passed_on() {
    let wire = Wire::to(Echo::on_tcp().await.target).await;
    let mut client = connect(&wire).await;
    echoes(&mut client, b"hello").await;
    assert_eq!(wire.connections(), 1);
    client.shutdown().await.unwrap();
    assert_eq!(end(&mut client).await, None);
    wire.until_connections(|open| open == 0).await;
}

#[tokio::test]
async fn a_unix_socket_can_be_the_target() {
    let dir = tempfile::tempdir().unwrap();
    let wire = Wire::to(Echo::on_unix(&dir.path().join("socket")).target).await;
    echoes(&mut connect(&wire).await, b"hello").await;
}

#[tokio::test]
async fn a_target_that_is_not_there_ends_the_connection() {
    let wire = Wire::to(Target::Unix("/nowhere".into())).await;
    assert_eq!(end(&mut connect(&wire).await).await, None);
}

#[tokio::test]
async fn cut_closes_open_and_new_connections_until_pass() {
    let wire = Wire::to(Echo::on_tcp().await.target).await;
    let mut open = connect(&wire).await;
    echoes(&mut open, b"hello").await;
    wire.set(Mode::Cut);
    assert_eq!(end(&mut open).await, None);
    assert_eq!(end(&mut connect(&wire).await).await, None);
    wire.until_connections(|open| open == 0).await;
    wire.set(Mode::Pass);
    echoes(&mut connect(&wire).await, b"again").await;
}

#[tokio::test]
async fn reset_sends_rst_to_open_and_new_connections() {
    let wire = Wire::to(Echo::on_tcp().await.target).await;
    let mut open = connect(&wire).await;
    echoes(&mut open, b"hello").await;
    wire.set(Mode::Reset);
    assert_eq!(end(&mut open).await, Some(ErrorKind::ConnectionReset));
    assert_eq!(end(&mut connect(&wire).await).await, Some(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn stall_holds_bytes_and_ends_until_pass() {
    let mut echo = Echo::on_tcp().await;
    let wire = Wire::to(echo.target.clone()).await;
    let mut open = connect(&wire).await;
    echoes(&mut open, b"hello").await;
    echo.hears(b"hello").await;
    wire.set(Mode::Stall);
    open.write_all(b"held").await.unwrap();
    open.shutdown().await.unwrap();
    let mut new = connect(&wire).await;
    new.write_all(b"held too").await.unwrap();
    wire.until_connections(|open| open == 2).await;
    // A short silence is no proof, but would reveal a line that does not stall.
    let silence = tokio::time::timeout(Duration::from_millis(200), echo.heard.recv()).await;
    assert!(silence.is_err(), "bytes came through a stalled line: {silence:?}");
    wire.set(Mode::Pass);
    receives(&mut open, b"held").await;
    assert_eq!(end(&mut open).await, None);
    receives(&mut new, b"held too").await;
}

#[tokio::test]
async fn slow_line_limits_the_rate_and_loses_nothing() {
    let wire = Wire::to(Echo::on_tcp().await.target).await;
    let mut client = connect(&wire).await;
    wire.set(Mode::Slow { bytes_per_second: 4_000 });
    let begun = Instant::now();
    let bytes: Vec<u8> = (0..2_000).map(|at| (at % 251) as u8).collect();
    echoes(&mut client, &bytes).await;
    // Half a second each way, less the two first steps that are sent at once; the directions overlap.
    assert!(begun.elapsed() >= Duration::from_millis(400), "it took {:?}", begun.elapsed());
    let begun = Instant::now();
    wire.set(Mode::Slow { bytes_per_second: 1 });
    client.write_all(b"a lot to say").await.unwrap();
    wire.set(Mode::Pass);
    receives(&mut client, b"a lot to say").await;
    assert!(begun.elapsed() < Duration::from_secs(8), "the pauses of a slow line outlived it");
}

#[tokio::test]
async fn when_client_sends_holds_back_the_needle() {
    let mut echo = Echo::on_tcp().await;
    let wire = Wire::to(echo.target.clone()).await;
    wire.when_client_sends(b"COMMIT", Mode::Cut);
    let mut client = connect(&wire).await;
    echoes(&mut client, b"BEGIN").await;
    echo.hears(b"BEGIN").await;
    client.write_all(b"COMMIT").await.unwrap();
    assert_eq!(end(&mut client).await, None);
    wire.set(Mode::Pass);
    // The trigger fires once.
    echoes(&mut connect(&wire).await, b"COMMIT").await;
    echo.hears(b"COMMIT").await;
    assert!(echo.heard.try_recv().is_err(), "the word came through twice");
}

#[tokio::test]
async fn after_client_sent_passes_the_needle_and_loses_its_answer() {
    for mode in [Mode::Cut, Mode::Reset] {
        let mut echo = Echo::on_tcp().await;
        let wire = Wire::to(echo.target.clone()).await;
        wire.after_client_sent(b"COMMIT", mode);
        let mut client = connect(&wire).await;
        client.write_all(b"COMMIT").await.unwrap();
        end(&mut client).await;
        echo.hears(b"COMMIT").await;
        wire.until_mode(mode).await;
    }
}

#[tokio::test]
async fn when_server_sends_holds_the_answer_until_pass() {
    let mut echo = Echo::on_tcp().await;
    let wire = Wire::to(echo.target.clone()).await;
    wire.when_server_sends(b"COMMIT", Mode::Stall);
    let mut client = connect(&wire).await;
    client.write_all(b"COMMIT").await.unwrap();
    echo.hears(b"COMMIT").await;
    wire.until_mode(Mode::Stall).await;
    assert_eq!(client.try_read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::WouldBlock);
    wire.set(Mode::Pass);
    receives(&mut client, b"COMMIT").await;
}

#[tokio::test]
async fn after_server_sent_passes_the_needle_then_cuts() {
    let wire = Wire::to(Echo::on_tcp().await.target).await;
    wire.after_server_sent(b"COMMIT", Mode::Cut);
    let mut client = connect(&wire).await;
    echoes(&mut client, b"COMMIT").await;
    assert_eq!(end(&mut client).await, None);
}

#[tokio::test]
async fn a_dropped_line_cuts_its_connections() {
    let wire = Wire::to(Echo::on_tcp().await.target).await;
    let mut client = connect(&wire).await;
    echoes(&mut client, b"hello").await;
    drop(wire);
    assert_eq!(end(&mut client).await, None);
}
