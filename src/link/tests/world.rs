//! A simulator, a company's door and the links of one test.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::{CompanyId, CorrelationId, Ending, PairingCode, Phone, Timestamp};
use linekeeper_link::{LinkConfig, WhatsAppLinks};
use linekeeper_ports::{Clock, Link, LinkEvent, LinkFactory, LinkOrder, LinkPurpose, PairedDevice};
use linekeeper_simulator::{PhoneProfile, Simulator, SimulatorConfig};
use tokio::sync::mpsc;

use crate::door::MemoryDoor;

/// The salon's number.
pub(crate) const SALON: &str = "79006464263";

/// The time of every test, in Unix seconds.
const NOW: i64 = 1_800_000_000;

/// The time so many seconds after the test's.
pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(NOW + seconds, 0).unwrap()
}

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        later(0)
    }
}

/// A test that hangs fails after this long.
const HANGS: Duration = Duration::from_secs(30);

pub(crate) fn phone(digits: &str) -> Phone {
    Phone::from_digits(digits).unwrap()
}

/// A simulator and the links to it.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) links: WhatsAppLinks,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(LinkConfig::default()).await
    }

    /// The endpoint is filled in.
    pub(crate) async fn with(config: LinkConfig) -> Self {
        let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
        // A phone with a business name hands it over when it links, and the first login is quick.
        let profile = PhoneProfile {
            push_name: Some("Salon".into()),
            business_name: Some("Salon".into()),
            ..PhoneProfile::default()
        };
        simulator.put_phone(SALON, profile).await.unwrap();
        let config = LinkConfig { endpoint: simulator.endpoint(), ..config };
        Self { simulator, links: links(config) }
    }

    pub(crate) fn open(&self, door: &Arc<MemoryDoor>, purpose: LinkPurpose) -> Line {
        open(&self.links, door, purpose)
    }

    /// The same, with a gate before links that dial once more.
    #[cfg(feature = "sandbox")]
    pub(crate) fn behind(self, gate: Arc<dyn linekeeper_ports::Redials>) -> Self {
        Self { links: self.links.behind(gate), ..self }
    }
}

pub(crate) fn links(config: LinkConfig) -> WhatsAppLinks {
    let version = config.version.or(Some((2, 3000, 1_026_131_876)));
    let config = LinkConfig { version, ..config };
    WhatsAppLinks::new(config, tokio::runtime::Handle::current(), Arc::new(Still)).unwrap()
}

pub(crate) fn open(links: &WhatsAppLinks, door: &Arc<MemoryDoor>, purpose: LinkPurpose) -> Line {
    open_for(links, door, (purpose, None))
}

/// A link that links this phone only.
pub(crate) fn open_for(
    links: &WhatsAppLinks,
    door: &Arc<MemoryDoor>,
    (purpose, phone): (LinkPurpose, Option<Phone>),
) -> Line {
    let (events, told) = mpsc::channel(4);
    let order = LinkOrder {
        company: "997441".parse::<CompanyId>().unwrap(),
        correlation: "test".parse::<CorrelationId>().unwrap(),
        purpose,
        phone,
        door: door.clone(),
        events,
    };
    Line { link: links.open(order), told }
}

/// An open link and what it tells.
pub(crate) struct Line {
    pub(crate) link: Box<dyn Link>,
    pub(crate) told: mpsc::Receiver<LinkEvent>,
}

impl Line {
    /// What is told next; nothing when nothing can come any more.
    pub(crate) async fn next(&mut self) -> Option<LinkEvent> {
        tokio::time::timeout(HANGS, self.told.recv()).await.unwrap_or_else(|_| panic!("nothing was told"))
    }

    /// The next thing told that is no QR, nor that WhatsApp knows the device.
    pub(crate) async fn news(&mut self) -> LinkEvent {
        loop {
            match self.next().await {
                Some(LinkEvent::QrCode { .. } | LinkEvent::LinkingTaken) => {}
                Some(event) => return event,
                None => panic!("the link told no more"),
            }
        }
    }

    /// The first QR, which must be the first thing told.
    pub(crate) async fn qr(&mut self) -> String {
        match self.next().await {
            Some(LinkEvent::QrCode { text, .. }) => text,
            other => panic!("not a QR: {other:?}"),
        }
    }

    /// Asks for a code once it may be asked for.
    pub(crate) async fn code(&mut self, number: &str) -> PairingCode {
        self.link.request_code(&phone(number));
        match self.news().await {
            LinkEvent::CodeIssued { code, .. } => code,
            other => panic!("not a code: {other:?}"),
        }
    }

    pub(crate) async fn paired(&mut self) -> PairedDevice {
        loop {
            match self.news().await {
                LinkEvent::PhoneAnswered => {}
                LinkEvent::Paired(device) => return device,
                other => panic!("not paired: {other:?}"),
            }
        }
    }

    pub(crate) async fn connected(&mut self) -> Phone {
        match self.news().await {
            LinkEvent::Connected { phone } => phone,
            other => panic!("not connected: {other:?}"),
        }
    }

    /// The ending, which must be the next news and the last.
    pub(crate) async fn ended(&mut self) -> Ending {
        let ending = match self.news().await {
            LinkEvent::Ended(ending) => ending,
            other => panic!("not ended: {other:?}"),
        };
        assert_eq!(self.next().await, None, "something was told after the ending");
        ending
    }
}

#[cfg(feature = "sandbox")]
impl World {
    /// A linked and connected device.
    pub(crate) async fn linked(&self, door: &Arc<MemoryDoor>) -> Line {
        let mut line = self.open(door, LinkPurpose::Register);
        line.qr().await;
        let code = line.code(SALON).await;
        self.type_code(&code, &mut line).await;
        assert_eq!(line.connected().await, phone(SALON));
        line
    }

    /// Types the code on the salon's phone and returns when both sides know of the linking.
    pub(crate) async fn type_code(&self, code: &PairingCode, line: &mut Line) -> PairedDevice {
        let typed = code.displayed();
        let (linked, device) = tokio::join!(self.simulator.enter_code(SALON, &typed), line.paired());
        assert!(linked.unwrap().linked);
        device
    }

    /// Returns once the simulator is as `wanted`.
    pub(crate) async fn until<F: AsyncFn(&Simulator) -> bool>(&self, wanted: F) {
        let mut changes = self.simulator.changes();
        let all = async {
            while !wanted(&self.simulator).await {
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(HANGS, all).await.unwrap_or_else(|_| panic!("the simulator did not come so far"));
    }

    /// How many devices the salon's phone has, and how many of them are online.
    pub(crate) async fn devices(&self) -> (usize, usize) {
        devices(&self.simulator).await
    }
}

#[cfg(feature = "sandbox")]
pub(crate) async fn devices(simulator: &Simulator) -> (usize, usize) {
    let devices = simulator.phone(SALON).await.unwrap().devices;
    (devices.len(), devices.iter().filter(|device| device.online).count())
}
