//! The media host: uploads and downloads over HTTP/1.1 and TLS.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::crypto::sha256;
use super::store::Found;
use super::tls::Certificate;
use crate::error::SimulatorError;
use crate::faults::{FaultAction, FaultPoint, Silence};
use crate::signal::Address;
use crate::simulator::Simulator;
use crate::state::{Number, now};
use crate::world::World;

/// Maximum size of an uploaded file, in bytes: 64 MiB, with room for the encryption.
const MAX_UPLOAD: usize = (64 << 20) + 4_096;
/// Time for a client to send its whole upload.
const UPLOAD_TIME: Duration = Duration::from_secs(120);
/// Kinds of files that are uploaded.
const KINDS: &[&str] = &["image", "video", "audio", "document", "sticker", "ptt"];

type Body = BoxBody<Bytes, std::io::Error>;

/// A listener before it serves.
pub(crate) struct MediaListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    /// `host:port` for URLs.
    pub(crate) host: String,
    /// Certificate of the authority, in PEM.
    pub(crate) authority: String,
}

impl MediaListener {
    /// Binds a loopback address.
    pub(crate) async fn bind(address: SocketAddr) -> Result<Self, SimulatorError> {
        if !address.ip().is_loopback() {
            return Err(SimulatorError::NotLoopback(address));
        }
        let failed = |source| SimulatorError::Listen { address, source };
        let tcp = TcpListener::bind(address).await.map_err(failed)?;
        let host = tcp.local_addr().map_err(failed)?.to_string();
        let Certificate { acceptor, authority } = Certificate::make().map_err(SimulatorError::Keys)?;
        Ok(Self { tcp, acceptor, host, authority })
    }

    /// Serves until the simulator stops.
    pub(crate) async fn serve(self, simulator: Simulator) {
        let mut stopping = simulator.stopping();
        loop {
            tokio::select! {
                accepted = self.tcp.accept() => match accepted {
                    Ok((tcp, _)) => {
                        tokio::spawn(connected(simulator.clone(), self.acceptor.clone(), tcp));
                    }
                    // Out of file descriptors, for example: others may be closed soon.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
                () = stopped(&mut stopping) => return,
            }
        }
    }
}

/// Waits until the simulator stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the simulator is gone.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

async fn connected(simulator: Simulator, acceptor: TlsAcceptor, tcp: TcpStream) {
    let mut stopping = simulator.stopping();
    let patience = simulator.look(|world| world.config.latencies.handshake);
    // A client that does not trust the authority ends here; it has the reason, not we.
    let Ok(Ok(tls)) = tokio::time::timeout(patience, acceptor.accept(tcp)).await else { return };
    let service = service_fn(|request| answer(simulator.clone(), request));
    let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(tls), service);
    tokio::select! {
        outcome = serving => if let Err(error) = outcome {
            tracing::debug!("a connection to the media host has failed: {error}");
        },
        () = stopped(&mut stopping) => {}
    }
}

/// Error that ends the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped")]
struct Dropped;

async fn answer(simulator: Simulator, request: Request<Incoming>) -> Result<Response<Body>, Dropped> {
    let path = request.uri().path().to_owned();
    // Direct paths have a query already, and clients put another `?` behind it.
    let query: Vec<String> = request.uri().query().unwrap_or_default().split(['?', '&']).map(str::to_owned).collect();
    let field = |name: &str| {
        query.iter().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default().to_owned()
    };
    let auth = field("auth");
    let device = simulator.look(|world| world.media.authorised(&auth).cloned());
    if let Some(token) = upload_token(&path) {
        if request.method() != Method::POST {
            return Ok(status(405));
        }
        let upload = Upload { device, token: token.to_owned(), asks: field("resume") == "1" };
        return upload.take(&simulator, request).await;
    }
    if request.method() != Method::GET {
        return Ok(status(405));
    }
    // The real host lets people download who know the path.
    if !auth.is_empty() && device.is_none() {
        return Ok(status(401));
    }
    download(&simulator, device.as_ref(), &path).await
}

fn upload_token(path: &str) -> Option<&str> {
    let (kind, token) = path.strip_prefix("/mms/")?.split_once('/')?;
    (KINDS.contains(&kind) && !token.contains('/')).then_some(token)
}

/// An upload, or the question whether the file is there already.
struct Upload {
    device: Option<Address>,
    /// SHA-256 of the file, in Base64 for URLs.
    token: String,
    asks: bool,
}

impl Upload {
    async fn take(self, simulator: &Simulator, request: Request<Incoming>) -> Result<Response<Body>, Dropped> {
        let Some(device) = self.device else { return Ok(status(401)) };
        if self.asks {
            let known = hash_of(&self.token).and_then(|hash| simulator.look(|world| world.media.path_of(&hash)));
            return Ok(match known {
                None => status(404),
                Some(path) => stored(simulator, &path, true),
            });
        }
        let fault = take_fault(simulator, FaultPoint::MediaUpload, Some(&device.number));
        if let Some(broken) = broken(fault.as_ref()).await? {
            return Ok(broken);
        }
        let body = Limited::new(request.into_body(), MAX_UPLOAD).collect();
        let bytes = match tokio::time::timeout(UPLOAD_TIME, body).await {
            Err(_) => return Ok(status(408)),
            Ok(Err(_)) => return Ok(status(413)),
            Ok(Ok(collected)) => collected.to_bytes(),
        };
        if hash_of(&self.token) != Some(sha256(&bytes)) {
            return Ok(status(400));
        }
        let path = simulator.with(|world| world.media.put(bytes));
        Ok(stored(simulator, &path, false))
    }
}

/// SHA-256 in Base64 for URLs; Baileys escapes the padding, others leave it out.
fn hash_of(token: &str) -> Option<[u8; 32]> {
    use base64::Engine as _;
    let token = token.replace("%3D", "=").replace("%3d", "=");
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')).ok()?.try_into().ok()
}

fn stored(simulator: &Simulator, path: &str, is_known: bool) -> Response<Body> {
    let host = simulator.look(|world| world.media.host().unwrap_or_default().to_owned());
    let mut answer = serde_json::json!({
        "url": format!("https://{host}{path}&mms3=true"),
        "direct_path": path,
        "handle": path,
    });
    if let Some(fields) = answer.as_object_mut().filter(|_| is_known) {
        fields.insert("resume".to_owned(), "complete".into());
    }
    let mut response = Response::new(full(Bytes::from(answer.to_string())));
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
    response
}

async fn download(simulator: &Simulator, device: Option<&Address>, path: &str) -> Result<Response<Body>, Dropped> {
    let found = simulator.look(|world| world.media.at(path));
    let bytes = match found {
        Found::Unknown => return Ok(status(404)),
        Found::Gone(code) => return Ok(status(code)),
        Found::File(bytes) => bytes,
    };
    let fault = take_fault(simulator, FaultPoint::MediaDownload, device.map(|device| &device.number));
    let damage = match &fault {
        Some(FaultAction::Answer(answer)) => answer.text.clone(),
        Some(FaultAction::Child(_) | FaultAction::Wait(_) | FaultAction::Silence(_)) | None => None,
    };
    match damage.as_deref() {
        Some("short") => return Ok(short(&bytes)),
        Some("corrupt") => return Ok(Response::new(full(corrupt(&bytes)))),
        Some(_) | None => {}
    }
    if let Some(broken) = broken(fault.as_ref()).await? {
        return Ok(broken);
    }
    Ok(Response::new(full(bytes)))
}

fn take_fault(simulator: &Simulator, at: FaultPoint, number: Option<&Number>) -> Option<FaultAction> {
    simulator.with(|world| world.faults.take(at, number))
}

/// Answer of a fault in place of the usual one.
async fn broken(fault: Option<&FaultAction>) -> Result<Option<Response<Body>>, Dropped> {
    match fault {
        None | Some(FaultAction::Child(_) | FaultAction::Wait(_)) => Ok(None),
        Some(FaultAction::Answer(answer)) => Ok(Some(status(answer.code))),
        Some(FaultAction::Silence(Silence::Drop)) => Err(Dropped),
        // Until the client gives up, or the simulator stops.
        Some(FaultAction::Silence(Silence::Hang)) => std::future::pending().await,
    }
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

fn status(code: u16) -> Response<Body> {
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// Promises the whole file, sends half of it, and ends the connection.
fn short(bytes: &Bytes) -> Response<Body> {
    let half = Ok(Frame::data(bytes.slice(..bytes.len() / 2)));
    let cut = Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
    let mut response = Response::new(BodyExt::boxed(StreamBody::new(stream::iter([half, cut]))));
    response.headers_mut().insert(CONTENT_LENGTH, bytes.len().into());
    response
}

/// The file with another first byte.
fn corrupt(bytes: &Bytes) -> Bytes {
    let mut bytes = bytes.to_vec();
    if let Some(first) = bytes.first_mut() {
        *first ^= 1;
    }
    bytes.into()
}

/// Answer to a device's request for the media hosts. Without a listener `media.invalid` never resolves, so that nothing
/// goes to a real host.
pub(crate) fn connection(world: &mut World, device: &Address) -> Node {
    let auth = world.media.authorise(device);
    let name = world.media.host().unwrap_or("media.invalid").to_owned();
    let host = NodeBuilder::new("host").attr("hostname", name).attr("type", "primary").build();
    NodeBuilder::new("media_conn")
        .attr("auth", auth)
        .attr("auth_ttl", 3600)
        .attr("ttl", 3600)
        .attr("max_buckets", 12)
        .attr("id", now())
        .children([host])
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uploads_have_a_kind_and_a_token_and_nothing_else() {
        assert_eq!(upload_token("/mms/image/abc"), Some("abc"));
        for path in ["/mms/image", "/mms/lunch/abc", "/mms/image/../x", "/mms/image/a/b", "/mms/../image/a", "/"] {
            assert_eq!(upload_token(path), None, "{path}");
        }
    }

    #[test]
    fn tokens_are_hashes_with_or_without_padding() {
        let token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for padding in ["", "=", "%3D"] {
            assert_eq!(hash_of(&format!("{token}{padding}")), Some([0; 32]));
        }
        assert_eq!(hash_of("abc"), None);
    }
}
