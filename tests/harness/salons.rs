//! Links many salons, for tests that need a service with many sessions.

use futures::{StreamExt as _, stream};
use serde_json::json;

use crate::{Service, SimulatorProcess};

/// A linked salon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salon {
    /// Company id, for example `salon-0001`.
    pub company: String,
    /// Phone number.
    pub number: String,
}

impl Salon {
    /// The salon number `place`, counted from 1; each has a valid Russian mobile number of its own.
    #[must_use]
    pub fn nth(place: usize) -> Self {
        assert!((1..100_000).contains(&place), "there are numbers for 99,999 salons");
        Self { company: format!("salon-{place:04}"), number: format!("790010{place:05}") }
    }
}

/// Links a phone to a company by QR and waits until it is connected. The account gets a business name, so that the
/// client logs in without its slow path.
pub async fn link_by_qr(service: &Service, simulator: &SimulatorProcess, company: &str, number: &str) {
    simulator.name(number, "Salon Anna").await;
    let mut page = service.browser(company).await;
    page.send(json!({ "type": "request-qr" })).await;
    let frame = page.frame("qr-code").await;
    let qr = frame["qr"].as_str().expect("a text");
    let (status, answer) = simulator.scan(number, qr).await;
    assert_eq!(status, 200, "{company}: {answer}\n{}", service.log());
    page.state("connected").await;
    page.close().await;
}

/// Links the salons [`Salon::nth`] 1 to `count`, `at_once` of them concurrently.
pub async fn link_many(service: &Service, simulator: &SimulatorProcess, count: usize, at_once: usize) -> Vec<Salon> {
    let linking = stream::iter((1..=count).map(Salon::nth)).map(|salon| async move {
        link_by_qr(service, simulator, &salon.company, &salon.number).await;
        salon
    });
    let mut salons: Vec<Salon> = linking.buffer_unordered(at_once).collect().await;
    salons.sort_unstable_by(|one, other| one.number.cmp(&other.number));
    salons
}
