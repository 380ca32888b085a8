//! Fixture of one test: a simulator, and links to it.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::{CompanyId, CorrelationId, LinkEndReason, PairingCode, Phone, Timestamp};
use linekeeper_link::{LinkConfig, WhatsAppLinks};
use linekeeper_ports::{
    Clock, DialSignal, Link, LinkEvent, LinkFactory, LinkOrder, LinkPurpose, LogSpace, PairedDevice,
};
use linekeeper_simulator::{PhoneProfile, Simulator, SimulatorConfig};
use tokio::sync::mpsc;

use crate::credentials::MemoryCredentials;

/// Phone number of the salon.
pub(crate) const SALON: &str = "79006464263";

/// Fixed time of every test, in Unix seconds.
const NOW: i64 = 1_800_000_000;

/// Time `seconds` after the fixed time.
pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(NOW + seconds, 0).unwrap()
}

/// Clock that does not move.
struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Seconds by which the clock of links that receive messages is slow: the simulator's messages were all sent since.
const SLOW: i64 = 100_000_000;

/// Timeout after which a hanging test fails.
const HANGS: Duration = Duration::from_secs(30);

pub(crate) fn phone(digits: &str) -> Phone {
    Phone::from_digits(digits).unwrap()
}

/// Simulator and the links to it.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) links: WhatsAppLinks,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(LinkConfig::default()).await
    }

    /// Starts a simulator, and links that write what they receive to the log.
    #[cfg(feature = "sandbox")]
    pub(crate) async fn receiving() -> Self {
        Self::with(LinkConfig { messages: true, ..LinkConfig::default() }).await
    }

    /// Starts a simulator; sets the endpoint in `config`.
    pub(crate) async fn with(config: LinkConfig) -> Self {
        let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
        // A phone with a business name hands it over when it links, and the first log-in is quick.
        let profile = PhoneProfile {
            push_name: Some("Salon".into()),
            business_name: Some("Salon".into()),
            ..PhoneProfile::default()
        };
        simulator.put_phone(SALON, profile).await.unwrap();
        let config = LinkConfig { endpoint: simulator.endpoint(), ..config };
        Self { simulator, links: links(config) }
    }

    /// Has the links take messages only while there is space.
    pub(crate) fn filling(self, space: &LogSpace) -> Self {
        Self { links: self.links.filling(space.clone()), ..self }
    }

    pub(crate) fn open(&self, credentials: &Arc<MemoryCredentials>, purpose: LinkPurpose) -> Line {
        open(&self.links, credentials, purpose)
    }

    /// Adds a gate for links that dial once more.
    #[cfg(feature = "sandbox")]
    pub(crate) fn behind(self, gate: Arc<dyn linekeeper_ports::Redials>) -> Self {
        Self { links: self.links.behind(gate), ..self }
    }

    /// Has the links announce what this says.
    #[cfg(feature = "sandbox")]
    pub(crate) fn announcing(self, versions: Arc<dyn linekeeper_ports::ClientVersions>) -> Self {
        Self { links: self.links.announcing(versions), ..self }
    }
}

pub(crate) fn links(config: LinkConfig) -> WhatsAppLinks {
    let now = later(if config.messages { -SLOW } else { 0 });
    WhatsAppLinks::new(config, tokio::runtime::Handle::current(), Arc::new(Still(now))).unwrap()
}

pub(crate) fn open(links: &WhatsAppLinks, credentials: &Arc<MemoryCredentials>, purpose: LinkPurpose) -> Line {
    open_for(links, credentials, (purpose, None))
}

/// Opens a link that may link this phone only.
pub(crate) fn open_for(
    links: &WhatsAppLinks,
    credentials: &Arc<MemoryCredentials>,
    (purpose, phone): (LinkPurpose, Option<Phone>),
) -> Line {
    open_when(links, credentials, (purpose, phone, None))
}

/// Opens a link that dials when the signal is set.
pub(crate) fn open_when(
    links: &WhatsAppLinks,
    credentials: &Arc<MemoryCredentials>,
    (purpose, phone, dial): (LinkPurpose, Option<Phone>, Option<DialSignal>),
) -> Line {
    let (events, told) = mpsc::channel(4);
    let order = LinkOrder {
        company: "997441".parse::<CompanyId>().unwrap(),
        correlation: "test".parse::<CorrelationId>().unwrap(),
        purpose,
        phone,
        credentials: credentials.clone(),
        events,
        dial,
    };
    Line { link: links.open(order), told }
}

/// Open link and the events it sends.
pub(crate) struct Line {
    pub(crate) link: Box<dyn Link>,
    pub(crate) told: mpsc::Receiver<Box<LinkEvent>>,
}

impl Line {
    /// Next event; none when no more can come.
    pub(crate) async fn next(&mut self) -> Option<LinkEvent> {
        tokio::time::timeout(HANGS, self.told.recv())
            .await
            .unwrap_or_else(|_| panic!("nothing was told"))
            .map(|event| *event)
    }

    /// Next event other than a QR code, `LinkingTaken`, or that the phone is in use.
    pub(crate) async fn next_event(&mut self) -> LinkEvent {
        loop {
            match self.next().await {
                Some(LinkEvent::QrCode { .. } | LinkEvent::LinkingTaken | LinkEvent::PhoneSeen { .. }) => {}
                Some(event) => return event,
                None => panic!("the link told no more"),
            }
        }
    }

    /// First QR code, which must be the next event.
    pub(crate) async fn qr(&mut self) -> String {
        match self.next().await {
            Some(LinkEvent::QrCode { text, .. }) => text,
            other => panic!("not a QR: {other:?}"),
        }
    }

    /// Requests a code and returns it; the code must be the next event other than a QR code.
    pub(crate) async fn code(&mut self, number: &str) -> PairingCode {
        self.link.request_code(&phone(number));
        match self.next_event().await {
            LinkEvent::CodeIssued { code, .. } => code,
            other => panic!("not a code: {other:?}"),
        }
    }

    pub(crate) async fn paired(&mut self) -> PairedDevice {
        loop {
            match self.next_event().await {
                LinkEvent::PhoneAnswered => {}
                LinkEvent::Paired(device) => return device,
                other => panic!("not paired: {other:?}"),
            }
        }
    }

    /// The linked device, or the reason why the link ended before.
    pub(crate) async fn linked_or_ended(&mut self) -> Result<PairedDevice, LinkEndReason> {
        loop {
            match self.next_event().await {
                LinkEvent::PhoneAnswered => {}
                LinkEvent::Paired(device) => return Ok(device),
                LinkEvent::Ended(end_reason) => return Err(end_reason),
                other => panic!("neither paired nor ended: {other:?}"),
            }
        }
    }

    pub(crate) async fn connected(&mut self) -> Phone {
        match self.next_event().await {
            LinkEvent::Connected { phone } => phone,
            other => panic!("not connected: {other:?}"),
        }
    }

    /// End reason, which must come next and be the last event.
    pub(crate) async fn ended(&mut self) -> LinkEndReason {
        let end_reason = match self.next_event().await {
            LinkEvent::Ended(end_reason) => end_reason,
            other => panic!("not ended: {other:?}"),
        };
        assert_eq!(self.next().await, None, "something was told after the end_reason");
        end_reason
    }
}

#[cfg(feature = "sandbox")]
impl World {
    /// Linked and connected device.
    pub(crate) async fn linked(&self, credentials: &Arc<MemoryCredentials>) -> Line {
        let mut line = self.open(credentials, LinkPurpose::Register);
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

    /// Returns once `wanted` holds for the simulator.
    pub(crate) async fn until<F: AsyncFn(&Simulator) -> bool>(&self, wanted: F) {
        let mut changes = self.simulator.changes();
        let all = async {
            while !wanted(&self.simulator).await {
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(HANGS, all).await.unwrap_or_else(|_| panic!("the simulator did not come so far"));
    }

    /// Returns once the salon's devices have acknowledged everything.
    pub(crate) async fn settled(&self) {
        self.until(async |simulator| queued(simulator).await == 0).await;
    }

    /// Number of devices of the salon's phone, and of those online.
    pub(crate) async fn devices(&self) -> (usize, usize) {
        devices(&self.simulator).await
    }
}

/// Number of stanzas that the salon's devices have not acknowledged.
#[cfg(feature = "sandbox")]
pub(crate) async fn queued(simulator: &Simulator) -> usize {
    simulator.phone(SALON).await.unwrap().devices.iter().map(|device| device.queued).sum()
}

#[cfg(feature = "sandbox")]
pub(crate) async fn devices(simulator: &Simulator) -> (usize, usize) {
    let devices = simulator.phone(SALON).await.unwrap().devices;
    (devices.len(), devices.iter().filter(|device| device.online).count())
}
