//! Presence and typing, of devices and of phones.

use linekeeper_simulator::{GroupOrder, PresenceFilter, PresenceKind, PresenceView, Refusal, Simulator};
use wacore::types::events::Event;
use wacore::types::presence::ChatPresence;
use wacore_binary::Jid;

use crate::client::{Store, TestClient, eventually, linked, simulator};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

async fn said(simulator: &Simulator, wanted: impl Fn(&PresenceView) -> bool) -> PresenceView {
    eventually(simulator, || async {
        let page = simulator.presence(&PresenceFilter::default()).await.unwrap();
        page.entries.into_iter().find(&wanted)
    })
    .await
}

/// Has the device say that it is used; typing is told to such devices only.
async fn available(simulator: &Simulator, client: &TestClient) {
    client.client.presence().set_available().await.unwrap();
    said(simulator, |entry| entry.kind == PresenceKind::Available).await;
}

#[tokio::test]
async fn typing_of_a_device_is_recorded() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let to = Jid::pn(CUSTOMER);
    client.client.chatstate().send_composing(&to).await.unwrap();
    client.client.chatstate().send_paused(&to).await.unwrap();
    said(&simulator, |entry| entry.kind == PresenceKind::Paused).await;
    let wanted = PresenceFilter { to: Some(CUSTOMER.to_owned()), ..PresenceFilter::default() };
    let page = simulator.presence(&wanted).await.unwrap();
    let kinds: Vec<_> = page.entries.iter().map(|entry| (entry.from.as_str(), entry.device, entry.kind)).collect();
    assert_eq!(kinds, [(SALON, 1, PresenceKind::Composing), (SALON, 1, PresenceKind::Paused)]);
    let rest = PresenceFilter { after: Some(page.next), ..PresenceFilter::default() };
    assert!(simulator.presence(&rest).await.unwrap().entries.is_empty());
}

#[tokio::test]
async fn typing_of_a_phone_is_told_to_used_devices_only() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let group = GroupOrder { members: [CUSTOMER, SALON].map(str::to_owned).to_vec(), ..GroupOrder::default() };
    let group = simulator.put_group("120363000000000001", &group).await.unwrap().group;
    available(&simulator, &client).await;
    for to in [SALON, &group] {
        assert_eq!(simulator.types(CUSTOMER, to, PresenceKind::Composing).await, Ok(1));
        let chat = client
            .event(|event| match event {
                Event::ChatPresence(update) if update.state == ChatPresence::Composing => {
                    Some(update.source.chat.to_string())
                }
                _ => None,
            })
            .await;
        assert!(chat == group || chat == format!("{CUSTOMER}@s.whatsapp.net"), "{chat}");
    }
    client.client.presence().set_unavailable().await.unwrap();
    said(&simulator, |entry| entry.kind == PresenceKind::Unavailable).await;
    assert_eq!(simulator.types(CUSTOMER, SALON, PresenceKind::Recording).await, Ok(0));
    let refused = simulator.types(CUSTOMER, SALON, PresenceKind::Available).await;
    assert!(matches!(refused, Err(Refusal::BadRequest(_))), "{refused:?}");
}

#[tokio::test]
async fn device_that_watches_a_phone_is_told_when_it_is_used() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    client.client.presence().subscribe(Jid::pn(CUSTOMER)).await.unwrap();
    let is_unavailable = |event: &Event| match event {
        Event::Presence(update) => Some(update.unavailable),
        _ => None,
    };
    assert!(client.event(is_unavailable).await, "at once, as it is");
    simulator.set_available(CUSTOMER, true).await.unwrap();
    assert!(!client.event(is_unavailable).await);
    simulator.set_available(CUSTOMER, false).await.unwrap();
    assert!(client.event(is_unavailable).await);
}
