//! Messages for a device that is away, and messages whose acknowledgement the service does not get.

use std::collections::HashMap;
use std::time::Duration;

use linekeeper_simulator::{
    Fault, FaultPoint, Latencies, MessageOrder, MessageView, MessagesFilter, Simulator, SimulatorConfig,
};
use wacore::types::events::Event;

use crate::client::{Store, TestClient, eventually, linked, simulator, until};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

async fn away(simulator: &Simulator, client: TestClient) {
    client.crash().await;
    until(simulator, SALON, |phone| !phone.devices[0].online).await;
}

/// The message of the log when its only delivery is as wanted.
async fn logged(simulator: &Simulator, id: &str, wanted: impl Fn(&MessageView) -> bool) -> MessageView {
    eventually(simulator, || async {
        let page = simulator.messages(Some(CUSTOMER), &MessagesFilter::default()).await.unwrap();
        page.messages.into_iter().find(|message| message.id == id && wanted(message))
    })
    .await
}

#[tokio::test]
async fn backlog_of_ten_thousand_arrives_in_order_of_its_chats() {
    const CHATS: usize = 20;
    const MESSAGES: usize = 10_000;
    // Nothing comes unless the client asks for it.
    let latencies = Latencies { unasked_batch: Duration::from_secs(3_600), ..Latencies::default() };
    let config = SimulatorConfig { latencies, ..SimulatorConfig::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    away(&simulator, client).await;
    for number in 0..MESSAGES {
        let contact = format!("7990000{:04}", number % CHATS);
        simulator.send(&contact, SALON, &number.to_string()).await.unwrap();
    }
    // The service asks for pre-keys as well.
    assert!(simulator.phone(SALON).await.unwrap().devices[0].queued >= MESSAGES);
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut seen = 0;
    while seen < MESSAGES {
        let batch = again
            .event(|event| match event {
                Event::Messages(batch) => Some(batch.clone()),
                _ => None,
            })
            .await;
        for inbound in batch.iter() {
            let number: usize = inbound.message.conversation.as_deref().unwrap().parse().unwrap();
            assert!(inbound.info.is_offline, "{number} is marked as offline");
            let before = last.insert(inbound.info.source.sender.user.to_string(), number);
            assert_eq!(before.map_or(number % CHATS, |before| before + CHATS), number, "in order, none missing");
            seen += 1;
        }
    }
    assert_eq!(last.len(), CHATS);
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    assert_eq!(simulator.stats().await.given_up, 0);
}

#[tokio::test]
async fn message_sent_during_the_backlog_follows_it() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    away(&simulator, client).await;
    for number in 0..300 {
        simulator.send(CUSTOMER, SALON, &format!("waiting {number}")).await.unwrap();
    }
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    until(&simulator, SALON, |phone| phone.devices[0].active).await;
    let live = simulator.send(CUSTOMER, SALON, "live").await.unwrap();
    let mut seen = Vec::new();
    while seen.last().is_none_or(|(id, _)| *id != live.id) {
        let batch = again
            .event(|event| match event {
                Event::Messages(batch) => Some(batch.clone()),
                _ => None,
            })
            .await;
        seen.extend(batch.iter().map(|inbound| (inbound.info.id.clone(), inbound.info.is_offline)));
    }
    let (last, waiting) = seen.split_last().unwrap();
    assert_eq!((waiting.len(), waiting.iter().all(|(_, offline)| *offline), last.1), (300, true, false));
}

#[tokio::test]
async fn message_whose_ack_was_lost_comes_again_unchanged() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    simulator.add_fault(Fault::hang(FaultPoint::MessageAck).of(SALON)).await.unwrap();
    let sent = simulator.send(CUSTOMER, SALON, "handled once").await.unwrap();
    client.receives("handled once").await;
    // The receipt of the next message comes after the lost one.
    let other = simulator.send(CUSTOMER, SALON, "after it").await.unwrap();
    logged(&simulator, &other.id, |message| message.deliveries[0].acknowledged.is_some()).await;
    let lost = logged(&simulator, &sent.id, |_| true).await;
    assert_eq!((lost.deliveries[0].times, lost.deliveries[0].acknowledged.clone()), (1, None));
    away(&simulator, client).await;

    let again = TestClient::start(&simulator.endpoint(), &store).await;
    let taken = logged(&simulator, &sent.id, |message| message.deliveries[0].acknowledged.is_some()).await;
    assert_eq!((taken.deliveries[0].times, taken.deliveries[0].resends), (2, 0), "the same ciphertext");
    assert_eq!(taken.deliveries[0].retries, 0, "the client knows it as a duplicate");
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    drop(again);
}

#[tokio::test]
async fn ack_is_lost_with_the_connection_if_so_ordered() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    simulator.add_fault(Fault::drop(FaultPoint::MessageAck).of(SALON)).await.unwrap();
    let sent = simulator.send(CUSTOMER, SALON, "handled once").await.unwrap();
    client.receives("handled once").await;
    client.event(|event| matches!(event, Event::Disconnected(_)).then_some(())).await;
    // The client connects again by itself.
    let taken = logged(&simulator, &sent.id, |message| message.deliveries[0].acknowledged.is_some()).await;
    assert_eq!(taken.deliveries[0].times, 2);
}

#[tokio::test]
async fn equal_ids_of_two_senders_are_acknowledged_apart() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    simulator.add_fault(Fault::hang(FaultPoint::MessageAck).of(SALON)).await.unwrap();
    for (from, text) in [(CUSTOMER, "lost"), ("79161234567", "taken")] {
        simulator.send_message(from, &MessageOrder::text(SALON, text).with_id("A1")).await.unwrap();
        client.receives(text).await;
    }
    until(&simulator, SALON, |phone| phone.devices[0].queued == 1).await;
    let lost = logged(&simulator, "A1", |_| true).await;
    assert_eq!(lost.deliveries[0].acknowledged, None);
}

#[tokio::test]
async fn text_that_a_device_sends_twice_is_received_once() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    for _ in 0..2 {
        let options = whatsapp_rust::SendOptions::default().with_message_id("SAME");
        let message = waproto::whatsapp::Message { conversation: Some("once".to_owned()), ..Default::default() };
        let to = wacore_binary::Jid::pn(CUSTOMER);
        client.client.send_message_with_options(to, message, options).await.unwrap();
    }
    client.says(CUSTOMER, "last").await;
    let phone = until(&simulator, CUSTOMER, |phone| phone.texts.iter().any(|text| text.text == "last")).await;
    let texts: Vec<_> = phone.texts.iter().map(|text| text.text.as_str()).collect();
    assert_eq!((texts, simulator.stats().await.repeated), (vec!["once", "last"], 1));
}
