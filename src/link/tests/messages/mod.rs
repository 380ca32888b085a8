//! Tests of what a line receives, from a phone of the simulator to the log.

mod commits;
mod contents;
mod lost;
mod sends;
mod undecryptable;

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::messages::{Content, EventType, NewEvent};
use linekeeper_ports::LinkPurpose;
use linekeeper_simulator::{DeliveryView, MessagesFilter, PhoneProfile};

use crate::credentials::MemoryCredentials;
use crate::world::{Line, World};

pub(crate) const CUSTOMER: &str = "79160000001";

/// Linked and connected device, whose phone has told it everything that it tells a new one.
async fn connected(world: &World) -> (Arc<MemoryCredentials>, Line) {
    let credentials = MemoryCredentials::new();
    let line = world.linked(&credentials).await;
    world.settled().await;
    (credentials, line)
}

/// Logs in once more.
async fn again(world: &World, credentials: &Arc<MemoryCredentials>) -> Line {
    let mut line = world.open(credentials, LinkPurpose::Login);
    line.connected().await;
    line
}

/// Returns once the log has this many events; they are all there are.
async fn events(credentials: &MemoryCredentials, number: usize) -> Vec<NewEvent> {
    let all = credentials.until(|credentials| credentials.events().len() >= number);
    let within = tokio::time::timeout(Duration::from_secs(30), all).await;
    let events = credentials.events();
    assert!(within.is_ok() && events.len() == number, "{:?}", kinds(&events));
    events
}

fn kinds(events: &[NewEvent]) -> Vec<EventType> {
    events.iter().map(|event| event.kind).collect()
}

fn text_of(event: &NewEvent) -> &str {
    match &event.facts.content {
        Some(Content::Text { text }) => text,
        _ => panic!("no text: {:?}", event.kind),
    }
}

/// Delivery of the customer's message to the salon's device.
async fn delivery(world: &World, id: &str) -> DeliveryView {
    let page = world.simulator.messages(None, &MessagesFilter::default()).await.unwrap();
    let message = page.messages.into_iter().find(|message| message.id == id).unwrap();
    message.deliveries.into_iter().next().unwrap()
}

async fn until_acknowledged(world: &World, id: &str) {
    world.until(async |_| delivery(world, id).await.acknowledged.is_some()).await;
}

/// Sets what a phone answers: requests to send again, and requests of its own devices for what it has.
async fn answers(world: &World, number: &str, (retries, resends): (bool, bool)) {
    let profile =
        PhoneProfile { answers_retries: Some(retries), answers_resends: Some(resends), ..PhoneProfile::default() };
    world.simulator.put_phone(number, profile).await.unwrap();
}
