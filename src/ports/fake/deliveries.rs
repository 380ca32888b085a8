//! What endpoints are owed, in memory: lanes that a worker claims, and the outcomes it records.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::webhooks::{DeliveryDecision, DeliveryHeaders, Outcome, UrlRules, WebhookUrl};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};
use tokio::sync::{Notify, mpsc};

use crate::{
    Backlog, ClaimOrder, ClaimedDelivery, ClaimedLanes, Delivery, LaneClaim, Settled, Settlement, StoreError,
    WebhookDeliveries,
};

type Name = (AccessId, CompanyId, i32);

#[derive(Debug, Default)]
struct Lane {
    waiting: VecDeque<i64>,
    is_claimed: bool,
    /// The head failed: it is not due until the test says so.
    is_put_off: bool,
    claim: i64,
}

#[derive(Debug, Default)]
struct Inner {
    lanes: BTreeMap<Name, Lane>,
    urls: HashMap<AccessId, String>,
    settled: Vec<Settlement>,
    orders: Vec<ClaimOrder>,
    released: usize,
    is_down: bool,
    last_seq: i64,
}

/// Fake of [`WebhookDeliveries`]. A 2xx delivers, anything else puts a lane off until [`Self::let_time_pass`].
#[derive(Debug)]
pub struct FakeDeliveries {
    inner: Mutex<Inner>,
    owed: Notify,
    claimed: mpsc::UnboundedSender<usize>,
}

impl FakeDeliveries {
    /// Creates a store that owes nothing, and the receiver that is told of each claim with the number of its lanes.
    #[must_use]
    pub fn new() -> (std::sync::Arc<Self>, mpsc::UnboundedReceiver<usize>) {
        let (claimed, claims) = mpsc::unbounded_channel();
        (std::sync::Arc::new(Self { inner: Mutex::default(), owed: Notify::new(), claimed }), claims)
    }

    /// Owes an endpoint with this URL so many events of a chat, and tells a worker that waits for it.
    pub fn owe(&self, (endpoint, url): (&AccessId, &str), (company, chat): (&CompanyId, i32), events: usize) {
        {
            let mut inner = self.lock();
            inner.urls.insert(endpoint.clone(), url.to_owned());
            for _ in 0..events {
                inner.last_seq += 1;
                let seq = inner.last_seq;
                let lane = inner.lanes.entry((endpoint.clone(), company.clone(), chat)).or_default();
                lane.waiting.push_back(seq);
            }
        }
        self.owed.notify_one();
    }

    /// Makes heads due that failed, and lanes free whose worker has not come back.
    pub fn let_time_pass(&self) {
        for lane in self.lock().lanes.values_mut() {
            lane.is_put_off = false;
            lane.is_claimed = false;
        }
    }

    /// Lets calls fail from now on, or no more.
    pub fn break_down(&self, is_down: bool) {
        self.lock().is_down = is_down;
    }

    /// Recorded outcomes, in their order.
    #[must_use]
    pub fn settled(&self) -> Vec<Settlement> {
        self.lock().settled.clone()
    }

    /// Orders of the claims so far.
    #[must_use]
    pub fn orders(&self) -> Vec<ClaimOrder> {
        self.lock().orders.clone()
    }

    /// Number of lanes that were given back unsent.
    #[must_use]
    pub fn released(&self) -> usize {
        self.lock().released
    }

    /// Number of events that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lock().lanes.values().map(|lane| lane.waiting.len()).sum()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn answers(&self) -> Result<(), StoreError> {
        if self.is_down { Err(StoreError::new(StoreFailure::Unavailable, "as the test wants it")) } else { Ok(()) }
    }

    fn claim(&mut self, order: &ClaimOrder) -> Vec<ClaimedDelivery> {
        let mut under_way: HashMap<AccessId, u32> = order.under_way.iter().cloned().collect();
        let Self { lanes, urls, .. } = self;
        let mut heads = Vec::new();
        for (name, lane) in lanes {
            let count = under_way.entry(name.0.clone()).or_default();
            let is_full = heads.len() >= order.places as usize || *count >= order.per_endpoint;
            let Some(seq) = lane.waiting.front().copied() else { continue };
            if is_full || lane.is_claimed || lane.is_put_off {
                continue;
            }
            *count += 1;
            lane.is_claimed = true;
            lane.claim += 1;
            heads.extend(head(name, (lane.claim, seq), urls));
        }
        heads
    }

    fn settle(&mut self, settlement: Settlement) -> Settled {
        let Settlement { claim, seq, answer, go_on, .. } = settlement.clone();
        let name = (claim.endpoint, claim.company, claim.chat);
        let Self { lanes, urls, settled, .. } = self;
        let Some(lane) = lanes.get_mut(&name).filter(|lane| lane.is_claimed && lane.claim == claim.number) else {
            return Settled::Lost;
        };
        settled.push(settlement);
        let outcome = Outcome::of(&answer);
        if !outcome.is_delivered() {
            (lane.is_claimed, lane.is_put_off) = (false, true);
            let decision = DeliveryDecision::Retry(Timestamp::UNIX_EPOCH);
            return Settled::Recorded { outcome, decision, disabled: None, next: None };
        }
        lane.waiting.retain(|waiting| *waiting != seq);
        let next = lane.waiting.front().copied().filter(|_| go_on);
        let next = next.and_then(|seq| head(&name, (lane.claim, seq), urls));
        lane.is_claimed = next.is_some();
        Settled::Recorded { outcome, decision: DeliveryDecision::Delivered, disabled: None, next: next.map(Box::new) }
    }
}

fn head(
    (endpoint, company, chat): &Name,
    (number, seq): (i64, i64),
    urls: &HashMap<AccessId, String>,
) -> Option<ClaimedDelivery> {
    let url = WebhookUrl::parse(urls.get(endpoint)?, &UrlRules::default()).ok()?;
    let headers = DeliveryHeaders::new(format!("evt_{seq}").parse().ok()?, Timestamp::UNIX_EPOCH, &[[7; 32]]);
    let claim = LaneClaim { endpoint: endpoint.clone(), company: company.clone(), chat: *chat, number };
    Some(ClaimedDelivery { claim, seq, delivery: Delivery { url, headers, body: "{}".into() } })
}

#[async_trait]
impl WebhookDeliveries for FakeDeliveries {
    async fn claim_lanes(&self, order: ClaimOrder) -> Result<ClaimedLanes, StoreError> {
        let mut inner = self.lock();
        inner.orders.push(order.clone());
        let answers = inner.answers();
        let heads = if answers.is_ok() { inner.claim(&order) } else { Vec::new() };
        // An error means that the test does not look at the claims.
        let _nobody = self.claimed.send(heads.len());
        answers?;
        let next_due = inner.lanes.values().any(|lane| !lane.waiting.is_empty()).then_some(Duration::ZERO);
        Ok(ClaimedLanes { heads, next_due })
    }

    async fn settle_delivery(&self, settlement: Settlement) -> Result<Settled, StoreError> {
        let mut inner = self.lock();
        inner.answers()?;
        Ok(inner.settle(settlement))
    }

    async fn release_lanes(&self, claims: Vec<LaneClaim>) -> Result<(), StoreError> {
        let mut inner = self.lock();
        inner.answers()?;
        for claim in claims {
            inner.released += 1;
            if let Some(lane) = inner.lanes.get_mut(&(claim.endpoint, claim.company, claim.chat)) {
                lane.is_claimed = false;
            }
        }
        Ok(())
    }

    async fn delivery_backlog(&self) -> Result<Backlog, StoreError> {
        let inner = self.lock();
        inner.answers()?;
        let lanes = inner.lanes.values().filter(|lane| !lane.waiting.is_empty()).count() as u64;
        Ok(Backlog { lanes, oldest: Duration::from_secs(lanes), disabled: 0 })
    }

    async fn deliveries_owed(&self) {
        self.owed.notified().await;
    }
}
