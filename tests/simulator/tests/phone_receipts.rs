//! Receipts of phones: delivered by itself, read and played by a person, held, lost, doubled and out of order.

use linekeeper_simulator::{
    Fault, FaultPoint, GroupOrder, HeldFilter, OpenedChat, PhoneProfile, Refusal, Simulator, TakenFilter, TakenView,
};
use wacore::types::events::Event;
use wacore::types::presence::ReceiptType;
use wacore_binary::Jid;

use crate::client::{Store, TestClient, eventually, linked, simulator};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

/// Next receipt for a message of the device: its type, and the messages that it names.
async fn receipt(client: &TestClient) -> (ReceiptType, Vec<String>) {
    client
        .event(|event| match event {
            Event::Receipt(receipt) => {
                let from = receipt.source.sender.user_base();
                (from != SALON).then(|| (receipt.r#type.clone(), receipt.message_ids.clone()))
            }
            _ => None,
        })
        .await
}

async fn on_phone(simulator: &Simulator, id: &str) -> TakenView {
    eventually(simulator, || async {
        let page = simulator.received(Some(CUSTOMER), &TakenFilter::default()).await.unwrap();
        page.messages.into_iter().find(|message| message.id == id)
    })
    .await
}

async fn set(simulator: &Simulator, profile: PhoneProfile) {
    simulator.put_phone(CUSTOMER, profile).await.unwrap();
}

#[tokio::test]
async fn person_who_opens_the_chat_reads_everything_in_it() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let ids = [client.says(CUSTOMER, "one").await, client.says(CUSTOMER, "two").await];
    for id in &ids {
        assert_eq!(receipt(&client).await, (ReceiptType::Delivered, vec![id.clone()]));
    }
    assert_eq!(simulator.open_chat(CUSTOMER, SALON).await, Ok(OpenedChat { read: 2 }));
    let (kind, mut read) = receipt(&client).await;
    read.sort();
    let mut wanted = ids.to_vec();
    wanted.sort();
    assert_eq!((kind, read), (ReceiptType::Read, wanted));
    assert_eq!(simulator.open_chat(CUSTOMER, SALON).await, Ok(OpenedChat { read: 0 }));
    simulator.play(CUSTOMER, SALON, &ids[0]).await.unwrap();
    assert_eq!(receipt(&client).await, (ReceiptType::Played, vec![ids[0].clone()]));
    let seen = on_phone(&simulator, &ids[0]).await;
    assert_eq!((seen.delivered, seen.read, seen.played), (true, true, true));
    let unknown = simulator.play(CUSTOMER, SALON, "3A").await;
    assert!(matches!(unknown, Err(Refusal::BadRequest(_))), "{unknown:?}");
}

#[tokio::test]
async fn read_receipt_comes_before_the_held_one_of_the_arrival() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.add_fault(Fault::hold(FaultPoint::DeliveredReceipt).of(SALON)).await.unwrap();
    let id = client.says(CUSTOMER, "one").await;
    on_phone(&simulator, &id).await;
    simulator.open_chat(CUSTOMER, SALON).await.unwrap();
    assert_eq!(receipt(&client).await, (ReceiptType::Read, vec![id.clone()]));
    assert_eq!(simulator.release(&HeldFilter::default()).await, Ok(1));
    assert_eq!(receipt(&client).await, (ReceiptType::Delivered, vec![id]));
}

#[tokio::test]
async fn receipts_are_doubled_and_lost_by_faults() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.add_fault(Fault::refuse(FaultPoint::DeliveredReceipt, 2).of(SALON)).await.unwrap();
    simulator.add_fault(Fault::hang(FaultPoint::ReadReceipt).of(SALON)).await.unwrap();
    let id = client.says(CUSTOMER, "one").await;
    for _ in 0..2 {
        assert_eq!(receipt(&client).await, (ReceiptType::Delivered, vec![id.clone()]));
    }
    assert_eq!(simulator.open_chat(CUSTOMER, SALON).await, Ok(OpenedChat { read: 1 }));
    assert!(on_phone(&simulator, &id).await.read, "the person has read it, only the receipt is lost");
    simulator.play(CUSTOMER, SALON, &id).await.unwrap();
    assert_eq!(receipt(&client).await.0, ReceiptType::Played, "that of reading never comes");
}

#[tokio::test]
async fn phone_keeps_receipts_back_as_it_is_set() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    set(&simulator, PhoneProfile { delivery_receipts: Some(false), ..PhoneProfile::default() }).await;
    let first = client.says(CUSTOMER, "one").await;
    assert!(!on_phone(&simulator, &first).await.delivered);
    simulator.open_chat(CUSTOMER, SALON).await.unwrap();
    assert_eq!(receipt(&client).await, (ReceiptType::Read, vec![first]));
    let profile = PhoneProfile {
        delivery_receipts: Some(true),
        read_receipts: Some(false),
        reads_at_once: Some(true),
        ..PhoneProfile::default()
    };
    set(&simulator, profile).await;
    let second = client.says(CUSTOMER, "two").await;
    assert_eq!(receipt(&client).await, (ReceiptType::Delivered, vec![second.clone()]));
    assert!(on_phone(&simulator, &second).await.read);
    set(&simulator, PhoneProfile { read_receipts: Some(true), ..PhoneProfile::default() }).await;
    let third = client.says(CUSTOMER, "three").await;
    assert_eq!(receipt(&client).await, (ReceiptType::Delivered, vec![third.clone()]));
    assert_eq!(receipt(&client).await, (ReceiptType::Read, vec![third]), "with the chat open");
}

#[tokio::test]
async fn device_that_is_offline_gets_its_receipts_at_the_next_login() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    let id = client.says(CUSTOMER, "one").await;
    assert_eq!(receipt(&client).await.0, ReceiptType::Delivered);
    client.crash().await;
    crate::client::until(&simulator, SALON, |phone| !phone.devices[0].online).await;
    simulator.add_fault(Fault::hold(FaultPoint::ReadReceipt).of(SALON)).await.unwrap();
    simulator.open_chat(CUSTOMER, SALON).await.unwrap();
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    assert_eq!(receipt(&again).await, (ReceiptType::Read, vec![id]));
}

#[tokio::test]
async fn members_of_a_group_are_participants_of_their_receipts() {
    let simulator = simulator().await;
    let members = [CUSTOMER, SALON].map(str::to_owned).to_vec();
    let order = GroupOrder { members, ..GroupOrder::default() };
    let group = simulator.put_group("120363000000000001", &order).await.unwrap().group;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    set(&simulator, PhoneProfile { read_receipts: Some(false), ..PhoneProfile::default() }).await;
    let jid: Jid = group.parse().unwrap();
    let id = client.client.send_text(jid.clone(), "to all").await.unwrap().message_id;
    on_phone(&simulator, &id).await;
    simulator.open_chat(CUSTOMER, &group).await.unwrap();
    let lid = simulator.phone(CUSTOMER).await.unwrap().lid;
    for kind in [ReceiptType::Delivered, ReceiptType::Read] {
        let (chat, sender, of) = client
            .event(|event| match event {
                Event::Receipt(receipt) => Some((
                    receipt.source.chat.to_string(),
                    receipt.source.sender.to_string(),
                    (receipt.r#type.clone(), receipt.message_ids.clone()),
                )),
                _ => None,
            })
            .await;
        assert_eq!((chat.as_str(), sender.as_str(), of), (group.as_str(), lid.as_str(), (kind, vec![id.clone()])));
    }
}
