//! Tests of the client version that links announce, and of the page that names it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use linekeeper_domain::LinkEndReason;
use linekeeper_domain::client_version::{ClientVersion, VersionSource, VersionStatus};
use linekeeper_link::{LinkConfig, VersionPage};
use linekeeper_ports::{ClientVersions, CloseMode, LinkPurpose, VersionLookup, VersionLookupError};
use linekeeper_simulator::{ClientExpiration, LineState, Simulator, StanzaText, Stanzas, Target, VersionRules};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::credentials::MemoryCredentials;
use crate::world::{SALON, World, later, phone};

const FOUND: ClientVersion = ClientVersion::new(2, 3000, 1_026_200_000);

/// Version of the process, and what links were told about its end.
struct Known {
    version: ClientVersion,
    ends: watch::Sender<Vec<(ClientVersion, String)>>,
}

impl Known {
    fn new(version: ClientVersion) -> Arc<Self> {
        Arc::new(Self { version, ends: watch::Sender::default() })
    }

    /// First notices, once there are so many.
    async fn told(&self, count: usize) -> Vec<String> {
        let mut ends = self.ends.subscribe();
        let told = ends.wait_for(|ends| ends.len() >= count);
        let told = tokio::time::timeout(Duration::from_secs(30), told).await.unwrap().unwrap();
        assert!(told.iter().all(|(version, _)| *version == self.version));
        told.iter().map(|(_, written)| written.clone()).collect()
    }
}

impl ClientVersions for Known {
    fn status(&self) -> VersionStatus {
        let source = VersionSource::LookedUp;
        VersionStatus { version: self.version, source, since: later(0), looked_up_at: None, expires_at: None }
    }

    fn ends(&self, version: ClientVersion, written: &str) {
        self.ends.send_modify(|ends| ends.push((version, written.to_owned())));
    }
}

/// Page that answers each request with this text; counts them.
struct Page {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Page {
    fn serving(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/sw.js", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                answer_one(stream.unwrap(), &answer);
            }
        });
        Self { url, requests }
    }

    async fn asked(&self) -> Result<ClientVersion, VersionLookupError> {
        VersionPage::at(&self.url, Handle::current()).unwrap().latest().await
    }
}

fn answer_one(stream: TcpStream, answer: &str) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
        line.clear();
    }
    // The client may hang up before it has read everything.
    let _ = reader.get_mut().write_all(answer.as_bytes());
}

fn page(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

async fn announced(simulator: &Simulator) -> BTreeMap<String, u64> {
    simulator.versions().await.announced
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousand_links_announce_what_one_request_found() {
    const LINKS: u64 = 1000;
    let page = Page::serving(page("200 OK", r#"{"client_revision":1026200000}"#));
    let version = page.asked().await.unwrap();
    let world = World::start().await.announcing(Known::new(version));
    let began = Instant::now();
    let mut lines: Vec<_> = (0..LINKS).map(|_| world.open(&MemoryCredentials::new(), LinkPurpose::Register)).collect();
    for line in &mut lines {
        line.qr().await;
    }
    println!("{LINKS} links in {:?}", began.elapsed());
    assert_eq!(announced(&world.simulator).await, BTreeMap::from([(FOUND.to_string(), LINKS)]));
    assert_eq!(page.requests.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_page_is_refused_within_its_bounds() {
    let long = "x".repeat(5 * 1024 * 1024);
    let moved =
        "HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    for (answer, status) in [
        (page("503 Service Unavailable", r#"{"client_revision":1026200000}"#), Some(503)),
        (page("404 Not Found", ""), Some(404)),
        (page("200 OK", ""), None),
        (page("200 OK", "<html>client_revision</html>"), None),
        (page("200 OK", r#"{"client_revision":99999999999999999999}"#), None),
        (page("200 OK", "assets-manifest-1.json"), None),
        (page("200 OK", &format!("{long}client_revision:1026200000")), None),
        ("\u{0}\u{1}garbage\r\n\r\n".to_owned(), None),
        (String::new(), None),
        (moved.to_owned(), None),
    ] {
        let found = Page::serving(answer.clone()).asked().await;
        let shown: String = answer.chars().take(120).collect();
        match (found, status) {
            (Err(VersionLookupError::Status(found)), Some(status)) => assert_eq!(found, status),
            (Err(VersionLookupError::NoAnswer(_) | VersionLookupError::NoVersion), None) => {}
            (found, _) => panic!("{found:?} for {shown}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_without_keeper_announces_the_configured_version() {
    let version = ClientVersion::new(2, 3000, 1_023_223_821);
    let world = World::with(LinkConfig { version: Some(version), ..LinkConfig::default() }).await;
    world.open(&MemoryCredentials::new(), LinkPurpose::Register).qr().await;
    assert_eq!(announced(&world.simulator).await, BTreeMap::from([(version.to_string(), 1)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn version_below_the_least_ends_the_link_as_outdated() {
    let world = World::start().await.announcing(Known::new(FOUND));
    let rules = VersionRules { least: Some("2.3000.1026200001".to_owned()), ..VersionRules::default() };
    world.simulator.set_versions(rules).await.unwrap();
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    assert_eq!(line.ended().await, LinkEndReason::ClientOutdated);
}

fn end_in(t: &str) -> StanzaText {
    let child =
        StanzaText { tag: "client_expiration".into(), attrs: [("t".into(), t.into())].into(), ..StanzaText::default() };
    StanzaText { tag: "ib".into(), children: vec![child], ..StanzaText::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn end_of_the_version_is_heard_on_any_connection() {
    let known = Known::new(FOUND);
    let world = World::start().await.announcing(known.clone());
    let credentials = MemoryCredentials::new();
    let of = |state| Target { state: Some(state), ..Target::default() };
    let ends = |state, t| ClientExpiration { to: of(state), t, behind: 16 };

    let mut line = world.open(&credentials, LinkPurpose::Register);
    let qr = line.qr().await;
    world.simulator.expire_client(&ends(LineState::Qr, 1)).await.unwrap();
    assert_eq!(known.told(1).await, ["1"], "while it shows a QR, behind others");
    let (linked, _) = tokio::join!(world.simulator.scan(SALON, &qr), line.paired());
    assert!(linked.unwrap().linked);
    line.connected().await;
    world.simulator.expire_client(&ends(LineState::Device, 2)).await.unwrap();
    assert_eq!(known.told(2).await, ["1", "2"], "once it is linked");
    line.link.close(CloseMode::Disconnect).await;

    let mut line = world.open(&credentials, LinkPurpose::Login);
    assert_eq!(line.connected().await, phone(SALON));
    let hostile = ["", "soon", "-1", "99999999999999999999999999"].map(end_in);
    let stanzas = Stanzas { to: of(LineState::Device), stanzas: hostile.into(), then: None };
    world.simulator.send_stanzas(&stanzas).await.unwrap();
    assert_eq!(
        known.told(6).await.get(2..),
        Some(&["", "soon", "-1", "99999999999999999999999999"].map(String::from)[..])
    );
    world.simulator.send("79160000001", SALON, "still there?").await.unwrap();
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    line.link.close(CloseMode::Disconnect).await;
}
