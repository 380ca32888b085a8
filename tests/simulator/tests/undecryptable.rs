//! Messages that a device cannot decrypt: retries, placeholder resends, and phones that answer neither.

use linekeeper_simulator::{
    DeliveryView, Fault, FaultAction, FaultPoint, MessageOrder, MessagesFilter, PhoneProfile, Simulator,
};
use wacore::types::events::Event;

use crate::client::{Store, TestClient, eventually, linked, simulator};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

fn spoilt(damage: &str) -> Fault {
    let mut fault = Fault::refuse(FaultPoint::Undecryptable, 1).of(SALON);
    if let FaultAction::Answer(answer) = &mut fault.answer {
        answer.text = Some(damage.to_owned());
    }
    fault
}

async fn undecryptable(client: &TestClient, id: &str) {
    client
        .event(|event| match event {
            Event::UndecryptableMessage(message) => (message.info.id == id).then_some(()),
            _ => None,
        })
        .await;
}

async fn set(simulator: &Simulator, number: &str, answers_retries: bool, answers_resends: bool) {
    let profile = PhoneProfile {
        answers_retries: Some(answers_retries),
        answers_resends: Some(answers_resends),
        ..PhoneProfile::default()
    };
    simulator.put_phone(number, profile).await.unwrap();
}

/// The only delivery of a message of the customer once it is as wanted.
async fn delivery(simulator: &Simulator, id: &str, wanted: impl Fn(&DeliveryView) -> bool) -> DeliveryView {
    eventually(simulator, || async {
        let page = simulator.messages(Some(CUSTOMER), &MessagesFilter::default()).await.unwrap();
        let message = page.messages.into_iter().find(|message| message.id == id)?;
        message.deliveries.into_iter().find(&wanted)
    })
    .await
}

#[tokio::test]
async fn sender_answers_the_retry_with_the_same_id() {
    for damage in ["mac", "session"] {
        let simulator = simulator().await;
        let (client, _) = linked(&simulator, SALON, &Store::new()).await;
        set(&simulator, SALON, true, false).await;
        simulator.send(CUSTOMER, SALON, "before").await.unwrap();
        client.receives("before").await;
        simulator.add_fault(spoilt(damage)).await.unwrap();
        let sent = simulator.send(CUSTOMER, SALON, "again").await.unwrap();
        undecryptable(&client, &sent.id).await;
        let inbound = client.message_of(&sent.id).await;
        assert_eq!(inbound.message.conversation.as_deref(), Some("again"), "{damage}");
        assert_eq!(inbound.info.unavailable_request_id, None, "it came from the sender");
        let delivery = delivery(&simulator, &sent.id, |delivery| delivery.acknowledged.is_some()).await;
        assert_eq!((delivery.damage.as_deref(), delivery.times, delivery.resends), (Some(damage), 2, 1));
        assert_eq!(delivery.retries, 1);
        simulator.send(CUSTOMER, SALON, "after").await.unwrap();
        client.receives("after").await;
    }
}

#[tokio::test]
async fn own_phone_answers_the_placeholder_resend() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    set(&simulator, CUSTOMER, false, true).await;
    for damage in ["mac", "unavailable"] {
        simulator.add_fault(spoilt(damage)).await.unwrap();
        let sent = simulator.send(CUSTOMER, SALON, damage).await.unwrap();
        undecryptable(&client, &sent.id).await;
        let inbound = client.message_of(&sent.id).await;
        assert_eq!(inbound.message.conversation.as_deref(), Some(damage));
        assert!(inbound.info.unavailable_request_id.is_some(), "it came from the own phone");
        let delivery = delivery(&simulator, &sent.id, |delivery| delivery.acknowledged.is_some()).await;
        assert_eq!((delivery.acknowledged.as_deref(), delivery.resends), (Some("ack"), 0));
    }
    let stats = simulator.stats().await;
    assert_eq!((stats.undecryptable, stats.unknown_iqs), (0, 0), "{:?}", stats.unknown_iq_kinds);
}

#[tokio::test]
async fn message_stays_undecryptable_if_no_phone_answers() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    set(&simulator, CUSTOMER, false, true).await;
    set(&simulator, SALON, true, false).await;
    simulator.add_fault(spoilt("mac")).await.unwrap();
    let sent = simulator.send(CUSTOMER, SALON, "lost").await.unwrap();
    undecryptable(&client, &sent.id).await;
    let delivery = delivery(&simulator, &sent.id, |delivery| delivery.acknowledged.is_some()).await;
    assert_eq!((delivery.times, delivery.retries, delivery.resends), (1, 1, 0));
    set(&simulator, CUSTOMER, true, true).await;
    let next = simulator.send(CUSTOMER, SALON, "next").await.unwrap();
    let seen =
        client.message(|inbound| inbound.message.conversation.clone().map(|text| (text, inbound.info.id.clone())));
    assert_eq!(seen.await, ("next".to_owned(), next.id));
}

#[tokio::test]
async fn garbage_and_view_once_are_not_asked_for_again() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    for (damage, how) in [("garbage", "nack"), ("view-once", "ack")] {
        simulator.add_fault(spoilt(damage)).await.unwrap();
        let sent = simulator.send(CUSTOMER, SALON, damage).await.unwrap();
        undecryptable(&client, &sent.id).await;
        let delivery = delivery(&simulator, &sent.id, |delivery| delivery.acknowledged.is_some()).await;
        assert_eq!((delivery.acknowledged.as_deref(), delivery.retries), (Some(how), 0), "{damage}");
    }
}

#[tokio::test]
async fn fault_of_several_times_spoils_the_resend_as_well() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    set(&simulator, SALON, true, false).await;
    simulator.add_fault(spoilt("mac").times(2)).await.unwrap();
    let order = MessageOrder::text(SALON, "third time");
    let sent = simulator.send_message(CUSTOMER, &order).await.unwrap();
    let inbound = client.message_of(&sent.id).await;
    assert_eq!(inbound.message.conversation.as_deref(), Some("third time"));
    let delivery = delivery(&simulator, &sent.id, |delivery| delivery.times == 3).await;
    assert_eq!((delivery.retries, delivery.resends), (2, 2));
}
