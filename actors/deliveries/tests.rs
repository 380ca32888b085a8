//! Tests of the worker with a paused clock, over fakes of the store and of the endpoints.

use std::sync::Arc;

use actix::{Actor as _, Addr};
use linekeeper_domain::webhooks::{Answer, NoAnswer};
use linekeeper_ports::LANE_LEASE;
use linekeeper_ports::fake::{EndpointAnswer, FakeDeliveries, FakeEndpoints, FixedChance, SentDeliveries};
use linekeeper_telemetry::Metrics;
use tokio::sync::mpsc;

use super::*;
use crate::testing::{access, company, quiet, salon, seconds, within};

const URL: &str = "https://market.example/hooks";
const OTHER: &str = "https://other.example/hooks";

/// A worker with its fakes.
struct Site {
    store: Arc<FakeDeliveries>,
    claims: mpsc::UnboundedReceiver<usize>,
    endpoints: Arc<FakeEndpoints>,
    sent: SentDeliveries,
    metrics: Metrics,
    worker: Addr<DeliveryWorker>,
}

impl Site {
    fn new(settings: DeliverySettings) -> Self {
        tokio::time::pause();
        let ((store, claims), (endpoints, sent)) = (FakeDeliveries::new(), FakeEndpoints::new());
        let metrics = Metrics::new();
        let runtime = tokio::runtime::Handle::current();
        let services =
            DeliveryServices { store: store.clone(), sender: endpoints.clone(), metrics: metrics.clone(), runtime };
        let worker = DeliveryWorker::new(services, settings, Box::new(FixedChance(0.5))).start();
        Self { store, claims, endpoints, sent, metrics, worker }
    }

    /// Owes the endpoint so many events of a chat.
    fn owe(&self, endpoint: u8, chat: i32, events: usize) {
        let url = if endpoint == 1 { URL } else { OTHER };
        self.store.owe((&access(endpoint), url), (&salon(), chat), events);
    }

    async fn ids(&mut self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        for _ in 0..count {
            ids.push(within(self.sent.recv()).await.unwrap().headers.id().to_string());
        }
        ids
    }

    fn no_more(&mut self) {
        assert!(self.sent.try_recv().is_err(), "nothing more is sent");
    }
}

#[actix::test]
async fn owed_events_are_sent_at_once_and_in_the_order_of_a_chat() {
    let mut site = Site::new(DeliverySettings::default());
    within(site.claims.recv()).await;
    let began = tokio::time::Instant::now();
    site.owe(1, 1, 3);
    assert_eq!(site.ids(3).await, ["evt_1", "evt_2", "evt_3"]);
    assert!(began.elapsed() < seconds(1), "no interval was waited for");
    quiet().await;
    assert_eq!(site.store.waiting(), 0);
    assert_eq!(site.store.settled().iter().map(|one| one.seq).collect::<Vec<_>>(), [1, 2, 3]);
    let shown = site.metrics.render();
    assert!(shown.contains("linekeeper_webhook_attempts_total{outcome=\"delivered\"} 3"), "{shown}");
}

#[actix::test]
async fn failed_chat_holds_up_no_other_and_is_sent_once_more_when_due() {
    let mut site = Site::new(DeliverySettings::default());
    site.endpoints.script(URL, [EndpointAnswer::Status(500)]);
    site.owe(1, 1, 2);
    assert_eq!(site.ids(1).await, ["evt_1"]);
    site.owe(1, 2, 1);
    assert_eq!(site.ids(1).await, ["evt_3"]);
    quiet().await;
    site.no_more();
    site.store.let_time_pass();
    assert_eq!(site.ids(2).await, ["evt_1", "evt_2"], "found by the look of each second");
}

#[actix::test]
async fn what_is_under_way_is_bounded_in_all_and_per_endpoint() {
    let mut site = Site::new(DeliverySettings { concurrent: 3, per_endpoint: 2, ..DeliverySettings::default() });
    let mut holds = Vec::new();
    for _ in 0..6 {
        let (answer, hold) = EndpointAnswer::held(200);
        site.endpoints.script(URL, [answer]);
        holds.push(hold);
    }
    for chat in 1..=4 {
        site.owe(1, chat, 1);
    }
    site.ids(2).await;
    quiet().await;
    site.no_more();
    let (answer, mut hold) = EndpointAnswer::held(200);
    site.endpoints.script(OTHER, [answer]);
    site.owe(2, 1, 1);
    site.owe(2, 2, 1);
    site.ids(1).await;
    quiet().await;
    site.no_more();
    hold.reached().await;
    hold.release();
    site.ids(1).await;
    holds.into_iter().for_each(linekeeper_ports::fake::Hold::release);
    site.ids(2).await;
    quiet().await;
    assert_eq!(site.store.waiting(), 0);
}

#[actix::test]
async fn failing_endpoint_gets_half_of_the_places() {
    let mut site = Site::new(DeliverySettings { concurrent: 4, per_endpoint: 4, ..DeliverySettings::default() });
    site.endpoints.script(URL, [EndpointAnswer::Missing(NoAnswer::Connection)]);
    site.owe(1, 1, 1);
    site.ids(1).await;
    quiet().await;
    let (answer, _hold) = EndpointAnswer::held(200);
    site.endpoints.script(URL, [answer]);
    site.owe(1, 2, 1);
    site.ids(1).await;
    site.owe(2, 1, 1);
    site.ids(1).await;
    quiet().await;
    let orders = site.store.orders();
    assert_eq!(orders.first().map(|order| order.places_of_failing), Some(2));
    assert!(orders.iter().any(|order| order.places_of_failing == 1), "one of its lanes is under way: {orders:?}");
}

#[actix::test]
async fn long_lane_lets_others_have_their_turn() {
    let mut site = Site::new(DeliverySettings { concurrent: 1, in_a_row: 2, ..DeliverySettings::default() });
    within(site.claims.recv()).await;
    site.owe(1, 1, 4);
    site.owe(2, 1, 1);
    site.ids(5).await;
    quiet().await;
    let went_on: Vec<_> = site.store.settled().iter().map(|one| one.go_on).collect();
    assert_eq!(went_on.iter().filter(|went_on| !**went_on).count(), 2, "{went_on:?}");
}

#[actix::test]
async fn outage_of_the_database_is_outlasted_and_nothing_is_lost() {
    let mut site = Site::new(DeliverySettings::default());
    within(site.claims.recv()).await;
    site.store.break_down(true);
    site.owe(1, 1, 2);
    for _ in 0..4 {
        assert_eq!(within(site.claims.recv()).await, Some(0), "it keeps trying");
    }
    site.no_more();
    let orders = site.store.orders().len();
    tokio::time::sleep(seconds(60)).await;
    let tried = site.store.orders().len() - orders;
    assert!((1..=8).contains(&tried), "{tried} claims within a minute");
    site.store.break_down(false);
    assert_eq!(site.ids(2).await, ["evt_1", "evt_2"]);
}

#[actix::test]
async fn outcome_is_recorded_when_the_database_is_back() {
    let mut site = Site::new(DeliverySettings::default());
    let (answer, mut hold) = EndpointAnswer::held(200);
    site.endpoints.script(URL, [answer]);
    site.owe(1, 1, 1);
    hold.reached().await;
    site.store.break_down(true);
    hold.release();
    tokio::time::sleep(seconds(5)).await;
    assert_eq!(site.store.settled(), []);
    site.store.break_down(false);
    tokio::time::sleep(seconds(1)).await;
    assert_eq!(site.store.settled().len(), 1);
    assert_eq!(site.ids(1).await, ["evt_1"]);
    quiet().await;
    site.no_more();
}

#[actix::test]
async fn outcome_that_cannot_be_recorded_is_sent_once_more() {
    let mut site = Site::new(DeliverySettings::default());
    let (answer, mut hold) = EndpointAnswer::held(200);
    site.endpoints.script(URL, [answer]);
    site.owe(1, 1, 1);
    hold.reached().await;
    site.store.break_down(true);
    hold.release();
    tokio::time::sleep(LANE_LEASE + seconds(1)).await;
    site.store.let_time_pass();
    site.store.break_down(false);
    assert_eq!(site.ids(2).await, ["evt_1", "evt_1"], "with the same id");
    quiet().await;
    assert_eq!(site.store.waiting(), 0);
}

#[actix::test]
async fn endpoint_that_never_answers_loses_its_place_within_the_lease() {
    let mut site = Site::new(DeliverySettings::default());
    let (answer, hold) = EndpointAnswer::held(200);
    site.endpoints.script(URL, [answer]);
    site.owe(1, 1, 1);
    site.ids(1).await;
    tokio::time::sleep(LANE_LEASE).await;
    let settled = site.store.settled();
    assert_eq!(settled.iter().map(|one| one.answer).collect::<Vec<_>>(), [Answer::Missing(NoAnswer::Timeout)]);
    drop(hold);
}

#[actix::test]
async fn panic_of_the_client_ends_its_lane_only() {
    let mut site = Site::new(DeliverySettings::default());
    site.endpoints.script(URL, [EndpointAnswer::Panic]);
    site.owe(1, 1, 1);
    site.ids(1).await;
    site.owe(2, 1, 1);
    site.ids(1).await;
    quiet().await;
    assert!(site.metrics.render().contains("linekeeper_task_panics_total{task=\"deliveries\"} 1"));
    site.store.let_time_pass();
    assert_eq!(site.ids(1).await, ["evt_1"]);
}

#[actix::test]
async fn stop_waits_for_what_is_under_way_and_sends_nothing_more() {
    let mut site = Site::new(DeliverySettings::default());
    let (answer, mut hold) = EndpointAnswer::held(200);
    site.endpoints.script(URL, [answer]);
    site.owe(1, 1, 2);
    hold.reached().await;
    let stopping = tokio::spawn(site.worker.send(StopDeliveries));
    quiet().await;
    assert!(!stopping.is_finished());
    site.owe(2, 1, 1);
    hold.release();
    within(stopping).await.unwrap().unwrap();
    assert_eq!(site.ids(1).await, ["evt_1"]);
    tokio::time::sleep(seconds(30)).await;
    site.no_more();
    assert_eq!(site.store.waiting(), 2);
    within(site.worker.send(StopDeliveries)).await.unwrap();
}

#[actix::test]
async fn backlog_is_shown_and_counted_regularly() {
    let site = Site::new(DeliverySettings::default());
    site.endpoints.otherwise(500);
    site.owe(1, 1, 1);
    site.store.owe((&access(1), URL), (&company("other"), 1), 1);
    tokio::time::sleep(seconds(31)).await;
    let shown = site.metrics.render();
    assert!(shown.contains("linekeeper_webhook_lanes_waiting 2"), "{shown}");
    assert!(shown.contains("linekeeper_webhook_oldest_wait_seconds 2.0"), "{shown}");
}
