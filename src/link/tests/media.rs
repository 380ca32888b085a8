//! Files over a line: fetched from the simulator's media host, uploaded again by the phone, and uploaded.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linekeeper_domain::messages::{Content as Told, MediaKind, NewEvent};
use linekeeper_link::{HttpLimits, LinkConfig};
use linekeeper_ports::{FileSink, LinkMedia, LinkMediaError, PlainFile, WantedFile};
use linekeeper_simulator::{
    Content, Fault, FaultAction, FaultPoint, Media, MessageOrder, Silence, Simulator, SimulatorConfig,
};

use crate::credentials::MemoryCredentials;
use crate::world::{Line, SALON, World, links};

const CUSTOMER: &str = "79160000001";

/// A sink in memory.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<Vec<u8>>>);

impl Write for Taken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl FileSink for Taken {
    fn restart(&mut self) -> io::Result<()> {
        self.0.lock().unwrap().clear();
        Ok(())
    }
}

struct Plain(Vec<u8>);

impl PlainFile for Plain {
    fn bytes(&self) -> u64 {
        self.0.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::Cursor::new(self.0.clone())))
    }
}

/// A line that receives messages from a simulator with a media host.
struct Fixture {
    world: World,
    credentials: Arc<MemoryCredentials>,
    line: Line,
}

impl Fixture {
    async fn connected() -> Self {
        let media = Some("127.0.0.1:0".parse().unwrap());
        let simulator = Simulator::start(SimulatorConfig { media, ..SimulatorConfig::default() }).await.unwrap();
        let authority = simulator.media_authority().map(|pem| pem.as_bytes().to_vec());
        let http = HttpLimits { authority, ..HttpLimits::default() };
        let config = LinkConfig { endpoint: simulator.endpoint(), messages: true, http, ..LinkConfig::default() };
        let world = World { links: links(config), simulator };
        let credentials = MemoryCredentials::new();
        let line = world.linked(&credentials).await;
        world.settled().await;
        Self { world, credentials, line }
    }

    fn media(&self) -> Arc<dyn LinkMedia> {
        self.line.link.media().unwrap()
    }

    /// Has the customer send a picture; returns what the log is told of it.
    async fn receives(&self, bytes: &[u8]) -> WantedFile {
        let media = Media { file: Some(STANDARD.encode(bytes)), ..Media::default() };
        self.world.simulator.send_message(CUSTOMER, &MessageOrder::new(SALON, Content::Image(media))).await.unwrap();
        self.credentials.until(|credentials| !credentials.events().is_empty()).await;
        let NewEvent { facts, file, .. } = self.credentials.events().remove(0);
        let Some(Told::Media(media)) = facts.content else { panic!("no file") };
        WantedFile {
            source: file.unwrap(),
            kind: media.media,
            chat: facts.chat,
            sender: facts.sender,
            from_me: facts.from_me,
            message_id: facts.message_id,
        }
    }

    async fn fetch(&self, file: &WantedFile) -> Result<Vec<u8>, LinkMediaError> {
        let taken = Taken::default();
        self.media().download(file.clone(), Box::new(taken.clone())).await?;
        Ok(std::mem::take(&mut *taken.0.lock().unwrap()))
    }

    async fn fault(&self, at: FaultPoint, answer: FaultAction) {
        let fault = Fault { answer, ..Fault::refuse(at, 500) };
        self.world.simulator.add_fault(fault).await.unwrap();
    }

    async fn refuses(&self, at: FaultPoint, (code, text): (u16, Option<&str>)) {
        let mut fault = Fault::refuse(at, code);
        if let FaultAction::Answer(answer) = &mut fault.answer {
            answer.text = text.map(str::to_owned);
        }
        self.world.simulator.add_fault(fault).await.unwrap();
    }

    async fn lose(&self, file: &WantedFile, status: u16) {
        let hash = STANDARD.encode(&file.source.encrypted_sha256);
        self.world.simulator.lose_file(&hash, status).await.unwrap();
    }
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn file_is_fetched_as_it_was_sent() {
    let fixture = Fixture::connected().await;
    let plain = bytes(300_000);
    let file = fixture.receives(&plain).await;
    assert!(fixture.fetch(&file).await.unwrap() == plain);
    // Refused once, and again with a fresh authorisation.
    fixture.refuses(FaultPoint::MediaDownload, (401, None)).await;
    assert!(fixture.fetch(&file).await.unwrap() == plain);
}

#[tokio::test(flavor = "multi_thread")]
async fn file_that_is_gone_is_uploaded_again_by_the_phone() {
    let fixture = Fixture::connected().await;
    let plain = bytes(1_000);
    let file = fixture.receives(&plain).await;
    for status in [404, 410] {
        fixture.lose(&file, status).await;
        assert_eq!(fixture.fetch(&file).await.unwrap(), plain, "{status}");
    }
    fixture.lose(&file, 404).await;
    fixture.refuses(FaultPoint::MediaRetry, (2, None)).await;
    assert_eq!(fixture.fetch(&file).await, Err(LinkMediaError::Gone), "the phone does not have it either");
}

#[tokio::test(flavor = "multi_thread")]
async fn phone_that_does_not_answer_is_told_apart() {
    let fixture = Fixture::connected().await;
    let file = fixture.receives(b"a picture").await;
    fixture.lose(&file, 404).await;
    fixture.fault(FaultPoint::MediaRetry, FaultAction::Silence(Silence::Hang)).await;
    assert_eq!(fixture.fetch(&file).await, Err(LinkMediaError::PhoneSilent));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_downloads_are_told_apart_and_the_next_one_succeeds() {
    let fixture = Fixture::connected().await;
    let plain = bytes(100_000);
    let file = fixture.receives(&plain).await;
    let told = async |fault: (u16, Option<&str>)| {
        fixture.refuses(FaultPoint::MediaDownload, fault).await;
        fixture.fetch(&file).await.unwrap_err()
    };
    assert!(matches!(told((200, Some("short"))).await, LinkMediaError::Unavailable(_)));
    assert_eq!(told((200, Some("corrupt"))).await, LinkMediaError::Damaged);
    assert!(matches!(told((500, None)).await, LinkMediaError::Unavailable(_)));
    fixture.fault(FaultPoint::MediaDownload, FaultAction::Silence(Silence::Drop)).await;
    assert!(matches!(fixture.fetch(&file).await, Err(LinkMediaError::Unavailable(_))));
    assert!(fixture.fetch(&file).await.unwrap() == plain);
}

#[tokio::test(flavor = "multi_thread")]
async fn host_that_hangs_is_given_up() {
    let fixture = Fixture::connected().await;
    let file = fixture.receives(b"a picture").await;
    fixture.fault(FaultPoint::MediaDownload, FaultAction::Silence(Silence::Hang)).await;
    assert!(matches!(fixture.fetch(&file).await, Err(LinkMediaError::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn upload_is_what_the_phone_reads() {
    let fixture = Fixture::connected().await;
    // Longer than what is checked for an earlier upload first.
    for length in [1, 100_000, 6 << 20] {
        let plain = bytes(length);
        let file = Arc::new(Plain(plain.clone()));
        let uploaded = fixture.media().upload(file, MediaKind::Document).await.unwrap();
        assert_eq!(uploaded.bytes, length as u64);
        let source = linekeeper_domain::messages::MediaSource {
            path: uploaded.direct_path,
            key: uploaded.media_key.to_vec(),
            encrypted_sha256: uploaded.encrypted_sha256.to_vec(),
            key_time: Some(uploaded.key_time),
        };
        let seen = fixture.receives(b"another").await;
        let read = fixture.fetch(&WantedFile { source, kind: MediaKind::Document, ..seen }).await.unwrap();
        assert!(read == plain, "{length}");
    }
    fixture.refuses(FaultPoint::MediaUpload, (401, None)).await;
    assert!(fixture.media().upload(Arc::new(Plain(vec![7; 10])), MediaKind::Image).await.is_ok(), "asked again");
    fixture.refuses(FaultPoint::MediaUpload, (500, None)).await;
    let refused = fixture.media().upload(Arc::new(Plain(vec![7; 10])), MediaKind::Image).await;
    assert!(matches!(refused, Err(LinkMediaError::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_line_is_offline() {
    let fixture = Fixture::connected().await;
    let file = fixture.receives(b"a picture").await;
    let media = fixture.media();
    fixture.line.link.close(linekeeper_ports::CloseMode::Disconnect).await;
    let outcome = media.download(file, Box::new(Taken::default())).await;
    assert_eq!(outcome, Err(LinkMediaError::Offline));
    let outcome = media.upload(Arc::new(Plain(vec![7])), MediaKind::Image).await;
    assert_eq!(outcome, Err(LinkMediaError::Offline));
}
