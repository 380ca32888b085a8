//! Texts between phones and devices, live and queued.

use linekeeper_simulator::Refusal;
use wacore::types::events::Event;
use wacore::types::presence::ReceiptType;

use crate::client::{Store, TestClient, linked, simulator, until};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

#[tokio::test]
async fn texts_go_both_ways_between_a_device_and_a_phone() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    // The phone's messages for its new device come first.
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    let taken = simulator.stats().await.messages_taken;
    for round in 0..3 {
        let question = format!("question {round}");
        let sent = simulator.send(CUSTOMER, SALON, &question).await.unwrap();
        assert_eq!(sent.devices, 1);
        let (from, own) = client.receives(&question).await;
        assert_eq!((from.as_str(), own), (CUSTOMER, false));
        let answer = format!("answer {round}");
        client.says(CUSTOMER, &answer).await;
        let phone = until(&simulator, CUSTOMER, |phone| phone.texts.iter().any(|text| text.text == answer)).await;
        let text = phone.texts.iter().find(|text| text.text == answer).unwrap();
        assert_eq!((text.from.as_str(), text.device.as_str()), (SALON, &*format!("{SALON}:1@s.whatsapp.net")));
    }
    let salon = until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    assert_eq!(simulator.stats().await.messages_taken, taken + 3);
    assert_eq!(salon.texts.len(), 3, "the salon's phone gets what its device gets, and no copies of what it sent");
    let stats = simulator.stats().await;
    assert_eq!((stats.undecryptable, stats.unknown_iqs), (0, 0), "{:?}", stats.unknown_iq_kinds);
}

#[tokio::test]
async fn phone_sends_a_receipt_for_a_text() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let id = client.says(CUSTOMER, "hello").await;
    client
        .event(|event| match event {
            Event::Receipt(receipt) => {
                (receipt.r#type == ReceiptType::Delivered && receipt.message_ids.contains(&id)).then_some(())
            }
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn texts_between_devices_reach_all_own_devices() {
    let simulator = simulator().await;
    let (desk, _) = linked(&simulator, SALON, &Store::new()).await;
    let (tablet, _) = linked(&simulator, SALON, &Store::new()).await;
    let (customer, _) = linked(&simulator, CUSTOMER, &Store::new()).await;
    desk.says(CUSTOMER, "from the desk").await;
    let (from, own) = customer.receives("from the desk").await;
    assert_eq!((from.as_str(), own), (SALON, false));
    assert!(tablet.receives("from the desk").await.1);
    until(&simulator, CUSTOMER, |phone| phone.texts.len() == 1).await;
    customer.says(SALON, "to both").await;
    assert!(!desk.receives("to both").await.1);
    assert!(!tablet.receives("to both").await.1);
}

#[tokio::test]
async fn device_linked_during_a_conversation_gets_later_texts() {
    let simulator = simulator().await;
    let (salon, _) = linked(&simulator, SALON, &Store::new()).await;
    salon.says(CUSTOMER, "before").await;
    until(&simulator, CUSTOMER, |phone| phone.texts.len() == 1).await;
    let (customer, _) = linked(&simulator, CUSTOMER, &Store::new()).await;
    salon.event(|event| matches!(event, Event::DeviceListUpdate(_)).then_some(())).await;
    salon.says(CUSTOMER, "after").await;
    customer.receives("after").await;
    simulator.unlink(CUSTOMER, None).await.unwrap();
    salon.event(|event| matches!(event, Event::DeviceListUpdate(_)).then_some(())).await;
    salon.says(CUSTOMER, "to the phone alone").await;
    until(&simulator, CUSTOMER, |phone| phone.texts.len() == 3).await;
}

#[tokio::test]
async fn texts_of_a_phone_reach_its_own_devices_as_copies() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.send(SALON, CUSTOMER, "from the phone").await.unwrap();
    assert!(client.receives("from the phone").await.1);
    simulator.send(SALON, "self", "note").await.unwrap();
    assert!(client.receives("note").await.1);
    let customer = simulator.phone(CUSTOMER).await.unwrap();
    assert_eq!(customer.texts[0].text, "from the phone");
    assert_eq!(simulator.phone(SALON).await.unwrap().texts[0].text, "note");
}

#[tokio::test]
async fn texts_to_an_offline_device_are_queued() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    client.crash().await;
    until(&simulator, SALON, |phone| !phone.devices[0].online).await;
    for number in 0..20 {
        simulator.send(CUSTOMER, SALON, &format!("waiting {number}")).await.unwrap();
    }
    assert!(simulator.phone(SALON).await.unwrap().devices[0].queued >= 20);
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    let mut missing: Vec<String> = (0..20).map(|number| format!("waiting {number}")).collect();
    while !missing.is_empty() {
        let batch = again
            .event(|event| match event {
                Event::Messages(batch) => {
                    Some(batch.iter().filter_map(|inbound| inbound.message.conversation.clone()).collect::<Vec<_>>())
                }
                _ => None,
            })
            .await;
        missing.retain(|text| !batch.contains(text));
    }
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
}

#[tokio::test]
async fn device_without_sessions_gets_the_text_again() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    simulator.send(CUSTOMER, SALON, "first").await.unwrap();
    client.receives("first").await;
    client.says(CUSTOMER, "heard").await;
    until(&simulator, CUSTOMER, |phone| !phone.texts.is_empty()).await;
    client.crash().await;
    store.lose_sessions(&simulator.phone(CUSTOMER).await.unwrap()).await;
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    again.connected().await;
    simulator.send(CUSTOMER, SALON, "second").await.unwrap();
    again.event(|event| matches!(event, Event::UndecryptableMessage(_)).then_some(())).await;
    assert_eq!(again.receives("second").await.0, CUSTOMER);
}

#[tokio::test]
async fn empty_or_too_long_text_or_bad_number_is_refused() {
    let simulator = simulator().await;
    assert_eq!(simulator.send(SALON, CUSTOMER, "").await.unwrap_err().status(), 400);
    assert_eq!(simulator.send(SALON, CUSTOMER, &"x".repeat(70_000)).await.unwrap_err().status(), 400);
    assert_eq!(simulator.send(SALON, "nobody", "text").await, Err(Refusal::BadNumber));
    assert_eq!(simulator.send("+7 900", CUSTOMER, "text").await, Err(Refusal::BadNumber));
}
