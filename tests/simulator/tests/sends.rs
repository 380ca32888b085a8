//! What becomes of a device's message at the service: refused, lost, not acknowledged, acknowledged later, and phones
//! that nobody can encrypt for.

use linekeeper_simulator::{Fault, FaultAction, FaultPoint, HeldFilter, Simulator, TakenFilter};
use wacore::types::events::Event;
use wacore_binary::Jid;
use waproto::whatsapp as wa;

use crate::client::{Store, TestClient, eventually, linked, simulator};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

/// Error of the acknowledgement of a message, once it comes.
async fn acked(client: &TestClient, id: &str) -> Option<String> {
    let is_of_message = |class: &Option<String>| class.as_deref() == Some("message");
    client
        .event(|event| match event {
            Event::ServerAck(ack) if ack.id == id && is_of_message(&ack.class) => Some(ack.error.clone()),
            _ => None,
        })
        .await
}

async fn ids(simulator: &Simulator) -> Vec<String> {
    let page = simulator.received(Some(CUSTOMER), &TakenFilter::default()).await.unwrap();
    page.messages.into_iter().map(|message| message.id).collect()
}

async fn has(simulator: &Simulator, id: &str) {
    eventually(simulator, || async { ids(simulator).await.iter().any(|one| one == id).then_some(()) }).await;
}

async fn fault(simulator: &Simulator, fault: Fault) {
    simulator.add_fault(fault.of(SALON)).await.unwrap();
}

#[tokio::test]
async fn refused_message_is_acknowledged_with_the_error_only() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    for code in [463, 479] {
        fault(&simulator, Fault::refuse(FaultPoint::MessageSend, code)).await;
        let id = client.says(CUSTOMER, "refused").await;
        assert_eq!(acked(&client, &id).await, Some(code.to_string()));
    }
    let id = client.says(CUSTOMER, "taken").await;
    assert_eq!(acked(&client, &id).await, None);
    has(&simulator, &id).await;
    assert_eq!(ids(&simulator).await, [id]);
}

#[tokio::test]
async fn message_is_lost_after_its_acknowledgement() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    fault(&simulator, Fault::hang(FaultPoint::MessageLoss)).await;
    let lost = client.says(CUSTOMER, "lost").await;
    assert_eq!(acked(&client, &lost).await, None);
    let next = client.says(CUSTOMER, "next").await;
    has(&simulator, &next).await;
    assert_eq!(ids(&simulator).await, [next]);
}

#[tokio::test]
async fn message_is_delivered_and_never_acknowledged() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    fault(&simulator, Fault::hang(FaultPoint::MessageSend)).await;
    let silent = client.says(CUSTOMER, "silent").await;
    has(&simulator, &silent).await;
    let next = client.says(CUSTOMER, "next").await;
    let first = client
        .event(|event| match event {
            Event::ServerAck(ack) if ack.class.as_deref() == Some("message") => Some(ack.id.clone()),
            _ => None,
        })
        .await;
    assert_eq!(first, next, "acknowledgements come in order, so the first one will never come");
}

#[tokio::test]
async fn held_acknowledgement_comes_after_the_receipt() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    fault(&simulator, Fault::hold(FaultPoint::MessageSend)).await;
    let id = client.says(CUSTOMER, "held").await;
    has(&simulator, &id).await;
    let held =
        simulator.held(&HeldFilter { at: Some(FaultPoint::MessageSend), ..HeldFilter::default() }).await.unwrap();
    assert_eq!((held.len(), held[0].number.as_deref()), (1, Some(SALON)));
    let is_receipt = |event: &Event| matches!(event, Event::Receipt(receipt) if receipt.message_ids.contains(&id));
    let first = client
        .event(|event| match event {
            Event::ServerAck(ack) if ack.id == id => Some("ack"),
            event => is_receipt(event).then_some("receipt"),
        })
        .await;
    assert_eq!(first, "receipt");
    assert_eq!(simulator.release(&HeldFilter::default()).await, Ok(1));
    assert_eq!(acked(&client, &id).await, None);
}

#[tokio::test]
async fn held_refusal_delivers_nothing() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    fault(&simulator, Fault::hold(FaultPoint::MessageSend)).await;
    fault(&simulator, Fault::refuse(FaultPoint::MessageSend, 463)).await;
    let id = client.says(CUSTOMER, "held").await;
    eventually(&simulator, || async { (simulator.release(&HeldFilter::default()).await == Ok(1)).then_some(()) }).await;
    assert_eq!(acked(&client, &id).await.as_deref(), Some("463"));
    assert!(ids(&simulator).await.is_empty());
}

#[tokio::test]
async fn connection_is_cut_before_the_message_is_taken() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    fault(&simulator, Fault::drop(FaultPoint::MessageSend)).await;
    let lost = client.says(CUSTOMER, "lost").await;
    client.connected().await;
    let text = wa::Message { conversation: Some("lost".to_owned()), ..Default::default() };
    let options = whatsapp_rust::send::SendOptions::default().with_message_id(lost.clone());
    client.client.send_message_with_options(Jid::pn(CUSTOMER), text, options).await.unwrap();
    assert_eq!(acked(&client, &lost).await, None);
    has(&simulator, &lost).await;
    let page = simulator.received(Some(CUSTOMER), &TakenFilter::default()).await.unwrap();
    assert_eq!((page.messages.len(), page.messages[0].times), (1, 1), "the same id once more is one message");
}

#[tokio::test]
async fn phone_without_keys_gets_nothing_until_it_has_some() {
    for (code, text) in [(404, None), (406, None), (1, Some("signature")), (1, Some("missing"))] {
        let simulator = simulator().await;
        let (client, _) = linked(&simulator, SALON, &Store::new()).await;
        let mut broken = Fault::refuse(FaultPoint::PreKeys, code).of(CUSTOMER).times(0);
        if let FaultAction::Answer(answer) = &mut broken.answer {
            answer.text = text.map(str::to_owned);
        }
        simulator.add_fault(broken).await.unwrap();
        // The library reports success, and sends the copy for the own phone alone.
        let unread = client.says(CUSTOMER, "nobody reads it").await;
        assert_eq!(acked(&client, &unread).await, None);
        simulator.clear_faults().await;
        let id = client.says(CUSTOMER, "with keys").await;
        has(&simulator, &id).await;
        assert_eq!(ids(&simulator).await, [id], "{code} {text:?}");
    }
}
